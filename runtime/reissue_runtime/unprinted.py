# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What speaks against an answer whose body the vendor documents and does not print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from msgspec import Struct

from .evidence import Evidence, is_nothing
from .model import member


class Unprinted(Struct, frozen=True, kw_only=True):
    """No proof, and a body that the document does not print.

    An object is believed that does not say no, and no body at all.
    """

    unprinted: ClassVar[bool] = True
    statuses: tuple[int, ...]
    values: Mapping[str, tuple[str, ...]] = {}
    """As those of `Evidence`."""

    def lack(
        self, value: Any, status: int, body: bytes, addressed: str | None, sent: Any
    ) -> str | None:
        """What speaks against the answer; None where it may be believed."""
        if status not in self.statuses:
            return "has a status that is not documented"
        if not body.strip():
            return None
        if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
            return "is no object"
        told = [member(value, name) for name in ("error", "errors")]
        if member(value, "success") is False or not all(map(is_nothing, told)):
            return "says that it was not done"
        return Evidence(values=self.values).lack(value, status, body, None, None)
