"""The readers of the peers' suites, over small suites of our own: what is understood, and what is refused."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from reissue_generator.changes import Level
from tests.ci.long_run import summary
from tests.generator.small_clients import asking, sending
from tests.peers import go_tests, java_tests, run, suites
from tests.peers.go_syntax import parse
from tests.peers.reading import Pair, Says, Suite

# --- Go -----------------------------------------------------------------------------------------------------------

BOX = sending({"$ref": "#/components/schemas/Box"}, Box={"type": "object", "properties": {"size": {"type": "integer"}}})
SIZE = 's2.Spec.Paths.Value(boxes).Post.RequestBody.Value.Content["application/json"].Schema.Value.Properties["size"].Value'
RULES = """
const (
	WallThinnerId = "wall-thinner"
	LidGoneId     = "lid-gone"
)

func all() []rule {
	return []rule{
		newBackwardCompatibilityRule(WallThinnerId, INFO, WallCheck, DirectionRequest),
		newBackwardCompatibilityRule(LidGoneId, ERR, LidCheck, DirectionRequest),
		newBackwardCompatibilityRule(LidLooseId, WARN, LidCheck, DirectionRequest),
	}
}
"""
HELPERS = """
package checker_test

const (
	things = "/things"
	boxes  = things + "" // the one path
)

var boxFile = dataFileFn("boxes")

func setSize(t *testing.T, s *load.SpecInfo, types *openapi3.Types) {
	t.Helper()
	s.Spec.Components.Schemas["Box"].Value.Properties["size"].Value.Type = types
}

func boxChanges(t *testing.T, name string) checker.Changes {
	s1, err := open(boxFile(name))
	require.NoError(t, err)
	s2, err := open(boxFile(name))
	d, osm, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), s1, s2)
	return checker.CheckBackwardCompatibilityUntilLevel(allChecksConfig(), d, osm, checker.INFO)
}
"""
OPEN = """
	s1, err := open(boxFile("box.json"))
	require.NoError(t, err)
	s2, err := open("../data/boxes/box.json")
"""
COMPARE = """
	d, osm, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), s1, s2)
	errs := checker.CheckBackwardCompatibilityUntilLevel(singleCheckConfig(checker.LidCheck), d, osm, checker.INFO)
