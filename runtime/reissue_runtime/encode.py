# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""Parameters as OpenAPI writes them: path, query, headers and cookies, in all their styles.

Whatever cannot be sent as meant is an EncodeError that names the parameter and the reason, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import isfinite
from typing import Any, Final
from urllib.parse import quote, unquote
from uuid import UUID

from msgspec import UNSET, Struct

from .guards import is_array, is_object
from .model import wire_items
from .operation import Cookie, Header, Path, Query

Quote = Callable[[str], str]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_SIMPLE = re.compile(
    r"[A-Za-z0-9_-]+"
)  # what most ids are: neither to be encoded nor to be examined
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DOT_SEGMENT = re.compile(r"(?:^|[/\\])\.{1,2}(?:[/\\;]|$)")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TRIPLET = re.compile(r"(%[0-9A-Fa-f]{2})")
_RESERVED = "!$'()*,/:;?@"  # those that cannot end a value: & = + # [ ] are encoded also where reserved ones are allowed
_COOKIE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_PLAIN: Final = Path("")


class EncodeError(ValueError):
    """An argument that cannot be sent. The text names the argument and the reason, never the value."""


# --- values ----------------------------------------------------------------------------------------------------


def text(value: object, what: str) -> str:
    """A scalar as it is written outside of JSON. Times are RFC 3339, a Decimal has no exponent."""
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
            return value.isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case None:
            raise EncodeError(f"{what}: null cannot be written here")
        case _:
            raise EncodeError(
                f"{what}: a {type(value).__name__} cannot be written here"
            )


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
    """The members of an object by wire name, without the absent ones; None for what is no object."""
    if isinstance(value, Struct):
        return [(name, one) for name, one in wire_items(value) if one is not None]
    if is_object(value):
        return [
            (text(name, "the name of a member"), one)
            for name, one in value.items()
            if not _is_absent(one)
        ]
    return None


def elements(value: object) -> list[Any] | None:
    """The elements of an array, without the absent ones; None for what is no array."""
    if is_array(value):
        return [one for one in value if not _is_absent(one)]
    return None


def _each(value: object) -> list[Any]:
    """The elements of an array; anything else is one."""
    items = elements(value)
    return [value] if items is None else items


def _is_absent(value: object) -> bool:
    return value is UNSET or value is None


def _json(value: object) -> str:
    from .body import encode_json  # bodies need this module

    return encode_json(value).decode()


def _quote(value: str) -> str:
    return quote(value, safe="")


def _quote_reserved(value: str) -> str:
    """Reserved characters and what is percent-encoded already stay, as far as they cannot end the value."""
    return "".join(
        part if index % 2 else quote(part, safe=_RESERVED)
        for index, part in enumerate(_TRIPLET.split(value))
    )


def _as_is(value: str) -> str:
    return value


def _flat(value: object, what: str, code: Quote, explode: bool, joint: str) -> str:
    """Style `simple`: what all the other styles put their marks around."""
    pairs = members(value)
    if pairs is not None:
        joined = "=" if explode else joint
        return joint.join(
            f"{code(name)}{joined}{code(text(one, what))}" for name, one in pairs
        )
    items = elements(value)
    if items is not None:
        return joint.join(code(text(one, what)) for one in items)
    return code(text(value, what))


# --- path --------------------------------------------------------------------------------------------------------


def path(template: str, params: Mapping[str, Path], values: Sequence[object]) -> str:
    """The template with its parameters filled in: each is one segment, and none can lead to another resource."""
    literals, names = _split(template)
    parts = [literals[0]]
    for name, value, literal in zip(names, values, literals[1:], strict=True):
        if type(value) is str and name not in params and _SIMPLE.fullmatch(value):
            parts.append(value)
        else:
            parts.append(_path_value(value, name, params.get(name, _PLAIN)))
        parts.append(literal)
    return "".join(parts)


@lru_cache(maxsize=4096)
def _split(template: str) -> tuple[list[str], list[str]]:
    """The literal parts, and between them the names."""
    parts = _PLACEHOLDER.split(template)
    return parts[::2], parts[1::2]


def _segment(value: str, name: str) -> str:
    """A value that is safe in a path. Servers decode before they resolve dots, some twice: so do we, to look."""
    what = f"path parameter {name!r}"
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
    return value


def _path_value(value: object, name: str, param: Path) -> str:
    what = f"path parameter {name!r}"
    if _is_absent(value):
        raise EncodeError(f"{what} is missing")

    def code(word: str) -> str:
        return quote(_segment(word, name), safe="")

    if param.json:
        return code(_json(value))
    pairs, items = members(value), elements(value)
    if pairs == [] or items == []:
        raise EncodeError(f"{what} is empty")
    if param.style == "label":
        return "." + _flat(
            value, what, code, param.explode, "." if param.explode else ","
        )
    if param.style == "matrix":
        if param.explode and pairs is not None:
            return "".join(
                f";{code(key)}={code(text(one, what))}" for key, one in pairs
            )
        if param.explode and items is not None:
            return "".join(f";{_quote(name)}={code(text(one, what))}" for one in items)
        return f";{_quote(name)}={_flat(value, what, code, False, ',')}"
    return _flat(value, what, code, param.explode, ",")


