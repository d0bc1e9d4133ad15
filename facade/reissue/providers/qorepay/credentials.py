"""What QorePay wants to know of its caller."""

from __future__ import annotations

from typing import ClassVar

from reissue_runtime import Secret

from ...plugin import Credentials


class QorePayCredentials(Credentials, frozen=True, kw_only=True):
    """QorePay: the key decides whether calls are test or live; there is one server.

    Raises ConfigurationError where a secret is empty.
    """

    provider: ClassVar[str] = "qorepay"
    secrets: ClassVar[tuple[str, ...]] = ("secret_key",)
    package: ClassVar[str | None] = "reissue_clients.qorepay"

    secret_key: str | Secret
    """From the portal: a test key or a live one."""
    server: str = "production"
    """``production``, or an https:// address."""
    brand_id: str | None = None
    """The brand that sells; needed to create."""
    webhook_key: str | tuple[str, ...] | None = None
    """Public key (PEM) that verifies webhooks, from ``client.webhooks`` or ``client.public_key``; several while it
    changes. Literal ``\\n`` pairs in it are read as line breaks."""
