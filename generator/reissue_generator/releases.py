"""The specification of a provider in git: what an edit changes, and what has changed since it was released last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import changes
from .changes import Change
from .changes.documents import blob_or_none
from .changes.levels import at_levels, levels_of
from .changes.python.joined import folded
from .errors import SpecError
from .tree.git import git_text
from .tree.project import find_or_none

HEAD = "HEAD"


@dataclass(frozen=True, slots=True)
class Unreleased:
    """What of a specification callers of the last release do not have."""

    release: str
    """The last tag; `HEAD` where there is none."""
    changes: list[Change] | None
    """Since then; None where that cannot be told."""
    committed: frozenset[str] = frozenset()
    """The messages of those that are in git's HEAD already."""
    is_new: bool = False
    """Whether the last tag has no such specification: all of it is an addition."""


def last_release(root: str | Path) -> str:
    """The last tag behind git's HEAD; `HEAD` where there is none."""
    return git_text(str(root), "describe", "--tags", "--abbrev=0") or HEAD


def at_head(path: Path) -> bytes | None:
    """The bytes of a file in git's HEAD; None without git, repository, or such a file there."""
    return blob_or_none(HEAD, f"./{path.name}", path.parent)


def compared(path: Path, since: str = HEAD, until: str = "") -> list[Change]:
    """The changes from a revision to the file, or to another revision of it, as this project weighs them.

    Raises SpecError where one of the two cannot be used, and ConfigurationError where the project's levels cannot.
    """
    project = find_or_none(str(path.parent))
    new = f"{until}:./{path.name}" if until else str(path)
    found = changes.compared(f"{since}:./{path.name}", new, path.stem, path.parent)
    return folded(at_levels(found, levels_of(project.diff) if project else {}))


def unreleased(path: Path, root: str | Path) -> Unreleased:
    """What of a specification is not in the last release. Raises ConfigurationError where the project's levels cannot be used."""
    release = last_release(root)
    if blob_or_none(release, f"./{path.name}", path.parent) is None:
        is_new = release != HEAD
        return Unreleased(release, [] if is_new else None, is_new=is_new)
    try:
        since = compared(path, release)
        committed = compared(path, release, HEAD) if release != HEAD and at_head(path) is not None else []
    except SpecError:
        return Unreleased(release, None)
    return Unreleased(release, since, frozenset(change.message for change in committed))
