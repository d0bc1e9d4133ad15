# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Query strings, and fields of forms, that are one value of a media type."""

from __future__ import annotations

from collections.abc import Iterator

from .body import Body, Json
from .encode import IN_QUERY, EncodeError, Query, each, is_absent, quoted

_FORM = "application/x-www-form-urlencoded"


class QueryString(Query, frozen=True):
    """The whole query string as one value; what it is called is not sent."""

    content: Body = Json()

    def pairs(self, value: object, kind: str = IN_QUERY) -> Iterator[str]:
        """The query string, encoded. Raises EncodeError."""
        if is_absent(value):
            return
        told = self._told(value)
        yield told if self.content.media == _FORM else quoted(told)

    def _told(self, value: object) -> str:
        written = self.content.write(value, None).content
        if not isinstance(written, bytes):
            raise EncodeError(f"query string {self.name!r}: not a text")
        return written.decode()


class ContentQuery(QueryString, frozen=True):
    """A field of a form that is itself a form, or XML; of a list each element is one."""

    def pairs(self, value: object, kind: str = IN_QUERY) -> Iterator[str]:
        """Its ``name=value`` pairs, encoded. Raises EncodeError."""
        for one in [] if is_absent(value) else each(value):
            yield f"{quoted(self.name)}={quoted(self._told(one))}"
