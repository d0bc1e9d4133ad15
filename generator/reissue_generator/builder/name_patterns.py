"""Patterns of names as JSON Schema has them (ECMA 262, found anywhere in the name), as Python reads them alike.

They are asked about names that anybody may send: what could take long is not taken, nor what the two languages read
differently.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"(?P<escape>\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[dDwWsSbBnrtfv]|[^\w\s]|_))"
    r"|(?P<set>\[\^?(?:\\.|[^\\\]])+\])"
    r"|(?P<open>\((?:\?:|\?=|\?!)?(?!\?))"
    r"|(?P<close>\))"
    r"|(?P<repeat>(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??)"
    r"|(?P<other>[^\\\[\](){}*+?])",
    re.DOTALL,
)
_IN_SET = re.compile(r"\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[dDwWsSbnrtfv]|[^\w\s])|[^\\]", re.DOTALL)
_LONGEST = 500
_MOST_REPEATS = 3
"""Parts of one pattern that may be of any length: a name of n characters takes n to that power steps at most."""
_ALIKE = {"$": r"\Z", ".": r"[^\n\r\u2028\u2029]"}
"""What Python writes otherwise."""
_CONTROLS = {"\\n": "\n", "\\r": "\r", "\\t": "\t", "\\f": "\f", "\\v": "\v"}


def python_pattern(pattern: str) -> str | None:
    """The pattern for `re.search` with `re.ASCII`; None where it may not be asked."""
    tokens = _tokens(pattern)
    if tokens is None or not _is_quick(tokens):
        return None
    found = "".join(_ALIKE.get(text, _set(text) if kind == "set" else text) for kind, text in tokens)
    try:
        re.compile(found, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None
    return found


def asks_for(pattern: str, unfit: re.Pattern[str]) -> bool:
    """Whether a character that is `unfit` stands in a pattern, outside of its sets."""
    return any(
        unfit.search(_CONTROLS.get(text, text.removeprefix("\\")))
        for kind, text in _tokens(pattern) or ()
        if kind in ("other", "escape")
    )


def _tokens(pattern: str) -> list[tuple[str, str]] | None:
    """The pattern in pieces, each with its kind; None where it has one that is not known."""
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(pattern):
        match = _TOKEN.match(pattern, place)
        if match is None or len(pattern) > _LONGEST or (match.lastgroup == "set" and not _is_known(match[0])):
            return None
        tokens.append((match.lastgroup or "", match[0]))
        place = match.end()
    return tokens


def _is_known(text: str) -> bool:
    """Whether a set of characters means the same to Python."""
    inside = text[2:-1] if text[1] == "^" else text[1:-1]
    return "--" not in inside and not _IN_SET.sub("", inside)


def _set(text: str) -> str:
    """A set, with a backslash before what Python may read as an operation of sets one day."""
    start = 2 if text[1] == "^" else 1
    escaped = _IN_SET.sub(lambda match: f"\\{match[0]}" if match[0] in "[&~|" else match[0], text[start:-1])
    return f"{text[:start]}{escaped}]"


def _is_quick(tokens: list[tuple[str, str]]) -> bool:
    """Whether no repeated group has a choice in it, and few parts are of any length."""
    groups = [False]
    """By open group: whether it has a repeat or a choice in it."""
    repeats, closed, before = 0, False, ""
    for kind, text in tokens:
        if kind == "open":
            groups.append(False)
        elif kind == "close":
            if len(groups) == 1:
                return False
            closed = groups.pop()
            groups[-1] = groups[-1] or closed
        elif kind == "repeat":
            if before == "repeat" or (before == "close" and closed):
                return False
            repeats += text[0] in "*+" or text.rstrip("?").endswith(",}")
            groups[-1] = True
        elif text == "|":
            groups[-1] = True
        before = kind
    return len(groups) == 1 and repeats <= _MOST_REPEATS
