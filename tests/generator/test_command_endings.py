"""How commands end: the exit code and the words for what may happen on any machine, for interruptions, and for faults of ours."""

from __future__ import annotations

import ast
import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reissue.cli.app import build
from reissue_generator.cli import app, console, vendor_check
from reissue_generator.emit.format import FormatError
from reissue_generator.errors import EXIT_CODES
from tests.generator import command_line
from tests.generator.mini_project import Mini

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "specs" / "paypen.yaml"


@pytest.fixture
def mini(tmp_path: Path) -> Mini:
    return Mini.make(tmp_path / "project")


# --- what may happen on any machine ----------------------------------------------------------------------------


def test_an_output_that_is_a_file(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine\n")
    ran = command_line.run("generate", "--spec", SPEC, "--out", tmp_path, "--package", "taken")
    assert (ran.code, ran.out, taken.read_text()) == (2, "", "mine\n")
    assert (
        f"reissue: {taken}: Not a directory" in ran.error and "-> a file stands where a folder is needed" in ran.error
    )
    ran = command_line.run("generate", "--spec", SPEC, "--out", taken)
    assert ran.code == 2 and f"reissue: {taken}: File exists" in ran.error and "-> name another place" in ran.error


def test_a_folder_that_is_not_there(mini: Mini, tmp_path: Path) -> None:
    spec = mini.root / "specs" / "acme.yaml"
    ran = mini.run("diff", spec, spec, "--fail-on", "any", "--write-ignore", tmp_path / "none" / "accepted.txt")
    assert ran.code == 2
    assert "none/accepted.txt: No such file or directory" in ran.error and "make the folder" in ran.error
    assert "Traceback" not in ran.error


def test_a_port_that_is_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "reissue", "sandbox", "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"reissue: 127.0.0.1:{port}: cannot listen: " in done.stderr and "-> choose another port" in done.stderr


def test_a_state_file_that_is_none(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("mine\n" * 500)
    command = [sys.executable, "-m", "reissue", "sandbox", "--port", "0", "--state", str(other)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "is no state file" in done.stderr and "-> name another file with --state" in done.stderr


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EADDRINUSE])
def test_what_the_system_refuses_is_told_with_place_and_advice(
    number: int, monkeypatch: pytest.MonkeyPatch, mini: Mini
) -> None:
    def refuse(*_: Any) -> Any:
        raise OSError(number, os.strerror(number), "/srv/x\x1b[2J")

    monkeypatch.setattr("reissue_generator.generate.generate", refuse)
    ran = mini.run("generate")
    assert ran.code == 2
    first, second = ran.error.splitlines()
    assert first == f"reissue: /srv/x�[2J: {os.strerror(number)}"
    assert second.startswith("    -> ")


# --- faults of ours, and interruptions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        AttributeError("'NoneType' object has no attribute 'nothing'"),
        ModuleNotFoundError("No module named 'yaml'", name="yaml"),
        ImportError("cannot import name 'x'"),
        OSError(errno.EBADF, "Bad file descriptor"),
        OSError("without a number"),
        FormatError("ruff could not format the emitted files"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_a_fault_of_ours_is_told_as_one(fault: Exception, monkeypatch: pytest.MonkeyPatch, mini: Mini) -> None:
    def fail(*_: Any) -> Any:
        raise fault

    monkeypatch.setattr("reissue_generator.generate.generate", fail)
    ran = mini.run("generate")
    assert ran.code == 4
    assert "Traceback" in ran.error and "this is a fault of reissue itself" in ran.error
    assert "pip install" not in ran.error


def test_a_fault_shows_no_values(monkeypatch: pytest.MonkeyPatch, mini: Mini) -> None:
    def fail(*_: Any) -> Any:
        secret = "sk_live_" + "1234"
        raise KeyError(len(secret))

    monkeypatch.setattr("reissue_generator.generate.generate", fail)
    assert "sk_live_1234" not in mini.run("generate").error


def test_an_interruption(monkeypatch: pytest.MonkeyPatch, mini: Mini) -> None:
    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("reissue_generator.generate.generate", interrupted)
    ran = mini.run("generate")
    assert (ran.code, ran.out, ran.error.strip()) == (130, "", "interrupted")


EARLY = """
import sys
import reissue_generator.extras as extras
def interrupted(*_):
    raise KeyboardInterrupt
extras.missing = interrupted
sys.argv = ["reissue", "generate"]
from reissue.cli.entry import main
sys.exit(main())
"""


def test_an_interruption_before_anything_was_begun(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


def test_a_reader_that_has_seen_enough(mini: Mini) -> None:
    """`reissue ... | head -0` is no fault and no finding."""
    command = f"{sys.executable} -m reissue sources list --json | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "0" and "Traceback" not in done.stderr


def test_findings_that_nobody_reads_are_findings(tmp_path: Path) -> None:
    """Otherwise a gate would stand open for whoever closes a pipe."""
    (tmp_path / "a.yaml").write_text("openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\nnothing: 1\n")
    command = f"(sleep 0.2; {sys.executable} -m reissue lint a.yaml; echo $? >&2) | true"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr.split()[-1] == str(command_line.run("lint", str(tmp_path / "a.yaml")).code) != "0"


# --- the table ---------------------------------------------------------------------------------------------------


def test_the_help_has_the_table_of_exit_codes() -> None:
    help_text = command_line.run("--help").out
    for code, meaning in EXIT_CODES.items():
        assert f"{code:>3}  {meaning}" in help_text
    assert str(console.EXIT_CODES_TEXT).count("\n") == len(EXIT_CODES) + 1


def literal_codes(tree: ast.AST) -> Iterator[int]:
    """Lines on which an exit code is written as a number: `Exit(2)`, `exit(2)`, or a constant with the name of a code."""
    names = {"CLEAN", "FOUND", "USAGE", "INVALID", "FAULT", "REFUSED", "UNKNOWN", "STOPPED", "INTERRUPTED"}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="Exit" | "exit") | ast.Name(id="Exit" | "exit"), args=[argument]):
                if isinstance(argument, ast.Constant):
                    yield node.lineno
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=int()))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=int()))
            ) if name in names:
                yield node.lineno
            case ast.Assign(targets=[ast.Tuple(elts=parts)]):
                if any(isinstance(part, ast.Name) and part.id in names for part in parts):
                    yield node.lineno
            case _:
                pass


