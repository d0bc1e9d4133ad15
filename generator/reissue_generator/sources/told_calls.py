"""Operations that documentation tells of: method and path in a text, in Markdown, in a published OpenAPI document."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import unquote, urlsplit

from ..document import PATHS, Document, operations, parse
from ..document.objects import METHODS
from ..errors import SpecError

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|QUERY"
_PATH = r"""(?:https?://[^\s/`'"|<>\\]{1,200})?/[^\s`'"|<>()\[\]\\,;]{0,300}"""
_CALL = re.compile(
    rf"""(?<![\w/-])({_METHODS})[`*#:| \t]{{0,8}}\n?[`*#:| \t]{{0,8}}[`*| ]({_PATH})|(?<![\w/-])({_METHODS})\n({_PATH})"""
)
_CELLS = re.compile(rf"""(?:^|[|` ])({_PATH})[` ]{{0,4}}\|[` ]{{0,4}}({_METHODS})\b""", re.MULTILINE)
_FENCE = re.compile(
    r"""^`{3,9}\w{1,20} (?:\S{1,300} )?(get|post|put|patch|delete|head|options) (/\S{0,300})""", re.MULTILINE
)
_JSON_FENCE = re.compile(r"^`{3,9}json[^\n]{0,100}\n(\{[^\n]{1,1000000})\n`{3,9}", re.MULTILINE)
_SLOT = re.compile(r"\{[^{}/]{1,100}\}|<[^<>/]{1,100}>|:[A-Za-z_]\w{0,60}")
_VERSION = re.compile(rb"""(?:^|[\s{,"'])(?:openapi|swagger)["']?\s{0,20}:""")
_MOST = 2000


class Told(NamedTuple):
    """A call as documentation has it: the method, the path with every parameter as `{}`, and the host where it names one."""

    method: str
    path: str
    host: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def told_in(text: str) -> set[Told]:
    """The calls that a text names."""
    found = [(one or three, two or four) for one, two, three, four in _CALL.findall(text)]
    found += [(method, path) for path, method in _CELLS.findall(text)]
    found += [(method.upper(), path) for method, path in _FENCE.findall(text)]
    told = {call for method, path in found[:_MOST] if (call := _told(method, path)) is not None}
    for match in _JSON_FENCE.finditer(text):
        try:
            data: object = json.loads(match[1])
        except (ValueError, RecursionError):
            continue
        told |= told_by(data)
    return told


def _told(method: str, written: str) -> Told | None:
    try:
        parts = urlsplit(written.rstrip(".:*_"))
        host = parts.hostname or ""
    except ValueError:
        return None
    path = _SLOT.sub("{}", unquote(parts.path)).rstrip("/")
    return Told(method, path, host) if re.search(r"[A-Za-z]", path) else None


# --- documents -----------------------------------------------------------------------------------------------


def document_data(body: bytes, name: str = "published") -> dict[str, Any] | None:
    """An OpenAPI or Swagger document as plain values; None where it is none that can be read."""
    if body.lstrip()[:1] == b"<" or not _VERSION.search(body):  # most pages are none, and reading YAML takes long
        return None
    try:
        data: object = parse(body, Path(name), name).data
    except (SpecError, RecursionError):
        return None
    return cast("dict[str, Any]", data) if is_openapi(data) else None


def is_openapi(data: object) -> bool:
    """Whether a value is an OpenAPI or Swagger document."""
    if not isinstance(data, dict):
        return False
    told = cast("dict[str, Any]", data)
    version = told.get("openapi", told.get("swagger"))
    return isinstance(version, str | float) and any(key in told for key in ("paths", "components", "webhooks"))


def meaning_of(data: dict[str, Any]) -> str:
    """The digest of what a document says: layout, comments and the order of maps do not count."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


def told_at(call: str) -> str:
    """'GET /path/{id}' with every parameter as `{}`, without the host."""
    method, _, written = call.partition(" ")
    told = _told(method, written)
    return str(told) if told is not None else call


def told_by(data: object) -> set[Told]:
    """The calls of a published document, with the path of its first server before each."""
    if not is_openapi(data):
        return set()
    document = cast("dict[str, Any]", data)
    base, paths = _base(document), document.get("paths")
    found: set[Told] = set()
    for path, item in cast("dict[str, Any]", paths).items() if isinstance(paths, dict) else ():
        for method in METHODS if isinstance(item, dict) else ():
            if method in item and (call := _told(method.upper(), base + "/" + path.lstrip("/"))) is not None:
                found.add(call._replace(host=""))
    return found


def _base(document: dict[str, Any]) -> str:
    try:
        url = document.get("basePath") or document["servers"][0]["url"]
        return urlsplit(url).path.rstrip("/") if isinstance(url, str) else ""
    except (KeyError, IndexError, TypeError, ValueError):
        return ""


# --- what specifications have --------------------------------------------------------------------------------


class Calls:
    """The calls of some specifications, to be asked whether a told one is among them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._paths: dict[str, set[str]] = {}
        self.hosts: set[str] = set()
        for document in documents:
            bases = list(self._bases(document))
            for described in operations(document, PATHS):
                for base in ("", *bases):
                    if (told := _told(described.sent, base + described.path)) is not None:
                        self._paths.setdefault(described.sent, set()).add(told.path)

    def _bases(self, document: Document) -> Iterator[str]:
        for server in document.root.get("servers").items():
            url = server.map.get("url")
            if isinstance(url, str):
                try:
                    parts = urlsplit(url)
                    self.hosts |= {_domain(parts.hostname)} if parts.hostname else set()
                except ValueError:
                    continue
                yield parts.path.rstrip("/")

    def know(self, told: Told) -> bool:
        """Whether a specification has this call; one of another API is none that it lacks."""
        if told.host and self.hosts and _domain(told.host) not in self.hosts:
            return True
        known = self._paths.get(told.method, ())
        return told.path in known or any(covers(path, told.path) for path in known)


def _domain(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def covers(template: str, path: str) -> bool:
    """Whether a path is one of those that a template stands for, whatever comes before it."""
    wanted, given = template.strip("/").split("/"), path.strip("/").split("/")
    if len(wanted) != len(given):
        return False
    return all(one in ("{}", other) or _fits(one, other) for one, other in zip(wanted, given, strict=True))


def _fits(segment: str, given: str) -> bool:
    """A segment with a parameter in it, such as `{}.pdf`."""
    if "{}" not in segment:
        return False
    first, _, last = segment.partition("{}")
    return given.startswith(first) and given.endswith(last) and len(given) >= len(first) + len(last)
