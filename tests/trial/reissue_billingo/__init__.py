"""Billingo as a plug-in: what another package writes to be a provider of `reissue`."""

from __future__ import annotations

from typing import ClassVar

from reissue import Credentials, ProviderPlugin, Secret


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
