"""Every example of a document through the emitted client: bytes to typed value and back to equal JSON.

A verdict per example:

- ok        it fits, and comes back equal (members that the document does not name are kept, and are no failure)
- misfit    it contradicts its own schema (an independent validator agrees); what the client told of it was right
- doubted   it comes back equal, but is told to be a misfit although the validator finds no fault with it
- failed    it is lost, changed or refused although it fits: a fault of ours
"""

from __future__ import annotations

import json
import sys
import types
import typing
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Annotated, Any, Union
from urllib.parse import quote, unquote

import jsonschema
from msgspec import structs
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4, DRAFT202012

from reissue_generator.api.models import Struct
from reissue_generator.api.records import Api, Operation
from reissue_generator.api.reserved import UNTYPED
from reissue_generator.api.types import Coerced, Ref
from reissue_generator.document import wire_path
from tests.corpus.documents import METHODS, follow

_DOCUMENT = "urn:corpus:document"
_LISTED = 50  # examples of one verdict in the report
_SHOWN = 200  # characters of an example or a message in the report
_LARGEST = 2_000_000  # characters of an example that the independent validator is asked about


@dataclass
class Tally:
    """What became of the examples of one document."""

    counts: Counter[str] = field(default_factory=Counter[str])
    lists: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """By verdict: the first examples with that verdict, and why."""

    def add(self, verdict: str, where: str, why: str = "") -> None:
        self.counts[verdict] += 1
        listed = self.lists.setdefault(verdict, [])
        if why and len(listed) < _LISTED:
            listed.append(f"{where}: {why}"[: 3 * _SHOWN])


@dataclass(frozen=True)
class Example:
    """One example: where it stands, its value, the JSON pointer of its schema, and the type that should hold it."""

    where: str
    value: Any
    schema: str
    type: Any
    request: bool


def round_trip(document: Any, api: Api, package: str) -> Tally:
    """Try all examples of a document in the client that was emitted for it."""
    tally, runtime, judge = Tally(), Runtime(package), Judge(document)
    for example in Finder(document, api, package).examples():
        try:
            _try(example, runtime, judge, tally)
        except Exception as error:  # whatever goes wrong is a finding, and the other examples still count
            tally.add("failed", example.where, f"{type(error).__name__}: {error}")
    return tally


def build_decoders(api: Api, package: str) -> list[str]:
    """Build the decoder of everything that can be received; what cannot be built fails only when it is first used."""
    runtime = Runtime(package)
    problems: list[str] = []
    for resource in api.resources:
        module = import_module(f"{package}.resources.{resource.module}")
        for one in resource.operations:
            descriptor = getattr(module, one.constant)
            good = [descriptor.returns] if descriptor.success is None else list(descriptor.success.values())
            for type_ in (*good, *descriptor.errors.values()):
                try:
                    runtime.build(runtime.json_part(type_, descriptor))
                except Exception as error:
                    problems.append(f"{one.id}: {type(error).__name__}: {str(error).split(' - ')[-1]}"[:_SHOWN])
    return problems


# --- one example ---------------------------------------------------------------------------------------------


class Runtime:
    """The runtime that the emitted package carries."""

    def __init__(self, package: str) -> None:
        self.decode = import_module(f"{package}.runtime.decode")
        self.body = import_module(f"{package}.runtime.body")
        self.dicts = import_module(f"{package}.runtime.dicts")
        self.untyped = import_module("reissue_runtime.untyped")
        self.shape = import_module(f"{package}.runtime.shape")

    def json_part(self, type_: Any, descriptor: Any) -> Any:
        """What a JSON answer is read as, where other media types are documented beside it."""
        if descriptor.answers is None:
            return type_
        return descriptor.answers(type_, b"", "application/json", descriptor.accept, ())[1]

    def build(self, type_: Any) -> None:
        """Build the decoder of a type, and the plans of the unions that it names. Raises TypeError."""
        self.shape.decoder(type_)
        for member in self.shape.shape(type_).members if type_ is not None else ():
            if type(member).__name__ == "OneOf":
                self.shape.plan(member)