"""


def go_suite(root: Path, body: str) -> Suite:
    """A suite of one test, read."""
    texts = {
        "checker/rules.go": RULES,
        "checker/helpers_test.go": HELPERS,
        "checker/box_test.go": f"package checker_test\n\nfunc TestBox(t *testing.T) {{{body}}}\n",
        "data/boxes/box.json": json.dumps(BOX),
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return go_tests.read_suite(root)


def asserted(text: str) -> str:
    return f"{OPEN}{COMPARE}\t{text}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("require.Empty(t, errs)", Says.NOT_BREAKING),
        ("requireSingleChange(t, errs, checker.LidGoneId)", Says.BREAKING),
        ("requireSingleChange(t, errs, checker.LidLooseId)", Says.EITHER),
        ('require.Len(t, errs, 1)\n\trequire.Equal(t, "wall-thinner", errs[0].GetId())', Says.NOT_BREAKING),
        ("require.NotEmpty(t, errs)\n\trequire.Equal(t, checker.ERR, errs[0].GetLevel())", Says.BREAKING),
        ("requireSingleApiChange(t, checker.ApiChange{\n\t\tId: checker.WallThinnerId,\n\t}, errs)", Says.NOT_BREAKING),
        (
            "requireApiChanges(t, []checker.ApiChange{\n\t\t{Id: checker.WallThinnerId},\n\t\t{Id: checker.LidGoneId}}, errs)",
            Says.BREAKING,
        ),
        (
            "found := false\n\tfor _, e := range errs {\n\t\tif e.GetId() == checker.LidGoneId {\n\t\t\tfound = true\n\t\t}\n\t}\n"
            '\trequire.True(t, found, "a lid")',
            Says.BREAKING,
        ),
        (
            "ids := make(map[string]bool)\n\tfor _, e := range errs {\n\t\tids[e.GetId()] = true\n\t}\n"
            "\trequire.True(t, ids[checker.LidGoneId])",
            Says.BREAKING,
        ),
        ("for _, e := range errs {\n\t\trequire.Equal(t, checker.ERR, e.GetLevel())\n\t}\n\trequire.Empty(t, errs)", Says.NOT_BREAKING),
    ],
)  # fmt: skip
def test_what_a_go_test_says(text: str, says: Says, tmp_path: Path) -> None:
    suite = go_suite(tmp_path, asserted(text))
    assert suite.unread == {}
    assert [one.says for one in suite.pairs] == [says]
    assert suite.pairs[0].old == suite.pairs[0].new == (tmp_path / "data/boxes/box.json").resolve()
    assert suite.pairs[0].configured == ""


@pytest.mark.parametrize(
    ("change", "size"),
    [
        (f'{SIZE}.Type = &openapi3.Types{{"string", "integer"}}', {"type": ["string", "integer"]}),
        ('setSize(t, s2, &openapi3.Types{"string"})', {"type": "string"}),
        ("setSize(t, s2, nil)", {}),
        (f"least := float64(0)\n\t{SIZE}.Min = &least", {"type": "integer", "minimum": 0}),
        (
            f'{SIZE}.MinLength = uint64(3)\n\t{SIZE}.MinLength = uint64(0)\n\t{SIZE}.Format = "int32"',
            {"type": "integer", "format": "int32"},
        ),
        (f"{SIZE}.Enum = []any{{1, 2}}", {"type": "integer", "enum": [1, 2]}),
        (f'size := {SIZE}\n\tsize.Format = "int32"', {"type": "integer", "format": "int32"}),
        (
            f'{SIZE}.Extensions["x-sunset"] = toJson(t, "2031-04-05")',
            {"type": "integer", "x-sunset": "2031-04-05"},
        ),
    ],
)
def test_what_a_go_test_does_to_a_document(change: str, size: dict[str, Any], tmp_path: Path) -> None:
    """A reference is followed, as a pointer of Go is; what is zero is not written."""
    suite = go_suite(tmp_path, f"{OPEN}\t{change}\n{COMPARE}\trequire.Empty(t, errs)\n")
    assert suite.unread == {}
    (pair,) = suite.pairs
    assert isinstance(pair.old, Path)
    wanted = sending(
        {"$ref": "#/components/schemas/Box"},
        Box={"type": "object", "properties": {"size": size} if size else {"size": {}}},
    )
    assert pair.new == wanted


def test_parameters_and_paths_of_a_go_test(tmp_path: Path) -> None:
    asked = asking({"name": "wide", "in": "query", "required": True, "schema": {"type": "string"}})
    go_suite(tmp_path, "")
    (tmp_path / "data/asked.json").write_text(json.dumps(asked), encoding="utf-8")
    body = """
	s1, err := open("../data/asked.json")
	s2, err := open("../data/asked.json")
	s1.Spec.Paths.Value(boxes).Get.Parameters.GetByInAndName(openapi3.ParameterInQuery, "wide").Required = false
	s2.Spec.Paths.Delete(boxes)
"""
    (pair,) = go_suite(tmp_path, f"{body}{COMPARE}\trequire.Empty(t, errs)\n").pairs
    assert pair.old == asking({"name": "wide", "in": "query", "schema": {"type": "string"}})
    assert pair.new == {**asked, "paths": {}}


def test_a_helper_of_the_suite_compares_and_parts_have_names(tmp_path: Path) -> None:
    part = '\tt.Run("lid", func(t *testing.T) {\n\t\terrs := boxChanges(t, "box.json")\n\t\trequire.Len(t, errs, 0)\n\t})\n'
    suite = go_suite(tmp_path, f"\n{part}")
    assert [(one.test, one.says) for one in suite.pairs] == [("TestBox/lid", Says.NOT_BREAKING)]


def test_a_configuration_of_its_own_is_named(tmp_path: Path) -> None:
    config = COMPARE.replace("checker.LidCheck)", "checker.LidCheck, checker.WithDeprecation(30, 100))")
    suite = go_suite(tmp_path, f"{OPEN}{config}\trequireSingleChange(t, errs, checker.LidGoneId)\n")
    assert [one.configured for one in suite.pairs] == ["WithDeprecation"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("\n\trequire.Equal(t, 1, 1)\n", "it compares no two documents"),
        (asserted("require.NotEmpty(t, errs)"), "it does not say of all changes which they are"),
        (asserted("requireChange(t, errs, checker.WallThinnerId)"), "it does not say of all changes which they are"),
        (asserted("require.NotNil(t, errs)"), "it asserts nothing that is known"),
        (asserted("requireSingleChange(t, errs, checker.DoorId)"), "a change whose level is not known: DoorId"),
        (f"{OPEN}\t{SIZE}.Sturdiness = 3\n{COMPARE}\trequire.Empty(t, errs)\n", "a field of a document that is not known"),
        (f"{OPEN}\t{SIZE}.Format = guess()\n{COMPARE}\trequire.Empty(t, errs)\n", "it sets a value that is not known"),
        (f"{OPEN}\tpaint(s2)\n{COMPARE}\trequire.Empty(t, errs)\n", "it gives a document to a function that is not known"),
        (
            f"{OPEN}\tfor k := range s2.Spec.Paths {{\n\t\tdelete(s2.Spec.Paths, k)\n\t}}\n{COMPARE}\trequire.Empty(t, errs)\n",
            "a statement of a kind that is not known",
        ),
        (OPEN.replace("box.json", "bag.json") + COMPARE, "there is no file bag.json"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_guessed(body: str, why: str, tmp_path: Path) -> None:
    suite = go_suite(tmp_path, body)
    assert suite.pairs == []
    assert suite.unread["TestBox"].startswith(why)


def test_go_that_is_not_known_stays_whole() -> None:
    text = 'func A(t *testing.T) {\n\tif a := f("}"); a != nil {\n\t\treturn\n\t} else {\n\t\tb()\n\t}\n\tc(`}`)\n}\nfunc (x *X) B() {}\nfunc C() {}\n'
    found = parse(text)
    assert list(found.functions) == ["A", "C"]
    assert len(found.functions["A"].body) == 2


# --- Java ---------------------------------------------------------------------------------------------------------

JAVA = """
package org.example;

