# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Multipart request bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import TextIOBase
from os import fspath
from os.path import basename
from secrets import token_hex
from typing import IO, Any, Final, TypeGuard, cast

from msgspec import Struct

from .body import FilePart, Written, encode_json
from .decode import is_json
from .encode import EncodeError, elements, header_value, members, text
from .files import can_rewind, is_buffer, is_path
from .model import is_object


class Part(Struct, frozen=True, kw_only=True):
    """One part that differs from the default.

    That is: text for scalars, JSON for objects, a file for binary.
    """

    media: str | None = None
    json: bool = False
    file: bool = False
    mark: str = ""
    """What stands between the elements of a list in one part; without it each has its own."""
    headers: Mapping[str, str] = {}
    """Headers of the part that are always the same; a file may bring others."""


class Multipart(Struct, frozen=True):
    """A multipart request body: form-data, or another kind such as multipart/mixed."""

    media: str = "multipart/form-data"
    parts: Mapping[str, Part] = {}

    def write(self, value: object, media: str | None) -> Written:
        """The body part by part; a list repeats its part. Raises EncodeError.

        A file is a pathlib.Path, bytes, a file object opened for bytes, or a tuple
        (name, content), (name, content, media type) or (name, content, media type or
        None, headers). Files are streamed.
        """
        found = _Parts()
        try:
            for name, given in _fields(value):
                part = self.parts.get(name, _DEFAULT)
                many = None if _is_tuple(given) or part.json else elements(given)
                if many and part.mark:
                    words = (text(one, f"part {name!r}") for one in many)
                    many = [part.mark.join(words)]
                for content in [given] if many is None else many:
                    _add(found, name, content, part)
        except BaseException:
            found.close()
            raise
        if self.media.partition(";")[0].strip().lower() != "multipart/form-data":
            return _mixed(found, self.media)
        # The transport adds the media type, with the boundary.
        return Written(
            files=found.files, replayable=found.replayable, close=found.close
        )


_DEFAULT: Final = Part()


def _is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


class _Parts:
    """The parts in order, as httpx takes them.

    `files` may be given to one request after the other, because httpx rewinds files,
    unless `replayable` is false.
    """

    __slots__ = ("_opened", "files", "replayable")

    def __init__(self) -> None:
        self.files: list[tuple[str, FilePart]] = []
        self.replayable = True
        self._opened: list[IO[bytes]] = []

    def close(self) -> None:
        """Close what was opened here; a file object of the caller stays open."""
        for file in self._opened:
            file.close()

    def open(self, path: str, name: str) -> IO[bytes]:
        try:
            file = open(path, "rb")  # noqa: SIM115 - closed by close()
        except OSError as error:
            raise EncodeError(
                f"part {name!r}: the file cannot be opened ({type(error).__name__})"
            ) from None
        self._opened.append(file)
        return file

    def add(
        self,
        name: str,
        filename: str | None,
        content: bytes | IO[bytes],
        media: str | None,
        headers: Mapping[str, str],
    ) -> None:
        if media is not None and not (media.isascii() and media.isprintable()):
            raise EncodeError(f"part {name!r}: not a media type")
        if headers:
            checked = {key: header_value(key, word) for key, word in headers.items()}
            self.files.append((name, (filename, content, media, checked)))
        elif media is None:
            self.files.append((name, (filename, content)))
        else:
            self.files.append((name, (filename, content, media)))


def _mixed(found: _Parts, media: str) -> Written:
    """The parts of a body that is no form (RFC 2046), which the transport cannot write."""
    mark = token_hex(16)
    pieces: list[bytes | IO[bytes]] = []
    for name, (filename, content, *told) in found.files:
        is_text = isinstance(content, bytes) and filename is None
        usual = "text/plain" if is_text else "application/octet-stream"
        kind = told[0] if told and told[0] else usual
        more = cast("Mapping[str, str]", told[1] if len(told) > 1 else {})
        extra = "".join(f"\r\n{key}: {word}" for key, word in more.items())
        shown = "" if filename is None else f'; filename="{_quoted(filename)}"'
        head = (
            f'--{mark}\r\nContent-Disposition: attachment; name="{_quoted(name)}"{shown}'
            f"\r\nContent-Type: {kind}{extra}\r\n\r\n"
        )
        pieces += [head.encode(), content, b"\r\n"]
    pieces.append(f"--{mark}--\r\n".encode())
    whole = [piece for piece in pieces if isinstance(piece, bytes)]
    is_whole = len(whole) == len(pieces)
    return Written(
        content=b"".join(whole) if is_whole else _read(pieces),
        media=f"{media}; boundary={mark}",
        replayable=is_whole,
        close=found.close,
    )


def _quoted(name: str) -> str:
    """A name as it stands in quotes in the head of a part."""
    return "".join(_ESCAPES.get(character, character) for character in name)


_ESCAPES: Final = {'"': "%22", "\r": "%0D", "\n": "%0A"}


def _read(pieces: list[bytes | IO[bytes]]) -> Iterator[bytes]:
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        else:
            while chunk := piece.read(65_536):
                yield chunk


def _fields(body: object) -> list[tuple[str, Any]]:
    given = members(body)
    if given is None:
        kind = type(body).__name__
        raise EncodeError(f"a multipart body is an object, not a {kind}")
    return given


def _add(found: _Parts, name: str, value: object, part: Part) -> None:
    is_file = (
        part.file
        or _is_tuple(value)
        or is_buffer(value)
        or is_path(value)
        or hasattr(value, "read")
    )
    as_json = part.json or (not is_file and part.media and is_json(part.media.lower()))
    if as_json or isinstance(value, Struct) or is_object(value):
        media = part.media or "application/json"
        found.add(name, None, encode_json(value), media, part.headers)
    elif is_file:
        _add_file(found, name, value, part)
    else:
        content = text(value, f"part {name!r}").encode()
        found.add(name, None, content, part.media, part.headers)


def _add_file(found: _Parts, name: str, value: object, part: Part) -> None:
    filename, media, headers = "", part.media, part.headers
    content: bytes | IO[bytes]
    if _is_tuple(value):
        if len(value) == 4 and is_object(value[3]):
            headers, value = {**headers, **value[3]}, value[:3]
            value = value if value[2] is not None else value[:2]
        filename, value, media = _named(value, name, media)
    match value:
        case _ if is_path(value):
            place = fspath(value)
            filename, content = filename or basename(place), found.open(place, name)
        case _ if is_buffer(value):
            content = bytes(value)
        case str() if filename:
            content = text(value, f"part {name!r}").encode()
        case _ if hasattr(value, "read") and not isinstance(value, TextIOBase):
            content = cast("IO[bytes]", value)
            filename = filename or _base_name(content)
            found.replayable = found.replayable and can_rewind(content)
        case _:
            raise EncodeError(
                f"part {name!r}: a file is a pathlib.Path, bytes, a file opened as "
                "binary, or a tuple (name, content)"
            )
    found.add(name, filename or name, content, media, headers)


def _named(
    given: tuple[Any, ...], name: str, media: str | None
) -> tuple[str, Any, str | None]:
    if len(given) not in (2, 3) or not all(
        isinstance(word, str) for word in (given[0], *given[2:])
    ):
        raise EncodeError(
            f"part {name!r}: a file as a tuple is (name, content), (name, content, "
            "media type) or (name, content, media type, headers)"
        )
    filename = text(given[0], f"part {name!r}")
    return filename, given[1], given[2] if len(given) == 3 else media


def _base_name(file: IO[bytes]) -> str:
    name: object = getattr(file, "name", None)
    return basename(name) if isinstance(name, str) else ""
