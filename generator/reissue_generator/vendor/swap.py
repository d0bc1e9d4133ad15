"""A folder replaced as a whole: whoever stops this at any moment is left with the old folder or the new one.

The new tree is built in a folder beside, whose name is known beforehand. Where the system can exchange two folders in one
step (Linux), that is all. Elsewhere the old one is moved aside and the new one into its place; who dies between these two
steps leaves no folder at all, and the next command (`heal`) puts the old one back. Leavings of an interrupted run are
removed by the next one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ..tree.manifest import odd, read
from ..tree.write import exchange


def stage_of(root: str) -> str:
    """The folder in which the new tree is built."""
    parent, name = os.path.split(os.path.abspath(root))
    return os.path.join(parent, f".{name}.reissue-stage")


def left_over(root: str) -> str:
    """Where the whole old tree stands, if an update was interrupted between its two steps; else ''."""
    old = os.path.join(stage_of(root), "old")
    return old if os.path.isdir(old) and not os.path.lexists(root) else ""


def heal(root: str) -> None:
    """Put the old tree back if it was moved aside, and remove what an interrupted run has left."""
    if old := left_over(root):
        os.rename(old, root)
    stage = stage_of(root)
    old = os.path.join(stage, "old")
    if os.path.isdir(old):  # half removed it must not look like a tree to be put back
        os.rename(old, os.path.join(stage, f"gone-{os.getpid()}"))
    shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def alone(root: str) -> Generator[None]:
    """Keep other runs away from a copy while this one changes it. The lock dies with the process."""
    parent = os.path.dirname(os.path.abspath(root))
    os.makedirs(parent, exist_ok=True)
    handle = _locked(parent)
    try:
        heal(root)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: str) -> int | None:
    """A lock on a folder; None where there is no such thing, so that two runs at a time are the user's affair."""
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):  # Windows
        return None
    with suppress(OSError):  # a file system without locks
        fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def replace(root: str, files: Mapping[str, bytes], carried: Iterable[str] = ()) -> None:
    """Make a folder exactly these files, and those `carried` over from it as they are. To be called inside of `alone`."""
    stage = stage_of(root)
    new = os.path.join(stage, "new")
    os.makedirs(new)
    try:
        for path, data in files.items():
            _write(os.path.join(root, path), _made(new, path), data)
        for path in carried:
            _carry(os.path.join(root, path), _made(new, path))
        _swap(root, new, os.path.join(stage, "old"))
    finally:
        heal(root)


def remove(root: str) -> None:
    """Remove a folder in one step. To be called inside of `alone`."""
    os.makedirs(stage_of(root))
    os.rename(root, os.path.join(stage_of(root), "gone"))
    heal(root)


def _made(new: str, path: str) -> str:
    target = os.path.join(new, *path.split("/"))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    return target


def _write(old: str, new: str, data: bytes) -> None:
    """Write a file, or link the old one where it is the same: its times stay."""
    if os.path.isfile(old) and not odd(old) and read(old) == data:
        _carry(old, new)
        return
    with open(new, "wb") as file:
        file.write(data)


def _carry(old: str, new: str) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(old, new, follow_symlinks=False)


def _swap(root: str, new: str, old: str) -> None:
    if not os.path.lexists(root):
        os.rename(new, root)
    elif not exchange(Path(new), Path(root)):
        os.rename(root, old)
        os.rename(new, root)
