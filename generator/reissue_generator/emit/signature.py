"""The arguments of a method, and those of the call inside it: both from one list of records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..api.records import Operation, Parameter, placeholders
from ..api.reserved import UNTYPED
from ..api.types import Coerced, TypeRef, parts_of, union
from .bodies import is_chosen
from .code import call, keywords
from .file import UNSET_TYPE, EmittedFile
from .given import given
from .since import PLACES
from .sinks import Code, ident, joined, literal, tuple_of

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as it stands in the head of a method."""

    name: Code
    type: Code
    default: Code | None = None
    keyword_only: bool = True

    @property
    def code(self) -> Code:
        return Code(f"{self.name}: {self.type}" + (f" = {self.default}" if self.default is not None else ""))


def head(arguments: Iterable[Argument]) -> Code:
    """The arguments of a method, `self` included."""
    arguments = list(arguments)
    positional = [argument.code for argument in arguments if not argument.keyword_only]
    keyword_only = [argument.code for argument in arguments if argument.keyword_only]
    return joined([Code("self"), *positional, Code("*"), *keyword_only])


def required_first(arguments: Iterable[Argument]) -> list[Argument]:
    """Those without a default before the others; the order is kept otherwise."""
    return sorted(arguments, key=lambda argument: argument.default is not None)


def arguments_of(file: EmittedFile, operation: Operation, preset: frozenset[str] = NOTHING) -> list[Argument]:
    """The arguments of the method of an operation. `preset`: query parameters (wire names) that the caller does not give."""
    return [
        *_address(file, operation),
        *_body(file, operation),
        *_parameters(file, operation, preset),
        *_about_the_call(file, operation),
    ]


def _address(file: EmittedFile, operation: Operation) -> Iterator[Argument]:
    if operation.hosts:
        yield Argument(ident("url"), file.use("str"), keyword_only=False)
        return
    for parameter in operation.arguments:
        if parameter.location != "path":
            continue
        yield Argument(ident(parameter.name), given(file, parameter.type), keyword_only=False)


def _body(file: EmittedFile, operation: Operation) -> Iterator[Argument]:
    body = operation.body
    if body is None or has_constant_body(operation):
        return
    argument = _argument(file, "body", body.type, body.required, keyword_only=False)
    # Where the document names no type, what is of another one is sent as it is: the call looks for that here.
    coerced = [part for part in parts_of(body.type) if isinstance(part, Coerced)]
    if besides := [file.use(part.marker) for part in coerced if part.marker in UNTYPED]:
        argument = replace(argument, type=Code(f"{file.use('Annotated')}[{joined([argument.type, *besides])}]"))
    yield argument


def _parameters(file: EmittedFile, operation: Operation, preset: frozenset[str]) -> list[Argument]:
    others = [p for p in operation.arguments if p.location != "path" and p.wire not in preset]
    required = [p for p in others if p.required and p.default is None]
    optional = [p for p in others if not (p.required and p.default is None)]
    return [_parameter(file, parameter) for parameter in (*required, *optional)]


def _parameter(file: EmittedFile, parameter: Parameter) -> Argument:
    if parameter.default is not None:
        return Argument(ident(parameter.name), given(file, parameter.type), literal(parameter.default))
    return _argument(file, parameter.name, parameter.type, parameter.required)


def _argument(file: EmittedFile, name: str, type_: TypeRef, required: bool, keyword_only: bool = True) -> Argument:
    """An argument that is UNSET where it may be left out."""
    if required:
        return Argument(ident(name), given(file, type_), keyword_only=keyword_only)
    return Argument(ident(name), given(file, union(type_, UNSET_TYPE)), file.use("UNSET"), keyword_only)


def _about_the_call(file: EmittedFile, operation: Operation) -> Iterator[Argument]:
    if operation.body is not None and len(operation.body.content) > 1:
        names = [literal(media.name) for media in operation.body.content]
        one = Code(f"{file.use('Literal')}[{joined(names)}]")
        if is_chosen(operation):
            yield Argument(ident("media"), Code(f"{one} | None"), Code("None"))
        else:
            yield Argument(ident("media"), one, names[0])
    if operation.idempotency is not None:
        yield Argument(ident("idempotency_key"), Code(f"{file.use('str')} | None"), Code("None"))
    yield Argument(ident("options"), Code(f"{file.use('CallOptions')} | None"), Code("None"))


# --- the call inside -----------------------------------------------------------------------------------------


def passed(file: EmittedFile, operation: Operation, preset: frozenset[str] = NOTHING) -> Code:
    """What the method hands to the runtime, beside the descriptor."""
    return joined(keywords(_passed(file, operation, preset)))


def _passed(file: EmittedFile, operation: Operation, preset: frozenset[str]) -> Iterator[tuple[str, Code]]:
    if operation.hosts:
        yield "url", call(file.use("Link"), [ident("url"), literal(operation.hosts)])
    elif path := operation.parameters_in("path"):
        values = {parameter.wire: _value(parameter) for parameter in path}
        yield "path", tuple_of([values[name] for name in placeholders(operation.path)])
    for argument, place, _ in PLACES:
        if parameters := operation.parameters_in(place):
            yield argument, tuple_of([file.use("UNSET") if p.wire in preset else _value(p) for p in parameters])
    if operation.body is not None:
        yield "body", Code("{}") if has_constant_body(operation) else ident("body")
        if len(operation.body.content) > 1:
            yield "media", ident("media")
    if operation.idempotency is not None:
        yield "idempotency_key", ident("idempotency_key")
    yield "options", ident("options")


def _value(parameter: Parameter) -> Code:
    """The value of a parameter: what the caller gave, or what the client was made with."""
    return Code("self._client.api_version") if parameter.is_version else ident(parameter.name)


def has_constant_body(operation: Operation) -> bool:
    """Whether the body is always the empty object."""
    return operation.body is not None and operation.body.content[0].is_empty
