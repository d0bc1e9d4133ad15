"""What QorePay wants to know of its caller."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import force_setattr
from reissue_runtime import Secret

from ...plugin import Credentials
from ...plugin.events import KeysLike, webhook_keys


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
    webhook_key: KeysLike = None
    """Public keys (PEM) that verify webhooks: that of each webhook, from ``client.webhooks``, and for success callbacks that
    of the company, from ``client.public_key``. One or several, each of which is accepted; in one text one after another.
    Literal ``\\n`` pairs in it are read as line breaks."""

    def __post_init__(self) -> None:
        super().__post_init__()
        force_setattr(self, "webhook_key", webhook_keys(self.webhook_key))
