"""Schemas to types: what a value is in Python, and which models a client needs to say it.

Objects with members become structs, enums open enums, unions that need a look at the value choices; all else is said
inline. Structs are queued and filled later, so recursion in a document is no recursion here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from .. import naming
from ..api.records import (
    ANY,
    BOOL,
    BYTES,
    DATE,
    DATETIME,
    DECIMAL,
    FLOAT,
    INT,
    NONE,
    OBJECT,
    STR,
    Choice,
    Coerced,
    Const,
    Field,
    List,
    Map,
    Model,
    OpenEnum,
    Ref,
    Scalar,
    Struct,
    TypeRef,
    Union,
    union,
    without_none,
)
from ..document.source import Document, Node, pointer_text
from ..errors import SpecError
from .extensions import fact
from .flat import Flat, flatten, only_reference, says_nothing
from .prose import doc_of, notes_of
from .sides import READ, WRITE, Sides

_UNFIT = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')
"""What msgspec does not take in the wire name of a field."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRINGS = {"date-time": DATETIME, "date": DATE, "date-time-local": DATETIME, "binary": BYTES}
_FILE = Scalar("FileContent")
_PYTHON: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (),
}
_SCALARS = {"integer": INT, "boolean": BOOL, "null": NONE}
_MARKERS = {"single": "SINGLE", "list": "LIST", "decimal": "TEXT", "empty-array": "EMPTY_ARRAY"}

MAX_DEPTH = 50
"""Types inside each other, not counting structs: Python itself does not read many more brackets."""


