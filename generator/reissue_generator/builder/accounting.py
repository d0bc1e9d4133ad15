"""Nothing that has a meaning is passed over in silence: keys that no reader takes are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from ..document import EVENTS, EXTENSION, KEYS, REFERENCE, Document, Key, Loss, Node, Role, Visit, objects_in, walk
from ..findings import Finding, Level
from .extensions import places
from .page_hints import HINTS
from .warnings import in_places
from .wrong_kinds import WrongKinds


def unread(
    document: Document, children: Callable[[Node], Iterable[Node]], claimed: Iterable[Node] = ()
) -> list[Finding]:
    """The keys of all objects that a client is made of whose values reach nothing.

    `children` tells which schemas are built on one; `claimed` are schemas that were read although their key is lost elsewhere.
    Components that nothing reaches do not count.
    """
    read = {node.key for node in claimed}
    found: dict[tuple[str, str], list[Node]] = {}
    extensions: dict[str, Node] = {}
    misplaced: list[Finding] = []
    lost: list[Loss] = []
    everything = list(reached(document, children, claimed))
    wrong = WrongKinds(document)
    for kind, node in everything:
        wrong.look(kind, node)
        if document.conversion is not None:
            lost += document.conversion.lost(node)
        table = KEYS.get(kind)
        if table is None:
            continue
        if "$ref" in node.map and "$ref" not in table:
            table = REFERENCE
        idle = set(_idle(document, kind, node))
        for key in node.map:
            known = table.get(key) if key not in idle else None
            if key.startswith(EXTENSION):
                if kind in HINTS.get(key, ()):
                    continue
                if (on := places(key)) is None:
                    extensions.setdefault(key, node.get(key))
                elif kind not in on:
                    words = f"{key} says nothing on {kind_in_words(kind)}; it stands on: {', '.join(on)}"
                    misplaced.append(Finding("unread-key", Level.WARNING, words, node.get(key).place))
            elif known is None or (
                known.role is Role.LOST
                and node.get(key).key not in read
                and not _is_nothing(document, kind, key, node.get(key))
            ):
                found.setdefault((kind, key), []).append(node.get(key))
    findings = [one for (kind, key), nodes in sorted(found.items()) for one in _told(kind, key, nodes)]
    used = {node.pointer[:1] for _, node in everything}  # what references lead into is read, wherever it stands
    notes = [_extension(name, node) for name, node in sorted(extensions.items()) if node.pointer not in used]
    return [*converted(document), *_lost(lost), *wrong.findings(), *findings, *misplaced, *notes]


def converted(document: Document) -> list[Finding]:
    """The one note that a document was converted."""
    if document.conversion is None:
        return []
    message = (
        f"is {document.conversion.version}, and was converted to OpenAPI {document.root.map['openapi']} to be read"
    )
    return [Finding("converted", Level.NOTE, message, document.root.get("openapi").place)]


def _lost(losses: Iterable[Loss]) -> Iterator[Finding]:
    """What a conversion could not carry over; of one message the first few places, and how many more there are."""
    found: dict[tuple[str, str, bool], list[Node]] = {}
    for loss in losses:
        found.setdefault((loss.rule, loss.message, loss.fatal), []).append(loss.node)
    for (rule, message, fatal), nodes in sorted(found.items(), key=lambda entry: entry[0]):
        yield from in_places(rule, Level.ERROR if fatal else Level.WARNING, message, nodes)


def reached(
    document: Document, children: Callable[[Node], Iterable[Node]], claimed: Iterable[Node] = ()
) -> Iterator[Visit]:
    """Every object that a client is made of: what is asked for by paths and webhooks, and what these refer to."""
    root = document.root
    yield "document", root
    yield "components", root.get("components")
    starts = [visit for visit in objects_in("document", root) if visit[0] != "components"]
    starts += [("securityScheme", node) for _, node in root.get("components").get("securitySchemes").children()]
    if document.reading.all_components:
        starts += [("schema", node) for _, node in root.get("components").get("schemas").children()]
    starts += [("schema", node) for node in claimed]
    seen: set[Key] = set()
    while starts:
        built_on: list[Visit] = []
        for kind, node in walk(document, *starts, skip=_is_apart):
            if node.key not in seen:
                seen.add(node.key)
                yield kind, node
                if kind == "schema":
                    built_on += [("schema", child) for child in children(node) if child.key not in seen]
        starts = built_on


def _idle(document: Document, kind: str, node: Node) -> Iterator[str]:
    """What stands beside the `$ref` of a schema and says nothing there, unless it says what is so anyway."""
    if kind == "schema" and (said := document.said(node)) is not node:
        target = document.find(said)
        for key in node.map.keys() - said.map.keys():
            if target is None or target.map.get(key) != node.map[key]:
                yield key


def _is_apart(kind: str, key: str) -> bool:
    """Whether what stands under a key is not looked at: it is told as lost, or says to whom an event is sent, and how."""
    meaning = KEYS.get(kind, {}).get(key)
    return meaning is not None and (meaning.role is Role.LOST or (kind in EVENTS and meaning.role is Role.SAID))


def _is_nothing(document: Document, kind: str, key: str, node: Node) -> bool:
    """Whether a lost key says nothing: it is empty, or says what holds anyway."""
    if kind == "document" and key == "jsonSchemaDialect":
        return "oas/3." in str(node.value) and "dialect" in str(node.value)
    if kind in EVENTS and key == "responses":
        return not any(document.found(answer).map.get("content") for _, answer in node.children())
    return node.value in (None, {}, [])


def _told(kind: str, key: str, nodes: list[Node]) -> Iterator[Finding]:
    meaning = KEYS[kind].get(key)
    if meaning is not None and meaning.role is Role.LOST:
        words = f"{key!r} is not read: {meaning.lost}"
    elif meaning is not None:
        words = f"{key!r} stands beside a reference, where it says nothing"
    else:
        near = get_close_matches(key, KEYS[kind], 1, 0.75)
        words = f"{key!r} is no key of {kind_in_words(kind)}" + (
            f"; is {near[0]!r} meant?" if near else " and is not read"
        )
    return in_places("unread-key", Level.WARNING, words, nodes)


def _extension(name: str, node: Node) -> Finding:
    """One note for each name of an extension that no reader knows; one that looks like ours is a mistake."""
    if name.startswith("x-reissue-"):
        return Finding("unread-key", Level.WARNING, f"{name} is none of the extensions", node.place)
    return Finding("unread-extension", Level.NOTE, f"{name} is not read", node.place)


def kind_in_words(kind: str) -> str:
    """A kind of object of OpenAPI as a sentence has it: "an operation", "a security scheme"."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind)
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