def test_no_other_file_knows_a_number_of_an_exit_code() -> None:
    folders = [ROOT / "generator" / "reissue_generator", ROOT / "facade" / "reissue"]
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in folders
        for path in sorted(folder.rglob("*.py"))
        for line in literal_codes(ast.parse(path.read_text(encoding="utf-8")))
    ]
    table = "generator/reissue_generator/errors.py"
    assert [place for place in found if not place.startswith(table)] == []
    assert len(found) == len(EXIT_CODES)


def test_a_number_of_an_exit_code_would_be_found() -> None:
    bad = (
        "import sys, typer\nFOUND, USAGE = 1, 2\nsys.exit(3)\nraise typer.Exit(130)\nFAULT: int = 4\nraise Exit(FOUND)"
    )
    assert sorted(literal_codes(ast.parse(bad))) == [2, 3, 4, 5]


# --- one front end for `vendor check` ------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["--format", "nothing"], ["nowhere"], ["--unknown"], []])
def test_vendor_check_has_one_front_end(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = vendor_check.main(words)
    alone = capsys.readouterr()
    ran = command_line.run("vendor", "check", *words)
    assert (ran.code, ran.out, ran.error) == (code, alone.out, alone.err)
    assert code == (0 if words and words[0] in ("--help", "-h") else 2)
    assert ran.out + ran.error


# --- help --------------------------------------------------------------------------------------------------------


def helps(command: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The name and the help of every command."""
    import click

    context = click.Context(command, info_name=path or "reissue", terminal_width=200)
    yield path, str(command.get_help(context))
    for name, inner in getattr(command, "commands", {}).items():
        yield from helps(inner, f"{path} {name}".strip())


def test_help_keeps_what_stands_in_brackets_and_names_no_type_of_a_flag() -> None:
    texts = dict(helps(app.command_of(build())))
    assert "[[keep]] of reissue.lock" in texts["vendor update"]
    assert "`vendored` of [tool.reissue]" in command_line.run("vendor", "check", "--help").out
    for name, text in texts.items():
        assert "bool" not in text, name
        cut = [line for line in text.splitlines() if line.endswith("...") and not line.startswith("Usage:")]
        assert cut == [], name
