"""Changes of a folder that are made, looked at, and undone: one folder serves for all of them."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Plant = Callable[[Path], object]

_GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false"]


def git(folder: Path, *words: str) -> str:
    done = subprocess.run([*_GIT, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


Facts = tuple[int, int, bytes]
"""Of a file or link, or a folder: mode, time, and content or target."""


class Ground:
    """A folder in which things are planted, one after the other."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._before = snapshot(root)
        index = (top / ".git/index" for top in root.parents if (top / ".git/index").is_file())
        self._index = next(index, None)
        self._indexed = self._index.read_bytes() if self._index else b""

    @contextmanager
    def planted(self, plant: Plant) -> Iterator[set[str]]:
        """The paths that are others once something is planted; afterwards all is as it was, times and the index of git too."""
        try:
            plant(self.root)
            now = snapshot(self.root)
            yield {path for path in self._before.keys() | now.keys() if self._before.get(path) != now.get(path)}
        finally:
            self._restore()

    def _restore(self) -> None:
        now = snapshot(self.root)
        for path in sorted(now, key=len, reverse=True):
            if stat.S_IFMT(now[path][0]) != stat.S_IFMT(self._before.get(path, (0,))[0]):
                place = self.root / path
                place.rmdir() if stat.S_ISDIR(now[path][0]) else place.unlink()
        for path, (mode, time, data) in self._before.items():
            if now.get(path) == (mode, time, data):
                continue
            place = self.root / path
            if stat.S_ISDIR(mode):
                place.mkdir(exist_ok=True)
            else:
                place.unlink(missing_ok=True)
                place.write_bytes(data)
            place.chmod(mode & 0o7777)
            os.utime(place, ns=(time, time))
        if self._index:
            self._index.write_bytes(self._indexed)


def snapshot(root: Path) -> dict[str, Facts]:
    """All that stands in a folder, by path; what is above comes before what is below."""
    found: dict[str, Facts] = {}
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        for entry in os.scandir(root / prefix):
            facts, path = entry.stat(follow_symlinks=False), prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path + "/")
                found[path] = (facts.st_mode, 0, b"")
            elif entry.is_symlink():
                found[path] = (facts.st_mode, facts.st_mtime_ns, os.fsencode(os.readlink(entry.path)))
            else:
                data = Path(entry.path).read_bytes() if entry.is_file() else b""
                found[path] = (facts.st_mode, facts.st_mtime_ns, data)
    return found


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
