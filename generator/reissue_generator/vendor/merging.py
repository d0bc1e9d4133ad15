"""The three-way merge of texts: what two sides have made of one, line by line.

Both sides are aligned with the base, and the base is cut where a line of it stands in both (Khanna, Kunal and Pierce, "A formal
investigation of diff3", 2007). Between two such lines at most one side may have changed anything, or both the same; else that
part is in conflict. Changes that touch each other are in conflict too, as no line says that they are independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part of a text that both sides have changed in different ways. Lines keep their ends."""

    line: int
    """Where it begins in the new text, counted from 1."""
    base: tuple[str, ...]
    new: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a merge; in `text` stands the new side where there is a conflict."""

    text: str
    conflicts: tuple[Conflict, ...]


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends; only `\\n` ends one, as in a patch."""
    found = text.split("\n")
    last = found.pop()
    return [f"{line}\n" for line in found] + ([last] if last else [])


def merged(base: str, new: str, own: str) -> Merged:
    """What `own` changed of `base`, made on `new`.

    Where lines repeat themselves there is more than one way to align texts. They are merged from the top and from the end: where
    these two differ, the result would be a guess, and is a conflict.
    """
    texts = [lines_of(text) for text in (base, new, own)]
    lines, conflicts = _merged(*texts)
    if not conflicts:
        upwards, more = _merged(*(text[::-1] for text in texts))
        if more or upwards[::-1] != lines:
            conflicts = [Conflict(1, *map(tuple, texts))]
    return Merged("".join(lines), tuple(conflicts))


def _merged(base: Sequence[str], new: Sequence[str], own: Sequence[str]) -> tuple[list[str], list[Conflict]]:
    lines: list[str] = []
    conflicts: list[Conflict] = []
    line = 1
    for was, there, here in _parts(base, new, own):
        if there not in (was, here) and here != was:
            conflicts.append(Conflict(line, tuple(was), tuple(there), tuple(here)))
        lines += here if there == was else there
        line += len(there)
    return lines, conflicts


def _parts(
    base: Sequence[str], new: Sequence[str], own: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """The three texts side by side: what stands between lines that all three have, then each of these lines."""
    in_new, in_own = _matches(base, new), _matches(base, own)
    at = new_at = own_at = 0
    for place in sorted(in_new.keys() & in_own.keys()):
        there, here = in_new[place], in_own[place]
        if (place, there, here) != (at, new_at, own_at):
            yield base[at:place], new[new_at:there], own[own_at:here]
        yield base[place : place + 1], new[there : there + 1], own[here : here + 1]
        at, new_at, own_at = place + 1, there + 1, here + 1
    if base[at:] or new[new_at:] or own[own_at:]:
        yield base[at:], new[new_at:], own[own_at:]


def _matches(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Which line of the base is which of the other text."""
    return {first + step: second + step for first, second, size in matching(base, other) for step in range(size)}


def matching(base: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The runs of lines that two texts share: where in each, and how long. The last one is empty, and at the end of both."""
    from difflib import SequenceMatcher  # a check needs none of this

    most, head, tail = min(len(base), len(other)), 0, 0
    while head < most and base[head] == other[head]:
        head += 1
    while tail < most - head and base[-1 - tail] == other[-1 - tail]:
        tail += 1
    yield 0, 0, head
    between = (
        base[head : len(base) - tail],
        other[head : len(other) - tail],
    )  # the search takes the square of what is equal
    for first, second, size in SequenceMatcher(None, *between, autojunk=False).get_matching_blocks()[:-1]:
        yield head + first, head + second, size
    yield len(base) - tail, len(other) - tail, tail
    yield len(base), len(other), 0


def alike(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, lines_of(one), lines_of(other), autojunk=False).ratio()
