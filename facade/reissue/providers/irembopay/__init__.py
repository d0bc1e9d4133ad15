"""IremboPay as a provider of the facade."""

from __future__ import annotations

from ...plugin import ProviderPlugin
from .credentials import IremboPayCredentials

PLUGIN = ProviderPlugin(
    name="irembopay",
    credentials=IremboPayCredentials,
    adapter=f"{__name__}.adapter:IremboPayAdapter",
    async_adapter=f"{__name__}.adapter:AsyncIremboPayAdapter",
)