class Schemas:
    """Builds the types of one document. `warn` is told of every compromise: rule, message, place."""

    def __init__(self, document: Document, warn: Callable[[str, str, Node], None]) -> None:
        self.document = document
        self.models: dict[str, Model] = {}
        self.wishes: dict[str, tuple[str, str]] = {}
        """By model key: the wire name and the Python name that it would like."""
        self._warn = warn
        # OpenAPI 3.0 has no `const`: there an enum of one value is one.
        self._dialect_30 = str(document.root.map.get("openapi", "")).startswith("3.0")
        self._sides = Sides(document)
        self._types: dict[tuple[str, str], TypeRef | None] = {}
        self._depth = 0
        self._queue: list[tuple[str, Flat, str, str, bool]] = []

    # --- entry points

    def type(self, node: Node, hint: str, side: str = READ, files: bool = False) -> TypeRef:
        """The type of a value of this schema. `hint` names what has no name of its own; `files`: in a multipart body."""
        if not isinstance(node.value, dict):
            return ANY
        if self._depth >= MAX_DEPTH:
            self._warn("too-deep", f"is more than {MAX_DEPTH} types deep; typed as Any", node)
            return ANY
        self._depth += 1
        try:
            return self._type(node, hint, side, files)
        except SpecError as error:
            finding = error.findings[0]
            self._warn(finding.rule, f"{finding.message}; typed as Any", node)
            return ANY
        finally:
            self._depth -= 1

    def _type(self, node: Node, hint: str, side: str, files: bool) -> TypeRef:
        coerced = self._coerced(node, hint, side)
        if coerced is not None:
            return coerced
        if (sole := only_reference(node)) is not None:
            type_ = self._reference(sole, side, files)
            return union(type_, NONE) if node.map.get("nullable") is True else type_
        return self._inline(node, hint, side, files)

    def finish(self) -> None:
        """Fill the structs that were queued."""
        while self._queue:
            key, flat, hint, side, files = self._queue.pop()
            self.models[key] = self._struct(key, flat, hint, side, files)

    def join(self, types: list[TypeRef], node: Node, hint: str) -> TypeRef:
        """What a value is that has one of several types; `node` is what brings them together."""
        return self._join(types, node, hint, None)

    # --- references and names

    def _reference(self, node: Node, side: str, files: bool) -> TypeRef:
        try:
            target = self.document.follow(node, cast(str, node.map["$ref"]))
        except SpecError as error:
            finding = error.findings[0]
            self._warn(finding.rule, f"{finding.message}; typed as Any", node)
            return ANY
        side = side if self._sides.differs(target) else READ
        known = (self._key(target, side), str(files))
        if known not in self._types:
            self._types[known] = None
            self._types[known] = self.type(target, self._name_of(target), side, files)
        found = self._types[known]
        if found is None:
            self._warn("recursive-alias", "a schema refers to itself without an object between; typed as Any", target)
            return ANY
        return found

    def _key(self, node: Node, side: str) -> str:
        source = "" if node.source is self.document.main else node.source.name
        return f"{source}#{pointer_text(node.pointer)}:{side}"

    def _name_of(self, node: Node) -> str:
        """A name for what a reference names: the component's own, else the last telling words of the pointer."""
        pointer = node.pointer
        if len(pointer) == 3 and pointer[0] == "components":
            return pointer[2]
        if not pointer:
            return node.source.path.stem
        skip = {
            "schema",
            "properties",
            "items",
            "content",
            "components",
            "schemas",
            "responses",
            "paths",
            "allOf",
            "oneOf",
            "anyOf",
            "$defs",
            "definitions",
        }
        return " ".join(token for token in pointer if token not in skip and not token.isdigit())

    def _name(self, key: str, hint: str, side: str, node: Node) -> None:
        differs = side == WRITE
        self.wishes[key] = (hint + ("Request" if differs else ""), naming.pascal(hint) + ("Request" if differs else ""))

    # --- schemas that stand for themselves

    def _inline(self, node: Node, hint: str, side: str, files: bool) -> TypeRef:
        side = side if side == READ or self._sides.differs(node) else READ
        flat = flatten(self.document, node)
        if flat.conflict:
            self._warn(
                "allof-conflict", "the members of allOf name types that exclude each other; the first counts", node
            )
        type_ = self._of(flat, hint, side, files)
        nullable = flat.nullable or (flat.types is not None and "null" in flat.types and len(flat.types) > 1)
        return union(type_, NONE) if nullable else type_

    def _of(self, flat: Flat, hint: str, side: str, files: bool) -> TypeRef:
        if flat.groups:
            return self._union(flat, hint, side, files)
        if flat.enum is not None and (values := self._values(flat)):
            return self._enum(flat, values, hint)
        kinds = sorted((flat.types or set()) - {"null"}) or (["null"] if flat.types else [])
        return union(*(self._kind(kind, flat, hint, side, files) for kind in kinds)) if kinds else ANY

    def _kind(self, kind: str, flat: Flat, hint: str, side: str, files: bool) -> TypeRef:
        match kind:
            case "object":
                return self._object(flat, hint, side, files)
            case "array":
                items = [self.type(one, f"{hint} Item", side, files) for one in flat.prefix]
                if flat.items is not None or not items:
                    items.append(self.type(flat.items, f"{hint} Item", side, files) if flat.items else ANY)
                return List(self._join(items, flat.node, f"{hint} Item", None))
            case "string":
                if flat.format == "binary" and files:
                    return _FILE
                return STR if flat.format == "binary" and not files else _STRINGS.get(flat.format, STR)
            case "number":
                return DECIMAL if flat.format == "decimal" else FLOAT
            case "file":  # Swagger 2 left-over that some documents still carry
                return _FILE if files else BYTES
            case _:
                if kind not in _SCALARS:
                    self._warn("unknown-type", f"the type {kind!r} is none of JSON Schema; typed as Any", flat.node)
                return _SCALARS.get(kind, ANY)

    # --- objects

    def _object(self, flat: Flat, hint: str, side: str, files: bool) -> TypeRef:
        if not flat.properties:
            extra = [self.type(one, f"{hint} Value", side) for one in flat.patterns]
            if flat.additional is not None and isinstance(flat.additional.value, dict):
                extra.append(self.type(flat.additional, f"{hint} Value", side))
            return Map(self._join(extra, flat.node, f"{hint} Value", None)) if extra else OBJECT
        if files and any(self._is_file(node) for node in flat.properties.values()):
            return self._register(flat, hint, side, ":files", files=True)
        return self._register(flat, hint, side)

    def _is_file(self, node: Node) -> bool:
        target = self._resolved(node)
        return self._is_file(target.get("items")) if target.map.get("items") else target.map.get("format") == "binary"

    def _register(self, flat: Flat, hint: str, side: str, salt: str = "", files: bool = False) -> Ref:
        key = self._key(flat.node, side) + salt
        if key not in self.wishes:
            self._name(key, hint, side, flat.node)
            self._queue.append((key, flat, hint, side, files))
        return Ref(key)

    def _struct(self, key: str, flat: Flat, hint: str, side: str, files: bool) -> Struct:
        hidden = "writeOnly" if side == READ else "readOnly"
        shown = {wire: node for wire, node in flat.properties.items() if not self._marked(node, hidden)}
        for wire in [wire for wire in shown if _UNFIT.search(wire)]:
            self._warn(
                "member-name",
                f"a member named {wire!r} can be no field; it is left to the body of the response",
                shown.pop(wire),
            )
        names = naming.assign((wire, wire, naming.snake(wire, "member")) for wire in shown)
        rank = {wire: place for place, wire in enumerate(flat.required)}
        fields = [self._field(wire, shown[wire], names[wire], wire in rank, hint, side, files) for wire in shown]
        fields.sort(
            key=lambda field: (not field.required, rank.get(field.wire, 0) if field.required else 0, field.wire)
        )
        additional = flat.additional.value if flat.additional is not None else None
        return Struct(
            key,
            doc_of(flat.node),
            tuple(fields),
            open=additional is True or isinstance(additional, dict) or bool(flat.patterns),
        )

    def _field(self, wire: str, node: Node, name: str, required: bool, hint: str, side: str, files: bool) -> Field:
        type_ = self.type(node, f"{hint} {wire}", side, files)
        target = self._resolved(node)
        sensitive = any(
            one.map.get("x-reissue-sensitive") is True or one.map.get("format") == "password" for one in (node, target)
        )
        return Field(name, wire, type_, required, notes_of(node, target), sensitive)

    def _marked(self, node: Node, mark: str) -> bool:
        return node.map.get(mark) is True or self._resolved(node).map.get(mark) is True

    def _resolved(self, node: Node) -> Node:
        try:
            return self.document.resolve(node)
        except SpecError:
            return node

    # --- enums

    def _values(self, flat: Flat) -> list[Any]:
        """The values of an enum that its type allows; the type counts, null does no harm."""
        if not flat.types:
            return flat.enum or []
        allowed = tuple(one for kind in flat.types for one in _PYTHON.get(kind, (object,)))
        values = [
            one
            for one in flat.enum or []
            if one is None or (isinstance(one, allowed) and not _is_misfit(one, flat.types))
        ]
        if len(values) < len(flat.enum or []):
            self._warn("enum-type", "the enum has values that its own type excludes; they are left out", flat.node)
        return values

    def _enum(self, flat: Flat, given: list[Any], hint: str) -> TypeRef:
        values = [value for value in given if value is None or isinstance(value, str | int | bool)]
        odd = [value for value in given if value is not None and not isinstance(value, str | int | bool)]
        bases: list[TypeRef] = []
        for value in values:
            bases.append(
                NONE if value is None else BOOL if isinstance(value, bool) else INT if isinstance(value, int) else STR
            )
        for value in odd:
            bases.append(FLOAT if isinstance(value, float) else List(ANY) if isinstance(value, list) else OBJECT)
        base, null = without_none(union(*bases)) if bases else (ANY, False)
        literals = tuple(
            dict.fromkeys((type(value), value) for value in values if value is not None and not isinstance(value, bool))
        )
        large = any(_is_no_literal(value) for _, value in literals)
        if odd or large or base not in (STR, INT) or not literals:
            return union(base, NONE) if null else base
        if "const" in flat.node.map or (len(literals) == 1 and self._dialect_30):
            type_: TypeRef = Const(tuple(value for _, value in literals))
            return union(type_, NONE) if null else type_
        key = self._key(flat.node, READ)
        if key not in self.models:
            self._name(key, hint, READ, flat.node)
            self.models[key] = OpenEnum(key, doc_of(flat.node), tuple(value for _, value in literals), base)
        return union(Ref(key), NONE) if null else Ref(key)

    # --- unions

    def _union(self, flat: Flat, hint: str, side: str, files: bool) -> TypeRef:
        group, members = flat.groups[0]
        if len(flat.groups) > 1:
            self._warn(
                "several-unions", "only the first of several oneOf/anyOf of one schema tells the type", flat.node
            )
        types: list[TypeRef] = []
        for place, member in enumerate(members, 1):
            name = self._variant(hint, member, place)
            types.append(
                self._with_base(flat, member, name, side) if flat.properties else self.type(member, name, side, files)
            )
        typed = [one for one in types if one != ANY]
        if len(typed) < len(types) and typed and all(self._is_object(one) for one in typed):
            types = [*typed, OBJECT]  # `{}` beside objects: an object that is none of them
        if flat.additional is not None and not flat.properties and flat.additional.value not in (False, None):
            types.append(Map(self.type(flat.additional, f"{hint} Value", side)))  # an open map beside the variants
        return self._join(types, group, hint, flat.discriminator, side)

    def _variant(self, hint: str, member: Node, place: int) -> str:
        title = member.map.get("title")
        return f"{hint} {title if isinstance(title, str) and naming.words(title) else f'Variant {place}'}"

    def _with_base(self, flat: Flat, member: Node, name: str, side: str) -> TypeRef:
        """A member of a union that stands beside properties: an object with both."""
        part = flatten(self.document, member)
        if not part.is_object or part.groups:
            return self.type(member, name, side)
        part.node = member
        part.properties = {**flat.properties, **part.properties}
        part.required = [*flat.required, *(one for one in part.required if one not in flat.required)]
        part.additional = part.additional or flat.additional
        return self._register(part, name, side, f"+{pointer_text(flat.node.pointer)}")

    def _join(
        self, types: list[TypeRef], node: Node, hint: str, discriminator: Node | None, side: str = READ
    ) -> TypeRef:
        """The union of types: plain where JSON itself tells the members apart, else a choice with a name."""
        whole = union(*types)
        if isinstance(without_none(whole)[0], Ref):  # one choice alone keeps its tag
            return whole
        merged = self._merge(types)
        members = [one for one in (merged.members if isinstance(merged, Union) else (merged,)) if one != NONE]
        objects = [one for one in members if self._is_object(one)]
        if len(objects) < 2:
            return merged
        null = isinstance(merged, Union) and NONE in merged.members
        key = self._key(node, side) + ":union"
        if key not in self.models:
            self._name(key, hint, READ, node)
            tag, mapping = self._tags(discriminator, side, objects)
            self.models[key] = Choice(
                key, doc_of(Node(node.source, node.pointer[:-1], None)), tuple(members), tag, mapping
            )
        return union(Ref(key), NONE) if null else Ref(key)

    def _merge(self, types: list[TypeRef]) -> TypeRef:
        """At most one member for each of string, number, array and map: those that JSON cannot tell apart become one."""
        flat: list[TypeRef] = []
        for one in types:
            model = self.models.get(one.key) if isinstance(one, Ref) else None
            flat += model.members if isinstance(model, Choice) else one.members if isinstance(one, Union) else (one,)
        result = union(*flat)
        if not isinstance(result, Union):
            return result
        members = list(result.members)
        for test, join in (
            (self._is_string, self._one_string),
            (self._is_number, self._one_number),
            (self._is_list, self._one_list),
            (self._is_map, self._one_map),
        ):
            found = [one for one in members if test(one)]
            if len(found) > 1:
                at = members.index(found[0])
                members = [one for one in members if one not in found]
                members.insert(at, join(found))
        return union(*members)

    def _tags(
        self, discriminator: Node | None, side: str, objects: list[TypeRef]
    ) -> tuple[str, tuple[tuple[str, TypeRef], ...]]:
        if discriminator is None or not isinstance(tag := discriminator.map.get("propertyName"), str):
            return "", ()
        mapping: dict[str, TypeRef] = {}
        for value, target in discriminator.get("mapping").children():
            if not isinstance(target.value, str):
                continue
            ref = (
                target.value
                if "/" in target.value or target.value.endswith((".yaml", ".yml", ".json"))
                else f"#/components/schemas/{target.value}"
            )
            found = self._reference(Node(target.source, target.pointer, {"$ref": ref}), side, False)
            if self._is_object(found):
                mapping[value] = found
        for one in objects:  # without a mapping the tag is the name of the component
            if isinstance(one, Ref) and one not in mapping.values():
                mapping.setdefault(
                    self.wishes[one.key][0].removesuffix("Request") if side == WRITE else self.wishes[one.key][0], one
                )
        return tag, tuple(sorted(mapping.items()))

    def _is_object(self, type_: TypeRef) -> bool:
        if isinstance(type_, Coerced):
            return self._is_object(type_.type)
        return isinstance(type_, Map) or (
            isinstance(type_, Ref) and not isinstance(self.models.get(type_.key), OpenEnum)
        )

    def _is_string(self, type_: TypeRef) -> bool:
        if isinstance(type_, Coerced):
            return self._is_string(type_.type)
        if isinstance(type_, Ref):
            model = self.models.get(type_.key)
            return isinstance(model, OpenEnum) and model.base == STR
        return type_ in (STR, BYTES, DATE, DATETIME, _FILE) or (
            isinstance(type_, Const) and isinstance(type_.values[0], str)
        )

    def _is_number(self, type_: TypeRef) -> bool:
        if isinstance(type_, Ref):
            model = self.models.get(type_.key)
            return isinstance(model, OpenEnum) and model.base == INT
        return type_ in (INT, FLOAT, DECIMAL) or (isinstance(type_, Const) and isinstance(type_.values[0], int))

    def _is_list(self, type_: TypeRef) -> bool:
        return isinstance(type_, List) or (isinstance(type_, Coerced) and isinstance(type_.type, List))

    def _is_map(self, type_: TypeRef) -> bool:
        return isinstance(type_, Map)

    def _one_string(self, types: list[TypeRef]) -> TypeRef:
        if all(isinstance(one, Const) for one in types):
            values = [value for one in types if isinstance(one, Const) for value in one.values]
            return Const(tuple(dict.fromkeys(values)))
        return STR

    def _one_number(self, types: list[TypeRef]) -> TypeRef:
        if all(isinstance(one, Const) for one in types):
            values = [value for one in types if isinstance(one, Const) for value in one.values]
            return Const(tuple(dict.fromkeys(values)))
        if DECIMAL in types:
            return DECIMAL
        return union(INT, FLOAT) if FLOAT in types else INT

    def _one_list(self, types: list[TypeRef]) -> TypeRef:
        items = [
            inner.item for one in types if isinstance(inner := one.type if isinstance(one, Coerced) else one, List)
        ]
        merged = self._merge(items)
        objects = [one for one in (merged.members if isinstance(merged, Union) else (merged,)) if self._is_object(one)]
        return List(ANY if len(objects) > 1 else merged)

    def _one_map(self, types: list[TypeRef]) -> TypeRef:
        values = [one.value for one in types if isinstance(one, Map)]
        return OBJECT if ANY in values else Map(union(*values))

    # --- declared tolerances

    def _coerced(self, node: Node, hint: str, side: str) -> TypeRef | None:
        """The narrow type of a schema with x-reissue-coerce, or None where it has none."""
        kind = fact(node, "x-reissue-coerce", self._warn)
        if kind is None or "$ref" in node.map:
            return None
        null = "null" in (flatten(self.document, node).types or ())
        if isinstance(kind, dict):
            type_: TypeRef = Coerced(STR, "digits", int(cast("dict[str, Any]", kind).get("digits") or 0))
        elif kind == "decimal":
            type_ = Coerced(STR, "TEXT")
        elif kind == "offset":
            zone = node.map.get("x-reissue-timezone")
            type_ = Coerced(DATETIME, "offset", zone if isinstance(zone, str) else "UTC")
        elif kind in ("single", "list"):
            type_, null = self._one_or_many(node, hint, side, str(kind))
        else:
            plain = Node(
                node.source, node.pointer, {key: value for key, value in node.map.items() if key != "x-reissue-coerce"}
            )
            inner, null = without_none(self.type(plain, hint, side))
            type_ = Coerced(inner, _MARKERS.get(str(kind), "EMPTY_ARRAY"))
        return union(type_, NONE) if null else type_

    def _one_or_many(self, node: Node, hint: str, side: str, kind: str) -> tuple[TypeRef, bool]:
        members = [*node.get("oneOf").items(), *node.get("anyOf").items()]
        single = [
            one for one in members if "array" not in (flatten(self.document, one).types or ()) and not says_nothing(one)
        ]
        null = any((flatten(self.document, one).types or set()) == {"null"} for one in members)
        single = [one for one in single if (flatten(self.document, one).types or set()) != {"null"}]
        types = [
            self.type(one, hint if len(single) == 1 else self._variant(hint, one, place), side)
            for place, one in enumerate(single, 1)
        ]
        item, inner_null = without_none(self._join(types, node, hint, None, side))
        return (Coerced(item, "SINGLE") if kind == "single" else Coerced(List(item), "LIST")), null or inner_null


def _is_misfit(value: Any, types: set[str]) -> bool:
    """Whether a boolean only passes because Python counts it among the numbers."""
    return isinstance(value, bool) and "boolean" not in types


def _is_no_literal(value: str | int | bool) -> bool:
    """Whether msgspec does not take a value in `Literal`: beyond 64 bits, or no text that UTF-8 can hold."""
    if isinstance(value, str):
        return _SURROGATE.search(value) is not None
    return not -(2**63) <= value < 2**63
