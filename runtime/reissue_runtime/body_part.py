# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""A part of a body together with its headers, as it is sent and as it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from msgspec import Struct

T_co = TypeVar("T_co", covariant=True)


class BodyPart(Struct, Generic[T_co], frozen=True):
    """One part: what it holds, and its headers.

    ``BodyPart(page, {"Content-Location": "https://example.org/"})``; the media type of
    a part that may have several is the header ``Content-Type``.
    """

    data: T_co
    headers: Mapping[str, str] = {}
    """Those that it came with have names in lower case."""
