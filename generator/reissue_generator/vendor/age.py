"""Is what is at hand of a client older than what was copied? By version, by the history of its repository, else by date.

A date alone says little: a branch that was cut long ago and got a commit today is younger by date, and would take a copy back. Where the
commit of the copy and that at hand do not come one from the other, what the client was counts: a branch that was squashed is gone, and
its content stands in the history.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from .. import RUNTIME
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
    """The clients of a copy of which something older is at hand than was copied, and why.

    Of those that stay as they are none, unless what all share is another one: that has no commit of its own.
    """
    before, now = ({name: digest_of(files) for name, files in one.blocks().items()} for one in (lock, after))
    found: dict[str, str] = {}
    for name in after.providers.keys() & lock.providers.keys():
        stays = before[name] == now[name] and is_same(lock.providers[name], after.providers[name])
        if not stays or before[RUNTIME] != now[RUNTIME]:
            found[name] = older_than(lock, name, origin)
    return {name: why for name, why in sorted(found.items()) if why}


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
    if there is None or _is_shallow(there) or _was_like(there, now, lock.files, name, origin):
        return ""
    return f"{copied}which {NOT_LATER} ({now[:12]}), and nothing there was like the copy"


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


def _was_like(there: Checkout, commit: str, listed: Mapping[str, str], name: str, origin: Origin) -> bool:
    """Whether the folder of a client was once what a copy lists of it, in the history that ends in a commit."""
    folder = there.name(os.path.realpath(origin.folder(name)))
    wanted = {path: digest for path, digest in listed.items() if path.startswith(f"{name}/")}
    first = wanted.get(f"{name}/{_FIRST}")
    commits = there.text("log", "--full-history", "--format=%H", commit, "--", folder).split()
    heads = there.blobs(f"{past}:{folder}/{_FIRST}" for past in commits)
    for past, head in zip(commits, heads, strict=True):
        if head is not None and [*_digests(origin, name, {_FIRST: head}).values()] == [first]:
            listing = there.text("ls-tree", "-r", "-z", "--name-only", f"{past}:{folder}")
            paths = [path for path in listing.split("\0") if path]
            blobs = there.blobs(f"{past}:{folder}/{path}" for path in paths)
            texts = {path: data for path, data in zip(paths, blobs, strict=True) if data is not None}
            if _digests(origin, name, texts) == wanted:
                return True
    return False


def _digests(origin: Origin, name: str, texts: Mapping[str, bytes]) -> dict[str, str]:
    return digests(origin.relocated(name, texts))
