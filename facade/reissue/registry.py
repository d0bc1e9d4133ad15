"""Which providers there are: the built-in ones, and those that other packages register.

A package adds a provider in its pyproject.toml:

    [project.entry-points."reissue.providers"]
    acme = "reissue_acme:PLUGIN"

where PLUGIN is a `ProviderPlugin`. Nothing of a provider is imported before it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, cast

from msgspec import Struct

from .credentials import (
    AbillifyCredentials,
    Credentials,
    IremboPayCredentials,
    PayPenCredentials,
    QorePayCredentials,
)
from .errors import ConfigurationError
from .verbs import Adapter

GROUP: Final = "reissue.providers"


class ProviderPlugin(Struct, frozen=True, kw_only=True):
    """A provider as the facade knows it."""

    name: str
    """As in ``gateway.get("acme", ...)``; the same as `credentials.provider`."""
    credentials: type[Credentials]
    adapter: str
    """Where the sync adapter is: ``package.module:Class``."""
    async_adapter: str
    """Where the async adapter is."""

    def load(self, *, asynchronous: bool = False) -> type[Adapter[Any]]:
        """Import the adapter class."""
        module, _, name = (self.async_adapter if asynchronous else self.adapter).partition(":")
        return cast("type[Adapter[Any]]", getattr(import_module(module), name))


def _built_in(credentials: type[Credentials], title: str) -> ProviderPlugin:
    home = f"reissue.adapters.{credentials.provider}"
    return ProviderPlugin(
        name=credentials.provider,
        credentials=credentials,
        adapter=f"{home}:{title}Adapter",
        async_adapter=f"{home}:Async{title}Adapter",
    )


BUILT_IN: Final[Mapping[str, ProviderPlugin]] = {
    plugin.name: plugin
    for plugin in (
        _built_in(QorePayCredentials, "QorePay"),
        _built_in(AbillifyCredentials, "Abillify"),
        _built_in(IremboPayCredentials, "IremboPay"),
        _built_in(PayPenCredentials, "PayPen"),
    )
}


def providers() -> dict[str, ProviderPlugin]:
    """All providers by name.

    Raises ConfigurationError for a plug-in that cannot be loaded, or that takes the name of another one: calls that
    move money must not end somewhere else because a package was installed.
    """
    from importlib.metadata import entry_points

    found = dict(BUILT_IN)
    for entry in entry_points(group=GROUP):
        try:
            plugin: object = entry.load()
        except Exception as error:  # whatever a foreign module raises on import
            raise _broken(entry.value, f"it cannot be loaded ({type(error).__name__}: {error})") from None
        if not isinstance(plugin, ProviderPlugin):
            raise _broken(entry.value, "it is no reissue.ProviderPlugin")
        if plugin.name in found:
            raise _broken(entry.value, f"there is a provider of the name {plugin.name!r} already")
        if plugin.name != plugin.credentials.provider:
            raise _broken(entry.value, f"its credentials are for {plugin.credentials.provider!r}, not {plugin.name!r}")
        found[plugin.name] = plugin
    return found


def provider(name: str) -> ProviderPlugin:
    """One provider. Raises ConfigurationError, which names those that there are."""
    plugin = BUILT_IN.get(name)
    if plugin is None:
        known = providers()
        plugin = known.get(name)
        if plugin is None:
            raise ConfigurationError(f"There is no provider {name!r}; there are {', '.join(known)}.")
    return plugin


def _broken(value: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"The plug-in {value} of the entry-point group {GROUP}: {why}. Uninstall or mend it.")
