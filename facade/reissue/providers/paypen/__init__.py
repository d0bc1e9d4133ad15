"""PayPen as a provider of the facade."""

from __future__ import annotations

from ...plugin import ProviderPlugin
from .credentials import PayPenCredentials

PLUGIN = ProviderPlugin(
    name="paypen",
    credentials=PayPenCredentials,
    adapter=f"{__name__}.adapter:PayPenAdapter",
    async_adapter=f"{__name__}.adapter:AsyncPayPenAdapter",
)
