"""Addresses in one form for all ways to write the same (RFC 3986, 6.2.2 and 6.2.3; RFC 9110, 4.2.3)."""

from __future__ import annotations

import re
import string

_PARTS = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?P<host>[^/?#]*))?(?P<path>[^?#]*)(?P<rest>.*)", re.DOTALL
)
_VARIABLE = re.compile(r"(\{[^{}]*\})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset(f"{string.ascii_letters}{string.digits}-._~")
_PORTS = {"http": ":80", "https": ":443"}


def normal(url: str) -> str:
    """A URL as it is compared; names in braces stay as they are, and a slash at its end is left out.

    Paths are appended to it, so that the slash would stand twice (OpenAPI, Paths Object).
    """
    found = _parts(url)
    scheme = (found["scheme"] or "").lower()
    host = f"//{_host(found['host'], scheme)}" if found["host"] is not None else ""
    return f"{scheme and f'{scheme}:'}{host}{_path(found['path'])}{found['rest']}"


def path_of(url: str) -> str:
    """The path of a URL that is in this form."""
    return _parts(url)["path"]


def _parts(url: str) -> re.Match[str]:
    """Each part may be empty, so that every text is one match."""
    return next(_PARTS.finditer(url))


def _host(authority: str, scheme: str) -> str:
    """Host and port: a host has no case, and the usual port is the same as none. Who is named before it has one."""
    user, at, host = authority.rpartition("@")
    lower = "".join(part if part.startswith("{") else part.lower() for part in _VARIABLE.split(host))
    return f"{user}{at}{lower.removesuffix(_PORTS.get(scheme, ':')).removesuffix(':')}"


def _path(path: str) -> str:
    """A path without dot segments (5.2.4), and without escapes of what needs none (6.2.2.2)."""
    kept: list[str] = []
    for segment in _ESCAPE.sub(lambda escape: _escaped(escape[0]), path).rstrip("/").split("/"):
        if segment == "..":
            kept[1:] = kept[1:-1]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)


def _escaped(escape: str) -> str:
    plain = chr(int(escape[1:], 16))
    return plain if plain in _UNRESERVED else escape.upper()
