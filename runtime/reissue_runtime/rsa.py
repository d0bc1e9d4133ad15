# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Signatures of webhooks made with an RSA key (extra ``reissue[webhooks]``)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

from .errors import ConfigurationError
from .extras import package
from .signatures import HeaderSignature


class RsaSignature(HeaderSignature, frozen=True, kw_only=True):
    """A signature made with the provider's private key (PKCS #1 v1.5).

    The key of the webhook is the public one, as PEM.
    """

    algorithm: Literal["rsa-sha256"]

    def fits(self, key: bytes, message: bytes, made: bytes) -> bool:
        """Whether the private half of the key made this signature of the message."""
        public = _public_key(key)
        padding = _part("hazmat.primitives.asymmetric.padding").PKCS1v15()
        digest = _part("hazmat.primitives.hashes").SHA256()
        try:
            public.verify(made, message, padding, digest)
        except _part("exceptions").InvalidSignature:
            return False
        return True


@lru_cache(maxsize=64)
def _public_key(pem: bytes) -> Any:
    kind = _part("hazmat.primitives.asymmetric.rsa").RSAPublicKey
    load = _part("hazmat.primitives.serialization").load_pem_public_key
    try:
        # Environment variables and JSON often carry \n as two characters, and a key may
        # come as a JSON string.
        text = pem.strip().strip(b'"').replace(b"\\r", b"").replace(b"\\n", b"\n")
        public = load(text.strip() + b"\n")
    except Exception:  # noqa: BLE001
        public = None
    if isinstance(public, kind):
        return public
    raise ConfigurationError(
        "key= of the webhook is no RSA public key in PEM form "
        "(-----BEGIN PUBLIC KEY-----)."
    )


def _part(name: str) -> Any:
    """A module of cryptography, which need not be installed."""
    return package(f"cryptography.{name}", "webhooks", "An RSA webhook")
