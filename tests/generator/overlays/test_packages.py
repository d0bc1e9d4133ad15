"""Packages of `generate --spec`: they say what they were made from, and `check` covers them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reissue_generator import generate as pipeline
from reissue_generator.cli import unchanged
from reissue_generator.tree.made import Made
from tests.generator.command_line import Ran, run
from tests.generator.mini_project import edit, inside
from tests.generator.overlays.test_own_clients import API, OVERLAY

COMMAND = (
    "generate",
    "--spec",
    "api/till.yaml",
    "--overlay",
    "api/c.yaml",
    "--out",
    "out",
    "--runtime",
    "reissue_runtime",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "api").mkdir()
    (tmp_path / "api/till.yaml").write_text(API, encoding="utf-8")
    (tmp_path / "api/c.yaml").write_text(OVERLAY, encoding="utf-8")
    return tmp_path


def ran(folder: Path, *words: str) -> Ran:
    with inside(folder):
        return run(*words)


def test_the_manifest_says_what_it_was_made_from(folder: Path) -> None:
    ran(folder, *COMMAND)
    made = Made.load(str(folder / "out/till"))
    assert made is not None
    assert (made.spec, made.overlays, made.switches) == (
        "../../api/till.yaml",
        ["../../api/c.yaml"],
        {"runtime": "reissue_runtime"},
    )
    assert set(made.files) == {"../../api/till.yaml", "../../api/c.yaml"}
    assert made.told == {"operations": 3}
    head = (folder / "out/till/client.py").read_text(encoding="utf-8")[:300].replace("\n# ", " ")
    assert "--package till --runtime reissue_runtime --overlay c.yaml`" in head


def _named(words: tuple[str, ...]) -> list[str]:
    """The command as it is told: with the name of the package, and from where it is told."""
    spec, overlay = "moved/api/till.yaml", "moved/api/c.yaml"
    return ["generate", "--spec", spec, "--out", "out", "--package", "till", "--overlay", overlay, *words[-2:]]


def test_check_by_folder_from_anywhere_and_after_a_move(folder: Path, tmp_path: Path) -> None:
    ran(folder, *COMMAND)
    assert ran(folder, "check", "out/till").code == ran(folder / "out", "check", "till", "--full").code == 0
    shutil.copytree(folder / "api", folder / "moved/api")
    shutil.copytree(folder / "out", folder / "moved/out")
    assert ran(folder, "check", "moved/out/till", "--full").code == 0
    edit(folder / "moved/api/till.yaml", "text: {type: string}", "text: {type: integer}")
    told = ran(folder, "check", "moved/out/till")
    assert told.code == 1 and "moved/out/till/models.py: error: stale" in told.out
    mend = told.out.partition("-> ")[2].splitlines()[0].split()[1:]
    assert mend == [word if word != "out" else "moved/out" for word in _named(COMMAND)]
    (folder / "moved/api/till.yaml").unlink()
    assert ran(folder, "check", "moved/out/till").code == 3


def test_a_folder_that_says_nothing_is_refused(folder: Path) -> None:
    refused = ran(folder, "check", "api")
    assert refused.code == 2 and "does not say what it was made from" in refused.error


def test_nothing_is_read_again_where_nothing_has_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(folder, *COMMAND)
    monkeypatch.setattr(pipeline, "render_client", None)
    again = ran(folder, *COMMAND)
    assert again.code == 0 and "3 operations of 1 provider(s) in out/till: nothing to change." in again.out
    assert ran(folder, "check", "out/till").code == 0


@pytest.mark.parametrize("what", ["spec", "overlay", "switch", "dicts", "file", "generator"])
def test_whatever_changes_is_read_again(folder: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(folder, *COMMAND)
    words = list(COMMAND)
    match what:
        case "spec":
            edit(folder / "api/till.yaml", "bills-drop", "bills-remove")
        case "overlay":
            edit(folder / "api/c.yaml", "update: string", "update: integer")
        case "switch":
            words += ["--all-components"]
        case "dicts":
            words += ["--typed-dicts"]
        case "file":
            (folder / "out/till/models.py").unlink()
        case _:
            monkeypatch.setattr("reissue_generator.tree.made._tools", {False: "another"})
    told = ran(folder, *words)
    assert told.code == 0
    assert " files changed" in told.out and ("1 files changed" in told.out) == (what in ("file", "generator"))
    assert Made.load(str(folder / "out/till"))


def test_warnings_of_the_first_run_are_not_forgotten(folder: Path) -> None:
    edit(folder / "api/till.yaml", "text: {type: string}", "text: {type: string, minLenght: 3}")
    first, again = ran(folder, *COMMAND), ran(folder, *COMMAND, "--fail-on-warning")
    assert "unread-key" in first.error and first.code == 0
    assert again.code == 1 and "1 warning(s) as before: --full tells them again." in again.out
    assert "unread-key" in ran(folder, *COMMAND, "--full").error


def test_a_dead_target_is_told_every_time(folder: Path) -> None:
    edit(folder / "api/c.yaml", "properties.total", "properties.totl")
    for _ in range(2):
        assert "is 'total' meant?" in ran(folder, *COMMAND).error
        assert ran(folder, "check", "out/till").code == 1


def test_the_quick_answer_is_that_of_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(folder, *COMMAND)
    again = ran(folder, *COMMAND)
    with inside(folder):
        assert unchanged.answer(COMMAND) == (again.out.splitlines(), again.code)
        assert unchanged.answer(["check", "out/till"]) == (
            ["The generated clients are up to date (quick; see --full)."],
            0,
        )
        for words in (
            [*COMMAND, "--json"],
            [*COMMAND, "--full"],
            [*COMMAND, "more"],
            ["check", "--full"],
            ["check", "api"],
        ):
            assert unchanged.answer(words) is None
        edit(folder / "out/till/models.py", "total", "summe")
        assert unchanged.answer(COMMAND) is None and unchanged.answer(["check", "out/till"]) is None
