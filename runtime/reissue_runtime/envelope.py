# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Responses whose data stands inside of an envelope.

The flag that decides, the data, and what the provider says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final, Generic, TypeVar

from msgspec import UNSET, Raw, UnsetType, defstruct, field

from .decode import codec, leniently
from .mend import MISSING, lossless
from .parts import as_sent, documented, kind_of, members_of
from .problem import Unwrapped, Wrapping, bare, problem_in, read_problem
from .reader import Reader
from .shape import decoder, shape

T = TypeVar("T")


class Envelope(Wrapping, frozen=True, kw_only=True):
    """The members around the data of a JSON response."""

    success: bool = True
    """The value of the flag that means success."""

    def codec(self, type_: Any, envelopes: tuple[Envelope, ...]) -> EnvelopeCodec[Any]:
        """What reads a type out of any of the envelopes, of which this is one."""
        return envelope_codec(type_, envelopes)


class EnvelopeCodec(Generic[T]):
    """Reads one documented type out of any of the envelopes of a provider.

    Nothing is built before the first use.
    """

    def __init__(self, type_: Any, envelopes: tuple[Envelope, ...]) -> None:
        self._type = type_
        self._envelopes = envelopes
        self._flags = tuple(
            (one.flag, one) for one in envelopes if one.flag is not None
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
        names = [flag for flag, _ in self._flags] + [
            one.data for one in envelopes if one.data is not None
        ]
        self._attributes = {
            name: f"member_{index}" for index, name in enumerate(dict.fromkeys(names))
        }
        self._fast: Callable[[bytes], Any] | None = None

    def decode(self, body: bytes) -> Unwrapped[T]:
        """The typed data of a JSON body, or that the provider rejected the call.

        Raises NotJson, and nothing else.
        """
        if not self._attributes:
            return bare(codec(self._type).decode(body))
        fast = self._fast or self._build()
        try:
            found = fast(body)
        except (ValueError, RecursionError):
            return self._lenient(body)
        ok, data = self._verdict(
            [getattr(found, self._attributes[flag]) for flag, _ in self._flags]
        )
        if ok is not True:
            return Unwrapped(ok, _none, *read_problem(body, self._envelopes))
        if data is None:
            return bare(codec(self._type).decode(body))
        value = getattr(found, self._attributes[data])
        return self._lenient(body) if value is UNSET else Unwrapped(True, value)

    def _build(self) -> Callable[[bytes], Any]:
        """One struct for all envelopes.

        Everything is optional, and members that do not matter are passed over.
        """
        flags = {flag for flag, _ in self._flags}
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
        self._fast = decoder(made)
        return self._fast

    def _verdict(
        self, values: Sequence[bool | UnsetType]
    ) -> tuple[bool | None, str | None]:
        """Whether it is a success, and then the member that holds the data.

        Flags that contradict each other tell nothing.
        """
        if not self._flags:
            return True, self._default
        told = [
            (value is envelope.success, envelope.data)
            for (_, envelope), value in zip(self._flags, values, strict=True)
            if value is not UNSET
        ]
        if len({ok for ok, _ in told}) != 1:
            return None, None
        return told[0]

    def _lenient(self, body: bytes) -> Unwrapped[T]:
        found, drifts = leniently(body, self._read, self._attributes)
        return found._replace(drifts=drifts)

    def _read(self, reader: Reader, raw: Raw) -> Unwrapped[T]:
        given: dict[str, Raw] = (
            members_of(raw) if bytes(raw).lstrip()[:1] == b"{" else {}
        )
        ok, data = self._verdict(
            [_flag(reader, given.get(flag), flag) for flag, _ in self._flags]
        )
        if ok is not True:
            return Unwrapped(ok, _none, *problem_in(raw, self._envelopes))
        kind = shape(self._type)
        if data is None:
            return Unwrapped(True, documented(reader.fit(raw, kind, "$"), kind))
        part = given.get(data)
        if part is not None:
            value = reader.fit(part, kind, f"$.{data}")
            return Unwrapped(True, documented(value, kind))
        if not kind.nullable:
            reader.note(f"$.{data}", kind.shown, "nothing")
        return Unwrapped(True, documented(None, kind))


@cache
def envelope_codec(type_: Any, envelopes: tuple[Envelope, ...]) -> EnvelopeCodec[Any]:
    """The codec of a type in envelopes, one for each."""
    return EnvelopeCodec(type_, envelopes)


_none: Final[Any] = None


def _flag(reader: Reader, raw: Raw | None, name: str) -> bool | UnsetType:
    """A flag; "true", "false", 0 and 1 are understood and recorded.

    Anything else counts as absent and is recorded.
    """
    if raw is None:
        return UNSET
    value = as_sent(raw)
    if isinstance(value, bool):
        return value
    got = kind_of(bytes(raw))
    reader.note(f"$.{name}", "bool", got)
    read = lossless(str(value), got, (bool,))
    return UNSET if read is MISSING else read
