# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""An API key in a header, a query parameter or a cookie."""

from __future__ import annotations

from typing import Literal

from .auth import Applied, Scheme, wire
from .errors import ConfigurationError
from .secret import Secret


class ApiKey(Scheme):
    """A key in a header, a query parameter or a cookie of that name."""

    arguments = ("key",)

    def __init__(
        self, name: str, location: Literal["header", "query", "cookie"] = "header"
    ) -> None:
        self.name, self.location = name, location

    def apply(self, secrets: tuple[Secret, ...]) -> Applied:
        key = secrets[0]
        if self.location == "header":
            return Applied(headers=((self.name.encode("ascii"), wire(key)),))
        if self.location == "query":
            return Applied(query=((self.name, key.reveal()),))
        if b";" in wire(key):
            raise ConfigurationError("A credential for a cookie may have no semicolon.")
        return Applied(cookies=((self.name, key.reveal()),))
