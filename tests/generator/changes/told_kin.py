"""What is told of schemas that may stand in the place of one with a discriminator that they are built on.

OpenAPI 3.0.3, Discriminator Object, on `MyResponseType` and `Pet`: schemas that comprise the parent in an `allOf` may be given for it.
"""

from __future__ import annotations

from typing import Any

from tests.generator.changes.document_pairs import INTEGER, STRING, Case, Doc, event, named
from tests.generator.changes.told_shapes import one_of
from tests.generator.small_clients import V30, reading, ref, sending

TAG = {"propertyName": "t"}
BASE = {"type": "object", "required": ["t"], "properties": {"t": STRING}, "discriminator": TAG}
MAPPED = {**BASE, "discriminator": {**TAG, "mapping": {"k": "#/components/schemas/Kid"}}}
LESS = {**INTEGER, "maximum": 9}


OWN = {"type": "object", "required": ["t"], "properties": {"t": STRING, "w": LESS}}


def kid(member: Any, base: str = "Base") -> Doc:
    return {"allOf": [ref(base), {"type": "object", "properties": {"w": member}}]}


def sent(old: Doc, new: Doc, at: Any = None, version: str = "3.1.0", base: Doc = BASE) -> Case:
    """A body of the base, or of another schema (`at`), beside what is built on it before and after."""
    before, after = (sending(at or ref("Base"), version, Base=base, **schemas) for schemas in (old, new))
    return before, after


NARROWED, WIDENED = (
    "request-bound-narrowed | Kid.w: maximum none -> 9",
    "request-bound-widened | Kid.w: maximum 9 -> none",
)
GOT = ["response-bound-narrowed | Kid.w: maximum none -> 9"], ["response-bound-widened | Kid.w: maximum 9 -> none"]
KID, KID_LESS = {"Kid": kid(INTEGER)}, {"Kid": kid(LESS)}

ROWS: dict[str, tuple[Case, list[str], list[str] | None]] = {
    "a kid of a body": (sent(KID, KID_LESS), [NARROWED], [WIDENED]),
    "with a mapping": (sent(KID, KID_LESS, version=V30, base=MAPPED), [NARROWED], [WIDENED]),
    "beside null": (
        sent(KID, KID_LESS, {"allOf": [ref("Base")], "nullable": True}, V30),
        [NARROWED],
        [WIDENED],
    ),
    "of an answer": (
        (reading(ref("Base"), Base=BASE, **KID), reading(ref("Base"), Base=BASE, **KID_LESS)),
        *GOT,
    ),
    "of a webhook": (
        (named(event(ref("Base")), Base=BASE, **KID), named(event(ref("Base")), Base=BASE, **KID_LESS)),
        *GOT,
    ),
    "a kid of a kid": (
        sent({**KID, "Grandkid": kid(INTEGER, "Kid")}, {**KID, "Grandkid": kid(LESS, "Kid")}),
        ["request-bound-narrowed | Grandkid.w: maximum none -> 9"],
        ["request-bound-widened | Grandkid.w: maximum 9 -> none"],
    ),
    "a kid goes": (
        sent({**KID, "Other": kid(STRING)}, {"Other": kid(STRING)}),
        ["request-union-member-removed | Base: variant 'Kid' is gone"],
        ["request-union-member-added | Base: variant 'Kid' is new"],
    ),
    "another value of the tag": (
        (sending(ref("Base"), Base=MAPPED, **KID), sending(ref("Base"), Base=BASE, **KID)),
        [
            "request-tag-removed | Base: the value 'k' of its tag is gone for 'Kid'",
            "request-tag-added | Base: the value 'Kid' of its tag is new for 'Kid'",
        ],
        None,
    ),
    "a kid does not stand for another": (
        sent({**KID, "Other": kid(STRING)}, {**KID_LESS, "Other": kid(STRING)}, ref("Other")),
        [],
        [],
    ),
    "nor where it adds nothing": (
        sent({**KID, "Other": {"allOf": [ref("Base")]}}, {**KID_LESS, "Other": {"allOf": [ref("Base")]}}, ref("Other")),
        [],
        [],
    ),
    "but for a member of it": (
        sent({**KID, "Other": kid(ref("Base"))}, {**KID_LESS, "Other": kid(ref("Base"))}, ref("Other")),
        [NARROWED],
        [WIDENED],
    ),
}
BECAME_UNION: Case = (
    sending(ref("Base"), Base=BASE, Kid=kid(INTEGER), Other=kid(STRING)),
    sending(ref("Base"), Base=one_of(ref("Kid"), ref("Other"), discriminator=TAG), Kid=OWN, Other=kid(STRING, "Kid")),
)
"""A base that names what may stand for it itself."""
