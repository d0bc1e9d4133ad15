"""What PayPen wants to know of its caller."""

from __future__ import annotations

from typing import ClassVar

from reissue_runtime import Secret

from ...plugin import Credentials


class PayPenCredentials(Credentials, frozen=True, kw_only=True):
    """PayPen: an API key and the e-mail address of its user. There is one server, and it is live.

    Raises ConfigurationError where a secret is empty.
    """

    provider: ClassVar[str] = "paypen"
    secrets: ClassVar[tuple[str, ...]] = ("api_key", "email")
    package: ClassVar[str | None] = "reissue_clients.paypen"

    api_key: str | Secret
    """The company's key, from the portal."""
    email: str | Secret
    """The e-mail address of the API user."""
    server: str = "production"
    """``production``, or an https:// address."""
