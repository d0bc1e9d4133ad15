"""What to change in a specification so that it says what answers have shown: edits where that is plain, words elsewhere.

An edit only ever widens what the specification allows. What would need knowledge that the recording does not have (which
member of a union was meant, what a new form of a date is) is said in words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from ..builder.flat import flatten, type_names
from ..document.source import Document, Node, Pointer
from ..findings import Place
from .edit import Raw, Yaml, scalar
from .locate import Locator
from .report import Proposal, Seen, Spot

MOST_VALUES = 20
"""New members of one enumeration that are still taken for one; more look like free text."""
KINDS = frozenset({"string", "number", "boolean", "null", "object", "array"})
_BROKEN = (
    "number with leading zero",
    "number that JSON does not have",
    "NaN",
    "Infinity",
    "half of a surrogate pair",
    "escape that JSON does not have",
    "control character",
    "trailing comma",
    "byte order mark",
    "damaged UTF-8",
    "Latin-1",
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NULL = Raw('"null"')


@dataclass(eq=False)
class Edit:
    """One change of a specification: on its text, and on its data, by which the text is verified."""

    words: str
    at: Node
    key: tuple[object, ...]
    text: Callable[[Yaml], str]
    data: Callable[[Any], None]
    """Changes the map or list at the place of `at`."""
    place: Place | None = None
    """Where to look; None: at the place of `at`."""
    failed: str = ""
    """Why the patch does not have it."""

    @property
    def proposal(self) -> Proposal:
        words = self.words if not self.failed else f"{self.words} (by hand: {self.failed})"
        return Proposal(words, self.place or self.at.place, patched=not self.failed)


class Proposer:
    """Proposals for one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.find = Locator(document)
        self._old = str(document.root.map.get("openapi", "")).startswith("3.0")

    def of(self, spot: Spot) -> Iterator[Edit | Proposal]:
        """What to do about one field."""
        if not self.find.knows(spot.operation):
            yield Proposal(f"the specification has no operation {spot.operation!r}")
            return
        new = [one for one in spot.kinds if one.expected == "nothing"]
        if new:
            yield self._undocumented(spot, new)
        values = [one for one in spot.kinds if _is_value(one.got)]
        for one in spot.kinds:
            if one.expected == "nothing":
                continue
            if any(word in one.got for word in _BROKEN):
                yield Proposal(f"the provider sends broken JSON ({one.got}), which the client mends: tell the provider")
            elif one.got == "nothing":
                yield self._missing(spot, one)
            elif _is_value(one.got) and len(values) > MOST_VALUES:
                yield Proposal(f"{len(values)} values that are not in the enumeration: it may be free text")
            else:
                yield from self._misfit(spot, one)

    # --- members ---

    def _undocumented(self, spot: Spot, new: list[Seen]) -> Edit | Proposal:
        ways = self.find.owners(spot.operation, spot.statuses, spot.path)
        nodes, name = ways[0] if ways else ([], "")
        if not nodes or name == "*" or name.endswith("[]"):
            return Proposal("document the member; its name may be data, so the recording does not have it")
        owner = self._owner(nodes)
        if owner is None:
            return Proposal(f"document {name!r} on the member of the union that has it", nodes[0].place)
        properties = owner.get("properties")
        if name in properties.map:
            return Proposal(f"{name!r} is documented by now", properties.get(name).place)
        schema = self._described(new)
        if owner.key in self.find.in_requests:
            schema["readOnly"] = True

        def text(yaml: Yaml) -> str:
            block = [f"{key}: {_flow(value)}" for key, value in schema.items()]
            flow = f"{{ {', '.join([*block[1:], block[0]])} }}"  # the description last, where all is on one line
            if yaml.has(properties.pointer):
                return yaml.add_member(properties.pointer, name, block, flow)
            block = [f"{scalar(name)}:", *(f"  {line}" for line in block)]
            return yaml.add_member(owner.pointer, "properties", block, f"{{ {scalar(name)}: {flow} }}")

        def data(value: Any) -> None:
            value.setdefault("properties", {})[name] = schema

        return Edit(f"document {name!r}", owner, ("property", owner.key, name), text, data, properties.place)

    def _owner(self, nodes: list[Node]) -> Node | None:
        """The schema that a new member belongs to; None where a union leaves that open."""
        parts = [part for node in nodes for part in self.find.parts(node)]
        holders = [part for part in parts if part.map.get("properties")]
        unions = [part for part in parts if any(len(part.get(key).array) > 1 for key in ("oneOf", "anyOf"))]
        if len(holders) == 1:
            return holders[0]
        if holders:
            return holders[0] if not unions and len(nodes) == 1 else None
        objects = [part for part in parts if "object" in type_names(part.map)]
        return objects[0] if len(objects) == 1 else None

    def _described(self, new: list[Seen]) -> dict[str, Any]:
        """A schema for a member that was seen and is not documented."""
        dates = sorted(match[0] for one in new if (match := _DATE.match(one.first)))
        since = f" since {dates[0]}" if dates else ""
        schema: dict[str, Any] = {"description": f"Seen in answers{since}. The vendor does not document it."}
        kinds = sorted({one.got for one in new if one.got in KINDS}, key=lambda kind: (kind == "null", kind))
        if self._old:
            if len(kinds) == 1 and kinds != ["null"]:
                schema["type"] = kinds[0]
                schema |= {"items": {}} if kinds == ["array"] else {}
        elif kinds and kinds != ["null"]:  # of a null alone nothing follows
            schema["type"] = kinds[0] if len(kinds) == 1 else kinds
        return schema

    def _missing(self, spot: Spot, seen: Seen) -> Edit | Proposal:
        for nodes, name in self.find.owners(spot.operation, seen.statuses, spot.path):
            parts = {part.key: part for node in nodes for part in self.find.parts(node)}
            holders = [part for part in parts.values() if name in part.get("required").array]
            if len(holders) > 1:
                return Proposal(
                    f"{name!r} is required in several members of a union: say which may lack it", holders[0].place
                )
            if holders:
                return self._dropped(holders[0], name)
        return Proposal("no `required` names it: an envelope or the status of the answer promises it")

    def _dropped(self, owner: Node, name: str) -> Edit:
        required = owner.get("required")

        def data(value: Any) -> None:
            value["required"].remove(name)
            if not value["required"]:
                del value["required"]

        words = f"{name!r} is not always there: take it out of `required`{self._shared(owner)}"
        key = ("required", owner.key, name)
        return Edit(words, owner, key, lambda yaml: yaml.remove_item(required.pointer, name), data, required.place)

    def _shared(self, node: Node) -> str:
        return " (requests use this schema too)" if node.key in self.find.in_requests else ""

    # --- values ---

    def _misfit(self, spot: Spot, seen: Seen) -> Iterator[Edit | Proposal]:
        nodes = self.find.at(spot.operation, seen.statuses, spot.path)
        if len(nodes) != 1:
            yield (
                Proposal("a union leaves open which of its members is meant: see there", nodes[0].place)
                if nodes
                else Proposal("the specification has no such place now")
            )
            return
        node = nodes[0]
        if _is_value(seen.got):
            yield self._value(node, seen.got)
        elif seen.got == "null":
            yield from self._null(node)
        elif seen.got in KINDS:
            yield self._kind(node, seen.got)
        else:
            yield Proposal(_WORDS.get(seen.got, f"was {seen.got}: see what the vendor says"), node.place)

    def _value(self, node: Node, got: str) -> Edit | Proposal:
        try:
            value: Any = json.loads(got)
        except ValueError:
            return Proposal(f"the new value {got} is cut off: ask the vendor for the whole of it", node.place)
        holders = [part for part in self.find.parts(node) if "enum" in part.map or "const" in part.map]
        if len(holders) != 1 or "enum" not in holders[0].map:
            return Proposal(f"the value {got} is new, and no one enumeration is there to hold it", node.place)
        listed = holders[0].get("enum")
        if value in listed.array:
            return Proposal(f"{got} is documented by now", listed.place)
        types = type_names(holders[0].map)
        kind = "string" if isinstance(value, str) else "number" if isinstance(value, float) else "integer"
        if "***" in got or (types and not types & {kind, "number" if kind == "integer" else kind}):
            return Proposal(f"the value {got} is not of the type of the enumeration", listed.place)
        return self._item(f"add {got} to the enumeration", listed, value)

    def _item(self, words: str, listed: Node, value: Any) -> Edit:
        """One more item in a list of the document."""
        return Edit(
            words,
            listed,
            ("item", listed.key, json.dumps(value)),
            lambda yaml: yaml.append(listed.pointer, value),
            lambda items: items.append(value),
        )

    def _null(self, node: Node) -> Iterator[Edit | Proposal]:
        words = f"it may be null{self._shared(node)}"
        if self._old:
            yield self._member(words, node, "nullable", True)
            return
        enum = node.get("enum")
        if enum.array and None not in enum.array:
            yield self._item(words, enum, None)
        if not enum.array or "type" in node.map:
            yield self._widened(node, "null", words)

    def _member(self, words: str, node: Node, name: str, value: Any) -> Edit:
        return Edit(
            words,
            node,
            ("member", node.key, name),
            lambda yaml: yaml.add_member(node.pointer, name, [scalar(value)], scalar(value)),
            lambda data: data.__setitem__(name, value),
        )

    def _kind(self, node: Node, got: str) -> Edit | Proposal:
        """A value of another JSON type than the documented one."""
        types = flatten(self.document, node).types or set()
        if got == "number" and types & {"integer"} and "number" not in types:
            return self._number(node)
        if got in types:
            return Proposal(f"a {got}, but not of the documented form (format, pattern or enumeration)", node.place)
        if got == "object" and "array" in types:
            return Proposal(
                "one object for a list: declare oneOf [T, array of T] with x-reissue-coerce: list", node.place
            )
        if got == "array" and "object" in types:
            return Proposal(
                "a list for one object: declare oneOf [T, array of T] with x-reissue-coerce: single", node.place
            )
        if self._old or any("enum" in part.map or "const" in part.map for part in self.find.parts(node)):
            return Proposal(f"may also be a {got}: widen the type by hand", node.place)
        return self._widened(node, got, f"it may be a {got} too{self._shared(node)}")

    def _number(self, node: Node) -> Edit | Proposal:
        said: Any = node.map.get("type")
        if "integer" not in type_names(node.map):
            return Proposal("a number with a fraction, or beyond the range of the format: widen the type", node.place)
        many = cast("list[str]", said) if isinstance(said, list) else []
        where = (*node.pointer, "type", str(many.index("integer"))) if many else (*node.pointer, "type")
        return Edit(
            f"it may have a fraction: number instead of integer{self._shared(node)}",
            node.get("type") if many else node,
            ("type", node.key, "number"),
            lambda yaml: yaml.set(where, "number"),
            lambda data: data.__setitem__(many.index("integer") if many else "type", "number"),
        )

    def _widened(self, node: Node, kind: str, words: str) -> Edit | Proposal:
        """Allow one more JSON type at a place, wherever its type is said."""
        value = _NULL if kind == "null" else Raw(kind)
        said, unions = node.map.get("type"), [key for key in ("oneOf", "anyOf") if key in node.map]
        key = ("type", node.key, kind)
        if "allOf" in node.map or len(unions) > (said is None and "$ref" not in node.map):
            return Proposal(f"{words}: the schema is put together of several: widen it by hand", node.place)
        if kind in type_names(node.map) or (unions and {"type": kind} in node.get(unions[0]).array):
            return Proposal("documented by now", node.place)
        if isinstance(said, str | list):
            return Edit(words, node, key, lambda yaml: yaml.add_type((*node.pointer, "type"), value), _add_type(kind))
        if "$ref" in node.map:
            return Edit(
                words, node, key, lambda yaml: yaml.wrap(node.pointer, "$ref", f"type: {value}"), _wrap_ref(kind)
            )
        if unions:
            return self._alternative(words, node.get(unions[0]), value, kind)
        return Proposal(f"{words}: the schema names no type: see there", node.place)

    def _alternative(self, words: str, listed: Node, value: Raw, kind: str) -> Edit:
        key = ("type", listed.key, kind)
        data: Callable[[Any], None] = lambda items: items.append({"type": kind})  # noqa: E731
        return Edit(words, listed, key, lambda yaml: yaml.add_schema(listed.pointer, f"type: {value}"), data)


_WORDS = {
    "empty array": "an empty list for an object, as PHP writes it: declare x-reissue-coerce: empty-array on the object",
    "string without an offset": "a time without a zone: format date-time-local with x-reissue-timezone, if the vendor's zone is known",
}


def _wrap_ref(kind: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        if "$ref" in data:
            data["oneOf"] = [{"$ref": data.pop("$ref")}]
        data["oneOf"].append({"type": kind})

    return change


def _add_type(kind: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        said: Any = data["type"]
        data["type"] = [*(cast("list[str]", said) if isinstance(said, list) else [said]), kind]

    return change


def _is_value(got: str) -> bool:
    """Whether a drift tells a value that a documented set does not have, as JSON text."""
    return got[:1] == '"' or bool(re.match(r"-?\d", got, re.ASCII))


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_flow(one) for one in cast('list[Any]', value))}]"
    return "{}" if isinstance(value, dict) else scalar(cast(object, value))


def at(data: Any, pointer: Pointer) -> Any:
    """The value at a pointer of plain data."""
    for token in pointer:
        data = cast("list[Any]", data)[int(token)] if isinstance(data, list) else data[token]
    return data
