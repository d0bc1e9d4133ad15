"""The record by which the facade knows a provider."""

from __future__ import annotations

from typing import Any, Final, TypeVar, cast

from msgspec import Struct

from ..errors import ConfigurationError
from .by_name import imported
from .credentials import Credentials
from .verbs import Adapter

A = TypeVar("A", bound="type[Adapter[Any]]")

ADAPTER_CONTRACT: Final = 1
"""Which adapters this version works with: raised whenever a plug-in would have to be changed."""


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
        """Import the adapter class, or the one that is awaited.

        Raises ConfigurationError where it cannot be imported, and for one that was made for another contract.
        """
        try:
            found = imported(self.async_adapter if asynchronous else self.adapter)
        except (ImportError, AttributeError, SyntaxError) as error:
            told = f"{type(error).__name__}: {error}"
            text = f"{self.name}: its adapter cannot be loaded ({told}). Install versions that fit each other."
            raise ConfigurationError(text, provider=self.name) from error
        return fitting(cast("type[Adapter[Any]]", found))


def fitting(adapter: A) -> A:
    """The class of an adapter. Raises ConfigurationError for what is none, and for another contract than this version's."""
    there = cast("object", adapter)
    if not (isinstance(there, type) and issubclass(there, Adapter) and hasattr(adapter, "verbs")):
        kind = there.__name__ if isinstance(there, type) else type(there).__name__
        raise ConfigurationError(f"The class of an adapter with verbs is needed here, not {kind}.")
    if type(adapter.contract) is not int:
        raise ConfigurationError(
            f"{adapter.__name__}: the contract of an adapter is a number, such as {ADAPTER_CONTRACT}."
        )
    if adapter.contract == ADAPTER_CONTRACT:
        return adapter
    older = adapter.contract < ADAPTER_CONTRACT
    raise ConfigurationError(
        f"{adapter.__name__} was made for contract {adapter.contract} of adapters, and this version of reissue has "
        f"{ADAPTER_CONTRACT}: install a newer version of {'the plug-in' if older else 'reissue'}."
    )
