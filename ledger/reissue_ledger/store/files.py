"""The places of a ledger: its file, and what lies beside it. Only its owner may read them."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from ..errors import LedgerUnusableError

VARIABLE: Final = "REISSUE_LEDGER"
"""Names the folder of the two default ledgers."""
_NETWORKS: Final = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
    }
    | {"smb2", "smb3", "smbfs", "webdav", *(f"fuse.{name}" for name in ("glusterfs", "rclone", "s3fs", "sshfs"))}
)
"""File systems on which a lock may not hold between machines, by the names that Linux gives them."""


def default_path(*, live: bool) -> Path:
    """Where the ledger of this user is: the same from every folder, and another one for live servers than for test."""
    chosen = os.environ.get(VARIABLE, "").strip()
    if chosen:
        folder = Path(chosen).expanduser()
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or "~/AppData/Local").expanduser() / "reissue"
    else:
        folder = Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state").expanduser() / "reissue"
    return folder / f"ledger-{'live' if live else 'test'}.sqlite3"


def prepare(path: Path) -> None:
    """Make the file, empty and for its owner alone, where it is not there.

    Raises LedgerUnusableError for a place that cannot hold a ledger.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        check_place(path)
        with suppress(FileExistsError):  # which is tightened when it is known to be a ledger: `tighten`
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise LedgerUnusableError(f"The ledger {path} cannot be used: {error.strerror}.") from None


def check_place(path: Path) -> None:
    """Raise LedgerUnusableError for a folder, and for a file system on which no lock is sure to hold."""
    if (kind := file_system(path.parent)) in _NETWORKS:
        raise LedgerUnusableError(
            f"{path} is on a network file system ({kind}), where locks do not hold: give a file on this machine."
        )
    if path.is_dir():
        raise LedgerUnusableError(f"{path} is a folder: give a file.")
    if path.exists() and not path.is_file():
        raise LedgerUnusableError(f"{path} is no regular file: give one.")


def tighten(path: Path) -> None:
    """Let only its owner read a ledger. Raises LedgerUnusableError where that cannot be."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise LedgerUnusableError(f"The ledger {path} cannot be used: {error.strerror}.") from None


def file_system(folder: Path) -> str:
    """The kind of file system that a folder is on, as the system calls it; empty where it does not tell."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    real, found, longest = os.path.realpath(folder), "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        where = before.split(" ")[4].encode("latin-1", "surrogateescape").decode("unicode_escape")
        inside = real == where or real.startswith(where.rstrip("/") + "/")
        if inside and len(where) >= longest:  # of two at one place the later one is on top
            found, longest = after.split(" ")[0], len(where)
    return found


def sync_folder(folder: Path) -> None:
    """Make new names in a folder survive a loss of power."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
