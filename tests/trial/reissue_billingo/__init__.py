"""Billingo as a plug-in: what another package writes to be a provider of `reissue`."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar

import reissue_clients._runtime as runtime
from reissue import Credentials, ProviderPlugin, Secret

# The generated client brings a runtime of its own. With that of the facade in its place, there is one tree of errors.
_OWN = f"{__name__}.billingo._runtime"
sys.modules[_OWN] = runtime
for _module in iter_modules(runtime.__path__):
    sys.modules[f"{_OWN}.{_module.name}"] = import_module(f"{runtime.__name__}.{_module.name}")


class BillingoCredentials(Credentials, frozen=True, kw_only=True):
    """Billingo: an API key. There is one server, and it is live."""

    provider: ClassVar[str] = "billingo"
    secrets: ClassVar[tuple[str, ...]] = ("api_key",)
    package: ClassVar[str | None] = f"{__name__}.billingo"

    api_key: str | Secret
    server: str = "production"
    block: str | None = None
    """The document block from which numbers are taken; needed to create."""
    vat: str | None = None
    """The VAT rate of what is sold, such as ``27%``; needed to create."""


PLUGIN = ProviderPlugin(
    name="billingo",
    credentials=BillingoCredentials,
    adapter=f"{__name__}.adapter:BillingoAdapter",
    async_adapter=f"{__name__}.adapter:AsyncBillingoAdapter",
)
