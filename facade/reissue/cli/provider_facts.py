"""What there is to tell about each provider, read off the adapters and the generated clients, without any call."""

from __future__ import annotations

from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from ..capabilities import CAPABILITIES, capabilities
from ..plugin import ProviderPlugin
from ..plugin.by_name import imported
from ..registry import providers
from .effects import OperationEffect, effects

if TYPE_CHECKING:
    from reissue_runtime import Operation
    from reissue_runtime.provider import Provider


class Environment(Struct, frozen=True, kw_only=True):
    """One server of a provider."""

    name: str
    """What ``server=`` and REISSUE_..._SERVER take."""
    url: str
    """Its base address; {names} in it are to be filled in."""
    live: bool | None
    """Whether real money and real people stand behind it; None where that is not known."""


class ProviderFacts(Struct, frozen=True, kw_only=True):
    """One provider: a row of `reissue providers`."""

    provider: str
    verbs: dict[str, bool]
    """Each verb of the facade, and whether this provider has it."""
    instead: dict[str, str]
    """By verb that is missing: what to do in its place."""
    operations: int | None
    """How many operations the typed client has; None for a plug-in without a generated client."""
    effects: list[OperationEffect]
    """Of each of them: what a repeat would do, and how certain that is."""
    webhooks: int | None
    auth: list[str]
    """Kinds of credentials: Bearer, Basic, ApiKey, TokenLogin."""
    api_versions: list[str]
    """The versions of the vendor's API that ``api_version=`` may name, the oldest first; none where it has no such choice."""
    environments: list[Environment]
    variables: dict[str, bool]
    """The environment variables that are read, and whether each is required."""


def provider_facts() -> list[ProviderFacts]:
    """All providers, built-in ones first. Raises ConfigurationError for a broken plug-in."""
    return [_facts(plugin) for plugin in providers().values()]


def _facts(plugin: ProviderPlugin) -> ProviderFacts:
    adapter = plugin.load()
    package, has = plugin.credentials.package, capabilities(adapter)
    operations = _operations(package) if package else []
    about: Provider | None = imported(f"{package}.client:PROVIDER") if package else None
    return ProviderFacts(
        provider=plugin.name,
        verbs={verb: verb in has for verb in CAPABILITIES},
        instead=dict(adapter.verbs.instead),
        operations=len(operations) if package else None,
        effects=effects(plugin.name, operations),
        webhooks=_webhooks(package) if package else None,
        auth=[type(scheme).__name__ for scheme in about.schemes.values()] if about else [],
        api_versions=[version for known in about.versions.values() for version in known] if about else [],
        environments=[
            Environment(name=name, url=url, live=about.is_live(url) if about else None)
            for name, url in plugin.credentials.servers().items()
        ],
        variables=plugin.credentials.variables(),
    )


def _operations(package: str) -> list[Operation[Any]]:
    """The descriptors of a client, each once."""
    from reissue_runtime import Operation

    folder = f"{package}.resources"
    names = [f"{folder}.{found.name}" for found in iter_modules(imported(folder).__path__)]
    values = [value for name in names for value in _values(name)]
    found = [value for value in values if isinstance(value, cast("type[Any]", Operation))]
    return list({id(value): value for value in found}.values())


def _webhooks(package: str) -> int:
    from importlib.util import find_spec

    from reissue_runtime.webhooks import Webhook

    if find_spec(f"{package}.webhooks") is None:
        return 0
    return sum(isinstance(value, Webhook) for value in _values(f"{package}.webhooks"))


def _values(name: str) -> list[Any]:
    """All that stands in a module of a client."""
    module: ModuleType = imported(name)
    return list(vars(module).values())
