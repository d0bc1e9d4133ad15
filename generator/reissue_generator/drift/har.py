"""A capture of a browser or a proxy as a recording: HTTP Archive 1.2, of which nothing but kinds of values is kept.

Of the entries those count that are of a documented operation, by server, method and path. Of requests no more is read than whether
they ask for a part, or for what has changed.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

from ..document import PATHS, Document, Node, essence, operations
from ..errors import ConfigurationError
from .judged import Answer, Judge, Misfit
from .locate import is_listed
from .report import STATUS, TOLD_AFTER, Event, is_value, kind_of_value

ENDING = ".har"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NAME = re.compile(r"\.[^.\[]+")
_ASKED_FOR = {304: ("if-none-match", "if-modified-since"), 206: ("range",)}
"""Statuses by which HTTP answers requests with one of these headers."""
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_OF_A_PATH = "%/:@!$&'()*+,;=~"
_PORTS = {"http": ":80", "https": ":443"}
_VARIABLE = re.compile(r"(\{[^{}]*\})")


class Entry(NamedTuple):
    """One exchange of a capture."""

    method: str
    host: str
    path: str
    day: str
    answer: Answer
    is_of_http: bool
    """Whether it is what HTTP answers to what was asked, whatever the operation is."""


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
        asked_by, names = _names(asked), _names(came)
        content = dict(came.get("content") or {})
        body, media = _body(content), essence(str(content.get("mimeType") or ""))
    except (ValueError, LookupError, TypeError):
        return None
    day = _DAY.match(str(entry.get("startedDateTime")))
    answer = Answer(status, names, body, media)
    method, of_http = str(asked["method"]), _is_of_http(str(asked["method"]), status, asked_by)
    found = Entry(method, _host(address), _normal(address.path) or "/", day[0] if day else "", answer, of_http)
    return found if 100 <= status <= 999 else None


def _names(message: dict[str, Any]) -> frozenset[str]:
    """The names of its headers."""
    return frozenset(str(header["name"]).lower() for header in message.get("headers") or ())


def _is_of_http(method: str, status: int, asked_by: frozenset[str]) -> bool:
    """An interim answer, or another protocol that was asked for (RFC 9110, 15.2); not modified, of a request with a
    condition (15.4.5); a part, where one was asked for (15.3.7)."""
    if status in _ASKED_FOR:
        return method in ("GET", "HEAD") and not asked_by.isdisjoint(_ASKED_FOR[status])
    return status < 200


def _body(content: dict[str, Any]) -> bytes | None:
    text = content.get("text")
    if not isinstance(text, str):
        return b"" if content.get("size") == 0 else None
    return base64.b64decode(text) if content.get("encoding") == "base64" else text.encode(errors="surrogatepass")


# --- which operation -----------------------------------------------------------------------------------------


def _normal(path: str) -> str:
    """A path as it is compared: escapes of what needs none undone, the rest in capitals, and what a URI cannot have escaped (RFC 3986, 6.2.2)."""
    return _ESCAPE.sub(_unescaped, quote(path, safe=_OF_A_PATH))


def _unescaped(escape: re.Match[str]) -> str:
    char = chr(int(escape[0][1:], 16))
    return char if char in _UNRESERVED else escape[0].upper()


def _host(address: SplitResult) -> str:
    """The server of an address, without the port that its scheme has anyway (RFC 3986, 6.2.3)."""
    return address.netloc.lower().removesuffix(_PORTS.get(address.scheme, ":"))


class _Route(NamedTuple):
    id: str
    node: Node
    method: str
    name: str
    """How it is told: the path as it is documented."""
    hosts: re.Pattern[str] | None
    path: re.Pattern[str]


def _routes(document: Document) -> Iterator[_Route]:
    """The operations, by what clients call them; paths without variables first (OpenAPI, Path Templating Matching)."""
    for one in sorted(operations(document, PATHS), key=lambda one: one.path.count("{")):
        layers = (one.node.get("servers"), one.item.get("servers"), document.root.get("servers"))
        servers = next((list(layer.items()) for layer in layers if layer.array), list[Node]())
        for url in [str(server.map.get("url", "")) for server in servers] or [""]:
            address = urlsplit(url)
            hosts = _pattern(_host(address)) if address.netloc else None
            path = _pattern(address.path.rstrip("/") + one.path, _normal)
            yield _Route(one.identity, one.node, one.sent, one.path, hosts, path)


def _pattern(template: str, written: Callable[[str], str] = str) -> re.Pattern[str]:
    parts = _VARIABLE.split(template)
    return re.compile("".join("[^/]+" if index % 2 else re.escape(written(part)) for index, part in enumerate(parts)))


def _route_of(entry: Entry, path: str, routes: Iterable[_Route], anywhere: bool) -> _Route | None:
    """The operation that an exchange is of, by this path."""
    for route in routes:
        there = anywhere or (route.hosts is not None and bool(route.hosts.fullmatch(entry.host)))
        if there and entry.method == route.method and route.path.fullmatch(path):
            return route
    return None


def _with_or_without_slash(path: str) -> str:
    """The path that differs by a slash at its end, and is another one."""
    return path.rstrip("/") if path.endswith("/") else f"{path}/"


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
    slashes: Counter[str]
    """How many more would be of an operation, by its method and path, but for a slash at the end of their path."""


def captured(entries: list[Entry], document: Document, provider: str, run: str, least: int, anywhere: bool) -> Captured:
    """The drifts of a capture, counted. `anywhere`: the server need not be a documented one where none is.

    A new value of an enumeration is told when `least` answers have it, and 3 at least.
    """
    routes = list(_routes(document))
    known = [entry for entry in entries if any(route.hosts and route.hosts.fullmatch(entry.host) for route in routes)]
    anywhere = anywhere and not known
    judge, seen = Judge(document), dict[tuple[str, int], _Seen]()
    slashes, passed = Counter[str](), 0
    for entry in entries if anywhere else known:
        route = _route_of(entry, entry.path, routes, anywhere)
        if route is None:
            near = _route_of(entry, _with_or_without_slash(entry.path), routes, anywhere)
            slashes.update([f"{near.method} {near.name}"] if near else [])
        elif entry.is_of_http and not is_listed(route.node, entry.answer.status):
            passed += 1
        else:
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
    matched, unread = sum(here.answers for here in seen.values()), sum(here.unread for here in seen.values())
    return Captured(events, matched + passed, unread, slashes)


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
