"""A file by reference: a path, or an address that is pinned by its digest and kept in a cache of the user."""

from __future__ import annotations

import os

from ..errors import ConfigurationError
from .files import read, sha256
from .made import PINNED


class Pinned:
    """What a reference names. `digest` is '' where a file is not pinned."""

    __slots__ = ("address", "digest")

    def __init__(self, reference: str) -> None:
        self.address, _, self.digest = reference.partition(PINNED)
        if self.is_remote and not self.address.startswith(("https://", "http://")):
            raise ConfigurationError(f"{self.address}: an overlay is a file, or has an address with https://.")
        if PINNED in reference and not self._is_digest():
            raise ConfigurationError(f"{reference}: what stands behind #sha256= is no digest of 64 hexadecimal digits.")
        if self.is_remote and not self.digest:
            hint = f"look at what stands there, and write {self.address}{PINNED}DIGEST"
            raise ConfigurationError(
                f"{self.address}: an overlay by address is only taken with its digest, as it may change any day.",
                hint=hint,
            )

    def _is_digest(self) -> bool:
        return len(self.digest) == 64 and set(self.digest) <= set("0123456789abcdef")

    @property
    def is_remote(self) -> bool:
        """Whether it is an address, and no file."""
        return "://" in self.address

    @property
    def path(self) -> str:
        """The file; of an address the copy in the cache, which may not be there."""
        if not self.is_remote:
            return self.address
        ending = ".json" if self.address.endswith(".json") else ".yaml"
        return os.path.join(_cache(), self.digest + ending)

    @property
    def is_here(self) -> bool:
        """Whether the bytes are at hand."""
        return os.path.isfile(self.path)

    def data(self) -> bytes:
        """The bytes. Raises ConfigurationError where they are not at hand, or others than the digest says."""
        try:
            data = read(self.path)
        except OSError as error:
            if self.is_remote:
                raise ConfigurationError(f"{self.address} is not in the cache {_cache()}: reissue generate") from None
            raise ConfigurationError(f"{self.address}: {error.strerror}.") from None
        self.verify(data)
        return data

    def verify(self, data: bytes) -> None:
        """Raise ConfigurationError where these are other bytes than the digest says."""
        if self.digest and sha256(data) != self.digest:
            hint = "look at what has changed, and write the new digest"
            raise ConfigurationError(
                f"{self.address} is not what was pinned: its digest is {sha256(data)}, not {self.digest}.", hint=hint
            )


def _cache() -> str:
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "reissue", "overlays")
