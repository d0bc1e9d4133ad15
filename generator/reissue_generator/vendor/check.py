"""`reissue vendor check`: is a vendored copy unmodified, and is it what Reissue would write now?

Only the standard library is used, so that this works with the base install; nothing is written and no network is needed.
Exit codes: 0 clean, 1 findings, 2 usage or configuration.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from .. import RUNTIME, __version__, findings
from ..errors import ConfigurationError
from ..findings import Finding, Level, Place
from ..tree.manifest import NAME as MANIFEST
from ..tree.manifest import Manifest, odd, read, sha256, walk
from ..tree.runtime_copy import LeftOutError, modules_in
from ..tree.write import Difference, FileState
from .lock import NAME as LOCK
from .lock import SPECS, Lock, LockError
from .origin import LICENSE, Contents, Origin, digests, find_origin
from .swap import left_over

DIFF_LINES = 40


# --- the copy against its lock -------------------------------------------------------------------------------


class Copy:
    """A vendored copy on disk, beside what its lock says."""

    def __init__(self, root: str, lock: Lock) -> None:
        self.root = root
        self.lock = lock
        self.found = [path for path in walk(root) if path not in (LOCK, MANIFEST)]
        self._crlf = _all_crlf(root, [*self.found, *(path for path in (LOCK,) if self._is_plain(path))])

    def _is_plain(self, path: str) -> bool:
        file = os.path.join(self.root, path)
        return os.path.lexists(file) and odd(file) in ("", "is executable")

    def data(self, path: str) -> bytes:
        """The content of a file, with the line ends of the generator where the whole copy was checked out with others."""
        data = read(os.path.join(self.root, path))
        return data.replace(b"\r\n", b"\n") if self._crlf else data

    def differences(self) -> list[Difference]:
        """Every file that is not as it was vendored, kept ones left out."""
        kept, files = self.lock.kept, self.lock.files
        rows: list[Difference] = []
        for path in sorted({*self.found, *files}):
            if path in kept:
                continue
            if path not in self.found:
                rows.append(Difference(FileState.MISSING, path, "is not there"))
            elif path not in files:
                rows.append(Difference(FileState.EXTRA, path, "was not vendored"))
            elif reason := self.changed(path):
                rows.append(Difference(FileState.EDITED, path, reason))
        return rows

    def changed(self, path: str) -> str:
        """How a vendored file differs from what was vendored; '' where it does not."""
        if unusual := odd(os.path.join(self.root, path)):
            return unusual
        data, digest = self.data(path), self.lock.files.get(path)
        if sha256(data) == digest:
            return ""
        return "has other line ends" if sha256(data.replace(b"\r\n", b"\n")) == digest else "was changed by hand"

    def kept_texts(self) -> dict[str, str]:
        """Text of the files that are kept, whose imports the runtime must serve too."""
        paths = [path for path in self.found if path in self.lock.kept and self._is_plain(path)]
        return {path: self.data(path).decode("utf-8", "replace") for path in paths}

    def manifest(self) -> Iterator[Difference]:
        """What is wrong with the list for `sha256sum -c`. Files that are kept since it was written may still be in it."""
        if not os.path.lexists(os.path.join(self.root, MANIFEST)):
            yield Difference(FileState.MISSING, MANIFEST, "is not there")
            return
        if not self._is_plain(MANIFEST):
            yield Difference(FileState.EDITED, MANIFEST, "is no regular file")
            return
        manifest, sealed = Manifest.parse(self.data(MANIFEST).decode("utf-8", "replace"))
        wanted = self.lock.manifest.files
        right = all(manifest.files.get(path) == digest for path, digest in wanted.items())
        if not sealed or not right or any(self.lock.files.get(path) != one for path, one in manifest.files.items()):
            yield Difference(FileState.EDITED, MANIFEST, f"does not list what {LOCK} says")

    def dead(self) -> Iterator[tuple[str, str]]:
        """The keep entries that do not count, and why."""
        for one in self.lock.keep:
            if not one.reason:
                yield one.path, "has no reason"
            elif one.path not in self.found:
                yield one.path, "names no file of this folder"
            elif one.path in self.lock.files and not self.changed(one.path):
                yield one.path, "names a file that is as it was vendored"


def _all_crlf(root: str, paths: Sequence[str]) -> bool:
    """Whether git has checked out the whole copy with CRLF line ends, which changes nothing."""
    plain = [os.path.join(root, path) for path in paths if os.path.isfile(os.path.join(root, path))]
    texts = [data for file in plain if b"\n" in (data := read(file))]
    return bool(texts) and all(data.count(b"\n") == data.count(b"\r\n") for data in texts)


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
        paths = changed_paths(lock.files, wanted, [part] if part else _shared(lock))
        if paths:
            why = _why(lock, origin, part) if part else _why_shared(lock, wanted, paths)
            yield part, "stale", f"{why}: {len(paths)} file(s) would be written otherwise", paths


def _license(lock: Lock) -> dict[str, str]:
    """The licence as it was vendored, which counts where there is no other to compare it with."""
    return {path: digest for path, digest in lock.files.items() if path == LICENSE}


def _shared(lock: Lock) -> list[str]:
    """What does not belong to one provider: the runtime, the licence, the package itself."""
    parts = {path.split("/")[0] for path in lock.files} | {RUNTIME}
    return sorted(parts - set(lock.providers) - {SPECS})


def changed_paths(old: Mapping[str, str], new: Mapping[str, str], parts: Sequence[str]) -> list[str]:
    """The paths in some top-level folders or files that differ between two lists of digests."""
    both = {path for path in (*old, *new) if path.split("/")[0] in parts}
    return sorted(path for path in both if old.get(path) != new.get(path))


def _why_shared(lock: Lock, wanted: Mapping[str, str], paths: Sequence[str]) -> str:
    if any(path in lock.files and path in wanted for path in paths):
        return "the shared runtime is another one"
    return "other modules of the shared runtime are needed"


def _why(lock: Lock, origin: Origin, part: str) -> str:
    old, new = lock.providers[part], origin.facts(part)
    if is_older(new.generator, old.generator):
        return f"was made by Reissue {old.generator}, and the one at hand is {new.generator}, which is older"
    reasons = [f"made by Reissue {old.generator}, now {new.generator}"] if old.generator != new.generator else []
    if old.spec_sha256 != new.spec_sha256:
        reasons.append(f"its specification has changed ({old.spec_sha256[:8]} -> {new.spec_sha256[:8]})")
    return ", ".join(reasons) or "the templates have changed"


def is_older(one: str, other: str) -> bool:
    """Whether a version comes before another; anything but numbers and dots is compared as 'unknown', which is no."""
    try:
        return [int(part) for part in one.split(".")] < [int(part) for part in other.split(".")]
    except ValueError:
        return False


# --- findings ------------------------------------------------------------------------------------------------


def check(root: str, origin: Origin | None) -> list[Finding]:
    """All findings about one copy; reads only. Raises ConfigurationError where there is no copy."""
    shown = _show(root)
    if old := left_over(root):
        text = "an update was interrupted between its two steps; the copy stands whole in another folder"
        return [_finding("interrupted", text, f"{shown} ({_show(old)})", f"reissue vendor update {shown}")]
    try:
        lock = Lock.load(root)
    except LockError as error:
        hint = "take it from version control again, or remove the folder and run: reissue vendor add"
        return [_finding("lock", str(error), f"{shown}/{LOCK}", hint)]
    if lock is None:
        if not os.path.isfile(os.path.join(root, MANIFEST)):
            raise ConfigurationError(
                f"There is no vendored copy in {shown}: reissue vendor add PROVIDER --into {shown}"
            )
        return [_finding("missing", "missing: is not there", f"{shown}/{LOCK}", "take it from version control again")]
    copy = Copy(root, lock)
    try:
        now = contents_now(copy, origin) if origin else None
    except LeftOutError as error:
        hint = f"correct `without` in {LOCK}, then: reissue vendor update {shown}"
        wrong = _finding("lock", str(error), f"{shown}/{LOCK}", hint)
        return findings.ordered([*_local(copy, shown, None), wrong])
    return findings.ordered([*_local(copy, shown, now), *_stale(copy, shown, origin, now)])


def _local(copy: Copy, shown: str, now: Contents | None) -> Iterator[Finding]:
    for one in (*copy.differences(), *copy.manifest()):
        hint = f"reissue vendor update {shown}"
        if one.state is FileState.EDITED:
            hint += f" --force takes it back; to let it stay, add it to [[keep]] of {LOCK} with the reason"
        elif one.state is FileState.EXTRA:
            hint = f"move it out of {shown}, or add it to [[keep]] of {LOCK} with the reason"
        diff = _diff(copy, one, now) if one.state is FileState.EDITED else ""
        yield _finding(str(one.state), f"{one.state}: {one.reason}", f"{shown}/{one.path}", hint, diff)
    for path, reason in copy.dead():
        hint = "say why it stays" if reason == "has no reason" else "remove the entry"
        yield _finding("keep", f"keep: the entry for {path} {reason}", f"{shown}/{LOCK}", hint)
    for path in sorted(
        path for path in copy.lock.kept & _listed(copy).keys() if path in copy.found and copy.changed(path)
    ):
        text = f"is kept now, and {MANIFEST} still lists it, so that `sha256sum -c` complains"
        yield _finding("manifest", text, f"{shown}/{path}", f"reissue vendor update {shown}", level=Level.NOTE)


def _listed(copy: Copy) -> Mapping[str, str]:
    loaded = Manifest.load(copy.root)
    return loaded[0].files if loaded else {}


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
            yield _finding(rule, f"stale: {message}", place, hint, "\n".join(paths[:DIFF_LINES]))


def _finding(rule: str, text: str, path: str, hint: str, detail: str = "", level: Level = Level.ERROR) -> Finding:
    return Finding(f"vendor-{rule}", level, text, Place(path), hint, detail)


def _diff(copy: Copy, one: Difference, now: Contents | None) -> str:
    """What a hand edit changed, where the text that was vendored is still at hand."""
    was = now.files.get(one.path) if now else None
    if (
        was is None
        or one.path not in copy.lock.files
        or sha256(was) != copy.lock.files[one.path]
        or os.path.islink(os.path.join(copy.root, one.path))
    ):
        return ""
    texts = (was.decode("utf-8", "replace"), copy.data(one.path).decode("utf-8", "replace"))
    old, new = (text.splitlines() for text in texts)
    lines = list(difflib.unified_diff(old, new, f"{one.path} (vendored)", one.path, lineterm="", n=1))
    more = [f"... {len(lines) - DIFF_LINES} more lines"] if len(lines) > DIFF_LINES else []
    return "\n".join([*lines[:DIFF_LINES], *more])


def _show(path: str) -> str:
    """A path as findings name it: from here, with '/'."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")


