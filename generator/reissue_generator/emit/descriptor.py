"""The frozen descriptor of an operation: every fact of the wire, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..api.records import (
    Encoding,
    Envelope,
    Evidence,
    Headers,
    Idempotency,
    MediaType,
    Operation,
    Pagination,
    Parameter,
    Places,
    Response,
    Streaming,
)
from ..api.types import NONE, Scalar, TypeRef
from .bodies import bodies_code
from .code import call, keywords, literals
from .file import EmittedFile
from .readers import reader_code
from .since import PLACES, since_code
from .sinks import Code, ident, literal, map_of, tuple_of
from .xml_view import body_code

_DEFAULT_MEDIA = {
    "Json": "application/json",
    "Form": "application/x-www-form-urlencoded",
    "Multipart": "multipart/form-data",
    "MultipartItems": "multipart/mixed",
    "JsonItems": "application/jsonl",
    "Raw": "application/octet-stream",
}
_READERS: Mapping[TypeRef, str] = {Scalar("Redirect"): "redirect", Scalar("NotModified"): "not_modified"}
"""What of the runtime reads an answer of 3xx, by its type."""
_ENVELOPE_MEMBERS = ("data", "flag", "success", "message", "code")


@dataclass(frozen=True, slots=True)
class DescriptorView:
    """An operation as a constant. `pages`: how to walk its pages, `stream`: how it is read item by item, where it is so."""

    name: Code
    returns: Code
    facts: tuple[Code, ...]
    pages: Code | None
    stream: Code | None


def descriptor_view(file: EmittedFile, operation: Operation) -> DescriptorView:
    """The descriptor of an operation, in a file of its resource."""
    _ = file.use("Final"), file.use("Operation"), file.use("Effect")
    pages = _pages(file, operation, operation.pagination) if operation.pagination is not None else None
    return DescriptorView(
        ident(operation.constant),
        file.type(operation.returns, annotated=True),
        tuple(keywords(_facts(file, operation))),
        pages,
        _stream(file, operation, operation.streaming) if operation.streaming is not None else None,
    )


def _facts(file: EmittedFile, operation: Operation) -> Iterator[tuple[str, Code]]:
    yield "id", literal(operation.id)
    yield "method", literal(operation.method)
    yield "path", literal(operation.path)
    yield "effect", Code(f"Effect.{ident(operation.effect)}")
    if operation.idempotency is not None:
        yield "idempotency", _idempotency(file, operation.idempotency)
    if operation.evidence is not None:
        yield "evidence", _evidence(file, operation.evidence)
    yield from _parameters(file, operation)
    if operation.body is not None:
        ways = [_body(file, media) for media in operation.body.content]
        if _is_switched(operation) and (stream := operation.streaming) is not None and not stream.alone:
            ways[0] = _switch(file, operation.body.content[0], stream.switch, on=False)
        yield "body", ways[0] if len(ways) == 1 else bodies_code(file, operation, ways)
    yield from _answers(file, operation)
    yield from _ways(file, operation)


def _parameters(file: EmittedFile, operation: Operation) -> Iterator[tuple[str, Code]]:
    styled = [parameter for parameter in operation.parameters_in("path") if parameter.options]
    if styled and not operation.hosts:
        yield "path_params", map_of((literal(p.wire), _parameter(file, "Path", p)) for p in styled)
    for argument, place, kind in PLACES:
        if parameters := operation.parameters_in(place):
            yield argument, tuple_of([_parameter(file, kind, parameter) for parameter in parameters])


def _parameter(file: EmittedFile, kind: str, parameter: Parameter | Encoding) -> Code:
    if isinstance(parameter, Encoding) and parameter.body is not None:
        content = [("content", _body(file, parameter.body))]
        return call(file.use("ContentQuery"), [literal(parameter.wire)], content)
    if isinstance(parameter, Parameter) and parameter.content is not None:
        content = [("content", _body(file, parameter.content))]
        kind = "QueryString" if parameter.is_querystring else "ContentQuery"
        return call(file.use(kind), [literal(parameter.wire)], [*literals(parameter.options), *content])
    return call(file.use(_styled(kind, parameter)), [literal(parameter.wire)], literals(parameter.options))


def _styled(kind: str, parameter: Parameter | Encoding) -> str:
    """What describes a parameter: a query parameter that is not written in the plain way has a class of its own, and so has
    a list with other marks than its place knows."""
    if any(name == "mark" for name, _ in parameter.options):
        return f"Marked{kind}"
    plain = all(name == "sensitive" for name, _ in parameter.options)
    return "StyledQuery" if kind == "Query" and not plain else kind


def _idempotency(file: EmittedFile, idempotency: Idempotency) -> Code:
    hours = idempotency.hours
    facts = {
        "header" if idempotency.place == "header" else "member": idempotency.name,
        "max_length": idempotency.max_length,
        "binds": None if idempotency.binds == "any-answer" else idempotency.binds,
        "hours": int(hours) if hours is not None and hours == int(hours) else hours,
    }
    return call(file.use("Idempotency"), named=literals((k, v) for k, v in facts.items() if v is not None))


def _evidence(file: EmittedFile, evidence: Evidence) -> Code:
    if evidence.statuses and not evidence.unprinted:
        return call(file.use("NoContent"), [literal(evidence.statuses)])
    names = ("statuses", "present", "addressed", "about", "echoes")
    named = [(name, literal(value)) for name in names if (value := getattr(evidence, name))]
    for name, told in (("values", evidence.values), ("denials", evidence.denials)):
        if told:
            named.append((name, map_of((literal(path), literal(words)) for path, words in told)))
    return call(file.use("Unprinted" if evidence.unprinted else "Evidence"), named=named)


def _body(file: EmittedFile, media: MediaType) -> Code:
    if media.kind == "Xml":
        return body_code(file, media.name, media.type, media.xml)
    given = [] if media.name == _DEFAULT_MEDIA[media.kind] else [literal(media.name)]
    named: list[tuple[str, Code]] = []
    if media.encoding and media.kind == "Form":
        fields = [(literal(field.wire), _parameter(file, "Query", field)) for field in media.encoding]
        named.append(("fields", map_of(fields)))
    if media.encoding and media.kind == "Multipart":
        named.append(("parts", map_of((literal(part.wire), _part(file, part)) for part in media.encoding)))
    if media.places is not None:
        named += _places(file, media.places)
    return call(file.use(media.kind), given, named)


def _part(file: EmittedFile, part: Encoding) -> Code:
    """How a part is written."""
    named = literals(part.options)
    if part.style is not None:
        named.append(("style", _parameter(file, "Query", Encoding(part.wire, part.style))))
    if part.body is not None:
        named.append(("body", _body(file, part.body)))
    return call(file.use("Part"), named=named)


def _places(file: EmittedFile, places: Places) -> Iterator[tuple[str, Code]]:
    """How the parts of a body are written by their places, of which only what differs from the default is written."""
    if places.first:
        yield "prefix", tuple_of([_part(file, part) for part in places.first])
    if places.rest is None:
        yield "item", Code("None")
    elif places.rest != Encoding():
        yield "item", _part(file, places.rest)
    if places.least > 1:
        yield "least", literal(places.least)


def _answers(file: EmittedFile, operation: Operation) -> Iterator[tuple[str, Code]]:
    stream = operation.streaming
    accept = stream.media if stream is not None and stream.alone else operation.accept
    if accept and accept != ("application/json",):
        yield "accept", literal(accept)
    if (reader := reader_code(file, operation)) is not None:
        yield "answers", reader
    bodies = [response for response in operation.success if response.type not in _READERS]
    others = [response for response in operation.success if response.type in _READERS]
    if len({response.type for response in bodies}) > 1 or (bodies and others):
        yield "success", _by_status(file, bodies)
    if others and not bodies:  # a success that is not documented is read as it is
        yield "success", map_of([(literal("default"), file.use("Any"))])
    if others:
        yield "others", map_of((_status(each.status), file.use(_READERS[each.type])) for each in others)
    if errors := [response for response in operation.errors if response.type != NONE]:
        yield "errors", _by_status(file, errors)
    statuses = {_code(each.status): None for each in (*operation.success, *operation.errors)}
    if operation.deprecated:
        yield "deprecated", literal(True)
    if statuses and "default" not in statuses:
        yield "statuses", literal(tuple(statuses))
    if headed := [(each.status, each.headers) for each in operation.success if each.headers is not None]:
        yield "answer_headers", _headers(file, headed)
    if operation.envelopes is not None:
        yield "envelopes", tuple_of([envelope(file, each) for each in operation.envelopes])


def _headers(file: EmittedFile, headed: Iterable[tuple[str, Headers]]) -> Code:
    """Which headers the answers have, by status."""
    types = map_of((_status(status), file.type(headers.type)) for status, headers in headed)
    told = {name: sorted({wire for _, each in headed for wire in getattr(each, name)}) for name in ("json", "exploded")}
    named = literals((name, tuple(wires)) for name, wires in told.items() if wires)
    return call(file.use("HeaderTypes"), [types], named)


def _by_status(file: EmittedFile, responses: Iterable[Response]) -> Code:
    return map_of((_status(response.status), file.type(response.type, annotated=True)) for response in responses)


def _status(status: str) -> Code:
    return literal(_code(status))


def _code(status: str) -> int | str:
    return int(status) if status.isdigit() else status


def envelope(file: EmittedFile, envelope: Envelope) -> Code:
    """An envelope, of which only what differs from the default is written."""
    default = Envelope()
    told = [(name, getattr(envelope, name)) for name in _ENVELOPE_MEMBERS]
    named = literals((name, value) for name, value in told if value != getattr(default, name))
    if not envelope.whole:
        return call(file.use("Envelope"), named=named)
    whole = tuple_of([file.type(type_, annotated=True) for type_ in envelope.whole])
    return call(file.use("WholeEnvelope"), named=[*named, ("whole", whole)])


def _ways(file: EmittedFile, operation: Operation) -> Iterator[tuple[str, Code]]:
    """Who may call it, and where."""
    if operation.security is not None:
        yield "security", literal(operation.security)
    if operation.server is not None and not operation.hosts:
        yield "server", literal(operation.server)
        if operation.servers is not None:
            yield "servers", map_of((literal(theirs), literal(own)) for theirs, own in operation.servers)
    if (since := since_code(file, operation)) is not None:
        yield "since", since


def _is_switched(operation: Operation) -> bool:
    """Whether the body says by a member that the answer is to be a stream."""
    stream, body = operation.streaming, operation.body
    return stream is not None and bool(stream.switch) and body is not None and body.content[0].kind == "Json"


def _switch(file: EmittedFile, media: MediaType, member: str, *, on: bool) -> Code:
    """A JSON body that says by a member whether a stream is wanted."""
    given = [] if media.name == _DEFAULT_MEDIA["Json"] else [literal(media.name)]
    named = [*([("member", literal(member))] if member != "stream" else []), *([("on", literal(on))] if on else [])]
    return call(file.use("Switch"), given, named)


def _stream(file: EmittedFile, operation: Operation, stream: Streaming) -> Code:
    """How an operation is read item by item: itself, or asked for in another way."""
    of = "" if stream.kind == "Bytes" else f"[{file.type(stream.item, annotated=True)}]"
    style = Code(f"{file.use(stream.kind)}{of}")
    named = [("operation", ident(operation.constant)), *literals(stream.options)]
    if stream.events:
        types = [file.type(type_, annotated=True) if type_ is not None else Code("None") for _, type_ in stream.events]
        names = [literal(name) for name, _ in stream.events]
        named.append(("events", map_of(zip(names, types, strict=True))))
    if stream.places is not None:
        named.append(("prefix", tuple_of([file.type(type_, annotated=True) for type_ in stream.places.items])))
        rest = stream.places.rest
        named += [("rest", file.type(rest, annotated=True))] if rest is not None else []
    if not stream.alone and stream.media:
        named.append(("accept", literal(stream.media)))
    if _is_switched(operation) and operation.body is not None:
        named.append(("body", _switch(file, operation.body.content[0], stream.switch, on=True)))
    return call(style, (), named)


def _pages(file: EmittedFile, operation: Operation, pagination: Pagination) -> Code:
    style = Code(f"{file.use(pagination.style)}[{file.type(pagination.item)}]")
    return call(style, [ident(operation.constant)], literals(pagination.options))
