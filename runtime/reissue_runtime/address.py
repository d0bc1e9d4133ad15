# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Addresses: which server a client talks to, and which other URLs it may follow."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import urljoin, urlsplit

from .errors import ConfigurationError

VARIABLE: Final = re.compile(r"\{([^{}]*)\}")
_UNFIT: Final = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_LOOPBACK: Final = re.compile(r"127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}", re.ASCII)
_PORTS: Final = {"https": 443, "http": 80}


class ServerBase(StrEnum):
    """Base of the generated ``Server`` enums.

    The documented base addresses of a provider.
    """


def base_url(server: str, plain: Collection[str] = ()) -> str:
    """Check the base address of a client; the result has no trailing slash.

    It must be https (http is for this machine, and for those in `plain`), without user,
    query and fragment. Raises ConfigurationError.
    """
    server = f"{server}"  # of a member of an enumeration the plain text
    if names := VARIABLE.findall(server):
        given = ", ".join(f"{name}=..." for name in names)
        raise ConfigurationError(
            f"The server address needs values: use Server.<NAME>.at({given})."
        )
    if problem := problem_of(server, plain):
        raise ConfigurationError(f"The server address {problem}.")
    if "?" in server or "#" in server:
        raise ConfigurationError(
            "The server address may have no query and no fragment."
        )
    return server.rstrip("/")


def problem_of(url: str, plain: Collection[str] = ()) -> str | None:
    """What makes an absolute URL unfit, in words that do not repeat it.

    It may hold a password.
    """
    if _UNFIT.search(url):
        return "has a blank, a backslash or a control character"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is not a URL"
    if "@" in parts.netloc:
        return "may have no user and no password"
    if not host or parts.scheme not in _PORTS:
        return "must begin with https:// and a host"
    if parts.scheme == "http" and not (is_loopback(url) or matches(url, plain)):
        return (
            "must begin with https:// (http:// is for this machine, and with "
            "insecure=True for an address that the document has so)"
        )
    return None


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine: localhost, 127.0.0.0/8 or ::1."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or _LOOPBACK.fullmatch(host) is not None


def origin(url: str) -> str:
    """Scheme, host and port of a URL: ``https://paypen.ng``; empty for what is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    shown = f"[{host}]" if host and ":" in host else host
    if port not in (None, _PORTS.get(parts.scheme)):
        shown = f"{shown}:{port}"
    return f"{parts.scheme}://{shown}" if host else ""


def operation_base(
    base: str,
    server: str | None,
    servers: Mapping[str, str] | None = None,
    given: Mapping[str, str] = {},
    plain: Collection[str] = (),
) -> str:
    """The base address of an operation that may have a server of its own.

    That is absolute or relative to the client's. `servers` tells what it is where the
    client has another one than the document's first, and `given` what the caller wants
    in its place.

    A client that is pointed at this machine never leaves it: there the path of the
    foreign server counts, not its host. Raises ConfigurationError where nobody says
    which server stands beside the client's.
    """
    if server is None:
        return base

    joined = base_url(urljoin(base + "/", given.get(server, server)), plain)
    if is_loopback(base) and origin(joined) != origin(base):
        return origin(base) + urlsplit(joined).path.rstrip("/")
    if servers is None or server in given or origin(joined) == origin(base):
        return joined
    for one, own in servers.items():
        if matches(base, {one}):
            return base_url(own, plain)
    raise ConfigurationError(
        f"This operation has a server of its own, {server}, and no document says which "
        f"it has beside {base}: give servers={{{server!r}: ...}}."
    )


def resolve(url: str, current: str) -> str:
    """An address out of a response, seen from the address that gave it.

    http is read as https where it names the same host: servers behind a TLS proxy often
    write http:// into their links.
    """

    try:
        joined = urljoin(current, url)
    except ValueError:
        return ""
    secure, plain = origin(current), origin(joined)
    if secure.startswith("https://") and plain == "http" + secure[5:]:
        return "https" + joined[4:]
    return joined


def matches(url: str, templates: Collection[str]) -> bool:
    """Whether a base address is a documented one, whatever stands for the variables."""
    patterns = (
        "[^/]+".join(map(re.escape, VARIABLE.split(one.rstrip("/"))[::2]))
        for one in templates
    )
    return any(re.fullmatch(pattern, url.rstrip("/")) for pattern in patterns)
