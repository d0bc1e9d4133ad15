"""Is what is at hand of a client older than what was copied? By version, by the history of its repository, else by date.

A date alone says little: a branch that was cut long ago and got a commit today is younger by date, and would take a copy back. Where the
commit of the copy and that at hand do not come one from the other, what the client was counts: a branch that was squashed is gone, and
its content stands in the history.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .. import RUNTIME, __version__
from ..tree.tracked import Checkout
from .layout import digest_of
from .lock import Lock, Provider
from .origin import Origin, digests
from .stamp import DIRTY

OLDER = "which is older"
NOT_LATER = "is not in the history of what is at hand"
_FIRST = "__init__.py"
"""It says what a client was made from, so that of few commits all files must be read."""


def older_clients(lock: Lock, after: Lock, origin: Origin) -> dict[str, str]:
    """The clients of a copy of which something older is at hand than was copied, and why; where there is none, the runtime, if it is.

    Of those that stay as they are none, unless what all share is another one: that has no commit of its own.
    """
    before, now = ({name: digest_of(files) for name, files in one.blocks().items()} for one in (lock, after))
    found: dict[str, str] = {}
    for name in after.providers.keys() & lock.providers.keys():
        stays = before[name] == now[name] and is_same(lock.providers[name], after.providers[name])
        if not stays or before[RUNTIME] != now[RUNTIME]:
            found[name] = older_than(lock, name, origin)
    older = {name: why for name, why in sorted(found.items()) if why}
    return older or {name: why for name, why in [(RUNTIME, older_runtime(lock, after.files, origin))] if why}


def is_same(old: Provider, new: Provider) -> bool:
    """Whether two say the same of the client itself; where its files are the same, the old one was forged if not."""
    return (old.generator, old.spec, old.spec_sha256) == (new.generator, new.spec, new.spec_sha256)


def older_than(lock: Lock, name: str, origin: Origin) -> str:
    """Why what is at hand of a client is older than what was copied, or may be; '' where it is not."""
    old, new = lock.providers[name], origin.facts(name)
    if is_older(new.generator, old.generator):
        return f"was made by Reissue {old.generator}, and the one at hand is {new.generator}, {OLDER}"
    if not old.commit or not new.commit:
        return ""
    was, now = old.commit.removesuffix(DIRTY), new.commit.removesuffix(DIRTY)
    copied = f"was copied from commit {was[:12]}, "
    there = origin.checkout(name)
    is_known = there is not None and there.ask("cat-file", "-e", f"{was}^{{commit}}") is not None
    if there and is_known and _comes_from(there, now, was):
        return ""
    if (there and is_known and _comes_from(there, was, now)) or (not is_known and 0 < new.order < old.order):
        return f"{copied}and the one at hand is {now[:12]}, {OLDER}"
    if there is None or _is_shallow(there):
        return ""

    def listed(texts: Mapping[str, bytes]) -> dict[str, str]:
        return digests(origin.relocated(name, texts))

    wanted = {path: digest for path, digest in lock.files.items() if path.startswith(f"{name}/")}
    if _was_like(_Past(there, now, origin.folder(name)), _FIRST, wanted, listed):
        return ""
    return f"{copied}which {NOT_LATER} ({now[:12]}), and nothing there was like the copy"


def older_runtime(lock: Lock, files: Mapping[str, str], origin: Origin) -> str:
    """Why the runtime at hand is older than what was copied, or may be, though no client is; '' where it is not.

    `files`: what would be written. A client that has not changed since stays of its commit, so that this says nothing of the runtime: what that was counts.
    """
    wanted = {path: digest for path, digest in lock.files.items() if path.startswith(f"{RUNTIME}/")}
    others = sorted(path for path, digest in wanted.items() if files.get(path, digest) != digest)
    if not others:
        return ""
    if is_older(__version__, lock.reissue):
        return f"was written by Reissue {lock.reissue}, and the one at hand is {__version__}, {OLDER}"
    there = origin.checkout_of_runtime()
    now = there.text("rev-parse", "HEAD") if there else ""
    commits = [provider.commit.removesuffix(DIRTY) for provider in lock.providers.values()]
    if there is None or not any(commit and _comes_from(there, now, commit) for commit in commits) or _is_shallow(there):
        return ""

    def listed(texts: Mapping[str, bytes]) -> dict[str, str]:
        found = digests({f"{RUNTIME}/{path}": data for path, data in texts.items()})
        return {path: digest for path, digest in found.items() if path in wanted}

    past = _Past(there, now, origin.runtime)
    if not past.commits or _was_like(past, others[0].removeprefix(f"{RUNTIME}/"), wanted, listed):
        return ""
    return f"was copied from a state that {NOT_LATER} ({now[:12]}): nothing there was like the copy"


def is_older(version: str, other: str) -> bool:
    """Whether a version comes before another; anything but numbers and dots is compared as 'unknown', which is no."""
    try:
        return [int(part) for part in version.split(".")] < [int(part) for part in other.split(".")]
    except ValueError:
        return False


# --- what git knows ------------------------------------------------------------------------------------------


def _comes_from(there: Checkout, commit: str, other: str) -> bool:
    return there.ask("merge-base", "--is-ancestor", other, commit) is not None


def _is_shallow(there: Checkout) -> bool:
    """Whether a part of the history is not there, so that nobody can say that a commit is not in it."""
    return there.text("rev-parse", "--is-shallow-repository") == "true"


@dataclass(frozen=True, slots=True)
class _Past:
    """What a folder was in the history that ends in a commit."""

    there: Checkout
    commit: str
    folder: str

    @property
    def name(self) -> str:
        """What git calls the folder."""
        return self.there.name(os.path.realpath(self.folder))

    @property
    def commits(self) -> list[str]:
        """The commits that have changed it, the last one first."""
        return self.there.text("log", "--full-history", "--format=%H", self.commit, "--", self.name).split()

    def each(self, path: str) -> list[tuple[str, bytes | None]]:
        """A file of it after each of these commits."""
        commits = self.commits
        return list(zip(commits, self.there.blobs(f"{past}:{self.name}/{path}" for past in commits), strict=True))

    def files(self, commit: str) -> dict[str, bytes]:
        """All of its files after one of them."""
        listing = self.there.text("ls-tree", "-r", "-z", "--name-only", f"{commit}:{self.name}")
        paths = [path for path in listing.split("\0") if path]
        blobs = self.there.blobs(f"{commit}:{self.name}/{path}" for path in paths)
        return {path: data for path, data in zip(paths, blobs, strict=True) if data is not None}


def _was_like(
    past: _Past, first: str, wanted: Mapping[str, str], listed: Callable[[Mapping[str, bytes]], dict[str, str]]
) -> bool:
    """Whether a folder was once what a copy lists of it. `listed`: what a copy of some files would list. The file `first` is looked at first."""
    return any(
        listed(past.files(commit)) == wanted
        for commit, head in past.each(first)
        if head is not None and listed({first: head}).items() <= wanted.items()
    )