# --- the command ---------------------------------------------------------------------------------------------


def folders(given: Sequence[str]) -> list[str]:
    """The copies to look at: those named, else those under `vendored` of [tool.reissue]. Raises ConfigurationError."""
    if given:
        return list(given)
    import tomllib

    here = os.getcwd()
    while not os.path.isfile(os.path.join(here, "pyproject.toml")) and os.path.dirname(here) != here:
        here = os.path.dirname(here)
    try:
        data: Any = tomllib.loads(read(os.path.join(here, "pyproject.toml")).decode())
        named: Any = data.get("tool", {}).get("reissue", {}).get("vendored", [])
    except (OSError, ValueError, AttributeError):
        named = []
    rows = cast("list[object]", named) if isinstance(named, list) else [named]
    listed = [one for one in rows if isinstance(one, str)]
    if not listed:
        raise ConfigurationError(
            "Name a folder, or list the folders as `vendored` under [tool.reissue] of pyproject.toml."
        )
    return [os.path.join(here, one) for one in listed]


def run(given: Sequence[str], form: str = "text", source: str | None = None) -> int:
    """Check some copies and print what was found; gives the exit code."""
    try:
        roots, origin = folders(given), find_origin(source)
        found = findings.ordered(finding for root in roots for finding in check(os.path.realpath(root), origin))
    except ConfigurationError as error:
        print(f"reissue: {error}", file=sys.stderr)
        return 2
    sys.stdout.write(findings.render(found, form, version=__version__))
    failed = any(one.level is Level.ERROR for one in found)
    if form == "text" and not failed:
        state = "unmodified" if any(one.rule == "vendor-unknown" for one in found) else "unmodified and current"
        print("\n".join(f"{_show(os.path.realpath(root))}: {state}." for root in roots))
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """`reissue vendor check` with the words that follow it; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="reissue vendor check",
        description="Say which files of a vendored copy were edited, are missing or extra, and whether it is stale.",
    )
    parser.add_argument("folders", metavar="DIR", nargs="*", help="default: `vendored` of [tool.reissue]")
    parser.add_argument("--format", choices=findings.FORMATS, default="text")
    parser.add_argument("--from", dest="source", metavar="DIR", help="a project or folder of generated clients")
    try:
        given = parser.parse_args(arguments)
    except SystemExit as stop:
        return 0 if stop.code in (0, None) else 2
    return run(given.folders, given.format, given.source)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
