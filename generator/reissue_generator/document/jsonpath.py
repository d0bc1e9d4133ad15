"""JSONPath (RFC 9535) over a document, by a library; what a query may cost is bounded here.

A query is untrusted: `$..*..*` visits each node as often as it has ancestors, a filter may search the whole document for
each of its nodes, and a pattern may be one that backtracks for ever. Steps are counted, not seconds, so that a query that
is refused here is refused everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, cast

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError, JSONPathMatch
from jsonpath.function_extensions import Match, Search
from jsonpath.parse import Parser
from jsonpath.segments import JSONPathChildSegment, JSONPathRecursiveDescentSegment, JSONPathSegment
from jsonpath.selectors import NameSelector
from jsonpath.stream import TokenStream

from ..errors import ToolError
from .pointer import Pointer
from .yaml_text import MAX_DEPTH

MAX_LENGTH = 4000
"""Characters of a query."""
STEPS, STEPS_PER_VALUE = 500_000, 40
"""Values that all queries over one document may look at: so many, and so many for each value that it has."""
PATTERN_SECONDS = 3.0
"""For all matches of patterns over one document."""


class QueryError(ToolError):
    """What is wrong with a query, or that it would take too long; the text is for people."""


class Budget:
    """What all queries over one document may still cost."""

    def __init__(self, values: int) -> None:
        """`values`: how many the document has."""
        self.steps = STEPS + STEPS_PER_VALUE * values
        self.seconds = PATTERN_SECONDS

    def step(self, many: int = 1) -> None:
        """Count values that are looked at. Raises QueryError where there were too many."""
        self.steps -= many
        if self.steps < 0:
            raise QueryError("looks at too many values of the document, again and again")


class Query:
    """A query that was read. Raises QueryError where it is none of RFC 9535."""

    def __init__(self, text: str, budget: Budget | None = None) -> None:
        if len(text) > MAX_LENGTH:
            raise QueryError(f"has {len(text)} characters; the limit is {MAX_LENGTH}")
        self._environment = _Environment(budget or Budget(0))
        try:
            self._path = cast(JSONPath, self._environment.compile(text))
        except RecursionError:  # also the library's own error of this kind
            raise QueryError("is nested too deeply") from None
        except JSONPathError as error:
            raise QueryError(f"is no JSONPath of RFC 9535: {error.message}{_at(error)}") from None

    def find(self, data: object) -> list[Pointer]:
        """The addresses of what the query selects, each once, in the order in which they are found. Raises QueryError."""
        return list(dict.fromkeys(self._found(data, self._path.segments)))

    def reach(self, data: object) -> tuple[list[Pointer], str | None]:
        """How far the query gets: the addresses that the longest beginning of it selects, and what it asks for then.

        That is the name of a member where it asks for one, else None.
        """
        segments = self._path.segments
        found: list[Pointer] = [()]
        for length in range(1, len(segments) + 1):
            further = list(dict.fromkeys(self._found(data, segments[:length])))
            if not further:
                selectors = segments[length - 1].selectors
                names = [selector.name for selector in selectors if isinstance(selector, NameSelector)]
                return found, names[0] if len(names) == len(selectors) == 1 else None
            found = further
        return found, None

    def _found(self, data: object, segments: Iterable[JSONPathSegment]) -> Iterator[Pointer]:
        matches: Iterable[JSONPathMatch] = [_Light(data, (), data, {})]
        for segment in segments:
            matches = segment.resolve(matches)
        try:
            for match in matches:
                yield tuple(str(part) for part in match.parts)
        except RecursionError:
            raise QueryError("looks deeper into the document than is allowed") from None
        except TimeoutError:
            raise QueryError("has a pattern that takes too long") from None
        except JSONPathError as error:
            raise QueryError(f"cannot be answered: {error.message}") from None


def _at(error: JSONPathError) -> str:
    return f", at character {error.token.index + 1}" if error.token is not None else ""


class _Light(JSONPathMatch):
    """A match that keeps neither its text nor its children: of a whole document they would be gigabytes."""

    __slots__ = ()

    def __init__(self, obj: object, parts: tuple[int | str, ...], root: Any, context: Mapping[str, Any]) -> None:
        super().__init__(filter_context=context, obj=obj, parent=None, path="", parts=parts, root=root)

    def add_child(self, *children: JSONPathMatch) -> None:
        """Keep nothing."""

    def new_child(self, obj: object, key: int | str) -> JSONPathMatch:
        """A child of this match."""
        return _Light(obj, (*self.parts, key), self.root, self.filter_context())


def _light(match: JSONPathMatch) -> JSONPathMatch:
    """A match as we keep it: a query inside of a filter begins with one of the library's."""
    return match if isinstance(match, _Light) else _Light(match.obj, match.parts, match.root, match.filter_context())


