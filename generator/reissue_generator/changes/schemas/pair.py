"""Two schemas that are compared: the same place of the old and of the new document, and how its changes are written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from ...document import Document, Node
from ..proofs.facts import Term
from ..proofs.schema import REQUEST, RESPONSE, ComparedSchema, canonical
from ..proofs.subset import Subset
from ..record import Log

_BECAME = {
    (REQUEST, True): ("required", "must be given now"),
    (REQUEST, False): ("optional", "may be left out now"),
    (RESPONSE, True): ("required", "is always there now"),
    (RESPONSE, False): ("optional", "may be missing now"),
}


class Go(Protocol):
    """Hands in a pair of schemas that is to be compared."""

    def __call__(self, old: Node, new: Node, direction: str, label: str, *, bare: bool = False) -> None:
        """`bare`: whether null is allowed has been compared already."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of schemas. `direction` is that of the message they stand in, `label` what people call the place."""

    log: Log
    old: ComparedSchema
    new: ComparedSchema
    direction: str
    label: str
    subset: Subset

    @property
    def terms(self) -> tuple[Term, Term]:
        """Both as questions about subsets take them."""
        old, new = self.documents
        return Term(old, self.old.node), Term(new, self.new.node)

    @property
    def documents(self) -> tuple[Document, Document]:
        """The documents in which both stand."""
        return self.old.sum.document, self.new.sum.document

    def are(self, kind: str) -> bool:
        """Whether values of both may be of this JSON type."""
        return kind in (self.old.kinds or ()) and kind in (self.new.kinds or ())

    def at(self, *keys: str) -> tuple[Node, Node]:
        """Where these keywords stand in both, the first that is there."""
        return self.old.at(*keys), self.new.at(*keys)

    def values(self, key: str) -> tuple[Any, Any]:
        """What both say under a keyword; None where one does not say it."""
        return self.old.get(key), self.new.get(key)

    def is_kept(self, schema: dict[str, Any], *, narrowed: bool) -> bool:
        """Whether all old values keep what a schema without references says; all new ones, where it is not narrowed."""
        whole, other = self.terms if narrowed else self.terms[::-1]
        node, mark = other.node, f"&{canonical(schema)}"
        return self.subset.within(whole, Term(other.document, Node(node.source, (*node.pointer, mark), schema)))

    def note(self, rule: str, text: str, keys: Iterable[str], key: str = "") -> None:
        """Write down a change of what stands under these keywords; `key` makes it this change and no other."""
        self.log.changed(rule, self.label, text, *self.at(*keys), key=key)

    def turned(self, facet: str, text: str, keys: Iterable[str], *, narrowed: bool, key: str = "") -> None:
        """Write down that a facet takes in less, or more, than before."""
        self.note(turned(self.direction, facet, narrowed=narrowed), text, keys, key)


def applies(pair: Pair, kind: str) -> bool:
    """Whether a keyword of one JSON type says anything of these values (JSON Schema, Validation, 6): on either side."""
    return any(
        side.kinds is None or {kind, "integer" if kind == "number" else kind} & side.kinds
        for side in (pair.old, pair.new)
    )


def turned(direction: str, facet: str, *, narrowed: bool) -> str:
    """The rule of a facet that takes in less, or more, than before."""
    return f"{direction}-{facet}-{'narrowed' if narrowed else 'widened'}"


def fate(was: Any, now: Any) -> str:
    """What became of a fact: added, removed or changed; what is empty is not there."""
    return "added" if was in (None, {}) else "removed" if now in (None, {}) else "changed"


def same(was: Any, now: Any) -> bool:
    """Whether two values of JSON are equal: 1 and true are not, and the order of maps does not count."""
    return canonical(was) == canonical(now)


def became(direction: str, required: bool) -> tuple[str, str]:
    """How rules call what became required, or no longer is, and what that means in a message of this direction."""
    return _BECAME[direction, required]
