"""What Billingo wants to know of its caller."""

from __future__ import annotations

from typing import ClassVar

from reissue_runtime import Secret

from reissue.plugin import Credentials


class BillingoCredentials(Credentials, frozen=True, kw_only=True):
    """Billingo: an API key. There is one server, and it is live."""

    provider: ClassVar[str] = "billingo"
    secrets: ClassVar[tuple[str, ...]] = ("api_key",)
    package: ClassVar[str | None] = "reissue_billingo.billingo"

    api_key: str | Secret
    server: str = "production"
    block: str | None = None
    """The document block from which numbers are taken; needed to create."""
    vat: str | None = None
    """The VAT rate of what is sold, such as ``27%``; needed to create."""
