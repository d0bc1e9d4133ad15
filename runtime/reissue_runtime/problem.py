# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What a provider says of a failure: message and code, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeVar

from msgspec import Raw, Struct

from .drift import Drift
from .mend import sound
from .parts import any_of, items_of, members_of

T_co = TypeVar("T_co", covariant=True)

LONGEST: Final = 100_000  # characters of a provider's message that are looked at

# Where providers that describe no place put their words: RFC 9457, OAuth 2, and what is
# common.
_MESSAGES: Final = (
    "message",
    "error/message",
    "error_description",
    "detail",
    "title",
    "error",
    "errors/*/message",
)
_CODES: Final = ("code", "error/code", "error_code", "errors/*/code")


class Problem(NamedTuple):
    """What a provider says of a failure: one line each, neither redacted nor cut yet."""

    message: str | None
    code: str | None


class Unwrapped(NamedTuple, Generic[T_co]):
    """The content of an envelope."""

    ok: bool | None
    """Whether the provider calls it a success.

    None: flags are described, and none of them is there.
    """
    value: T_co
    """The data; of use only where `ok` is True, otherwise None."""
    message: str | None = None
    """The provider's words; looked for only where `ok` is not True."""
    code: str | None = None
    drifts: tuple[Drift, ...] = ()

    @property
    def is_odd(self) -> bool:
        """Whether it may be another thing than documented."""
        return any(one.is_doubt for one in self.drifts)


def bare(decoded: tuple[Any, tuple[Drift, ...]]) -> Unwrapped[Any]:
    """A success without envelope."""
    return Unwrapped(True, decoded[0], drifts=decoded[1])


class Wrapping(Struct, frozen=True, kw_only=True):
    """The members around the data of a JSON response.

    Paths are member names joined by '/', '*' is the first value.
    """

    data: str | None = None
    """The top-level member that carries the data; None: the body is the data."""
    flag: str | None = None
    """The top-level member that decides success."""
    message: tuple[str, ...] = ()
    """Where the provider's words of a failure stand."""
    code: tuple[str, ...] = ()
    """Where the provider's own error code stands."""

    def codec(self, type_: Any, envelopes: tuple[Any, ...]) -> Any:
        """What reads a type out of any of the envelopes, of which this is one.

        Its ``decode(body)`` gives an Unwrapped, or raises NotJson.
        """
        raise NotImplementedError


def read_problem(body: bytes, places: Iterable[Wrapping]) -> Problem:
    """Message and code of an error body, wherever they stand.

    Raises nothing: a body that is no JSON says nothing.
    """
    try:
        return problem_in(Raw(sound(body)[0]), places)
    except (ValueError, RecursionError):
        return Problem(None, None)


def problem_in(raw: Raw, places: Iterable[Wrapping]) -> Problem:
    """The same of JSON text. Raises ValueError for what cannot be read."""
    described = tuple(places)
    messages = [path for place in described for path in place.message]
    codes = [path for place in described for path in place.code]
    return Problem(
        _first(raw, (*messages, *_MESSAGES), True), _first(raw, (*codes, *_CODES))
    )


def _first(raw: Raw, paths: Iterable[str], named: bool = False) -> str | None:
    found = (_words(raw, path.split("/"), named) for path in paths)
    return next(filter(None, found), None)


def _words(raw: Raw, names: Sequence[str], named: bool, field: str = "") -> str | None:
    """The text at a path; if `named`, after the members that '*' stands for.

    A list on the way stands for its first element.
    """
    start = bytes(raw).lstrip()[:1]
    if start == b"[":
        rest = names[1:] if names[:1] == ["*"] else names
        return next((_words(part, rest, named, field) for part in items_of(raw)), None)
    if start == b"{":
        if not names:
            return None
        given, name = members_of(raw), names[0]
        if name == "*":
            name = next(iter(given), "")
            if named and name[:1] != "_":  # __all__ is no field
                field = f"{field}.{name}" if field else name
        return _words(given[name], names[1:], named, field) if name in given else None
    line = None if names else _line(raw)
    return f"{field}: {line}"[:LONGEST] if line and field else line


def _line(raw: Raw) -> str | None:
    """A string or number as one printable line."""
    try:
        value = any_of(raw)
    except ValueError:  # a number that Python cannot hold
        return None
    if value is None or isinstance(value, bool):
        return None
    line = " ".join(
        "".join(
            char if char.isprintable() else " " for char in str(value)[:LONGEST]
        ).split()
    )
    return line or None
