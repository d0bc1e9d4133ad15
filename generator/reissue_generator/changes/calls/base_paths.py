"""One address that two documents join otherwise: `/v1` at the end of the server, or at the beginning of each path (OpenAPI, Paths Object)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...api.connection import Server
from ..documents import Edition
from ..forms.urls import normal, path_of
from .operations import Found, Key

Bases = tuple[str, str]
"""What of the servers of each document stands before the paths of the other one; '' for nothing."""


def bases_of(old: Edition, new: Edition, before: Mapping[Key, Found], after: Mapping[Key, Found]) -> Bases:
    """What moved between servers and paths, where more operations meet by that than without it."""
    was, now = _base(old.api.servers), _base(new.api.servers)
    if was is None or now is None:
        return "", ""
    bases = _behind(now, was), _behind(was, now)
    joined = joined_at(before, bases[0]).keys() & joined_at(after, bases[1]).keys()
    return bases if len(joined) > len(before.keys() & after.keys()) else ("", "")


def joined_at(found: Mapping[Key, Found], base: str) -> dict[Key, Found]:
    """Operations by their keys behind a part of the address of the document; those with a server of their own have no such part."""
    return {
        (method, path if one.record is None or one.record.server is not None else f"{base}{path}"): one
        for (method, path), one in found.items()
    }


def servers_without(servers: tuple[Server, ...], base: str) -> tuple[Server, ...]:
    """Servers without what is counted to the paths."""
    return tuple(replace(each, url=normal(each.url).removesuffix(base) or "/") for each in servers)


def _base(servers: tuple[Server, ...]) -> str | None:
    """The path that all servers have; None where they differ."""
    paths = {path_of(normal(server.url)) for server in servers}
    return paths.pop() if len(paths) == 1 else None


def _behind(base: str, path: str) -> str:
    """What of a path stands behind a base; '' for nothing."""
    return path.removeprefix(base) if path.startswith(f"{base}/") else ""
