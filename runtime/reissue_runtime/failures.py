# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What the errors of transports say."""

from __future__ import annotations

from typing import Final

from .download import TooLarge
from .late import TooLate
from .options import PACKAGES

_NOT_SENT: Final = frozenset(
    {
        "ConnectError",
        "ConnectTimeout",
        "PoolTimeout",
        "ProxyError",
        "UnsupportedProtocol",
        "InvalidURL",
    }
)
_AIOHTTP_NOT_SENT: Final = frozenset(
    {
        "ClientConnectorError",
        "ConnectionTimeoutError",
        "InvalidURL",
        "NonHttpUrlClientError",
    }
)


def says_not_sent(error: Exception) -> bool:
    """Whether an error of httpx says that nothing was sent."""
    module, name = type(error).__module__, type(error).__name__
    cause = error.__cause__
    if cause is not None and type(cause).__module__.startswith("aiohttp"):
        # httpx-aiohttp also calls a connection that broke after sending a
        # ConnectTimeout. Its cause tells the truth.
        names = {base.__name__ for base in type(cause).__mro__}
        return name in _NOT_SENT and not names.isdisjoint(_AIOHTTP_NOT_SENT)
    return module.startswith("httpx") and name in _NOT_SENT


_PACKAGES: Final = {*PACKAGES, "anyio", "asyncio", "builtins", "h11", "trio", "zlib"}
_PACKAGES.update(name.replace("httpx", "httpcore") for name in PACKAGES)
"""Where the errors come from that connections of ours can raise."""


def is_foreign(error: Exception) -> bool:
    """Whether an error is of neither a transport nor Python.

    Such as a time limit that a signal handler of the caller's raises: it is theirs.
    """
    module = type(error).__module__
    own = isinstance(error, (OSError, TooLarge, TooLate))
    return not own and module.partition(".")[0] not in _PACKAGES
