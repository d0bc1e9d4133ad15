"""Which files of a folder git has under version control."""

from __future__ import annotations

import os
from collections.abc import Iterable

from .git import git


def tracked(root: str, paths: Iterable[str]) -> frozenset[str] | None:
    """Those of some paths below a folder that git tracks; None where there is a repository, and it cannot be asked.

    The repository is one around the folder, never one inside of it: nothing in the folder has a say in what is run.
    """
    wanted = frozenset(paths)
    top = repository(os.path.dirname(os.path.realpath(root))) if wanted else ""
    if not top:
        return frozenset()
    place = [f"--git-dir={os.path.join(top, '.git')}", f"--work-tree={top}"]
    inside = os.path.relpath(os.path.realpath(root), top)
    done = git(top, *place, "--literal-pathspecs", "ls-files", "-z", "--", inside)
    if done is None or done.returncode:
        return None
    prefix = "" if inside == "." else inside.replace(os.sep, "/") + "/"
    return wanted & {path.removeprefix(prefix) for path in map(os.fsdecode, done.stdout.split(b"\0"))}


def repository(folder: str) -> str:
    """The nearest folder from here upwards with a repository; '' where there is none."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return ""
    return folder
