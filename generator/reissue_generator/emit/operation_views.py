"""Api records as the lines that templates print: types written out, arguments in order, imports counted.

Everything here returns `Code` made by the sinks; a template only arranges it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..api.records import (
    NONE,
    Api,
    BodyKind,
    Envelope,
    Operation,
    Pagination,
    Parameter,
    Resource,
    Response,
    Scheme,
    Signature,
    union,
)
from . import sinks
from .file import UNSET_TYPE, Module
from .sinks import Code, docstring, ident, literal

# --- operations ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DescriptorView:
    name: Code
    returns: Code
    lines: tuple[Code, ...]
    pages: Code | None


@dataclass(frozen=True)
class MethodView:
    name: Code
    arguments: Code
    returns: Code
    call: Code
    doc: Code
    short: Code
    pager: bool = False
    item: Code | None = None

    @property
    def keyword(self) -> Code:
        """How the async twin is defined."""
        return Code("def" if self.pager else "async def")


def descriptor_view(module: Module, one: Operation) -> DescriptorView:
    _ = module.use("Final"), module.use("Operation"), module.use("Effect")
    lines = [
        Code(f"id={literal(one.id)}"),
        Code(f"method={literal(one.method)}"),
        Code(f"path={literal(one.path)}"),
        Code(f"effect=Effect.{ident(one.effect)}"),
    ]
    if one.idempotency is not None:
        lines.append(Code(f"idempotency={_idempotency(module, one)}"))
    styled = [p for p in one.of("path") if p.options]
    if styled and not one.hosts:
        table = ", ".join(f"{literal(p.wire)}: {_descriptor(module, 'Path', p)}" for p in styled)
        lines.append(Code(f"path_params={{{table}}}"))
    for key, place, kind in (
        ("query", "query", "Query"),
        ("headers", "header", "Header"),
        ("cookies", "cookie", "Cookie"),
    ):
        if parameters := one.of(place):
            lines.append(Code(f"{key}={_tuple([_descriptor(module, kind, p) for p in parameters])}"))
    if one.body is not None:
        kinds = [_body(module, kind) for kind in one.body.kinds]
        lines.append(Code(f"body={kinds[0] if len(kinds) == 1 else _tuple(kinds)}"))
    if one.accept and one.accept != ("application/json",):
        lines.append(Code(f"accept={literal(one.accept)}"))
    types = {response.type for response in one.success}
    if len(types) > 1:
        lines.append(Code(f"success={_statuses(module, one.success)}"))
    errors = [response for response in one.errors if response.type != NONE]
    if errors:
        lines.append(Code(f"errors={_statuses(module, errors)}"))
    if one.envelopes is not None:
        lines.append(Code(f"envelopes={_tuple([envelope(module, each) for each in one.envelopes])}"))
    if one.security is not None:
        lines.append(Code(f"security={literal(one.security)}"))
    if one.server is not None and not one.hosts:
        lines.append(Code(f"server={literal(one.server)}"))
    if one.hosts:
        lines.append(Code(f"hosts={literal(one.hosts)}"))
    pages = _pages(module, one, one.pagination) if one.pagination is not None else None
    return DescriptorView(ident(one.constant), module.type(one.returns, annotated=True), tuple(lines), pages)


def _tuple(parts: list[Code]) -> Code:
    return Code(f"({', '.join(parts)}{',' if len(parts) == 1 else ''})")


def _call(name: str, arguments: Iterable[tuple[str, Any]], first: Iterable[Any] = ()) -> Code:
    parts = [str(literal(value)) for value in first] + [f"{ident(key)}={literal(value)}" for key, value in arguments]
    return Code(f"{name}({', '.join(parts)})")


def _descriptor(module: Module, kind: str, parameter: Parameter) -> Code:
    return _call(module.use(kind), parameter.options, (parameter.wire,))


def _idempotency(module: Module, one: Operation) -> Code:
    facts = one.idempotency
    assert facts is not None
    arguments: list[tuple[str, Any]] = [("header" if facts.place == "header" else "member", facts.name)]
    arguments += [("max_length", facts.max_length)] if facts.max_length is not None else []
    hours = facts.hours
    arguments += [("hours", int(hours) if hours == int(hours) else hours)] if hours is not None else []
    return _call(module.use("Idempotency"), arguments)


def _body(module: Module, kind: BodyKind) -> Code:
    name = module.use(kind.kind)
    default = {
        "Json": "application/json",
        "Form": "application/x-www-form-urlencoded",
        "Multipart": "multipart/form-data",
        "Raw": "application/octet-stream",
    }[kind.kind]
    first = [] if kind.media == default else [str(literal(kind.media))]
    if kind.parts and kind.kind == "Form":
        first.append(
            "fields={"
            + ", ".join(f"{literal(p.wire)}: {_call(module.use('Query'), p.options, (p.wire,))}" for p in kind.parts)
            + "}"
        )
    if kind.parts and kind.kind == "Multipart":
        first.append(
            "parts={"
            + ", ".join(f"{literal(p.wire)}: {_call(module.use('Part'), p.options)}" for p in kind.parts)
            + "}"
        )
    return Code(f"{name}({', '.join(first)})")


def _statuses(module: Module, responses: Iterable[Response]) -> Code:
    entries = [
        f"{literal(int(one.status) if one.status.isdigit() else one.status)}: {module.type(one.type, annotated=True)}"
        for one in responses
    ]
    return Code("{" + ", ".join(entries) + "}")


def envelope(module: Module, one: Envelope) -> Code:
    default = Envelope()
    keys = ("data", "flag", "success", "message", "code")
    return _call(
        module.use("Envelope"), [(key, getattr(one, key)) for key in keys if getattr(one, key) != getattr(default, key)]
    )


def _pages(module: Module, one: Operation, pagination: Pagination) -> Code:
    item = module.type(pagination.item)
    arguments = ", ".join(f"{ident(key)}={literal(value)}" for key, value in pagination.options)
    return Code(f"{module.use(pagination.style)}[{item}]({ident(one.constant)}, {arguments})")


def method_views(module: Module, one: Operation) -> list[MethodView]:
    """The method of an operation, and its iterator where it has pages."""
    arguments, values = _signature(module, one)
    returns = module.type(one.returns)
    call = Code(f"{ident(one.constant)}, {values}")
    views = [MethodView(ident(one.name), arguments, returns, call, _doc(one), _short(module, one))]
    if one.pagination is not None:
        hidden = {p.wire for p in _page_parameters(one)}
        arguments, values = _signature(module, one, hidden)
        item = module.type(one.pagination.item)
        doc = docstring(
            f"Go through all pages of `{one.name}`, one element at a time; the next page is read when it is needed.", 8
        )
        views.append(
            MethodView(
                ident(one.pagination.method),
                arguments,
                item,
                Code(f"{ident(one.constant)}_PAGES, {values}"),
                doc,
                doc,
                True,
                item,
            )
        )
    return views


def _page_parameters(one: Operation) -> list[Parameter]:
    """The parameters that the iterator itself sets."""
    assert one.pagination is not None
    moved = {value for key, value in one.pagination.options if key in ("page", "offset")}
    return [p for p in one.parameters if p.location == "query" and p.wire in moved]


def _signature(module: Module, one: Operation, hidden: Iterable[str] = ()) -> tuple[Code, Code]:
    """The arguments of a method, and those of the call inside it."""
    hidden = set(hidden)
    unset, options = module.use("UNSET"), module.use("CallOptions")
    head: list[str] = ["self"]
    tail: list[str] = []
    values: list[str] = []
    if one.hosts:
        head.append("url: str")
        values.append("url=url")
    else:
        head += [f"{ident(p.name)}: {module.type(p.type)}" for p in one.of("path")]
        if one.of("path"):
            values.append(f"path={_tuple([ident(p.name) for p in one.of('path')])}")
    constant = one.body is not None and one.body.kinds[0].type == NONE
    if one.body is not None and not constant:
        type_ = module.type(one.body.type)
        head.append(
            f"body: {type_}"
            if one.body.required
            else f"body: {module.type(union(one.body.type, UNSET_TYPE))} = {unset}"
        )
    for required in (True, False):
        tail += [
            _keyword(module, p, required)
            for p in one.parameters
            if p.location != "path" and p.wire not in hidden and _must(p) is required
        ]
    for key, place in (("query", "query"), ("headers", "header"), ("cookies", "cookie")):
        if parameters := one.of(place):
            values.append(f"{key}={_tuple([Code(unset) if p.wire in hidden else ident(p.name) for p in parameters])}")
    if one.body is not None:
        values.append("body={}" if constant else "body=body")
        if len(one.body.kinds) > 1:
            media = ", ".join(literal(kind.media) for kind in one.body.kinds)
            tail.append(f"media: {module.use('Literal')}[{media}] = {literal(one.body.kinds[0].media)}")
            values.append("media=media")
    if one.idempotency is not None:
        tail.append("idempotency_key: str | None = None")
        values.append("idempotency_key=idempotency_key")
    tail.append(f"options: {options} | None = None")
    values.append("options=options")
    return Code(", ".join([*head, "*", *tail])), Code(", ".join(values))


def _must(parameter: Parameter) -> bool:
    return parameter.required and parameter.default is None


def _keyword(module: Module, one: Parameter, required: bool) -> str:
    type_ = module.type(one.type)
    if required:
        return f"{ident(one.name)}: {type_}"
    if one.default is not None:
        return f"{ident(one.name)}: {type_} = {literal(one.default)}"
    return f"{ident(one.name)}: {module.type(union(one.type, UNSET_TYPE))} = {module.use('UNSET')}"


def _doc(one: Operation) -> Code:
    parts = [one.summary.rstrip(".") + "." if one.summary else f"{one.method} {one.path}."]
    if one.doc and one.doc.rstrip(".") != one.summary.rstrip("."):
        parts.append(sinks.cut(one.doc, 900))
    notes = [f"{p.name}: {sinks.cut(' '.join(p.doc.split()), 160)}" for p in one.arguments if p.doc]
    if notes:
        parts.append("\n".join(f"- {note}" for note in notes))
    if one.deprecated:
        parts.append("Deprecated.")
    if repeats := _repeats(one):
        parts.append(repeats)
    if one.pages:
        certainty = "" if one.certainty == "documented" else f" ({one.certainty})"
        parts.append("\n".join(f"Source: {page}{certainty}" for page in one.pages))
    return docstring("\n\n".join(parts), 8, 4000)


def _repeats(one: Operation) -> str:
    """What happens after a failure that leaves the outcome open."""
    if one.effect in ("READS", "SETS"):
        return ""
    if one.idempotency is None:
        return "Never repeated when the outcome is unknown: raises OutcomeUnknownError instead."
    hours = f" for {one.idempotency.hours:g} hours" if one.idempotency.hours is not None else ""
    return f"Repeats carry the same {one.idempotency.name}, which the provider remembers{hours}."


def _short(module: Module, one: Operation) -> Code:
    summary = one.summary.rstrip(".") if one.summary else f"{one.method} {one.path}"
    return docstring(f"{summary}; see `{module.owner}.{one.name}`.", 8, 400)


# --- resources, clients, webhooks ----------------------------------------------------------------------------


@dataclass(frozen=True)
class ResourceView:
    name: Code
    doc: Code
    module_doc: Code
    descriptors: tuple[DescriptorView, ...]
    methods: tuple[MethodView, ...]
    has_pages: bool


def resource_view(module: Module, resource: Resource) -> ResourceView:
    _ = module.use("Resource"), module.use("AsyncResource")
    descriptors = tuple(descriptor_view(module, one) for one in resource.operations)
    methods = tuple(view for one in resource.operations for view in method_views(module, one))
    doc = resource.doc or f"Operations of {resource.name}."
    pages = any(view.pager for view in methods)
    if pages:
        module.imports.setdefault("collections.abc", set()).update(("AsyncIterator", "Iterator"))
    return ResourceView(
        ident(resource.name), docstring(doc, 4, 600), docstring(doc, 0, 600), descriptors, methods, pages
    )


@dataclass(frozen=True)
class SchemeView:
    name: Code
    code: Code
    credentials: Code


def scheme_view(scheme: Scheme, optional: bool) -> SchemeView:
    arguments = [f"{ident(key)}={literal(value)}" for key, value in scheme.options]
    if scheme.login is not None:
        arguments.insert(0, "_login")
    values = [ident(one.name) for one in scheme.credentials]
    given = _tuple(values)
    if optional:
        test = " and ".join(f"{value} is not None" for value in values)
        given = Code(f"{given} if {test} else None")
    return SchemeView(literal(scheme.wire), Code(f"{ident(scheme.kind)}({', '.join(arguments)})"), given)


def signature_code(signature: Signature) -> Code:
    return _call("Signature", signature.options)


def optional_schemes(api: Api) -> Mapping[str, bool]:
    """By scheme: may the caller leave its credentials out?"""
    always = {
        wire
        for wire in (api.security[0] if api.security else ())
        if all(wire in alternative for alternative in api.security)
    }
    return {scheme.wire: scheme.wire not in always for scheme in api.schemes}
