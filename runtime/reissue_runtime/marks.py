# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Lists with other marks between their elements than OpenAPI has for their place.

Swagger 2.0 writes lists with blanks, tabs and pipes in every place.
"""

from __future__ import annotations

from collections.abc import Iterator

from .encode import (
    IN_QUERY,
    EncodeError,
    Parameter,
    Query,
    elements,
    header_value,
    is_absent,
    quoted,
    text,
    there,
)


class MarkedPath(Parameter, frozen=True):
    """A list in the path."""

    mark: str

    def write(self, value: object) -> str:
        """The elements, each encoded. Raises EncodeError."""
        what, code = there(self.name, value)
        return quoted(self.mark).join(
            code(text(one, what)) for one in _all(value, what)
        )


class MarkedQuery(Query, frozen=True, kw_only=True):
    """A list in the query or in a form."""

    mark: str

    def pairs(self, value: object, kind: str = IN_QUERY) -> Iterator[str]:
        """Its one ``name=value`` pair, encoded; none of an empty list. Raises EncodeError."""
        what = f"{kind} {self.name!r}"
        if not is_absent(value) and (parts := _all(value, what)):
            words = (quoted(text(one, what)) for one in parts)
            yield f"{quoted(self.name)}={quoted(self.mark).join(words)}"


class MarkedHeader(Parameter, frozen=True):
    """A list in a header."""

    mark: str
    sensitive: bool = False

    def write(self, value: object) -> str:
        """The elements, each one that a header can hold. Raises EncodeError."""
        what = f"header {self.name!r}"
        return self.mark.join(header_value(self.name, one) for one in _all(value, what))


def _all(value: object, what: str) -> list[object]:
    parts = elements(value)
    if parts is None:
        raise EncodeError(f"{what}: a {type(value).__name__} is no list")
    return parts
