# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""HTTP Basic: a user name and a password."""

from __future__ import annotations

from base64 import b64encode

from .auth import Applied, Scheme
from .errors import ConfigurationError
from .secret import Secret


class Basic(Scheme):
    """A user name and a password, as ``Authorization: Basic ...``."""

    arguments = ("username", "password")

    def apply(self, secrets: tuple[Secret, ...]) -> Applied:
        if ":" in secrets[0].reveal():
            raise ConfigurationError("A user name for HTTP Basic may have no colon.")
        return Applied(headers=((b"Authorization", b"Basic " + _pair(secrets)),))

    def texts(self, secrets: tuple[Secret, ...]) -> list[str]:
        return [*super().texts(secrets), _pair(secrets).decode()]


def _pair(secrets: tuple[Secret, ...]) -> bytes:
    return b64encode(":".join(secret.reveal() for secret in secrets).encode())
