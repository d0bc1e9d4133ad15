# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Multipart request bodies whose parts have names, and how any part is written."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from io import TextIOBase
from mimetypes import guess_type
from os import fspath
from os.path import basename
from typing import IO, Any, Final, TypeGuard, cast
from urllib.parse import unquote

from msgspec import Struct

from .body import Body, Written, encode_json, is_buffer
from .charsets import bytes_of
from .decode import is_json
from .encode import EncodeError, Query, elements, header_value, members, text
from .files import can_rewind, is_path
from .model import is_array, is_object
from .pieces import Joined, Ready, body_of, kind_of_parts


class Part(Struct, frozen=True, kw_only=True):
    """One part that differs from the default.

    That is: text for scalars, JSON for objects and for lists in lists, a file for binary.
    """

    media: str | None = None
    """Its media type. Of several, and of ranges such as ``image/*``, the one that the
    name of the file tells, else the first; the caller may name another.
    """
    json: bool = False
    file: bool = False
    mark: str = ""
    """What stands between the elements of a list in one part; without it each has its own."""
    style: Query | None = None
    """What writes it as a query has it: names and values, a part each."""
    headers: Mapping[str, str] = {}
    """Headers of the part that are always the same; a file may bring others."""
    required: tuple[str, ...] = ()
    """Headers that the caller has to give."""
    body: Body | None = None
    """What writes it where it is a body of its own: a form, parts, XML."""


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
        found = self._found(value)
        if not found.ready:
            # No multipart body is without a part (RFC 2046, 5.1.1): it is no body then,
            # and has no media type.
            return Written()
        if kind_of_parts(self.media) != "form-data":
            return found.written(self.media)
        # The transport adds the media type, with the boundary.
        return Written(
            files=[one.file for one in found.ready],
            replayable=found.replayable,
            close=found.close,
        )

    def inside(self, value: object) -> Written:
        """The same inside of a part, to which no transport adds anything."""
        found = self._found(value)
        return found.written(self.media) if found.ready else Written()

    def _found(self, value: object) -> Parts:
        found = Parts()
        try:
            for name, given in self._in_order(value):
                self._add(found, name, given)
        except BaseException:
            found.close()
            raise
        return found

    def _in_order(self, value: object) -> Iterable[tuple[str, object]]:
        """The parts; of multipart/related the first is the root, which is no file."""
        fields = _fields(value)
        if not self.media.lower().startswith("multipart/related"):
            return fields
        return sorted(
            fields, key=lambda one: self.parts.get(one[0], _DEFAULT).file is True
        )

    def _add(self, found: Parts, name: str, given: object) -> None:
        part, what = self.parts.get(name, _DEFAULT), f"part {name!r}"
        if part.style is not None:
            found.add_styled(given, part.style, part.headers)
            return
        many = None if _is_tuple(given) or part.json else elements(given)
        if many and part.mark:
            many = [part.mark.join(text(one, what) for one in many)]
        for content in [given] if many is None else many:
            found.add_value(name, content, part, what)


_DEFAULT: Final = Part()


def _is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def is_content(value: object) -> bool:
    """Whether a value is the content of a file, whatever is documented."""
    return is_buffer(value) or is_path(value) or hasattr(value, "read")


