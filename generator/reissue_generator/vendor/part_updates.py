"""What an update of a copy changes, part by part: for callers first, then in files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from .. import RUNTIME, extras
from ..errors import ConfigurationError, SpecError
from ..tree.files import see, sha256
from ..tree.project import nearest
from .check import changed_paths, shared_parts, why_other
from .layout import SPECS
from .lock import Lock
from .specs import of_provider


@dataclass(frozen=True, slots=True)
class PartUpdate:
    """What an update does to one provider, or to what all share (`name` is empty)."""

    name: str
    summary: str
    semantic: str = ""
    """What changes for callers; empty where the specification is the same or the old one is not at hand."""
    paths: list[str] = field(default_factory=list[str])


def part_updates(
    root: str, lock: Lock, after: Lock, files: Mapping[str, bytes], older: Mapping[str, str]
) -> list[PartUpdate]:
    """Provider by provider, then what they share: the changes of the specification first, then the files.

    `older`: the clients of which something older is at hand, and why.
    """
    rows: list[PartUpdate] = []
    for name in sorted(after.providers):
        old, new = lock.providers[name], after.providers[name]
        paths, why = changed_paths(lock.files, after.files, [name]), older.get(name) or why_other(old, new)
        if old.spec_sha256 != new.spec_sha256:
            semantic, why_not = _semantic(root, name, lock, after, files)
            rows.append(PartUpdate(name, f"{why}{why_not}", semantic, paths))
        elif paths:
            rows.append(PartUpdate(name, why, "", paths))
    shared = shared_parts((*lock.files, *after.files), after.providers)
    if paths := changed_paths(lock.files, after.files, shared):
        rows.append(PartUpdate("", older.get(RUNTIME) or "what all share", "", paths))
    return rows


def _semantic(root: str, provider: str, lock: Lock, after: Lock, files: Mapping[str, bytes]) -> tuple[str, str]:
    """What a changed specification means for callers; or '' and why that cannot be told, so that the file list must do."""
    was, now = lock.providers[provider].spec, after.providers[provider].spec
    old, new = of_provider(_as_vendored(root, lock), provider, was), of_provider(dict(files), provider, now)
    if not old or not new:
        return "", "; the two specifications are not both at hand to be compared"
    if extras.missing("generator"):
        return "", f"; to see what that means for callers: {extras.install('generator')}"
    try:
        return _compared(old, new, provider, root), ""
    except ConfigurationError as error:
        return "", f"; what that means for callers cannot be told ({error})"
    except SpecError as error:
        return "", f"; the specifications cannot be compared ({error})"
    except Exception as error:  # the update must not fail because its announcement does
        return "", f"; a fault of reissue itself hides what that means for callers, please report it ({error!r})"


def _as_vendored(root: str, lock: Lock) -> dict[str, bytes]:
    """The specifications of a copy; an edited one would tell a wrong story."""
    paths = [path for path in lock.files if path.startswith(f"{SPECS}/")]
    found = {path: see(os.path.join(root, path)).data for path in paths}
    if any(data is None or sha256(data) != lock.files[path] for path, data in found.items()):
        return {}
    return {path: data for path, data in found.items() if data is not None}


def _compared(old: Mapping[str, bytes], new: Mapping[str, bytes], provider: str, root: str) -> str:
    """What `reissue diff` says of two specifications, a line for each change, the gravest first. Main files come first.

    How much a change weighs says the project around the copy, if it does.
    """
    from .. import changes
    from ..changes.levels import at_levels, levels_of
    from ..changes.python.joined import folded

    with tempfile.TemporaryDirectory(prefix="reissue-") as folder:
        mains: list[str] = []
        for side, files in (("old", old), ("new", new)):
            for path, data in files.items():
                target = os.path.join(folder, side, path)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as file:
                    file.write(data)
            mains.append(os.path.join(folder, side, next(iter(files))))
        project = nearest(root)
        levels = levels_of(project.diff) if project else {}
        found = folded(at_levels(changes.compared(mains[0], mains[1], provider), levels))
    return "\n".join(change.line for change in found)
