"""A local stand-in for all providers, driven by the same documents as the generated clients.

`Sandbox` runs it in a thread for tests, `serve` in the foreground with its web console.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .server import Sandbox, serve

__all__ = ["Sandbox", "serve"]

PORT: Final = 8642
"""Where the sandbox listens when nobody says another port; the documentation names it."""


def __getattr__(name: str) -> object:
    # Lazily, because a look at `reissue_sandbox.spec` must not load a web server.
    if name in __all__:
        from . import server

        return getattr(server, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