public class BoxTest {{
  private final String BOX = "box_1.yaml";

  // a helper; "quoted {{"
  private void assertSturdier(String other) {{
    assertSpecIncompatible(BOX, other, LID_GONE);
  }}

  @Test // issue #1
  public void lid() {{
    {body}
  }}
}}
"""


def java_suite(root: Path, body: str, head: str = "") -> Suite:
    """A suite of one test, read."""
    tests, resources = root / java_tests.TESTS / "org", root / java_tests.RESOURCES
    for folder in (tests, resources, (root / java_tests.PROPERTIES).parent):
        folder.mkdir(parents=True)
    (tests / "BoxTest.java").write_text(
        JAVA.format(body=body).replace("public class", f"{head}public class"), encoding="utf-8"
    )
    (root / java_tests.PROPERTIES).write_text(
        'LID_GONE("lid.gone", false), WALL_GONE("wall.gone", true);', encoding="utf-8"
    )
    for number in (1, 2):
        (resources / f"box_{number}.yaml").write_text("openapi: 3.1.0\n", encoding="utf-8")
    return java_tests.read_suite(root)


COMPARED = 'ChangedOpenApi diff = OpenApiCompare.fromLocations(BOX, "box_2.yaml");\n    '


@pytest.mark.parametrize(
    ("body", "says", "configured"),
    [
        ('assertOpenApiAreEquals(BOX, "box_2.yaml");', Says.SAME, False),
        ('assertOpenApiChangedEndpoints(\n        BOX, "box_2.yaml");', Says.CHANGED, False),
        ('assertOpenApiBackwardCompatible(BOX, "box_2.yaml", true);', Says.NOT_BREAKING, False),
        ('assertOpenApiBackwardIncompatible(BOX, "box_2.yaml");', Says.BREAKING, False),
        ('BackwardIncompatibleProp prop = WALL_GONE;\n assertSpecIncompatible(BOX, "box_2.yaml", prop);', Says.BREAKING, False),
        ('assertSturdier("box_2.yaml");', Says.BREAKING, True),
        (f"{COMPARED}assertThat(diff.isCompatible()).isFalse();", Says.BREAKING, False),
        (f"{COMPARED}Assertions.assertFalse(diff.isDifferent());", Says.SAME, False),
        (f"{COMPARED}assertThat(diff.isChanged()).isEqualTo(DiffResult.COMPATIBLE);", Says.NOT_BREAKING, False),
        (
            f'{COMPARED}Part part = partOf(diff);\n assertThat(part.get("a").getLid().isIncompatible()).isTrue();\n'
            'assertThat(part.get("b").getLid().isCompatible()).isTrue();',
            Says.BREAKING,
            False,
        ),
        (
            f"{COMPARED}assertThat(diff.getNewEndpoints()).isEmpty();\nassertThat(diff.getMissingEndpoints()).isEmpty();\n"
            "assertThat(diff.getChangedOperations()).isEmpty();",
            Says.SAME,
            False,
        ),
    ],
)  # fmt: skip
def test_what_a_java_test_says(body: str, says: Says, configured: bool, tmp_path: Path) -> None:
    suite = java_suite(tmp_path, body)
    assert suite.unread == {}
    (pair,) = suite.pairs
    assert (pair.test, pair.says, bool(pair.configured)) == ("BoxTest.lid", says, configured)
    assert isinstance(pair.old, Path)
    assert isinstance(pair.new, Path)
    assert (pair.old.name, pair.new.name) == ("box_1.yaml", "box_2.yaml")


@pytest.mark.parametrize(
    ("body", "head", "why"),
    [
        ("assertThat(1).isEqualTo(1);", "", "it compares no two files"),
        (f"{COMPARED}render.render(diff, out);", "", "it asserts nothing of a comparison"),
        ("assertThrows(Oops.class, () -> OpenApiCompare.fromLocations(BOX, BOX));", "", "it expects that the document is refused"),
        ("lid.shut(); assertOpenApiAreEquals(BOX, BOX);", "", "a statement of a kind that is not known: lid.shut()"),
        ('assertOpenApiAreEquals(BOX, "bag.yaml");', "", "there is no file bag.yaml"),
        ("assertOpenApiAreEquals(BOX, BOX);", "@Disabled\n", "it is disabled in its suite"),
    ],
)  # fmt: skip
def test_a_java_test_that_is_not_known(body: str, head: str, why: str, tmp_path: Path) -> None:
    suite = java_suite(tmp_path, body, head)
    assert suite.pairs == []
    assert suite.unread == {"BoxTest.lid": why}


# --- what they come to --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "agreeing"),
    [
        (Says.BREAKING, {Level.BREAKING}),
        (Says.NOT_BREAKING, {Level.DEPRECATION, Level.ADDITION, None}),
        (Says.SAME, {None}),
        (Says.CHANGED, {Level.BREAKING, Level.DEPRECATION, Level.ADDITION}),
        (Says.EITHER, {Level.BREAKING, Level.DEPRECATION, Level.ADDITION, None}),
    ],
)
def test_who_agrees(says: Says, agreeing: set[Level | None]) -> None:
    pair = Pair("TestBox", {}, {}, says)
    levels = (Level.BREAKING, Level.DEPRECATION, Level.ADDITION, None)
    assert {level for level in levels if run.Outcome(pair, level, ("told",) if level else ()).agrees} == agreeing


def test_what_is_not_as_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One test disagrees and is not listed; all that are listed do not."""
    go_suite(tmp_path / "oasdiff", asserted("requireSingleChange(t, errs, checker.LidGoneId)"))
    monkeypatch.setenv("REISSUE_PEERS", str(tmp_path))
    monkeypatch.setattr(run, "listed", lambda name: frozenset({"TestBag"}))
    assert run.main(["oasdiff"]) == 1
    told = capsys.readouterr().out
    assert "oasdiff: TestBox not listed: expects breaking, and nothing is told" in told
    assert "oasdiff: TestBag is listed and does not disagree" in told
    assert summary(told, 1) == "FAILED (exit code 1)"
    monkeypatch.setattr(run, "listed", lambda name: frozenset({"TestBox"}))
    assert run.main(["oasdiff"]) == 0
    line = "peers: oasdiff 1 of 1 disagree, and 0 of 0 that their test configures in a way of its own, 0 tests not read; all listed"
    assert summary(capsys.readouterr().out, 0) == line


