"""What IremboPay wants to know of its caller."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import force_setattr
from reissue_runtime import Secret

from ...plugin import Credentials
from ...plugin.events import KeysLike, webhook_keys


class IremboPayCredentials(Credentials, frozen=True, kw_only=True):
    """IremboPay: the merchant's secret key. `server` is ``sandbox`` or ``production``, or an https:// address.

    Raises ConfigurationError where a secret is empty.
    """

    provider: ClassVar[str] = "irembopay"
    secrets: ClassVar[tuple[str, ...]] = ("secret_key",)
    package: ClassVar[str | None] = "reissue_clients.irembopay"

    secret_key: str | Secret
    """Of the server that is used; it also verifies webhooks."""
    payment_account: str | None = None
    """The payment account that takes the money and decides the currency; needed to create."""
    webhook_key: KeysLike = None
    """Further secret keys that verify webhooks, beside `secret_key`, while that is being changed: the old one, or the next.
    One or several; in one text with blanks between them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        force_setattr(self, "webhook_key", webhook_keys(self.webhook_key))
