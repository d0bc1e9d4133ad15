# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Cookie parameters, as OpenAPI writes them (style form)."""

from __future__ import annotations

from urllib.parse import quote

from .body import encode_json
from .encode import TOKEN, EncodeError, Parameter, elements, flat, members, quoted, text

_ALLOWED = "!#$&'()*+-./:<=>?@[]^_`{|}~"


class Cookie(Parameter, frozen=True):
    """A cookie parameter (style form)."""

    explode: bool = True
    json: bool = False

    def write(self, value: object) -> str:
        """Its ``name=value`` pairs, as they stand in the header. Raises EncodeError."""
        what = f"cookie {self.name!r}"
        if not TOKEN.fullmatch(self.name):
            raise EncodeError(f"{what}: not a name that HTTP allows")
        if self.json:
            return f"{self.name}={_code(encode_json(value).decode())}"
        pairs, items = members(value), elements(value)
        if self.explode and pairs is not None:
            return "; ".join(
                f"{quoted(key)}={_code(text(part, what))}" for key, part in pairs
            )
        if self.explode and items is not None:
            return "; ".join(f"{self.name}={_code(text(part, what))}" for part in items)
        return f"{self.name}={flat(value, what, _code, False, ',')}"


def _code(word: str) -> str:
    return quote(word, safe=_ALLOWED)
