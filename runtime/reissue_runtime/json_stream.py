# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Answers of one JSON text after the other: JSON lines, and RFC 7464."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final, TypeVar

from msgspec import DecodeError, Struct, json

from .opened import Frames
from .streaming import Streaming

Item = TypeVar("Item")

_BOM: Final = b"\xef\xbb\xbf"
_BLANK: Final = b" \t\r\n"
_CLOSED_BY_ITSELF: Final = b'{["'
"""How a JSON text begins whose end is seen; a number may go on."""
_SEPARATOR: Final = b"\x1e"
_GUESSES: Final = 8
"""How often it is looked whether a text is whole before the next one begins."""


class JsonText(Struct, frozen=True):
    """One JSON text as it came."""

    data: bytes


class LineFrames:
    """Cuts bytes into lines, of which each that is not blank is a JSON text."""

    def __init__(self) -> None:
        self.signs = self.size = 0
        self._pieces: list[bytes] = []
        self._first = True

    def feed(self, data: bytes) -> Iterator[JsonText]:
        """The texts that this completes."""
        *ended, rest = data.split(b"\n")
        for part in ended:
            self._pieces.append(part)
            self.signs += 1
            self.size += len(part)
            if (line := self._line()) is not None:
                yield JsonText(line)
        if rest:
            self._pieces.append(rest)
            self.size += len(rest)

    def _line(self) -> bytes | None:
        line, self._pieces, self.size = b"".join(self._pieces), [], 0
        if self._first:
            self._first, line = False, line.removeprefix(_BOM)
        return line if line.strip(_BLANK) else None

    def end(self, certain: bool) -> Iterator[JsonText]:
        """The last line, which needs no line end where it is surely whole.

        Raises EOFError where it is cut off, or may be.
        """
        line = self._line()
        if line is None:
            return
        if not certain and not _is_closed(line):
            raise EOFError
        yield JsonText(line)


def _is_closed(text: bytes) -> bool:
    """Whether a JSON text is whole, and cannot go on."""
    text = text.strip(_BLANK)
    return text[:1] in _CLOSED_BY_ITSELF and text != b"" and _is_json(text)


def _is_json(text: bytes) -> bool:
    try:
        json.decode(text, type=Any)
    except (DecodeError, ValueError, RecursionError):
        return False
    return True


class SequenceFrames:
    """Cuts bytes into the JSON texts of a sequence (RFC 7464).

    Each begins with a record separator and ends with a line feed. Line feeds inside of
    a text are no ends, and a separator ends what is unfinished.
    """

    def __init__(self) -> None:
        self.signs = self.size = 0
        self._pieces: list[bytes] = []
        self._guesses = 0
        self._given = False
        """Whether the text under way was given already."""

    def feed(self, data: bytes) -> Iterator[JsonText]:
        """The texts that this completes."""
        first, *others = data.split(_SEPARATOR)
        yield from self._more(first)
        for part in others:
            yield from self._ended()
            yield from self._more(part)

    def _more(self, part: bytes) -> Iterator[JsonText]:
        if not part:
            return
        self._pieces.append(part)
        self.size += len(part)
        last = part[-1:]
        if last == b"\n" and not self._given and self._guesses < _GUESSES:
            self._guesses += 1
            text = b"".join(self._pieces)
            self._pieces = [text]
            if text.strip(_BLANK) and _is_json(text):
                self._given = True
                self.signs += 1
                self._pieces, self.size = [], 0
                yield JsonText(text)

    def _ended(self) -> Iterator[JsonText]:
        """What was under way, when another text begins or the answer ends."""
        text, self._pieces, self.size = b"".join(self._pieces), [], 0
        given, self._given, self._guesses = self._given, False, 0
        if not text.strip(_BLANK):
            return
        self.signs += 1
        # "The parser MUST drop" what may be the beginning of a longer number or word:
        # it is told as what cannot be read. So is what follows a text that was whole.
        whole = not given and (_is_closed(text) or text[-1:] in _BLANK)
        yield JsonText(text if whole else text + _SEPARATOR)

    def end(self, certain: bool) -> Iterator[JsonText]:
        """The last text. Raises EOFError where it is cut off, or may be."""
        text = b"".join(self._pieces)
        if text.strip(_BLANK) and not certain and not _is_closed(text):
            raise EOFError
        yield from self._ended()


class JsonLines(Streaming[Item]):
    """An answer of JSON lines: each line that is not blank is an item."""

    media: ClassVar[frozenset[str]] = frozenset(
        {
            "application/jsonl",
            "application/x-jsonl",
            "application/jsonlines",
            "application/x-jsonlines",
            "application/json-lines",
            "application/ndjson",
            "application/x-ndjson",
            "text/jsonl",
            # What servers call lines that do not know these names.
            "application/json",
            "application/octet-stream",
            "text/plain",
            "",
        }
    )

    def frames(self, headers: Mapping[str, str]) -> Frames:
        return LineFrames()


class JsonSequence(Streaming[Item]):
    """An answer of JSON texts, each after a record separator (RFC 7464)."""

    media: ClassVar[frozenset[str]] = frozenset(
        {"application/json-seq", "application/geo+json-seq"}
    )

    def frames(self, headers: Mapping[str, str]) -> Frames:
        return SequenceFrames()

    def fits(self, content_type: str) -> bool:
        kind = content_type.partition(";")[0].strip()
        return kind in self.media or kind.endswith("+json-seq")
