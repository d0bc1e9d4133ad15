"""`reissue diff`: formats, exit codes, git, Markdown."""

from __future__ import annotations

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.generator import command_line
from tests.generator.changes.document_pairs import call, edited, reading, thing
from tests.generator.changes.rule_cases import WIRE
from tests.generator.command_line import Ran
from tests.generator.small_clients import document, operation, returns

pytestmark = pytest.mark.slow

BREAKING, ADDITION = "response-property-removed", "operation-effect-softened"


def run(*arguments: object) -> Ran:
    return command_line.run("diff", *arguments)


def written(folder: Path, old: Any, new: Any) -> tuple[Path, Path]:
    paths = folder / "old.json", folder / "new.json"
    for path, doc in zip(paths, (old, new), strict=True):
        path.write_text(doc if isinstance(doc, str) else json.dumps(doc, indent=2), encoding="utf-8")
    return paths


@pytest.fixture
def breaking(tmp_path: Path) -> tuple[Path, Path]:
    return written(tmp_path, *WIRE[BREAKING])


# --- exit codes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (BREAKING, (1, 1, 1, 1)),
        ("operation-deprecated", (0, 1, 1, 1)),
        ("response-header-removed", (1, 1, 1, 1)),
        ("response-enum-value-removed", (0, 0, 1, 1)),
        ("description-changed", (0, 0, 0, 1)),
    ],
)
def test_fail_on(rule: str, codes: tuple[int, ...], tmp_path: Path) -> None:
    paths = written(tmp_path, *WIRE[rule])
    for limit, code in zip(("breaking", "deprecation", "addition", "any"), codes, strict=True):
        assert run(*paths, "--fail-on", limit).code == code
    assert run(paths[0], paths[0], "--fail-on", "any").code == 0


@pytest.mark.parametrize(
    ("rule", "bump"),
    [
        (BREAKING, "major"),
        ("operation-deprecated", "minor"),
        ("response-enum-value-removed", "minor"),
        ("description-changed", "patch"),
    ],
)
def test_suggested_version(rule: str, bump: str, tmp_path: Path) -> None:
    paths = written(tmp_path, *WIRE[rule])
    assert f"Suggested version: {bump}." in run(*paths).out
    assert "Suggested version: none." in run(paths[0], paths[0]).out


def test_usage_and_invalid_documents(tmp_path: Path) -> None:
    old, new = written(tmp_path, call(), "{")
    assert run(old, new).code == 3
    assert run(old, tmp_path / "missing.json").code == 2
    assert run(old).code == 2
    assert run(old, old, "--ignore", tmp_path / "none").code == 2
    assert run(old, "--output=x:y").code == 2
    assert run(old, "-x:y").code == 2


# --- formats -------------------------------------------------------------------------------------------------


def test_text_has_both_places_effect_and_fingerprint(breaking: tuple[Path, Path]) -> None:
    found = run(*breaking).out
    assert re.search(r"new\.json:\d+:\d+ \(/paths/.*error: .*'note' is gone \[response-property-removed\]", found)
    assert re.search(r"was: .*old\.json:\d+:\d+ \(.*/properties/note\)", found)
    assert "Python: removed-name" in found
    assert re.search(r"fingerprint: [0-9a-f]{16}\n", found)


def test_json(breaking: tuple[Path, Path]) -> None:
    told = json.loads(run(*breaking, "--format", "json").out)
    (one,) = told["findings"]
    assert (told["bump"], told["counts"]["breaking"]) == ("major", 1)
    assert (one["rule"], one["level"], one["direction"], one["python"]) == (
        BREAKING,
        "breaking",
        "response",
        "removed-name",
    )
    assert (one["old"]["present"], one["new"]["present"]) == (True, False)
    assert one["operations"] == ["GET /things"]
    line = breaking[0].read_text(encoding="utf-8").splitlines()[one["old"]["line"] - 1]
    assert line.strip().startswith('"note"')


def test_github(breaking: tuple[Path, Path]) -> None:
    found = run(*breaking, "--format", "github").out
    assert found.startswith("::error file=")
    assert found.count("\n::") == 0
    assert "title=response-property-removed" in found


