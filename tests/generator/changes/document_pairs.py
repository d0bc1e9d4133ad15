"""Pairs of tiny documents, one for each pair of rules, and how to compare them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from reissue_generator.changes import Change, Level, compared
from tests.generator.small_clients import asking, content, document, operation, reading, ref, returns, sending

Doc = dict[str, Any]
Case = tuple[Doc, Doc]


def changes(folder: Path, old: Doc, new: Doc) -> list[Change]:
    """The changes between two documents."""
    paths: list[Path] = []
    for name, doc in (("old", old), ("new", new)):
        paths.append(folder / f"{name}.json")
        paths[-1].write_text(json.dumps(doc, indent=2), encoding="utf-8")
    return compared(str(paths[0]), str(paths[1]), "acme")


def heaviest(folder: Path, old: Doc, new: Doc) -> tuple[Level | None, list[str]]:
    """The heaviest level that is told of the wire, without words, and all that is told."""
    return heaviest_of(changes(folder, old, new))


def heaviest_of(found: list[Change]) -> tuple[Level | None, list[str]]:
    """The same of changes that were found."""
    wire = [change for change in found if not change.is_of_python]
    levels = [change.rule.level for change in wire if change.rule.level is not Level.COSMETIC]
    told = [f"{change.rule.id} {change.message}" for change in wire]
    return next((level for level in Level if level in levels), None), told


def told_of_the_wire(folder: Path, old: Doc, new: Doc) -> list[str]:
    """The rule and the words of each change of the wire."""
    return [f"{one.rule.id} | {one.message}" for one in changes(folder, old, new) if not one.is_of_python]


def rules(folder: Path, old: Doc, new: Doc) -> list[str]:
    return sorted(change.rule.id for change in changes(folder, old, new))


def thing(**more: Any) -> Doc:
    """An object of two members; `more` are keywords of the schema."""
    return {"type": "object", "properties": {"id": {"type": "string"}, "note": {"type": "string"}}, **more}


def edited(doc: Doc, *path: str | int, value: Any = None, drop: bool = False) -> Doc:
    """A copy in which one value is another one, or is gone."""
    result = copy.deepcopy(doc)
    here: Any = result
    for token in path[:-1]:
        here = here[token]
    if drop:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return result


def call(**more: Any) -> Doc:
    return document({"/things": {"get": operation(**more)}})


def query(**more: Any) -> Doc:
    return asking({"name": "page", "in": "query", "schema": {"type": "integer"}, **more})


def both(old: Any, new: Any) -> dict[str, Case]:
    """The same change of a schema in a request and in a response."""
    return {"request": (sending(old), sending(new)), "response": (reading(old), reading(new))}


def named(doc: Doc, **models: Any) -> Doc:
    return {**doc, "components": {"schemas": models}}


def secured(schemes: Doc, security: Any, **more: Any) -> Doc:
    doc = call(**more)
    return {**doc, "components": {"securitySchemes": schemes}, "security": security}


def event(schema: Any, **more: Any) -> Doc:
    body = {"requestBody": content(schema), "responses": {"200": {"description": "ok"}}, **more}
    return {**call(), "webhooks": {"paid": {"post": body}}}


def calling_back(names: list[str]) -> Doc:
    hook = {"{$request.body#/url}": {"post": {"requestBody": content(thing()), "responses": {}}}}
    return call(callbacks=dict.fromkeys(names, hook))


def listing(schema: Any = None) -> Doc:
    page = {"type": "object", "properties": {"items": {"type": "array", "items": schema or thing()}}}
    parameters = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("page", "size")]
    return call(parameters=parameters, responses=returns(page))


def answering(*statuses: str, media: tuple[str, ...] = ("application/json",), headers: Doc | None = None) -> Doc:
    one = {"description": "ok", "content": {each: {"schema": {"type": "string"}} for each in media}}
    more = {"headers": headers} if headers is not None else {}
    return call(responses={status: {**one, **more} for status in statuses})


def header(**more: Any) -> Doc:
    return answering("200", headers={"X-Total": {"schema": {"type": "integer"}, **more}})


def taking(*media: str, required: bool = True, **more: Any) -> Doc:
    body = {"required": required, "content": {one: {"schema": thing(), **more} for one in media}}
    return document({"/things": {"post": operation(requestBody=body)}})


STRING, NUMBER, INTEGER = {"type": "string"}, {"type": "number"}, {"type": "integer"}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
BASIC = {"type": "http", "scheme": "basic"}
OAUTH = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://acme.example/t", "scopes": {}}}}
PAGED = {"style": "page", "items": "items", "page": "page", "size": "size"}
OFFSET = {"style": "offset", "items": "items", "limit": "size", "offset": "page"}
SIGNED = {"header": "X-Sign", "algorithm": "hmac-sha256", "encoding": "hex", "signed": "{body}"}
CAT = {"title": "Cat", "type": "object", "required": ["claws"], "properties": {"claws": INTEGER}}
DOG = {"title": "Dog", "type": "object", "required": ["bark"], "properties": {"bark": STRING}}
KEYED = {"in": "header", "name": "Idempotency-Key", "maxLength": 64}
TAGGED = named(reading({"oneOf": [ref("Cat"), ref("Dog")]}), Cat=CAT, Dog=DOG)
_UNION = ("paths", "/things", "get", "responses", "200", "content", "application/json", "schema")
