"""Conditions of one pair of schemas: is what one says held by all values of the other?"""

from __future__ import annotations

from collections.abc import Iterator

from ...document import UNIONS
from ..proofs.facts import Facts, Term
from ..proofs.schema import ComparedSchema, canonical
from ..proofs.unevaluated import ITEMS, PROPERTIES, rest_of
from .pair import Pair, applies, same

_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("not",),
    ("if", "then", "else"),
    ("dependentRequired",),
    ("dependentSchemas",),
    ("contains", "minContains", "maxContains"),
    ("propertyNames",),
    ("contentSchema",),
)
"""Keywords that are one condition."""
_TEXTS = ("dependencies",)
"""Keywords that are no part of JSON Schema 2020-12: only their texts are compared."""
_FATES = {
    "added": ("new", "tighter"),
    "removed": ("gone", "looser"),
    "changed": ("another one", "another one"),
}


def compare_conditions(pair: Pair) -> None:
    """Write down each condition that takes in less, more, or other values than before."""
    for keys in _TOGETHER:
        _group(pair, keys[0], *(list(_said(side, keys)) for side in (pair.old, pair.new)))
    for key in UNIONS:
        _group(pair, key, *(list(_beside(side, key)) for side in (pair.old, pair.new)))
    for key in _TEXTS:
        was, now = pair.values(key)
        if not same(was, now):
            _tell(
                pair,
                key,
                now is not None,
                was is not None,
                *(list(_said(side, (key,))) for side in (pair.old, pair.new)),
            )
    for key in (PROPERTIES, ITEMS):
        _unevaluated(pair, key)
    _patterns(pair)


def _group(pair: Pair, key: str, before: list[Term], after: list[Term]) -> None:
    if not before and not after:
        return
    texts = [sorted(canonical(term.node.value) for term in terms) for terms in (before, after)]
    if texts[0] == texts[1] and not any("$ref" in text for text in texts[0]):
        return
    old, new = pair.terms
    tighter = not all(pair.subset.within(old, term) for term in after)
    looser = not all(pair.subset.within(new, term) for term in before)
    _tell(pair, key, tighter, looser, before, after)


def _tell(pair: Pair, key: str, tighter: bool, looser: bool, before: list[Term], after: list[Term]) -> None:
    """Write down what became of a condition, if anything did: at the first part that has one, and as a change to what the new parts say."""
    if not tighter and not looser:
        return
    fate = "changed" if tighter and looser else "added" if tighter else "removed"
    text = f"{key} is {_FATES[fate][bool(before and after)]}"
    old, new = (
        terms[0].node.get(key) if terms else side.node for terms, side in ((before, pair.old), (after, pair.new))
    )
    now = canonical([term.node.value for term in after])
    pair.log.changed(f"{pair.direction}-logic-{fate}", pair.label, text, old, new, key=f"{key} {now}")


def _said(schema: ComparedSchema, keys: tuple[str, ...]) -> Iterator[Term]:
    """What each part of a schema says in some keywords, without what a part says beside."""
    for part in schema.parts:
        if keys[0] in part.map:
            yield Term(schema.sum.document, part).only(*keys)


def _beside(schema: ComparedSchema, key: str) -> Iterator[Term]:
    """The unions of a schema but for the one whose members are compared."""
    standing = [schema.sum.unions[0][0].pointer] if schema.union or schema.listed is not None else []
    for part in schema.parts:
        if part.get(key).array and part.get(key).pointer not in standing:
            yield Term(schema.sum.document, part).only(key)


def _unevaluated(pair: Pair, key: str) -> None:
    """What may stand beside all that is named, where conditions decide that; which names there are, other rules tell."""
    if not applies(pair, "object" if key == PROPERTIES else "array"):
        return
    rests = [_rests(side, key) for side in (pair.old, pair.new)]
    sides = [[term for term, is_decided in side if not is_decided] for side in rests]
    more = [
        [*(term for term, _ in told), *_closing(side, "additionalProperties" if key == PROPERTIES else "items")]
        for told, side in zip(rests, (pair.old, pair.new), strict=True)
    ]
    tighter = not all(pair.subset.within(tuple(more[0]), term) for term in sides[1])
    looser = not all(pair.subset.within(tuple(more[1]), term) for term in sides[0])
    _tell(pair, key, tighter, looser, *(list(_said(side, (key,))) for side in (pair.old, pair.new)))


def _rests(side: ComparedSchema, key: str) -> list[tuple[Term, bool]]:
    """What is said of what nothing evaluates, and whether no condition decides what that is."""
    document = side.sum.document
    found = (rest_of(document, part, key) for part in side.parts)
    return [(Term(document, rest.said), rest.is_decided) for rest in found if rest is not None]


def _closing(side: ComparedSchema, key: str) -> list[Term]:
    return [Term(side.sum.document, part).child(key) for part in side.parts if key in part.map]


def _patterns(pair: Pair) -> None:
    """Patterns for names that only one side has; those that both have are compared like members."""
    names = [
        {name for part in side.parts for name in part.get("patternProperties").map} for side in (pair.old, pair.new)
    ]
    old, new = pair.terms
    for name in sorted(names[0] ^ names[1]):
        is_new = name in names[1]
        side, other = (pair.new, old) if is_new else (pair.old, new)
        said = [
            Term(side.sum.document, part).pick("patternProperties", name)
            for part in side.parts
            if name in part.get("patternProperties").map
        ]
        if _opens(pair, Term(side.sum.document, side.node), other, said):
            kind, word = ("opened", "allowed") if is_new else ("closed", "refused")
            text = f"members that match '{name}' are {word} now"
            pair.note(f"{pair.direction}-object-{kind}", text, ["patternProperties"], name)
        if not all(pair.subset.within(other, term) for term in said):
            text = f"patternProperties {name} is {'new' if is_new else 'gone'}"
            fate = "added" if is_new else "removed"
            pair.note(f"{pair.direction}-logic-{fate}", text, ["patternProperties"], f"patternProperties {name}")


def _opens(pair: Pair, whole: Term, other: Term, said: list[Term]) -> bool:
    """Whether members that match a pattern may be in objects of one side, where neither takes any that it does not name."""
    shut = all(any(term.node.value is False for term in Facts((each,)).others) for each in (whole, other))
    allows = all(each.node.value is not False for term in said for _, each in term.children("patternProperties"))
    return shut and allows and not pair.subset.within(whole, other)
