# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Cookie parameters, as OpenAPI writes them."""

from __future__ import annotations

import re
from typing import Final, Literal
from urllib.parse import quote

from .body import encode_json
from .encode import TOKEN, EncodeError, Parameter, elements, flat, members, quoted, text

_ALLOWED = "!#$&'()*+-./:<=>?@[]^_`{|}~"
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

    def write(self, value: object) -> str:
        """Its ``name=value`` pairs, as they stand in the header. Raises EncodeError."""
        what = f"cookie {self.name!r}"
        if not TOKEN.fullmatch(self.name):
            raise EncodeError(f"{what}: not a name that HTTP allows")
        if self.json:
            return f"{self.name}={_code(encode_json(value).decode())}"
        code = _code if self.style == "form" else self._as_given
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


def _code(word: str) -> str:
    return quote(word, safe=_ALLOWED)
