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
from ..tree.files import Folder, Seen, all_crlf, sha256
from ..tree.manifest import NAME as MANIFEST
from ..tree.manifest import Manifest
from ..tree.runtime_copy import LeftOutError, modules_in
from ..tree.write import BYTE_CODE_HINT, Difference, FileState, byte_code, each_difference
from .layout import owner_of
from .lock import MEND, SPECS, Lock, LockError, Provider
from .lock import NAME as LOCK
from .origin import LICENSE, Contents, Origin, digests
from .pin import PinError, pinned

_RUN_AND_NOT_READ = (".pyc", ".pyo", ".so", ".pyd", ".dll", ".dylib", ".pth", ".zip", ".egg")

# --- the copy against its lock -------------------------------------------------------------------------------


class Copy:
    """A vendored copy on disk, read once, beside what its lock says."""

    def __init__(self, root: str, lock: Lock, folder: Folder | None = None) -> None:
        self.root = root
        self.lock = lock
        self._folder = folder or Folder(root)
        self._files = self._folder.files
        self.found = [path for path in sorted(self._files) if path not in (LOCK, MANIFEST)]
        self._crlf = all_crlf(self._files[path] for path in (*self.found, LOCK) if path in self._files)

    def is_plain(self, path: str) -> bool:
        """Whether a file is there that could be read, and no link."""
        return path in self._files and self._files[path].data is not None

    def data(self, path: str) -> bytes:
        """The content of a file, with the line ends of the generator where the whole copy was checked out with others."""
        return self._files[path].content(self._crlf)

    def differences(self) -> list[Difference]:
        """Every file that is not as it was vendored, kept ones and byte code left out."""
        found, files = ({*paths} - self.lock.kept for paths in (self.found, self.lock.files))

        def extra(path: str) -> Difference:
            return Difference(FileState.EXTRA, path, "was not vendored")

        def content_of(path: str) -> Difference | None:
            return Difference(FileState.EDITED, path, reason) if (reason := self.changed(path)) else None

        return list(each_difference(found, files, extra, content_of))

    def changed(self, path: str, lock: Lock | None = None) -> str:
        """How a file differs from what was vendored, or from what another lock lists; '' where it does not."""
        return self._files[path].changed((lock or self.lock).files.get(path), self._crlf)

    def kept_texts(self) -> dict[str, str]:
        """Text of the files that are kept, whose imports the runtime must serve too."""
        return {path: self._files[path].text for path in self.found if path in self.lock.kept}

    def records(self) -> Iterator[Difference]:
        """What is wrong with the lock as a file, and with the list for `sha256sum -c`.

        Files that are kept since it was written may still be in the list.
        """
        if (lock := self._files.get(LOCK)) is not None and lock.unusual:
            yield Difference(FileState.EDITED, LOCK, lock.unusual)
        seen = self._files.get(MANIFEST)
        if seen is None:
            yield Difference(FileState.MISSING, MANIFEST, "is not there")
        elif seen.unusual:
            yield Difference(FileState.EDITED, MANIFEST, seen.unusual)
        elif not self._is_listed(seen):
            yield Difference(FileState.EDITED, MANIFEST, f"does not list what {LOCK} says")

    def _is_listed(self, seen: Seen) -> bool:
        listed = Manifest.parse(seen.content(self._crlf).decode("utf-8", "replace"))[0].files
        if any(listed.get(path) != digest for path, digest in self.lock.listed.items()):
            return False
        return all(self.lock.files.get(path) == digest for path, digest in listed.items())

    def still_listed(self) -> list[str]:
        """The kept files that the list has as they were vendored, and that are not so any more."""
        loaded = Manifest.of_file(self._files.get(MANIFEST))
        listed = self.lock.kept & loaded[0].files.keys() if loaded else frozenset[str]()
        return sorted(path for path in listed if path in self._files and self.changed(path))

    def dead(self) -> Iterator[tuple[str, str]]:
        """The keep entries that do not count, and why."""
        for entry in self.lock.keep:
            if not entry.reason:
                yield entry.path, "has no reason"
            elif entry.path not in self.found:
                yield entry.path, "names no file of this folder"
            elif entry.path in self.lock.files and not self.changed(entry.path):
                yield entry.path, "names a file that is as it was vendored"
            elif entry.path.endswith(_RUN_AND_NOT_READ):
                yield entry.path, "names what Python runs and nobody can read"

    def strangers(self) -> Iterator[str]:
        """What the lock lists among the specifications and belongs to no provider: no staleness would ever tell of it."""
        for path in self.lock.files:
            is_spec = owner_of(path) in self.lock.providers and not path.endswith((".py", *_RUN_AND_NOT_READ))
            if path.startswith(f"{SPECS}/") and not is_spec:
                yield path


