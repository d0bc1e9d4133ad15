"""The methods of an operation: one that calls it, and one that walks its pages; each for sync and async callers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..api.records import Operation, Pagination, Streaming
from . import method_doc
from .code import call
from .file import EmittedFile
from .signature import NOTHING, arguments_of, head, passed
from .sinks import Code, ident, literal


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method of one statement: `definition` is def or async def, `value` what the statement returns."""

    definition: Code
    name: Code
    arguments: Code
    returns: Code
    doc: Code
    value: Code
    deprecated: Code | None = None
    """What checkers are told where it is called."""


@dataclass(frozen=True, slots=True)
class Twins:
    """A method, sync and async."""

    sync: MethodView
    awaited: MethodView


def method_views(file: EmittedFile, operation: Operation, owner: str) -> Iterator[Twins]:
    """The method of an operation, and its iterator where it has pages. `owner`: the sync class."""
    if (stream := operation.streaming) is not None and stream.alone:
        yield _stream(file, operation, stream, owner)
        return
    arguments = arguments_of(file, operation)
    name, returns, given = ident(operation.name), file.type(operation.returns), head(arguments)
    value = call(Code("self._call"), [ident(operation.constant), passed(file, operation)])
    doc, short = method_doc.full(file, operation, arguments), method_doc.short(operation, owner)
    told = _deprecated(file, operation)
    yield Twins(
        MethodView(Code("def"), name, given, returns, doc, value, told),
        MethodView(Code("async def"), name, given, returns, short, Code(f"await {value}"), told),
    )
    if stream is not None:
        yield _stream(file, operation, stream, owner)
    if operation.pagination is not None:
        yield _iterator(file, operation, operation.pagination, owner)


def _iterator(file: EmittedFile, operation: Operation, pagination: Pagination, owner: str) -> Twins:
    preset = _moved(operation, pagination)
    arguments = arguments_of(file, operation, preset)
    name, item, given = ident(pagination.method), file.type(pagination.item), head(arguments)
    pages, given_on = ident(f"{operation.constant}_PAGES"), passed(file, operation, preset)
    value, awaited = (call(Code(f"{pages}.{way}"), [Code("self._client"), given_on]) for way in ("iterate", "aiterate"))
    told = _deprecated(file, operation)
    doc = method_doc.iterator(file, operation, item, arguments)
    short = method_doc.short_iterator(operation, pagination.method, owner)
    listing, awaited_listing = (Code(f"{file.use(kind)}[{item}]") for kind in ("Listing", "AsyncListing"))
    return Twins(
        MethodView(Code("def"), name, given, listing, doc, value, told),
        MethodView(Code("def"), name, given, awaited_listing, short, awaited, told),
    )


def _stream(file: EmittedFile, operation: Operation, stream: Streaming, owner: str) -> Twins:
    arguments = arguments_of(file, operation)
    name, item, given = ident(stream.method), file.type(stream.item), head(arguments)
    kind = method_doc.STREAM_KINDS.get(stream.kind, "Stream")
    of = "" if stream.kind == "Bytes" else f"[{item}]"
    sync, awaited = (Code(f"{file.use(one)}{of}") for one in (kind, f"Async{kind}"))
    ways, given_on = ident(f"{operation.constant}_STREAM"), passed(file, operation)
    value, later = (call(Code(f"{ways}.{way}"), [Code("self._client"), given_on]) for way in ("open", "aopen"))
    doc = method_doc.stream(file, operation, stream, arguments)
    short = method_doc.short_stream(operation, stream.method, owner)
    return Twins(
        MethodView(Code("def"), name, given, sync, doc, value),
        MethodView(Code("async def"), name, given, awaited, short, Code(f"await {later}")),
    )


def _deprecated(file: EmittedFile, operation: Operation) -> Code | None:
    """The decorator of a method whose operation is deprecated."""
    if not operation.deprecated:
        return None
    return call(file.use("Deprecated"), [literal(f"{operation.method} {operation.path} is deprecated")])


def _moved(operation: Operation, pagination: Pagination) -> frozenset[str]:
    """The query parameters that the iterator itself sets, by their wire names."""
    moved = {value for key, value in pagination.options if key in ("page", "offset", "cursor")}
    return NOTHING | {parameter.wire for parameter in operation.parameters_in("query") if parameter.wire in moved}
