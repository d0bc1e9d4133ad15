"""Which state of a repository generated clients are: the commit, and what is greater for a later one."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

from ..tree.addressed import masked
from ..tree.tracked import repository

INSTALLED = "reissue"
"""As the source of a client: the installed package, whose version says all."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where clients come from. What is not known is empty."""

    source: str = ""
    """The address of the repository, without anything that may be a secret; else the name of its folder."""
    commit: str = ""
    order: int = 0


def stamp_of(folder: str) -> Stamp:
    """The stamp of the repository around a folder; of a folder without one its name."""
    top, git = repository(os.path.realpath(folder)), shutil.which("git")
    if not top or git is None:
        return Stamp(os.path.basename(os.path.realpath(folder)))

    def told(*words: str) -> str:
        import subprocess

        command = [git, "-c", "core.fsmonitor=false", *words]
        done = subprocess.run(command, cwd=top, capture_output=True, check=False)
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""

    commit, _, seconds = told("log", "-1", "--format=%H %ct").partition(" ")
    address = told("config", "--get", "remote.origin.url")
    source = masked(address) if "://" in address else address.rpartition("@")[2].rstrip("/")
    dirty = "-dirty" if commit and told("status", "--porcelain", "--", os.path.realpath(folder)) else ""
    return Stamp(source or os.path.basename(top), commit + dirty, int(seconds) if seconds.isdecimal() else 0)