# --- the lock against what would be written now --------------------------------------------------------------


def contents_now(copy: Copy, origin: Origin) -> Contents:
    """What would be written now, as far as the origin has the clients. Raises ConfigurationError."""
    lock = copy.lock
    there = [name for name in lock.providers if name in origin.providers()]
    also = modules_in(lock.files) if len(there) < len(lock.providers) else []  # nobody can tell what the others need
    return origin.contents(there, specs=False, without=lock.without, also=also, beside=copy.kept_texts())


def staleness(lock: Lock, origin: Origin, now: Contents) -> Iterator[tuple[str, str, str, list[str]]]:
    """Part, rule, message and paths for each part of a copy that would be written otherwise, or that nobody can tell of."""
    there = [name for name in lock.providers if name in origin.providers()]
    for name in sorted(set(lock.providers) - set(there)):
        yield name, "unknown", f"the Reissue at hand has no {name}, so its staleness cannot be told", []
    wanted = {**_license(lock), **digests(now.files)}
    for part in ("", *there):
        paths = changed_paths(lock.files, wanted, [part] if part else shared_parts(lock.files, lock.providers))
        if paths:
            why = why_other(lock.providers[part], origin.facts(part)) if part else _why_shared(lock, wanted, paths)
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


def _why_shared(lock: Lock, wanted: Mapping[str, str], paths: Sequence[str]) -> str:
    if any(path in lock.files and path in wanted for path in paths):
        return "the shared runtime is another one"
    return "other modules of the shared runtime are needed"


def why_other(old: Provider, new: Provider) -> str:
    """Why a client of a copy would be written otherwise now."""
    if older := older_than(new, old):
        return older
    reasons = [f"made by Reissue {old.generator}, now {new.generator}"] if old.generator != new.generator else []
    if old.spec_sha256 != new.spec_sha256:
        reasons.append(f"its specification has changed ({old.spec_sha256[:8]} -> {new.spec_sha256[:8]})")
    return ", ".join(reasons) or "the templates have changed, or the lock was changed by hand"


def older_than(new: Provider, old: Provider) -> str:
    """Why what is at hand of a client is older than what was copied; '' where it is not, or nobody knows."""
    if is_older(new.generator, old.generator):
        return f"was made by Reissue {old.generator}, and the one at hand is {new.generator}, which is older"
    if new.order and old.order and new.order < old.order:
        return f"was copied from commit {old.commit[:12]}, and the one at hand is {new.commit[:12]}, which is older"
    return ""


def is_older(version: str, other: str) -> bool:
    """Whether a version comes before another; anything but numbers and dots is compared as 'unknown', which is no."""
    try:
        return [int(part) for part in version.split(".")] < [int(part) for part in other.split(".")]
    except ValueError:
        return False


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
    local = [*cached, *(_kept(copy, shown) if total else ())]
    return findings.ordered([*local, *_compared(copy, shown, origin)])


