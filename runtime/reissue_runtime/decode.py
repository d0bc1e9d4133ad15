# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Typed decoding: fast when a response fits its specification, lenient otherwise.

The first pass is one strict msgspec decode. When that fails, the lenient pass takes the
body apart along what failed; see `reader`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, cached_property
from types import NoneType
from typing import Any, Generic, TypeVar

from msgspec import Raw

from .drift import Drift, named
from .mend import MISSING, TOO_DEEP, NotJson, sound
from .model import wire_names
from .parts import documented
from .reader import Reader
from .shape import decoder, shape

__all__ = ("Codec", "NotJson", "codec", "leniently")

T = TypeVar("T")
R = TypeVar("R")


class Codec(Generic[T]):
    """Reads one documented type. Nothing is built before the first use."""

    def __init__(self, type_: Any) -> None:
        self._type = type_

    @cached_property
    def _fast(self) -> Callable[[bytes], T]:
        return _nothing if self._type in (None, NoneType) else decoder(self._type)

    def decode(self, body: bytes) -> tuple[T, tuple[Drift, ...]]:
        """The typed value of a JSON body, and where that is not as documented.

        Raises NotJson for a body that is empty, cut off, or no JSON, and nothing else.
        """
        try:
            return self._fast(body), ()
        except (ValueError, RecursionError) as error:
            failure = error.with_traceback(
                None
            )  # it would keep this frame, and with it the body, alive
        kind = shape(self._type)
        reader = Reader([], mended=False)
        if (value := reader.as_usual(body, kind, "$")) is not MISSING:
            return value, tuple(reader.found)

        def read(reader: Reader, raw: Raw) -> Any:
            if reader.mended or not isinstance(failure, ValueError):
                return documented(reader.fit(raw, kind, "$"), kind)
            return documented(reader.misfit(raw, kind, "$", failure), kind)

        return leniently(body, read)


@cache
def codec(type_: Any) -> Codec[Any]:
    """The codec of a type, one for each."""
    return Codec(type_)


def unread(error: NotJson) -> tuple[Drift, ...]:
    """What is told of a body that cannot be read, without anything of it."""
    return () if error.documented else (Drift("$", "a body", error.reason),)


def is_json(content_type: str) -> bool:
    """Whether an answer of this Content-Type, in lower case, calls itself JSON."""
    return content_type.partition(";")[0].rstrip().endswith(("/json", "+json"))


def _nothing(body: bytes) -> Any:
    return None


def leniently(
    body: bytes, read: Callable[[Reader, Raw], R], names: Iterable[str] = ()
) -> tuple[R, tuple[Drift, ...]]:
    """What `read` makes of the body once that is JSON, and all drifts.

    `names` are those of documented members that stand in no model. Raises NotJson, and
    nothing else.
    """
    text, found = sound(body)
    if found:  # by who does not know which of the names are data
        inside = any(one.path != "$" for one in found)
        known = wire_names().union(names) if inside else ()
        found = [Drift(named(one.path, known), one.expected, one.got) for one in found]
    try:
        return read(Reader(found, text is not body), Raw(text)), tuple(found)
    except RecursionError:
        raise NotJson(TOO_DEEP) from None
    except NotJson:
        raise
    except Exception as error:  # noqa: BLE001
        # The call has had its effect: whatever is wrong, the caller must learn that.
        raise NotJson(f"unreadable ({type(error).__name__})") from None
