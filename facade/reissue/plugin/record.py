"""The record by which the facade knows a provider."""

from __future__ import annotations

from typing import Any, cast

from msgspec import Struct

from .by_name import imported
from .credentials import Credentials
from .verbs import Adapter


class ProviderPlugin(Struct, frozen=True, kw_only=True):
    """A provider as the facade knows it. Nothing but its credentials is imported before it is used."""

    name: str
    """As in ``gateway.get("acme", ...)``; the same as `credentials.provider`."""
    credentials: type[Credentials]
    adapter: str
    """Where the sync adapter is: ``package.module:Class``."""
    async_adapter: str
    """Where the async adapter is."""

    def load(self, *, asynchronous: bool = False) -> type[Adapter[Any]]:
        """Import the adapter class, or the one that is awaited."""
        return cast("type[Adapter[Any]]", imported(self.async_adapter if asynchronous else self.adapter))
