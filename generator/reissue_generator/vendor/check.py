"""`reissue vendor check`: is a vendored copy unmodified, and is it what Reissue would write now?

Only the standard library is used, so that this works with the base install; nothing is written and no network is needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .. import RUNTIME, findings
from ..errors import ConfigurationError
from ..findings import DIFF_LINES, Finding, Level, Place, cut
from ..tree.atomic import left_over
from ..tree.files import Folder
from ..tree.manifest import NAME as MANIFEST
from ..tree.manifest import Manifest
from ..tree.runtime_copy import LeftOutError, modules_in
from ..tree.write import BYTE_CODE_HINT, Difference, FileState, byte_code
from . import facts
from .age import NOT_LATER, OLDER, older_runtime, older_than
from .copy import Copy
from .elsewhere import at_hand, elsewhere
from .layout import PATCHES, SPECS, patch_path
from .lock import MEND, Lock, LockError, Provider
from .lock import NAME as LOCK
from .origin import LICENSE, Contents, Origin, digests
from .patches import mistaken
from .pin import PinError, pinned
from .stamp import INSTALLED

# --- the lock against what would be written now --------------------------------------------------------------


def contents_now(copy: Copy, origin: Origin) -> Contents:
    """What would be written now, as far as the origin has the clients. Raises ConfigurationError."""
    lock = copy.lock
    there = at_hand(lock, origin)
    also = modules_in(lock.files) if len(there) < len(lock.providers) else []  # nobody can tell what the others need
    return origin.contents(there, specs=False, without=lock.without, also=also, beside=copy.own_texts())


def staleness(lock: Lock, origin: Origin, now: Contents) -> Iterator[tuple[str, str, str, list[str]]]:
    """Part, rule, message and paths for each part of a copy that would be written otherwise, or that nobody can tell of."""
    there, away = at_hand(lock, origin), elsewhere(lock, origin)
    for name in sorted(set(lock.providers) - set(there) - set(away)):
        yield name, "unknown", f"the Reissue at hand has no {name}, so its staleness cannot be told", []
    wanted = {**_license(lock), **digests(now.files)}
    for part in (*([] if away else [""]), *there):  # what all share comes from where the others come from, too
        paths = changed_paths(lock.files, wanted, [part] if part else shared_parts(lock.files, lock.providers))
        if paths:
            why = _why_other(lock, part, origin) if part else _why_shared(lock, wanted, paths, origin)
            yield part, "stale", f"{why}: {len(paths)} file(s) would be written otherwise", paths


def _license(lock: Lock) -> dict[str, str]:
    """The licence as it was vendored, which counts where there is no other to compare it with."""
    return {path: digest for path, digest in lock.files.items() if path == LICENSE}


def shared_parts(files: Iterable[str], providers: Iterable[str]) -> list[str]:
    """What of a copy does not belong to one provider: the runtime, the licence, the package itself."""
    parts = {path.split("/")[0] for path in files} | {RUNTIME}
    return sorted(parts - set(providers) - {SPECS})


def changed_paths(old: Mapping[str, str], new: Mapping[str, str], parts: Sequence[str]) -> list[str]:
    """The paths in some top-level folders or files that differ between two lists of digests."""
    both = {path for path in (*old, *new) if path.split("/")[0] in parts}
    return sorted(path for path in both if old.get(path) != new.get(path))


def _why_shared(lock: Lock, wanted: Mapping[str, str], paths: Sequence[str], origin: Origin) -> str:
    if older := older_runtime(lock, wanted, origin):
        return f"the shared runtime {older}"
    if any(path in lock.files and path in wanted for path in paths):
        return "the shared runtime is another one"
    return "other modules of the shared runtime are needed"


def _why_other(lock: Lock, name: str, origin: Origin) -> str:
    return older_than(lock, name, origin) or why_other(lock.providers[name], origin.facts(name))


def why_other(old: Provider, new: Provider) -> str:
    """Why a client of a copy would be written otherwise now, by something later."""
    reasons = [f"made by Reissue {old.generator}, now {new.generator}"] if old.generator != new.generator else []
    if old.spec_sha256 != new.spec_sha256:
        reasons.append(f"its specification has changed ({old.spec_sha256[:8]} -> {new.spec_sha256[:8]})")
    return ", ".join(reasons) or "the templates have changed, or the lock was changed by hand"


# --- findings ------------------------------------------------------------------------------------------------


def check(root: str, origin: Origin | None, *, total: bool = False) -> list[Finding]:
    """All findings about one copy; reads only. Raises ConfigurationError where there is no copy.

    `total`: byte code is compared with its source, git is asked what it tracks, and what is kept is named.
    """
    shown = from_here(root)
    if old := left_over(root):
        text = "an update was interrupted between its two steps; the copy stands whole in another folder"
        return [_finding("interrupted", text, f"{shown} ({from_here(old)})", f"reissue vendor update {shown}")]
    folder = Folder(root)
    cached = [_of_difference(shown, difference) for difference in byte_code(folder, total=total)]
    try:
        lock = Lock.of_file(folder.files.get(LOCK))
    except LockError as error:
        found = _finding("lock", str(error), f"{shown}/{LOCK}", MEND)
        return findings.ordered([found, *cached, *_by_manifest(folder, shown)])
    if lock is None:
        if MANIFEST not in folder.files:
            raise ConfigurationError(
                f"There is no vendored copy in {shown}: reissue vendor add PROVIDER --into {shown}"
            )
        missing = _finding("missing", "missing: is not there", f"{shown}/{LOCK}", "take it from version control again")
        return findings.ordered([missing, *cached, *_by_manifest(folder, shown)])
    copy = Copy(root, lock, folder)
    local = [*cached, *(_kept(copy, shown) if total else ()), *_patches(copy, shown)]
    return findings.ordered([*local, *_compared(copy, shown, origin, total)])


def _compared(copy: Copy, shown: str, origin: Origin | None, total: bool) -> list[Finding]:
    """The copy against its lock, and that against what would be written now, at its pin if it has one."""
    away = elsewhere(copy.lock, origin)
    apart = [_apart(one, shown) for one in away.values()]
    if origin is None or len(away) == len(copy.lock.providers):
        if not apart:
            text = "no generated clients are at hand here, so staleness cannot be told"
            apart = [_unknown(text, shown, _bring(copy.lock), total)]
        return [*_local(copy, shown, None), *_untrue(copy, shown, origin, None, total), *apart]
    try:
        with pinned(origin, copy.lock.pin) as there:
            now = contents_now(copy, there)
            untrue = _untrue(copy, shown, origin, now, total)
            return [*_local(copy, shown, now), *untrue, *apart, *_stale(copy, shown, there, now, total)]
    except LeftOutError as error:
        hint = f"correct `without` in {LOCK}, then: reissue vendor update {shown}"
        return [*_local(copy, shown, None), _finding("lock", str(error), f"{shown}/{LOCK}", hint)]
    except PinError as error:
        unknown = _unknown(str(error), f"{shown}/{LOCK}", error.hint or _bring(copy.lock), total)
        return [*_local(copy, shown, None), *_untrue(copy, shown, origin, None, total), *apart, unknown]


def _untrue(copy: Copy, shown: str, origin: Origin | None, now: Contents | None, total: bool) -> Iterator[Finding]:
    for _, reason in facts.untrue(copy, origin, now.files if now else {}, total=total):
        yield _finding("lock", reason, f"{shown}/{LOCK}", "take it from version control again")
    for path, reason, hint in facts.unread(copy, origin) if total else ():
        yield _finding("spec-unread", reason, f"{shown}/{path}", hint, level=Level.NOTE)


def _patches(copy: Copy, shown: str) -> Iterator[Finding]:
    """What the patches change, and what is wrong with them: what they say must be what stands there."""
    found, wrong = copy.patches()
    listed = [patch for patch in found if patch.id in copy.lock.patches]
    repair = f"reissue vendor repair {shown}"
    rows = [(patch_path(name), reason) for name, reason in mistaken(copy.lock, listed)]
    for path, reason in (*wrong, *rows):
        yield _finding("patch", f"patch: {reason}", f"{shown}/{path}", repair)
    for patch in listed:
        text = f"changes {', '.join(sorted(patch.edits))}: {patch.reason}"
        yield _finding("patched", text, f"{shown}/{patch.path}", "", level=Level.NOTE)


def _by_manifest(folder: Folder, shown: str) -> Iterator[Finding]:
    """What is not as the list for `sha256sum -c` has it, where the lock cannot be read."""
    loaded = Manifest.of_file(folder.files.get(MANIFEST))
    if loaded is None:
        return
    for path, digest in loaded[0].files.items():
        seen = folder.files.get(path)
        state, reason = FileState.EDITED, seen.changed(digest) if seen else "is not there"
        if reason:
            yield _of_difference(shown, Difference(state if seen else FileState.MISSING, path, reason))
    for path in folder.files.keys() - loaded[0].files.keys() - {LOCK, MANIFEST}:
        yield _of_difference(shown, Difference(FileState.EXTRA, path, f"is not in {MANIFEST}"))


def _local(copy: Copy, shown: str, now: Contents | None) -> Iterator[Finding]:
    for difference in (*copy.differences(), *copy.records()):
        diff = _diff(copy, difference, now) if difference.state is FileState.EDITED else ""
        yield _of_difference(shown, difference, diff)
    for path, reason in copy.dead():
        hint = "say why it stays" if reason == "has no reason" else "remove the entry"
        yield _finding("keep", f"keep: the entry for {path} {reason}", f"{shown}/{LOCK}", hint)
    for path in copy.strangers():
        text = f"lists {path}, which is no specification of a provider"
        yield _finding("lock", text, f"{shown}/{LOCK}", f"reissue vendor update {shown}")
    for path in copy.still_listed():
        text = f"is kept now, and {MANIFEST} still lists it, so that `sha256sum -c` complains"
        yield _finding("manifest", text, f"{shown}/{path}", f"reissue vendor update {shown}", level=Level.NOTE)


def _of_difference(shown: str, difference: Difference, diff: str = "") -> Finding:
    update = f"reissue vendor update {shown}"
    hints = {
        FileState.EDITED: f"{update} --force takes it back; to keep the change: reissue vendor patch save NAME {shown}",
        FileState.EXTRA: f"move it out of {shown}, or add it to [[keep]] of {LOCK} with the reason",
        FileState.BYTECODE: BYTE_CODE_HINT,
    }
    if difference.path.startswith(f"{PATCHES}/"):
        hints = dict.fromkeys(FileState, f"take it from version control again, or: reissue vendor repair {shown}")
    text, place = f"{difference.state}: {difference.reason}", f"{shown}/{difference.path}"
    return _finding(str(difference.state), text, place, hints.get(difference.state, update), diff)


def _kept(copy: Copy, shown: str) -> Iterator[Finding]:
    """What stays as somebody has edited it: nobody but the reader of the lock can say that it is right."""
    for entry in copy.lock.keep:
        if entry.path in copy.found:
            text = f"is kept as it was edited: {entry.reason or 'no reason is given'}"
            yield _finding("kept", text, f"{shown}/{entry.path}", "", level=Level.NOTE)


def _stale(copy: Copy, shown: str, origin: Origin, now: Contents, total: bool) -> Iterator[Finding]:
    for part, rule, message, paths in staleness(copy.lock, origin, now):
        place = f"{shown}/{part or RUNTIME}"
        if rule == "unknown":
            yield _unknown(message, place, _bring(copy.lock, part), total)
        else:
            hint = f"reissue vendor update {shown}"
            if NOT_LATER in message:
                hint = f"check out what is later; or go back: {hint} --downgrade"
            elif OLDER in message:
                hint = "update Reissue here"
            yield _finding(rule, f"stale: {message}", place, hint, "\n".join(cut(paths, DIFF_LINES)))


def _unknown(text: str, place: str, hint: str, total: bool) -> Finding:
    """What was not looked at. Who has asked for everything has no answer then: a forged copy would say so of itself."""
    return _finding("unknown", text, place, hint, level=Level.ERROR if total else Level.NOTE)


def _apart(provider: Provider, shown: str) -> Finding:
    """A client whose repository is not here: that there may be something newer is no fault of the copy."""
    of = f"{provider.source or 'a place that nobody knows'}{f' at {provider.commit[:12]}' if provider.commit else ''}"
    text = f"comes from {of}, which is not here: held against its lock, and not compared with what is newest"
    hint = "to compare it: reissue vendor check --full --from A-CHECKOUT-OF-IT"
    return _finding("unknown", text, f"{shown}/{provider.name}", hint, level=Level.NOTE)


def _bring(lock: Lock, part: str = "") -> str:
    """How to have the clients at hand that a copy was made from."""
    wanted = [provider for name, provider in sorted(lock.providers.items()) if part in ("", name)]
    sources = dict.fromkeys(one.source for one in wanted if one.source not in ("", INSTALLED))
    if sources:
        return f"check out {', '.join(sources)} and name it with --from"
    return f"pip install reissue=={wanted[0].generator if wanted else lock.reissue}, or name a project with --from"


def _finding(rule: str, text: str, path: str, hint: str, detail: str = "", level: Level = Level.ERROR) -> Finding:
    return Finding(f"vendor-{rule}", level, text, Place(path), hint, detail)


def _diff(copy: Copy, difference: Difference, now: Contents | None) -> str:
    """What a hand edit changed, where the text that was vendored is still at hand."""
    was = copy.vendored(difference.path, now.files if now else {})
    if was is None or not copy.is_plain(difference.path):
        return ""
    texts = (was.decode("utf-8", "replace"), copy.data(difference.path).decode("utf-8", "replace"))
    return findings.difference(*texts, f"{difference.path} (vendored)", difference.path)


def from_here(path: str) -> str:
    """A path as findings name it: from here, with '/'."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")
