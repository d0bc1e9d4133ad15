# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Answers that have no data inside of their envelope: the body is the value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from .decode import codec
from .envelope import Envelope, EnvelopeCodec, envelope_codec
from .problem import Unwrapped, bare

T = TypeVar("T")


class WholeEnvelope(Envelope, frozen=True, kw_only=True):
    """The envelope of an operation some of whose answers have no data."""

    whole: tuple[Any, ...]
    """The types that are read from the whole body."""

    def codec(self, type_: Any, envelopes: tuple[Envelope, ...]) -> EnvelopeCodec[Any]:
        """What reads a type: a whole body, or out of any of the envelopes."""
        if type_ in self.whole:
            return _whole_codec(type_, envelopes)
        return envelope_codec(type_, envelopes)


class WholeCodec(EnvelopeCodec[T]):
    """Reads a whole body. Where a flag is there it must say yes all the same."""

    def decode(self, body: bytes) -> Unwrapped[T]:
        """The typed body, or that the provider rejected the call. Raises NotJson."""
        if body.lstrip()[:1] != b"{":
            return bare(codec(self._type).decode(body))
        return super().decode(body)

    def _verdict(
        self, values: Sequence[bool | UnsetType]
    ) -> tuple[bool | None, str | None]:
        told = any(value is not UNSET for value in values)
        return super()._verdict(values) if told else (True, None)


@cache
def _whole_codec(type_: Any, envelopes: tuple[Envelope, ...]) -> WholeCodec[Any]:
    return WholeCodec(type_, tuple(replace(one, data=None) for one in envelopes))
