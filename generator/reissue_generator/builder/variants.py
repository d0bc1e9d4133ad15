"""The members of a union: what they are called, and which component each stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from .. import naming
from ..api.types import Ref, TypeRef
from ..document import Document, Node, pointer_text
from .composition import Composed, all_of, compose
from .models import Models, Use, component_of

Targets = Mapping[str, Node | None]
"""By model of a member: the component that it stands for, and is more than; None: it stands in the union itself, and has no name."""


def targets_of(
    document: Document, models: Models, members: Sequence[Node], types: Sequence[TypeRef], nameless: Collection[str]
) -> Targets:
    """What the members of a union stand for, by their types; those that are `nameless` of a union in it, for what that is."""
    found: dict[str, Node | None] = {}
    for member, type_ in zip(members, types, strict=True):
        is_component = bool(component_of(member, ""))
        target = member if is_component else document.found(member)
        stands_here = not is_component and target.key == member.key
        for one in (type_, *models.members(type_)):
            if isinstance(one, Ref) and (one == type_ or one.key in nameless):
                found[one.key] = None if stands_here else target
    own = {models.key(target, "") for target in found.values() if target is not None}
    return {key: target for key, target in found.items() if key.rpartition(":")[0] + ":" not in own}


def standing_for(target: Node, targets: Targets) -> Ref | None:
    """The member that stands for a component; None where none is more than that."""
    found = (Ref(key) for key, node in targets.items() if node is not None and node.key == target.key)
    return next(found, None)


def adds_members(schema: Composed) -> bool:
    """Whether something beside the unions of a schema says what members its objects have."""
    is_unevaluated = schema.is_unevaluated and bool(schema.additional and schema.additional.value)
    return bool(schema.properties or schema.patterns or is_unevaluated)


def place_of(schema: Composed) -> Node:
    """Where the union of a schema stands. One that stands elsewhere is another one here, with what is said beside it."""
    several = len(schema.unions) > 1
    node = next((node for node, _ in schema.unions if several and node.pointer[-1] == "anyOf"), schema.unions[0][0])
    if not adds_members(schema) or schema.node.key == Node(node.source, node.pointer[:-1], None, (), node.scope).key:
        return node
    pointer = (*schema.node.pointer, f"&{pointer_text(node.pointer[:-1])}", node.pointer[-1])
    return Node(schema.node.source, pointer, node.value, (), node.scope)


def with_all_beside(schema: Composed, part: Composed, member: Node) -> Composed:
    """A member of a union of objects with all that is said beside the union."""
    properties = dict(part.properties)
    for wire, described in schema.properties.items():
        own = properties.get(wire)
        properties[wire] = described if own is None else all_of(schema.document, described, own)
    return replace(
        part,
        node=member,
        properties=properties,
        free=part.free | schema.free,
        required={**schema.required, **part.required},
        additional=part.additional or schema.additional,
        patterns=[*part.patterns, *schema.patterns],
        is_typed=part.is_typed or schema.is_typed,
    )


def uses_of(document: Document, members: list[Node], use: Use) -> list[Use]:
    """The use of each member of a union. What is alone beside null, and has no title, is the value itself."""
    alone = sum(compose(document, member).types != {"null"} for member in members) == 1
    words = [variant(member, place) for place, member in enumerate(members, 1)]
    return [use if alone and word == f"Variant {place}" else use.inside(word) for place, word in enumerate(words, 1)]


def variant(member: Node, place: int) -> str:
    """The word for a member of a union: its title or what it refers to, else its place, counted from 1.

    What is put together of several has the words of all.
    """
    told = [_title(part) for part in member.parts or (member,)]
    return " ".join(told) if all(told) else f"Variant {place}"


def _title(member: Node) -> str:
    ref = member.map.get("$ref")
    title = ref.rsplit("/", 1)[-1] if isinstance(ref, str) else member.map.get("title")
    return title if isinstance(title, str) and naming.words(title) else ""
