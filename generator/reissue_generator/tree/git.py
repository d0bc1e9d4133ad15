"""What git answers in a folder. Only the standard library is imported, and the heavier part of it when git is asked."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import CompletedProcess


def git(folder: str, *words: str, said: bytes | None = None) -> CompletedProcess[bytes] | None:
    """The answer of git, started without the watcher of files that a repository may name; None where there is no git.

    `said`: what it reads.
    """
    program = shutil.which("git")
    if program is None:
        return None
    import subprocess

    command = [program, "-C", folder, "-c", "core.fsmonitor=false", *words]
    return subprocess.run(command, input=said, capture_output=True, check=False)


def git_text(folder: str, *words: str) -> str:
    """What git prints, without the line break at its end; nothing where it is not there or says no."""
    done = git(folder, *words)
    return done.stdout.decode("utf-8", "replace").strip() if done is not None and done.returncode == 0 else ""
