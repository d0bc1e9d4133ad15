"""Which state of a repository generated clients are: the commit, and what is greater for a later one."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from ..tree.addressed import masked
from ..tree.git import git_text
from ..tree.tracked import repository

INSTALLED = "reissue"
"""As the source of a client: the installed package, whose version says all."""
DIRTY = "-dirty"
"""What stands behind a commit where something was changed since."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where clients come from. What is not known is empty."""

    source: str = ""
    """The address of the repository, without anything that may be a secret; else the name of its folder."""
    commit: str = ""
    order: int = 0


def stamp_of(folder: str) -> Stamp:
    """The stamp of the repository around a folder; of a folder without one its name."""
    top = repository(os.path.realpath(folder))
    stamp = stamp_at(top, "HEAD") if top else None
    if stamp is None:
        return Stamp(os.path.basename(os.path.realpath(folder)))
    dirty = git_text(top, "status", "--porcelain", "--", os.path.realpath(folder))
    return replace(stamp, commit=f"{stamp.commit}{DIRTY}") if dirty else stamp


def stamp_at(top: str, revision: str) -> Stamp | None:
    """The stamp of a revision of a repository; None where there is no such revision."""
    commit, _, seconds = git_text(top, "log", "-1", "--format=%H %ct", "--end-of-options", revision, "--").partition(
        " "
    )
    if not commit:
        return None
    address = git_text(top, "config", "--get", "remote.origin.url")
    source = masked(address) if "://" in address else address.rpartition("@")[2].rstrip("/")
    return Stamp(source or os.path.basename(top), commit, int(seconds) if seconds.isdecimal() else 0)
