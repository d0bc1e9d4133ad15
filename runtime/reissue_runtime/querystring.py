# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Query strings that are one value of a media type (`in: querystring`)."""

from __future__ import annotations

from collections.abc import Iterator

from .body import Body, Json
from .encode import EncodeError, Query, is_absent, quoted

_FORM = "application/x-www-form-urlencoded"


class QueryString(Query, frozen=True):
    """The whole query string as one value; what it is called is not sent."""

    content: Body = Json()

    def pairs(self, value: object) -> Iterator[str]:
        """The query string, encoded. Raises EncodeError."""
        if is_absent(value):
            return
        written = self.content.write(value, None).content
        if not isinstance(written, bytes):
            raise EncodeError(f"query string {self.name!r}: not a text")
        told = written.decode()
        yield told if self.content.media == _FORM else quoted(told)
