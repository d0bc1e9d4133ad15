"""x-reissue-envelope: the members around the data of a response."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from ..api.models import Choice, Struct
from ..api.records import Envelope, Response
from ..api.reserved import UNTYPED
from ..api.types import BYTES, NONE, STR, Coerced, TypeRef, Union, union
from ..document import Node, is_json
from .extensions import fact
from .nullable import without_none
from .schemas import Schemas
from .warnings import Warn
from .xml_bodies import is_xml


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


def opened(
    schemas: Schemas, responses: Sequence[Response], envelopes: tuple[Envelope, ...]
) -> tuple[list[Response], tuple[Envelope, ...] | None]:
    """The responses as their data, and the envelopes of the operation where some of its answers have no data: these are
    given whole, as their schemas say. Of an answer that no schema tells the data counts.
    """
    members = {envelope.data for envelope in envelopes if envelope.data}
    if not members and not any(envelope.flag for envelope in envelopes):
        return list(responses), None
    schemas.finish()
    inner = [(_json_alone(response), _inside(schemas, response.type, members)) for response in responses]
    whole = tuple(each.type for each, type_ in inner if type_ is None and _is_told(schemas, each.type))
    own = tuple(replace(envelope, whole=whole) for envelope in envelopes) if whole else None
    return [response if type_ is None else replace(response, type=type_) for response, type_ in inner], own


def _json_alone(response: Response) -> Response:
    """A response without the XML that is read as its JSON, as envelopes are opened in JSON alone."""
    if not any(map(is_json, response.media)):
        return replace(response, json=())
    also = tuple(media for media in response.also if not is_xml(media))
    return replace(response, also=also, json=(), xml=None)


def _is_told(schemas: Schemas, type_: TypeRef) -> bool:
    """Whether a document tells what the body is: one of JSON with members, or a list."""
    if isinstance(type_, Union):
        return any(_is_told(schemas, member) for member in type_.members)
    model = schemas.models.of(type_)
    if isinstance(model, Choice):
        return any(_is_told(schemas, member) for member in model.members)
    return isinstance(model, Struct) or schemas.models.is_list(type_)


def _inside(schemas: Schemas, type_: TypeRef, members: set[str]) -> TypeRef | None:
    """The type of the first of these members; None where any type that it could be has none of them.

    Data that may be left out may be None. What is no JSON is no envelope either.
    """
    if isinstance(type_, Union):
        return _inside_all(schemas, [member for member in type_.members if member != NONE], members)
    model = schemas.models.of(type_)
    if isinstance(model, Choice):
        return _inside_all(schemas, list(model.members), members)
    if type_ in (BYTES, STR):
        return type_
    if not isinstance(model, Struct):
        return None
    field = next((field for field in model.fields if field.wire in members), None)
    if field is None:
        return None
    inner, _ = without_none(field.type)
    if isinstance(inner, Coerced) and inner.marker not in UNTYPED:
        return inner
    return field.type if field.required else union(field.type, NONE)


def _inside_all(schemas: Schemas, types: list[TypeRef], members: set[str]) -> TypeRef | None:
    inner = [_inside(schemas, type_, members) for type_ in types]
    found = [type_ for type_ in inner if type_ is not None]
    return union(*found) if found and len(found) == len(inner) else None
