"""Which providers there are: the built-in ones, and those that other packages register.

A package adds a provider in its pyproject.toml:

    [project.entry-points."reissue.providers"]
    acme = "reissue_acme:PLUGIN"

where PLUGIN is a `ProviderPlugin`. Nothing of a provider is imported before it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NewType, TypeAlias

from .errors import ConfigurationError, nearest
from .plugin import ProviderPlugin
from .providers import abillify, irembopay, paypen, qorepay

GROUP: Final = "reissue.providers"

BuiltIn: TypeAlias = Literal["qorepay", "abillify", "irembopay", "paypen"]
"""The name of a built-in provider, written out: type checkers know which verbs it has."""
ProviderName = NewType("ProviderName", str)
"""The name of a provider that is known only when the program runs: see `provider_name`."""


BUILT_IN: Final[Mapping[str, ProviderPlugin]] = {
    plugin.name: plugin for plugin in (qorepay.PLUGIN, abillify.PLUGIN, irembopay.PLUGIN, paypen.PLUGIN)
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
    """One provider. Raises ConfigurationError, which names those that there are, and the one that may be meant."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    known = providers()
    if name not in known:
        raise ConfigurationError(
            f"There is no provider {name!r}; there are {', '.join(known)}.{nearest(str(name), known)}"
        )
    return known[name]


def provider_name(name: str) -> ProviderName:
    """A name out of a file, a form, or an `Invoice`, for verbs, which else take written-out names alone.

        gateway.get(provider_name(row["provider"]), row["reference"])

    Raises ConfigurationError for a provider that there is not.
    """
    return ProviderName(provider(name).name)


def _broken(value: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"The plug-in {value} of the entry-point group {GROUP}: {why}. Uninstall or mend it.")
