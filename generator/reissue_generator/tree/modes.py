"""Modes of files where those on disk mean nothing: git says then which files are executable.

On the drives of Windows under WSL, and on many shares, every file is executable; git notes that as `core.filemode`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache

from .tracked import Checkout, checkout_around

_STATE = (os.path.join(".git", "config"), os.path.join(".git", "index"))


def by_mistake(root: str, paths: Iterable[str]) -> list[str]:
    """Those of some executable files below a folder that are so on disk only, because modes do not count in its checkout."""
    real, around = os.path.realpath(root), checkout_around(root)
    if around is None:
        return []
    executable = _executable(around, tuple(_changed(os.path.join(around.top, name)) for name in _STATE))
    if executable is None:
        return []
    return [path for path in paths if around.name(os.path.join(real, path)) not in executable]


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _executable(checkout: Checkout, _state: tuple[int, ...]) -> frozenset[str] | None:
    """The files that the index has as executable; None where modes count. Asked once for each state of a repository."""
    if checkout.text("config", "--type=bool", "--get", "core.filemode") != "false":
        return None
    done = checkout.ask("ls-files", "--stage", "-z")
    if done is None:
        return None
    rows = (row.partition(b"\t") for row in done.stdout.split(b"\0"))
    return frozenset(os.fsdecode(path) for facts, _, path in rows if facts.startswith(b"100755"))
