"""What differs between two fetches of a page that were made together: counters, nonces, banners that take turns."""

from __future__ import annotations

import difflib
from dataclasses import replace

from .compare import MOST_COMPARISONS
from .lines import VARIES, Line, read, written

SHARE = 0.25
"""Of the lines of a page; where more of them differ, two pages were given in turn, and nothing is called noise."""


def merged(first: str, second: str) -> str:
    """The text of the first fetch, in which what the second one has otherwise is masked."""
    one, other = read(first), read(second)
    if len(one) * len(other) > MOST_COMPARISONS:
        return first
    matcher = difflib.SequenceMatcher(None, [line.key for line in one], [line.key for line in other], autojunk=False)
    found: list[Line] = []
    masked = 0
    for tag, i, j, m, n in matcher.get_opcodes():
        if tag == "equal":
            found += one[i:j]
        elif j - i == n - m:
            found += [_masked(old, new) for old, new in zip(one[i:j], other[m:n], strict=True)]
        else:
            found.append(Line(VARIES, one[i].field if i < j else ""))
        masked += max(j - i, n - m) if tag != "equal" else 0
    return first if masked > max(3, len(one) * SHARE) else written(found)


def _masked(line: Line, other: Line) -> Line:
    old, new = line.content.split(), other.content.split()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return replace(line, content=" ".join([*old[:start], VARIES, *old[len(old) - end :]]))
