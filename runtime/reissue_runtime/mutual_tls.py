# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Mutual TLS: the certificate is in the HTTP client that the caller passes in."""

from __future__ import annotations

from typing import Final

from .auth import Applied, Given, Scheme
from .options import AsyncClientOptions, ClientOptions
from .secret import Secret

_GIVEN: Final = ("given",)


class MutualTls(Scheme):
    """A certificate of the connection: nothing of it is in a request.

    Whether the client that was passed in has one cannot be seen; the server tells.
    """

    arguments = ("http=, an HTTP client of your own that has the certificate",)

    def apply(self, secrets: tuple[Secret, ...]) -> Applied:
        return Applied()

    def texts(self, secrets: tuple[Secret, ...]) -> list[str]:
        return []


def own_client(options: ClientOptions | AsyncClientOptions) -> Given:
    """What stands for the certificate; None where no client was passed in.

    The name of a package is no such client: what we make of it has no certificate.
    """
    return _GIVEN if hasattr(options.get("http"), "send") else None
