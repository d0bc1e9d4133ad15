"""What git has of the files of a copy, on the branches that are merged there."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from ..tree.tracked import checkout_around
from .merging import lines_of

_OTHERS = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD")
"""What git is merging into the last commit, while it does so or waits for somebody to end a conflict."""
_STAGES = (":2", ":3")
"""Both sides of a file in conflict, in the index."""
_LAST = ("HEAD", "HEAD^1", "HEAD^2")


class Branches:
    """The last commit around a copy, and what is being merged into it, or was by it."""

    def __init__(self, root: str) -> None:
        self._around = checkout_around(root)
        self._inside = self._around.name(os.path.realpath(root)) if self._around else ""

    def all_of(self, path: str, *, with_last: bool = True) -> list[bytes]:
        """A file of the copy as each side has it. `with_last`: also where nothing is being merged."""
        going = self._blobs(path, (*_OTHERS, *_STAGES))
        last = self._blobs(path, _LAST) if with_last or any(going) else []
        if last and last[2] is None:  # the last commit is no merge: what was before it is past
            last = last[:1]
        return list(dict.fromkeys(data for data in (*going, *last) if data is not None))

    def _blobs(self, path: str, revisions: Sequence[str]) -> list[bytes | None]:
        """A file at some revisions; None where it is not there."""
        if self._around is None:
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
