"""Operations: every path item and method of a document becomes one record, whatever is odd about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .. import naming
from ..api.records import (
    ANY,
    BOOL,
    FLOAT,
    FOREIGN_NAMES,
    INT,
    NONE,
    STR,
    Const,
    Description,
    Idempotency,
    List,
    OpenEnum,
    Operation,
    Pagination,
    Parameter,
    Ref,
    Resource,
    Struct,
    TypeRef,
    Union,
    union,
)
from ..document.source import Document, Node
from ..errors import SpecError
from .envelopes import data_type, envelopes_of
from .extensions import fact, facts
from .media import Bodies, is_json
from .prose import description_of, text_of
from .schemas import Schemas
from .security import security_of
from .sides import WRITE

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_METHOD_ORDER = {
    method: place
    for place, method in enumerate(("get", "post", "put", "patch", "delete", "head", "options", "trace", "query"))
}
_EFFECTS = {
    "get": "READS",
    "head": "READS",
    "options": "READS",
    "trace": "READS",
    "query": "READS",
    "put": "SETS",
    "delete": "SETS",
}
_PATH_NAME = re.compile(r"\{([^{}]+)\}")
RESERVED_PARAMETERS = frozenset({"self", "body", "media", "url", "options", "idempotency_key"})
_RESERVED_METHODS = frozenset({"list"})
_LITERALS: Mapping[TypeRef, tuple[type, ...]] = {
    STR: (str,),
    INT: (int,),
    FLOAT: (int, float),
    BOOL: (bool,),
    ANY: (str, int, float, bool),
}
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def seconds_of(duration: object) -> int | None:
    """An ISO 8601 duration of days, hours, minutes and seconds."""
    match = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


class Operations:
    """Builds the operations of one document."""

    def __init__(self, document: Document, schemas: Schemas, warn: Callable[[str, str, Node], None]) -> None:
        self._document, self._schemas, self._warn = document, schemas, warn
        self._bodies = Bodies(document, schemas, warn)
        self._envelopes = envelopes_of(document.root, warn)

    def count(self) -> int:
        return sum(1 for _ in self._nodes())

    def _nodes(self) -> Iterator[tuple[str, str, Node, Node]]:
        """Path, method, operation and path item, by path and method: the order of maps has no meaning."""
        for path, item in self._document.root.get("paths").children():
            if path.startswith("x-") or not isinstance(item.value, dict):
                continue
            target = item
            try:
                target = self._document.resolve(item)
            except SpecError as error:
                self._warn(error.findings[0].rule, error.findings[0].message, item)
            for method in sorted(
                (item.map.keys() | target.map.keys()) & set(METHODS), key=lambda one: _METHOD_ORDER[one]
            ):
                owner = item if method in item.map else target  # methods may stand beside `$ref`
                if isinstance(owner.map[method], dict):
                    yield path, method, owner.get(method), owner

    def build(self) -> tuple[Resource, ...]:
        """The resources, in the order of the document's tags, then by name."""
        drafts: dict[str, list[tuple[tuple[str, str], Operation]]] = {}
        for path, method, node, item in self._nodes():
            drafts.setdefault(self._tag(node), []).append(((path, method), self._operation(path, method, node, item)))
        declared = [
            tag.map["name"] for tag in self._document.root.get("tags").items() if isinstance(tag.map.get("name"), str)
        ]
        order = sorted(drafts, key=lambda tag: (declared.index(tag) if tag in declared else len(declared), tag))
        modules = naming.assign(((tag, tag, naming.module(tag)) for tag in drafts), fold=str.casefold)
        twins = {f"Async{_class_name(tag)}" for tag in drafts}
        classes = naming.assign(((tag, tag, _class_name(tag)) for tag in drafts), taken=twins, join="")
        attributes = naming.assign(
            (tag, tag, _spared(naming.snake(tag, "default"), CLIENT_ATTRIBUTES)) for tag in drafts
        )
        docs = {str(tag.map.get("name")): description_of(tag) for tag in self._document.root.get("tags").items()}
        return tuple(
            Resource(
                classes[tag],
                attributes[tag],
                modules[tag],
                docs.get(tag, Description()),
                self._named(tag, classes[tag], drafts[tag]),
            )
            for tag in order
        )

    def _tag(self, node: Node) -> str:
        tags = [tag for tag in node.get("tags").array if isinstance(tag, str) and tag.strip()]
        return tags[0] if tags else "default"

    def _named(self, tag: str, owner: str, drafts: list[tuple[tuple[str, str], Operation]]) -> tuple[Operation, ...]:
        """The operations of a resource with their final names, paginators included.

        They are told apart by path and method: ids are unique in good documents only.
        """
        names = naming.assign(
            ((key, one.id, self._method_name(tag, one.id)) for key, one in drafts), taken=("iterate",)
        )
        wanted = {key: naming.constant(name) for key, name in names.items()}
        pages = {f"{wanted[key]}_PAGES" for key, one in drafts if one.pagination is not None}
        constants = naming.assign(
            ((key, names[key], name) for key, name in wanted.items()), taken={"UNSET", owner, f"Async{owner}", *pages}
        )
        named: list[Operation] = []
        taken = {*names.values()}
        for key, one in drafts:
            pagination = one.pagination
            if pagination is not None:
                base = re.sub(r"^(list|get|find|search)_?", "", names[key])
                method = f"iterate_{base}" if base else "iterate"
                while method in taken:
                    method += "_pages"
                taken.add(method)
                pagination = replace(pagination, method=method)
            named.append(replace(one, name=names[key], constant=constants[key], pagination=pagination))
        return tuple(named)

    def _method_name(self, tag: str, operation_id: str) -> str:
        """The operation id without the words of its tag: 'invoices-resendInvoice' of tag invoices is resend."""
        words = [word.lower() for word in naming.words(operation_id)]
        tag_words = [word.lower() for word in naming.words(tag)]
        if tag_words and words[: len(tag_words)] == tag_words and len(words) > len(tag_words):
            words = words[len(tag_words) :]
            singular = [*tag_words[:-1], _singular(tag_words[-1])]
            for tail in (tag_words, singular):
                if len(words) > len(tail) and words[-len(tail) :] == tail:
                    words = words[: -len(tail)]
                    break
        name = naming.snake(" ".join(words), "call")
        return name.rstrip("_") if name.rstrip("_") in _RESERVED_METHODS else name

    # --- one operation

    def _operation(self, path: str, method: str, node: Node, item: Node) -> Operation:
        operation_id = node.map.get("operationId")
        identity = operation_id if isinstance(operation_id, str) and operation_id.strip() else f"{method} {path}"
        hint = self._hint(node, identity)
        envelopes = envelopes_of(node, self._warn)
        good, bad = self._bodies.responses(node.get("responses"), hint)
        active = self._envelopes if envelopes is None else envelopes
        good = [replace(one, type=data_type(self._schemas, one.type, active or ())) for one in good]
        returns = union(*(one.type for one in good)) if good else NONE
        parameters = self._parameters(path, node, item, hint)
        idempotency = self._idempotency(node)
        if idempotency is not None and idempotency.place == "header":
            parameters = [
                p
                for p in parameters
                if not (p.location == "header" and p.wire.casefold() == idempotency.name.casefold())
            ]
        source = facts(node, "x-reissue-source", self._warn)
        return Operation(
            name="",
            constant="",
            id=identity,
            method=method.upper(),
            path=path.split("#", 1)[0] or "/",
            effect=self._effect(node, method),
            summary=text_of(node, "summary"),
            description=description_of(node),
            parameters=tuple(parameters),
            body=self._bodies.body(node.get("requestBody"), hint),
            returns=returns,
            accept=tuple(dict.fromkeys(media for one in good for media in one.media)),
            success=tuple(good),
            errors=tuple(bad),
            idempotency=idempotency,
            envelopes=envelopes,
            security=security_of(node.get("security")),
            server=self._server(node, item),
            hosts=tuple(facts(node, "x-reissue-url", self._warn).get("hosts", ())),
            pagination=self._pagination(node, returns),
            deprecated=node.map.get("deprecated") is True,
            pages=tuple(source.get("pages", ())),
            certainty=source.get("certainty", "documented"),
        )

    def _hint(self, node: Node, identity: str) -> str:
        """What inline models of the operation are named after: the id, led by the tag where the id does not say it."""
        words = [word.lower() for word in naming.words(identity)]
        tag = [word.lower() for word in naming.words(self._tag(node))]
        return identity if words[: len(tag)] == tag or not node.get("tags").array else f"{self._tag(node)} {identity}"

    def _effect(self, node: Node, method: str) -> str:
        effect: str | None = fact(node, "x-reissue-effect", self._warn)
        return effect.upper() if effect else _EFFECTS.get(method, "CREATES")

    def _server(self, node: Node, item: Node) -> str | None:
        for one in (node, item):
            for server in one.get("servers").items():
                if isinstance(url := server.map.get("url"), str):
                    for name, variable in server.get("variables").children():
                        url = url.replace("{" + name + "}", str(variable.map.get("default", "")))
                    return url
        return None

    def _idempotency(self, node: Node) -> Idempotency | None:
        told = facts(node, "x-reissue-idempotency", self._warn)
        if not told:
            return None
        retention = seconds_of(told.get("retention"))
        hours = retention / 3600 if retention is not None else None
        return Idempotency(told["in"], told["name"], told.get("maxLength"), hours)

    def _pagination(self, node: Node, returns: TypeRef) -> Pagination | None:
        told = facts(node, "x-reissue-pagination", self._warn)
        if not told:
            return None
        style = {"next-url": "NextUrl", "page": "PageNumber", "offset": "Offset"}[told["style"]]
        options = tuple(sorted((key, value) for key, value in told.items() if key != "style"))
        return Pagination(style, options, self._item(returns, told.get("items", "")), "")

    def _item(self, returns: TypeRef, path: str) -> TypeRef:
        """The type of the elements that stand at this path of a page."""
        self._schemas.finish()
        current = returns
        for member in [one for one in path.split("/") if one]:
            current = getattr(current, "type", current)
            model = self._schemas.models.get(current.key) if isinstance(current, Ref) else None
            found = [field.type for field in model.fields if field.wire == member] if isinstance(model, Struct) else []
            current = found[0] if found else ANY
        current = getattr(current, "type", current) if not isinstance(current, List) else current
        return current.item if isinstance(current, List) else ANY

    # --- parameters

    def _parameters(self, path: str, node: Node, item: Node, hint: str) -> list[Parameter]:
        found: dict[tuple[str, str], Node] = {}
        for owner in (item, node):
            for one in owner.get("parameters").items():
                try:
                    target = self._document.resolve(one)
                except SpecError as error:
                    self._warn(error.findings[0].rule, f"{error.findings[0].message}; the parameter is left out", one)
                    continue
                name, place = target.map.get("name"), target.map.get("in")
                if not isinstance(name, str) or place not in ("path", "query", "header", "cookie"):
                    self._warn("parameter", "a parameter without a name or a known place is left out", one)
                    continue
                if place == "header" and name.casefold() in ("accept", "content-type", "authorization"):
                    continue  # OpenAPI: such a parameter is to be ignored
                found[place, name] = target
        in_path = list(dict.fromkeys(_PATH_NAME.findall(path.split("#", 1)[0])))
        for name in in_path:
            if ("path", name) not in found:
                self._warn(
                    "path-parameter", f"the path names {{{name}}} but no parameter does; taken as a string", node
                )
        for place, name in [key for key in found if key[0] == "path" and key[1] not in in_path]:
            self._warn(
                "path-parameter",
                f"the parameter {name!r} is not in the path {path!r}; left out",
                found.pop((place, name)),
            )
        drafts = [self._path_parameter(name, found.get(("path", name)), hint) for name in in_path]
        drafts += [
            self._parameter(name, place, one, hint) for (place, name), one in sorted(found.items()) if place != "path"
        ]
        order = {"path": "", "query": "~", "header": "~~", "cookie": "~~~"}
        wanted = [
            ((p.location, p.wire), f"{order[p.location]}{p.wire}", _spared(p.name, RESERVED_PARAMETERS)) for p in drafts
        ]
        names = naming.assign(wanted)
        return [replace(p, name=names[p.location, p.wire]) for p in drafts]

    def _path_parameter(self, wire: str, node: Node | None, hint: str) -> Parameter:
        return (
            self._parameter(wire, "path", node, hint)
            if node
            else Parameter(naming.snake(wire), wire, "path", STR, True)
        )

    def _parameter(self, wire: str, place: str, node: Node, hint: str) -> Parameter:
        content = [(media, entry) for media, entry in node.get("content").children()]
        schema = content[0][1].get("schema") if content else node.get("schema")
        type_ = self._schemas.type(schema, f"{hint} {wire}", WRITE) if schema.value is not None else STR
        options = self._style(place, node, bool(content and is_json(content[0][0])))
        try:
            target = self._document.resolve(schema)
        except SpecError:
            target = schema
        if node.map.get("x-reissue-sensitive") is True and place in ("query", "header"):
            options.append(("sensitive", True))
        default = target.map.get("default", schema.map.get("default"))
        required = place == "path" or node.map.get("required") is True
        keep = required and place != "path" and self._is_literal(default, type_)
        return Parameter(
            naming.snake(wire),
            wire,
            place,
            type_,
            required,
            default if keep else None,
            description_of(node) or description_of(target),
            tuple(options),
        )

    def _is_literal(self, value: Any, type_: TypeRef) -> bool:
        """Whether a default can stand in a signature as it is: a literal of the type."""
        if isinstance(type_, Union):
            return any(self._is_literal(value, one) for one in type_.members)
        if isinstance(type_, Const):
            return value in type_.values
        model = self._schemas.models.get(type_.key) if isinstance(type_, Ref) else None
        base = model.base if isinstance(model, OpenEnum) else type_
        return type(value) in _LITERALS.get(base, ())

    def _style(self, place: str, node: Node, json: bool) -> list[tuple[str, Any]]:
        """The arguments of the descriptor that differ from the defaults of OpenAPI."""
        default_style = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}[place]
        known = {
            "path": ("simple", "label", "matrix"),
            "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
        }
        style = node.map.get("style", default_style)
        options: list[tuple[str, Any]] = []
        if style != default_style:
            if style in known.get(place, ()):
                options.append(("style", style))
            else:
                self._warn(
                    "style", f"the style {style!r} is not one of a {place} parameter; written as {default_style}", node
                )
        explode_default = style == "form"
        explode = node.map.get("explode", explode_default) is True
        if explode != (default_style == "form"):
            options.append(("explode", explode))
        if place == "query" and node.map.get("allowReserved") is True:
            options.append(("allow_reserved", True))
        if json:
            options.append(("json", True))
        return options


def _class_name(tag: str) -> str:
    name = naming.pascal(tag, "Default")
    return f"{name}Resource" if name in FOREIGN_NAMES else name


def _spared(name: str, reserved: frozenset[str]) -> str:
    return f"{name}_" if name in reserved else name


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


CLIENT_ATTRIBUTES = frozenset(
    {
        "aclose",
        "call",
        "close",
        "closed",
        "credentials",
        "deaf_to",
        "drive",
        "http",
        "live",
        "log_attempt",
        "log_interrupted",
        "mask",
        "options",
        "plan",
        "provider",
        "report",
        "retry",
        "server",
        "strict",
        "timeout",
        "tokens",
        "user_agent",
        "with_response",
    }
)
"""What the clients of the runtime have themselves."""
