"""What the extensions of other generators say of lists that come in pages, in one shape.

As their makers document them: `x-speakeasy-pagination` (speakeasy.com/docs/customize-sdks/pagination), `x-fern-pagination`
(buildwithfern.com/learn/api-definitions/openapi/extensions/pagination), `x-ms-pageable`
(github.com/Azure/autorest, docs/extensions), `x-stainless-pagination-property` (stainless.com/docs/reference/config).
They are hints: they never change what a call is, nor what is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from ..document import Document, Node
from ..errors import ToolError

SPEAKEASY, FERN, AUTOREST = "x-speakeasy-pagination", "x-fern-pagination", "x-ms-pageable"
STAINLESS = "x-stainless-pagination-property"
HINTS = {
    SPEAKEASY: ("operation",),
    FERN: ("operation", "document"),
    AUTOREST: ("operation",),
    STAINLESS: ("parameter", "schema"),
}
"""By extension: the kinds of objects on which it is read."""

_READ: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {
    SPEAKEASY: {
        (): ("type", "inputs", "outputs"),
        ("outputs",): ("results", "nextUrl", "nextCursor", "numPages"),
    },
    FERN: {
        (): ("results", "next_uri", "next_path", "cursor", "next_cursor", "has-next-page", "offset", "step"),
    },
    AUTOREST: {(): ("nextLinkName", "itemName")},
}
"""By extension: what is read in it, and in its members."""

_STEP = re.compile(r"""\.([^.\[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(-?[0-9]+))\]""")
_DEPTH = 4
"""Objects inside of a page in which a role is looked for."""

Path = tuple[str, ...]
"""Names from the top of the body; '-1' is the last of a list."""


class HintError(ToolError):
    """A hint that cannot be followed, and why; whoever asks for it turns it into a finding."""


@dataclass(frozen=True)
class Hint:
    """How a list is read. `parameters`: query parameters by role (page, size, offset, limit, cursor)."""

    style: str
    """NextUrl, PageNumber, Offset, Cursor or LinkHeader of the runtime."""
    items: Path | None
    """Where the list stands; None where that is not told."""
    parameters: dict[str, str] = field(default_factory=dict[str, str])
    paths: dict[str, Path] = field(default_factory=dict[str, Path])
    """By role: next, more, pages."""


def hint_of(document: Document, node: Node, parameters: Iterator[Node]) -> tuple[Node, Hint | None] | None:
    """Where the first hint of an operation stands, and what it says; None for the hint where it says that there are no pages.

    None where there is no hint. Raises HintError.
    """
    for key, read in ((SPEAKEASY, _speakeasy), (FERN, _fern), (AUTOREST, _autorest)):
        if key in node.map:
            told = node.get(key)
            if key == FERN and told.value is True:
                told = document.root.get(key)
            return told, read(told)
    if not document.mentions(STAINLESS):
        return None
    found = _stainless(document, node, parameters)
    return None if found is None else (node, found)


def unread(told: Node) -> Iterator[tuple[Node, str]]:
    """What stands in a hint and is not read, with words about it."""
    for path, known in _READ.get(told.pointer[-1] if told.pointer else "", {}).items():
        inside = told
        for name in path:
            inside = inside.get(name)
        for key in inside.map:
            if key not in known and not key.startswith("x-"):
                near = get_close_matches(key, known, 1)
                hint = f"is {near[0]!r} meant?" if near else f"read are {', '.join(known)}"
                yield inside.get(key), f"{key!r} says nothing here; {hint}"


# --- Speakeasy


def _speakeasy(node: Node) -> Hint:
    inputs: dict[str, str] = {}
    for one in (child.map for child in node.get("inputs").items()):
        name, role = one.get("name"), one.get("type", one.get("name"))
        if not isinstance(name, str) or not isinstance(role, str):
            raise HintError("an input has no name")
        if one.get("in") not in (None, "parameters", "query"):
            raise HintError(f"its input {name!r} stands in {one.get('in')!r}")
        inputs[role] = name
    outputs = {role: _json_path(told) for role, told in node.get("outputs").map.items()}
    items, limit = outputs.get("results"), inputs.get("limit")
    match node.map.get("type"):
        case "url":
            return Hint("NextUrl", items, {}, _some(next=outputs.get("nextUrl")))
        case "cursor":
            parameters = _some(cursor=inputs.get("cursor"), limit=limit)
            return Hint("Cursor", items, parameters, _some(next=outputs.get("nextCursor")))
        case "offsetLimit" if "page" in inputs:
            pages = _some(pages=outputs.get("numPages"))
            return Hint("PageNumber", items, _some(page=inputs["page"], size=limit), pages)
        case "offsetLimit":
            return Hint("Offset", items, _some(offset=inputs.get("offset"), limit=limit))
        case other:
            raise HintError(f"its type {other!r} is none that is known")


def _json_path(told: Any) -> Path:
    """The names of a JSONPath that leads to one place."""
    if not isinstance(told, str) or not told.startswith("$"):
        raise HintError(f"{told!r} is no JSONPath")
    return _steps(told, told[1:])


def _steps(told: str, rest: str) -> Path:
    names: list[str] = []
    while rest:
        found = _STEP.match(rest)
        if found is None:
            raise HintError(f"{told!r} leads to more than one place")
        names.append(next(group for group in found.groups() if group is not None))
        rest = rest[found.end() :]
    return tuple(names)


# --- Fern


def _fern(node: Node) -> Hint:
    told = node.map
    items, more = _fern_path(told.get("results")), _fern_path(told.get("has-next-page"))
    for key in ("next_uri", "next_path"):
        if key in told:
            return Hint("NextUrl", items, {}, _some(next=_fern_path(told[key])))
    if "cursor" in told:
        cursor, following = _fern_parameter(told["cursor"]), _fern_path(told.get("next_cursor"))
        return Hint("Cursor", items, _some(cursor=cursor), _some(next=following, more=more))
    if "offset" in told:
        name, step = _fern_parameter(told["offset"]), _fern_parameter(told.get("step"))
        if step is None:  # then it is counted on by one, as pages are
            return Hint("PageNumber", items, _some(page=name), _some(more=more))
        return Hint("Offset", items, _some(offset=name, limit=step), _some(more=more))
    raise HintError("it names neither offset nor cursor, next_uri or next_path")


def _fern_path(told: Any) -> Path | None:
    if told is None:
        return None
    if not isinstance(told, str) or not told.startswith("$response"):
        raise HintError(f"{told!r} does not begin with $response")
    return _steps(told, told.removeprefix("$response"))


def _fern_parameter(told: Any) -> str | None:
    if told is None:
        return None
    names = told.split(".") if isinstance(told, str) else []
    if names[:1] != ["$request"] or len(names) not in (2, 3) or (len(names) == 3 and names[1] != "query"):
        raise HintError(f"{told!r} is no query parameter")
    return names[-1]


# --- AutoRest


def _autorest(node: Node) -> Hint | None:
    following, items = node.map.get("nextLinkName"), node.map.get("itemName", "value")
    if following is None:  # "no paging"
        return None
    if not isinstance(following, str) or not isinstance(items, str):
        raise HintError("nextLinkName or itemName is no name")
    # Names of members, which may have dots: @odata.nextLink.
    return Hint("NextUrl", (items,), {}, {"next": (following,)})


# --- Stainless


_PARAMETER_ROLES = {"next_cursor_param": "cursor", "page_number_param": "page", "offset_count_param": "offset"}
_STYLES = {"cursor": "Cursor", "page": "PageNumber", "offset": "Offset"}
_FIELD_ROLES = {
    "items": "items",
    "next_cursor_field": "next",
    "next_url_field": "next",
    "total_page_count_field": "pages",
    "has_next_page": "more",
}


def _stainless(document: Document, node: Node, parameters: Iterator[Node]) -> Hint | None:
    named: dict[str, str] = {}
    for parameter in parameters:
        purpose = _purpose(parameter) or _purpose(document.found(parameter.get("schema")))
        if (role := _PARAMETER_ROLES.get(purpose)) and parameter.map.get("in") == "query":
            named[role] = str(parameter.map.get("name"))
    paths: dict[str, Path] = {}
    for schema in _bodies(document, node):
        for path, purpose in _marked(document, schema, (), _DEPTH):
            if (role := _FIELD_ROLES.get(purpose)) is not None:
                paths.setdefault("url" if purpose == "next_url_field" else role, path)
    items, url = paths.pop("items", None), paths.pop("url", None)
    if url is not None:
        return Hint("NextUrl", items, {}, {"next": url})
    for role, style in _STYLES.items():
        if role in named and (style != "Cursor" or "next" in paths):
            return Hint(style, items, {role: named[role]}, paths if style == "PageNumber" else _without(paths, "pages"))
    return None


def _bodies(document: Document, node: Node) -> Iterator[Node]:
    for status, response in node.get("responses").children():
        if status.startswith("2"):
            for _, entry in document.content(response):
                yield entry.get("schema")


def _marked(document: Document, schema: Node, path: Path, depth: int) -> Iterator[tuple[Path, str]]:
    """The members of a page that have a purpose, each with its path."""
    schema = document.found(schema)
    if path and (purpose := _purpose(schema)):
        yield path, purpose
    if depth:
        for part in schema.get("allOf").items():
            yield from _marked(document, part, path, depth - 1)
        for name, child in schema.get("properties").children():
            yield from _marked(document, child, (*path, name), depth - 1)


def _purpose(node: Node) -> str:
    told = node.get(STAINLESS).map.get("purpose")
    return told if isinstance(told, str) else ""


def _some(**told: Any) -> dict[str, Any]:
    return {role: value for role, value in told.items() if value is not None}


def _without(paths: dict[str, Path], role: str) -> dict[str, Path]:
    return {key: path for key, path in paths.items() if key != role}
