"""What PayPen wants to know of its caller."""

from __future__ import annotations

from typing import ClassVar

from reissue_runtime import Secret

from ...plugin import Credentials


class PayPenCredentials(Credentials, frozen=True, kw_only=True):
    """PayPen: the company's API key and the e-mail address of its API user. There is one server, and it is live."""

    provider: ClassVar[str] = "paypen"
    secrets: ClassVar[tuple[str, ...]] = ("api_key", "email")
    package: ClassVar[str | None] = "reissue_clients.paypen"

    api_key: str | Secret
    email: str | Secret
    server: str = "production"
