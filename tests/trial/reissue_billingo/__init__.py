"""Billingo as a plug-in: what another package writes to be a provider of `reissue`."""

from __future__ import annotations

from reissue.plugin import ProviderPlugin

from .credentials import BillingoCredentials

PLUGIN = ProviderPlugin(
    name="billingo",
    credentials=BillingoCredentials,
    adapter=f"{__name__}.adapter:BillingoAdapter",
    async_adapter=f"{__name__}.adapter:AsyncBillingoAdapter",
)
