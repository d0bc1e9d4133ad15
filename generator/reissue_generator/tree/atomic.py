"""Files and folders replaced in one step: whoever stops this at any moment is left with the old one or the new one.

A new folder is built beside the old one, under a name that is known beforehand. Where the system can exchange two folders
in one step (Linux), that is all. Elsewhere the old one is moved aside and the new one into its place; who dies between
these two steps leaves no folder at all, and the next command (`heal`) puts the old one back. Leavings of an interrupted
run are removed by the next one.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from .files import holds

# --- a file --------------------------------------------------------------------------------------------------


def replace_file(path: str | Path, data: bytes) -> None:
    """Write a file: whoever reads it meanwhile meets the old content or the new one.

    The mode of an old file stays; a link is replaced, not followed. A pipe or a device is written to as it is.
    """
    path = os.fspath(path)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as stream:
            stream.write(data)
        return
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name[:40]}-{os.getpid()}-{os.urandom(4).hex()}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        error.filename = path  # what was asked for, and not a name that nobody knows
        raise
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            _settle(handle)
        if os.path.lexists(path) and not os.path.islink(path):
            os.chmod(temporary, stat.S_IMODE(os.lstat(path).st_mode))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


# --- a folder ------------------------------------------------------------------------------------------------


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
    """Keep other runs away from a folder while this one changes it. The lock dies with the process."""
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
    if not find_spec("fcntl"):
        return None
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # one that may be written to, and not be read
        return None
    with suppress(OSError):  # a file system without locks
        fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def replace_folder(
    root: str, files: Mapping[str, bytes], carried: Iterable[str] = (), *, durable: bool = False
) -> None:
    """Make a folder exactly these files, and those `carried` over from it as they are. To be called inside of `alone`.

    `durable`: all of it is on the disk before it takes the place of the old folder, for what no command can make again.
    """
    if os.path.lexists(root) and not os.path.isdir(root):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), root)
    stage = stage_of(root)
    new = os.path.join(stage, "new")
    os.makedirs(new)
    try:
        for path, data in files.items():
            _write(os.path.join(root, path), _made(new, path), data, durable)
        for path in carried:
            _carry(os.path.join(root, path), _made(new, path))
        for folder, _, _ in os.walk(new) if durable else ():
            _settle_folder(folder)
        _swap(root, new, os.path.join(stage, "old"))
    finally:
        heal(root)


def remove_folder(root: str) -> None:
    """Remove a folder in one step. To be called inside of `alone`."""
    os.makedirs(stage_of(root))
    os.rename(root, os.path.join(stage_of(root), "gone"))
    heal(root)


def _made(new: str, path: str) -> str:
    target = os.path.join(new, *path.split("/"))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    return target


def _write(old: str, new: str, data: bytes, durable: bool) -> None:
    """Write a file, or link the old one where it is the same: its times stay."""
    if holds(old, data):
        _carry(old, new)
        return
    with open(new, "wb") as file:
        file.write(data)
        if durable:
            file.flush()
            _settle(file.fileno())


def _settle(handle: int) -> None:
    """Wait until what was written is on the disk, so that no loss of power leaves a new folder of empty files."""
    with suppress(OSError):  # a file system that does not know how
        os.fsync(handle)


def _settle_folder(path: str) -> None:
    with suppress(OSError):  # Windows opens no folders
        handle = os.open(path, os.O_RDONLY)
        try:
            _settle(handle)
        finally:
            os.close(handle)


def _carry(old: str, new: str) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(old, new, follow_symlinks=False)


def _swap(root: str, new: str, old: str) -> None:
    if not os.path.lexists(root):
        os.rename(new, root)
    elif not exchange(new, root):
        os.rename(root, old)
        os.rename(new, root)


def exchange(first: str, second: str) -> bool:
    """Let two paths change places in one step (renameat2 with RENAME_EXCHANGE); False where the system cannot."""
    import ctypes
    import sys

    if not sys.platform.startswith("linux"):
        return False
    system = ctypes.CDLL(None, use_errno=True)
    if not hasattr(system, "renameat2"):
        return False
    here, swap = -100, 2
    return bool(system.renameat2(here, os.fsencode(first), here, os.fsencode(second), swap) == 0)
