"""Files of a commit, as a checkout of it has them: behind links, and in submodules whose repository is at hand."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass, replace

from .git import git, git_text

_MOST_LINKS = 40
"""As of Linux, for one path."""
_LINK, _SUBMODULE, _FOLDER = "120000", "160000", "040000"


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a commit has under a path: where it is, its mode, and its object."""

    folder: str
    mode: str
    object: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A path from the top of the repository around a folder, at a revision of it."""

    folder: str
    revision: str
    path: str

    def entry(self) -> _Entry | None:
        """What stands there, no link followed."""
        if self.path in ("", "."):
            return _Entry(self.folder, _FOLDER, self.revision)
        done = git(self.folder, "ls-tree", "-z", "--full-tree", self.revision, "--", self.path)
        rows = done.stdout.decode("utf-8", "surrogateescape").split("\0") if done and done.returncode == 0 else []
        found = [row.partition("\t")[0].split(" ") for row in rows if row.partition("\t")[2] == self.path]
        return _Entry(self.folder, found[0][0], found[0][2]) if found else None

    def at(self, path: str) -> _Place | None:
        """Another path; None where it leads out of the repository."""
        plain = posixpath.normpath(path)
        return None if plain.startswith(("/", "..")) else replace(self, path=plain)


def file_at(folder: str, revision: str, path: str) -> bytes | None:
    """The bytes of a file; None where there is none, or none that can be read here.

    `path` is one from the top of the repository around the folder, or with './' or '../' from the folder.
    """
    found = _resolved(folder, revision, path)
    if found is None or found.mode == _FOLDER:
        return None
    done = git(found.folder, "cat-file", "blob", found.object)
    return done.stdout if done is not None and done.returncode == 0 else None


def names_at(folder: str, revision: str, path: str) -> list[str] | None:
    """The names in a folder; none where it was not there, None where it was and cannot be read here."""
    found = _resolved(folder, revision, path)
    if found is None:
        return None if _turn(_from_top(folder, revision, path)) is not None else []
    listed = git_text(found.folder, "ls-tree", "--full-tree", "-z", "--name-only", found.object)
    return [name for name in listed.split("\0") if name] if found.mode == _FOLDER else []


def _resolved(folder: str, revision: str, path: str) -> _Entry | None:
    place = _from_top(folder, revision, path)
    for _ in range(_MOST_LINKS):
        entry = place.entry() if place else None
        if place is None or (entry is not None and entry.mode not in (_LINK, _SUBMODULE)):
            return entry
        place = _further(place)
    return None


def _turn(place: _Place | None) -> tuple[str, list[str], _Entry] | None:
    """The first link, or the first submodule, on the way to a path: where it stands, what comes behind, and what it is."""
    parts = place.path.split("/") if place else []
    for end in range(1, len(parts) + 1):
        here = "/".join(parts[:end])
        entry = replace(place, path=here).entry() if place else None
        if entry is None or entry.mode in (_LINK, _SUBMODULE):
            return (here, parts[end:], entry) if entry else None
    return None


def _further(place: _Place) -> _Place | None:
    """The path without the first link, or the first submodule, on its way."""
    turn = _turn(place)
    if turn is None:
        return None
    here, rest, entry = turn
    if entry.mode == _SUBMODULE:
        inside = os.path.join(git_text(place.folder, "rev-parse", "--show-toplevel") or place.folder, here)
        return _Place(inside, entry.object, "/".join(rest) or ".")
    done = git(place.folder, "cat-file", "blob", entry.object)
    target = done.stdout.decode("utf-8", "surrogateescape") if done is not None else "/"
    return None if target.startswith("/") else place.at(posixpath.join(posixpath.dirname(here), target, *rest))


def _from_top(folder: str, revision: str, path: str) -> _Place | None:
    prefix = git_text(folder, "rev-parse", "--show-prefix") if path.startswith(("./", "../")) else ""
    return _Place(folder, revision, "").at(posixpath.join(prefix, path))
