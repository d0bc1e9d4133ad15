"""JSON that a page carries for its script: the facts in it as lines, and nothing of what only runs the page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast

from . import chrome, components, flight, handed, markdown
from .lines import BEGINS, GOES_ON, Line, plain
from .markup import Tag, scripts, tree
from .names import is_type, joined, name_in

_ASSIGNED = re.compile(
    r"(?:window|self|globalThis)\s*(?:\.\s*\w+|\[\s*[\"'][\w.-]+[\"']\s*\])\s*=\s*|\bvar\s+\w+\s*=\s*|\bconst\s+\w+\s*=\s*"
)
_PARSED = re.compile(r"JSON\.parse\(\s*")
_NO_FACT = re.compile(
    r"(?i)__\w+|_*(?:build.?id|build(?:number|hash|time)?|commit(?:sha)?|sha|hash|digest|nonce|csrf.*|xsrf.*|token_?csrf|session.*|runtimeconfig|asset.?prefix|scripts?|styles?|css|stylesheets?|chunks?"
    r"|compiledsource|favicon|logo|theme|colou?rs?|fonts?|analytics|locale|locales|defaultlocale|nav(?:igation|bar)?|sidebar.*|footer|header(?:links|nav)|breadcrumbs?|toc|toctree|prev(?:ious)?|next|pager|user|viewer"
    r"|views?(?:count)?|view_?count|likes?|stars?|votes?|helpful.*|feedback|rating|generated_?(?:at|on)|rendered_?(?:at|on)|fetched_?at|timestamp|last_?(?:updated?|modified|edited|commit|build|deploy).*|(?:page_?)?updated_?(?:at|on|date)"
    r"|edit_?url|gip|gsp|gssp|isfallback|appgip|scriptloader|experiments?|flags|featureflags|request_?id|trace_?id|announcement.*|banner.*|cookie.*|ads?|react.?root|query|requestid|now|cache.?key|etag|env|dsn|sentry.*|class_?name|style)"
)
"""Keys of what only runs a page, or says when it was made. Not below what is a schema: there they are names of fields."""
_SCHEMA = frozenset(
    [
        "properties",
        "parameters",
        "fields",
        "params",
        "attributes",
        "requestBody",
        "responses",
        "schema",
        "schemas",
        "enum",
        "required",
        "example",
        "examples",
        "definitions",
        "body",
    ]
)
_HOLDERS = frozenset(
    [
        "items",
        "schema",
        "fields",
        "params",
        "parameters",
        "children",
        "props",
        "pageProps",
        "attributes",
        "properties",
        "arguments",
        "members",
        "columns",
        "rows",
        "content",
        "allOf",
        "oneOf",
        "anyOf",
        "responses",
        "requestBody",
        "paths",
        "components",
        "schemas",
        "definitions",
        "query",
        "body",
        "headers",
        "path",
        "response",
        "request",
        "endpoint",
        "endpoints",
        "operation",
        "operations",
        "sections",
        "section",
        "blocks",
        "block",
        "page",
        "docs",
        "doc",
        "state",
        "initialState",
        "payload",
        "value",
        "application/json",
        "pathParameters",
        "queryParameters",
    ]
)
_NAME_KEYS = (
    "name",
    "key",
    "field",
    "param",
    "property",
    "parameter",
    "fieldName",
    "id",
    "path",
    "term",
    "label",
    "title",
)
_SAYS = frozenset(
    [
        "type",
        "datatype",
        "description",
        "desc",
        "required",
        "optional",
        "default",
        "format",
        "enum",
        "minimum",
        "maximum",
        "meaning",
        "schema",
    ]
)
_METHODS = frozenset(["get", "post", "put", "patch", "delete", "head", "options", "trace"])
_MARKDOWN = re.compile(r"(?m)^(?:#{1,6} \S.*|```.*|\|.+\|\s*)$\n")
"""A line that only Markdown has, in a text of several lines."""
_NO_TEXT = re.compile(r"-?\d+(?:\.\d+)?|true|false|null")
"""A text that would look like another value without its quotes."""
_PLACES = frozenset(
    [
        *("request", "requestBody", "response", "responses", "body", "headers", "query", "parameters"),
        *("pathParameters", "queryParameters"),
    ]
)
"""Where a field is sent: two of one name are two fields."""
MOST = 60_000
_DEEPEST = 60


def lines_of(root: Tag, thin: bool, of_html: Callable[[Tag], list[Line]]) -> list[Line]:
    """The facts in the data of a page; of one that has hardly any text of its own, everything that may be one."""

    def read(value: Any, everything: bool) -> list[Line]:
        reader = _Reader(everything, of_html)
        reader.read(value, "", "", False)
        return reader.lines

    found = [line for element, text in scripts(root) for value in _values(element, text) for line in read(value, thin)]
    shown, values = flight.parts(root)
    told = [read(value, False) for value in values]
    if thin:  # else what server components show is in the page
        found += _in_place(of_html(chrome.pruned(shown)), told)
    else:
        found += [line for lines in told for line in lines]
    return found[:MOST]


def _in_place(shown: list[Line], told: list[list[Line]]) -> Iterator[Line]:
    """The lines of a tree, and where a component stands in it those of its data."""
    for line in shown:
        number = line.content.removeprefix(flight.MARK)
        if number == line.content or not number.isdecimal() or int(number) >= len(told):
            yield line
        else:
            yield from told[int(number)]


def _values(element: Tag, text: str) -> Iterator[Any]:
    kind = element.attributes.get("type", "").lower()
    if "src" in element.attributes or "importmap" in kind or "speculationrules" in kind or "ld+json" in kind:
        return
    start = text.lstrip()[:1]
    if "json" in kind or (start in ("{", "[") and element.attributes.get("id")):
        yield from _decoded(text.strip())
        return
    if (document := handed.document_in(text)) is not None:
        yield document
        return
    for match in _ASSIGNED.finditer(text):
        rest = text[match.end() : match.end() + 40].lstrip()
        parsed = _PARSED.match(text, match.end())
        if rest[:1] in ("{", "[") or parsed:
            yield from _decoded(text[parsed.end() if parsed else match.end() :].lstrip(), whole=False)
            return  # one state a script: looking for more would read its rest again for each


def _decoded(text: str, whole: bool = True) -> Iterator[Any]:
    try:
        value: Any = json.loads(text) if whole else json.JSONDecoder().raw_decode(text)[0]
        yield json.loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value
    except (ValueError, RecursionError):
        return


class _Reader:
    def __init__(self, thin: bool, of_html: Callable[[Tag], list[Line]]) -> None:
        self._thin, self._of_html = thin, of_html
        self.lines: list[Line] = []

    def read(self, value: Any, key: str, about: str, fact: bool, depth: int = 0) -> None:
        """Add the lines of a value that stands under a key and belongs to a field; `fact`: it is part of a description."""
        if depth > _DEEPEST or len(self.lines) > MOST:
            return
        if isinstance(value, dict):
            self._object(cast("dict[str, Any]", value), key, about, fact, depth)
        elif isinstance(value, list):
            for one in cast("list[Any]", value):
                self.read(one, key, about, fact, depth + 1)
        else:
            self._scalar(value, key, about, fact)

    def _scalar(self, value: Any, key: str, about: str, fact: bool) -> None:
        text = value if isinstance(value, str) and not _NO_TEXT.fullmatch(value) else json.dumps(value)
        if (
            isinstance(value, str)
            and "<" in value
            and ">" in value
            and re.search(r"</(?:p|td|li|h[1-6]|div|table)>", value)
        ):
            self.lines += self._of_html(tree(value))
        elif isinstance(value, str) and (fact or self._thin) and _MARKDOWN.search(value[:20_000]):
            page = tree(markdown.html_of(value))
            components.spelt_out(page)
            self.lines += self._of_html(page)
        elif text and (fact or self._thin):
            self.lines.append(Line(plain(f"{key}: {text}".replace("\n", " ")), about))

    def _object(self, value: dict[str, Any], key: str, about: str, fact: bool, depth: int) -> None:
        method, path = (
            value.get("method") or value.get("httpMethod"),
            value.get("path") or value.get("url") or value.get("endpoint"),
        )
        if isinstance(method, str) and isinstance(path, str) and method.lower() in _METHODS:
            self.lines.append(Line(plain(f"{method.upper()} {path}"), "", 2))
        name, name_key = _named(value)
        if name:
            about, fact = joined(about, name), True
            self.lines.append(Line(name, about))
        fact = fact or (
            bool(_SAYS & value.keys()) and isinstance(value.get("type"), str) and is_type(cast("str", value["type"]))
        )
        start, end = len(self.lines), -1
        for inner, what in sorted(value.items(), key=lambda one: (isinstance(one[1], dict | list), one[0])):
            if inner == name_key or (
                _NO_FACT.fullmatch(inner)
                and key not in ("properties", "example", "examples", "headers")
                and not _describes(what)
            ):
                continue
            if end < 0 and isinstance(what, dict | list):
                end = len(self.lines)
            if inner == "required" and isinstance(what, list):
                self.lines += [Line("required", joined(about, str(one))) for one in cast("list[Any]", what)]
                continue
            self._member(inner, what, key, about, fact, depth)
        self._row(start, len(self.lines) if end < 0 else end)

    def _row(self, start: int, end: int) -> None:
        """What an object says of itself belongs together, unless a text in it is a page."""
        lines = self.lines[start:end]
        if not any(line.part or line.level for line in lines):
            self.lines[start:end] = [replace(line, part=GOES_ON if at else BEGINS) for at, line in enumerate(lines)]

    def _member(self, inner: str, what: Any, key: str, about: str, fact: bool, depth: int) -> None:
        if inner.startswith("/") and isinstance(what, dict):
            for method, operation in cast("dict[str, Any]", what).items():
                if method in _METHODS:
                    self.lines.append(Line(plain(f"{method.upper()} {inner}"), "", 2))
                self.read(operation, method, "", True, depth + 1)
            return
        holds = isinstance(what, dict | list)
        if holds and inner in _PLACES and not about and key not in ("properties", "example", "examples"):
            self.lines.append(Line(inner, "", 3))
        names = (
            key in ("properties", "example", "examples", "headers")
            or (isinstance(what, dict) and _describes(cast("Any", what)))
        ) and name_in(inner)
        if names and (inner not in _HOLDERS or key == "properties"):
            inside = joined(about, inner)
            self.lines.append(Line(inner, inside))
            self.read(
                what,
                "example" if key in ("example", "examples") else inner,
                inside,
                True,
                depth + 1,
            )
            return
        if holds and key in ("example", "examples"):
            self.read(what, key, joined(about, inner) if name_in(inner) else about, True, depth + 1)
            return
        self.read(what, inner, about, fact or inner in _SCHEMA, depth + 1)


def _named(value: dict[str, Any]) -> tuple[str, str]:
    """The name of the field that an object describes, and under which key it stands."""
    if not _SAYS & value.keys():
        return "", ""
    for key in _NAME_KEYS:
        told = value.get(key)
        if isinstance(told, str) and (name := name_in(told)) and not told.startswith("http"):
            return name, key
    return "", ""


def _describes(value: Any) -> bool:
    """Whether a value says of what type something is."""
    return (
        isinstance(value, dict) and isinstance(told := cast("dict[str, Any]", value).get("type"), str) and is_type(told)
    )
