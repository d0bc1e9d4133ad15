"""Parameters: of the path item and of the operation, by reference or in place, in the order of their arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from .. import naming
from ..api.models import Description, OpenEnum
from ..api.records import Body, MediaType, Parameter, placeholders
from ..api.types import ANY, BOOL, FLOAT, INT, STR, Const, TypeRef, Union
from ..document import FORM, Described, Document, Key, Node, essence, is_json, wire_path
from ..errors import SpecError
from .directions import WRITE
from .kinds import kinds_of, unworded
from .lists import Lists
from .models import Use, component_of
from .prose import description_of, limits_of
from .schemas import Schemas
from .sensitive import is_sensitive
from .versions import ApiVersions, since_of
from .warnings import LOST, Warn, warn_of
from .xml_bodies import is_xml

RESERVED_ARGUMENTS = frozenset({"self", "body", "media", "url", "options", "idempotency_key"})
"""What a method calls its other arguments."""

_QUERYSTRING = "querystring"
"""The place of a parameter that is the whole query string, of OpenAPI 3.2."""
_PLACES = ("path", "query", "header", "cookie", _QUERYSTRING)
_IGNORED = ("accept", "content-type", "authorization")
"""Header parameters that OpenAPI says are to be ignored."""
_OF_CONNECTIONS = frozenset(
    [
        "connection",
        "content-length",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
"""Headers of one connection, and of how a message goes over it (RFC 9110, 7.2, 7.6.1, 8.6; RFC 9112, 6.1)."""
_LITERALS: Mapping[TypeRef, tuple[type, ...]] = {
    STR: (str,),
    INT: (int,),
    FLOAT: (int, float),
    BOOL: (bool,),
    ANY: (str, int, float, bool),
}
_USUAL_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
"""How a parameter of each place is written where it does not say otherwise."""
_OTHER_STYLES = {
    "path": ("label", "matrix"),
    "query": ("spaceDelimited", "pipeDelimited", "deepObject"),
    "cookie": ("cookie",),
}

_BodyOf = Callable[[Node, str], Body | None]
"""The body that is described by a `content`, with a name for its types."""

MARKS = {"spaceDelimited": " ", "tabDelimited": "\t", "pipeDelimited": "|"}
"""What stands between the elements of a list in the styles that have no class of their own; OpenAPI has no word for tabs."""
_CONVERTED_STYLES = {"path": tuple(MARKS), "query": ("tabDelimited",), "header": tuple(MARKS)}
"""Styles that only a document of Swagger 2.0 has in these places."""

Found = dict[tuple[str, str], Node]
"""By place and wire name: where the parameter stands."""


def names_in(path: str) -> list[str]:
    """The names in the braces of a path, each once."""
    return list(dict.fromkeys(placeholders(wire_path(path))))


class Parameters:
    """Builds the parameters of operations."""

    def __init__(self, document: Document, schemas: Schemas, body: _BodyOf, versions: ApiVersions, warn: Warn) -> None:
        self._document, self._schemas, self._body = document, schemas, body
        self._versions, self._warn = versions, warn
        self._lists = Lists(document, warn)

    def of(self, described: Described, name: str) -> list[Parameter]:
        """The parameters of an operation: those of the path in its order, the others by place and name.

        Types without a name of their own are named after `name`.
        """
        found = self._found(described)
        in_path = names_in(described.name)
        self._match(described, found, in_path)
        drafts = [self._path_parameter(wire, found.get(("path", wire)), name) for wire in in_path]
        rest = [(place, wire, node) for (place, wire), node in sorted(found.items(), key=_by_key) if place != "path"]
        drafts += [self._parameter(wire, place, node, name) for place, wire, node in rest]
        return _named(drafts)

    def _found(self, described: Described) -> Found:
        """The parameters that can be sent; those of the operation count before those of the path item."""
        found: Found = {}
        listed: set[tuple[Key, str, str]] = set()
        for node in described.parameters():
            if not isinstance(node.value, dict):  # told as of a wrong kind
                continue
            try:
                target = self._document.resolve(node)
            except SpecError as error:
                warn_of(self._warn, error, node, "the parameter is left out", LOST)
                continue
            wire, place = target.map.get("name"), target.map.get("in")
            if not isinstance(wire, str) or place not in _PLACES:
                if not (isinstance(wire, str | None) and isinstance(place, str | None)):  # told as of a wrong kind
                    continue
                named = isinstance(wire, str) and isinstance(place, str)  # such as `in: querystring`
                message = f"a parameter {f'in {place!r}' if named else 'without a name or a place'} is left out"
                self._warn(LOST if named else "parameter", message, node)
            elif place == "header" and wire.casefold() in _OF_CONNECTIONS:
                self._warn("parameter", f"the header {wire!r} is for the transport to send: it is left out", node)
            elif not is_ignored(place, wire):
                one = (node.source.name, node.pointer[:-1]), place, wire
                if one in listed:
                    self._warn("parameter", f"{wire!r} in {place} stands twice in this list; the last one counts", node)
                listed.add(one)
                found[place, wire] = target
        whole = next((target for (place, _), target in found.items() if place == _QUERYSTRING), None)
        if whole is not None and any(place == "query" for place, _ in found):
            self._warn("parameter", "is the whole query string, and other query parameters stand beside it", whole)
        return found

    def _tell_described(self, node: Node) -> None:
        """Warn of what is not described once: OpenAPI wants a schema, or a content of one media type."""
        said = [key for key in ("schema", "content") if node.map.get(key) is not None]
        media = sorted(node.get("content").map)
        if len(said) == 2:
            counts = "content" if media else "schema"
            self._warn("parameter", f"has both a schema and a content; the {counts} counts", node)
        if len(media) > 1:
            self._warn(
                "parameter", f"has a content of {len(media)} media types; {media[0]} counts", node.get("content")
            )
        if not is_converted(node) and (not said or (said == ["content"] and node.value["content"] == {})):
            self._warn("parameter", "has neither a schema nor a content; taken as a string", node)

    def _match(self, described: Described, found: Found, in_path: list[str]) -> None:
        """Path and parameters must name the same; what only one of them has is told, and the path counts."""
        for wire in in_path:
            if ("path", wire) not in found:
                message = f"the path names {{{wire}}} but no parameter does; taken as a string"
                self._warn("path-parameter", message, described.node)
        for place, wire in [key for key in found if key[0] == "path" and key[1] not in in_path]:
            message = f"the parameter {wire!r} is not in the path {described.name!r}; left out"
            self._warn("path-parameter", message, found.pop((place, wire)))

    def _path_parameter(self, wire: str, node: Node | None, name: str) -> Parameter:
        if node is None:
            return Parameter(naming.snake(wire), wire, "path", STR, True)
        return self._parameter(wire, "path", node, name)

    def _querystring(self, wire: str, node: Node, name: str) -> Parameter:
        """The one value that is the whole query string."""
        body = self._body(node, f"{name} {wire}")
        content = body.content[0] if body is not None else MediaType("Raw", "text/plain", STR)
        if content.kind not in ("Json", "Form"):
            content = replace(content, kind="Raw", type=STR, encoding=())
        options = (("sensitive", True),) if node.map.get("x-reissue-sensitive") is True else ()
        required = node.map.get("required") is True
        told = _described(node, node)
        since = since_of(node, self._warn)
        return Parameter(
            naming.snake(wire),
            wire,
            "query",
            content.type,
            required,
            None,
            told,
            options,
            since=since,
            content=content,
            is_querystring=True,
        )

    def _content(self, wire: str, place: str, node: Node, name: str) -> MediaType | None:
        """How a parameter is written that is a form or XML; None for any other one."""
        media, schema = schema_of(self._document, node)
        nested = kinds_of(self._document, schema) & {"array", "object"}
        if not media or not nested or is_json(media):
            return None
        if place == "query" and (essence(media) == FORM or is_xml(media)):
            body = self._body(node, f"{name} {wire}")
            if body is not None and body.content[0].kind in ("Form", "Xml"):
                return body.content[0]
        message = f"a {place} parameter of {media} is written in its usual style here, although its schema says more"
        self._warn("untyped-media", message, node)
        return None

    def _parameter(self, wire: str, place: str, node: Node, name: str) -> Parameter:
        self._tell_described(node)
        if place == _QUERYSTRING:
            return self._querystring(wire, node, name)
        media, schema = schema_of(self._document, node)
        use = Use(component_of(node, f"{name} {wire}"), WRITE)
        type_ = self._schemas.type(schema, use) if schema.value is not None else STR
        content = self._content(wire, place, node, name)  # after its type has its name
        target = self._document.found(schema)
        options = self._style(place, node, as_json=is_json(media)) if content is None else []
        if content is None:
            self._tell_unwritable(place, schema, dict(options), node)
        else:
            type_ = content.type
        hidden = node.map.get("x-reissue-sensitive") is True or is_sensitive(self._document, schema)
        if hidden and place in ("query", "header"):
            options.append(("sensitive", True))
        default = target.map.get("default", schema.map.get("default"))
        required = place == "path" or node.map.get("required") is True
        most = target.map.get("maximum", schema.map.get("maximum"))
        keep = required and place != "path" and self._is_literal(default, type_)
        return Parameter(
            naming.snake(wire),
            wire,
            place,
            type_,
            required,
            default if keep else None,
            _described(node, target),
            tuple(options),
            self._versions.take(wire, place, node, target),
            since_of(node, self._warn),
            content=content,
            first=default if place == "query" and type(default) is int else None,
            most=most if place == "query" and type(most) is int else None,
        )

    def _tell_unwritable(self, place: str, schema: Node, options: Mapping[str, Any], node: Node) -> None:
        """Warn of what most styles have no words for, such as a list of objects."""
        if options.get("json") or options.get("lists") or "mark" in options:
            return
        self._lists.tell(node, schema, options)
        style, explode = style_of(place, node)
        what = unworded(self._document, schema, style, repeats=explode and place == "query")
        if what:
            words = f"{what} cannot be written in this style, and is refused"
            told = ": tell how by x-reissue-lists" if place == "query" and explode else ""
            self._warn("style", f"{words}{told}", node)

    def _is_literal(self, value: Any, type_: TypeRef) -> bool:
        """Whether a default can stand in a signature as it is: a literal of the type."""
        if isinstance(type_, Union):
            return any(self._is_literal(value, member) for member in type_.members)
        if isinstance(type_, Const):
            return value in type_.values
        model = self._schemas.models.of(type_)
        base = model.base if isinstance(model, OpenEnum) else type_
        return type(value) in _LITERALS.get(base, ())

    def _is_encoded(self, place: str, style: str) -> bool:
        """Whether `allowReserved` says something: of a query, and since 3.2 of all that is percent-encoded."""
        return place == "query" or (
            self._document.version not in ("3.0", "3.1") and place in ("path", "cookie") and style != "cookie"
        )

    def _style(self, place: str, node: Node, *, as_json: bool) -> list[tuple[str, Any]]:
        """The arguments of the descriptor that differ from the defaults of OpenAPI."""
        usual, told = _USUAL_STYLES[place], node.map.get("style")
        style, explode = style_of(place, node)
        options: list[tuple[str, Any]] = []
        if told is not None and told != style:
            self._warn("style", f"the style {told!r} is not one of a {place} parameter; written as {usual}", node)
        if style in _CONVERTED_STYLES.get(place, ()):
            return [*options, ("mark", MARKS[style])]
        if style != usual:
            options.append(("style", style))
        if explode != (usual == "form"):
            options.append(("explode", explode))
        if self._is_encoded(place, style) and node.map.get("allowReserved") is True:
            options.append(("allow_reserved", True))
        if as_json:
            options.append(("json", True))
        elif place == "query":
            options += self._lists.options(node, style)
        return options


def _described(node: Node, target: Node) -> Description:
    """What a parameter says, or its schema, and the first version that knows it."""
    told = description_of(node) or description_of(target)
    words = limits_of(node.map.get("x-reissue-since"), node, target)
    return replace(told, text="\n".join(filter(None, [told.text, *words])))


def style_of(place: str, node: Node) -> tuple[str, bool]:
    """How a parameter is written, and whether it is exploded; a style that its place does not have is the usual one."""
    told: Any = node.map.get("style")
    known = _OTHER_STYLES.get(place, ()) + (_CONVERTED_STYLES.get(place, ()) if is_converted(node) else ())
    style: str = told if told in known else _USUAL_STYLES.get(place, "form")
    return style, node.map.get("explode", style in ("form", "cookie")) is True


def is_converted(node: Node) -> bool:
    """Whether a node was written in another version than OpenAPI 3."""
    return node.source.is_converted


def is_ignored(place: str, wire: str) -> bool:
    """Whether OpenAPI says that a parameter is to be ignored: headers that media types and security schemes describe."""
    return place == "header" and wire.casefold() in _IGNORED


def _by_key(entry: tuple[tuple[str, str], Node]) -> tuple[str, str]:
    return entry[0]


def schema_of(document: Document, node: Node) -> tuple[str, Node]:
    """The media type ('' where there is none) and the schema of a parameter or header."""
    for media, entry in document.content(node):
        return media, entry.get("schema")
    return "", node.get("schema")


def _named(drafts: list[Parameter]) -> list[Parameter]:
    """The parameters with names that differ: of those that would like the same, one in another place is named after it as well.

    The path comes before the query, the query before headers.
    """
    rank = {place: number for number, place in enumerate(_PLACES)}
    first: dict[str, str] = {}
    wanted: list[tuple[tuple[str, str], str, str]] = []
    for p in sorted(drafts, key=lambda p: rank[p.location]):
        name = spared(p.name, RESERVED_ARGUMENTS)
        if first.setdefault(name, p.location) != p.location:
            name = f"{name}_{p.location}"
        wanted.append(((p.location, p.wire), f"{'~' * rank[p.location]}{p.wire}", name))
    names = naming.assign(wanted)
    return [replace(p, name=names[p.location, p.wire]) for p in drafts]


def spared(name: str, reserved: frozenset[str]) -> str:
    """A name that is none of these."""
    return f"{name}_" if name in reserved else name
