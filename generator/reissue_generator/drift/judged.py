"""One answer held against what its operation documents. What is told of it has no value in it but a new word of an enumeration."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple, cast

import jsonschema

from ..builder.sensitive import is_sensitive
from ..document import UNIONS, Document, Node, essence, is_json, type_names
from ..document.json_text import no_constant
from ..lint.examples import Examples
from .locate import Locator, item, response, unique
from .report import BODY, BOUND, HEADERS, LIKE, NOTHING, STATUS, WITHOUT_OFFSET, told_kind, word_or_kind
from .responses import documented_like, shape

_NAME = re.compile(r"(?!(?:\D*\d){4})[$_]?[A-Za-z]{1,40}\d{0,3}(?:[_-][A-Za-z]{0,40}\d{0,3}){0,8}", re.ASCII)
"""A name as people give it to a member or a header, as the runtime tells it: no address, no id."""
_COMMON = frozenset(
    [
        "accept-ch",
        "accept-ranges",
        "age",
        "allow",
        "alt-svc",
        "cache-control",
        "connection",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-security-policy",
        "content-type",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "date",
        "etag",
        "expires",
        "keep-alive",
        "last-modified",
        "location",
        "nel",
        "origin-agent-cluster",
        "permissions-policy",
        "pragma",
        "referrer-policy",
        "report-to",
        "server",
        "server-timing",
        "set-cookie",
        "strict-transport-security",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "vary",
        "via",
        "warning",
        "www-authenticate",
        "x-content-type-options",
        "x-dns-prefetch-control",
        "x-download-options",
        "x-frame-options",
        "x-permitted-cross-domain-policies",
        "x-powered-by",
        "x-xss-protection",
    ]
)
"""Headers of HTTP and of what stands between a client and an API, of which a description says nothing."""
_BY_A_PROXY = ("access-control-", "cf-", "x-amz-", "x-amzn-", "x-cache", "x-envoy-", "x-served-by", "x-timer")
_MEDIA = re.compile(
    r"(?:application|text|image|multipart)/"
    r"(?:(?:problem|hal|ld|geo|vnd\.api)\+(?:json|xml)|json|xml|html|plain|csv|pdf|yaml|zip|png|jpeg|octet-stream"
    r"|javascript|x-json|x-ndjson|event-stream|form-data|x-www-form-urlencoded)"
)
"""Media types that are told, as the runtime tells them; another one may be about somebody."""
_WORDS = ("enum", "const")
_TOLD_AS_MEMBERS = frozenset({"additionalProperties", "unevaluatedProperties", "propertyNames"})


FORMATS: Any = jsonschema.FormatChecker(formats=())
"""The forms that a vendor changes; what others say is left open."""


def _checks(name: str, pattern: str, is_there: Callable[[str], bool] = bool) -> None:
    compiled = re.compile(pattern, re.ASCII)

    def fits(value: object) -> bool:
        return not isinstance(value, str) or (compiled.fullmatch(value) is not None and is_there(value))

    FORMATS.checks(name)(fits)


def _is_a_day(value: str) -> bool:
    """Whether what begins with a date is a day of the calendar (RFC 3339, 5.7)."""
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def _holds(bits: int) -> None:
    half = 1 << (bits - 1)

    def fits(value: object) -> bool:
        return not isinstance(value, int) or -half <= value < half

    FORMATS.checks(f"int{bits}")(fits)


_NAIVE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?", re.ASCII)
_DAY, _HOUR_MINUTE = r"\d{4}-\d\d-\d\d", r"(?:[01]\d|2[0-3]):[0-5]\d"
_checks("date", _DAY, _is_a_day)
_checks(  # RFC 3339, 5.6, with leap seconds
    "date-time", rf"{_DAY}[Tt ]{_HOUR_MINUTE}:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-]{_HOUR_MINUTE})", _is_a_day
)
_checks("uuid", r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")  # RFC 9562, 4
_holds(32)
_holds(64)


class Answer(NamedTuple):
    """What was captured of one answer."""

    status: int
    headers: frozenset[str]
    """Their names, in lower case."""
    body: bytes | None
    """None where it was not captured."""
    media: str = ""
    """The media type without parameters, in lower case; empty where none was sent."""


class Misfit(NamedTuple):
    """One place of an answer that is not as documented."""

    path: str
    expected: str
    got: str


_MOST_STEPS = 50_000
_LONGEST = 64
"""Places of a tuple; for a client a longer one is a list, too."""


class Judge:
    """Holds answers against the operations of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._find = Locator(document)
        self._steps: dict[object, tuple[list[Node], str]] = {}
        """What was found at a place of a schema: answers of one operation ask for the same again and again."""
        self._members: dict[object, tuple[set[str], bool]] = {}
        self._judged: dict[object, set[Misfit]] = {}
        self._examples = Examples(document)

    def misfits(self, operation: Node, answer: Answer) -> set[Misfit]:
        """Where an answer is not as documented, each place once. Who asks again and again gets the same answer, which is judged once."""
        key = operation.key, answer
        if key not in self._judged:
            self._judged[key] = self._misfits(operation, answer)
        return self._judged[key]

    def _misfits(self, operation: Node, answer: Answer) -> set[Misfit]:
        told = self._document.find(response(operation, answer.status))
        if told is None or told.value is None:
            return {Misfit(STATUS, "a documented status", str(answer.status)), *self._unknown(operation, answer)}
        content, body = told.get("content"), answer.body
        expected = frozenset({"deprecation"} if operation.map.get("deprecated") is True else ())
        return {
            *_headers(told, answer.headers - expected),
            *_media(content, answer),
            *self._body(told, answer.media, body),
        }

    def _unknown(self, operation: Node, answer: Answer) -> Iterator[Misfit]:
        """What a response would have to say that no operation has: its headers, media type, and the shape of its body."""
        yield from _headers(operation.get("responses").get(""), answer.headers)
        if _MEDIA.fullmatch(answer.media) and answer.body:
            yield Misfit(f"{HEADERS}Content-Type", NOTHING, answer.media)
        try:
            value: Any = json.loads(answer.body or b"", parse_constant=no_constant)
        except (ValueError, RecursionError):
            return
        if is_json(answer.media or "application/json"):
            like = documented_like(self._find, operation, lambda schema: self._fits(schema, value))
            rows = [("$", f"{LIKE}{like}")] if like else shape(value, "$", _told)
            yield from (Misfit(path, NOTHING, kind) for path, kind in rows)

    def _fits(self, schema: Node, value: Any) -> bool:
        """Whether a value is an object as documented, with a member that is."""
        known = self._names([schema])[0]
        is_alike = isinstance(value, dict) and not known.isdisjoint(cast("dict[str, Any]", value))
        return is_alike and not [*self._errors(schema, value), *self._news([schema], value, "$")]

    def _body(self, told: Node, came: str, body: bytes | None) -> Iterable[Misfit]:
        documented = [(media, entry.get("schema")) for media, entry in self._document.content(told)]
        schemas = [schema for media, schema in documented if is_json(media) and (essence(media) == came or not came)]
        schemas = schemas or [schema for media, schema in documented if is_json(media)]
        meant = _is_among(came, dict(documented))
        if body is None or not schemas or (len(documented) > 1 and not (meant and is_json(came))):
            return ()  # of several media types it is not told which one was meant
        if not body.strip():
            return (Misfit("$", BODY, "empty"),)
        try:
            value: Any = json.loads(body, parse_constant=no_constant)
            return [*self._errors(schemas[0], value), *self._news(schemas[:1], value, "$")]
        except (ValueError, RecursionError):
            return (Misfit("$", BODY, "no JSON"),)

    # --- what does not fit its schema ---

    def _errors(self, schema: Node, value: Any) -> Iterator[Misfit]:
        found = map(_outermost, self._examples.errors(schema, value, request=False, formats=FORMATS))
        for error in (leaf for one in found for leaf in _meant(one)):
            nodes, path = self._place(schema, error.absolute_path)
            rule, wanted, got = str(error.validator), error.validator_value, told_kind(error.instance)
            if rule == "required":
                yield Misfit(f"{path}.{_missing(wanted, error.message)}", "a member", NOTHING)
            elif rule in _WORDS:
                hidden = any(is_sensitive(self._document, node) for node in nodes)
                is_word = got in ("string", "number") and not hidden
                yield Misfit(
                    path,
                    "one of a set",
                    word_or_kind(json.dumps(error.instance), _words(rule, wanted)) if is_word else got,
                )
            elif rule == "type":
                yield Misfit(path, " or ".join(sorted(type_names({"type": wanted}))), got)
            elif rule == "format" and got == "string" and wanted == "date-time" and _NAIVE.fullmatch(error.instance):
                yield Misfit(path, *WITHOUT_OFFSET)
            elif rule not in _TOLD_AS_MEMBERS:
                yield Misfit(path, f"{BOUND}{rule}", got)

    def _place(self, schema: Node, tokens: Iterable[str | int]) -> tuple[list[Node], str]:
        """The schemas at a place of a value, and its path without names that nobody documents."""
        nodes, path = [schema], "$"
        for token in tokens:
            nodes, shown = self._step(nodes, token)
            path += shown
        return nodes, path

    def _step(self, nodes: list[Node], token: str | int) -> tuple[list[Node], str]:
        token = min(token, _LONGEST) if isinstance(token, int) else token
        key = tuple(node.key for node in nodes), token
        if key in self._steps:
            return self._steps[key]
        found = self._found(nodes, token)
        if len(self._steps) < _MOST_STEPS:  # names of members are the vendor's, and may be new in every answer
            self._steps[key] = found
        return found

    def _found(self, nodes: list[Node], token: str | int) -> tuple[list[Node], str]:
        parts = [part for node in nodes for part in self._find.parts(node)]
        if isinstance(token, int):
            found, is_own = item(parts, token)
            return found, f"[{token}:{token + 1}]" if is_own else "[]"
        named = unique(part.get("properties").get(token) for part in parts if token in part.get("properties").map)
        return (named, f".{token}") if named else (unique(part.get("additionalProperties") for part in parts), ".*")

    # --- what no schema names ---

    def _news(self, nodes: list[Node], value: Any, path: str) -> Iterator[Misfit]:
        """The members that are not documented, below documented ones."""
        if isinstance(value, list):
            for index, row in enumerate(cast("list[Any]", value) if nodes else ()):
                below, shown = self._step(nodes, index)
                yield from self._news(below, row, path + shown)
        elif isinstance(value, dict):
            names, is_open = self._names(nodes)
            for name, inner in cast("dict[str, Any]", value).items():
                below, shown = self._step(nodes, name)
                if name in names or below:
                    yield from self._news(below, inner, path + shown)
                elif names and not is_open:
                    yield Misfit(path + _told(name), NOTHING, told_kind(inner))

    def _names(self, nodes: list[Node]) -> tuple[set[str], bool]:
        """The members that are documented, and whether names of a pattern are, too."""
        key = tuple(node.key for node in nodes)
        if key not in self._members:
            parts = [part for node in nodes for part in self._find.parts(node)]
            names = {name for part in parts for name in part.get("properties").map}
            self._members[key] = names, any("patternProperties" in part.map for part in parts)
        return self._members[key]


