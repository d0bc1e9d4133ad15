"""How much an inbox takes, reads and tries."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from reissue.errors import InvalidArgumentError

MIB: Final = 1024 * 1024


class Bounds(Struct, frozen=True, kw_only=True):
    """The limits of an inbox. Each account has its own. Raises InvalidArgumentError for what is no limit."""

    largest_body: int = MIB
    """Bytes. A larger one is answered 413."""
    reads_per_minute: int = 30
    """Unsigned deliveries are read back from their provider: at most so many of one account in a minute; others wait."""
    waiting: int = 1000
    """Unsigned deliveries that wait to be read: beyond so many, further ones are answered 503, and are not kept."""
    waiting_bytes: int = 64 * MIB
    """And so many bytes of them."""
    refused_per_minute: int = 10
    """Refused deliveries whose digest is kept; others leave nothing behind. In each process."""
    attempts: int = 10
    """An event whose handler fails so often is poison."""
    patience: float = 300.0
    """Seconds that a handler without a transaction may take; after that another process may hand the event over, too."""
    days: int = 30
    """So long are bodies kept, and what events tell. Then only digests are."""

    def __post_init__(self) -> None:
        if any(getattr(self, name) <= 0 for name in self.__struct_fields__):
            raise InvalidArgumentError("A bound of an inbox is above zero.")
