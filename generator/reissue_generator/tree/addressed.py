"""A document by address or from standard input: what was read is kept in a cache of the user, by its digest.

Only the standard library is used, and little of it: `reissue check` starts here.
"""

from __future__ import annotations

import os

from ..errors import ConfigurationError
from .files import read, sha256
from .made import PINNED

STDIN = "stdin://"
"""What stands in the place of an address for what was given on standard input."""


def is_addressed(spec: str) -> bool:
    """Whether a document is named by address, or was given on standard input."""
    return "://" in spec


class Addressed:
    """What `ADDRESS#sha256=DIGEST` names. Without a digest it is not known yet what stands there."""

    __slots__ = ("address", "digest")

    def __init__(self, reference: str) -> None:
        self.address, pin, self.digest = reference.partition(PINNED)
        if pin and not (len(self.digest) == 64 and set(self.digest) <= set("0123456789abcdef")):
            message = f"{masked(self.address)}: what stands behind #sha256= is no digest of 64 hexadecimal digits."
            raise ConfigurationError(message)

    @property
    def name(self) -> str:
        """How findings and emitted files call it: without anything that may be a secret."""
        return "-" if self.address == STDIN else masked(self.address)

    @property
    def reference(self) -> str:
        """How it is recorded: the address without anything that may be a secret, and the digest of what stood there."""
        return f"{STDIN if self.address == STDIN else self.name}{PINNED}{self.digest}"

    @property
    def stem(self) -> str:
        """The last word of the address without its ending; '' for standard input."""
        return os.path.splitext(masked(self.address).partition("?")[0].rstrip("/").rpartition("/")[2])[0]

    @property
    def path(self) -> str:
        """The file of the cache that holds it."""
        ending = ".json" if masked(self.address).partition("?")[0].endswith(".json") else ".yaml"
        return os.path.join(_cache(), self.digest + ending)

    @property
    def is_here(self) -> bool:
        """Whether it is known what stands there, and that is at hand."""
        return bool(self.digest) and os.path.isfile(self.path)

    def data(self) -> bytes:
        """What was read. Raises ConfigurationError where it is not at hand, or was changed there."""
        try:
            data = read(self.path)
        except OSError:
            given = "give it on standard input again" if self.address == STDIN else "give its address again"
            raise ConfigurationError(
                f"{self.name} is not in the cache {_cache()}: reissue generate --spec, and {given}"
            ) from None
        self.verify(data)
        return data

    def verify(self, data: bytes) -> None:
        """Raise ConfigurationError where these are other bytes than the digest says."""
        if sha256(data) != self.digest:
            message = f"{self.name} is not what was pinned: its digest is {sha256(data)}, not {self.digest}."
            raise ConfigurationError(message, hint="look at what has changed, and give the new digest")

    def holding(self, data: bytes) -> Addressed:
        """The same with the digest of what was read there. Raises ConfigurationError where another one was pinned."""
        if self.digest:
            self.verify(data)
        return Addressed(f"{self.address}{PINNED}{sha256(data)}")


def masked(address: str) -> str:
    """An address for people and records: without user and password, without what stands behind '#', and with '***' in the
    place of all values of its query."""
    scheme, mark, rest = address.partition("://")
    rest, _, _ = rest.partition("#")
    rest, question, query = rest.partition("?")
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2]
    name, _, port = host.rpartition(":") if host[-1:] != "]" else (host, "", "")
    if port and name and not port.isdigit():  # a password with a slash in it, which is none of an address
        return f"{scheme}{mark}***"
    pairs = [
        f"{name}=***" if equals else "***" for name, equals, _ in (pair.partition("=") for pair in query.split("&"))
    ]
    return f"{scheme}{mark}{host}{slash}{path}{question}{'&'.join(pairs) if query else ''}"


def _cache() -> str:
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "reissue", "documents")
