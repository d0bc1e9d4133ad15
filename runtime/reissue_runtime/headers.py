# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Header parameters, as OpenAPI writes them (style simple)."""

from __future__ import annotations

from .body import encode_json
from .encode import Parameter, flat, header_value


class Header(Parameter, frozen=True):
    """A header parameter (style simple)."""

    explode: bool = False
    json: bool = False
    sensitive: bool = False

    def write(self, value: object) -> str:
        """The value of the header. Raises EncodeError."""
        if self.json:
            return header_value(self.name, encode_json(value).decode())
        what = f"header {self.name!r}"
        return header_value(self.name, flat(value, what, str, self.explode, ","))
