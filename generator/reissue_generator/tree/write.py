"""Generated files on disk: written in one step, or compared without being touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from ..errors import ConfigurationError
from . import atomic
from .bytecode import ByteCode
from .files import BY_HAND, CACHE, Folder, Seen, holds, see, sha256, walk
from .manifest import NAME, Manifest
from .tracked import tracked


class FileState(StrEnum):
    """How a file differs from what the generator would write."""

    MISSING = "missing"
    """It should be there and is not."""
    STALE = "stale"
    """It is as it was generated, but its inputs have changed since."""
    EXTRA = "extra"
    """Nothing generates it."""
    EDITED = "edited"
    """It was changed by hand."""
    BYTECODE = "bytecode"
    """It is in a folder `__pycache__`, and nobody can say that Python runs there what stands in the source."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not as it should be. `path` is relative to the tree, with '/'."""

    state: FileState
    path: str
    reason: str
    want: str | None = None
    have: str | None = None


BYTE_CODE_HINT = f"remove the folder {CACHE}; Python makes it anew"
"""What to do about byte code: no command of ours writes or removes any."""


# --- compare -------------------------------------------------------------------------------------------------


def compare(
    folder: Folder, wanted: Mapping[str, str], unread: Mapping[str, str] = MappingProxyType({})
) -> list[Difference]:
    """Every file of a tree against what the generator would write; nothing is touched.

    `unread`: the digests in its manifest of files whose inputs cannot be read, so that nobody knows what would be written.
    """
    loaded = Manifest.of_file(folder.files.get(NAME))
    listed = dict(loaded[0].files) if loaded and loaded[1] else {}  # a broken seal: the list was made again by hand
    found = folder.files

    def extra(path: str) -> Difference:
        if path in listed:
            return Difference(FileState.STALE, path, "is no longer generated")
        return Difference(FileState.EXTRA, path, "is not generated")

    def content_of(path: str) -> Difference | None:
        if path in wanted:
            return _content(found[path], path, wanted[path], listed.get(path))
        reason = found[path].changed(unread[path])
        return Difference(FileState.EDITED, path, reason) if reason else None

    return [*each_difference(found, {*wanted, *unread}, extra, content_of), *byte_code(folder)]


def judged(folder: Folder) -> Iterator[tuple[str, bytes]]:
    """All that `compare` looks at in a folder, by path: where this is the same, so is what it says of what is wanted.

    Byte code counts by what is wrong with it; that of every other run of Python would be another one.
    """
    for path, seen in sorted(folder.files.items()):
        yield path, f"{seen.unusual}\0{seen.crlf}\0".encode() + (seen.data or b"")
    yield from ((one.path, one.reason.encode()) for one in byte_code(folder))


def byte_code(folder: Folder, *, total: bool = True) -> Iterator[Difference]:
    """What is wrong with the byte code of a folder. A total look asks git, too."""
    under_control = tracked(folder.root, folder.cached) if total else ()
    for path, reason in ByteCode(folder, under_control, total=total).wrong():
        yield Difference(FileState.BYTECODE, path, reason)


def each_difference(
    found: Collection[str],
    wanted: Collection[str],
    extra: Callable[[str], Difference],
    content_of: Callable[[str], Difference | None],
) -> Iterator[Difference]:
    """What is not as it should be, path by path: what is missing, what is too much, and what is there with another content."""
    there = set(found)
    for path in sorted({*there, *wanted}):
        if path not in there:
            yield Difference(FileState.MISSING, path, "is not there")
        elif path not in wanted:
            yield extra(path)
        elif difference := content_of(path):
            yield difference


def _content(seen: Seen, path: str, want: str, listed: str | None) -> Difference | None:
    reason = seen.changed(sha256(want.encode()))
    if not reason:
        return None
    if seen.unusual:
        return Difference(FileState.EDITED, path, reason, want)
    data = seen.content
    have = data.decode("utf-8", "replace")
    if reason == BY_HAND and path == NAME:
        return Difference(FileState.STALE, path, "does not list what would be generated", want, have)
    if reason == BY_HAND and sha256(data) == listed:
        return Difference(FileState.STALE, path, "was generated from other inputs", want, have)
    return Difference(FileState.EDITED, path, reason, want, have)


# --- write ---------------------------------------------------------------------------------------------------


def write(root: Path, wanted: Mapping[str, str]) -> list[str]:
    """Make a tree exactly what is wanted; gives the paths that changed. Files that are right are not touched.

    Whoever stops this halfway is left with the old tree or the new one.
    """
    root = Path(os.path.realpath(root))  # where the folder is a link, its target changes and the link stays
    with atomic.alone(str(root)):
        have = set(walk(str(root))) if root.is_dir() else set[str]()
        _refuse_foreign(root, have)
        written = [path for path, text in wanted.items() if not holds(str(root / path), text.encode())]
        gone = [path for path in have if path not in wanted]
        if written or gone:
            for path in wanted:
                _confine(root, path)
            atomic.replace_folder(str(root), {path: text.encode() for path, text in wanted.items()})
    return sorted([*written, *gone])


def _refuse_foreign(root: Path, have: set[str]) -> None:
    """Refuse a folder whose files are somebody else's: everything in it would be gone."""
    if not have or NAME in have or any(_is_ours(root / path) for path in have if path.endswith(".py")):
        return
    raise ConfigurationError(
        f"{root} holds files that reissue did not write, and would lose them. Name another folder or package, or empty it."
    )


def _is_ours(file: Path) -> bool:
    return (see(str(file)).data or b"").startswith(b"# Generated by reissue")


def _confine(root: Path, path: str) -> None:
    """Refuse a path that could name a place outside the tree; paths are made of identifiers, so this never happens."""
    target = Path(os.path.normpath(root / path))
    if Path(path).is_absolute() or not target.is_relative_to(root):
        raise ValueError(f"a generated file would leave the output folder: {path!r}")
