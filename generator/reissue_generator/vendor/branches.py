"""What git has of the files of a copy, on the branches that are merged there."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import combinations

from ..tree.tracked import checkout_around
from .lock import NAME as LOCK
from .lock import adds_up
from .merging import lines_of

_OTHERS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD")
"""What git is merging into the last commit, while it does so or waits for somebody to end a conflict."""
_MOST = 99
"""Merges of a lock that are looked through for the one that has spoilt it."""
_CONFLICT = (":1", ":2", ":3")
"""The base and both sides of a file in conflict, in the index."""
_HEAD = "HEAD"


class Branches:
    """The last commit around a copy, and what is being merged into it, or was by it."""

    def __init__(self, root: str) -> None:
        self._around = checkout_around(root)
        self._inside = self._around.name(os.path.realpath(root)) if self._around else ""

    def all_of(self, path: str, *, with_last: bool = True) -> list[bytes]:
        """A file of the copy as each side has it, under another name too. `with_last`: also where nothing is being merged."""
        going = self._blobs(path, (*_OTHERS, *_CONFLICT[1:]))
        last = self._blobs(path, self._last) if with_last or any(going) else []
        last = last if self._is_a_merge else last[:1]  # what was before another commit is past
        moved = self._around.blobs(self._moved.get(path, [])) if self._around and (with_last or any(going)) else []
        return list(dict.fromkeys(data for data in (*going, *last, *moved) if data is not None))

    def both(self, path: str, *, with_last: bool) -> list[bytes]:
        """A file of the copy as both sides of a merge have it, and last at its base, if it was there; nothing where git has not both.

        `with_last`: also of a merge that was committed.
        """
        is_over = self._merge[1:2] != (_HEAD,)
        for revisions in (_CONFLICT, () if is_over and not with_last else self._merge):
            base, *sides = self._blobs(path, revisions) or [None]
            if sides and None not in sides:
                return [data for data in (*sides, base) if data is not None]
        return []

    def last(self, path: str) -> bytes:
        """A file of the copy as it was committed last; empty where it was not."""
        return next(iter(self._blobs(path, [_HEAD])), None) or b""

    @cached_property
    def _last(self) -> tuple[str, str, str]:
        """The commit that counts as the last one, and its parents: the merge that has spoilt the lock, where others stand on it since."""
        last = _HEAD if adds_up(self.last(LOCK).decode("utf-8", "replace")) else next(self._spoilt_by(), _HEAD)
        return last, f"{last}^1", f"{last}^2"

    def _spoilt_by(self) -> Iterator[str]:
        """The merges of two whole locks that were committed with what is none, the last one first."""
        if self._around is None:
            return
        words = (
            "rev-list",
            "--merges",
            "--full-history",
            f"--max-count={_MOST}",
            _HEAD,
            "--",
            f"{self._inside}/{LOCK}",
        )
        for merge in self._around.text(*words).split():
            of_all = self._blobs(LOCK, (merge, f"{merge}^1", f"{merge}^2"))
            if [data is not None and adds_up(data.decode("utf-8", "replace")) for data in of_all] == [
                False,
                True,
                True,
            ]:
                yield merge

    @cached_property
    def _is_a_merge(self) -> bool:
        """Whether the commit that counts as the last one is one."""
        return self._is_there(self._last[2])

    def _is_there(self, revision: str) -> bool:
        words = ("rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}")
        return self._around is not None and bool(self._around.text(*words))

    @cached_property
    def _merge(self) -> tuple[str, ...]:
        """The base and both sides of what git is merging, or was merging by the last commit; nothing where that is none."""
        if self._around is None:
            return ()
        for ours, theirs in (*((_HEAD, other) for other in _OTHERS), self._last[1:]):
            if self._is_there(theirs):
                is_picked = ours == _HEAD and theirs != _OTHERS[0]
                base = f"{theirs}^" if is_picked else self._around.text("merge-base", ours, theirs)
                return base, ours, theirs
        return ()

    @cached_property
    def _moved(self) -> dict[str, list[str]]:
        """By the new name of a file that one side has moved: where the other has it. Into that git merges what the other side did."""
        found: dict[str, list[str]] = {}
        if self._around is None or not self._merge:
            return found
        base, *sides = self._merge
        words = ("diff-tree", "-r", "-z", "--find-renames", "--diff-filter=R", "--name-status", base)
        for side, other in zip(sides, reversed(sides), strict=True):
            names = self._around.text(*words, side, "--", self._inside).split("\0")
            for old, new in zip(names[1::3], names[2::3], strict=False):
                found.setdefault(new.removeprefix(f"{self._inside}/"), []).append(f"{other}:{old}")
        return found

    def _blobs(self, path: str, revisions: Sequence[str]) -> list[bytes | None]:
        """A file at some revisions; None where it is not there."""
        if self._around is None or not revisions:
            return []
        return self._around.blobs(f"{revision}:{self._inside}/{path}" for revision in revisions)


def is_mixed(text: str, sides: Iterable[str]) -> bool:
    """Whether a text is made of two of some texts and nothing else: what both have stands in it, and between that lines of either."""
    lines = _lines(text)
    return any(_is_made_of(lines, _lines(one), _lines(other)) for one, other in combinations(sides, 2))


def _lines(text: str) -> list[str]:
    """The lines of a text; git ends the last one where it sets a mark behind it."""
    return lines_of(text if text.endswith("\n") else f"{text}\n")


def _is_made_of(lines: Sequence[str], one: Sequence[str], other: Sequence[str]) -> bool:
    places, begin, end = {0}, 0, 0
    for match in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        common = one[match.a : match.a + match.size]
        either = [*one[begin : match.a], *other[end : match.b]]
        places = {behind for at in places for behind in _behind(lines, at, common, either)}
        begin, end = match.a + match.size, match.b + match.size
    return len(lines) in places


def _behind(lines: Sequence[str], at: int, common: Sequence[str], either: Iterable[str]) -> Iterator[int]:
    """Each place behind what both have, before which from here on only lines of either stand, each as often as it may."""
    left = Counter(either)
    while True:
        if lines[at : at + len(common)] == common:
            yield at + len(common)
        if at == len(lines) or not left[lines[at]]:
            return
        left[lines[at]] -= 1
        at += 1
