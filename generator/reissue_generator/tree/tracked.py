"""Which files of a folder git has under version control."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable


def tracked(root: str, paths: Iterable[str]) -> frozenset[str] | None:
    """Those of some paths below a folder that git tracks; None where there is a repository, and it cannot be asked.

    The repository is one around the folder, never one inside of it: nothing in the folder has a say in what is run.
    """
    wanted = frozenset(paths)
    top = repository(os.path.dirname(os.path.realpath(root))) if wanted else ""
    if not top:
        return frozenset()
    git = shutil.which("git")
    if git is None:
        return None
    import subprocess

    place = [f"--git-dir={os.path.join(top, '.git')}", f"--work-tree={top}", "-c", "core.fsmonitor=false"]
    inside = os.path.relpath(os.path.realpath(root), top)
    command = [git, *place, "--literal-pathspecs", "ls-files", "-z", "--", inside]
    done = subprocess.run(command, cwd=top, capture_output=True, check=False)
    if done.returncode:
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
