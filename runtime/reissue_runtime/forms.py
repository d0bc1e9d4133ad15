# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Form request bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from .body import Written, encode_json
from .encode import EncodeError, Query, each, members, query_pairs, quoted


class Form(Struct, frozen=True):
    """A form request body (application/x-www-form-urlencoded)."""

    media: str = "application/x-www-form-urlencoded"
    fields: Mapping[str, Query] = {}
    """Those that are not written in the default way.

    That is: a list repeats its name, an object is JSON text, in a list as well.
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

    def _pairs(self, name: str, value: object) -> Iterable[str]:
        known = self.fields.get(name)
        if known is not None:
            return known.pairs(value)
        return query_pairs(name, [_word(one) for one in each(value)], quoted)


def _word(value: object) -> object:
    """An object as JSON text, which is how OpenAPI writes one in a form."""
    return value if members(value) is None else encode_json(value).decode()
