# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Request bodies, and the one that nearly all have: JSON. The others: forms, multipart,
raw. All refuse with EncodeError.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from types import NoneType
from typing import IO, Any, Final, Protocol, TypeAlias, TypeGuard

from msgspec import Raw, Struct, UnsetType, json
from msgspec.structs import astuple

from .encode import EncodeError, unfit_time, written_time
from .exact import Number
from .model import is_array, is_object, wire_items
from .secret import Secret, reveal
from .shape import layout

Content: TypeAlias = bytes | Iterable[bytes] | AsyncIterable[bytes]
FilePart: TypeAlias = (
    tuple[str | None, bytes | IO[bytes]]
    | tuple[str | None, bytes | IO[bytes], str]
    | tuple[str | None, bytes | IO[bytes], str | None, Mapping[str, str]]
)


class Hidden(Struct):
    """Base of what holds secrets on their way: blank in every text, and not for keeping."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return []  # instead of its members, which msgspec would list

    def __reduce__(self) -> str:
        raise TypeError(
            f"a {type(self).__name__} may hold secrets, and does not pickle"
        )


class Written(Hidden):
    """A body that is ready to be sent."""

    content: Content = b""
    media: str | None = None
    """The media type; None where the transport adds it."""
    files: list[tuple[str, FilePart]] | None = None
    """The parts of a multipart body, which then stands in the place of `content`."""
    replayable: bool = True
    """Whether it can be sent a second time."""
    close: Callable[[], None] | None = None
    """To be called after the last attempt."""


class Sealed(Hidden):
    """A body of credentials: blank until the encoder opens it."""

    members: Mapping[str, str | Secret]

    def open(self) -> dict[str, str]:
        """The plain members."""
        return {name: reveal(value) for name, value in self.members.items()}


class Body(Protocol):
    """One way to write the body of an operation."""

    @property
    def media(self) -> str:
        """Its media type, or a range of them."""
        ...

    def write(self, value: object, media: str | None) -> Written:
        """The body; `media` is the type that the caller chose. Raises EncodeError."""
        ...


def named(ways: Sequence[Body], media: str) -> Body:
    """The way to write a body that has this media type. Raises EncodeError."""
    for way in ways:
        known = way.media
        is_range = known.endswith("/*") and media.startswith(known[:-1])
        if known in (media, "*/*") or is_range:
            return way
    told = ", ".join(way.media for way in ways)
    raise EncodeError(f"the media type of the body must be one of: {told}")


class Json(Struct, frozen=True):
    """A JSON request body."""

    media: str = "application/json"

    def write(self, value: object, media: str | None) -> Written:
        """The body; absent members are left out.

        Raises EncodeError, also for a time without an offset, but where the
        specification documents such times.
        """
        content = encode_json(value)
        if _TIME(content) and (problem := _problem(value, "body")):
            raise EncodeError(problem)
        return Written(content, self.media)


def _other(value: object) -> Any:
    """What msgspec does not know by itself."""
    if is_object(value):
        return dict(value)
    if isinstance(value, Number):
        return Raw(value.text.encode())
    if isinstance(value, datetime):
        return written_time(value)
    raise TypeError(f"a {type(value).__name__}")


_encode: Final = json.Encoder(decimal_format="number", enc_hook=_other).encode


def encode_json(body: object) -> bytes:
    """A value as JSON.

    Absent members are left out, a Decimal keeps its digits. NaN is refused, and so are
    bytes: which text they would be is for the specification to say.
    """
    try:
        content = _encode(body)
    except TypeError as error:
        reason = "it holds what JSON cannot carry"
        if "UnsetType" in str(error):
            reason = "UNSET is for members of models only"
    except RecursionError:
        reason = "it is nested too deeply, or contains itself"
    except ValueError:  # an integer of thousands of digits, or half of a surrogate pair
        reason = "a number is too long, or a text is no Unicode"
    else:
        _check_written(body, content)
        return content
    # Raised here: the frames of the encoder hold the body.
    raise EncodeError(f"the body cannot be written as JSON: {reason}")


def _check_written(body: object, content: bytes) -> None:
    # msgspec writes a float that is no number as null, a Decimal as NaN, and bytes as
    # base64: only then is it worth looking for one.
    if (
        b"null" in content
        or b"NaN" in content
        or b"Infinity" in content
        or _bytes_in(body)
    ) and (problem := _problem(body, "body", times=False)):
        raise EncodeError(problem)


def is_buffer(value: object) -> TypeGuard[bytes | bytearray]:
    """Whether it is bytes, in whatever box: bytes, bytearray or memoryview."""
    return isinstance(value, (bytes, bytearray, memoryview))


_PLAIN: Final = frozenset(
    {str, int, float, bool, NoneType, UnsetType, Decimal, date, datetime}
)


def _bytes_in(body: object) -> bool:
    """Whether there are bytes in a value."""
    rest = [body]
    for one in rest:  # which grows on the way
        members: Any = [*one.values()] if is_object(one) else one
        inside = astuple(one) if isinstance(one, Struct) else members
        if is_array(inside):
            rest += [part for part in inside if type(part) not in _PLAIN]
    return any(map(is_buffer, rest))


_TIME: Final = re.compile(rb"T(?=\d\d:\d\d:)").search


def _problem(value: object, path: str, *, times: bool = True) -> str | None:
    """The first number that is not finite, or time that is no moment, by its path."""
    parts: Iterable[tuple[str, Any]]
    match value:
        case float() | Decimal():
            finite = (
                value.is_finite() if isinstance(value, Decimal) else isfinite(value)
            )
            return None if finite else f"{path} is not a finite number"
        case _ if is_buffer(value):
            return f"{path} is bytes, and JSON has texts: give it as it is sent"
        case datetime():
            unfit = unfit_time(value) if times else None
            return unfit and f"{path}: {unfit}"
        case Struct():
            local = layout(type(value)).local
            parts = (
                (f"{path}.{name}", part)
                for name, part in wire_items(value)
                if name not in local or not isinstance(part, datetime)
            )
        case _ if is_object(value):
            parts = ((f"{path}.*", part) for part in value.values())
        case _ if is_array(value):
            parts = ((f"{path}[{index}]", part) for index, part in enumerate(value))
        case _:
            return None
    return next(
        (
            found
            for place, part in parts
            if (found := _problem(part, place, times=times))
        ),
        None,
    )
