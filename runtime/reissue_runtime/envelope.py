# Part of the Reissue runtime: ordinary, tested code that every generated tree carries as it is.
"""Responses whose data stands inside of an envelope: the flag that decides, the data, and what the provider says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

from msgspec import UNSET, Raw, UnsetType, defstruct, field

from .decode import Reader, as_sent, codec, documented, kind_of, leniently
from .drift import Drift
from .lossless import MISSING, lossless
from .mend import sound
from .operation import Envelope
from .shape import decoder, shape

T = TypeVar("T")

LONGEST: Final = 500  # characters of a provider's message

# Where providers that describe no place put their words: RFC 9457, OAuth 2, and what is common.
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

_any: Final = decoder(Any).decode
_members: Final[Callable[[Raw], dict[str, Raw]]] = decoder(dict[str, Raw]).decode
_items: Final[Callable[[Raw], list[Raw]]] = decoder(list[Raw]).decode


class Problem(NamedTuple):
    """What a provider says of a failure: one line each, not redacted yet."""

    message: str | None
    code: str | None


class Unwrapped(NamedTuple, Generic[T]):
    """The content of an envelope."""

    ok: bool | None
    """Whether the provider calls it a success. None: flags are described, and none of them is there."""
    value: T
    """The data; of use only where `ok` is True, otherwise None."""
    message: str | None
    """The provider's words; looked for only where `ok` is not True."""
    code: str | None
    drifts: tuple[Drift, ...]


class _Flag(NamedTuple):
    member: str
    success: bool
    data: str | None
    """The member that holds the data when this flag says success; None: the whole body."""


class EnvelopeCodec(Generic[T]):
    """Reads one documented type out of any of the envelopes of a provider. Nothing is built before the first use."""

    __slots__ = ("_attributes", "_default", "_envelopes", "_fast", "_flags", "_type")

    def __init__(self, type_: Any, envelopes: tuple[Envelope, ...]) -> None:
        self._type = type_
        self._envelopes = envelopes
        self._flags = tuple(
            _Flag(one.flag, one.success, one.data)
            for one in envelopes
            if one.flag is not None
        )
        self._default = next(
            (
                one.data
                for one in envelopes
                if one.flag is None and one.data is not None
            ),
            None,
        )
        """Where the data stands when there is no flag."""
        names = [one.member for one in self._flags] + [
            one.data for one in envelopes if one.data is not None
        ]
        self._attributes = {
            name: f"member_{index}" for index, name in enumerate(dict.fromkeys(names))
        }
        self._fast: Callable[[bytes], Any] | None = None

    def decode(self, body: bytes) -> Unwrapped[T]:
        """The typed data of a JSON body, or that the provider rejected the call. Raises NotJson, and nothing else."""
        if not self._attributes:
            return Unwrapped(True, *_spread(codec(self._type).decode(body)))
        fast = self._fast or self._build()
        try:
            found = fast(body)
        except (ValueError, RecursionError):
            return self._lenient(body)
        ok, data = self._verdict(
            [getattr(found, self._attributes[flag.member]) for flag in self._flags]
        )
        if ok is not True:
            return Unwrapped(ok, _none, *read_problem(body, self._envelopes), ())
        if data is None:
            return Unwrapped(True, *_spread(codec(self._type).decode(body)))
        value = getattr(found, self._attributes[data])
        return (
            self._lenient(body)
            if value is UNSET
            else Unwrapped(True, value, None, None, ())
        )

    def _build(self) -> Callable[[bytes], Any]:
        """One struct for all envelopes: everything is optional, and members that do not matter are passed over."""
        flags = {flag.member for flag in self._flags}
        made = defstruct(
            "Body",
            [
                (
                    attribute,
                    (bool if name in flags else self._type) | UnsetType,
                    field(default=UNSET, name=name),
                )
                for name, attribute in self._attributes.items()
            ],
        )
        self._fast = decoder(made).decode
        return self._fast

    def _verdict(
        self, values: Sequence[bool | UnsetType]
    ) -> tuple[bool | None, str | None]:
        """Whether it is a success, and then the member that holds the data. Any flag that says failure wins."""
        ok, data = (None, None) if self._flags else (True, self._default)
        for flag, value in zip(self._flags, values, strict=True):
            if value is UNSET:
                continue
            if value is not flag.success:
                return False, None
            if ok is None:
                ok, data = True, flag.data
        return ok, data

    def _lenient(self, body: bytes) -> Unwrapped[T]:
        found, drifts = leniently(body, self._read)
        return found._replace(drifts=drifts)

    def _read(self, reader: Reader, raw: Raw) -> Unwrapped[T]:
        given: dict[str, Raw] = _members(raw) if bytes(raw).lstrip()[:1] == b"{" else {}
        ok, data = self._verdict(
            [_flag(reader, given.get(flag.member), flag.member) for flag in self._flags]
        )
        if ok is not True:
            return Unwrapped(ok, _none, *_problem(raw, self._envelopes), ())
        kind = shape(self._type)
        if data is None:
            return Unwrapped(
                True, documented(reader.fit(raw, kind, "$"), kind), None, None, ()
            )
        part = given.get(data)
        if part is not None:
            return Unwrapped(
                True,
                documented(reader.fit(part, kind, f"$.{data}"), kind),
                None,
                None,
                (),
            )
        if not kind.nullable:
            reader.note(f"$.{data}", kind.shown, "nothing")
        return Unwrapped(True, documented(None, kind), None, None, ())