class Parts:
    """The parts in order.

    They may be given to one request after the other, as files are rewound, unless
    `replayable` is false.
    """

    __slots__ = ("_closing", "ready", "replayable")

    def __init__(self) -> None:
        self.ready: list[Ready] = []
        self.replayable = True
        self._closing: list[Callable[[], None]] = []

    def close(self) -> None:
        """Close what was opened here; a file object of the caller stays open."""
        for close in self._closing:
            close()

    def written(self, media: str) -> Written:
        """The body of these parts where the transport cannot write it."""
        made = body_of(self.ready, media)
        made.replayable, made.close = self.replayable, self.close
        return made

    # --- adding one

    def add_value(self, name: str | None, value: object, part: Part, what: str) -> None:
        """Add a value as one part, which `what` names in an EncodeError."""
        kind = meant(part.media)
        if part.body is not None:
            self._add_body(name, value, part.body, part.headers, what)
            return
        file = part.file or _is_tuple(value) or is_content(value)
        as_json = part.json or (not file and kind and is_json(kind.lower()))
        nested = is_object(value) or (is_array(value) and not file)
        if as_json or nested or isinstance(value, Struct):
            try:
                content = encode_json(value)
            except EncodeError as error:
                raise EncodeError(f"{what}: {error}") from None
            self._add(name, content, kind or "application/json", part.headers, what)
        elif file:
            self._add_file(name, value, part, what)
        else:
            self._add(name, text(value, what), kind, part.headers, what)

    def add_styled(
        self, value: object, style: Query, headers: Mapping[str, str]
    ) -> None:
        """Add names and values of a query as parts, which are not percent-encoded."""
        for pair in style.pairs(value, "part"):
            name, _, word = map(unquote, pair.partition("="))
            self._add(name, word, None, headers, f"part {name!r}")

    def _add(
        self,
        name: str | None,
        content: str | bytes | IO[bytes],
        media: str | None,
        headers: Mapping[str, str],
        what: str,
        filename: str | None = None,
    ) -> None:
        if media is not None and not (media.isascii() and media.isprintable()):
            raise EncodeError(f"{what}: not a media type")
        checked = {key: header_value(key, word) for key, word in headers.items()}
        is_text = isinstance(content, str)
        data = (
            content
            if not isinstance(content, str)
            else bytes_of(content, media or "", what)
        )
        self.ready.append(Ready(name, filename, data, media, checked, is_text))

    def _add_body(
        self,
        name: str | None,
        value: object,
        body: Body,
        headers: Mapping[str, str],
        what: str,
    ) -> None:
        """Add a part that is a body of its own; none where that has no parts."""
        try:
            made = (
                body.inside(value)
                if isinstance(body, Multipart)
                else body.write(value, None)
            )
        except EncodeError as error:
            raise EncodeError(f"{what}: {error}") from None
        if made.media is None:
            if name is None:  # those after it would stand in other places
                raise EncodeError(f"{what}: it has no parts")
            return
        self._closing += [made.close] if made.close is not None else []
        self.replayable = self.replayable and made.replayable
        content = made.content
        if isinstance(content, AsyncIterable):
            raise EncodeError(f"{what}: its own parts cannot be awaited")
        if not isinstance(content, bytes):
            content = cast("IO[bytes]", Joined(content))
        self._add(name, content, made.media, headers, what)

    def _add_file(self, name: str | None, value: object, part: Part, what: str) -> None:
        filename, media, headers = "", None, part.headers
        content: str | bytes | IO[bytes]
        if _is_tuple(value):
            if len(value) == 4 and is_object(value[3]):
                headers, value = {**headers, **value[3]}, value[:3]
                value = value if value[2] is not None else value[:2]
            filename, value, media = _named(value, what)
        match value:
            case _ if is_path(value):
                place = fspath(value)
                filename, content = filename or basename(place), self._open(place, what)
            case _ if is_buffer(value):
                content = bytes(value)
            case str() if filename:
                content = text(value, what)
            case _ if hasattr(value, "read") and not isinstance(value, TextIOBase):
                content = cast("IO[bytes]", value)
                filename = filename or _base_name(content)
                self.replayable = self.replayable and can_rewind(content)
            case _:
                raise EncodeError(
                    f"{what}: a file is a pathlib.Path, bytes, a file opened as "
                    "binary, or a tuple (name, content)"
                )
        if not isinstance(content, str):
            _check_encoding(part, what)
        if name is not None:
            hint = "(name, content, media type or None, {name: ...})"
            refuse_lacking(part, headers, what, hint)
        media = media or meant(part.media, filename)
        self._add(name, content, media, headers, what, filename or name)

    def _open(self, path: str, what: str) -> IO[bytes]:
        try:
            file = open(path, "rb")  # noqa: SIM115 - closed by close()
        except OSError as error:
            raise EncodeError(
                f"{what}: the file cannot be opened ({type(error).__name__})"
            ) from None
        self._closing.append(file.close)
        return file


def _fields(body: object) -> list[tuple[str, Any]]:
    given = members(body)
    if given is None:
        kind = type(body).__name__
        raise EncodeError(f"a multipart body is an object, not a {kind}")
    return given


def meant(media: str | None, filename: str = "") -> str | None:
    """The media type of a part whose caller names none; None where only ranges are told."""
    if media is None or not ("," in media or "*" in media):
        return media
    told = [one.strip() for one in media.split(",")]
    guessed = guess_type(filename)[0] or ""
    for one in told:
        if guessed and (one in (guessed, "*/*") or _is_range_of(one, guessed)):
            return guessed
    return next((one for one in told if "*" not in one), None)


def _is_range_of(told: str, media: str) -> bool:
    return told.endswith("/*") and media.startswith(told[:-1])


def _check_encoding(part: Part, what: str) -> None:
    """Refuse bytes where an encoded text is documented, as a header then says."""
    told = {name.lower(): word.lower() for name, word in part.headers.items()}
    word = told.get("content-transfer-encoding", "binary")
    if word not in ("7bit", "8bit", "binary"):
        raise EncodeError(f"{what} is a text in {word}: give it encoded, as a str")


def refuse_lacking(
    part: Part, headers: Mapping[str, str], what: str, given: str
) -> None:
    """Refuse a part without a header that it must have.

    `given`: how a caller gives it, with ``{name: ...}`` for the header.
    """
    names = {name.lower() for name in headers}
    for name in part.required:
        if name.lower() not in names:
            how = given.replace("{name:", f"{{{name!r}:")
            raise EncodeError(f"{what}: the header {name} must be given: {how}")


def _named(given: tuple[Any, ...], what: str) -> tuple[str, Any, str | None]:
    if len(given) not in (2, 3) or not all(
        isinstance(word, str) for word in (given[0], *given[2:])
    ):
        raise EncodeError(
            f"{what}: a file as a tuple is (name, content), (name, content, "
            "media type) or (name, content, media type, headers)"
        )
    filename = text(given[0], what)
    return filename, given[1], given[2] if len(given) == 3 else None


def _base_name(file: IO[bytes]) -> str:
    name: object = getattr(file, "name", None)
    return basename(name) if isinstance(name, str) else ""