def _try(example: Example, runtime: Runtime, judge: Judge, tally: Tally) -> None:
    sent = json.dumps(example.value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    value, drifts = runtime.decode.codec(example.type).decode(sent)
    drifts = [drift for drift in drifts if drift.expected != "nothing"]  # a member that the document does not name
    back = json.loads(runtime.body.encode_json(value))
    same = equal(example.value, back)
    if same and not drifts:
        tally.add("ok", example.where)
    elif complaint := judge.complaint(example):
        tally.add("misfit", example.where, complaint)
    else:
        told = "; ".join(str(drift) for drift in drifts[:3])
        if same:
            tally.add("doubted", example.where, told)
        else:
            tally.add("failed", example.where, f"{difference(example.value, back)}; {told}")


def equal(one: Any, other: Any) -> bool:
    """Equality of JSON values: numbers by value, times by instant."""
    return not difference(one, other)


def difference(one: Any, other: Any, path: str = "$") -> str:
    """The first place where two JSON values differ; empty where they are equal."""
    if isinstance(one, dict) and isinstance(other, dict):
        if missing := [name for name in one if name not in other]:
            return f"{path}.{missing[0]} is lost"
        if added := [name for name in other if name not in one]:
            return f"{path}.{added[0]} is new"
        return next((found for name in one if (found := difference(one[name], other[name], f"{path}.{name}"))), "")
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return f"{path} has {len(other)} elements, not {len(one)}"
        pairs = enumerate(zip(one, other, strict=True))
        return next((found for index, (a, b) in pairs if (found := difference(a, b, f"{path}[{index}]"))), "")
    return "" if _same(one, other) else f"{path} is {str(other)[:60]!r}, not {str(one)[:60]!r}"


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other or Decimal(str(one)) == Decimal(str(other))
    if isinstance(one, str) and isinstance(other, str):
        return one == other or _same_time(one, other)
    return False


def _same_time(one: str, other: str) -> bool:
    """Whether two texts are one instant, to the microsecond that Python's times have."""
    try:
        first, second = (datetime.fromisoformat(text.strip().upper()) for text in (one, other))
        return abs(first - second) <= timedelta(microseconds=1)
    except (ValueError, TypeError):  # no times, or only one of them with an offset
        return False


# --- the independent judge -----------------------------------------------------------------------------------


class Judge:
    """Says whether a value fits its schema, by JSON Schema and not by the generator."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._old = str(document.get("openapi", "")).startswith("3.0")
        specification = DRAFT4 if self._old else DRAFT202012
        resource: Any = Resource(contents=document, specification=specification)
        empty: Any = Registry()
        self._registry = empty.with_resource(_DOCUMENT, resource)
        self._formats = jsonschema.FormatChecker(["date-time", "date"])

    def complaint(self, example: Example) -> str:
        """Why the example contradicts its schema; empty where it fits."""
        if len(str(example.value)) > _LARGEST:
            return "too large to be judged"
        kind: Any = OAS31Validator
        if self._old:
            kind = OAS30WriteValidator if example.request else OAS30ReadValidator
        schema = {"$ref": f"{_DOCUMENT}#{example.schema}"}
        try:
            validator = kind(schema, registry=self._registry, format_checker=self._formats)
            error = next(iter(validator.iter_errors(example.value)), None)
        except Exception as error:  # a schema that cannot be used: nothing can be said against the example
            return f"its schema cannot be used: {type(error).__name__}: {error}"[:_SHOWN]
        if error is not None:
            return f"{error.json_path}: {error.message}"[:_SHOWN]
        return self._silent(example)

    def _silent(self, example: Example) -> str:
        """A schema that lists properties and forgets its type means an object, though JSON Schema lets all else pass."""
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in unquote(example.schema).split("/")[1:]]
        schema = follow(self._document, at(self._document, tokens))
        means_object = isinstance(schema, dict) and "properties" in schema and "type" not in schema
        return "its schema means an object" if means_object and not isinstance(example.value, dict) else ""


# --- where examples stand ------------------------------------------------------------------------------------


def pointer(*tokens: str) -> str:
    """Tokens as the fragment of a reference."""
    return "".join("/" + quote(token.replace("~", "~0").replace("/", "~1"), safe="~") for token in tokens)


class Finder:
    """Finds the examples of a document and the emitted types that should hold them."""

    def __init__(self, document: Any, api: Api, package: str) -> None:
        self._document, self._api, self._package = document, api, package
        self._runtime = Runtime(package)
        self._models = import_module(f"{package}.models")

    def examples(self) -> Iterator[Example]:
        yield from self._of_operations()
        yield from self._of_components()
        yield from self._of_members()

    # --- operations

    def _of_operations(self) -> Iterator[Example]:
        emitted = {
            (one.id, one.method, one.path): (resource, one)
            for resource in self._api.resources
            for one in resource.operations
        }
        for path, item in (self._document.get("paths") or {}).items():
            base = self._places(item, ("paths", path))
            item = follow(self._document, item)
            for method in METHODS if isinstance(item, dict) else ():
                node = item.get(method)
                if not isinstance(node, dict):
                    continue
                given = node.get("operationId")
                identity = given if isinstance(given, str) and given.strip() else f"{method} {path}"
                found = emitted.get((identity, method.upper(), wire_path(path)))
                if found is not None and found[1].envelopes is None and not self._api.envelopes:
                    yield from self._of_operation(node, (*base, method), found[0], found[1])

    def _places(self, node: Any, tokens: tuple[str, ...]) -> tuple[str, ...]:
        """Where a node really stands: at the end of its reference, if it is one."""
        for _ in range(20):
            ref = node.get("$ref") if isinstance(node, dict) else None
            if not isinstance(ref, str) or not ref.startswith("#/"):
                return tokens
            tokens = tuple(part.replace("~1", "/").replace("~0", "~") for part in ref[2:].split("/"))
            node = follow(self._document, {"$ref": ref})
        return tokens

    def _of_operation(self, node: Any, place: tuple[str, ...], resource: Any, one: Operation) -> Iterator[Example]:
        module = import_module(f"{self._package}.resources.{resource.module}")
        descriptor = getattr(module, one.constant)
        for status, response in (node.get("responses") or {}).items():
            type_ = _response_type(descriptor, str(status))
            if type_ is None:
                continue
            spot = self._places(response, (*place, "responses", status))
            response = follow(self._document, response)
            for media, tokens, entry in _json_contents(response, spot):
                where = f"{one.id} {status} {media}"
                held = self._runtime.json_part(type_, descriptor)
                if held is bytes:  # a file, whatever its type: it is not read
                    continue
                yield from self._of_entry(entry, (*tokens, "schema"), where, held, False)
        hints: dict[str, Any] | None = None
        body = follow(self._document, node.get("requestBody"))
        spot = self._places(node.get("requestBody"), (*place, "requestBody"))
        for media, tokens, entry in _json_contents(body, spot):
            hints = hints or _hints(getattr(module, resource.name), one.name)
            if "body" in hints:
                where = f"{one.id} body {media}"
                yield from self._of_entry(entry, (*tokens, "schema"), where, self._body(one, media, hints), True)
        for index, parameter in enumerate(node.get("parameters") or []):
            spot = (*self._places(parameter, (*place, "parameters", str(index))), "schema")
            parameter = follow(self._document, parameter)
            names = [p.name for p in one.arguments if isinstance(parameter, dict) and p.wire == parameter.get("name")]
            if (
                names
                and isinstance(parameter.get("schema"), dict)
                and ("example" in parameter or "examples" in parameter)
            ):
                hints = hints or _hints(getattr(module, resource.name), one.name)
                yield from self._of_entry(parameter, spot, f"{one.id} {names[0]}", hints[names[0]], True)

    def _body(self, one: Operation, media: str, hints: dict[str, Any]) -> Any:
        """The type of a body of one media type: a model of its own, else whatever may be given."""
        told = next((way.type for way in one.body.content if way.name == media), None) if one.body is not None else None
        if isinstance(told, Coerced) and told.marker in UNTYPED:  # no type is told, and signatures do not say so
            given: Any = hints["body"]
            return Annotated[given, getattr(self._runtime.untyped, told.marker)]
        name = self._api.names.get(told.key) if isinstance(told, Ref) else None
        return getattr(self._models, name) if name else hints["body"]

    def _of_entry(
        self, entry: Any, schema: tuple[str, ...], where: str, type_: Any, request: bool
    ) -> Iterator[Example]:
        """The examples of a media type or parameter."""
        if not isinstance(entry, dict) or not isinstance(entry.get("schema"), dict):
            return
        values = [entry["example"]] if "example" in entry else []
        examples = entry.get("examples")
        for one in examples.values() if isinstance(examples, dict) else ():
            target = follow(self._document, one)
            if isinstance(target, dict) and "value" in target:
                values.append(target["value"])
        inner = follow(self._document, entry["schema"])
        if "$ref" not in entry["schema"] and isinstance(inner, dict):
            values += _own(inner)
        for value in values:
            yield Example(where, value, pointer(*schema), type_, request)

    # --- components and members

    def _of_components(self) -> Iterator[Example]:
        schemas = (self._document.get("components") or {}).get("schemas") or {}
        for name, schema in schemas.items() if isinstance(schemas, dict) else ():
            if not isinstance(schema, dict):
                continue
            place = pointer_text("components", "schemas", name)
            for side in ("read", "write"):
                type_ = self._model(f"#{place}:{side}")
                for value in _own(schema) if type_ is not None else ():
                    where = f"components.schemas.{name}"
                    yield Example(where, value, pointer("components", "schemas", name), type_, side == "write")
                if type_ is not None:
                    break

    def _model(self, key: str) -> Any:
        name = self._api.names.get(key) or self._api.names.get(f"{key}:union")
        return getattr(self._models, name) if name else None

    def _of_members(self) -> Iterator[Example]:
        """The examples that stand at single properties, in the type of the field."""
        for model in self._api.models:
            if not isinstance(model, Struct) or not model.key.startswith("#/") or "+" in model.key:
                continue
            place, _, side = model.key[1:].rpartition(":")
            if side not in ("read", "write"):  # a multipart body is never JSON
                continue
            tokens = tuple(token.replace("~1", "/").replace("~0", "~") for token in place.split("/")[1:])
            properties = (at(self._document, tokens) or {}).get("properties")
            wires = {one.wire: one for one in model.fields}
            for wire, schema in properties.items() if isinstance(properties, dict) else ():
                values = _own(schema) if isinstance(schema, dict) and "$ref" not in schema and wire in wires else []
                if not values:
                    continue
                cls = getattr(self._models, self._api.names[model.key])
                type_ = next(one.type for one in structs.fields(cls) if one.encode_name == wire)
                where = f"{'.'.join(tokens)}.{wire}"
                for value in values:
                    yield Example(where, value, pointer(*tokens, "properties", wire), type_, side == "write")


def at(document: Any, tokens: Iterable[str]) -> Any:
    """The node at the tokens of a pointer; None where there is none."""
    node = document
    for token in tokens:
        if isinstance(node, list) and token.isdigit() and int(token) < len(node):
            node = node[int(token)]
        elif isinstance(node, dict) and token in node:
            node = node[token]
        else:
            return None
    return node


def pointer_text(*tokens: str) -> str:
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def _own(schema: Any) -> list[Any]:
    """The examples that a schema carries itself."""
    values = [schema["example"]] if "example" in schema else []
    return values + (schema["examples"] if isinstance(schema.get("examples"), list) else [])


def _response_type(descriptor: Any, status: str) -> Any:
    tables = {**(descriptor.success or {}), **descriptor.errors}
    key: int | str = int(status) if status.isdigit() else status.upper() if status[1:].upper() == "XX" else status
    if key in tables:
        return tables[key]
    good = status.startswith("2") or status == "default"
    return descriptor.returns if good and descriptor.success is None else None


def _json_contents(holder: Any, place: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    content = holder.get("content") if isinstance(holder, dict) else None
    for media, entry in content.items() if isinstance(content, dict) else ():
        kind = media.split(";")[0].strip().lower()
        if kind.endswith(("/json", "+json")):
            yield media, (*place, "content", media), entry


def _hints(cls: type, method: str) -> dict[str, Any]:
    """The types of the arguments of a method, without the mark of an argument that may be left out."""
    function = getattr(cls, method)
    found = typing.get_type_hints(function, vars(sys.modules[cls.__module__]), include_extras=True)
    return {name: _given(type_) for name, type_ in found.items()}


def _given(type_: Any) -> Any:
    """What a JSON body or argument is given as: without the mark of absence and the raw kinds of other media types."""
    if typing.get_origin(type_) not in (Union, types.UnionType):
        return type_
    members = typing.get_args(type_)
    raw = any(member is bytes for member in members)
    kept = tuple(one for one in members if not _is_raw(one) and not (raw and one is str))
    return Union[kept] if kept else type_  # noqa: UP007 - made at run time


def _is_raw(type_: Any) -> bool:
    bare = typing.get_origin(type_) or type_
    return getattr(bare, "__name__", "") in ("UnsetType", "bytes", "Iterable", "AsyncIterable", "IO", "Path")
