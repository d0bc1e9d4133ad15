# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Answers of which some media types are preferred to others (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from .decode import NotJson, codec, is_json
from .operation import Answers
from .problem import Unwrapped, Wrapping, bare

_UNFIT: Final = -1


class NotAsked(NotJson):
    """A documented answer that was not asked for, and is not of the method's type."""

    documented = True


class Preferred(Struct, frozen=True, kw_only=True):
    """Reads the answers that a method asks for, and knows those that it does not.

    - `others`: Media types that are documented as well, and not asked for.
    - `of`, `types`: The documented type, and what of it JSON is by its media type.
    - `otherwise`: What reads answers that need not be JSON.
    """

    others: tuple[str, ...] = ()
    of: Any = None
    types: Mapping[str, Any] = {}
    otherwise: Answers | None = None

    def __call__(
        self,
        type_: Any,
        body: bytes,
        content_type: str,
        accept: Sequence[str],
        envelopes: tuple[Wrapping, ...],
    ) -> tuple[Unwrapped[Any] | None, Any]:
        """As `otherwise`. Raises NotAsked for an answer that is one of the others."""
        if body.strip() and self._is_other(content_type, accept):
            raise NotAsked("it was not asked for")
        if body.strip() and type_ == self.of:
            chosen = _most_like(self.types, content_type)
            found = codec(self.types[chosen]).decode(body) if chosen else None
            # Servers that call all of it application/json are read by what fits.
            if found is not None and not found[1]:
                return bare(found), type_
        if self.otherwise is None:
            return None, type_
        return self.otherwise(type_, body, content_type, accept, envelopes)

    def _is_other(self, content_type: str, accept: Sequence[str]) -> bool:
        # HTML comes from whoever stands before the API as well.
        if content_type.startswith("text/html") or is_json(content_type):
            return False
        known = _most_like(self.others, content_type)
        return known is not None and _most_like(accept, content_type) is None


def _most_like(media: Iterable[str], content_type: str) -> str | None:
    """Which of some media types and ranges is the most specific one of an answer."""
    given = _parsed(content_type)
    best = max(media, key=lambda one: _fit(_parsed(one), given), default=None)
    if best is None or _fit(_parsed(best), given) == _UNFIT:
        return None
    return best


def _fit(wanted: tuple[str, set[str]], given: tuple[str, set[str]]) -> int:
    """How specific a media type or range is, of those that take in an answer."""
    (kind, parameters), (real, told) = wanted, given
    if kind == real:
        return 2 + len(parameters) if parameters <= told else _UNFIT
    if kind.endswith("/*") and real.startswith(kind[:-1]):
        return 1
    return 0 if kind == "*/*" else _UNFIT


def _parsed(media: str) -> tuple[str, set[str]]:
    """A media type without its parameters, and those that tell it from others."""
    kind, *rest = (part.strip() for part in media.lower().split(";"))
    return kind, {
        one.replace('"', "") for one in rest if not one.startswith(("charset=", "q="))
    }