class _Child(JSONPathChildSegment):
    """`.name`, `[...]`: each match is counted."""

    def resolve(self, nodes: Iterable[JSONPathMatch]) -> Iterable[JSONPathMatch]:
        env = cast(_Environment, self.env)
        for node in nodes:
            env.budget.step()
            for selector in self.selectors:
                for found in selector.resolve(_light(node)):
                    env.budget.step()
                    yield found


class _Descent(JSONPathRecursiveDescentSegment):
    """`..`: each value that is visited is counted."""

    def resolve(self, nodes: Iterable[JSONPathMatch]) -> Iterable[JSONPathMatch]:
        env = cast(_Environment, self.env)
        for node in nodes:
            for visited in self._below(_light(node)):
                for selector in self.selectors:
                    for found in selector.resolve(visited):
                        env.budget.step()
                        yield found

    def _below(self, node: JSONPathMatch) -> Iterator[JSONPathMatch]:
        """A node and all containers below it, each before what stands in it."""
        env = cast(_Environment, self.env)
        stack = [node]
        while stack:
            here = stack.pop()
            env.budget.step()
            yield here
            if len(here.parts) > MAX_DEPTH:
                raise RecursionError
            inside = [here.new_child(value, key) for key, value in _members(here.obj) if _is_container(value)]
            stack += reversed(inside)


def _is_container(value: object) -> bool:
    return isinstance(value, dict | list)


def _members(value: object) -> Iterable[tuple[int | str, object]]:
    if isinstance(value, dict):
        return cast("dict[str, object]", value).items()
    return enumerate(cast("list[object]", value)) if isinstance(value, list) else ()


class _Parser(Parser):
    """The library's parser, which makes our segments."""

    def parse_query(self, stream: TokenStream) -> Iterable[JSONPathSegment]:
        for segment in super().parse_query(stream):
            own = _Descent if isinstance(segment, JSONPathRecursiveDescentSegment) else _Child
            yield own(env=segment.env, token=segment.token, selectors=segment.selectors)


class _Environment(JSONPathEnvironment):
    """RFC 9535 and nothing else, with a count of what was looked at."""

    parser_class = _Parser

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        super().__init__(strict=True)

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        self.function_extensions["match"] = _Match(self.budget)
        self.function_extensions["search"] = _Search(self.budget)

    def is_truthy(self, obj: object) -> bool:
        """As the library has it, counted: filters are asked for each value."""
        self.budget.step()
        return super().is_truthy(obj)

    def compare(self, left: object, operator: str, right: object) -> bool:
        """As the library has it, counted: whole objects may be compared."""
        self.budget.step()
        for side in (left, right):
            self._weigh(getattr(side, "obj", side))
        return super().compare(left, operator, right)

    def _weigh(self, value: object) -> None:
        stack = [value]
        while stack:
            here = stack.pop()
            inside = [value for _, value in _members(here)]
            self.budget.step(len(inside))
            stack += inside


class _Within:
    """A function of patterns, within a time. `how` is the method of a compiled pattern."""

    how: ClassVar[str]
    check_cache: Callable[[str], Any]

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget

    def __call__(self, value: object, pattern: object) -> bool:
        if not isinstance(value, str) or not isinstance(pattern, str):
            return False
        known = self.check_cache(pattern)
        return known is not None and _timed(getattr(known, self.how), value, self._budget)


class _Match(_Within, Match):
    """match(), within a time."""

    how = "fullmatch"


class _Search(_Within, Search):
    """search(), within a time."""

    how = "search"


def _timed(matched: Callable[..., Any], value: str, budget: Budget) -> bool:
    """Whether a pattern fits. Raises TimeoutError where all patterns together took too long."""
    if budget.seconds <= 0:
        raise TimeoutError
    begun = time.monotonic()
    try:
        return matched(value, timeout=budget.seconds) is not None
    finally:
        budget.seconds -= time.monotonic() - begun
