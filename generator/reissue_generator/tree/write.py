"""Generated files on disk: written in one step, or compared without being touched."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ..errors import ConfigurationError
from . import atomic
from .manifest import NAME, Manifest, odd, sha256, walk


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


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not as it should be. `path` is relative to the tree, with '/'."""

    state: FileState
    path: str
    reason: str
    want: str | None = None
    have: str | None = None


# --- compare -------------------------------------------------------------------------------------------------


def compare(root: Path, wanted: Mapping[str, str]) -> list[Difference]:
    """Every file of a tree against what the generator would write; nothing is touched."""
    loaded = Manifest.load(str(root))
    listed = dict(loaded[0].files) if loaded and loaded[1] else {}  # a broken seal: the list was made again by hand
    found = list(walk(str(root))) if root.is_dir() else []
    crlf = _all_crlf(root, [path for path in found if path in wanted])
    differences: list[Difference] = []
    for path in sorted({*found, *wanted}):
        if path not in found:
            differences.append(Difference(FileState.MISSING, path, "is not there", wanted[path]))
        elif path not in wanted:
            if path in listed:
                differences.append(Difference(FileState.STALE, path, "is no longer generated"))
            else:
                differences.append(Difference(FileState.EXTRA, path, "is not generated"))
        elif difference := _content(root / path, path, wanted[path], listed.get(path), crlf):
            differences.append(difference)
    return differences


def _all_crlf(root: Path, found: Iterable[str]) -> bool:
    """Whether the whole tree was checked out with CRLF line ends, which changes nothing."""
    files = [root / path for path in found]
    texts = [data for file in files if _is_regular(file) and b"\n" in (data := file.read_bytes())]
    return bool(texts) and all(data.count(b"\n") == data.count(b"\r\n") for data in texts)


def _is_regular(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


def _content(file: Path, path: str, want: str, listed: str | None, crlf: bool) -> Difference | None:
    if unusual := odd(str(file)):
        return Difference(FileState.EDITED, path, unusual, want)
    data = file.read_bytes()
    if crlf:
        data = data.replace(b"\r\n", b"\n")
    if data == want.encode():
        return None
    have = data.decode("utf-8", "replace")
    if data.replace(b"\r\n", b"\n") == want.encode():
        return Difference(FileState.EDITED, path, "has other line ends", want, have)
    if path == NAME:
        return Difference(FileState.STALE, path, "does not list what would be generated", want, have)
    if sha256(data) == listed:
        return Difference(FileState.STALE, path, "was generated from other inputs", want, have)
    return Difference(FileState.EDITED, path, "was changed by hand", want, have)


# --- write ---------------------------------------------------------------------------------------------------


def write(root: Path, wanted: Mapping[str, str]) -> list[str]:
    """Make a tree exactly what is wanted; gives the paths that changed. Files that are right are not touched.

    Whoever stops this halfway is left with the old tree or the new one.
    """
    root = Path(os.path.realpath(root))  # where the folder is a link, its target changes and the link stays
    with atomic.alone(str(root)):
        have = set(walk(str(root))) if root.is_dir() else set[str]()
        _refuse_foreign(root, have)
        changed = [path for path, text in wanted.items() if path not in have or _differs(root / path, text)]
        gone = [path for path in have if path not in wanted]
        if changed or gone:
            for path in wanted:
                _confine(root, path)
            atomic.replace_folder(str(root), {path: text.encode() for path, text in wanted.items()})
    return sorted([*changed, *gone])


def _differs(file: Path, text: str) -> bool:
    return bool(odd(str(file))) or file.read_bytes() != text.encode()


def _refuse_foreign(root: Path, have: set[str]) -> None:
    """Refuse a folder whose files are somebody else's: everything in it would be gone."""
    if not have or NAME in have or any(_is_ours(root / path) for path in have if path.endswith(".py")):
        return
    raise ConfigurationError(
        f"{root} holds files that reissue did not write, and would lose them. Name another folder or package, or empty it."
    )


def _is_ours(file: Path) -> bool:
    return _is_regular(file) and file.read_bytes().startswith(b"# Generated by reissue")


def _confine(root: Path, path: str) -> None:
    """Refuse a path that could name a place outside the tree; paths are made of identifiers, so this never happens."""
    target = Path(os.path.normpath(root / path))
    if Path(path).is_absolute() or not target.is_relative_to(root):
        raise ValueError(f"a generated file would leave the output folder: {path!r}")
