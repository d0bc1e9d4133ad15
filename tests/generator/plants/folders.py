"""Changes of a folder that are made, looked at, and undone: one folder serves for all of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Plant = Callable[[Path], object]

_GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false"]


def git(folder: Path, *words: str) -> str:
    done = subprocess.run([*_GIT, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@contextmanager
def undone(root: Path) -> Iterator[None]:
    """Bring a folder back to what it was, with its times and modes; the index of git around it, too."""
    saved = {path: _state(path) for path in _all(root)}
    index = next((top / ".git/index" for top in root.parents if (top / ".git/index").is_file()), None)
    before = index.read_bytes() if index else b""
    try:
        yield
    finally:
        _restore(root, saved)
        if index:
            index.write_bytes(before)


def _all(root: Path) -> list[Path]:
    return [Path(folder, name) for folder, folders, files in os.walk(root) for name in (*folders, *files)]


def _state(path: Path) -> tuple[int, int, bytes | None]:
    facts = path.lstat()
    return facts.st_mode, facts.st_mtime_ns, path.read_bytes() if path.is_file() else None


def _restore(root: Path, saved: dict[Path, tuple[int, int, bytes | None]]) -> None:
    for path in sorted(_all(root), key=lambda path: len(path.parts), reverse=True):
        if path not in saved or path.is_symlink() or path.is_dir() != (saved[path][2] is None):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    for path, (mode, time, data) in saved.items():
        if data is None:
            path.mkdir(exist_ok=True)
        elif not path.exists() or path.lstat().st_mtime_ns != time or path.read_bytes() != data:
            path.unlink(missing_ok=True)
            path.write_bytes(data)
        path.chmod(mode & 0o7777)
        if data is not None:
            os.utime(path, ns=(time, time))


def edited(path: str, old: str, new: str) -> Plant:
    """One text of a file in the place of another."""

    def plant(root: Path) -> None:
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new, 1))

    return plant


def added(path: str, data: str | bytes = "import os\n") -> Plant:
    """A file that nobody wrote."""

    def plant(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data.encode() if isinstance(data, str) else data)

    return plant


def through(path: str, change: Callable[[bytes], bytes]) -> Plant:
    """Other bytes in a file."""
    return lambda root: (root / path).write_bytes(change((root / path).read_bytes()))


def linked(path: str) -> Plant:
    """A link to the same content elsewhere."""

    def plant(root: Path) -> None:
        other = root.parent / f"elsewhere-{root.name}"
        shutil.rmtree(other, ignore_errors=True)
        other.mkdir()
        shutil.move(root / path, other / "content")
        (root / path).symlink_to(other / "content")

    return plant


def committed(plant: Plant) -> Plant:
    """A plant that git has under version control."""

    def both(root: Path) -> None:
        plant(root)
        git(root, "add", "--force", ".")

    return both
