# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Our requests in the logs of transports: without what they tell of us."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import logging

    from .steps import Prepared

sending: ContextVar[Prepared | None] = ContextVar("reissue_sending", default=None)
"""The request of ours that is under way."""


@cache
def quieten() -> None:
    """Keep our requests out of the logs of httpx (it tells URLs), httpcore, hpack and
    aiohttp (headers and cookies).
    """
    from logging import getLogger

    parts = ("connection", "http11", "http2", "proxy", "socks")
    for name in (
        "httpx",
        "httpx2",
        *(f"{core}.{part}" for core in ("httpcore", "httpcore2") for part in parts),
        *("aiohttp.client", "aiohttp.internal", "hpack.hpack", "hpack.table"),
    ):
        getLogger(name).addFilter(_shorten)


def _shorten(record: logging.LogRecord) -> bool:
    if sending.get() is None:
        return True
    if record.name.startswith("httpx"):
        arguments: tuple[Any, ...] = (
            record.args if isinstance(record.args, tuple) else ()
        )
        record.args = tuple(map(_origin_only, arguments))
    else:
        record.msg, record.args = str(record.msg).partition(" ")[0], ()
    return True


def _origin_only(value: Any) -> Any:
    return (
        f"{value.scheme}://{value.netloc.decode()}"
        if type(value).__name__ == "URL"
        else value
    )
