"""`reissue check`: any one thing that differs is named with its file and its reason, and nothing is changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reissue_generator import generate as pipeline
from reissue_generator.tree import project
from tests.generator.mini_project import Mini
from tests.generator.plants.folders import git

pytestmark = pytest.mark.slow

Change = Callable[[Mini], object]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    return Mini.make(tmp_path_factory.mktemp("base") / "project")


@pytest.fixture
def mini(base: Mini, tmp_path: Path) -> Mini:
    return base.copy(tmp_path / "project")


def edit(path: str, old: str, new: str) -> Change:
    return lambda mini: mini.edit(path, old, new)


MODELS, CLIENT, THINGS = "acme/models.py", "acme/client.py", "acme/resources/things.py"
G = "generated/clients/"

CHANGES: dict[str, tuple[Change, dict[str, str]]] = {
    "a file edited": (edit(G + MODELS, "class Thing", "class Thing "), {MODELS: "changed by hand"}),
    "a comment edited": (edit(G + CLIENT, "Do not edit", "Do edit"), {CLIENT: "changed by hand"}),
    "the runtime edited": (edit(G + "runtime/retry.py", "import", "import "), {"runtime/retry.py": "changed by hand"}),
    "lines reordered": (lambda mini: reordered(mini.clients / MODELS), {MODELS: "changed by hand"}),
    "a file deleted": (lambda mini: (mini.clients / THINGS).unlink(), {THINGS: "is not there"}),
    "a marker deleted": (lambda mini: (mini.clients / "py.typed").unlink(), {"py.typed": "is not there"}),
    "a folder deleted": (
        lambda mini: shutil.rmtree(mini.clients / "bolt/resources"),
        {"bolt/resources/__init__.py": "is not there", "bolt/resources/things.py": "is not there"},
    ),
    "a stray file": (
        lambda mini: (mini.clients / "acme/notes.txt").write_text("x"),
        {"acme/notes.txt": "is not generated"},
    ),
    "a stray module": (
        lambda mini: (mini.clients / "helper.py").write_text("x = 1"),
        {"helper.py": "is not generated"},
    ),
    "a renamed file": (
        lambda mini: (mini.clients / MODELS).rename(mini.clients / "acme/model.py"),
        {MODELS: "is not there", "acme/model.py": "is not generated"},
    ),
    "a file made executable": (lambda mini: (mini.clients / MODELS).chmod(0o755), {MODELS: "is executable"}),
    "a file made a link": (lambda mini: linked(mini.clients / MODELS), {MODELS: "is a symbolic link"}),
    "other line ends in one file": (lambda mini: crlf(mini.clients / MODELS), {MODELS: "has other line ends"}),
    "a member added to a spec": (
        edit("specs/acme.yaml", "{id: {type: string}", "{name: {type: string}, id: {type: string}"),
        {MODELS: "other inputs", "acme/__init__.py": "other inputs"},
    ),
    "a description in a spec": (
        edit("specs/acme.yaml", "Words about acme", "Other words"),
        {"acme/__init__.py": "other inputs"},
    ),
    "an operation added to a spec": (
        edit(
            "specs/bolt.yaml",
            "    get:",
            "    post: {operationId: things-make, tags: [things], responses: {}}\n    get:",
        ),
        {"bolt/resources/things.py": "other inputs", "bolt/__init__.py": "other inputs"},
    ),
    "a tag renamed in a spec": (
        edit("specs/acme.yaml", "tags: [things]", "tags: [items]"),
        {
            "acme/resources/items.py": "is not there",
            THINGS: "no longer generated",
            "acme/__init__.py": "other inputs",
            CLIENT: "other inputs",
        },
    ),
    "a spec deleted": (
        lambda mini: (mini.root / "specs/bolt.yaml").unlink(),
        {
            "bolt/client.py": "no longer generated",
            "bolt/models.py": "no longer generated",
            "bolt/py.typed": "no longer generated",
        },
    ),
    "a spec added": (
        lambda mini: shutil.copy(mini.root / "specs/bolt.yaml", mini.root / "specs/cord.yaml"),
        {"cord/client.py": "is not there", "cord/models.py": "is not there"},
    ),
    "a template changed": (
        edit("templates/resource.py.jinja", "{{ doc }}", "{{ doc }}\n# Changed."),
        {THINGS: "other inputs", "bolt/resources/things.py": "other inputs"},
    ),
    "the package renamed": (edit("pyproject.toml", '"clients"', '"other"'), {MODELS: "no longer generated"}),
}


def test_a_folder_that_leads_out_of_the_project_is_told(mini: Mini, tmp_path: Path) -> None:
    """As it was generated, and what stands there is not under the version control of the project."""
    (mini.root / "generated").rename(tmp_path / "elsewhere")
    (mini.root / "generated").symlink_to(tmp_path / "elsewhere")
    found = project.find(str(mini.root))
    assert not found.is_unchanged()
    (one,) = pipeline.check(found)[0]
    assert (one.place.file, one.rule) == ("generated", "generated-edited")
    assert f"out of the project, to {tmp_path / 'elsewhere'}" in one.message
    (tmp_path / "elsewhere").rename(mini.root / "inside")
    (mini.root / "generated").unlink()
    (mini.root / "generated").symlink_to("inside")
    assert found.is_unchanged() and pipeline.check(found)[0] == []


def reordered(file: Path) -> None:
    lines = file.read_text().splitlines(True)
    file.write_text("".join([*lines[:-2], lines[-1], lines[-2]]))


def appended(file: Path, text: str) -> None:
    file.write_text(file.read_text() + text)


def linked(file: Path) -> None:
    other = file.parents[3] / "elsewhere.py"
    file.rename(other)
    file.symlink_to(other)


def crlf(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))


# --- the acceptance ------------------------------------------------------------------------------------------


def test_a_tree_that_was_just_generated_is_clean(mini: Mini) -> None:
    before = mini.snapshot()
    for arguments in (["check"], ["check", "--full"]):
        ran = mini.run(*arguments)
        assert (ran.code, ran.error) == (0, "")
        assert "up to date" in ran.out
    assert mini.snapshot() == before


@pytest.mark.parametrize("what", CHANGES)
def test_one_change_is_named_and_nothing_is_touched(mini: Mini, what: str) -> None:
    change, expected = CHANGES[what]
    change(mini)
    before = mini.snapshot()
    ran = mini.run("check")
    assert ran.code == 1, ran.out
    for path, reason in expected.items():
        assert reason in ran.line(f"{G}{path}: error"), ran.out
    assert "-> " in ran.out
    assert "reissue generate" in ran.out
    assert mini.snapshot() == before


@pytest.mark.parametrize("what", [what for what in CHANGES if "package" not in what])
def test_generate_mends_it(mini: Mini, what: str) -> None:
    CHANGES[what][0](mini)
    assert mini.run("generate").code == 0
    assert mini.run("check", "--full").code == 0


def test_other_line_ends_everywhere_are_a_checkout_and_no_finding(mini: Mini) -> None:
    for path in mini.generated.rglob("*"):
        if path.is_file():
            crlf(path)
    assert mini.run("check").code == 1
    git(mini.root, "init", "--quiet")
    git(mini.root, "config", "core.autocrlf", "true")
    assert mini.run("check").code == 0


def test_a_copy_of_the_runtime_is_compared_with_the_one_at_hand(
    mini: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = shutil.copytree(project.own_runtime(), tmp_path / "runtime")
    appended(runtime / "retry.py", "from .more import X as X\n")
    (runtime / "more.py").write_text("X = 1\n")
    (runtime / "unused.py").write_text("X = 1\n")
    for module in (project, pipeline):
        monkeypatch.setattr(module, "own_runtime", lambda: str(runtime))
    ran = mini.run("check")
    assert ran.code == 1
    assert "other inputs" in ran.line("clients/runtime/retry.py: error")
    assert "reissue generate runtime" not in ran.out
    assert "is not there" in ran.line("clients/runtime/more.py: error")
    assert "unused" not in ran.out


def test_a_spec_that_means_the_same_is_no_finding(mini: Mini) -> None:
    mini.edit("specs/acme.yaml", "openapi: 3.1.0\n", "# a comment\n\nopenapi: '3.1.0'\n")
    assert mini.run("check").code == 0


def test_two_providers_that_differ_are_both_named(mini: Mini) -> None:
    for name in ("acme", "bolt"):
        (mini.clients / name / "models.py").unlink()
    ran = mini.run("check")
    assert ran.code == 1
    for name in ("acme", "bolt"):
        assert "is not there" in ran.line(f"{G}{name}/models.py: error")
        assert f"reissue generate {name}" in ran.out


def test_two_specs_that_are_broken_are_both_named_and_the_rest_is_still_compared(mini: Mini) -> None:
    mini.edit("specs/acme.yaml", "openapi: 3.1.0", "openapi: 2.0")
    mini.edit("specs/bolt.yaml", "paths:", "paths: [")
    (mini.clients / "stray.py").touch()
    ran = mini.run("check")
    assert ran.code == 3
    assert "openapi" in ran.line("specs/acme.yaml:1:")
    assert "is no YAML" in ran.line("specs/bolt.yaml:")
    assert "is not generated" in ran.line(f"{G}stray.py: error")


def test_a_manifest_that_was_made_again_is_caught(mini: Mini) -> None:
    mini.edit(G + MODELS, "class Thing", "class Thing ")
    manifest = mini.generated / "MANIFEST.sha256"
    head = [line for line in manifest.read_text().splitlines() if line.startswith("#")]
    paths = [line.partition("  ")[2] for line in manifest.read_text().splitlines() if not line.startswith("#")]
    sums = subprocess.run(["sha256sum", *paths], cwd=mini.generated, capture_output=True, text=True, check=True).stdout
    manifest.write_text("\n".join(head) + "\n" + sums)
    ran = mini.run("check")
    assert ran.code == 1
    assert "changed by hand" in ran.line(f"{G}{MODELS}: error")


@pytest.mark.parametrize("text", [None, "", "garbage"])
def test_a_manifest_that_is_gone_or_garbage_is_named(mini: Mini, text: str | None) -> None:
    manifest = mini.generated / "MANIFEST.sha256"
    manifest.unlink() if text is None else manifest.write_text(text)
    ran = mini.run("check")
    assert ran.code == 1
    assert ran.line("generated/MANIFEST.sha256: error")


def test_the_diff_shows_what_would_change(mini: Mini) -> None:
    mini.edit(G + MODELS, "id: str", "id: int")
    out = mini.run("check").out
    assert "-    id: int" in out
    assert "+    id: str" in out


@pytest.mark.parametrize("form", ["json", "github", "junit", "sarif"])
def test_every_format_names_the_file(mini: Mini, form: str) -> None:
    (mini.clients / MODELS).unlink()
    ran = mini.run("check", "--format", form)
    assert ran.code == 1
    assert f"{G}{MODELS}" in ran.out
    if form in ("json", "sarif"):
        json.loads(ran.out)


# --- the project ---------------------------------------------------------------------------------------------


def test_check_from_a_folder_below(mini: Mini) -> None:
    before, mini.root = mini.root, mini.root / "specs"
    assert mini.run("check").code == 0
    mini.root = before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda mini: (mini.root / "pyproject.toml").write_text("[project]\n"),
            "No pyproject.toml with [tool.reissue]",
        ),
        (lambda mini: (mini.root / "pyproject.toml").write_text("[tool.reissue]\nspec = 'x'\n"), "no key 'spec'"),
        (lambda mini: (mini.root / "pyproject.toml").write_text("[tool.reissue]\nspecs = 1\n"), "specs is no text"),
        (lambda mini: (mini.root / "pyproject.toml").write_text("[tool.reissue\n"), "is no TOML"),
        (lambda mini: shutil.rmtree(mini.root / "specs"), "No specification"),
        (lambda mini: shutil.copy(mini.root / "specs/acme.yaml", mini.root / "specs/acme.yml"), "are one provider"),
        (lambda mini: shutil.copy(mini.root / "specs/acme.yaml", mini.root / "specs/Acme.yaml"), "are one provider"),
    ],
)
def test_a_configuration_that_cannot_be_used(mini: Mini, change: Change, words: str) -> None:
    change(mini)
    ran = mini.run("check")
    assert ran.code == 2
    assert words in ran.error


def test_generate_some_and_a_provider_that_fails(mini: Mini) -> None:
    for name in ("acme", "bolt"):
        mini.edit(f"specs/{name}.yaml", "Words about", "More words about")
    assert mini.run("generate", "acme").code == 0
    ran = mini.run("check")
    assert ran.code == 1
    assert f"{G}acme" not in ran.out
    assert ran.line(f"{G}bolt/__init__.py: error")
    mini.edit("specs/bolt.yaml", "paths:", "paths: [")
    before = (mini.clients / "bolt/__init__.py").read_bytes()
    assert mini.run("generate").code == 3
    assert (mini.clients / "bolt/__init__.py").read_bytes() == before
    assert mini.run("generate", "nobody").code == 2


def test_the_command_itself_in_a_process_of_its_own(mini: Mini) -> None:
    """The quick way of `python -m reissue check`, clean and not."""

    def run() -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "NO_COLOR": "1"}
        return subprocess.run(
            [sys.executable, "-m", "reissue", "check"],
            cwd=mini.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert (run().returncode, run().stdout) == (0, "The generated clients are up to date (quick; see --full).\n")
    (mini.clients / MODELS).chmod(0o755)
    found = run()
    assert found.returncode == 1
    assert f"{G}{MODELS}: error: edited: is executable" in found.stdout


def test_leavings_of_tools_stay_out_of_a_provider_that_keeps_its_files(mini: Mini) -> None:
    leavings = mini.clients / "bolt" / ".ruff_cache" / "0.1"
    leavings.mkdir(parents=True)
    (leavings / "cache").write_bytes(b"\xff\xfe")
    assert mini.run("generate", "acme").code == 0
    assert "ruff_cache" not in (mini.generated / "MANIFEST.sha256").read_text()
    (mini.clients / "bolt" / "logo.png").write_bytes(b"\xff\xfe")
    ran = mini.run("generate", "acme")
    assert ran.code == 2 and "logo.png is no text" in ran.error
