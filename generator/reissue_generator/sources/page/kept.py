"""How much of what a page said another text says: one that has none of its facts is no edit of it, whatever its words are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .lines import read
from .unseen import MARK

_NAME = re.compile(
    r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+|\b[a-z]+[0-9]*(?:[A-Z][a-z0-9]*)+\b|\b[A-Z][A-Z0-9_]{2,}\b|[\"']([A-Za-z_$][\w.$-]{0,79})[\"']\s*:",
    re.ASCII,
)
"""Names on the wire, codes, and keys of a sample."""
_PATH = re.compile(r"(?<![\w<])/[\w{][\w{}/:.-]{0,200}", re.ASCII)
_WORD = re.compile(r"[^\W\d_]{4,40}")
_COMMON = frozenset(
    ["API", "APIS", "FAQ", "REST", "HTTP", "HTTPS", "JSON", "XML", "HTML", "PDF", "CSV", "URL", "URI", "SDK", "CLI", "SSO", "TLS", "SSL", "GDPR", "RSS", "USA",
     "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
)  # fmt: skip
"""What stands on any page of any documentation."""
_FACTS = 0.25
"""So much of the facts of a page what surrounds it may have, too."""
_WORDS = 0.5
"""So many of the words of what went must stand in what came, where that is an edit."""
_FIELDS = 2
_MOST_CHARACTERS = 2_000_000
_ENOUGH = 3
"""Names that are words of any prose, such as `email`: a text that has so many of them is about their call."""


def facts(text: str) -> set[str]:
    """What a text says, to be seen, that no other page says by chance: fields, names on the wire, paths, codes."""
    text = "\n".join(line for line in text[:_MOST_CHARACTERS].split("\n") if MARK not in line)
    found = {part for line in read(text) for part in line.field.split(".") if part}
    found |= {match[1] or match[0] for match in _NAME.finditer(text)}
    return (found | {match[0].rstrip("/.:") for match in _PATH.finditer(text)}) - _COMMON


def nothing_left(before: str, now: str) -> bool:
    """Whether what is otherwise in a text is no edit of an earlier one, and takes its facts: next to all, or every field.

    What surrounds a page stays as it is whatever stands in its place, so only lines that went and came are held against each other.
    """
    old, new = read(before), [line for line in read(now) if MARK not in line.content]
    there, were = {line.key for line in new}, {line.key for line in old}
    lost = [line for line in old if line.key not in there]
    gone = _words(" ".join(line.content for line in lost))
    come = _words(" ".join(line.content for line in new if line.key not in were))
    if not gone or len(gone & come) >= _WORDS * len(gone):
        return False
    had, has = facts(before), facts(now)
    if had:
        fields = {line.field for line in old if line.field}
        rowless = len(fields) >= _FIELDS and not any(set(one.split(".")) & has for one in fields)
        return rowless or len(had & has) <= _FACTS * len(had)
    return any(line.level == 1 for line in lost) or len(lost) * 2 >= len(old)


def names_none(names: Iterable[str], now: str) -> bool:
    """Whether a text has none of some names; of those that any prose may have, not several."""
    names = set(names)
    return (
        bool(names) and not names & facts(now) and len({one for one in names if one.lower() in _words(now)}) < _ENOUGH
    )


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text[:_MOST_CHARACTERS])}
