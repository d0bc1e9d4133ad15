"""The inbox as a server of its own, behind whatever ends TLS."""

from __future__ import annotations

import logging
import socket
from pkgutil import resolve_name
from typing import Any, Final, cast

from reissue import Reissue
from reissue.errors import ConfigurationError

from ..ledger import Ledger
from .bounds import Bounds
from .inbox import Inbox
from .received import Handler, TransactionalHandler

PORT: Final = 8643
LOOPBACK: Final = "127.0.0.1"
logger = logging.getLogger("reissue.ledger.inbox")


def handler_at(path: str) -> Handler | TransactionalHandler:
    """The function that a text names: ``package.module:function``. Raises ConfigurationError where there is none."""
    module, colon, name = path.partition(":")
    if not colon or not all(part.isidentifier() for part in (*module.split("."), *name.split("."))):
        raise ConfigurationError(f"{path!r} names no handler: give it as package.module:function.")
    try:
        found: object = resolve_name(path)
    except (ImportError, AttributeError) as error:
        raise ConfigurationError(f"The handler {path} cannot be loaded ({type(error).__name__}: {error}).") from None
    if not callable(found):
        raise ConfigurationError(f"The handler {path} is no function.")
    return cast("Handler", found)


def serve(
    ledger: Ledger,
    gateway: Reissue,
    handler_path: str | None = None,
    host: str = LOOPBACK,
    port: int = PORT,
    *,
    prefix: str = "",
    bounds: Bounds | None = None,
) -> None:
    """Take webhooks until it is interrupted. What waits from before is handed over at once.

    - handler_path: ``package.module:function``. None: events are only kept, and wait.
    - host, port: Where it listens; only this machine reaches the default.
    - prefix: A path before those of the providers. One that nobody guesses keeps strangers away from what is not signed.

    Each delivery is one line of the log ``reissue.ledger.inbox``: provider, account and status, never a query or a body.

    Raises ConfigurationError for a handler that there is not, and where it cannot listen.
    """
    import uvicorn

    handler = None if handler_path is None else handler_at(handler_path)
    with _listening(host, port) as listener, Inbox(ledger, gateway, handler, prefix=prefix, bounds=bounds) as inbox:
        config = uvicorn.Config(
            cast("Any", inbox.asgi),
            host=host,
            port=port,
            access_log=False,  # ours has no paths of strangers and no queries
            log_level="warning",
            lifespan="on",
            server_header=False,
            proxy_headers=False,
            ws="none",
            limit_concurrency=200,
            timeout_graceful_shutdown=10,
        )
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise ConfigurationError(f"Cannot listen at {host}:{port}: {error.strerror}.") from None
