# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Bodies of parts as bytes, where the transport does not write them (RFC 2046)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import SEEK_SET, UnsupportedOperation
from secrets import token_hex
from typing import IO, Final

from .body import FilePart, Hidden, Written
from .files import can_rewind

_CHUNK: Final = 65_536  # bytes
_ESCAPES: Final = {'"': "%22", "\r": "%0D", "\n": "%0A"}
_ROOT: Final = re.compile(r"(?i);\s*(?:type|start)\s*=")


class Ready(Hidden):
    """A part as it is sent."""

    name: str | None
    filename: str | None
    content: bytes | IO[bytes]
    media: str | None
    headers: Mapping[str, str]
    is_text: bool

    @property
    def kind(self) -> str:
        """Its Content-Type. A text without a charset would be ASCII (RFC 2046, 4.1.2)."""
        kind = self.media or (
            "text/plain" if self.is_text else "application/octet-stream"
        )
        plain = not self.is_text or self._is_ascii or "charset=" in kind.lower()
        return (
            kind if plain or not kind.startswith("text/") else f"{kind}; charset=utf-8"
        )

    @property
    def _is_ascii(self) -> bool:
        return isinstance(self.content, bytes) and self.content.isascii()

    @property
    def disposition(self) -> str:
        """What its headers say of what it is, and what it is called."""
        given = (
            word
            for name, word in self.headers.items()
            if name.lower() == "content-disposition"
        )
        return next(given, "")

    @property
    def file(self) -> tuple[str, FilePart]:
        """What the transport takes."""
        name, media = self.name or "", self.media and self.kind
        if self.headers:
            return name, (self.filename, self.content, media, self.headers)
        if media is None:
            return name, (self.filename, self.content)
        return name, (self.filename, self.content, media)


def kind_of_parts(media: str) -> str:
    """What parts of a body of this media type call themselves that have a name."""
    kind = media.partition(";")[0].strip().lower()
    return "form-data" if kind == "multipart/form-data" else "attachment"


def boundary() -> str:
    """What stands between parts; nobody has met it in what they send."""
    return token_hex(16)


def end(mark: str) -> bytes:
    """What stands behind the last part."""
    return f"--{mark}--\r\n".encode()


def pieces_of(one: Ready, media: str, mark: str) -> Iterator[bytes | IO[bytes]]:
    """A part of a body of this media type, with all that stands around it."""
    lines = [f"--{mark}"]
    if one.disposition or one.name is not None or one.filename is not None:
        lines.append(f"Content-Disposition: {_disposition(one, media)}")
    lines.append(f"Content-Type: {one.kind}")
    lines += [
        f"{name}: {word}"
        for name, word in one.headers.items()
        if name.lower() != "content-disposition"
    ]
    yield "\r\n".join([*lines, "", ""]).encode()
    yield one.content
    yield b"\r\n"


def _disposition(one: Ready, media: str) -> str:
    told = one.disposition
    words = [told or kind_of_parts(media)]
    if one.name is not None and not told:
        words.append(f'name="{_quoted(one.name)}"')
    if one.filename is not None and "filename" not in told.lower():
        words.append(f'filename="{_quoted(one.filename)}"')
    return "; ".join(words)


def _quoted(name: str) -> str:
    """A name as it stands in quotes in the head of a part."""
    return "".join(_ESCAPES.get(character, character) for character in name)


def told(media: str, mark: str, root: str) -> str:
    """A media type with the boundary.

    That of multipart/related names the type of its root as well, which is the first
    part (RFC 2387, 3).
    """
    is_related = media.lower().startswith("multipart/related")
    root = root.partition(";")[0].strip()
    if is_related and root and not _ROOT.search(media):
        media += f'; type="{root}"'
    return f"{media}; boundary={mark}"


def body_of(parts: Sequence[Ready], media: str) -> Written:
    """The body of these parts; what can be sent again is for the caller to say."""
    mark = boundary()
    pieces = [piece for one in parts for piece in pieces_of(one, media, mark)]
    pieces.append(end(mark))
    whole = [piece for piece in pieces if isinstance(piece, bytes)]
    is_whole = len(whole) == len(pieces)
    content = b"".join(whole) if is_whole else Pieces(pieces)
    return Written(content, told(media, mark, parts[0].kind if parts else ""))


class Pieces:
    """Bytes and files, each from where it stood, read anew by each iteration."""

    def __init__(self, pieces: Iterable[bytes | IO[bytes]]) -> None:
        self._pieces = [(piece, _start(piece)) for piece in pieces]

    def __iter__(self) -> Iterator[bytes]:
        for piece, start in self._pieces:
            if isinstance(piece, bytes):
                yield piece
                continue
            if start is not None:
                piece.seek(start)
            while chunk := piece.read(_CHUNK):
                yield chunk


def _start(piece: bytes | IO[bytes]) -> int | None:
    """Where a file stands that can be read from there again."""
    if isinstance(piece, bytes) or not can_rewind(piece):
        return None
    return piece.tell()


class Joined:
    """A body inside of a part, which is read as a file is."""

    def __init__(self, content: Iterable[bytes]) -> None:
        self._content = content
        self._rest = iter(content)

    def read(self, size: int = -1, /) -> bytes:
        """The next piece, of whatever size; nothing at the end."""
        return next(filter(None, self._rest), b"")

    def seekable(self) -> bool:
        """Whether it can be read again, which is from its beginning."""
        return not isinstance(self._content, Iterator)

    def seek(self, offset: int, whence: int = SEEK_SET, /) -> int:
        """Go back to the beginning."""
        if offset or whence:
            raise UnsupportedOperation
        self._rest = iter(self._content)
        return 0

    def tell(self) -> int:
        """Where it is, before it is read."""
        return 0
