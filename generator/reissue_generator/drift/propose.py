"""What to change in a specification so that it says what answers have shown: edits where that is plain, words elsewhere.

An edit only ever widens what the specification allows. What would need knowledge that the recording does not have (which
member of a union was meant, what a new form of a date is) is said in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..builder.composition import compose
from ..document import UNIONS, Node, is_of, type_names
from ..findings import Place
from .amend import (
    Edit,
    add_item,
    add_keyword,
    document_header,
    document_member,
    integer_to_number,
    no_longer_required,
    widen,
)
from .locate import Locator
from .report import BODY, BOUND, HEADERS, NOTHING, STATUS, WITHOUT_OFFSET, Bar, Proposal, Seen, Spot, is_value
from .responses import NewResponses, described

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
_TOLERANCES = {
    ("object", "array"): "one object for a list: declare oneOf [T, array of T] with x-reissue-coerce: list",
    ("array", "object"): "a list for one object: declare oneOf [T, array of T] with x-reissue-coerce: single",
}
"""By what came and what is documented: the tolerance to declare."""
_FORMS = {
    "empty array": "an empty list for an object, as PHP writes it: declare x-reissue-coerce: empty-array on the object",
    WITHOUT_OFFSET[
        1
    ]: "a time without a zone: format date-time-local with x-reissue-timezone, if the vendor's zone is known",
}


class Proposer:
    """Proposals for one document."""

    def __init__(self, find: Locator, bar: Bar, responses: NewResponses) -> None:
        self.document = find.document
        self.bar = bar
        self.find = find
        self.responses = responses

    def of(self, spot: Spot) -> Iterator[Edit | Proposal]:
        """What to do about one field."""
        if not self.find.knows(spot.operation):
            yield Proposal(f"the specification has no operation {spot.operation!r}")
            return
        new = sorted(self.find.undocumented(spot.operation, spot.statuses))
        if spot.path == STATUS:
            yield from self._statuses(spot, new)
            return
        for status in new:
            yield Proposal(f"HTTP {status} is not documented: document it")
        if beside := [seen for seen in spot.kinds if seen.expected == NOTHING]:
            yield self._weighed(self._undocumented(spot, beside), spot, beside)
        values = sum(is_value(seen.got) for seen in spot.kinds)
        for seen in spot.kinds:
            if seen.expected != NOTHING:
                for proposal in self._documented(spot, seen, values):
                    yield self._weighed(proposal, spot, [seen])

    def _statuses(self, spot: Spot, new: list[int]) -> Iterator[Edit | Proposal]:
        """A status that is not documented gets a response, with all that was seen of it."""
        responses = self.find.responses(spot.operation)
        for seen in spot.kinds:
            for status in sorted(code for code in seen.statuses if code is not None):
                words = f"HTTP {status} is not documented: document it"
                if status not in new:
                    yield Proposal(f"HTTP {status} is documented by now", responses.place)
                elif (edit := self.responses.edit(spot.operation, status)) is not None:
                    yield self._weighed(edit, spot, [seen])
                elif status < 400:
                    yield Proposal(words, responses.place)
                else:
                    yield self._seldom(f"document HTTP {status}", responses.place, [seen])

    def _weighed(self, proposal: Edit | Proposal, spot: Spot, seen: list[Seen]) -> Edit | Proposal:
        """An edit with its evidence; words, where that is too little."""
        if not isinstance(proposal, Edit):
            return proposal
        if not self.bar.takes(seen):
            return self._seldom(proposal.words, proposal.place or proposal.at.place, seen)
        proposal.evidence.append(f"{spot.operation} {spot.path}: {_evidence(seen)}")
        proposal.counts[spot.operation, spot.path.removesuffix(f".{proposal.key[-1]}")] += sum(
            one.count for one in seen
        )
        return proposal

    def _seldom(self, words: str, place: Place, seen: list[Seen]) -> Proposal:
        return Proposal(f"{words}: seen too seldom to be proposed ({_evidence(seen)}; --least, --share)", place)

    def _documented(self, spot: Spot, seen: Seen, values: int) -> Iterator[Edit | Proposal]:
        """What to do about one misfit of a documented field; `values` are all that its enumeration does not have."""
        if spot.path.startswith(HEADERS):
            yield self._header(spot, seen)
        elif seen.expected == BODY:
            yield Proposal(f"the answer cannot be read ({seen.got}): ask the provider, or document its media type")
        elif any(word in seen.got for word in _BROKEN):
            yield Proposal(f"the provider sends broken JSON ({seen.got}), which the client mends: tell the provider")
        elif seen.got == NOTHING:
            yield self._missing(spot, seen)
        elif is_value(seen.got) and values > MOST_VALUES:
            yield Proposal(f"{values} values that are not in the enumeration: it may be free text")
        else:
            yield from self._misfit(spot, seen)

    # --- members ---

    def _undocumented(self, spot: Spot, new: list[Seen]) -> Edit | Proposal:
        if spot.path.startswith(HEADERS):
            answers = self.find.answers(spot.operation, spot.statuses)
            name, words = spot.path.removeprefix(HEADERS), "document the header in `headers` of the response"
            if len(answers) != 1:
                return Proposal(words)
            return document_header(answers[0], name, described(new))
        owners = self.find.owners(spot.operation, spot.statuses, spot.path)
        name = owners[0].member if owners else "*"
        if name == "*" or name.endswith("[]"):
            return Proposal("document the member; its name may be data, so the recording does not have it")
        schemas = owners[0].schemas
        owner = self._owner(schemas)
        if owner is None:
            return Proposal(f"document {name!r} on the member of the union that has it", schemas[0].place)
        properties = owner.get("properties")
        if name in properties.map:
            return Proposal(f"{name!r} is documented by now", properties.get(name).place)
        schema = self._described(new)
        if owner.key in self.find.in_requests:
            schema["readOnly"] = True
        return document_member(owner, name, schema)

    def _owner(self, schemas: list[Node]) -> Node | None:
        """The schema that a new member belongs to; None where a union leaves that open."""
        parts = [part for schema in schemas for part in self.find.parts(schema)]
        if holders := [part for part in parts if part.map.get("properties")]:
            is_open = len(schemas) > 1 or any(_is_union(part) for part in parts)
            return None if is_open and len(holders) > 1 else holders[0]
        objects = [part for part in parts if "object" in type_names(part.map)]
        return objects[0] if len(objects) == 1 else None

    def _described(self, new: list[Seen]) -> dict[str, Any]:
        """A schema for a member that was seen and is not documented; of a null alone nothing follows."""
        schema: dict[str, Any] = {"description": described(new)}
        often = [seen for seen in new if self.bar.takes([seen])] or new
        kinds = sorted({seen.got for seen in often if seen.got in KINDS}, key=lambda kind: (kind == "null", kind))
        if kinds in ([], ["null"]):
            return schema
        if not self.document.is_30:
            return {**schema, "type": kinds[0] if len(kinds) == 1 else kinds}
        if len(kinds) == 1:
            schema["type"] = kinds[0]
            schema |= {"items": {}} if kinds == ["array"] else {}
        return schema

    def _header(self, spot: Spot, seen: Seen) -> Proposal:
        answers = self.find.answers(spot.operation, seen.statuses)
        place = answers[0].place if answers else None
        if spot.path == f"{HEADERS}Content-Type":
            return Proposal(f"document {seen.got} in `content` of the response", place)
        return Proposal("a header is not as documented: see `headers` of the response", place)

    def _missing(self, spot: Spot, seen: Seen) -> Edit | Proposal:
        for owner in self.find.owners(spot.operation, seen.statuses, spot.path):
            parts = {part.key: part for schema in owner.schemas for part in self.find.parts(schema)}
            name = owner.member
            holders = [part for part in parts.values() if name in part.get("required").array]
            if len(holders) > 1:
                words = f"{name!r} is required in several members of a union: say which may lack it"
                return Proposal(words, holders[0].place)
            if holders:
                words = f"{name!r} is not always there: take it out of `required`{self._shared(holders[0])}"
                return no_longer_required(holders[0], name, words, self._within(parts.values(), name))
        return Proposal("no `required` names it: an envelope or the status of the answer promises it")

    def _within(self, parts: Iterable[Node], name: str) -> frozenset[str]:
        """The names of what is documented within a member of some schemas: of an object, or of the items of a list."""
        inner = [part for owner in parts for part in self.find.parts(owner.get("properties").get(name))]
        inner += [part for one in inner for part in self.find.parts(one.get("items"))]
        return frozenset(str(key) for part in inner for key in part.get("properties").map)

    def _shared(self, node: Node) -> str:
        return " (requests use this schema too)" if node.key in self.find.in_requests else ""

    # --- values ---

    def _misfit(self, spot: Spot, seen: Seen) -> Iterator[Edit | Proposal]:
        schemas = self.find.at(spot.operation, seen.statuses, spot.path)
        if not schemas:
            yield Proposal("the specification has no such place now")
        elif len(schemas) > 1:
            yield Proposal("a union leaves open which of its members is meant: see there", schemas[0].place)
        elif seen.expected.startswith(BOUND):
            words = f"{seen.expected.removeprefix(BOUND)} is no longer so: a {seen.got} that breaks it; see what the vendor says"
            yield Proposal(words, schemas[0].place)
        elif is_value(seen.got):
            yield self._value(schemas[0], seen.got)
        elif seen.got == "null":
            yield from self._null(schemas[0])
        elif seen.got in KINDS:
            yield self._kind(schemas[0], seen.got)
        else:
            yield Proposal(_FORMS.get(seen.got, f"was {seen.got}: see what the vendor says"), schemas[0].place)

    def _value(self, node: Node, got: str) -> Edit | Proposal:
        """A value that a documented enumeration does not have."""
        try:
            value: Any = json.loads(got)
        except ValueError:
            return Proposal(f"the new value {got} is cut off: ask the vendor for the whole of it", node.place)
        holders = [part for part in self.find.parts(node) if _lists_values(part)]
        if len(holders) != 1 or "enum" not in holders[0].map:
            return Proposal(f"the value {got} is new, and no one enumeration is there to hold it", node.place)
        listed = holders[0].get("enum")
        if value in listed.array:
            return Proposal(f"{got} is documented by now", listed.place)
        if "***" in got or not _takes(holders[0], value):  # a masked value is not the one that came
            return Proposal(f"the value {got} is not of the type of the enumeration", listed.place)
        return add_item(f"add {got} to the enumeration", listed, value)

    def _null(self, node: Node) -> Iterator[Edit | Proposal]:
        words = f"it may be null{self._shared(node)}"
        if self.document.is_30:
            yield add_keyword(words, node, "nullable", True)
            return
        enum = node.get("enum")
        if enum.array and None not in enum.array:
            yield add_item(words, enum, None)
        if not enum.array or "type" in node.map:
            yield widen(words, node, "null")

    def _kind(self, node: Node, got: str) -> Edit | Proposal:
        """A value of another JSON type than the documented one."""
        types = compose(self.document, node).types or set[str]()
        if got == "number" and types & {"integer"} and "number" not in types:
            return self._number(node)
        if got in types:
            return Proposal(f"{_a(got)}, but not of the documented form (format, pattern or enumeration)", node.place)
        for (came, documented), words in _TOLERANCES.items():
            if got == came and documented in types:
                return Proposal(words, node.place)
        if got == "object" and any(_is_union(part) for part in self.find.parts(node)):
            return Proposal("an object that no member of the union describes: document it as one more", node.place)
        if self.document.is_30 or any(_lists_values(part) for part in self.find.parts(node)):
            return Proposal(f"may also be {_a(got)}: widen the type by hand", node.place)
        return widen(f"it may be {_a(got)} too{self._shared(node)}", node, got)

    def _number(self, node: Node) -> Edit | Proposal:
        if any(_lists_values(part) for part in self.find.parts(node)):
            return Proposal("a number that is not listed: add it to the enumeration by hand", node.place)
        if "integer" not in type_names(node.map):
            return Proposal("a number with a fraction, or beyond the range of the format: widen the type", node.place)
        return integer_to_number(f"it may have a fraction: number instead of integer{self._shared(node)}", node)


def _evidence(seen: list[Seen]) -> str:
    return ", ".join(f"{one.got} in {one.evidence}" for one in seen)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[:1] in "ao" else f"a {kind}"


def _is_union(schema: Node) -> bool:
    return any(len(schema.get(key).array) > 1 for key in UNIONS)


def _lists_values(schema: Node) -> bool:
    return "enum" in schema.map or "const" in schema.map


def _takes(schema: Node, value: Any) -> bool:
    """Whether the type of a schema allows a value out of a recording: text or a number."""
    types = type_names(schema.map)
    return not types or any(is_of(value, kind) for kind in types)
