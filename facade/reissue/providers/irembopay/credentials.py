"""What IremboPay wants to know of its caller."""

from __future__ import annotations

from typing import ClassVar

from reissue_runtime import Secret

from ...plugin import Credentials


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
