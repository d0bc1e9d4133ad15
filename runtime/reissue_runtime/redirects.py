# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Answers of 3xx that an operation documents: results, and never followed.

Whoever wants what a redirect leads to asks for it, and decides with which credentials.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .address import origin, resolve
from .answers import misfit
from .body import Hidden
from .drift import Drift
from .steps import Reply
from .verdict import Verdict


class Redirect(Hidden):
    """An answer that names another place. Its repr is blank: the address may be signed."""

    status: int
    location: str | None
    """Where it leads, as a whole address; None where the answer tells none that can be
    read, which is drift.
    """
    headers: Mapping[str, str]
    """Names are found in any case."""


class NotModified(Hidden):
    """304: what the caller has is what the provider has."""

    etag: str | None
    """The validator for ``If-None-Match``, quotes included, as it is sent back."""
    last_modified: str | None
    """The validator for ``If-Modified-Since``, as it is sent back."""
    headers: Mapping[str, str]
    """Names are found in any case."""
    status: int = 304


def redirect(
    reply: Reply, verdict: Verdict, strict: bool
) -> tuple[Redirect, tuple[Drift, ...]]:
    """Read a documented redirect.

    Raises ResponseDecodeError where it tells no address and `strict` is true.
    """
    told = reply.headers.get("location")
    # RFC 9110, 10.2.2: relative to the address that was asked.
    place = resolve(told.strip(), reply.url) if told else ""
    found: tuple[Drift, ...] = ()
    if not origin(place):
        got = "nothing" if told is None else "an address that cannot be read"
        found = verdict.context.report(
            verdict.plan.operation,
            reply.status,
            (Drift("headers.Location", "an address", got),),
        )
    if found and strict:
        failure = misfit(reply, found, verdict)
        raise failure
    return Redirect(reply.status, place if not found else None, reply.headers), found


def not_modified(
    reply: Reply, verdict: Verdict, strict: bool
) -> tuple[NotModified, tuple[Drift, ...]]:
    """Read a documented 304."""
    headers: Any = reply.headers
    told = headers.get("etag"), headers.get("last-modified")
    return NotModified(*told, headers), ()
