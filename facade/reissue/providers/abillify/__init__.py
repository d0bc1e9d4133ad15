"""Abillify as a provider of the facade."""

from __future__ import annotations

from ...plugin import ProviderPlugin
from .credentials import AbillifyCredentials

PLUGIN = ProviderPlugin(
    name="abillify",
    credentials=AbillifyCredentials,
    adapter=f"{__name__}.adapter:AbillifyAdapter",
    async_adapter=f"{__name__}.adapter:AsyncAbillifyAdapter",
)
