"""JSON that is read as one of our own types, in any thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

import msgspec
from reissue_runtime.shape import building

T = TypeVar("T")


def reader(kind: type[T]) -> Callable[[str | bytes], T]:
    """What reads this type. Raises msgspec.DecodeError for a text that is none.

    msgspec notes what it knows of a class when that is read for the first time, and a thread that reads it meanwhile ends the
    process with a fault of memory. So it is made under the lock of the runtime, which reads the same classes.
    """
    read: Callable[[str | bytes], T] = _made(cast("Any", kind))
    return read


@cache
def _made(kind: Any) -> Any:
    with building:
        return msgspec.json.Decoder(kind).decode
