"""What differs between two fetches of a page that were made together: counters, nonces, banners that take turns."""

from __future__ import annotations

import difflib
from dataclasses import replace

from .compare import MOST_COMPARISONS, fits
from .lines import VARIES, Line, read, written

SHARE = 0.25
"""Of the lines of a page; where more of them differ, two pages were given in turn, and nothing is called noise."""

_TAIL = 2
"""Lines at the end that only one of the two may lack."""


def merged(first: str, second: str, earlier: str = "") -> str:
    """The text of the first fetch, in which what the second one has otherwise is masked.

    Not where an earlier text had a definite value: there the page itself changed, and old and new are served in turn.
    """
    one, other = read(first), read(second)
    if len(one) * len(other) > MOST_COMPARISONS:
        return first
    matcher = difflib.SequenceMatcher(None, [line.key for line in one], [line.key for line in other], autojunk=False)
    definite = _definite(one, read(earlier))
    known = {line.key for line in read(earlier)}
    found: list[Line] = []
    masked = 0
    for tag, i, j, m, n in matcher.get_opcodes():
        served = [line.key in known for line in other[m:n]]
        if tag == "equal" or (j - i != n - m and any((*definite[i:j], *served))):
            found += one[i:j]
            continue
        if j == len(one) and n == len(other) and (i == j or m == n) and max(j - i, n - m) > _TAIL:
            found += one[i:j] or other[m:n]  # what only one of the two has at its end was cut off in the other
            continue
        if j - i == n - m:
            both = zip(one[i:j], other[m:n], definite[i:j], served, strict=True)
            found += [old if fact or stale else _masked(old, new) for old, new, fact, stale in both]
        else:
            found.append(replace(one[i], content=VARIES, level=0) if i < j else Line(VARIES))
        masked += max(j - i, n - m)
    return first if masked > max(3, len(one) * SHARE) else written(found)


def _definite(lines: list[Line], earlier: list[Line]) -> list[bool]:
    """For each line, whether the earlier text had something in its place, and nothing that varies."""
    if len(lines) * len(earlier) > MOST_COMPARISONS:
        return [False] * len(lines)
    keys = [line.key for line in earlier]
    varying = [key for key in keys if VARIES in key and key != VARIES]
    found = [False] * len(lines)
    matcher = difflib.SequenceMatcher(None, keys, [line.key for line in lines], autojunk=False)
    for _, i, j, m, n in matcher.get_opcodes():
        free = VARIES in keys[i:j]  # a whole line varies there
        for at in range(m, n):
            found[at] = i < j and not free and not any(fits(one, lines[at].key) for one in varying)
    return found


def _masked(line: Line, other: Line) -> Line:
    old, new = line.content.split(), other.content.split()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return replace(line, content=" ".join([*old[:start], VARIES, *old[len(old) - end :]]))
