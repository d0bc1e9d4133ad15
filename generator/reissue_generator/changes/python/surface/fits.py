"""Whether a value of one type may stand where another type is asked for, as type checkers judge it.

A name that both packages have is taken to be the same thing: what became of the thing itself is told at its own name, once,
and not wherever the name stands. Lists and dicts can be changed by who holds them, so what they hold must be the same and not
less; of what is only read, as a Sequence, less will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .shapes import Alias, Named
from .types import ANY, Either, Name, Of, Rest, Type, Value, parts_of

_ABOVE = {
    "bool": ("int", "float"),
    "int": ("float",),
    "datetime": ("date",),
}
"""What a class of Python is as well: by inheritance, and an int where a float is asked for."""
_SAME = frozenset(
    {"list", "dict", "Listing", "AsyncListing", "Stream", "AsyncStream", "EventStream", "AsyncEventStream"}
)
"""Generic classes whose arguments must be the same."""
_AS_WELL = {
    "list": ("Sequence", "Iterable"),
    "tuple": ("Sequence", "Iterable"),
    "dict": ("Mapping",),
    "Sequence": ("Iterable",),
}
_BOTH = (Value(value=True, kind="bool"), Value(value=False, kind="bool"))
_DEEPEST = 40


@dataclass(frozen=True)
class Fits:
    """Types of one package where types of another are asked for; `given` and `asked` are what their names mean."""

    given: Mapping[str, Named]
    asked: Mapping[str, Named]

    def __call__(self, given: Type, asked: Type, depth: int = 0) -> bool:
        """Whether all values of a type may stand in the place of another."""
        if given == asked or ANY in (given, asked) or depth > _DEEPEST:
            return True
        alternatives = parts_of(asked)
        for part in parts_of(given):
            if part in alternatives or ANY in alternatives:
                continue
            if not self._part(part, alternatives, depth):
                return False
        return True

    def _part(self, part: Type, alternatives: tuple[Type, ...], depth: int) -> bool:
        if isinstance(part, Name) and isinstance(alias := self.given.get(part.name), Alias):
            return self(alias.type, _union(alternatives), depth + 1)
        if part == Name("bool") and all(self._part(each, alternatives, depth + 1) for each in _BOTH):
            return True
        return any(self._one(part, each, depth) for each in alternatives)

    def _one(self, given: Type, asked: Type, depth: int) -> bool:
        if given == asked:
            return True
        if isinstance(asked, Name) and isinstance(alias := self.asked.get(asked.name), Alias):
            return self(given, alias.type, depth + 1)
        match given, asked:
            case Name(name), Name(other):
                return other in _ABOVE.get(name, ())
            case Value(_, kind), Name(other):
                return kind == other or other in _ABOVE.get(kind, ())
            case Of("tuple", items), Of("tuple", others):
                return self._tuples(items, others, depth)
            case Of(name, items), Of(other, others):
                return self._generic(name, items, other, others, depth)
            case _:
                return False

    def _generic(self, name: str, items: tuple[Type, ...], other: str, others: tuple[Type, ...], depth: int) -> bool:
        if name != other:
            held = (_union(items),) if name == "tuple" else items
            return other in _AS_WELL.get(name, ()) and self._generic(other, held, other, others, depth)
        if len(items) != len(others):
            return False
        if name not in _SAME:
            return all(self(one, each, depth + 1) for one, each in zip(items, others, strict=True))
        back = Fits(self.asked, self.given)
        return all(
            self(one, each, depth + 1) and back(each, one, depth + 1) for one, each in zip(items, others, strict=True)
        )

    def _tuples(self, items: tuple[Type, ...], others: tuple[Type, ...], depth: int) -> bool:
        """Tuples may be longer where the asked one has a rest, and never shorter."""
        fixed, rest = _divided(items)
        wanted, more = _divided(others)
        if len(fixed) < len(wanted) or (rest is not None and more is None):
            return False
        if len(fixed) > len(wanted) and more is None:
            return False
        pairs = [*zip(fixed, wanted, strict=False)]
        if more is not None:
            pairs += [(one, more) for one in (*fixed[len(wanted) :], *((rest,) if rest is not None else ()))]
        return all(self(one, each, depth + 1) for one, each in pairs)


def _divided(items: tuple[Type, ...]) -> tuple[tuple[Type, ...], Type | None]:
    """The items of a tuple, and the type of those after them."""
    last = items[-1] if items else None
    return (items[:-1], last.item) if isinstance(last, Rest) else (items, None)


def _union(members: tuple[Type, ...]) -> Type:
    parts = tuple(each.item if isinstance(each, Rest) else each for each in members)
    return parts[0] if len(parts) == 1 else Either(parts)
