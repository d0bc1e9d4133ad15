"""Modes of files where those on disk mean nothing: git says then which files are executable.

On the drives of Windows under WSL, and on many shares, every file is executable; git notes that as `core.filemode`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache

from .git import git, git_text
from .tracked import repository

_STATE = (os.path.join(".git", "config"), os.path.join(".git", "index"))


def by_mistake(root: str, paths: Iterable[str]) -> list[str]:
    """Those of some executable files below a folder that are so on disk only, because modes do not count in its checkout.

    The repository is one around the folder, as nothing in the folder has a say.
    """
    real = os.path.realpath(root)
    top = repository(os.path.dirname(real))
    executable = _executable(top, tuple(_changed(os.path.join(top, name)) for name in _STATE)) if top else None
    if executable is None:
        return []
    return [
        path for path in paths if os.path.relpath(os.path.join(real, path), top).replace(os.sep, "/") not in executable
    ]


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _executable(top: str, _state: tuple[int, ...]) -> frozenset[str] | None:
    """The files that the index has as executable; None where modes count. Asked once for each state of a repository."""
    place = [f"--git-dir={os.path.join(top, '.git')}", f"--work-tree={top}"]
    if git_text(top, *place, "config", "--type=bool", "--get", "core.filemode") != "false":
        return None
    done = git(top, *place, "ls-files", "--stage", "-z")
    if done is None or done.returncode:
        return None
    rows = (row.partition(b"\t") for row in done.stdout.split(b"\0"))
    return frozenset(os.fsdecode(path) for facts, _, path in rows if facts.startswith(b"100755"))
