"""The rules of `reissue diff`, as data: what each says, how much it weighs, and what it does to Python callers.

A rule stands beside its twin, which says the opposite, and comparing the other way round finds it. A rule without a
twin is its own: the opposite of a change of style is a change of style.

What a request may hold is the caller's business: less of it breaks callers, more is an addition. What a response may
hold is the provider's: more of it breaks callers, less is an addition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .python import PYTHON_RULES
from .requests import REQUEST_RULES
from .responses import RESPONSE_RULES
from .rows import ACTS, GONE, LESS, MORE, NEW, NO, TYPE, A, B, C, D, Rows
from .rule import Direction, Rule

_BOTH: Rows = (
    (("operation-removed", B, GONE, "an operation is gone"), ("operation-added", A, NEW, "an operation is new")),
    (("operation-moved", B, ACTS, "an operation has another path or method, and the same operationId"),),
    (
        ("operation-deprecated", D, NO, "an operation is deprecated"),
        ("operation-undeprecated", C, NO, "an operation is no longer deprecated"),
    ),
    (
        ("operation-effect-hardened", B, ACTS, "repeating a call would do more than before, so it is retried less"),
        ("operation-effect-softened", A, ACTS, "repeating a call would do less than before, so it is retried more"),
    ),
    (("operation-server-changed", B, ACTS, "an operation is sent to another server"),),
    (("operation-url-changed", B, TYPE, "an operation takes a whole URL, or other hosts of it, than before"),),
    (
        ("pagination-removed", B, GONE, "a list is no longer read page by page, so its iterator is gone"),
        ("pagination-added", A, NEW, "a list can be read page by page"),
    ),
    (("pagination-changed", A, ACTS, "a list is paged in another way, which its iterator follows"),),
    (("server-removed", B, GONE, "a server is gone"), ("server-added", A, NEW, "a server is new")),
    (("server-changed", B, ACTS, "a named server has another address, or asks for other parts of it"),),
    (
        ("server-value-removed", B, LESS, "a variable of an address may no longer have a value"),
        ("server-value-added", A, MORE, "a variable of an address may have a further value"),
    ),
    (("server-default-changed", B, ACTS, "who says nothing of a variable calls another address"),),
    (
        ("sunset-advanced", D, NO, "the date of its end is earlier, or cannot be read any more"),
        ("sunset-postponed", C, NO, "the date of its end is later"),
    ),
    (
        ("sunset-removed", D, NO, "the notice of its end is gone"),
        ("sunset-added", D, NO, "its end has a date"),
    ),
    (
        ("stability-lowered", D, NO, "less is promised of how long it stays as it is"),
        ("stability-raised", C, NO, "more is promised of how long it stays as it is"),
    ),
    (
        ("link-removed", D, NO, "a link from an answer to a further call is gone"),
        ("link-added", A, NO, "a link from an answer to a further call is new"),
    ),
    (("link-changed", D, NO, "a link from an answer leads to another call, or hands on other values"),),
    (
        ("property-deprecated", D, NO, "a member is deprecated"),
        ("property-undeprecated", C, NO, "a member is no longer deprecated"),
    ),
    (
        ("discriminator-removed", A, ACTS, "a union is no longer told apart by a tag"),
        ("discriminator-added", A, ACTS, "a union is told apart by a tag"),
    ),
    (("discriminator-changed", B, TYPE, "a union is told apart by another tag"),),
    (
        ("sensitive-removed", A, ACTS, "a value is no longer kept out of logs and reprs"),
        ("sensitive-added", A, ACTS, "a value is kept out of logs and reprs"),
    ),
    (("money-changed", B, NO, "an amount is in other units, or in another currency"),),
    (
        (
            "reference-unread",
            B,
            NO,
            "what a reference leads to can be read on one side only, so nothing tells what changed there",
        ),
    ),
    (("xml-changed", B, NO, "a value is called otherwise in XML, or stands elsewhere"),),
    (("timezone-changed", B, NO, "a local time is in another zone"),),
    (
        ("coercion-removed", B, TYPE, "a tolerance on input is gone, and with it the narrow Python type"),
        ("coercion-added", B, TYPE, "a tolerance on input makes the Python type a narrower one"),
    ),
    (("coercion-changed", B, TYPE, "another tolerance on input makes another Python type"),),
    (("description-changed", C, NO, "words for people changed"),),
    (("example-changed", C, NO, "examples changed"),),
    (("metadata-changed", C, NO, "facts that no client acts on changed: tags, links to documentation, extensions"),),
)


def _rules() -> Iterator[Rule]:
    tables = (
        (Direction.BOTH, _BOTH),
        (Direction.REQUEST, REQUEST_RULES),
        (Direction.RESPONSE, RESPONSE_RULES),
        (Direction.BOTH, PYTHON_RULES),
    )
    for direction, table in tables:
        for rows in table:
            for place, (name, level, effect, title) in enumerate(rows):
                yield Rule(name, level, direction, effect, title, rows[len(rows) - 1 - place][0])


RULES: Mapping[str, Rule] = {rule.id: rule for rule in _rules()}
"""All rules by id."""
