"""The members of a union: what they are called, and which component each stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .. import naming
from ..api.types import Ref, TypeRef
from ..document import Document, Node
from .composition import Composed, all_of
from .models import Models

Targets = Mapping[str, Node | None]
"""By model of a member: the component that it stands for, and is more than; None: it stands in the union itself, and has no name."""


def targets_of(document: Document, models: Models, members: Sequence[Node], types: Sequence[TypeRef]) -> Targets:
    """What the members of a union stand for, by their types."""
    found: dict[str, Node | None] = {}
    for member, type_ in zip(members, types, strict=True):
        target = document.found(member)
        if isinstance(type_, Ref) and target.key == member.key:
            found[type_.key] = None
        elif isinstance(type_, Ref) and not type_.key.startswith(f"{models.key(target, '')}"):
            found[type_.key] = target
    return found


def standing_for(target: Node, targets: Targets) -> Ref | None:
    """The member that stands for a component; None where none is more than that."""
    found = (Ref(key) for key, node in targets.items() if node is not None and node.key == target.key)
    return next(found, None)


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
        required=[*schema.required, *(wire for wire in part.required if wire not in schema.required)],
        additional=part.additional or schema.additional,
        patterns=[*part.patterns, *schema.patterns],
        is_typed=part.is_typed or schema.is_typed,
    )


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
