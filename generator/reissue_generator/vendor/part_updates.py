"""What an update of a copy changes, part by part: for callers first, then in files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from .. import extras
from ..errors import SpecError
from ..tree.files import read, sha256
from .check import changed_paths, shared_parts, why_other
from .lock import Lock
from .origin import spec_path


@dataclass(frozen=True, slots=True)
class PartUpdate:
    """What an update does to one provider, or to what all share (`name` is empty)."""

    name: str
    summary: str
    semantic: str = ""
    """What changes for callers; empty where the specification is the same or the old one is not at hand."""
    paths: list[str] = field(default_factory=list[str])


def part_updates(root: str, lock: Lock, after: Lock, files: Mapping[str, bytes]) -> list[PartUpdate]:
    """Provider by provider, then what they share: the changes of the specification first, then the files."""
    rows: list[PartUpdate] = []
    for name in sorted(after.providers):
        old, new = lock.providers[name], after.providers[name]
        paths = changed_paths(lock.files, after.files, [name])
        if old.spec_sha256 != new.spec_sha256:
            semantic, why_not = _semantic(root, name, lock, files)
            rows.append(PartUpdate(name, f"{why_other(old, new)}{why_not}", semantic, paths))
        elif paths:
            rows.append(PartUpdate(name, why_other(old, new), "", paths))
    shared = shared_parts((*lock.files, *after.files), after.providers)
    if paths := changed_paths(lock.files, after.files, shared):
        rows.append(PartUpdate("", "what all share", "", paths))
    return rows


def _semantic(root: str, provider: str, lock: Lock, files: Mapping[str, bytes]) -> tuple[str, str]:
    """What a changed specification means for callers; or '' and why that cannot be told, so that the file list must do."""
    path = spec_path(provider)
    new = files.get(path)
    try:
        old = read(os.path.join(root, path))
    except OSError:
        old = b""
    if new is None or sha256(old) != lock.files.get(path):  # an edited one would tell a wrong story
        return "", "; the two specifications are not both at hand to be compared"
    if extras.missing("generator"):
        return "", f"; to see what that means for callers: {extras.install('generator')}"
    try:
        return _compared(old, new, provider), ""
    except SpecError as error:
        return "", f"; the specifications cannot be compared ({error})"
    except Exception as error:  # the update must not fail because its announcement does
        return "", f"; a fault of reissue itself hides what that means for callers, please report it ({error!r})"


def _compared(old: bytes, new: bytes, provider: str) -> str:
    """What `reissue diff` says of the two texts, a line for each change, the gravest first."""
    from .. import changes

    with tempfile.TemporaryDirectory(prefix="reissue-") as folder:
        paths: list[str] = []
        for name, text in (("old", old), ("new", new)):
            os.mkdir(os.path.join(folder, name))
            paths.append(os.path.join(folder, name, f"{provider}.yaml"))
            with open(paths[-1], "wb") as file:
                file.write(text)
        found = changes.compared(paths[0], paths[1], provider)
    return "\n".join(change.line for change in found)
