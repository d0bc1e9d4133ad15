# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""Request bodies: JSON, forms, multipart, and bytes as they are. All refuse with EncodeError."""

from __future__ import annotations

from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from decimal import Decimal
from io import TextIOBase
from math import isfinite
from os import fspath
from os.path import basename, isfile
from typing import IO, Any, Final, cast

from msgspec import UNSET, Struct, json

from .encode import EncodeError, elements, members, query_pairs, text
from .guards import is_array, is_buffer, is_object, is_path, is_tuple
from .model import wire_items
from .operation import Form, Multipart, Part, Query

FilePart = (
    tuple[str | None, bytes | IO[bytes]] | tuple[str | None, bytes | IO[bytes], str]
)

_CHUNK: Final = 65_536  # bytes


# --- JSON ----------------------------------------------------------------------------------------------------------


def _other(value: object) -> Any:
    """What msgspec does not know by itself."""
    if is_object(value):
        return dict(value)
    raise TypeError(f"a {type(value).__name__}")


_encode: Final = json.Encoder(decimal_format="number", enc_hook=_other).encode


def encode_json(body: object) -> bytes:
    """The body as JSON. Absent members are left out, a Decimal keeps its digits, and NaN is refused."""
    try:
        content = _encode(body)
    except TypeError as error:
        reason = (
            "UNSET is for members of models only"
            if "UnsetType" in str(error)
            else "it holds what JSON cannot carry"
        )
        raise EncodeError(f"the body cannot be written as JSON: {reason}") from None
    except RecursionError:
        raise EncodeError(
            "the body cannot be written as JSON: it is nested too deeply, or contains itself"
        ) from None
    except ValueError:  # an integer of thousands of digits, or half of a surrogate pair
        raise EncodeError(
            "the body cannot be written as JSON: a number is too long, or a text is no Unicode"
        ) from None
    # msgspec writes a float that is no number as null, and a Decimal as NaN: only then is it worth looking for one.
    if (b"null" in content or b"NaN" in content or b"Infinity" in content) and (
        place := _not_finite(body, "body")
    ):
        raise EncodeError(f"{place} is not a finite number")
    return content


def encode_json_keyed(body: object, member: str, key: str) -> tuple[bytes, str]:
    """The body with the idempotency key as a top-level member, and the key in force.

    Where the body has that member already, its value is the key.
    """
    content = encode_json({} if body is UNSET or body is None else body)
    if content[:1] != b"{":
        raise EncodeError(
            "the body has no members, and so no place for the idempotency key"
        )
    given = dict(members(body) or ()).get(member)
    if given is not None:
        return content, text(given, f"body member {member!r}")
    own = _encode({member: key})[:-1]
    rest = _without(content, body, member)[1:]
    return own + (b"," if rest != b"}" else b"") + rest, key


def _without(content: bytes, body: object, member: str) -> bytes:
    """The content without the member where that is null; two of one name would leave the choice to the server."""
    value = dict(wire_items(body)) if isinstance(body, Struct) else body
    if not is_object(value) or member not in value:
        return content
    return _encode({name: one for name, one in value.items() if name != member})


def _not_finite(value: object, path: str) -> str | None:
    """The path of the first number in the value that is not finite."""
    parts: Iterable[tuple[str, Any]]
    match value:
        case float():
            return None if isfinite(value) else path
        case Decimal():
            return None if value.is_finite() else path
        case Struct():
            parts = ((f"{path}.{name}", one) for name, one in wire_items(value))
        case _ if is_object(value):
            parts = ((f"{path}.*", one) for one in value.values())
        case _ if is_array(value):
            parts = ((f"{path}[{index}]", one) for index, one in enumerate(value))
        case _:
            return None
    return next(
        (found for place, one in parts if (found := _not_finite(one, place))), None
    )


# --- forms ---------------------------------------------------------------------------------------------------------


def _fields(body: object, kind: str) -> list[tuple[str, Any]]:
    given = members(body)
    if given is None:
        raise EncodeError(f"a {kind} body is an object, not a {type(body).__name__}")
    return given


def encode_form(body: object, form: Form) -> bytes:
    """The body as a form. A list repeats its name; an object is JSON text, unless `form.fields` says otherwise."""
    pairs: list[str] = []
    for name, value in _fields(body, "form"):
        known = form.fields.get(name)
        if known is None:
            known = Query(name, json=members(value) is not None)
        pairs.extend(query_pairs(known, value))
    return "&".join(pairs).replace("%20", "+").encode("ascii")


# --- multipart -----------------------------------------------------------------------------------------------------


