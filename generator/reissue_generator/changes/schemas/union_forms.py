"""Unions that say what a schema without a union says as well: a list of values, or a list of types (JSON Schema, Validation 6.1)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ...document import Document, Node
from ..proofs.facts import Facts, Term
from ..proofs.fit import is_of_any
from ..proofs.schema import ComparedSchema, canonical
from ..record import Log
from .pair import Pair
from .words import SCHEMA_KEYS

_LISTING = SCHEMA_KEYS - {"type", "nullable", "enum", "const", "$ref", "allOf", "deprecated", "default"}
"""Keywords that say more of a value than which one it is."""


def list_unions(old: ComparedSchema, new: ComparedSchema) -> None:
    """Where only one side is a union, and its members are values: what it lists, as the other side would."""
    for schema, other in ((old, new), (new, old)):
        if (
            (schema.members or schema.null)
            and not other.members
            and schema.sum.unions
            and schema.sum.discriminator is None
        ):
            schema.listed = _listed(schema)
            schema.members = schema.members if schema.listed is None else []


def _listed(schema: ComparedSchema) -> list[Any] | None:
    """The values that a union takes, which a list beside it may rule out; None where a member is more than values."""
    keyword, members = schema.sum.unions[0][0].pointer[-1], schema.sum.unions[0][1]
    found: Counter[str] = Counter()
    values: dict[str, Any] = {}
    for member in members:
        facts = Facts((Term(schema.sum.document, member),))
        if facts.values is None or any(not _LISTING.isdisjoint(part.node.map) for part in facts.parts):
            return None
        own = {canonical(value): value for value in facts.values if is_of_any(value, facts.kinds)}
        values.update(own)
        found.update(own.keys())
    return [value for text, value in values.items() if keyword == "anyOf" or found[text] == 1]


def compare_deprecated(log: Log, old: ComparedSchema, new: ComparedSchema, label: str) -> None:
    """Whether a value that a union lists is deprecated, where the other side is no union, which cannot say so."""
    for schema, other in ((old, new), (new, old)):
        for member in schema.sum.unions[0][1] if schema.listed is not None else ():
            if member.map.get("deprecated") is True:
                rule = f"property-{'un' if schema is old else ''}deprecated"
                text = (
                    f"value {canonical(member.map.get('const'))} is {'no longer ' if schema is old else ''}deprecated"
                )
                nodes = (member, other.node) if schema is old else (other.node, member)
                log.changed(rule, label, text, *nodes)


def variants_of(document: Document, schema: ComparedSchema) -> list[Node]:
    """The members of a union; of a schema that is none, itself once for each type that it names."""
    kinds = sorted(schema.kinds or ()) if schema.sum.is_typed else []
    if schema.members or len(kinds) < 2:
        return schema.members or [schema.node]
    node = document.said(schema.node)
    return [
        Node(node.source, (*node.pointer, f"&{kind}"), {**node.map, "type": kind}, node.parts, node.scope)
        for kind in kinds
    ]


def is_union_of_scalars(pair: Pair) -> bool:
    """Whether only one side is a union, and both take the same texts, numbers and flags, of which nothing else is to be told."""
    old, new = pair.terms
    if bool(pair.old.members) == bool(pair.new.members) or Facts((old, new)).kinds & {"object", "array"}:
        return False
    return pair.subset.within(old, new) and pair.subset.within(new, old)
