"""x-reissue-envelope: the members around the data of a response."""

from __future__ import annotations

from typing import Any, cast

from ..api.records import Choice, Envelope, Struct
from ..api.types import NONE, Coerced, TypeRef, Union, union
from ..document import Node
from .extensions import fact
from .nullable import without_none
from .schemas import Schemas
from .warnings import Warn


def envelopes_of(node: Node, warn: Warn) -> tuple[Envelope, ...] | None:
    """The envelopes that a document or operation declares, or None where it says nothing."""
    told = fact(node, "x-reissue-envelope", warn)
    if told is None:
        return None
    return tuple(_envelope(entry) for entry in cast("list[dict[str, Any]]", told))


def _envelope(entry: dict[str, Any]) -> Envelope:
    flag: dict[str, Any] = entry.get("flag", {})
    return Envelope(
        data=entry.get("data"),
        flag=flag.get("member"),
        success=flag.get("success", True),
        message=_paths(entry.get("message")),
        code=_paths(entry.get("code")),
    )


def _paths(value: object) -> tuple[str, ...]:
    """One path or several, as a tuple."""
    if isinstance(value, str):
        return (value,)
    return tuple(cast("list[str]", value)) if isinstance(value, list) else ()


def data_type(schemas: Schemas, type_: TypeRef, envelopes: tuple[Envelope, ...]) -> TypeRef:
    """The type of the data inside an enveloped response; the type itself where no envelope fits it."""
    members = {envelope.data for envelope in envelopes if envelope.data}
    if not members:
        return type_
    schemas.finish()
    found = _inside(schemas, type_, members)
    return type_ if found is None else found


def _inside(schemas: Schemas, type_: TypeRef, members: set[str]) -> TypeRef | None:
    """The type of the first of these members; None where any type that it could be has none of them."""
    if isinstance(type_, Union):
        return _inside_all(schemas, [member for member in type_.members if member != NONE], members)
    model = schemas.models.of(type_)
    if isinstance(model, Choice):
        return _inside_all(schemas, list(model.members), members)
    if not isinstance(model, Struct):
        return None
    field = next((field for field in model.fields if field.wire in members), None)
    if field is None:
        return None
    inner, _ = without_none(field.type)
    return field.type if field.required and not isinstance(inner, Coerced) else inner


def _inside_all(schemas: Schemas, types: list[TypeRef], members: set[str]) -> TypeRef | None:
    inner = [_inside(schemas, type_, members) for type_ in types]
    found = [type_ for type_ in inner if type_ is not None]
    return union(*found) if found and len(found) == len(inner) else None
