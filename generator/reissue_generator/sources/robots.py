"""robots.txt as RFC 9309 has it: groups by product token, the longest matching rule decides, `*` and `$` in paths.

The parser of the standard library knows no wildcards, so it would fetch what a site asks not to be fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

PRODUCT = "reissue-sources"
"""The name under which a site may allow or refuse us."""

_MOST_BYTES = 500 * 1024
_LONGEST_PAUSE = 30.0


@dataclass(slots=True)
class Robots:
    """What a site allows us. Made empty, it allows everything."""

    rules: list[tuple[str, bool]] = field(default_factory=list[tuple[str, bool]])
    """Path pattern, and whether it is allowed."""
    delay: float = 0.0
    """Seconds that the site wants between two requests (`Crawl-delay`, widely used though not in the RFC)."""

    def allows(self, target: str) -> bool:
        """Whether a path with its query may be fetched. The longest pattern that matches decides; allowing wins a tie."""
        target = _canonical(target or "/")
        best, allowed = -1, True
        for pattern, permitted in self.rules:
            if len(pattern) < best or not _matches(pattern, target):
                continue
            allowed = permitted if len(pattern) > best else allowed or permitted
            best = len(pattern)
        return allowed or target == "/robots.txt"


def parse(text: str, token: str = PRODUCT) -> Robots:
    """The rules for the product `token`: of all groups that name it, else of all groups for `*`."""
    groups: dict[str, Robots] = {}
    named: list[str] = []
    in_head = False
    for key, value in _fields(text):
        if key == "user-agent":
            named = [*named, _product(value)] if in_head else [_product(value)]
            groups.setdefault(named[-1], Robots())
        else:
            for product in dict.fromkeys(named):
                _rule(groups[product], key, value)
        in_head = key == "user-agent"
    return groups.get(token) or groups.get("*") or Robots()


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Name and value of each line that has both, comments left out."""
    for line in text[:_MOST_BYTES].splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _product(value: str) -> str:
    """The product that a group is for: '*', or the token that its line begins with."""
    match = re.match(r"[A-Za-z_-]*", value)
    return "*" if value == "*" else match[0].lower() if match else ""


def _rule(robots: Robots, key: str, value: str) -> None:
    if key in ("allow", "disallow") and value:
        robots.rules.append((_canonical(value), key == "allow"))
    elif key == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
        robots.delay = min(float(value), _LONGEST_PAUSE)


def _canonical(path: str) -> str:
    """Percent-encoding in one form, so that `%7E` and `~` are the same."""
    return quote(unquote(path, errors="surrogateescape"), safe="/*$?=&;:@!'()+,~%", errors="surrogateescape")


def _matches(pattern: str, target: str) -> bool:
    """Whether a target begins as a pattern says, step by step: a pattern of many `*` costs no more than its length."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1] if anchored else rest:
        at = target.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if not anchored:
        return True
    return target.endswith(rest[-1]) and len(target) - len(rest[-1]) >= at if rest else at == len(target)