def _told(name: str) -> str:
    """The step of a path to a member that is not documented; its name may be data."""
    return f".{name}" if _NAME.fullmatch(name) else ".*"


def _media(content: Node, answer: Answer) -> Iterator[Misfit]:
    """A media type that is not documented."""
    if content.map and answer.media and answer.body and not _is_among(answer.media, content.map):
        got = answer.media if _MEDIA.fullmatch(answer.media) else "another media type"
        yield Misfit(f"{HEADERS}Content-Type", " or ".join(map(essence, content.map)), got)


def _is_among(media: str, documented: Iterable[str]) -> bool:
    return not {media, media.partition("/")[0] + "/*", "*/*"}.isdisjoint(map(essence, documented))


def _words(rule: str, wanted: Any) -> list[object]:
    return cast("list[object]", wanted) if rule == "enum" and isinstance(wanted, list) else [wanted]


def _outermost(error: Any) -> Any:
    while error.parent is not None:
        error = error.parent
    return error


def _meant(error: Any) -> Iterator[Any]:
    """Of a union that a value does not fit, the errors of the one member that is meant; the union's own where none is.

    Meant is what the value has the type of, and the words of: what a discriminator tells is a `const` or an `enum`.
    """
    if error.validator not in UNIONS or not error.context:
        yield error
        return
    members: dict[object, list[Any]] = {}
    for inner in error.context:
        members.setdefault(inner.relative_schema_path[0], []).append(inner)
    fit = [inners for inners in members.values() if not any(_is_of_another(inner) for inner in inners)]
    tags = [inner for inner in error.context if inner.validator in _WORDS and inner.relative_path]
    if len(fit) == 1:
        yield from (leaf for inner in fit[0] for leaf in _meant(inner))
    elif tags and not fit:
        yield tags[0]
    else:
        yield error


def _is_of_another(error: Any) -> bool:
    depth = len(error.relative_path)
    return (error.validator == "type" and not depth) or (error.validator in _WORDS and depth <= 1)


def _missing(names: Iterable[Any], message: str) -> str:
    """Which of the required names a message is about."""
    return next((str(name) for name in names if message.startswith(repr(name))), "*")


def _headers(told: Node, came: frozenset[str]) -> Iterator[Misfit]:
    """Documented headers that must be there and are not, and others that the vendor seems to mean."""
    documented = dict(told.get("headers").children())
    for name, header in documented.items():
        if header.map.get("required") is True and name.lower() not in came:
            yield Misfit(HEADERS + name, "a header", NOTHING)
    for name in came - {name.lower() for name in documented} - _COMMON:
        if _NAME.fullmatch(name) and not name.startswith(_BY_A_PROXY):
            yield Misfit(HEADERS + name, NOTHING, "string")
