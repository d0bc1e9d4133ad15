"""The members of one pair of schemas: gone, new, renamed, required, and those that nobody names."""

from __future__ import annotations

from typing import Any

from ...document import Document, Node
from ..proofs.facts import ANY_TEXT, Facts, Term
from ..proofs.schema import REQUEST, ComparedSchema, shown
from ..proofs.unevaluated import PROPERTIES, is_decided, refused_names
from .pair import Go, Pair, became
from .renames import renamed
from .since import SINCE, compare_since


def compare_objects(pair: Pair, go: Go) -> None:
    """Compare the members of two objects."""
    refused, shut = (refused_names(side.sum.document, side.parts) for side in (pair.old, pair.new))
    # what both refuse is compared, as people mean it to be there
    before, after = _members(pair, pair.old, refused - shut), _members(pair, pair.new, shut - refused)
    gone = {name: before[name] for name in sorted(before.keys() - after.keys())}
    came = {name: after[name] for name in sorted(after.keys() - before.keys())}
    for name in sorted(before.keys() & after.keys()):
        _stayed(pair, go, name, before[name], after[name])
    for some, side in ((gone, pair.new), (came, pair.old)):
        for name in [name for name, node in some.items() if node.value is False]:
            del some[name]
            if not _refuses(pair, side, name):
                _barred(pair, name, narrowed=some is came)
    for was, now, evidence in renamed(pair.documents, gone, came):
        _renamed(pair, go, (was, gone.pop(was)), (now, came.pop(now)), evidence)
    _unnamed(pair)
    for name, node in gone.items():
        _gone(pair, name, node)
        _among_others(pair, go, (node, pair.new.sum.additional), name)
    for name, node in came.items():
        _came(pair, name, node)
        _among_others(pair, go, (pair.old.sum.additional, node), name)
    _additional(pair, go)


def _members(pair: Pair, side: ComparedSchema, refused: frozenset[str]) -> dict[str, Node]:
    """The members of one side that stand in the message, but for some names."""
    members = shown(side.sum.document, side.sum, pair.direction)
    return {name: node for name, node in members.items() if name not in refused}


def _refuses(pair: Pair, side: ComparedSchema, name: str) -> bool:
    """Whether no object of one side has a member of this name."""
    return pair.subset.apart.is_refused(Facts((Term(side.sum.document, side.node),)), name)


def _barred(pair: Pair, name: str, *, narrowed: bool) -> None:
    """A member that is `false` is one that no object has: beside a side that does not name it, it is closed to this name."""
    text = f"a member '{name}' is {'refused' if narrowed else 'allowed'} now"
    pair.note(f"{pair.direction}-object-{'closed' if narrowed else 'opened'}", text, ["properties"], name)


def _unnamed(pair: Pair) -> None:
    """Members that are wanted, and that no schema names: an object without one is refused all the same (JSON Schema, Validation 6.5.3)."""
    named = pair.old.sum.properties.keys() | pair.new.sum.properties.keys()
    was, now = pair.old.sum.required.keys(), pair.new.sum.required.keys()
    for name in sorted((was ^ now) - named):
        word, text = became(pair.direction, name in now)
        places = pair.old.requires(name), pair.new.requires(name)
        rule = f"{pair.direction}-property-became-{word}"
        pair.log.changed(rule, f"{pair.label}.{name}", text, *places, key=name)


def _gone(pair: Pair, name: str, node: Node) -> None:
    required = pair.direction == REQUEST and name in pair.old.sum.required
    rule = f"{pair.direction}-{'required-' if required else ''}property-removed"
    pair.log.removed(rule, pair.label, f"member '{name}' is gone", node, pair.new.at("properties"))


def _came(pair: Pair, name: str, node: Node) -> None:
    required = pair.direction == REQUEST and name in pair.new.sum.required
    rule = f"{pair.direction}-{'required-' if required else ''}property-added"
    pair.log.added(rule, pair.label, f"member '{name}' is new", pair.old.at("properties"), node)


