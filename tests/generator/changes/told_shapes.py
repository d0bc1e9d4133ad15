"""Schemas and pairs of documents in few letters, for the tables of what is told."""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import Case, Doc
from tests.generator.small_clients import V30, reading, sending

NULL, BOOLEAN = {"type": "null"}, {"type": "boolean"}


def sent(old: Any, new: Any) -> Case:
    return sending(old), sending(new)


def sent_30(old: Any, new: Any) -> Case:
    return sending(old, V30), sending(new, V30)


def got(old: Any, new: Any) -> Case:
    return reading(old), reading(new)


def one_of(*variants: Any, **more: Any) -> Doc:
    return {"oneOf": list(variants), **more}


def any_of(*variants: Any, **more: Any) -> Doc:
    return {"anyOf": list(variants), **more}


def texts(**more: Any) -> Doc:
    return {"type": "string", **more}


def numbers(**more: Any) -> Doc:
    return {"type": "number", **more}


def integers(**more: Any) -> Doc:
    return {"type": "integer", **more}


def arrays(**more: Any) -> Doc:
    return {"type": "array", **more}


def objects(**more: Any) -> Doc:
    return {"type": "object", **more}