# --- query -------------------------------------------------------------------------------------------------------


def query(
    params: Sequence[Query],
    values: Sequence[object],
    extra: Iterable[tuple[str, object]] = (),
) -> str:
    """The query string without its question mark, "" for none. Absent values and nulls are left out.

    `values` stand in the order of `params` and may be fewer; `extra` are further names, a list is repeated.
    """
    pairs = [
        pair
        for param, value in zip(params, values, strict=False)
        for pair in query_pairs(param, value)
    ]
    for name, value in extra:
        pairs.extend(query_pairs(Query(name), value))
    return "&".join(pairs)


def query_pairs(param: Query, value: object) -> Iterator[str]:
    """The `name=value` pairs of one parameter, encoded."""
    if _is_absent(value):
        return
    what = f"query parameter {param.name!r}"
    name = _quote(param.name)
    code = _quote_reserved if param.allow_reserved else _quote
    if param.json:
        yield f"{name}={code(_json(value))}"
    elif param.style == "deepObject":
        yield from _deep(name, value, what, code)
    elif (pairs := members(value)) is not None:
        if param.explode:
            for (
                key,
                one,
            ) in pairs:  # OpenAPI leaves open how lists in objects are written: they are repeated here
                yield from (
                    f"{_quote(key)}={code(text(each, what))}" for each in _each(one)
                )
        elif pairs:
            yield f"{name}={_flat(value, what, code, False, _DELIMITERS[param.style])}"
    elif (items := elements(value)) is not None:
        if param.explode:
            yield from (f"{name}={code(text(one, what))}" for one in items)
        elif items:
            yield f"{name}={_flat(items, what, code, False, _DELIMITERS[param.style])}"
    else:
        yield f"{name}={code(text(value, what))}"


_DELIMITERS: Final = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


def _deep(name: str, value: object, what: str, code: Quote) -> Iterator[str]:
    """Style `deepObject`; OpenAPI leaves what is nested to the servers: further brackets, and lists are repeated."""
    pairs = members(value)
    if pairs is not None:
        for key, one in pairs:
            yield from _deep(f"{name}%5B{_quote(key)}%5D", one, what, code)
        return
    yield from (f"{name}={code(text(one, what))}" for one in _each(value))


# --- headers and cookies -----------------------------------------------------------------------------------------


def headers(
    params: Sequence[Header], values: Sequence[object]
) -> list[tuple[str, str]]:
    """Header parameters as names and values; absent ones are left out."""
    found: list[tuple[str, str]] = []
    for param, value in zip(params, values, strict=False):
        if not _is_absent(value):
            what = f"header {param.name!r}"
            word = (
                _json(value)
                if param.json
                else _flat(value, what, _as_is, param.explode, ",")
            )
            found.append((param.name, header_value(param.name, word)))
    return found


def header_value(name: str, value: object) -> str:
    """The value of a header, checked together with its name: visible ASCII, so that nothing can end the header."""
    if not _TOKEN.fullmatch(name):
        raise EncodeError("the name of a header is not one that HTTP allows")
    word = text(value, f"header {name!r}")
    if not word.isascii() or _CONTROL.search(word):
        raise EncodeError(
            f"header {name!r}: only printable ASCII can be sent (is there a line end in it?)"
        )
    if word != word.strip():
        raise EncodeError(f"header {name!r}: begins or ends with a blank")
    return word


def cookies(params: Sequence[Cookie], values: Sequence[object]) -> str:
    """The value of the Cookie header, "" for none."""
    found: list[str] = []
    for param, value in zip(params, values, strict=False):
        if not _is_absent(value):
            found.extend(_cookie(param, value))
    return "; ".join(found)


def _cookie(param: Cookie, value: object) -> Iterator[str]:
    what = f"cookie {param.name!r}"
    if not _TOKEN.fullmatch(param.name):
        raise EncodeError(f"{what}: not a name that HTTP allows")

    def code(word: str) -> str:
        return quote(word, safe=_COOKIE)

    pairs, items = members(value), elements(value)
    if param.json:
        yield f"{param.name}={code(_json(value))}"
    elif param.explode and pairs is not None:
        for name, one in pairs:
            yield f"{_quote(name)}={code(text(one, what))}"
    elif param.explode and items is not None:
        for one in items:
            yield f"{param.name}={code(text(one, what))}"
    else:
        yield f"{param.name}={_flat(value, what, code, False, ',')}"
