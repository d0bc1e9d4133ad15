"""What became of a key of a document: what it is to a client, the record that it ended in, and the lines that were emitted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import __version__
from .api.models import Model, Struct
from .api.records import Api, Operation, Resource
from .builder import build
from .builder.accounting import kind_in_words, reached
from .builder.additional import UNFIT
from .builder.directions import HIDDEN, WRITE, is_marked
from .builder.extensions import places
from .builder.families import Families
from .builder.warnings import FATAL
from .document import (
    ADDITIONAL,
    EXTENSION,
    KEYS,
    Document,
    Meaning,
    Node,
    Pointer,
    Role,
    becomes,
    pointer_of,
    pointer_text,
    value_at,
)
from .emit.format import formatted
from .emit.layout import Layout
from .emit.render import render
from .errors import UsageError
from .findings import Finding, Place
from .own_files import own_templates

_ROLES = {
    Role.READ: "is read",
    Role.SAID: "documents, and changes no request and no value",
    Role.CHECKED: "limits values, which the provider checks, not the client",
    Role.LOST: "is not read",
}


_LOSING = frozenset({"unread-key", *FATAL})
"""The rules of what is not read, nor all that stands in it."""


@dataclass(frozen=True)
class Line:
    """A line that was emitted: a file of the client, and where it stands there."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class Explained:
    """What became of one key."""

    place: Place
    told: str
    records: tuple[str, ...]
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]


def explain(document: Document, provider: str, pointer: str) -> Explained:
    """What became of what a JSON pointer names, in the client `provider` of a document.

    Raises SpecError for a document that is none of OpenAPI, UsageError for a pointer to nothing.
    """
    name = document.main.name
    written, _ = document.main.written_at(())
    asked = pointer_of(pointer)
    if value_at(written.data, asked) is None or (pointer and not pointer.startswith("/")):
        raise UsageError(f"{name} has nothing at {pointer!r}. A pointer is like /paths/~1invoices/get.")
    api, findings = build(document, provider, __version__)
    records = tuple(_records(document, api, document.main.moved(asked)))
    files = formatted(render(api, Layout(api.provider, standalone=True), Path(own_templates())))
    return Explained(
        place=written.place(asked),
        told=_converted(document, asked) or _lost(pointer, findings) or _told(document, document.main.moved(asked)),
        records=tuple(record for record, _, _ in records),
        lines=tuple(line for _, file, head in records for line in _lines(files, file, head) if head),
        findings=tuple(one for one in findings if f"{one.place.pointer}/".startswith(f"{pointer}/")),
    )


def _lost(pointer: str, findings: Sequence[Finding]) -> str:
    """Why what the key stands in is not read; '' where it is."""
    above = (one for one in findings if one.rule in _LOSING and pointer.startswith(f"{one.place.pointer}/"))
    found = next(above, None)
    return f"is not read, as it stands in {found.place.pointer}: {found.message}" if found is not None else ""


def _converted(document: Document, asked: Pointer) -> str:
    """What the conversion made of the key of a document that was written in another version; '' where it stayed."""
    kind = document.conversion.kinds.get(asked[:-1]) if document.conversion is not None and asked else None
    return becomes(kind, asked[-1]) if kind is not None else ""


def _told(document: Document, asked: Pointer) -> str:
    """The key, the object that it stands in, and what it is to a client."""
    if not asked:
        return "the document itself"
    objects = {node.pointer: kind for kind, node in reached(document, Families(document).children)}
    kind = objects.get(asked[:-1])
    key = asked[-1]
    if objects.get(asked) in KEYS:
        return f"{kind_in_words(objects[asked])}, from which the client is made"
    if kind is None:
        above = next((asked[:end] for end in range(len(asked), -1, -1) if asked[:end] in objects), ())
        if objects[above] in ("document", "components"):
            return "nothing that is reached refers to it, so it is no part of the client"
        return f"a part of {kind_in_words(objects[above])} at {pointer_text(above) or '/'}"
    if key.startswith(EXTENSION):
        known = places(key)
        return f"`{key}` of {kind_in_words(kind)} is {'read' if known and kind in known else 'not read'}"
    meaning = KEYS.get(kind, {}).get(key, Meaning(Role.LOST, "it is none of OpenAPI's there") if kind in KEYS else None)
    if meaning is None:
        return f"`{key}` is a name in {kind_in_words(kind)}"
    return f"`{key}` of {kind_in_words(kind)} {_ROLES[meaning.role]}" + (f": {meaning.lost}" if meaning.lost else "")


def _records(document: Document, api: Api, asked: Pointer) -> Iterator[tuple[str, str, str]]:
    """What the key ended in: a record in words, the file of it, and how its line begins there."""
    for resource in api.resources:
        for operation in resource.operations:
            method, at = operation.method, asked[2:4]
            if asked[:2] == ("paths", operation.path) and (at[:1] == (method.lower(),) or at == (ADDITIONAL, method)):
                yield _record_of(resource, operation), f"resources/{resource.module}.py", f"{operation.constant}: Final"
    above = [model for model in api.models if _is_above(model.key, asked)]
    nearest = max((len(_pointer(model.key)) for model in above), default=0)
    for model in above:
        if len(_pointer(model.key)) == nearest:
            yield from _model(document, api, model, asked[nearest:])


def _model(document: Document, api: Api, model: Model, below: Pointer) -> Iterator[tuple[str, str, str]]:
    name = api.names[model.key]
    yield f"the model {name}", "models", f"class {name}(" if isinstance(model, Struct) else f"{name} "
    at = 0
    while below[at : at + 1] == ("allOf",):
        at += 2
    if not isinstance(model, Struct) or below[at : at + 1] != ("properties",) or len(below) < at + 2:
        return
    field = next((field for field in model.fields if field.wire == below[at + 1]), None)
    if field is not None:
        yield f"the member {field.name} of {name}", "models", f"class {name}(\n{field.name}: "
    else:
        why = _why_dropped(document, model, (*_pointer(model.key), *below[: at + 2]))
        yield f"no member of {name}: {why}", "models", ""


def _why_dropped(document: Document, model: Struct, pointer: Pointer) -> str:
    """Why what a schema calls a member is none of its model."""
    value = value_at(document.main.data, pointer)
    direction = model.key.rpartition(":")[2]
    if value is not None and is_marked(document, Node(document.main, pointer, value[0]), HIDDEN[direction]):
        return f"it is `{HIDDEN[direction]}`, and this is what {'is sent' if direction == WRITE else 'answers bring'}"
    if UNFIT.search(pointer[-1]):
        return "a field can have no such name"
    return "what else the schema says counts before it"


def _record_of(resource: Resource, operation: Operation) -> str:
    return f"the operation {operation.id}: client.{resource.path}.{operation.name}()"


def _pointer(key: str) -> Pointer:
    """The address in the key of a model of the main file; one of another file has none here."""
    source, _, rest = key.partition("#")
    return () if source else pointer_of(rest.partition(":")[0])


def _is_above(key: str, asked: Pointer) -> bool:
    pointer = _pointer(key)
    return bool(pointer) and asked[: len(pointer)] == pointer


def _lines(files: dict[str, str], file: str, heads: str) -> Iterator[Line]:
    """The first line of a file that begins so; of several beginnings the last, in the order in which they stand."""
    for path, text in sorted(files.items()):
        if path != file and re.fullmatch(rf"{file}(/\w+)?\.py", path) is None:
            continue
        wanted = heads.split("\n")
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip().startswith(wanted[0]):
                wanted.pop(0)
                if not wanted:
                    yield Line(path, number, line.strip())
                    break
