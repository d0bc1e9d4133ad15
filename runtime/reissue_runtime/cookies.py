# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Cookie parameters, as OpenAPI writes them."""

from __future__ import annotations

import re
from functools import partial
from typing import Final, Literal

from .body import encode_json
from .encode import (
    TOKEN,
    EncodeError,
    Parameter,
    Quote,
    elements,
    flat,
    members,
    quoted,
    text,
)

_KEPT: Final = "!#$&'()*+/:=?@[]"
"""The reserved characters that a cookie may have: no comma, no semicolon."""
_ENDING: Final = re.compile(r"[^\x21-\x3a\x3c-\x7e]").search
"""What would end the value of a cookie, or is no character of a header."""


class Cookie(Parameter, frozen=True):
    """A cookie parameter.

    In the style `cookie` of OpenAPI 3.2 values are sent as they are given, escaped
    already where they have to be.
    """

    explode: bool = True
    json: bool = False
    style: Literal["form", "cookie"] = "form"
    allow_reserved: bool = False

    def write(self, value: object) -> str:
        """Its ``name=value`` pairs, as they stand in the header. Raises EncodeError."""
        what = f"cookie {self.name!r}"
        if not TOKEN.fullmatch(self.name):
            raise EncodeError(f"{what}: not a name that HTTP allows")
        code: Quote = partial(quoted, kept=_KEPT) if self.allow_reserved else quoted
        if self.json:
            return f"{self.name}={code(encode_json(value).decode())}"
        if self.style == "cookie":
            code = self._as_given
        pairs, items = members(value), elements(value)
        if self.explode and pairs is not None:
            return "; ".join(
                f"{quoted(key)}={code(text(part, what))}" for key, part in pairs
            )
        if self.explode and items is not None:
            return "; ".join(f"{self.name}={code(text(part, what))}" for part in items)
        return f"{self.name}={flat(value, what, code, False, ',')}"

    def _as_given(self, word: str) -> str:
        if _ENDING(word):
            raise EncodeError(
                f"cookie {self.name!r}: a blank, a semicolon or a character "
                "that no header has; this API takes the value as it is given"
            )
        return word
