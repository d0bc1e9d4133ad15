"""What stands in a folder. Each file is opened once, and what is judged is what was read.

`reissue check` and `reissue vendor check` start here, so only the standard library is imported, and little of it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator

CACHE = "__pycache__"
"""Where Python keeps byte code, which it runs in place of the source beside it."""
_TOOLS = frozenset({".mypy_cache", ".ruff_cache", ".pytest_cache"})
LEAVINGS = frozenset({CACHE, *_TOOLS})
"""Folders that tools leave behind, which are nobody's files. What stands in the one of Python is judged by itself."""
EDITORS = frozenset({".idea", ".vscode", ".vs", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""What editors and file managers leave behind. No name of these can be imported."""

_EXECUTABLE = "is executable"
_UNREADABLE = "cannot be read"
_FLAGS = os.O_RDONLY | sum(getattr(os, f"O_{name}", 0) for name in ("NOFOLLOW", "NONBLOCK", "BINARY", "CLOEXEC"))
BY_HAND = "was changed by hand"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Seen:
    """One file as it was found. `data` is None where it is no regular file, or cannot be read."""

    __slots__ = ("crlf", "data", "mtime", "unusual")

    def __init__(self, unusual: str = "", data: bytes | None = None, mtime: float = 0) -> None:
        self.unusual = unusual
        """What is unusual about it apart from its content; '' where nothing is."""
        self.data = data
        self.mtime = mtime
        self.crlf = False
        """Whether git checks it out with CRLF here, and every line end of it is one."""

    @property
    def text(self) -> str:
        """What it says, for people and for who looks for imports; '' where it cannot be read."""
        return (self.data or b"").decode("utf-8", "replace")

    @property
    def content(self) -> bytes:
        """Its bytes, with the line ends of the generator where git has put others in their place."""
        return _unix(self.data or b"") if self.crlf else self.data or b""

    def changed(self, digest: str | None) -> str:
        """How it differs from the file of this digest; '' where it does not."""
        if self.unusual:
            return self.unusual
        data = self.content
        if digest in (sha256(data), sha256(self.data or b"")):
            return ""
        return "has other line ends" if sha256(_unix(data)) == digest else BY_HAND


def see(path: str) -> Seen:
    """Open a file, without following a link, and read it: mode, time and content are of what was opened."""
    try:
        unusual = _odd(os.lstat(path).st_mode)  # a pipe or a device is not even opened
        if unusual and unusual != _EXECUTABLE:
            return Seen(unusual)
        handle = os.open(path, _FLAGS)
    except OSError:
        return Seen(_UNREADABLE)
    with open(handle, "rb") as file:
        facts = os.fstat(handle)
        unusual = _odd(facts.st_mode)
        try:
            return Seen(unusual, file.read() if unusual in ("", _EXECUTABLE) else None, facts.st_mtime)
        except OSError:
            return Seen(_UNREADABLE)


def _odd(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "is a symbolic link"
    if not stat.S_ISREG(mode):
        return "is no regular file"
    if mode & (stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX):
        return "has a special mode"
    return _EXECUTABLE if mode & 0o111 and os.name == "posix" else ""


def odd(path: str) -> str:
    """What is unusual about a file apart from its content; '' where nothing is."""
    return _odd(os.lstat(path).st_mode)


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def holds(path: str, data: bytes) -> bool:
    """Whether a file is there, with nothing unusual about it, and these are its bytes."""
    seen = see_in(*os.path.split(path))
    return not seen.unusual and seen.data == data


def _unix(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _note_line_ends(root: str, files: dict[str, Seen]) -> None:
    """Which files git has given CRLF line ends, which changes nothing. It is asked where there are any, and not otherwise."""
    texts = {path: seen.data for path, seen in files.items() if seen.data and b"\r\n" in seen.data}
    if found := [path for path, data in texts.items() if data.count(b"\n") == data.count(b"\r\n")]:
        from .line_ends import with_crlf

        for path in with_crlf(root, found):
            files[path].crlf = True


# --- a folder ------------------------------------------------------------------------------------------------


def walk(root: str) -> Iterator[str]:
    """All files and links below a folder by relative path with '/', without the leavings of tools.

    Folders that are links, or cannot be looked into, are listed and not entered.
    """
    return (path for path in _paths(root) if not _is_cached(path))


class Folder:
    """All that stands below a folder, read once."""

    __slots__ = ("cached", "files", "root")

    def __init__(self, root: str) -> None:
        self.root = root
        self.files: dict[str, Seen] = {}
        """By relative path with '/', without the leavings of tools."""
        self.cached: dict[str, Seen] = {}
        """What stands in the folders where Python keeps byte code."""
        for path in _paths(root):
            (self.cached if _is_cached(path) else self.files)[path] = see(os.path.join(root, path))
        _pass_over_modes(root, self.files)
        _pass_over_modes(root, self.cached)
        _note_line_ends(root, self.files)


def _pass_over_modes(root: str, files: dict[str, Seen]) -> None:
    """Files that are executable on disk only are as any others. Git is asked where there are any, and not otherwise."""
    if executable := [path for path, seen in files.items() if seen.unusual == _EXECUTABLE]:
        from .modes import by_mistake

        for path in by_mistake(root, executable):
            files[path].unusual = ""


def see_in(root: str, path: str) -> Seen:
    """One file of a folder, as `Folder` sees it."""
    seen = see(os.path.join(root, path))
    _pass_over_modes(root, {path: seen})
    return seen


def _is_cached(path: str) -> bool:
    return CACHE in path.split("/")[:-1]


def _paths(root: str) -> Iterator[str]:
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            with os.scandir(os.path.join(root, prefix)) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            if prefix:
                yield prefix.rstrip("/")
            continue
        for entry in found:
            if not _is_folder(entry):
                if not _is_of_editor(entry.name):
                    yield prefix + entry.name
            elif entry.name not in _TOOLS and not _is_of_editor(entry.name):
                waiting.append(f"{prefix}{entry.name}/")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    is_junction = getattr(entry, "is_junction", bool)  # of Windows, and known since Python 3.12
    return entry.is_dir(follow_symlinks=False) and not is_junction()


def _is_of_editor(name: str) -> bool:
    return name in EDITORS or name.endswith("~") or (name.startswith(".") and name.endswith(".swp"))
