"""What IremboPay wants to know of its caller."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, get_args

from msgspec.structs import force_setattr
from reissue_runtime import Secret

from ...errors import ConfigurationError
from ...plugin import Credentials
from ...plugin.events import KeysLike, webhook_keys

ApiVersion = Literal["2", "3"]
"""The versions of IremboPay's API that the client speaks; 3 adds payment in installments."""


class IremboPayCredentials(Credentials, frozen=True, kw_only=True):
    """IremboPay: the merchant's secret key. `server` is ``sandbox`` or ``production``, or an https:// address.

    Raises ConfigurationError where a secret is empty, and for a version of the API that there is not.
    """

    provider: ClassVar[str] = "irembopay"
    secrets: ClassVar[tuple[str, ...]] = ("secret_key",)
    package: ClassVar[str | None] = "reissue_clients.irembopay"

    secret_key: str | Secret
    """Of the server that is used; it also verifies webhooks."""
    payment_account: str | None = None
    """The payment account that takes the money and decides the currency; needed to create."""
    api_version: ApiVersion = "2"
    """The version of the API that every call is made with; members that only 3 knows are refused under 2."""
    webhook_key: KeysLike = None
    """Further secret keys that verify webhooks, beside `secret_key`, while that is being changed: the old one, or the next.
    One or several; in one text with blanks between them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        force_setattr(self, "webhook_key", webhook_keys(self.webhook_key))
        if self.api_version not in get_args(ApiVersion):  # it may come out of the environment
            raise ConfigurationError(f"{self.provider}: api_version is '2' or '3'.", provider=self.provider)

    def arguments(self) -> dict[str, Any]:
        """The arguments of the client's constructor, the version of the API among them."""
        return {**super().arguments(), "api_version": self.api_version}