def _among_others(pair: Pair, go: Go, sides: tuple[Node | None, Node | None], name: str) -> None:
    """Where other members have a type, one without a name of its own is one of them."""
    old, new = sides
    if old is not None and new is not None and old.map and new.map:
        go(old, new, pair.direction, f"{pair.label}.{name}")


def _renamed(pair: Pair, go: Go, old: tuple[str, Node], new: tuple[str, Node], evidence: str) -> None:
    """A member under another name breaks whoever knows the old one, whether it had to be there or not."""
    text = f"member '{old[0]}' is '{new[0]}' now ({evidence})"
    pair.log.changed(f"{pair.direction}-property-renamed", pair.label, text, old[1], new[1])
    go(old[1], new[1], pair.direction, f"{pair.label}.{new[0]}")


def _stayed(pair: Pair, go: Go, name: str, old: Node, new: Node) -> None:
    label = f"{pair.label}.{name}"
    was, now = name in pair.old.sum.required, name in pair.new.sum.required
    if was != now:
        word, text = became(pair.direction, now)
        places = pair.old.requires(name), pair.new.requires(name)
        pair.log.changed(f"{pair.direction}-property-became-{word}", label, text, *places, key=name)
    if pair.direction == REQUEST:
        compare_since(pair.log, label, _since(pair.documents[0], old), _since(pair.documents[1], new))
    go(old, new, pair.direction, label)


def _since(document: Document, member: Node) -> Node:
    """Where a member says since which version it is known: itself, else what it refers to."""
    own = member.get(SINCE)
    return own if own.value is not None else document.found(member).get(SINCE)


def _additional(pair: Pair, go: Go) -> None:
    if not pair.are("object"):
        return
    (before, was), (after, now) = _extra(pair.old), _extra(pair.new)
    narrowed = now is False
    if (was is False) != narrowed:
        if _is_kept_shut(pair, narrowed=narrowed):
            return
        rule, fate = ("closed", "refused") if narrowed else ("opened", "allowed")
        text = f"undocumented members are {fate} now"
        pair.log.changed(f"{pair.direction}-object-{rule}", pair.label, text, before, after)
    elif isinstance(was, dict) or isinstance(now, dict):
        old, new = _schema(pair.old, before, was), _schema(pair.new, after, now)
        go(old, new, pair.direction, f"{pair.label}{{}}")
    patterns = {schema.pointer[-1]: schema for schema in pair.old.sum.patterns}
    for schema in pair.new.sum.patterns:
        if (twin := patterns.get(schema.pointer[-1])) is not None:
            go(twin, schema, pair.direction, f"{pair.label}{{}}")


def _is_kept_shut(pair: Pair, *, narrowed: bool) -> bool:
    """Whether the side that says nothing of other members takes none either, by what it says of their names or count."""
    shut = pair.new if narrowed else pair.old
    patterns = {schema.pointer[-1]: True for schema in shut.sum.patterns}
    told = {"properties": dict.fromkeys(shut.sum.properties, True), "patternProperties": patterns}
    return pair.is_kept({**told, "additionalProperties": False}, narrowed=narrowed)


def _extra(schema: ComparedSchema) -> tuple[Node, Any]:
    """What undocumented members may be, and where that stands: False, True, or a schema that says something."""
    node = next((each for each in schema.sum.patterns if each.pointer[-1] in ANY_TEXT), schema.sum.additional)
    if schema.sum.is_unevaluated and not is_decided(schema.sum.document, schema.parts, PROPERTIES):
        node = None  # that is a condition
    if node is None or node.value is True or node.value == {}:
        return schema.at("additionalProperties", PROPERTIES), True
    return node, node.value


def _schema(owner: ComparedSchema, node: Node, value: Any) -> Node:
    """The schema of undocumented members; where they may be anything, as if that were written in their owner."""
    if isinstance(value, dict):
        return node
    return Node(owner.node.source, (*owner.node.pointer, "additionalProperties"), {})
