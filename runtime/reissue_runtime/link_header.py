# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Pages by the header ``Link: <...>; rel="next"`` (RFC 8288)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeVar

from .context import Context
from .pages import Found, Place
from .pagination import Addressed

Item = TypeVar("Item")

_LONGEST: Final = 65_536  # characters of the header that are looked at
_TARGET: Final = re.compile(r"[^<]*<([^>]*)>")
_PARAMETER: Final = re.compile(
    r"""\s*;\s*([^\s=;,"<>]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,]*)))?"""
)
_ESCAPED: Final = re.compile(r"\\(.)")


class WebLink(NamedTuple):
    """One link of a header."""

    target: str
    """As it stands there: it may be relative."""
    parameters: dict[str, str]
    """By name in lower case; of a name that comes twice the first counts."""

    @property
    def relations(self) -> list[str]:
        """What the target is to the answer, in lower case."""
        return self.parameters.get("rel", "").lower().split()


def links(header: str) -> Iterator[WebLink]:
    """The links of a header, read as in RFC 8288, B.2; it ends where none is."""
    header, position = header[:_LONGEST], 0
    while (found := _TARGET.match(header, position)) is not None:
        parameters: dict[str, str] = {}
        position = found.end()
        while (one := _PARAMETER.match(header, position)) is not None:
            name, quoted, plain = one.groups()
            value = _ESCAPED.sub(r"\1", quoted) if quoted is not None else plain or ""
            parameters.setdefault(name.lower(), value)
            position = one.end()
        yield WebLink(found[1].strip(), parameters)


class LinkHeader(Addressed[Item]):
    """Pages whose header names the address of the next one."""

    __slots__ = ()

    def following(self, context: Context, found: Found) -> Place | None:
        """The target of the relation ``next``; None where there is none."""
        header = found.result.reply.headers.get("link", "")
        for link in links(header):
            # A link with an anchor is about something else than this answer (3.2).
            if "next" in link.relations and "anchor" not in link.parameters:
                return self.address(context, found, link.target, "Link")
        return None