def test_junit(breaking: tuple[Path, Path]) -> None:
    root = ET.fromstring(run(*breaking, "--format", "junit").out)
    assert root.get("failures") == "1"


def test_sarif_rules_have_level_and_help(tmp_path: Path) -> None:
    paths = written(tmp_path, *WIRE[BREAKING])
    accepted = tmp_path / "accepted.txt"
    accepted.write_text("0" * 16, encoding="utf-8")
    run_ = json.loads(run(*paths, "--format", "sarif", "--ignore", accepted).out)["runs"][0]
    rules = {one["id"]: one for one in run_["tool"]["driver"]["rules"]}
    assert rules[BREAKING]["defaultConfiguration"]["level"] == "error"
    assert "major version" in rules[BREAKING]["help"]["text"]
    assert rules[BREAKING]["properties"]["twin"] == "response-property-added"
    assert rules["ignore-entry-dead"]["help"]["text"]
    first, second = run_["results"]
    assert run_["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == BREAKING
    assert first["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] > 1
    assert second["ruleId"] == "ignore-entry-dead"


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_no_format_for_programs_holds_a_command_of_a_ci_service(form: str, tmp_path: Path) -> None:
    """Azure Pipelines obeys `##[...]` wherever it stands in a line of a log."""
    name = "##[error]note"
    paths = written(tmp_path, reading({"type": "object", "properties": {name: {"type": "string"}}}), reading(thing()))
    found = run(*paths, "--format", form).out
    assert "##[" not in found
    assert name in json.dumps(json.loads(found)) or form == "sarif"


def test_a_dead_ignore_entry_is_a_finding_like_any_other(breaking: tuple[Path, Path], tmp_path: Path) -> None:
    accepted = tmp_path / "accepted.txt"
    accepted.write_text("0" * 16, encoding="utf-8")
    (dead,) = json.loads(run(*breaking, "--format", "json", "--ignore", accepted).out)["dead_ignores"]
    assert (dead["rule"], dead["level"], dead["place"]["line"]) == ("ignore-entry-dead", "warning", 1)
    said = run(*breaking, "--format", "markdown", "--ignore", accepted).out
    assert "[ignore-entry-dead]; next: `remove the line`" in said


def test_markdown(tmp_path: Path) -> None:
    old = reading(thing(required=["id"]))
    new = edited(reading(thing()), "info", "version", value="2")
    found = run(*written(tmp_path, old, new), "--format", "markdown").out
    assert found.startswith("## `Acme` `1` → `2`\n\nSuggested version: **major**.\n\n### Breaking\n\n- `")
    assert "(Python: widened-result; `ThingsDoResponse.id: may be UNSET now`; in `GET /things`)" in found
    assert found.endswith("\n")
    assert run(*written(tmp_path, new, new), "--format", "markdown").out.endswith("Nothing changed.\n")


def test_markdown_cannot_be_escaped(tmp_path: Path) -> None:
    name = "x`</code><script>alert(1)</script> @everyone #1 \n## Heading \x1b[31m"
    old, new = reading(thing()), reading(thing())
    schema = old["paths"]["/things"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema["properties"][name] = {"type": "string"}
    for form in ("markdown", "text", "github"):
        found = run(*written(tmp_path, old, new), "--format", form).out
        assert "\x1b" not in found
        assert "\n## Heading" not in found
        outside = re.sub(r"`[^`\n]*`", "", found)
        assert form != "markdown" or not re.search(r"script|@everyone|#1", outside)


def test_words_are_shown_when_asked_for(tmp_path: Path) -> None:
    paths = written(tmp_path, *WIRE["description-changed"])
    assert "description-changed" not in run(*paths).out
    assert "(1 not shown)" in run(*paths).out
    assert "description-changed" in run(*paths, "--level", "cosmetic").out
    assert "description-changed" in run(*paths, "--fail-on", "any").out


# --- ignore --------------------------------------------------------------------------------------------------


def test_write_ignore_then_ignore(breaking: tuple[Path, Path], tmp_path: Path) -> None:
    accepted = tmp_path / "accepted.txt"
    assert run(*breaking, "--write-ignore", accepted).code == 1
    done = run(*breaking, "--ignore", accepted)
    assert done.code == 0
    assert "1 ignored. Suggested version: none." in done.out
    same = run(breaking[0], breaking[0], "--ignore", accepted)
    assert same.code == 0
    assert "matches no change [ignore-entry-dead]" in same.out
    assert run(breaking[0], breaking[0], "--ignore", accepted, "--fail-on", "any").code == 1


# --- git -----------------------------------------------------------------------------------------------------


def _git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose specification refers to a second file, in two versions."""
    folder = tmp_path / "repository"
    (folder / "specs" / "parts").mkdir(parents=True)
    monkeypatch.chdir(folder)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    _git(folder, "init", "-q")
    outer = document({"/things": {"get": operation(responses=returns({"$ref": "parts/thing.json#/Thing"}))}})
    (folder / "specs" / "acme.json").write_text(json.dumps(outer), encoding="utf-8")
    for place, members in enumerate((("id", "note"), ("id",))):
        part = {"Thing": {"type": "object", "properties": {name: {"$ref": "more.json#/T"} for name in members}}}
        (folder / "specs" / "parts" / "thing.json").write_text(json.dumps(part, indent=1), encoding="utf-8")
        (folder / "specs" / "parts" / "more.json").write_text('{"T": {"type": "string"}}', encoding="utf-8")
        _git(folder, "add", ".")
        _git(folder, "commit", "-q", "-m", str(place))
    return folder


def test_revisions_and_what_they_refer_to(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = run("HEAD~1:specs/acme.json", "specs/acme.json")
    assert found.code == 1
    assert "'note' is gone" in found.out
    assert re.search(r"was: HEAD~1:specs/parts/thing\.json:\d+:", found.out)
    assert run("HEAD:specs/acme.json", "specs/acme.json", "--fail-on", "any").code == 0
    monkeypatch.chdir(repository / "specs")
    assert run("HEAD~1:./acme.json", "HEAD:specs/acme.json").code == 1
    assert list(repository.rglob("*.orig")) == []


@pytest.mark.parametrize("name", ["nowhere:specs/acme.json", "HEAD:specs/none.json", ":", "HEAD:", "-p:specs"])
def test_revisions_that_are_not_there(name: str, repository: Path) -> None:
    done = run("--", name, "specs/acme.json")
    assert done.code == 2
    assert "reissue: " in done.error


# --- levels of a project -------------------------------------------------------------------------------------


def project_with(folder: Path, *rows: str) -> None:
    (folder / "pyproject.toml").write_text("\n".join(["[tool.reissue.diff]", *rows]), encoding="utf-8")


def test_a_project_weighs_rules_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The level counts for the exit code, the version and the headings; what is told stays.

    What breaks Python has a level of its own: it weighs what it weighs until its rule is given another level, too.
    """
    paths = written(tmp_path, *WIRE[BREAKING])
    monkeypatch.chdir(tmp_path)
    assert run(*paths).code == 1
    project_with(tmp_path, f'{BREAKING} = "addition"')
    assert run(*paths).code == 1
    project_with(tmp_path, f'{BREAKING} = "addition"\npython-member-removed = "addition"')
    told = run(*paths, "--format", "json")
    assert told.code == 0
    assert json.loads(told.out)["bump"] == "minor"
    assert json.loads(told.out)["findings"][0]["level"] == "addition"
    project_with(tmp_path, f'{ADDITION} = "breaking"')
    assert run(*written(tmp_path, *reversed(WIRE["operation-effect-hardened"]))).code == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('response-property-remove = "addition"', "is 'response-property-removed' meant?"),
        (f'{BREAKING} = "minor"', "is no level; there are breaking, deprecation, addition, cosmetic"),
    ],
)
def test_rules_and_levels_that_there_are_not(
    row: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = written(tmp_path, *WIRE[BREAKING])
    monkeypatch.chdir(tmp_path)
    project_with(tmp_path, row)
    done = run(*paths)
    assert (done.code, said in done.error) == (2, True)
