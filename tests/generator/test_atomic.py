"""A file replaced in one step. Folders are tested where they are used: test_tree.py, vendor/test_swap.py."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from reissue_generator.tree.atomic import replace_file

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "sources.lock"
    for text in (b"first\n", b"second\r\n", b""):
        replace_file(path, text)
        assert path.read_bytes() == text
    assert [entry.name for entry in tmp_path.iterdir()] == ["sources.lock"]


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_a_new_file_has_the_mode_of_any_new_file_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    replace_file(tmp_path / "new", b"x")
    assert (tmp_path / "new").stat().st_mode == usual.stat().st_mode
    usual.chmod(0o600)
    replace_file(usual, b"x")
    assert usual.stat().st_mode & 0o777 == 0o600


def test_a_link_is_replaced_and_its_target_stays(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"mine")
    link.symlink_to(target)
    replace_file(link, b"new")
    assert (target.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"mine", b"new", False)


@pytest.mark.skipif(os.name != "posix", reason="a pipe of POSIX")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    replace_file(pipe, b"told")
    assert os.read(reader, 10) == b"told"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_where_it_cannot_be_written_the_name_that_was_asked_for_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as failed:
        replace_file(tmp_path / "none" / "file", b"")
    assert failed.value.filename == str(tmp_path / "none" / "file")
    with pytest.raises(IsADirectoryError):
        replace_file(tmp_path, b"")


# --- one of each ---------------------------------------------------------------------------------------------------

RENAMES = {"replace", "rename", "renames"}
GUESSES = {"ImportError", "ModuleNotFoundError", "AttributeError"}


def second_ones(text: str) -> list[str]:
    """What stands elsewhere already: replacing files by renaming, another filter for terminals, parts that are guessed."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr=name)) if name in RENAMES:
                found.append(f"os.{name}")
            case ast.Call(func=ast.Attribute(attr="isprintable")):
                found.append("isprintable")
            case ast.ExceptHandler(type=ast.expr() as kind):
                names = {part.id for part in ast.walk(kind) if isinstance(part, ast.Name)}
                found += sorted(names & GUESSES)
            case _:
                pass
    return found


EXCEPTIONS = {
    "generator/reissue_generator/tree/atomic.py": ["os.replace", *["os.rename"] * 6],
    "generator/reissue_generator/findings.py": ["isprintable"],
    "generator/reissue_generator/sources/root.py": ["isprintable"],  # what may stand in an address
    "generator/reissue_generator/drift/edit.py": ["isprintable"],  # how YAML quotes a text
    "generator/reissue_generator/drift/patch.py": ["AttributeError"],  # an edit of a text that it was not made for
    "facade/reissue/plugin/record.py": [
        "AttributeError",
        "ImportError",
    ],  # of a foreign module, named by its plug-in and told
}


def test_there_is_one_of_each() -> None:
    found: dict[str, list[str]] = {}
    for folder in ("generator/reissue_generator", "facade/reissue"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if second := second_ones(path.read_text(encoding="utf-8")):
                found[path.relative_to(ROOT).as_posix()] = sorted(second, key=lambda name: name != "os.replace")
    assert found == EXCEPTIONS


def test_a_second_one_would_be_found() -> None:
    text = "import os\ntry:\n    os.replace(a, b)\nexcept (OSError, ImportError):\n    pass\nx = c.isprintable()\n"
    assert sorted(second_ones(text)) == ["ImportError", "isprintable", "os.replace"]
