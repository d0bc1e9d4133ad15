"""One provider or several, with their runtime, copied into a folder of another repository; kept up to date there.

The copy is what the generator has written, and what that needs of the runtime. Its imports are relative, so it works wherever
it stands. Beside it stand the licence, the specifications it was made from (`_specs/`, so that an update can tell what
changes for callers without any history), `reissue.lock` and `MANIFEST.sha256`. All of that is one folder, which is replaced
as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace

from .. import RUNTIME, __version__
from ..errors import ConfigurationError
from ..findings import few
from ..tree import atomic
from ..tree.files import EDITORS, LEAVINGS, holds, odd, read
from ..tree.runtime_copy import known, modules_in, pruned
from ..tree.write import Difference, FileState
from .age import older_clients
from .check import changed_paths
from .copy import Copy
from .layout import PATCHES, patch_path
from .lock import MEND, SPECS, Keep, Lock, LockError
from .lock import NAME as LOCK
from .origin import Contents, Origin, digests, own_license
from .part_updates import PartUpdate, part_updates
from .pin import pinned
from .remaking import refuse_patches, remade
from .specs import spec_path
from .writing import CopyResult as CopyResult
from .writing import RefusedError as RefusedError
from .writing import lock_after, plan, refuse_older, write

_ADOPTED = frozenset({"__init__.py", "py.typed", ".gitattributes", ".gitignore", "README.md"})
"""Files that a folder may hold before something is vendored into it; one that says anything is kept."""
_TOP = "__init__.py"


# --- add -----------------------------------------------------------------------------------------------------


def add(
    root: str, providers: Sequence[str], origin: Origin, *, specs: bool = True, without: Iterable[str] = ()
) -> CopyResult:
    """Copy providers into a folder, beside those that are there. Raises ConfigurationError or RefusedError.

    `without`: choices of callers that the copy of the runtime leaves out. The lock remembers them.
    """
    with ExitStack() as stack:
        stack.enter_context(atomic.alone(root))
        lock = _load(root)
        origin = stack.enter_context(pinned(origin, lock.pin if lock else ""))
        known_to(providers, origin)
        new = [name for name in providers if lock is None or name not in lock.providers]
        before = lock or Lock(__version__, keep=_adopt(root), without=known(without))
        _refuse_other_choices(root, before, known(without))
        contents = origin.contents(new, specs, before.without, modules_in(before.files))
        files = _beside(root, lock, contents, new, origin) if lock else contents.files
        facts = {name: origin.facts(name) for name in new}
        listed = {**before.files, **digests(files)}
        after = lock_after(before, {**before.providers, **facts}, listed)
        return replace(write(root, before, after, files), runtime=contents.runtime)


def _refuse_other_choices(root: str, lock: Lock, without: Sequence[str]) -> None:
    """Modules do not vanish from a copy by the way: its owner says so in the lock."""
    if more := [name for name in without if name not in lock.without]:
        raise ConfigurationError(
            f"The copy in {root} has {more[0]}: put it into `without` of its {LOCK}, then: reissue vendor update {root}"
        )


def _beside(root: str, lock: Lock, contents: Contents, new: Sequence[str], origin: Origin) -> dict[str, bytes]:
    """The files of new providers, and what they need of the runtime beyond what is there.

    They need the runtime of their own version, and the others must keep theirs.
    """
    there_now = origin.contents((), False, lock.without, modules_in(lock.files)).files
    if changed_paths(lock.files, digests(there_now), [RUNTIME]):
        raise RefusedError(
            f"The copy in {root} has another runtime than the Reissue at hand: reissue vendor update {root}"
        )
    own = {path: data for path, data in contents.files.items() if _belongs(path, new) or _is_new_module(path, lock)}
    there = [
        path
        for path in own
        if os.path.lexists(os.path.join(root, path)) and not holds(os.path.join(root, path), own[path])
    ]
    if there:
        raise RefusedError(
            "Files stand where others are to go",
            [Difference(FileState.EXTRA, path, "was not vendored") for path in there],
        )
    return own


def _is_new_module(path: str, lock: Lock) -> bool:
    return path.startswith(f"{RUNTIME}/") and path not in lock.files


def known_to(providers: Iterable[str], origin: Origin) -> None:
    there = origin.providers()
    if RUNTIME in providers and RUNTIME in there:
        raise ConfigurationError(
            f"The client {RUNTIME!r} cannot be copied, because a copy has the runtime in the folder of this name: "
            "rename its specification."
        )
    unknown = [name for name in providers if name not in there]
    if unknown:
        raise ConfigurationError(
            f"There is no client of {unknown[0]!r} in {' or '.join(origin.places())}; there are: {', '.join(there)}."
        )
    if own_license() is None:
        raise ConfigurationError(
            "The licence of Reissue is not at hand, and a copy must carry it: install Reissue anew."
        )
    if edited := origin.edited(providers):
        told = " and ".join(
            f"{folder} is not as it was generated ({few(paths, 1)})" for folder, paths in edited.items()
        )
        raise ConfigurationError(f"{told}: reissue generate")


def _load(root: str) -> Lock | None:
    try:
        return Lock.load(root)
    except LockError as error:
        raise ConfigurationError(str(error), place=os.path.join(root, LOCK), hint=MEND) from None


def _adopt(root: str) -> tuple[Keep, ...]:
    """What a new copy takes over from the folder that is there. Refuses a folder that holds anything else."""
    if not os.path.lexists(root):
        return ()
    if not os.path.isdir(root):
        raise ConfigurationError(f"{root} is no folder.")
    names = [name for name in sorted(os.listdir(root)) if name not in LEAVINGS | EDITORS]
    foreign = [name for name in names if name not in _ADOPTED or odd(os.path.join(root, name))]
    if foreign:
        raise ConfigurationError(
            f"{root} holds other things ({foreign[0]}), and a copy is replaced as a whole: "
            f"name a folder of its own, such as {os.path.join(root, 'reissue')}"
        )
    speaking = [name for name in names if name != _TOP or read(os.path.join(root, name)).strip()]
    return tuple(Keep(name, "was here before `reissue vendor add`") for name in speaking)


# --- update --------------------------------------------------------------------------------------------------


def update(
    root: str,
    origin: Origin,
    *,
    force: bool = False,
    downgrade: bool = False,
    dry_run: bool = False,
    show: Callable[[list[PartUpdate]], None] = lambda _: None,
) -> CopyResult:
    """Bring a copy up to date. `show` is told what changes before anything is written.

    Raises RefusedError for hand edits that are not kept, unless `force`; then they are lost. Raises it too where what is at
    hand is older than what was copied, unless `downgrade`.
    """
    with ExitStack() as stack:
        stack.enter_context(atomic.alone(root))
        lock = there(root)
        origin = stack.enter_context(pinned(origin, lock.pin))
        known_to(lock.providers, origin)
        copy = Copy(root, lock)
        refuse_patches(copy)
        specs = any(path.startswith(f"{SPECS}/") for path in lock.files)
        contents, made = remade(copy, origin, copy.patches()[0], specs=specs)
        facts = {name: origin.facts(name) for name in lock.providers}
        after = lock_after(lock, facts, digests(contents.files), made.patches)
        older = older_clients(lock, after, origin)
        show(part_updates(root, lock, after, contents.files, older))
        if not downgrade:
            refuse_older(lock, after, older)
        made.refuse()
        if not force:
            _refuse(copy, after)
        if dry_run:
            done = plan(root, lock, after, made.files, edits=False).result
        else:
            done = write(root, lock, after, made.files, edits=False)
        return replace(done, runtime=contents.runtime, warnings=[*done.warnings, *made.told])


def there(root: str) -> Lock:
    lock = _load(root)
    if lock is None:
        raise ConfigurationError(
            f"There is no vendored copy in {root} (no {LOCK}): reissue vendor add PROVIDER --into {root}"
        )
    return lock


def _refuse(copy: Copy, after: Lock) -> None:
    rows = [
        row
        for row in copy.differences()
        if row.state in (FileState.EDITED, FileState.EXTRA) and not _is_wanted(copy, row.path, after)
    ]
    if rows:
        raise RefusedError(
            "Files were changed by hand; `reissue vendor patch save` makes a patch of that, --force overwrites them",
            rows,
        )


def _is_wanted(copy: Copy, path: str, after: Lock) -> bool:
    """Whether an edited file is what the update would write anyway."""
    return not copy.changed(path, after)


# --- remove --------------------------------------------------------------------------------------------------


def drop(root: str, providers: Sequence[str], *, force: bool = False) -> CopyResult:
    """Remove providers from a copy; with the last one the folder goes. Raises RefusedError for hand edits, unless `force`."""
    with atomic.alone(root):
        lock = there(root)
        unknown = [name for name in providers if name not in lock.providers]
        if unknown:
            raise ConfigurationError(f"{root} has no {unknown[0]!r}; it has: {', '.join(sorted(lock.providers))}.")
        left = {name: facts for name, facts in lock.providers.items() if name not in providers}
        parts = set(providers) if left else {path.split("/")[0] for path in (*lock.files, *Copy(root, lock).found)}
        copy = Copy(root, lock)
        rows = [
            row for row in copy.differences() if row.state is not FileState.MISSING and row.path.split("/")[0] in parts
        ]
        rows += [
            Difference(FileState.EDITED, entry.path, f"is kept: {entry.reason}")
            for entry in lock.keep
            if entry.path.split("/")[0] in parts and entry.path in copy.found
        ]
        lost = {name for name in lock.patches if not left or name.split("/")[0] in providers}
        rows += [Difference(FileState.EDITED, patch_path(name), "is a patch") for name in sorted(lost)]
        if rows and not force:
            raise RefusedError("Files were changed by hand; --force removes them too", rows)
        if not left:
            atomic.remove_folder(root)
            return CopyResult(Lock(__version__), sorted(lock.files))
        gone = {path for path in {*lock.files, *copy.found} if _belongs(path, providers)}
        gone |= _idle_modules(copy, gone)
        files = {path: digest for path, digest in lock.files.items() if path not in gone}
        keep = tuple(entry for entry in lock.keep if entry.path not in gone)
        patches = {name: patch for name, patch in lock.patches.items() if name not in lost}
        after = lock_after(replace(lock, keep=keep), left, files, patches)
        return write(root, lock, after, {}, gone=gone)


def _idle_modules(copy: Copy, gone: Collection[str]) -> set[str]:
    """The modules of the runtime that nothing needs any more, once some files are gone.

    Where a file is edited or missing that cannot be told, and all of them stay until the next update.
    """
    if any(row.path not in gone and row.path.endswith(".py") for row in copy.differences()):
        return set()
    texts = {path: copy.data(path).decode("utf-8", "replace") for path in copy.found if path.endswith(".py")}
    prefix = f"{RUNTIME}/"
    runtime = {
        path.removeprefix(prefix): texts[path] for path in copy.lock.files if path in texts and path.startswith(prefix)
    }
    others = [
        (path, text) for path, text in texts.items() if path not in gone and path.removeprefix(prefix) not in runtime
    ]
    needed = pruned(runtime, others, copy.lock.without).files
    return {path for path in copy.lock.files if path.startswith(prefix) and path in texts and path not in needed} - (
        copy.lock.kept | copy.lock.patched
    )


def _belongs(path: str, providers: Iterable[str]) -> bool:
    return any(
        path.startswith((f"{name}/", f"{SPECS}/{name}/", f"{PATCHES}/{name}/")) or path == spec_path(name)
        for name in providers
    )
