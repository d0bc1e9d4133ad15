"""Optional parts are asked for: every command says which extra it needs, and the table is what the project declares."""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from reissue.cli import app as program
from reissue.cli import entry
from reissue_generator import __version__, extras
from reissue_generator.cli import app
from reissue_generator.errors import EXIT_CODES
from tests.generator import command_line

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = [name for name, needed in extras.COMMANDS.items() if needed == ("generator",)]


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """As if these packages were not installed."""
    real: Callable[[str], object] = extras.find_spec
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name in packages else real(name))


def test_the_table_is_what_the_project_declares() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    distributions = importlib.metadata.packages_distributions()
    for extra, modules in extras.PACKAGES.items():
        names = {re.split(r"[<>=\[~! ]", line)[0].lower() for line in declared[extra]}
        assert {distributions[module][0].lower() for module in modules} == names, extra


def test_every_command_is_in_the_table_and_nothing_else() -> None:
    commands = {info.name or info.callback.__name__ for info in program.build().registered_commands if info.callback}
    groups = {info.name for info in program.build().registered_groups}
    assert commands | groups == set(extras.COMMANDS)


def table(marker: str) -> list[list[str]]:
    """The rows of a table of the documentation."""
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {marker}:.*?-->\n(.*?)\n<!-- /{marker} -->", text, re.S)
    assert found
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()[2:]]


def test_the_documentation_has_both_tables() -> None:
    assert table("exit codes") == [[str(code), meaning] for code, meaning in EXIT_CODES.items()]
    assert table("extras") == [
        [f"`reissue {command}`", ", ".join(f"`{extra}`" for extra in needed)]
        for command, needed in extras.COMMANDS.items()
    ]


def test_nothing_is_missing_here() -> None:
    assert extras.missing(*extras.PACKAGES) == []


@pytest.mark.parametrize("name", GENERATOR)
@pytest.mark.parametrize(
    "words", [[], ["paypen", "--format", "json"], ["--spec", "x", "--out", "y"], ["check", "--fetch"]]
)
def test_with_cli_alone_a_command_of_the_generator_names_its_extra(
    name: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, "jinja2", "ruff")
    monkeypatch.setattr(command_line, "PROGRAM", app.build())
    ran = command_line.run(name, *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.error == (
        f"reissue: `reissue {name}` needs packages that are not installed (jinja2, ruff)\n"
        "    -> pip install 'reissue[generator]'\n"
    )
    help_text = command_line.run(name, "--help")
    assert help_text.code == 0 and "pip install 'reissue[generator]'" in help_text.out


@pytest.mark.parametrize(
    ("name", "extra", "lacking"),
    [
        ("sandbox", "sandbox", "uvicorn"),
        ("demo", "generator,sandbox", "uvicorn"),
        ("demo", "generator,sandbox", "jinja2"),  # all that it needs at once, though one of them is there
    ],
)
def test_sandbox_and_demo_name_their_extras(
    name: str, extra: str, lacking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, lacking)
    monkeypatch.setattr(command_line, "PROGRAM", program.build())
    ran = command_line.run(name)
    assert (ran.code, ran.out) == (2, "")
    assert ran.error.endswith(f"({lacking})\n    -> pip install 'reissue[{extra}]'\n")


def test_vendor_needs_no_generator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without(monkeypatch, "jinja2", "yaml")
    monkeypatch.setattr(command_line, "PROGRAM", app.build())
    ran = command_line.run("vendor", "update", tmp_path)
    assert ran.code == 2 and "no vendored copy" in ran.error


def test_the_base_install_tells_its_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the command of all extras tells it."""
    monkeypatch.setattr(command_line, "PROGRAM", program.build())
    line = command_line.run("--version").out
    without(monkeypatch, "typer", "rich")
    monkeypatch.setattr("sys.argv", ["reissue", "--version"])
    monkeypatch.setitem(sys.modules, "typer", None)  # an import of it would fail
    assert entry.main() == 0
    assert capsys.readouterr().out == line == f"reissue {__version__}\n"


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (["generate", "--spec", "x"], "generator"),
        (["invoice", "get"], "cli"),
        (["demo"], "generator,sandbox"),
        (["--help"], "cli"),
        ([], "cli"),
        (["nonsense"], "cli"),
    ],
)
def test_the_base_install_names_the_extra(
    words: list[str], extra: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without(monkeypatch, "typer", "rich")
    monkeypatch.setattr("sys.argv", ["reissue", *words])
    assert entry.main() == 2
    told = capsys.readouterr()
    assert told.out == "" and "(typer, rich)" in told.err
    assert told.err.endswith(f"    -> pip install 'reissue[{extra}]'\n")
