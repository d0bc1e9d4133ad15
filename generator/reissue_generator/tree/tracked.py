"""The checkout of a repository around a folder, and which files of the folder git has under version control."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .git import git, git_text

if TYPE_CHECKING:
    from subprocess import CompletedProcess


@dataclass(frozen=True, slots=True)
class Checkout:
    """The working tree of a repository. git is told where it is, so that it looks for none itself."""

    top: str

    def ask(self, *words: str, said: bytes | None = None) -> CompletedProcess[bytes] | None:
        """The answer of git; None where it is not there, or says no. `said`: what it reads."""
        done = git(self.top, *self._place, *words, said=said)
        return done if done is not None and done.returncode == 0 else None

    def text(self, *words: str) -> str:
        """What git prints, without the line break at its end; nothing where it is not there or says no."""
        return git_text(self.top, *self._place, *words)

    def blobs(self, names: Iterable[str]) -> list[bytes | None]:
        """Some files, each by `REVISION:PATH`; None where one is not there."""
        asked = [os.fsencode(f"{name}\n") for name in names]
        done = self.ask("cat-file", "--batch", said=b"".join(asked))
        return list(_answers(done.stdout, len(asked))) if done else [None] * len(asked)

    def name(self, path: str) -> str:
        """What git calls a file."""
        return os.path.relpath(path, self.top).replace(os.sep, "/")

    @property
    def _place(self) -> tuple[str, str]:
        return f"--git-dir={os.path.join(self.top, '.git')}", f"--work-tree={self.top}"


def _answers(said: bytes, count: int) -> Iterator[bytes | None]:
    """What `git cat-file --batch` prints of each object: a line that ends with its length, and the object."""
    at = 0
    for _ in range(count):
        end = said.index(b"\n", at)
        words, at = said[at:end].split(b" "), end + 1
        if words[-2:-1] == [b"blob"]:
            size = int(words[-1])
            yield said[at : at + size]
            at += size + 1
        else:
            yield None


def checkout_around(folder: str) -> Checkout | None:
    """The checkout that a folder is in, never one inside of it: nothing in the folder has a say in what is run."""
    top = repository(os.path.dirname(os.path.realpath(folder)))
    return Checkout(top) if top else None


def tracked(root: str, paths: Iterable[str]) -> frozenset[str] | None:
    """Those of some paths below a folder that git tracks; None where there is a repository, and it cannot be asked."""
    wanted = frozenset(paths)
    around = checkout_around(root) if wanted else None
    if around is None:
        return frozenset()
    inside = around.name(os.path.realpath(root))
    done = around.ask("--literal-pathspecs", "ls-files", "-z", "--", inside)
    if done is None:
        return None
    prefix = "" if inside == "." else f"{inside}/"
    return wanted & {path.removeprefix(prefix) for path in map(os.fsdecode, done.stdout.split(b"\0"))}


def repository(folder: str) -> str:
    """The nearest folder from here upwards with a repository; '' where there is none."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return ""
    return folder