class Files:
    """The parts of a multipart body, in order, as httpx takes them.

    `files` may be given to one request after the other, because httpx rewinds files, unless `replayable` is false.
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
    ) -> None:
        if media is None:
            self.files.append((name, (filename, content)))
        elif media.isascii() and media.isprintable():
            self.files.append((name, (filename, content, media)))
        else:
            raise EncodeError(f"part {name!r}: not a media type")

    def __repr__(self) -> str:
        return f"<{len(self.files)} parts>"


def encode_multipart(body: object, multipart: Multipart) -> Files:
    """The body part by part: text for scalars, JSON for objects, a file for binary; a list repeats its part.

    A file is a pathlib.Path, bytes, a file object opened for bytes, or a tuple (name, content) or (name, content, media
    type). Files are streamed. The caller closes the result.
    """
    found = Files()
    try:
        for name, value in _fields(body, "multipart"):
            part = multipart.parts.get(name, _DEFAULT)
            repeated = None if is_tuple(value) or part.json else elements(value)
            for one in [value] if repeated is None else repeated:
                _add(found, name, one, part)
    except BaseException:
        found.close()
        raise
    return found


_DEFAULT: Final = Part()


def _add(found: Files, name: str, value: object, part: Part) -> None:
    if part.json or isinstance(value, Struct) or is_object(value):
        found.add(name, None, encode_json(value), part.media or "application/json")
    elif (
        part.file
        or is_tuple(value)
        or is_buffer(value)
        or is_path(value)
        or hasattr(value, "read")
    ):
        _add_file(found, name, value, part)
    else:
        found.add(name, None, text(value, f"part {name!r}").encode(), part.media)


def _add_file(found: Files, name: str, value: object, part: Part) -> None:
    filename, media = "", part.media
    content: bytes | IO[bytes]
    if is_tuple(value):
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
            found.replayable = found.replayable and _can_rewind(content)
        case _:
            raise EncodeError(
                f"part {name!r}: a file is a pathlib.Path, bytes, a file opened as binary, or a tuple (name, content)"
            )
    found.add(name, filename or name, content, media)


def _named(
    given: tuple[Any, ...], name: str, media: str | None
) -> tuple[str, Any, str | None]:
    if len(given) not in (2, 3) or not all(
        isinstance(word, str) for word in (given[0], *given[2:])
    ):
        raise EncodeError(
            f"part {name!r}: a file as a tuple is (name, content) or (name, content, media type)"
        )
    return (
        text(given[0], f"part {name!r}"),
        given[1],
        given[2] if len(given) == 3 else media,
    )


def _base_name(file: IO[bytes]) -> str:
    name: object = getattr(file, "name", None)
    return basename(name) if isinstance(name, str) else ""


def _can_rewind(file: IO[bytes]) -> bool:
    seekable = getattr(file, "seekable", None)
    return bool(seekable and seekable())


# --- bytes as they are ---------------------------------------------------------------------------------------------


class _Chunks:
    """A file from where it stood, read anew by each iteration."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._start = file.tell()

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        while chunk := self._file.read(_CHUNK):
            yield chunk


class _PathChunks:
    """A file by its path, opened anew by each iteration."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        with open(self._path, "rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


class _AsyncChunks:
    """Chunks for an asynchronous client, which takes no other iterables. Reading them blocks, as files do."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


def encode_raw(
    body: object,
) -> tuple[bytes | Iterable[bytes] | AsyncIterable[bytes], bool]:
    """The content, and whether it can be sent again. Bytes, text, a path, a binary file, or an iterable of bytes."""
    match body:
        case _ if is_buffer(body):
            return bytes(body), True
        case str():
            return text(body, "the body").encode(), True
        case _ if is_path(body):
            place = fspath(body)
            if not isfile(place):
                raise EncodeError("the body is a path at which there is no file")
            return _PathChunks(place), True
        case TextIOBase():
            raise EncodeError(
                "the body is a file opened as text: open it in binary mode"
            )
        case _ if hasattr(body, "read"):
            file = cast("IO[bytes]", body)
            return (_Chunks(file), True) if _can_rewind(file) else (file, False)
        case list() | tuple():
            return cast("Sequence[bytes]", body), True
        case AsyncIterable() | Iterator() | Iterable() if not isinstance(
            body, (Mapping, Struct)
        ):
            return cast("Iterable[bytes] | AsyncIterable[bytes]", body), False
        case _:
            raise EncodeError(
                f"a raw body is bytes, text, a path, a binary file or an iterable, not a {type(body).__name__}"
            )


def as_async(
    content: bytes | Iterable[bytes] | AsyncIterable[bytes],
) -> bytes | AsyncIterable[bytes]:
    """What encode_raw returned, in the form that an asynchronous client takes."""
    return (
        content
        if isinstance(content, (bytes, AsyncIterable))
        else _AsyncChunks(content)
    )
