# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Path and query parameters in the styles of OpenAPI that are not the plain way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final, Literal

from .body import encode_json
from .encode import (
    IN_QUERY,
    Parameter,
    Query,
    Quote,
    elements,
    flat,
    is_absent,
    members,
    query_pairs,
    quoted,
    text,
    there,
)

_IN_QUERY: Final = "!$'()*,/:;?@"
"""What cannot end a value; & = + # [ ] are encoded even where reserved ones are not."""
_IN_PATH: Final = "!$&'()*+,:;=@"
_DELIMITERS: Final = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


class Path(Parameter, frozen=True):
    """A path parameter that is not written in the plain way."""

    style: Literal["simple", "label", "matrix"] = "simple"
    explode: bool = False
    json: bool = False
    allow_reserved: bool = False
    """A slash, a question mark and the like are encoded all the same."""

    def write(self, value: object) -> str:
        """The value as it stands in the path. Raises EncodeError."""
        kept = _IN_PATH if self.allow_reserved else ""
        if self.json and not is_absent(value):
            word = encode_json(value).decode()
            return there(self.name, word, kept)[1](word)
        # The marks alone address nothing else.
        if value == "" and self.style != "simple":
            return "." if self.style == "label" else f";{quoted(self.name)}"
        what, code = there(self.name, value, kept)
        if self.style == "label":
            joint = "." if self.explode else ","
            return "." + flat(value, what, code, self.explode, joint)
        if self.style == "matrix":
            return self._matrix(value, what, code)
        return flat(value, what, code, self.explode, ",")

    def _matrix(self, value: object, what: str, code: Quote) -> str:
        name = quoted(self.name)
        pairs, items = members(value), elements(value)
        if self.explode and pairs is not None:
            return "".join(
                f";{code(key)}={code(text(part, what))}" for key, part in pairs
            )
        if self.explode and items is not None:
            return "".join(f";{name}={code(text(part, what))}" for part in items)
        return f";{name}={flat(value, what, code, False, ',')}"


class StyledQuery(Query, frozen=True):
    """A query parameter that is not written in the plain way."""

    style: Literal["form", "spaceDelimited", "pipeDelimited", "deepObject"] = "form"
    explode: bool = True
    allow_reserved: bool = False
    json: bool = False
    """Written as JSON text (a parameter with `content`)."""
    lists: Literal["repeat", "brackets", "indices"] = "repeat"
    """How lists are written where OpenAPI does not say it: ``a=1``, ``a[]=1``, ``a[0]=1``.

    Objects in a list always have their places, as nothing else would tell everybody
    which members belong together; so have lists, where a rule is chosen.
    """

    def pairs(self, value: object, kind: str = IN_QUERY) -> Iterator[str]:
        """Its ``name=value`` pairs, encoded. Raises EncodeError."""
        if is_absent(value):
            return
        what = f"{kind} {self.name!r}"
        name = quoted(self.name)
        code = partial(quoted, kept=_IN_QUERY) if self.allow_reserved else quoted
        if self.json:
            yield f"{name}={code(encode_json(value).decode())}"
        elif self.style == "deepObject" or (self.explode and self.lists != "repeat"):
            yield from self._deep(name, value, what, code)
        elif self.explode:
            yield from query_pairs(self.name, value, code, kind)
        elif members(value) != [] and elements(value) != []:
            yield f"{name}={flat(value, what, code, False, _DELIMITERS[self.style])}"

    def _deep(self, name: str, value: object, what: str, code: Quote) -> Iterator[str]:
        """Style `deepObject`, of which OpenAPI leaves what is nested to the servers."""
        keyed: Iterable[tuple[str | None, Any]]
        pairs = members(value)
        if pairs is None:
            items = elements(value)
            if items is None:
                yield f"{name}={code(text(value, what))}"
                return
            keyed = zip(self._keys(items), items, strict=True)
        else:
            keyed = pairs
        for key, part in keyed:
            if key is None:
                yield f"{name}={code(text(part, what))}"
            else:
                yield from self._deep(f"{name}%5B{quoted(key)}%5D", part, what, code)

    def _keys(self, items: list[Any]) -> list[str | None]:
        """What stands in the brackets of each item of a list; None for no brackets."""
        chosen = self.lists != "repeat"
        nested = any(
            members(item) is not None or (chosen and elements(item) is not None)
            for item in items
        )
        if nested or self.lists == "indices":
            return [str(place) for place in range(len(items))]
        return ["" if self.lists == "brackets" else None] * len(items)
