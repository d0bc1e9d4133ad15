# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Form request bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from .body import Written, encode_json
from .encode import EncodeError, Query, each, members
from .model import is_array


class Form(Struct, frozen=True):
    """A form request body (application/x-www-form-urlencoded)."""

    media: str = "application/x-www-form-urlencoded"
    fields: Mapping[str, Query] = {}
    """Those that are not written in the default way.

    That is: a list repeats its name, an object is JSON text, in a list as well, and so
    is a list in a list.
    """

    def write(self, value: object, media: str | None) -> Written:
        """The body. Raises EncodeError."""
        given = members(value)
        if given is None:
            kind = type(value).__name__
            raise EncodeError(f"a form body is an object, not a {kind}")
        pairs = [pair for name, part in given for pair in self._pairs(name, part)]
        content = "&".join(pairs).replace("%20", "+").encode("ascii")
        return Written(content, self.media)

    def _pairs(self, name: str, value: object) -> Iterator[str]:
        known = self.fields.get(name)
        words = value if known is not None else [_word(one) for one in each(value)]
        return (known or Query(name)).pairs(words, "field")


def _word(value: object) -> object:
    """An object or array as JSON text, which is how OpenAPI writes one in a form."""
    is_nested = is_array(value) or members(value) is not None
    return encode_json(value).decode() if is_nested else value
