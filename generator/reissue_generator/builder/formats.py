"""What the keywords around a type ask of Python: formats with a type of their own, and files."""

from __future__ import annotations

from typing import Any

from ..api.types import DATE, DATETIME, DECIMAL, FLOAT, INT, Coerced, TypeRef, union
from ..document import Document, Key, Node, is_media_type, is_token, sum_of, type_names
from .kinds import array_of, kinds_of
from .models import FILE

OCTETS = "application/octet-stream"
_TYPED: dict[tuple[str, str], TypeRef] = {
    ("string", "date-time"): DATETIME,
    ("string", "date-time-local"): Coerced(DATETIME, "LOCAL"),
    ("string", "date"): DATE,
    ("number", "decimal"): DECIMAL,
    ("number", "decimal128"): DECIMAL,
    # A float has not all of their values; what is no whole number is kept, as a format only notes.
    **{("number", form): union(INT, FLOAT) for form in ("int64", "uint64", "double-int", "int32", "uint32")},
}


def type_of_format(kind: str, form: str, *, files: bool) -> TypeRef | None:
    """The type of Python that a format of a JSON type asks for; None where it stays what it is.

    `files`: as in a multipart body, where what is binary is a file.
    """
    return FILE if files and (kind, form) == ("string", "binary") else _TYPED.get((kind, form))


def is_file(document: Document, node: Node) -> bool:
    """Whether a value in a multipart body is a file, or a list of files."""
    return _file(document, node) is not None


def media_of_file(document: Document, node: Node) -> str:
    """The media type that the schema of a file tells; '' for none, and for one that says no more than that it is bytes."""
    told = str((_file(document, node) or {}).get("contentMediaType", ""))
    return told if is_media_type(told) and "*" not in told and told.lower() != OCTETS else ""


def _file(document: Document, node: Node) -> dict[str, Any] | None:
    """What says that a value is a file, or a list of files; None where nothing does."""
    seen: set[Key] = set()
    while node.key not in seen:
        seen.add(node.key)
        parts = list(sum_of(document, node))
        if (found := next((part.map for part in parts if _is_raw(part.map)), None)) is not None:
            return found
        node = next((part.get("items") for part in parts if "items" in part.map), node)
    return None


def _is_raw(schema: dict[str, Any]) -> bool:
    """Whether a schema says itself that its values are bytes: in OpenAPI 3.0, in 3.1, and as left over from Swagger 2.

    In 3.1 these have a media type; with a contentEncoding they are a text, such as base64.
    """
    if schema.get("format") == "binary" or schema.get("type") == "file":
        return True
    is_text = type_names(schema) <= {"string", "null"}
    return is_text and "contentMediaType" in schema and "contentEncoding" not in schema


def text_encoding(document: Document, schema: Node) -> str:
    """How the text of a part is encoded, or of each in a list of them, as its header says it; '' for any other value.

    Callers give the text as it is sent. `format: byte` says it in 3.0 alone (3.0.4, "Encoding `multipart` Media Types").
    """
    if (array := array_of(document, schema)) is not None and array.items is not None:
        schema = array.items
    if "string" not in kinds_of(document, schema) or is_file(document, schema):
        return ""
    for part in sum_of(document, schema):
        told = part.map.get("contentEncoding")
        if isinstance(told, str) and is_token(told):
            return told
        if document.is_30 and part.map.get("format") == "byte" and not part.source.is_converted:
            return "base64"
    return ""
