"""How much of what a page said another text says: one that shares nothing with it is no edit of it, whatever its words are."""

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
_WORDS = 0.7
"""So much of the words of a page is left where one that has facts was edited, if all its facts were ..."""
_FEW_WORDS = 0.4
"""... and so much where it has none."""
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
    """Whether a text has next to nothing of an earlier one: none of its facts, and few of its words."""
    old, was = facts(before), _words(before)
    if not was or len(old & facts(now)) > _FACTS * len(old):
        return False
    return len(was & _words(now)) < (_WORDS if old else _FEW_WORDS) * len(was)


def names_none(names: Iterable[str], now: str) -> bool:
    """Whether a text has none of some names; of those that any prose may have, not several."""
    names = set(names)
    return (
        bool(names) and not names & facts(now) and len({one for one in names if one.lower() in _words(now)}) < _ENOUGH
    )


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text[:_MOST_CHARACTERS])}
