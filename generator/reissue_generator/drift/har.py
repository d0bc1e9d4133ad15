"""A capture of a browser or a proxy as a recording: HTTP Archive 1.2, of which nothing but kinds of values is kept.

Of the entries those count that are of a documented operation, by server, method and path. Requests are not read.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..document import PATHS, Document, Node, essence, operations
from ..errors import ConfigurationError
from .judged import Answer, Judge, Misfit
from .report import STATUS, TOLD_AFTER, Event, is_value, kind_of_value

ENDING = ".har"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NAME = re.compile(r"\.[^.\[]+")
_VARIABLE = re.compile(r"(\{[^{}]*\})")


class Entry(NamedTuple):
    """One exchange of a capture."""

    method: str
    host: str
    path: str
    day: str
    answer: Answer


def read_har(name: str) -> list[Entry]:
    """The exchanges of a capture that came to an answer. Raises ConfigurationError for what is none."""
    try:
        data: Any = json.loads(Path(name).read_bytes().decode("utf-8-sig"))
        entries: list[Any] = data["log"]["entries"]
        return [entry for entry in map(_entry, entries) if entry is not None]
    except OSError as error:
        reason = str(error.strerror)
    except (ValueError, LookupError, TypeError, RecursionError):
        reason = "it is no HTTP Archive"
    raise ConfigurationError(
        f"{name} cannot be read: {reason}", hint="save the network log of a browser as HAR with content"
    )


def _entry(entry: Any) -> Entry | None:
    try:
        entry = dict(entry)
        asked, came = dict(entry["request"]), dict(entry["response"])
        address = urlsplit(str(asked["url"]))
        status = int(came["status"])
        names = frozenset(str(header["name"]).lower() for header in came.get("headers") or ())
        content = dict(came.get("content") or {})
        body, media = _body(content), essence(str(content.get("mimeType") or ""))
    except (ValueError, LookupError, TypeError):
        return None
    day = _DAY.match(str(entry.get("startedDateTime")))
    answer = Answer(status, names, body, media)
    found = Entry(str(asked["method"]), address.netloc.lower(), address.path or "/", day[0] if day else "", answer)
    return found if 100 <= status <= 999 else None


def _body(content: dict[str, Any]) -> bytes | None:
    text = content.get("text")
    if not isinstance(text, str):
        return b"" if content.get("size") == 0 else None
    return base64.b64decode(text) if content.get("encoding") == "base64" else text.encode(errors="surrogatepass")


# --- which operation -----------------------------------------------------------------------------------------


class _Route(NamedTuple):
    id: str
    node: Node
    method: str
    hosts: re.Pattern[str] | None
    path: re.Pattern[str]


def _routes(document: Document) -> Iterator[_Route]:
    """The operations, by what clients call them; paths without variables first (OpenAPI, Path Templating Matching)."""
    for one in sorted(operations(document, PATHS), key=lambda one: one.path.count("{")):
        layers = (one.node.get("servers"), one.item.get("servers"), document.root.get("servers"))
        servers = next((list(layer.items()) for layer in layers if layer.array), list[Node]())
        for url in [str(server.map.get("url", "")) for server in servers] or [""]:
            address = urlsplit(url)
            hosts = _pattern(address.netloc.lower()) if address.netloc else None
            yield _Route(one.identity, one.node, one.sent, hosts, _pattern(address.path.rstrip("/") + one.path))


def _pattern(template: str) -> re.Pattern[str]:
    parts = _VARIABLE.split(template)
    return re.compile("".join("[^/]+" if index % 2 else re.escape(part) for index, part in enumerate(parts)))


def _is_of(entry: Entry, route: _Route, anywhere: bool) -> bool:
    there = anywhere or (route.hosts is not None and bool(route.hosts.fullmatch(entry.host)))
    return there and entry.method == route.method and bool(route.path.fullmatch(entry.path))


# --- what they show ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """The answers of an operation with one status."""

    answers: int = 0
    unread: int = 0
    misfits: Counter[Misfit] = field(default_factory=Counter[Misfit])
    since: dict[Misfit, str] = field(default_factory=dict[Misfit, str])


class Captured(NamedTuple):
    """What a capture tells of one specification."""

    events: list[Event]
    matched: int
    """How many answers were of its operations."""
    unread: int
    """How many of these came without their content."""


def captured(entries: list[Entry], document: Document, provider: str, run: str, least: int, anywhere: bool) -> Captured:
    """The drifts of a capture, counted. `anywhere`: the server need not be a documented one where none is.

    A new value of an enumeration is told when `least` answers have it, and 3 at least.
    """
    routes = list(_routes(document))
    known = [entry for entry in entries if any(route.hosts and route.hosts.fullmatch(entry.host) for route in routes)]
    anywhere = anywhere and not known
    judge, seen = Judge(document), dict[tuple[str, int], _Seen]()
    for entry in entries if anywhere else known:
        route = next((route for route in routes if _is_of(entry, route, anywhere)), None)
        if route is not None:
            here = seen.setdefault((route.id, entry.answer.status), _Seen())
            here.answers += 1
            here.unread += entry.answer.body is None
            found = judge.misfits(route.node, entry.answer)
            here.misfits.update(found)
            for misfit in found:
                here.since.setdefault(misfit, entry.day)
    every: Counter[str] = Counter()
    for (operation, _), here in seen.items():
        every[operation] += here.answers
    events = [
        replace(event, answers=every[event.operation]) if event.path == STATUS else event
        for key, here in seen.items()
        for event in _events(key, here, provider, run, least)
    ]
    return Captured(events, sum(here.answers for here in seen.values()), sum(here.unread for here in seen.values()))


def _events(key: tuple[str, int], here: _Seen, provider: str, run: str, least: int) -> Iterable[Event]:
    counts: Counter[Misfit] = Counter()
    is_new = any(misfit.path == STATUS for misfit in here.misfits)
    for misfit, count in here.misfits.items():
        counts[misfit if count >= max(least, TOLD_AFTER) else _by_kind(misfit, is_new)] += count
    for misfit, count in counts.items():
        since = here.since.get(misfit, "")
        yield Event(provider, key[0], *misfit, key[1], since, run, count, here.answers)


def _by_kind(misfit: Misfit, is_new: bool) -> Misfit:
    """A misfit without what few answers have. `is_new`: no name of the body is documented, so each may be somebody's."""
    if misfit.path[:1] != "$":
        return misfit
    path = _NAME.sub(".*", misfit.path) if is_new else misfit.path
    return misfit._replace(path=path, got=kind_of_value(misfit.got) if is_value(misfit.got) else misfit.got)
