"""A document without the operations that a client leaves out, and with the names that it keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, TypeVar

from ..findings import Finding, Level
from .document import Document
from .objects import ADDITIONAL
from .operations import PATHS, WEBHOOKS, Described, operations
from .origins import Origin, PutTogether
from .reading import FITS_NOTHING, Globs, Reading, Word, fitting

D = TypeVar("D", bound=Document)


def selected(document: D, reading: Reading) -> tuple[D, list[Finding]]:
    """The document as a client has it, and what was noticed: patterns and names that fit nothing."""
    found = [*operations(document, PATHS, WEBHOOKS)]
    gone = [one for one in found if not _is_wanted(one, reading)]
    named = [(one, word) for one in found if (word := reading.kept.operations.get(_call(one))) is not None]
    findings = [
        *_dead_globs(found, reading.include),
        *_dead_globs(found, reading.exclude),
        *_dead_names(document, found, reading),
    ]
    if not gone and not named:
        return document, findings
    edited = _Edited(document)
    for one, word in named:
        edited.operation(one)["operationId"] = word.text
    for one in gone:
        edited.remove(one)
    others = document.others if document.conversion is not None else {}  # these are converted, too
    return replace(document, main=edited.source(), others=others), findings


def _call(one: Described) -> str:
    """An operation as a configuration names it: `GET /invoices`."""
    return f"{one.sent} {one.name}"


def _is_wanted(one: Described, reading: Reading) -> bool:
    include, exclude = reading.include, reading.exclude
    if one.group == WEBHOOKS:
        return (not include.webhooks or _fits(one, include)) and not _fits(one, exclude)
    return (not include.of_operations or _fits(one, include)) and not _fits(one, exclude)


def _fits(one: Described, globs: Globs) -> bool:
    if one.group == WEBHOOKS:
        return bool(fitting(globs.webhooks, [one.name]))
    return bool(
        fitting(globs.operations, [one.identity]) or fitting(globs.paths, [one.name]) or fitting(globs.tags, _tags(one))
    )


def _tags(one: Described) -> list[str]:
    return [tag for tag in one.node.get("tags").array if isinstance(tag, str)]


class _Edited:
    """The main file with some operations changed. What was read stays as it is."""

    def __init__(self, document: Document) -> None:
        self._main = main = document.main
        self._data: dict[str, Any] = {**document.root.map}
        self._origin = main.origin.twin() if isinstance(main, PutTogether) else Origin(main, ())
        self._items: dict[tuple[str, str], dict[str, Any]] = {}

    def source(self) -> PutTogether:
        main = self._main
        for (group, name), item in self._items.items():
            if not any(isinstance(value, dict) for key, value in item.items() if key != "parameters"):
                del self._data[group][name]
        return PutTogether(main.path, main.name, main.text, self._data, main.yaml, origin=self._origin)

    def _item(self, one: Described) -> dict[str, Any]:
        """The path item of an operation, which may be changed."""
        key = one.group, one.name
        if key not in self._items:
            if not any(group == one.group for group, _ in self._items):
                self._data[one.group] = {**self._data[one.group]}
            layers = one.item.layers
            item = {**layers[0].map}
            if len(layers) > 1 and all(layer.source is self._main for layer in layers):
                item = self._flat(one)
            if isinstance(item.get(ADDITIONAL), dict):
                item[ADDITIONAL] = {**item[ADDITIONAL]}
            self._items[key] = self._data[one.group][one.name] = item
        return self._items[key]

    def _flat(self, one: Described) -> dict[str, Any]:
        """A path item with what its reference leads to: there it may be somebody else's too."""
        item: dict[str, Any] = {}
        of = self._origin.own(one.group).own(one.name)
        for layer in reversed(one.item.layers):
            for key, value in layer.map.items():
                if key != "$ref":
                    item[key] = value
                    of.parts[key] = self._origin.at((*layer.pointer, key)).twin()
        return item

    def operation(self, one: Described) -> dict[str, Any]:
        """An operation, which may be changed."""
        item = self._item(one)
        holder = item[ADDITIONAL] if one.is_additional else item
        holder[one.method] = own = {**one.node.map}
        return own

    def remove(self, one: Described) -> None:
        item = self._item(one)
        holder = item.get(ADDITIONAL, {}) if one.is_additional else item
        holder.pop(one.method, None)
        if "$ref" in item:  # the operation stands in another file: what stands here counts before it
            item[one.method] = None


# --- what fits nothing


def _dead_globs(found: list[Described], globs: Globs) -> Iterable[Finding]:
    calls, hooks = [one for one in found if one.group == PATHS], [one for one in found if one.group == WEBHOOKS]
    for what, words, texts in (
        ("operationId", globs.operations, {one.identity for one in calls}),
        ("tag", globs.tags, {tag for one in calls for tag in _tags(one)}),
        ("path", globs.paths, {one.name for one in calls}),
        ("webhook", globs.webhooks, {one.name for one in hooks}),
    ):
        for word in words:
            if not fitting([word], texts):
                yield _dead(word, f"{word.text!r} fits no {what} of the document", word.text, texts)


def _dead_names(document: Document, found: list[Described], reading: Reading) -> Iterable[Finding]:
    calls = {_call(one) for one in found if one.group == PATHS}
    for call, word in reading.kept.operations.items():
        if call not in calls:
            yield _dead(word, f"the document has no operation {call!r}, whose name is kept", call, calls)
    schemas = set(document.root.get("components").get("schemas").map)
    for name, word in reading.kept.schemas.items():
        if name not in schemas:
            yield _dead(word, f"the document has no schema {name!r}, whose name is kept", name, schemas)


def _dead(word: Word, message: str, text: str, known: Iterable[str]) -> Finding:
    near = get_close_matches(text, sorted(known), 1, 0.6)
    return Finding(
        FITS_NOTHING, Level.WARNING, message, word.place, f"is {near[0]!r} meant?" if near else "mend or remove it"
    )
