"""Patches made, and taken back: `reissue vendor patch`."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from .. import RUNTIME
from ..errors import ConfigurationError
from ..findings import clean
from ..tree import atomic
from ..tree.files import BY_HAND, sha256
from ..tree.git import git, git_text
from ..tree.write import Difference, FileState
from .check import contents_now
from .copies import there
from .copy import Copy
from .origin import Origin
from .patch import Edit, Patch, PatchError, refuse_place
from .patches import applied, patched
from .pin import pinned
from .remaking import refuse_patches
from .writing import CopyResult, RefusedError, write

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_COMMITS = 50
"""So many versions of a file are looked for in the history of the copy."""


@dataclass(frozen=True, slots=True)
class PatchResult:
    """What a command did."""

    copy: CopyResult
    patches: list[Patch]
    """Those that were written, or taken back."""


def save(root: str, name: str, reason: str, origin: Origin | None, paths: Collection[str] = ()) -> PatchResult:
    """Make a patch of the hand edits in a copy, one for each provider that they belong to; `paths`: of these files only.

    A patch of that name takes them in. Raises ConfigurationError, or RefusedError for what cannot be a patch.
    """
    if not _NAME.match(name):
        raise ConfigurationError(f"{clean(name)!r} is no name of a patch: small letters, digits, and '-' between them.")
    with atomic.alone(root):
        lock = there(root)
        copy = Copy(root, lock)
        refuse_patches(copy)
        rows = _chosen(copy, paths)
        edits = _edits(copy, rows, origin)
        found, _ = copy.patches()
        made = [_joined(found, owner, name, reason.strip(), some) for owner, some in sorted(edits.items())]
        left = {patch.id: patch for patch in (*found, *made)}
        now = {name: patched(patch) for name, patch in sorted(left.items()) if patch.edits}
        gone = {patch.path for patch in made if not patch.edits}
        files = {patch.path: patch.text().encode() for patch in made if patch.edits}
        return PatchResult(write(root, lock, replace(lock, patches=now), files, gone=gone), made)


def remove(root: str, name: str) -> PatchResult:
    """Take a patch back: its files are as they are generated, but for what other patches change. Raises MisfitError."""
    with atomic.alone(root):
        lock = there(root)
        copy = Copy(root, lock)
        refuse_patches(copy)
        found, _ = copy.patches()
        out = _named(root, found, name)
        touched = {path for patch in out for path in patch.edits}
        if rows := [row for row in copy.differences() if row.path in touched]:
            raise RefusedError("Files were changed by hand: save or undo that first", rows)
        base = {path: edit.old for patch in reversed(found) for path, edit in patch.edits.items()}
        generated = {path: text.encode() for path, text in base.items() if text is not None}
        made = applied([patch for patch in found if patch not in out], generated, generated)
        made.refuse()
        gone = {patch.path for patch in out} | (base.keys() - made.files.keys())
        files = {path: data for path, data in made.files.items() if path not in base or path in touched}
        done = write(root, lock, replace(lock, patches=made.patches), files, gone=gone)
        return PatchResult(replace(done, warnings=[*done.warnings, *made.told]), out)


def _named(root: str, found: Sequence[Patch], name: str) -> list[Patch]:
    out = [patch for patch in found if name in (patch.name, patch.id)]
    if not out:
        all_of_them = ", ".join(patch.id for patch in found) or "none"
        raise ConfigurationError(f"There is no patch {clean(name)!r} in {root}; there are: {all_of_them}.")
    return out


# --- what was changed by hand --------------------------------------------------------------------------------


def _chosen(copy: Copy, paths: Collection[str]) -> list[Difference]:
    rows = copy.differences()
    if unknown := sorted(set(paths) - {row.path for row in rows}):
        raise ConfigurationError(f"{unknown[0]} is as it was vendored, or not there.")
    if not rows:
        raise ConfigurationError(f"Nothing in {copy.root} was changed by hand: make the change, then save it.")
    return [row for row in rows if not paths or row.path in paths]


def _edits(copy: Copy, rows: Sequence[Difference], origin: Origin | None) -> dict[str, dict[str, Edit]]:
    """The hand edits by provider. Raises RefusedError for all that cannot be a patch."""
    if copy.has_crlf:
        raise ConfigurationError(f"{copy.root} was checked out with other line ends; check it out as it was committed.")
    now = _now(copy, origin)
    found: dict[str, dict[str, Edit]] = {}
    wrong: list[Difference] = []
    for row in rows:
        owner = row.path.split("/")[0] if "/" in row.path else RUNTIME
        try:
            refuse_place(row.path, owner)
            if owner not in (RUNTIME, *copy.lock.providers):
                raise PatchError("stands in no folder of a provider")
            found.setdefault(owner, {})[row.path] = Edit(_before(copy, row.path, now), _after(copy, row))
        except PatchError as error:
            wrong.append(replace(row, reason=str(error)))
    if wrong:
        raise RefusedError("Not all that was changed by hand can be a patch; --path names what is to be one", wrong)
    return found


def _after(copy: Copy, row: Difference) -> str | None:
    """What somebody has made of a file; None where it is gone."""
    if row.state is FileState.MISSING:
        return None
    reason = copy.changed(row.path)
    if reason != BY_HAND:
        raise PatchError(reason)
    return _text(copy.data(row.path))


def _before(copy: Copy, path: str, now: Mapping[str, bytes]) -> str | None:
    """What stood there: from the patch before, from the clients at hand, or from the history of the copy."""
    digest = copy.expected.get(path)
    if digest is None:
        return None
    data = copy.vendored(path, now)
    if data is None:
        data = _committed(copy.root, path, digest)
    if data is None:
        raise PatchError("is not at hand as it was vendored: commit the copy before it is changed, or give --from")
    return _text(data)


def _text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise PatchError(f"is not UTF-8: {error.reason} at byte {error.start}") from None
    if "\r" in text or "\0" in text:
        raise PatchError("has line ends or characters that no generated file has")
    return text


def _now(copy: Copy, origin: Origin | None) -> Mapping[str, bytes]:
    if origin is None:
        return {}
    try:
        with pinned(origin, copy.lock.pin) as here:
            return contents_now(copy, here).files
    except ConfigurationError:
        return {}


def _committed(root: str, path: str, digest: str) -> bytes | None:
    """The version of a file that has this digest, out of the history of the repository around the copy."""
    parent, name = os.path.split(os.path.abspath(root))
    place = f"./{name}/{path}"
    for commit in git_text(parent, "rev-list", f"--max-count={_COMMITS}", "HEAD", "--", place).split():
        done = git(parent, "cat-file", "blob", f"{commit}:{place}")
        if done is not None and done.returncode == 0 and sha256(done.stdout) == digest:
            return done.stdout
    return None


# --- the patch -----------------------------------------------------------------------------------------------


def _joined(found: Sequence[Patch], owner: str, name: str, reason: str, edits: Mapping[str, Edit]) -> Patch:
    """A new patch with these edits, or the one of this name with them."""
    own = [patch for patch in found if patch.owner == owner]
    same = next((patch for patch in own if patch.name == name), None)
    if same is None:
        if not reason:
            raise ConfigurationError("Say with --reason why the files are changed.")
        number = max((int(patch.id.partition("/")[2][:4]) for patch in own), default=0) + 1
        return Patch(f"{owner}/{number:04}-{name}", reason, edits)
    later = [patch for patch in own if patch.id > same.id]
    if on_top := [f"{path} ({patch.id})" for patch in later for path in patch.edits if path in edits]:
        raise ConfigurationError(f"A later patch changes {on_top[0]} too: save this one under another name.")
    both = {path: Edit(same.edits.get(path, edit).old, edit.new) for path, edit in edits.items()}
    left = {path: edit for path, edit in {**same.edits, **both}.items() if edit.old != edit.new}
    return Patch(same.id, reason or same.reason, left)
