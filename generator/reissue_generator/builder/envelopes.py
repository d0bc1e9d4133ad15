"""x-reissue-envelope: the members around the data of a response."""

from __future__ import annotations

from typing import Any, cast

from ..api.records import NONE, Choice, Coerced, Envelope, Ref, Struct, TypeRef, Union, union, without_none
from ..document.source import Node
from .extensions import Warn, fact
from .schemas import Schemas


def _paths(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in cast("list[object]", value) if isinstance(one, str)) if isinstance(value, list) else ()


def envelopes_of(node: Node, warn: Warn) -> tuple[Envelope, ...] | None:
    """The envelopes that a document or operation declares, or None where it says nothing."""
    value = fact(node, "x-reissue-envelope", warn)
    if value is None:
        return None
    found: list[Envelope] = []
    for one in cast("list[dict[str, Any]]", value):
        flag = cast("dict[str, Any]", one.get("flag") or {})
        found.append(
            Envelope(
                one.get("data"),
                flag.get("member"),
                flag.get("success", True),
                _paths(one.get("message")),
                _paths(one.get("code")),
            )
        )
    return tuple(found)


def data_type(schemas: Schemas, type_: TypeRef, envelopes: tuple[Envelope, ...]) -> TypeRef:
    """The type of the data inside an enveloped response; the type itself where no envelope fits it."""
    members = {one.data for one in envelopes if one.data}
    if not members:
        return type_
    schemas.finish()
    found = _inside(schemas, type_, members)
    return type_ if found is None else found


def _inside(schemas: Schemas, type_: TypeRef, members: set[str]) -> TypeRef | None:
    if isinstance(type_, Union):
        parts = [_inside(schemas, one, members) for one in type_.members if one != NONE]
        return union(*(part for part in parts if part is not None)) if parts and None not in parts else None
    model = schemas.models.get(type_.key) if isinstance(type_, Ref) else None
    if isinstance(model, Choice):
        return _inside(schemas, union(*model.members), members)
    if not isinstance(model, Struct):
        return None
    fields = [field for field in model.fields if field.wire in members]
    if not fields:
        return None
    inner, _ = without_none(fields[0].type)
    return inner if isinstance(inner, Coerced) else fields[0].type if fields[0].required else inner
