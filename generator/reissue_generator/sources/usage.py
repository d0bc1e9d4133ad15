"""Which vendor pages stand behind which operations: read from `x-reissue-source`, never stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from .. import own_clients
from ..document import WEBHOOKS, Document, Node, Visit, operations, walk
from ..errors import ConfigurationError
from ..findings import Place
from ..tree.addressed import Addressed, is_addressed
from ..tree.pinned import Pinned
from ..tree.project import Project

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*")
_OTHER_FILE = re.compile(rb"""\$ref["']?\s*:\s*["']?[^#"'\s]""")
KEY = "x-reissue-source"
UNKNOWN = "unknown"
"""The day of a copy that tells none; older than any day."""


ALL = "all operations"
"""What rests on a page that the information about the document names."""


@dataclass(frozen=True, slots=True)
class Use:
    """An operation or webhook that rests on a page, or all of them."""

    provider: str
    operation: str
    """operationId, or method and path where it has none; ALL."""
    title: str
    """Method and path, or the name of the webhook."""
    read: str
    """The day of the text that was read for it, or UNKNOWN."""
    document: Document
    node: Node

    @property
    def place(self) -> Place:
        """Where the specification names the page."""
        return self.node.get(KEY).place

    def fields(self) -> set[str]:
        """Names of all parameters and schema members that the operation reaches."""
        found: set[str] = set()
        starts = [("operation", self.node)] if self.operation != ALL else []
        for kind, node in walk(self.document, *starts):
            if kind == "parameter" and isinstance(name := node.map.get("name"), str):
                found.add(name)
            elif kind == "schema":
                found |= node.get("properties").map.keys()
        return found

    def places(self) -> dict[str, set[str]]:
        """Where each parameter and schema member of the operation is sent: `path`, `query`, `request`, `response`."""
        found: dict[str, set[str]] = {}
        if self.operation == ALL:
            return {name: {"anywhere"} for name in self.fields()}
        for kind, key, place in (("requestBody", "requestBody", "request"), ("responses", "responses", "response")):
            inside = self.node.get(key)
            starts = [(kind, inside)] if kind == "requestBody" else [("response", one) for _, one in inside.children()]
            for name in _members(self.document, starts) if starts else ():
                found.setdefault(name, set()).add(place)
        for kind, node in walk(self.document, ("operation", self.node)):
            if kind == "parameter" and isinstance(told := node.map.get("name"), str):
                found.setdefault(told, set()).add(str(node.map.get("in", "")))
        for name in self.fields() - found.keys():
            found[name] = {"request"}
        return found


def _members(document: Document, starts: list[Visit]) -> Iterator[str]:
    for kind, node in walk(document, *starts):
        if kind == "schema":
            yield from node.get("properties").map


@dataclass(slots=True)
class Page:
    """A page, and all that rests on it."""

    url: str
    uses: list[Use] = field(default_factory=list[Use])

    @property
    def read(self) -> str:
        """The oldest of the days of what was read: that has not been looked at since. UNKNOWN where one of them is."""
        days = [use.read for use in self.uses]
        return UNKNOWN if UNKNOWN in days else min(days)

    @property
    def providers(self) -> list[str]:
        """The providers whose specifications name the page, by name."""
        return sorted({use.provider for use in self.uses})

    @property
    def whose(self) -> str:
        """Its providers, as they are named on a command line."""
        return " ".join(self.providers)


def pages(project: Project) -> dict[str, Page]:
    """Every page that a specification of the project, or the document of a client, names, by address. Raises SpecError and ConfigurationError."""
    found: dict[str, Page] = {}
    for provider in named(project):
        if not _may_name_pages(project, provider):
            continue
        for use, addresses in _uses(provider, document_of(project, provider)):
            for url in addresses:
                found.setdefault(url, Page(url)).uses.append(use)
    return dict(sorted(found.items()))


def named(project: Project, names: Iterable[str] = ()) -> list[str]:
    """The providers and clients of these names; none named: all. Raises ConfigurationError for one that is not there."""
    providers, clients = project.picked(names)
    return [*providers, *(client.package for client in clients)]


def _may_name_pages(project: Project, name: str) -> bool:
    """Whether it is worth reading a document: most of others' are large, and name no page."""
    client = project.clients.get(name)
    if client is None:
        return True
    if is_addressed(client.spec) and not Addressed(client.spec).is_here:  # what nobody asked for is not fetched
        return False
    document = Addressed(client.spec).data() if is_addressed(client.spec) else _bytes(client.spec)
    overlays = [_bytes(Pinned(reference).path) for reference in client.overlays]
    return any(KEY.encode() in data for data in (document, *overlays)) or _OTHER_FILE.search(document) is not None


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:  # told by what makes the client
        return b""


def document_of(project: Project, name: str) -> Document:
    """The document of a provider, or of a client with all that is laid over it. Raises SpecError and ConfigurationError."""
    if name in project.clients:
        return own_clients.document_of(project.clients[name], project.show)
    path = project.chosen([name])[name]
    return Document.open(Path(path), project.show(path))


def chosen(project: Project, found: dict[str, Page], providers: Iterable[str]) -> list[Page]:
    """The pages of some providers and clients; none named: all. Raises ConfigurationError for one that is not there."""
    wanted = set(named(project, list(providers)))
    return [page for page in found.values() if wanted & set(page.providers)]


def refuse_none(project: Project, providers: Iterable[str]) -> NoReturn:
    """Raises ConfigurationError: a watch of nothing is never green."""
    whose = ", ".join(named(project, list(providers))) or f"{project.show(project.specs)}/, where there is none"
    hint = f"name the pages that a specification was written from, in {KEY} of `info` or of an operation"
    if project.clients:
        hint += " (of a client: of its document or of an overlay); what changed in a document of others is told by `reissue diff --against REF`"
    raise ConfigurationError(f"no page is watched: no specification names one (looked at {whose})", hint=hint)


def canonical(url: str) -> str:
    """The address as the lock has it: a fragment names a part of the same page."""
    return url.strip().partition("#")[0]


def _uses(provider: str, document: Document) -> Iterator[tuple[Use, list[str]]]:
    named = [(ALL, "the document", document.root.get("info"))]
    for described in operations(document):
        is_webhook = described.group == WEBHOOKS
        title = f"webhook {described.name}" if is_webhook else f"{described.sent} {described.name}"
        named.append((described.id or title, title, described.node))
    for identity, title, node in named:
        source = node.get(KEY)
        addresses = [canonical(url) for url in source.get("pages").array if isinstance(url, str)]
        if addresses:
            yield Use(provider, identity, title, str(source.map.get("read", "")), document, node), addresses


def known_words(uses: Iterable[Use]) -> set[str]:
    """Every word that the specifications of some uses contain anywhere."""
    documents = {use.provider: use.document for use in uses}
    return {
        part
        for document in documents.values()
        for match in _WORD.finditer(document.main.text)
        for part in (match[0], *re.split("[.-]", match[0]))
    }
