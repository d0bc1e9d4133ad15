"""What Abillify wants to know of its caller."""

from __future__ import annotations

from typing import ClassVar

from reissue_runtime import Secret

from ...plugin import Credentials


class AbillifyCredentials(Credentials, frozen=True, kw_only=True):
    """Abillify: API credentials from the portal. Production has an address of its own for each customer."""

    provider: ClassVar[str] = "abillify"
    secrets: ClassVar[tuple[str, ...]] = ("username", "password")
    package: ClassVar[str | None] = "reissue_clients.abillify"

    username: str | Secret
    password: str | Secret