def test_a_suite_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    git = ["git", "-C", str(origin), "-c", "user.name=a", "-c", "user.email=a@acme.example"]
    (origin / "a.txt").write_text("a", encoding="utf-8")
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "a"]):
        subprocess.run([*git, *command], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    monkeypatch.delenv("REISSUE_PEERS", raising=False)
    monkeypatch.setattr(suites, "ROOT", tmp_path)
    monkeypatch.setattr(suites, "SOURCES", {"oasdiff": (str(origin), commit)})
    tree = suites.suite("oasdiff")
    assert (tree / "a.txt").read_text(encoding="utf-8") == "a"
    (tree / "a.txt").write_text("b", encoding="utf-8")
    assert (suites.suite("oasdiff") / "a.txt").read_text(encoding="utf-8") == "b"


def test_a_suite_that_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REISSUE_PEERS", str(tmp_path))
    assert run.main([]) == 2
    assert "REISSUE_PEERS is" in capsys.readouterr().err
    monkeypatch.delenv("REISSUE_PEERS")
    monkeypatch.setattr(suites, "ROOT", tmp_path)
    monkeypatch.setattr(suites, "SOURCES", {"oasdiff": (str(tmp_path / "nowhere"), "a" * 40)})
    with pytest.raises(suites.SuiteUnavailable, match="cannot be fetched"):
        suites.suite("oasdiff")