def _compared(copy: Copy, shown: str, origin: Origin | None) -> list[Finding]:
    """The copy against its lock, and that against what would be written now, at its pin if it has one."""
    if origin is None:
        return [*_local(copy, shown, None), *_stale(copy, shown, None, None)]
    try:
        with pinned(origin, copy.lock.pin) as there:
            now = contents_now(copy, there)
            return [*_local(copy, shown, now), *_stale(copy, shown, there, now)]
    except LeftOutError as error:
        hint = f"correct `without` in {LOCK}, then: reissue vendor update {shown}"
        return [*_local(copy, shown, None), _finding("lock", str(error), f"{shown}/{LOCK}", hint)]
    except PinError as error:
        unknown = _finding("unknown", str(error), f"{shown}/{LOCK}", " ".join(error.lines[1:]), level=Level.NOTE)
        return [*_local(copy, shown, None), unknown]


def _by_manifest(folder: Folder, shown: str) -> Iterator[Finding]:
    """What is not as the list for `sha256sum -c` has it, where the lock cannot be read."""
    loaded = Manifest.of_file(folder.files.get(MANIFEST))
    if loaded is None:
        return
    crlf = all_crlf(folder.files.values())
    for path, digest in loaded[0].files.items():
        seen = folder.files.get(path)
        state, reason = FileState.EDITED, seen.changed(digest, crlf) if seen else "is not there"
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
        FileState.EDITED: f"{update} --force takes it back; to let it stay, add it to [[keep]] of {LOCK} with the reason",
        FileState.EXTRA: f"move it out of {shown}, or add it to [[keep]] of {LOCK} with the reason",
        FileState.BYTECODE: BYTE_CODE_HINT,
    }
    text, place = f"{difference.state}: {difference.reason}", f"{shown}/{difference.path}"
    return _finding(str(difference.state), text, place, hints.get(difference.state, update), diff)


def _kept(copy: Copy, shown: str) -> Iterator[Finding]:
    """What stays as somebody has edited it: nobody but the reader of the lock can say that it is right."""
    for entry in copy.lock.keep:
        if entry.path in copy.found:
            text = f"is kept as it was edited: {entry.reason or 'no reason is given'}"
            yield _finding("kept", text, f"{shown}/{entry.path}", "", level=Level.NOTE)


def _stale(copy: Copy, shown: str, origin: Origin | None, now: Contents | None) -> Iterator[Finding]:
    missing = "install Reissue with its clients, or give --from"
    if origin is None or now is None:
        text = "no generated clients are at hand here, so staleness cannot be told"
        yield _finding("unknown", text, shown, missing, level=Level.NOTE)
        return
    for part, rule, message, paths in staleness(copy.lock, origin, now):
        place = f"{shown}/{part or RUNTIME}"
        if rule == "unknown":
            yield _finding(rule, message, place, missing, level=Level.NOTE)
        else:
            hint = "update Reissue here" if "which is older" in message else f"reissue vendor update {shown}"
            yield _finding(rule, f"stale: {message}", place, hint, "\n".join(cut(paths, DIFF_LINES)))


def _finding(rule: str, text: str, path: str, hint: str, detail: str = "", level: Level = Level.ERROR) -> Finding:
    return Finding(f"vendor-{rule}", level, text, Place(path), hint, detail)


def _diff(copy: Copy, difference: Difference, now: Contents | None) -> str:
    """What a hand edit changed, where the text that was vendored is still at hand."""
    was = now.files.get(difference.path) if now else None
    if (
        was is None
        or difference.path not in copy.lock.files
        or sha256(was) != copy.lock.files[difference.path]
        or not copy.is_plain(difference.path)
    ):
        return ""
    texts = (was.decode("utf-8", "replace"), copy.data(difference.path).decode("utf-8", "replace"))
    return findings.difference(*texts, f"{difference.path} (vendored)", difference.path)


def from_here(path: str) -> str:
    """A path as findings name it: from here, with '/'."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")
