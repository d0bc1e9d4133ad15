"""The patches of a copy: whether what stands there is what they say, and what they make of what is generated now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import FOUND, ToolError
from ..findings import cut
from ..tree.files import sha256
from .layout import owner_of
from .lock import Lock, Patched
from .merging import Conflict, alike, merged
from .patch import Edit, Patch

_SHOWN = 12
"""Lines that are shown of each side of a conflict."""
_RENAMED = 0.6
"""How much of a file that is gone must stand in a new one, so that this is named as what has become of it."""


# --- what stands there ---------------------------------------------------------------------------------------


def mistaken(lock: Lock, patches: Iterable[Patch]) -> Iterator[tuple[str, str]]:
    """Patch, and in what it does not fit the lock: what it changes must be what stands there before it, and make what stands after."""
    state = dict(lock.files)
    for patch in patches:
        listed = lock.patches[patch.id].files
        for path in sorted({*patch.edits, *listed}):
            edit = patch.edits.get(path)
            if edit is None or listed.get(path) != digest_of(edit.new):
                yield patch.id, f"does not make of {path} what the lock lists"
            elif state.get(path, "") != digest_of(edit.old):
                yield patch.id, f"is made for another {path} than the one before it"
            if path in lock.kept:
                yield patch.id, f"changes {path}, which [[keep]] lets stay as it is: choose one of them"
        state |= listed


def digest_of(text: str | None) -> str:
    """The digest of a file; '' for one that is not there."""
    return "" if text is None else sha256(text.encode())


def patched(patch: Patch) -> Patched:
    """What the lock says of a patch."""
    files = {path: digest_of(edit.new) for path, edit in patch.edits.items()}
    return Patched(sha256(patch.text().encode()), files)


# --- what they make of what is generated now -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Misfit:
    """A file that a patch changes, and that cannot be merged."""

    patch: Patch
    path: str
    reason: str
    conflicts: Sequence[Conflict] = ()

    @property
    def lines(self) -> Iterator[str]:
        yield f"{self.path}: {self.patch.path}: {self.reason}"
        for one in self.conflicts:
            yield f"    line {one.line}:"
            for mark, side in (("was", one.base), ("generated", one.new), ("patched", one.own)):
                yield from cut(
                    [f"      {mark:>9} | {line.removesuffix(chr(10))}" for line in side or ("(nothing)",)], _SHOWN
                )


class MisfitError(ToolError):
    """Patches that do not fit what is generated now."""

    code = FOUND

    def __init__(self, misfits: Sequence[Misfit]) -> None:
        super().__init__(
            "Patches do not fit what is generated now, and nothing was written",
            hint="reissue vendor patch remove NAME takes one back; after the update make the change again, and save it",
        )
        self.misfits = misfits

    @property
    def lines(self) -> list[str]:
        return [*super().lines, *(line for one in self.misfits for line in one.lines)]


@dataclass(frozen=True, slots=True)
class Result:
    """What patches make of generated files."""

    files: dict[str, bytes]
    """The whole copy, with the patches as they are now."""
    patches: dict[str, Patched]
    texts: dict[str, str]
    """The files that a patch has changed, as they are now: what they import of the runtime must be there."""
    told: list[str]
    misfits: Sequence[Misfit] = ()

    def refuse(self) -> None:
        """Raises MisfitError for all that does not fit, whatever else does."""
        if self.misfits:
            raise MisfitError(self.misfits)


@dataclass(slots=True)
class _Work:
    state: dict[str, str | None]
    was: Collection[str]
    misfits: list[Misfit] = field(default_factory=list[Misfit])
    told: list[str] = field(default_factory=list[str])
    spoilt: set[str] = field(default_factory=set[str])


def applied(patches: Iterable[Patch], files: Mapping[str, bytes], was: Collection[str]) -> Result:
    """All patches on generated files, in their order. `was`: the paths that were generated before."""
    work = _Work({path: data.decode("utf-8", "surrogateescape") for path, data in files.items()}, was)
    now = [after for patch in sorted(patches, key=lambda one: one.id) if (after := _again(patch, work)).edits]
    texts = {path: work.state[path] for patch in now for path in patch.edits}
    made = {path: text.encode() for path, text in texts.items() if text is not None}
    whole = {path: data for path, data in files.items() if path not in texts} | made
    whole |= {patch.path: patch.text().encode() for patch in now}
    left = {path: text for path, text in texts.items() if text is not None}
    return Result(whole, {patch.id: patched(patch) for patch in now}, left, work.told, work.misfits)


def _again(patch: Patch, work: _Work) -> Patch:
    """The patch as it is on what stands there now."""
    edits: dict[str, Edit] = {}
    for path, edit in sorted(patch.edits.items()):
        if path in work.spoilt:
            continue
        there = work.state.get(path)
        text, reason, conflicts = _made(edit, there)
        if reason:
            work.misfits.append(Misfit(patch, path, reason + _moved(path, edit, work), conflicts))
            work.spoilt.add(path)
        elif text == there:
            work.told.append(
                f"{patch.path}: what it changes in {path} is generated now, so that is no part of it any more"
            )
        else:
            edits[path] = Edit(there, text)
            work.state[path] = text
    return replace(patch, edits=edits)


def _made(edit: Edit, there: str | None) -> tuple[str | None, str, Sequence[Conflict]]:
    """What an edit makes of a file; or why it does not fit, and where."""
    if there in (edit.old, edit.new):
        return edit.new, "", ()
    if there is None:
        return None, "is no longer generated", ()
    if edit.new is None:
        return None, "removes it, and what is generated has changed", ()
    if edit.old is None:
        return None, "adds it, and another one is generated now", ()
    found = merged(edit.old, there, edit.new)
    return found.text, "changes what has changed in what is generated too" if found.conflicts else "", found.conflicts


def _moved(path: str, edit: Edit, work: _Work) -> str:
    """Where a file that is gone may be now."""
    if path in work.state or edit.old is None:
        return ""
    new = [one for one in work.state if one not in work.was and owner_of(one) == owner_of(path) and one.endswith(".py")]
    best = max(new, key=lambda one: alike(edit.old or "", work.state[one] or ""), default="")
    is_it = best and alike(edit.old, work.state[best] or "") >= _RENAMED
    return f"; it may be {best} now" if is_it else ""
