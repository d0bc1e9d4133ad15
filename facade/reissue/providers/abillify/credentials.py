"""What Abillify wants to know of its caller."""

from __future__ import annotations

from typing import ClassVar

from reissue_runtime import Secret

from ...plugin import Credentials


class AbillifyCredentials(Credentials, frozen=True, kw_only=True):
    """Abillify: API credentials from the portal. `server` is ``staging``, or the https:// address of your production.

    Raises ConfigurationError where a secret is empty.
    """

    provider: ClassVar[str] = "abillify"
    secrets: ClassVar[tuple[str, ...]] = ("username", "password")
    package: ClassVar[str | None] = "reissue_clients.abillify"

    username: str | Secret
    """The user of the API."""
    password: str | Secret
    """Its password."""