@cache
def envelope_codec(type_: Any, envelopes: tuple[Envelope, ...]) -> EnvelopeCodec[Any]:
    """The codec of a type in envelopes, one for each."""
    return EnvelopeCodec(type_, envelopes)


_none: Final[Any] = None


def _spread(
    decoded: tuple[T, tuple[Drift, ...]],
) -> tuple[T, None, None, tuple[Drift, ...]]:
    value, drifts = decoded
    return value, None, None, drifts


def _flag(reader: Reader, raw: Raw | None, name: str) -> bool | UnsetType:
    """A flag; "true", "false", 0 and 1 are understood and recorded, anything else counts as absent and is recorded."""
    if raw is None:
        return UNSET
    value = as_sent(raw)
    if isinstance(value, bool):
        return value
    got = kind_of(bytes(raw))
    reader.note(f"$.{name}", "bool", got)
    read = lossless(str(value), got, (bool,))
    return UNSET if read is MISSING else read


# --- what a provider says of a failure -----------------------------------------------------------------------------


def read_problem(body: bytes, envelopes: Iterable[Envelope]) -> Problem:
    """Message and code of an error body, wherever they stand. Raises nothing: a body that is no JSON says nothing."""
    try:
        return _problem(Raw(sound(body)[0]), envelopes)
    except (ValueError, RecursionError):
        return Problem(None, None)


def _problem(raw: Raw, envelopes: Iterable[Envelope]) -> Problem:
    described = tuple(envelopes)
    messages = [path for one in described for path in one.message]
    codes = [path for one in described for path in one.code]
    return Problem(_first(raw, (*messages, *_MESSAGES)), _first(raw, (*codes, *_CODES)))


def _first(raw: Raw, paths: Iterable[str]) -> str | None:
    return next(
        (words for path in paths if (words := _words(raw, path.split("/")))), None
    )


def _words(raw: Raw, names: Sequence[str]) -> str | None:
    """The text at a path. A list on the way stands for its first element."""
    start = bytes(raw).lstrip()[:1]
    if start == b"[":
        rest = names[1:] if names[:1] == ["*"] else names
        return next((_words(part, rest) for part in _items(raw)), None)
    if start == b"{":
        if not names:
            return None
        given = _members(raw)
        part = (
            next(iter(given.values()), None) if names[0] == "*" else given.get(names[0])
        )
        return None if part is None else _words(part, names[1:])
    return None if names else _line(raw)


def _line(raw: Raw) -> str | None:
    """A string or number as one printable line."""
    try:
        value = _any(raw)
    except ValueError:  # a number that Python cannot hold
        return None
    if value is None or isinstance(value, bool):
        return None
    line = " ".join(
        "".join(char if char.isprintable() else " " for char in str(value)).split()
    )
    return line[:LONGEST] or None
