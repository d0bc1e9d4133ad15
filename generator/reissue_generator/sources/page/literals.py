"""Literals of JavaScript that need be no JSON: keys without quotes, single quotes, commas at the end, comments.

What is no literal (a call, a variable, a function) is read as the text that stands there, so that a change in it is one of its member.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*.*?\*/)|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"""
    r"""|(?P<open>/\*|["'`])|(?P<mark>[{}\[\]():,])|(?P<word>[^\s"'`{}\[\]():,/]+|/)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,5})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,30})(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "!0": True, "!1": False, "null": None}
_DEEPEST = 100


def value_at(text: str, start: int = 0) -> Any:
    """The object or list that begins at a place of a script; what follows on it does not count. Raises ValueError where it is none, or has no end."""
    return _Reader(text, start).holder(0)


class _Reader:
    def __init__(self, text: str, start: int) -> None:
        self._text, self._end = text, start
        self._tokens = self._all(start)
        self._kind, self._now, self._at = next(self._tokens)

    def _all(self, start: int) -> Iterator[tuple[str, str, int]]:
        """Kind, text and place of each token that is no blank; behind the last one that is nothing."""
        for match in _TOKEN.finditer(self._text, start):
            if match.lastgroup == "open":
                break
            if match.lastgroup != "blank":
                yield match.lastgroup or "", match[0], match.start()
        yield "", "", len(self._text)

    def _take(self) -> str:
        taken = self._now
        if not self._kind:
            raise ValueError("has no end")
        self._end = self._at + len(taken)
        self._kind, self._now, self._at = next(self._tokens)
        return taken

    def _is(self, marks: str) -> bool:
        return self._kind == "mark" and self._now in marks

    def holder(self, depth: int) -> Any:
        """The object or list that begins here."""
        if depth > _DEEPEST or not self._is("{["):
            raise ValueError("is no object")
        if self._take() == "{":
            return dict(self._members(depth))
        return list(self._values(depth))

    def _members(self, depth: int) -> Iterator[tuple[str, Any]]:
        while not self._is("}"):
            if self._is(","):
                self._take()
                continue
            start, kind = self._at, self._kind
            key = self._take() if kind in ("text", "word") else ""
            if key and self._is(":"):
                self._take()
                yield _said(kind, key) if kind == "text" else key, self._value(depth)
            else:  # `...more`, `[computed]: 1`, `method() {}`
                told = self._rest(start)
                yield told, told
        self._take()

    def _values(self, depth: int) -> Iterator[Any]:
        while not self._is("]"):
            if self._is(","):
                self._take()
            else:
                yield self._value(depth)
        self._take()

    def _value(self, depth: int) -> Any:
        """What stands up to the next comma, or to the end of what is around it."""
        start, kind, told = self._at, self._kind, None
        if self._is("{["):
            told = self.holder(depth + 1)
        elif kind in ("text", "word"):
            told = _said(kind, self._take())
        return told if self._is(",]}") else self._rest(start)

    def _rest(self, start: int) -> str:
        """What stands from there up to the end of the value, as text; texts that are put together are one."""
        inside = 0
        while inside or not self._is(",]}"):
            inside += self._is("([{") - self._is(")]}")
            self._take()
        return _joined(self._text[start : self._end])


def _said(kind: str, token: str) -> Any:
    if kind == "text":
        return _ESCAPE.sub(_letter, token[1:-1])
    if _NUMBER.fullmatch(token):
        return json.loads(token)
    return _WORDS.get(token, token)


def _letter(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else "" if match[4] else _LETTERS.get(match[5], match[5])


def _joined(text: str) -> str:
    found = [one for one in _TOKEN.finditer(text) if one.lastgroup != "blank"]
    if len(found) % 2 and all((one[0] == "+") if at % 2 else one.lastgroup == "text" for at, one in enumerate(found)):
        return "".join(_said("text", one[0]) for one in found[::2])
    return " ".join(text.split())
