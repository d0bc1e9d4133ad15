"""Schemas to types: what a value is in Python, and which models a client needs to say it.

Objects with members become structs, enums open enums, unions that need a look at the value choices; all else is said
inline. Structs are queued and filled later, so recursion in a document is no recursion here.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import prod
from typing import NamedTuple
from urllib.parse import quote

from .. import naming
from ..api.models import Field, Struct
from ..api.types import (
    ANY,
    BOOL,
    BYTES,
    DECIMAL,
    FLOAT,
    INT,
    NONE,
    OBJECT,
    STR,
    Coerced,
    List,
    Map,
    Ref,
    TypeRef,
    union,
)
from ..document import Document, Key, Node, pointer_text, put_together
from ..errors import SpecError
from .additional import UNFIT, Additionals, undescribed
from .composition import Composed, compose, only_reference, strongest
from .directions import HIDDEN, READ, WRITE, Directions, is_marked
from .enums import Enums
from .families import Families
from .formats import is_file, type_of_format
from .models import FILE, Models, Use
from .prose import doc_of, notes_of
from .rows import Rows
from .sensitive import is_sensitive
from .tolerances import Tolerances
from .unions import Unions
from .untyped import otherwise, untyped
from .variants import Targets, adds_members, place_of, standing_for, targets_of, uses_of, with_all_beside
from .versions import since_of
from .warnings import Warn, warn_of

_SCALARS = {"integer": INT, "boolean": BOOL, "null": NONE}

_MOST_COMBINED = 64
"""Members of several unions of one schema that are put together."""
_MOST_MEMBERS = 500
"""Members of one union; tools that read Python give up on a few thousand. The resources of FHIR are 150."""

MAX_DEPTH = 50
"""Types inside each other, not counting structs: Python itself does not read many more brackets."""


class _Waiting(NamedTuple):
    """A struct that is to be filled."""

    key: str
    schema: Composed
    use: Use


class Schemas:
    """Builds the types of one document. `warn` is told of every compromise: rule, message, place."""

    def __init__(self, document: Document, warn: Warn) -> None:
        self.document = document
        self.models = Models(document)
        self._warn = warn
        self._unions = Unions(self.models, self._named_by_tag, self._hides)
        self._enums = Enums(document, self.models, warn)
        self._rows = Rows(self.models, self.type)
        self._additional = Additionals(document, self.type, self._unions, warn)
        self._tolerances = Tolerances(self, warn)
        self.families = Families(document)
        self._directions = Directions(document, self.families.children)
        self._types: dict[tuple[str, bool], TypeRef | None] = {}
        """The types of what references lead to; None while one is being made."""
        self.claimed: list[Node] = []
        """What is read although its key is not, wherever else it stands."""
        self.forms: set[Key] = set()
        """The objects that are multipart bodies although they stand inside of something else."""
        self._depth = 0
        self._queue: list[_Waiting] = []
        self.described: dict[str, tuple[Node, dict[str, Node]]] = {}
        """By key of a struct: its schema, and those of its members."""

    # --- entry points

    def type(self, node: Node, use: Use) -> TypeRef:
        """The type of a value of this schema; Any, with a warning, where the schema cannot be used."""
        node = self.document.said(node)
        if not isinstance(node.value, dict):
            return ANY
        if self._depth >= MAX_DEPTH:
            self._warn("too-deep", f"is more than {MAX_DEPTH} types deep; typed as Any", node)
            return ANY
        self._depth += 1
        try:
            return self._type(node, use)
        except SpecError as error:
            return self._any(error, node)
        finally:
            self._depth -= 1

    def _type(self, node: Node, use: Use) -> TypeRef:
        coerced = self._tolerances.type(node, use)
        if coerced is not None:
            return coerced
        if (part := strongest(self.document, node)) is not None:
            return self._type(part, use)
        if (sole := only_reference(node)) is not None and not self.families.is_member(node):
            type_ = self._reference(sole, use)
            return union(type_, NONE) if node.map.get("nullable") is True else type_
        return self._inline(node, use)

    def _any(self, error: SpecError, node: Node) -> TypeRef:
        warn_of(self._warn, error, node, "typed as Any")
        return ANY

    def finish(self) -> None:
        """Fill the structs that were queued."""
        while self._queue:
            waiting = self._queue.pop()
            self.models.by_key[waiting.key] = self._struct(waiting)
        self._unions.finish()

    def find_constants(self) -> None:
        """Find what tells the members of choices apart, once all models are made."""
        self._unions.find_constants()

    def join(self, types: list[TypeRef], node: Node, use: Use) -> TypeRef:
        """What a value is that has one of several types; `node` is what brings them together."""
        return self._unions.join(types, node, use)

    def components(self) -> list[TypeRef]:
        """The types of all schemas of `components`, for a client that has those as well that nothing reaches."""
        holder = self.document.root.get("components").get("schemas")
        found: list[TypeRef] = []
        for name, node in holder.children():
            reference = Node(node.source, node.pointer, {"$ref": f"#{quote(pointer_text(node.pointer), safe='/~')}"})
            if isinstance(node.value, dict):
                found += [self._reference(reference, Use(name, direction)) for direction in (READ, WRITE)]
        return found

    # --- references

    def _reference(self, node: Node, use: Use) -> TypeRef:
        try:
            target = self.document.follow(node, node.references[0])
        except SpecError as error:
            return self._any(error, node)
        name = self.models.name_by_way(node, target, use)
        use = self._directed(Use(name, use.direction, use.files), target)
        known = self.models.key(target, use.direction), use.files
        if known not in self._types:
            self._types[known] = None
            type_ = self._family(target, use) or self.type(target, use)
            self._types[known] = self._closed(type_, target, use)
        found = self._types[known]
        return self._unions.key(self._union_of(target), use) if found is None else found

    def _closed(self, type_: TypeRef, target: Node, use: Use) -> TypeRef:
        """The type of a schema: with a name of its own where it contains itself without an object between."""
        node = self._union_of(target)
        closed = self._unions.close(type_, node, use)
        if closed == ANY != type_:
            self._warn("recursive-alias", "a schema is nothing but a reference to itself; typed as Any", target)
        return closed

    def _union_of(self, target: Node) -> Node:
        """Where a schema says which types it may be: its first union, or itself."""
        try:
            schema = compose(self.document, target)
        except SpecError:  # it is told where its type is made
            return target
        return place_of(schema) if schema.unions else target

    def _directed(self, use: Use, node: Node) -> Use:
        """A schema that looks the same in both directions is made once, for answers."""
        if use.direction == READ or self._directions.differs(node):
            return use
        return use._replace(direction=READ)

    def _family(self, base: Node, use: Use) -> TypeRef | None:
        """What a value is of a schema that others are built on, one of which its tag names; None where none are."""
        for target in self.families.strangers(base):
            self._warn(
                "discriminator", f"{target.value!r} is not built on this schema by allOf: it is left out", target
            )
        children = self.families.children(base)
        if not children:
            return None
        itself = self.type(base, use)
        self._unions.base(itself)
        types = [self.type(child, Use(self.models.name_of(child), use.direction, use.files)) for child in children]
        named = use._replace(name=f"Any {use.name}")
        targets = self._targets(children, types)
        return self._unions.join([*types, itself], base, named, self.families.discriminator(base), targets)

    def _named_by_tag(self, node: Node, use: Use, targets: Targets) -> TypeRef:
        """The type that a reference names, and none of those that are built on it: these have values of the tag themselves.

        Of the members of a union the one that refers to it, which has what is said beside the union as well.
        """
        target = self.document.find(node)
        if target is not None and (member := standing_for(target, targets)) is not None:
            return member
        if target is None or not self.families.children(target):
            return self._reference(node, use)
        return self.type(target, Use(self.models.name_of(target), use.direction, use.files))

    # --- schemas that stand for themselves

    def _inline(self, node: Node, use: Use) -> TypeRef:
        use = self._directed(use, node)
        schema = compose(self.document, node)
        if schema.conflict:
            which = "last" if node.parts else "first"
            message = f"the members of allOf name types that exclude each other; the {which} counts"
            self._warn("allof-conflict", message, node)
            if node.parts:
                return self._type(node.parts[-1], use)
        type_ = self._composed(schema, use)
        types = schema.types or set()
        return union(type_, NONE) if schema.nullable or ("null" in types and len(types) > 1) else type_

    def _composed(self, schema: Composed, use: Use) -> TypeRef:
        if schema.unions:
            return self._union(schema, use)
        if schema.enum is not None and (values := self._enums.values(schema)):
            return self._enums.type(schema, values, use)
        kinds = sorted((schema.types or set()) - {"null"}) or (["null"] if schema.types else [])
        if not kinds:
            return FILE if use.files and is_file(self.document, schema.node) else ANY
        types = [self._kind(kind, schema, use) for kind in kinds]
        return self._unions.join(types, schema.node, use) if DECIMAL in types else union(*types)

    def _kind(self, kind: str, schema: Composed, use: Use) -> TypeRef:
        """The type of a value of one JSON type."""
        match kind:
            case "object":
                return untyped(self._object(schema, use), schema, self.models)
            case "array":
                return untyped(self._array(schema, use), schema, self.models)
            case "string":
                if use.files and is_file(self.document, schema.node):
                    return FILE
                return type_of_format(kind, schema.format, files=use.files) or STR
            case "number":
                return type_of_format(kind, schema.format, files=use.files) or FLOAT
            case "file":  # Swagger 2 left-over that some documents still carry
                return FILE if use.files else BYTES
            case _:
                if kind not in _SCALARS:
                    self._warn("unknown-type", f"the type {kind!r} is none of JSON Schema; typed as Any", schema.node)
                return _SCALARS.get(kind, ANY)

    def _array(self, schema: Composed, use: Use) -> TypeRef:
        if (row := self._rows.of(schema, use)) is not None:
            return row
        item = use.inside("Item")
        items = [self.type(node, item) for node in schema.prefix]
        if schema.items is not None and (schema.items.value is not False or not items):
            items.append(self.type(schema.items, item))
        elif not items:
            items.append(ANY)
        return List(self._unions.join(items, schema.node, Use(item.name)))

    # --- objects

    def _object(self, schema: Composed, use: Use) -> TypeRef:
        value = use.plain.inside("Value")
        if not schema.properties and (map_ := self._additional.map(schema, value)) is not None:
            return map_
        is_form = use.files or schema.node.key in self.forms
        is_form = is_form and any(is_file(self.document, node) for node in schema.properties.values())
        use = use._replace(files=is_form)
        return self._register(schema, use, ":files" if is_form else "")

    def _register(self, schema: Composed, use: Use, salt: str = "") -> Ref:
        """The struct of a schema, which is filled when `finish` comes to it."""
        key = self.models.key(schema.node, use.direction) + salt
        if key not in self.models.wishes:
            self.models.wish(key, use)
            self._queue.append(_Waiting(key, schema, use))
        return Ref(key)

    def _struct(self, waiting: _Waiting) -> Struct:
        schema = waiting.schema
        shown = self._shown(schema, waiting.use)
        self.described[waiting.key] = schema.node, shown
        names = naming.assign((wire, wire, naming.snake(wire, "member")) for wire in shown)
        rank = {wire: place for place, wire in enumerate(schema.required)}
        fields = [self._field(wire, node, names[wire], wire in rank, waiting.use) for wire, node in shown.items()]
        hidden = is_sensitive(self.document, schema.node)  # nothing of it shows, wherever it stands
        fields = [_freed(field) if field.wire in schema.free else field for field in fields]
        fields += undescribed(schema, names.values())
        if hidden:
            fields = [replace(field, sensitive=True) for field in fields]
        fields.sort(key=lambda field: (not field.required, rank[field.wire] if field.required else 0, field.wire))
        value = waiting.use.plain.inside("Value")
        is_open, additional = self._additional.of(schema, value, fields)
        unnamed = [node for node in (schema.additional, *schema.patterns) if node is not None]
        hides = hidden or any(is_sensitive(self.document, node) for node in unnamed)
        doc = doc_of(schema.node)
        other = otherwise(schema)
        return Struct(
            waiting.key, doc, tuple(fields), is_open, additional=additional, hides_unnamed=hides, otherwise=other
        )

    def _shown(self, schema: Composed, use: Use) -> dict[str, Node]:
        """The members that take part in this direction and can be fields."""
        hidden = HIDDEN[use.direction]
        shown = {wire: node for wire, node in schema.properties.items() if not is_marked(self.document, node, hidden)}
        for wire in [wire for wire in shown if UNFIT.search(wire)]:
            message = f"a member named {wire!r} can be no field; it is left to the body of the response"
            self._warn("member-name", message, shown.pop(wire))
        return shown

    def _hides(self, struct: Struct, wire: str) -> bool:
        """Whether an object has a member that is no field of it: it takes no part in this direction, or cannot be one."""
        schema, _ = self.described[struct.key]
        return bool(UNFIT.search(wire)) or wire in compose(self.document, schema).properties

    def _field(self, wire: str, node: Node, name: str, required: bool, use: Use) -> Field:
        type_ = self.type(node, use.inside(wire))
        target = self.document.found(node)
        sensitive = is_sensitive(self.document, node)
        since = since_of(node, self._warn) or since_of(target, self._warn)
        return Field(name, wire, type_, required, notes_of(node, target), sensitive, since)

    # --- unions

    def _union(self, schema: Composed, use: Use) -> TypeRef:
        node = place_of(schema)
        members = self._combined(schema) if len(schema.unions) > 1 else schema.unions[0][1]
        if len(members) > _MOST_MEMBERS:
            self._warn("too-wide", f"is a union of {len(members):,} schemas; typed as Any", node)
            return ANY
        uses = uses_of(self.document, members, use)
        types = [self._member(schema, member, inside) for member, inside in zip(members, uses, strict=True)]
        targets = self._targets(members, types)
        typed = [type_ for type_ in types if type_ != ANY]
        if len(typed) < len(types) and typed and all(self.models.is_object(type_) for type_ in typed):
            types = [*typed, Coerced(OBJECT, "NO_OBJECT")]  # `{}` beside objects: anything else
        additional = schema.additional
        is_beside = additional is not None and not schema.properties and not schema.is_unevaluated
        if additional is not None and is_beside and additional.value not in (False, None):
            types.append(Map(self.type(additional, use.plain.inside("Value"))))  # an open map beside the variants
        return self._unions.join(types, node, use, schema.discriminator, targets)

    def _targets(self, members: list[Node], types: list[TypeRef]) -> Targets:
        return targets_of(self.document, self.models, members, types, self._unions.nameless)

    def _combined(self, schema: Composed) -> list[Node]:
        """The members of several unions of one schema, of each of which a value is one: all of them that go together."""
        every = [members for _, members in schema.unions]
        if prod(map(len, every)) > _MOST_COMBINED:
            message = f"several oneOf/anyOf, more than {_MOST_COMBINED} together: only the first of them tells the type"
            self._warn("several-unions", message, schema.node)
            return every[0]
        together = [put_together("allOf", list(each)) for each in product(*every)]
        return [node for node in together if not compose(self.document, node).conflict] or every[0]

    def _member(self, schema: Composed, member: Node, use: Use) -> TypeRef:
        """The type of a member of a union; where properties stand beside the union, an object with both."""
        is_more = adds_members(schema)
        if not (schema.types or is_more):
            return self.type(member, use)
        part = compose(self.document, member)
        if schema.types and not (part.types or part.unions or part.enum):  # it only narrows what is said beside
            alone = replace(schema, unions=[], discriminator=None, format=part.format or schema.format)
            return self._composed(alone, use.plain)
        if not is_more:
            return self.type(member, use)
        if not part.is_object or part.unions:
            return self.type(member, use.plain)
        together = with_all_beside(schema, part, member)
        return self._register(together, use.plain, f"+{pointer_text(schema.node.pointer)}")


def _freed(field: Field) -> Field:
    """A member of which only some values are of its type; any other one is kept as it was sent."""
    return field if field.type == ANY else replace(field, type=Coerced(field.type, "LOOSE"))
