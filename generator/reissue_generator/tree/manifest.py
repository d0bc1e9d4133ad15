"""The manifest of a generated tree, and whether the tree is what it lists.

`reissue check` and `reissue vendor check` start here, so only the standard library is imported, and little of it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping

NAME = "MANIFEST.sha256"
LEAVINGS = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
"""Folders that tools leave behind, which are nobody's files."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def walk(root: str) -> Iterator[str]:
    """All files and links below a folder by relative path with '/', sorted, without the leavings of tools.

    Folders that are links are listed and not entered.
    """
    for folder, folders, files in os.walk(root):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders[:] = sorted(name for name in folders if name not in LEAVINGS and name not in links)
        for name in sorted([*files, *links]):
            yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


_EXECUTABLE = "is executable"


def odd(path: str) -> str:
    """What is unusual about a file apart from its content; '' where nothing is."""
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        return "is a symbolic link"
    if not stat.S_ISREG(mode):
        return "is no regular file"
    return _EXECUTABLE if mode & 0o111 and os.name == "posix" else ""


def is_plain(path: str) -> bool:
    """Whether a regular file is there, executable or not, and no link."""
    return os.path.lexists(path) and odd(path) in ("", _EXECUTABLE)


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def holds(path: str, data: bytes) -> bool:
    """Whether a file is there, with nothing unusual about it, and these are its bytes."""
    return os.path.lexists(path) and not odd(path) and read(path) == data


# --- line ends -----------------------------------------------------------------------------------------------


def all_crlf(files: Iterable[str]) -> bool:
    """Whether git has checked out all of these files with CRLF line ends, which changes nothing."""
    texts = [data for file in files if is_plain(file) and b"\n" in (data := read(file))]
    return bool(texts) and all(data.count(b"\n") == data.count(b"\r\n") for data in texts)


def content(path: str, crlf: bool) -> bytes:
    """The bytes of a file, with the line ends of the generator where `crlf` says that the whole tree has others."""
    data = read(path)
    return _unix(data) if crlf else data


def _unix(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


BY_HAND = "was changed by hand"


def changed(path: str, digest: str | None, crlf: bool) -> str:
    """How a file differs from the one of this digest; '' where it does not."""
    if unusual := odd(path):
        return unusual
    data = content(path, crlf)
    if sha256(data) == digest:
        return ""
    return "has other line ends" if sha256(_unix(data)) == digest else BY_HAND


# --- the list ------------------------------------------------------------------------------------------------


class Manifest:
    """The digest of every file, in the format of `sha256sum -c`; comment lines say what it was all made from.

    The seal binds the digests to the inputs: who mends the list with sha256sum after an edit breaks it.
    """

    __slots__ = ("files", "inputs", "made", "version")

    def __init__(self, files: Mapping[str, str], inputs: str = "", version: str = "", made: str = "") -> None:
        self.files = files
        """Path to SHA-256."""
        self.inputs = inputs
        """SHA-256 of all that the tree was made from."""
        self.version = version
        self.made = made
        """What a package of its own was made from, as one line (`tree/made.py`); '' for the clients of `specs`."""

    @classmethod
    def of(cls, files: Mapping[str, str], inputs: str, version: str, made: str = "") -> Manifest:
        return cls({path: sha256(text.encode()) for path, text in files.items()}, inputs, version, made)

    @property
    def _lines(self) -> list[str]:
        return [f"{digest}  {path}" for path, digest in sorted(self.files.items())]

    @property
    def seal(self) -> str:
        made = [self.made] if self.made else []
        return sha256("\n".join([self.version, self.inputs, *made, *self._lines]).encode())

    def text(self) -> str:
        head = [f"# reissue {self.version}", f"# inputs sha256:{self.inputs}", f"# seal sha256:{self.seal}"]
        head += [f"# made {self.made}"] if self.made else []
        return "\n".join([*head, *self._lines]) + "\n"

    @classmethod
    def parse(cls, text: str) -> tuple[Manifest, bool]:
        """The manifest, and whether its seal holds."""
        files: dict[str, str] = {}
        facts = {"inputs": "", "seal": "", "reissue": "", "made": ""}
        for line in text.splitlines():
            if line.startswith("# "):
                key, _, value = line[2:].partition(" ")
                facts[key] = value.removeprefix("sha256:")
            elif "  " in line:
                digest, _, path = line.partition("  ")
                files[path] = digest
        manifest = cls(files, facts["inputs"], facts["reissue"], facts["made"])
        return manifest, manifest.seal == facts["seal"]

    @classmethod
    def load(cls, root: str) -> tuple[Manifest, bool] | None:
        """The manifest of a tree, and whether its seal holds; None where there is none."""
        try:
            return cls.parse(read(os.path.join(root, NAME)).decode())
        except (OSError, UnicodeDecodeError):
            return None


def unchanged(root: str, inputs: str, version: str) -> bool:
    """Whether a tree is exactly what its sealed manifest lists, made from these inputs by this version. Reads only."""
    loaded = Manifest.load(root)
    if loaded is None or not loaded[1] or loaded[0].inputs != inputs or loaded[0].version != version:
        return False
    expected = dict(loaded[0].files)
    for path in walk(root):
        file = os.path.join(root, path)
        if odd(file) or (path != NAME and expected.pop(path, None) != sha256(read(file))):
            return False
    return not expected
