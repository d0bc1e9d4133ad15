# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Values as text: paths, plain queries and headers.

Whatever cannot be sent as meant is an EncodeError that names the parameter and the
reason, never the value. How the other styles of OpenAPI are written: styles, headers,
cookies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import isfinite
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote
from uuid import UUID

from msgspec import UNSET, Struct

from .model import is_array, is_object, wire_items

Quote: TypeAlias = Callable[[str], str]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_SIMPLE = re.compile(
    r"[A-Za-z0-9_-]+"
)  # what most ids are: neither to be encoded nor to be examined
_TRIPLET = re.compile(r"(%[0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DOT_SEGMENT = re.compile(r"(?:^|[/\\])\.{1,2}(?:[/\\;]|$)")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What HTTP allows as the name of a header or a cookie."""


class EncodeError(ValueError):
    """An argument that cannot be sent.

    The text names the argument and the reason, never the value.
    """


# --- values --------------------------------------------------------------------------


def text(value: object, what: str) -> str:
    """A scalar as it is written outside of JSON.

    Times are RFC 3339, a Decimal has no exponent. `what` names the value in the
    EncodeError for what is no scalar.
    """
    match value:
        case Enum():
            return text(value.value, what)
        case str():
            if not value.isascii():
                _check_unicode(value, what)
            return value
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return _number(value, what)
        case datetime():
            if (problem := unfit_time(value)) is not None:
                raise EncodeError(f"{what}: {problem}")
            return written_time(value)
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case None:
            raise EncodeError(f"{what}: null cannot be written here")
        case _:
            kind = type(value).__name__
            raise EncodeError(f"{what}: a {kind} cannot be written here")


def unfit_time(value: datetime) -> str | None:
    """Why a time cannot be sent as a moment: RFC 3339 has minutes in offsets, no less."""
    shift = value.utcoffset()
    if shift is None:
        return "a time without an offset is no moment: give it a tzinfo"
    if shift.seconds % 60 or shift.microseconds:
        return "the offset of the time is no whole number of minutes"
    return None


def written_time(value: datetime) -> str:
    """A time as RFC 3339 has it, or as it was sent where Python holds it only nearly."""
    sent: str = getattr(value, "text", "")
    return sent or value.isoformat().replace("+00:00", "Z")


def _check_unicode(value: str, what: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise EncodeError(f"{what}: half of a surrogate pair is no text") from None


def _number(value: float | Decimal, what: str) -> str:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise EncodeError(f"{what}: not a finite number")
        return format(value, "f") if abs(value.adjusted()) < 400 else str(value)
    if isinstance(value, float) and not isfinite(value):
        raise EncodeError(f"{what}: not a finite number")
    try:
        return str(value)
    except ValueError:
        raise EncodeError(f"{what}: too long a number") from None


def members(value: object) -> list[tuple[str, Any]] | None:
    """The members of an object by wire name, without the absent ones.

    None for what is no object.
    """
    if isinstance(value, Struct):
        return [(name, part) for name, part in wire_items(value) if part is not None]
    if is_object(value):
        return [
            (text(name, "the name of a member"), part)
            for name, part in value.items()
            if not is_absent(part)
        ]
    return None


def elements(value: object) -> list[Any] | None:
    """The elements of an array, without the absent ones; None for what is no array."""
    if is_array(value):
        return [part for part in value if not is_absent(part)]
    return None


def each(value: object) -> list[Any]:
    """The elements of an array; anything else is one."""
    items = elements(value)
    return [value] if items is None else items


def is_absent(value: object) -> bool:
    """Whether there is nothing to be written."""
    return value is UNSET or value is None


def quoted(value: str, kept: str = "") -> str:
    """The text percent-encoded, reserved characters too.

    But for those that are `kept`, beside which what is encoded already stays.
    """
    parts = _TRIPLET.split(value) if kept else [value]
    return "".join(
        part if index % 2 else quote(part, safe=kept)
        for index, part in enumerate(parts)
    )


def flat(value: object, what: str, code: Quote, explode: bool, joint: str) -> str:
    """Style `simple`: what all the other styles put their marks around."""
    pairs = members(value)
    if pairs is not None:
        joined = "=" if explode else joint
        return joint.join(
            f"{code(name)}{joined}{code(text(part, what))}" for name, part in pairs
        )
    items = elements(value)
    if items is not None:
        return joint.join(code(text(part, what)) for part in items)
    return code(text(value, what))


# --- path ----------------------------------------------------------------------------


class Parameter(Struct, frozen=True):
    """A parameter of the path, a header or a cookie, and how it is written."""

    name: str

    def write(self, value: object) -> str:
        """The value as it is sent; a cookie with its name. Raises EncodeError."""
        raise NotImplementedError


def written(
    params: Sequence[Parameter], values: Sequence[object]
) -> list[tuple[str, str]]:
    """Names and values as they are sent; absent ones are left out.

    `values` stand in the order of `params` and may be fewer.
    """
    return [
        (param.name, param.write(value))
        for param, value in zip(params, values, strict=False)
        if not is_absent(value)
    ]


def path(
    template: str, params: Mapping[str, Parameter], values: Sequence[object]
) -> str:
    """The template with its parameters filled in.

    Each is one segment, and none can lead to another resource.
    """
    literals, names = _split(template)
    parts = [literals[0]]
    for name, value, literal in zip(names, values, literals[1:], strict=True):
        if name in params:
            word = params[name].write(value)
            if (
                word in (".", "..")
                and parts[-1].endswith(("/", "."))
                and literal[:1] in "/.;"
            ):
                raise EncodeError(f"path parameter {name!r} is empty")  # a dot segment
            parts.append(word)
        elif type(value) is str and _SIMPLE.fullmatch(value):
            parts.append(value)
        else:
            what, code = there(name, value)
            parts.append(flat(value, what, code, False, ","))
        parts.append(literal)
    return "".join(parts)


@lru_cache(maxsize=4096)
def _split(template: str) -> tuple[list[str], list[str]]:
    """The literal parts, and between them the names."""
    parts = _PLACEHOLDER.split(template)
    return parts[::2], parts[1::2]


def there(name: str, value: object, kept: str = "") -> tuple[str, Quote]:
    """How a path parameter is named in errors, and how its words are encoded.

    Raises EncodeError where there is nothing to be written: it would address another
    resource.
    """
    what = f"path parameter {name!r}"
    if is_absent(value):
        raise EncodeError(f"{what} is missing")
    if members(value) == [] or elements(value) == []:
        raise EncodeError(f"{what} is empty")
    _check_segment(flat(value, what, str, False, ","), what)
    return what, lambda word: quoted(word, kept)


def _check_segment(value: str, what: str) -> None:
    """Refuse what is not safe in a path.

    Servers decode before they resolve dots, some twice: so do we, to look.
    """
    if not value.strip():
        raise EncodeError(f"{what} is empty")
    _check_unicode(value, what)
    plain = value
    for _ in range(4):
        if _CONTROL.search(plain):
            raise EncodeError(f"{what} contains a control character")
        if _DOT_SEGMENT.search(plain):
            raise EncodeError(
                f"{what} contains a dot segment, which would address another resource"
            )
        decoded = unquote(plain)
        if decoded == plain:
            break
        plain = decoded


# --- query ---------------------------------------------------------------------------


# What errors call a value in the query; forms write theirs in the same ways.
IN_QUERY: Final = "query parameter"


class Query(Struct, frozen=True):
    """A query parameter in the plain way: a list repeats its name.

    An object gives its members.
    """

    name: str
    sensitive: bool = False

    def pairs(self, value: object, kind: str = IN_QUERY) -> Iterator[str]:
        """Its ``name=value`` pairs, encoded. `kind`: what errors call it.

        Raises EncodeError.
        """
        return query_pairs(self.name, value, quoted, kind)


def query_pairs(
    name: str, value: object, code: Quote, kind: str = IN_QUERY
) -> Iterator[str]:
    """The ``name=value`` pairs of a parameter in the plain way (form, exploded)."""
    if is_absent(value):
        return
    what = f"{kind} {name!r}"
    pairs = members(value)
    if pairs is None:
        pairs = [(name, value)]
    for key, part in pairs:
        # OpenAPI leaves open how lists in objects are written: they are repeated here.
        yield from (f"{quoted(key)}={code(text(word, what))}" for word in each(part))


def query(
    params: Sequence[Query],
    values: Sequence[object],
    extra: Iterable[tuple[str, object]] = (),
) -> str:
    """The query string without its question mark, "" for none.

    `values` stand in the order of `params` and may be fewer; `extra` are further names
    and values, written in the plain way. Absent values and nulls are left out.
    """
    pairs = [
        pair
        for param, value in zip(params, values, strict=False)
        for pair in param.pairs(value)
    ]
    for name, value in extra:
        pairs.extend(query_pairs(name, value, quoted))
    return "&".join(pairs)


# --- headers -------------------------------------------------------------------------


def header_value(name: str, value: object) -> str:
    """The value of a header, checked together with its name.

    It is visible ASCII, so that nothing can end the header. Raises EncodeError.
    """
    if not TOKEN.fullmatch(name):
        raise EncodeError("the name of a header is not one that HTTP allows")
    word = text(value, f"header {name!r}")
    if not word.isascii() or _CONTROL.search(word):
        raise EncodeError(
            f"header {name!r}: only printable ASCII can be sent "
            "(is there a line end in it?)"
        )
    if word != word.strip():
        raise EncodeError(f"header {name!r}: begins or ends with a blank")
    return word
