"""QorePay as a provider of the facade."""

from __future__ import annotations

from ...plugin import ProviderPlugin
from .credentials import QorePayCredentials

PLUGIN = ProviderPlugin(
    name="qorepay",
    credentials=QorePayCredentials,
    adapter=f"{__name__}.adapter:QorePayAdapter",
    async_adapter=f"{__name__}.adapter:AsyncQorePayAdapter",
)
