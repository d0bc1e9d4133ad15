"""What the docstring of a method says, in a fixed order.

Summary; description for callers; a bullet for each argument; what comes back; what is raised; notes on the
vendor's page; where it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..api.models import Description
from ..api.records import Operation, Parameter, Response, Streaming
from ..api.sentences import joined, sentence, since_words
from ..api.types import NONE, Ref, TypeRef
from .bodies import is_chosen
from .file import EmittedFile
from .prose import BULLET, DESCRIPTION, bullets, one_line, sources, vendor_notes
from .signature import Argument
from .sinks import Code, docstring, shortened

INDENT = 8
ERROR_CLASSES = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}
"""By status: the runtime's class, where it is neither InternalServerError (5xx) nor APIStatusError (any other)."""
STREAM_KINDS = {"Events": "EventStream", "Bytes": "Download"}
"""By kind of streaming: the runtime's class that a caller gets; Stream for all others."""
_SAYS_NOTHING = frozenset({"", "ok", "success", "successful", "successful operation", "successful response"})
"""Descriptions of responses that tell no more than their status."""


def full(file: EmittedFile, operation: Operation, arguments: Iterable[Argument]) -> Code:
    """The docstring of the sync method: all that is known of the operation."""
    paragraphs = [
        sentence(operation.summary) or f"{operation.method} {operation.path}.",
        _words(operation),
        since_words(operation.since),
        "Deprecated." if operation.deprecated else "",
        bullets(_arguments(file, operation, arguments)),
        _returns(file, operation),
        _others(operation),
        _headers(file, operation),
        _links(file, operation),
        _raises(file, operation),
        vendor_notes(_notes(operation)),
        sources(operation.sources, operation.certainty),
    ]
    return docstring(joined(paragraphs), INDENT)


def _words(operation: Operation) -> str:
    """The description for callers, where it says more than the summary."""
    text = operation.description.text
    return shortened(text, DESCRIPTION) if text.rstrip(".") != operation.summary.rstrip(".") else ""


def _notes(operation: Operation) -> Iterator[tuple[str, Description]]:
    """What is told of the vendor's page: of the operation, its arguments, its answers."""
    yield "", operation.description
    yield from ((parameter.name, parameter.description) for parameter in operation.arguments)
    if operation.body is not None:
        yield "body", operation.body.description
    yield from ((f"answer {response.status}", response.description) for response in operation.success)


def short(operation: Operation, owner: str) -> Code:
    """The docstring of the async twin, which points to that of the class `owner`."""
    summary = operation.summary.rstrip(".") if operation.summary else f"{operation.method} {operation.path}"
    return docstring(f"{summary}; see `{owner}.{operation.name}`.", INDENT)


def iterator(file: EmittedFile, operation: Operation, item: Code, arguments: Iterable[Argument]) -> Code:
    """The docstring of the sync method that walks the pages of an operation."""
    paragraphs = [
        f"Go through all pages of `{operation.name}`.",
        bullets(_arguments(file, operation, arguments)),
        f"Yields `{item}`, one at a time; the next page is read when it is needed. `.iter_pages()` gives the pages, "
        "`.page(cursor)` one of them.",
        f"Raises what `{operation.name}` raises, for each page.",
    ]
    return docstring(joined(paragraphs), INDENT)


def short_iterator(operation: Operation, method: str, owner: str) -> Code:
    """The docstring of its async twin, which points to the method of the class `owner`."""
    return docstring(f"Go through all pages of `{operation.name}`; see `{owner}.{method}`.", INDENT)


def stream(file: EmittedFile, operation: Operation, streaming: Streaming, arguments: Iterable[Argument]) -> Code:
    """The docstring of the sync method that gives the answer item by item."""
    item = file.type(streaming.item)
    kind = STREAM_KINDS.get(streaming.kind, "Stream")
    pieces = streaming.kind == "Bytes"
    how = "piece by piece, or saved to a file with progress" if pieces else "item by item"
    kept = "" if streaming.alone else f"As `{operation.name}`, but {how}. "
    if pieces and streaming.media:
        kept = f"The answer of `{operation.name}` as {_other_media(streaming)}: {how}. "
    paragraphs = [
        sentence(operation.summary) or f"{operation.method} {operation.path}.",
        f"{kept}Use it in `with`, which closes the connection also where not all is read.",
        _words(operation) if streaming.alone else "",
        "Deprecated." if operation.deprecated else "",
        bullets(_arguments(file, operation, arguments)),
        f"Returns `{kind}{'' if pieces else f'[{item}]'}`, an iterator, when the answer begins.",
        _raises(file, operation),
        *(
            [vendor_notes(_notes(operation)), sources(operation.sources, operation.certainty)]
            if streaming.alone
            else []
        ),
    ]
    return docstring(joined(paragraphs), INDENT)


def short_stream(operation: Operation, method: str, owner: str) -> Code:
    """The docstring of its async twin, which points to the method of the class `owner`."""
    if method == operation.name:
        return short(operation, owner)
    return docstring(f"The answer of `{operation.name}` as a stream; see `{owner}.{method}`.", INDENT)


# --- arguments -----------------------------------------------------------------------------------------------


def _arguments(file: EmittedFile, operation: Operation, arguments: Iterable[Argument]) -> Iterator[tuple[str, str]]:
    """The name of each argument, in the order of the method's head, and what it means."""
    parameters = {parameter.name: _parameter(parameter) for parameter in operation.arguments}
    for argument in arguments:
        yield argument.name, parameters.get(argument.name) or _special(file, operation, argument.name)


def _parameter(parameter: Parameter) -> str:
    return parameter.description.text or f"The {parameter.location} parameter `{parameter.wire}`."


def _special(file: EmittedFile, operation: Operation, name: str) -> str:
    """An argument that is no parameter of the operation."""
    match name:
        case "url":
            return "Where to call it: the address that an earlier answer gave."
        case "body":
            assert operation.body is not None
            return operation.body.description.text or _first_words(file, operation.body.type) or "What is sent."
        case "media":
            return (
                "How the body is written: by its type, where it is left out."
                if is_chosen(operation)
                else "How the body is written."
            )
        case "idempotency_key":
            return _key(operation)
        case _:
            return "For this call alone: time limit, retries, headers."


def _key(operation: Operation) -> str:
    assert operation.idempotency is not None
    bound, hours = operation.idempotency.max_length, operation.idempotency.hours
    facts = [
        *([f"remembered for {hours:g} hours"] if hours is not None else []),
        *([f"at most {bound} characters"] if bound is not None else []),
        "made for you where it is left out",
    ]
    return f"Tells the provider what is a repeat; {', '.join(facts)}."


# --- result -------------------------------------------------------------------------------------------------


def _returns(file: EmittedFile, operation: Operation) -> str:
    if operation.returns == NONE:
        return "Returns None."
    if len({response.type for response in operation.success}) < 2:
        return f"Returns {described(file, operation.returns, operation.success)}"
    by_status = [(response.status, described(file, response.type, [response])) for response in operation.success]
    return "Returns, by status:\n" + bullets(by_status)


def _others(operation: Operation) -> str:
    """What the answer may be besides, and which method gives it so."""
    stream = operation.streaming
    if stream is None or stream.kind != "Bytes" or not stream.media:
        return ""
    return f"`{stream.method}` gives it as {_other_media(stream)}."


def _other_media(streaming: Streaming) -> str:
    """The media types that a download asks for, and how to choose one."""
    names = [f"`{media.partition(';q=')[0]}`" for media in streaming.media]
    return f"{_listed(names, 'or')}, which `Accept` in `options` chooses" if len(names) > 1 else names[0]


def _headers(file: EmittedFile, operation: Operation) -> str:
    """Which models the documented headers are."""
    told = [response.headers.type for response in operation.success if response.headers is not None]
    names = dict.fromkeys(f"`{file.type(type_)}`" for type_ in told)
    return f"Headers, with `with_response`: {', '.join(names)}." if names else ""


def _links(file: EmittedFile, operation: Operation) -> str:
    """Which calls may follow, and where their arguments stand."""
    wanted = {link.operation for link in operation.links}
    names = {
        each.id: (f"{resource.path}.{each.name}", {p.wire: p.name for p in each.parameters})
        for resource in (file.api.resources if wanted else ())
        for each in resource.operations
        if each.id in wanted
    }
    told: list[tuple[str, str]] = []
    for link in operation.links:
        method, arguments = names[link.operation]
        given = [f"`{arguments.get(wire, wire)}` is {words}" for wire, words in link.given]
        given += [f"`body` is {link.body}"] if link.body else []
        words = f"`{method}`{f', where {_listed(given)}' if given else ''}."
        told.append((link.name, joined_line([words, shortened(one_line(link.description), BULLET)])))
    return "What may follow:\n" + bullets(told) if told else ""


def joined_line(parts: Iterable[str]) -> str:
    """The parts that are not empty, in one line."""
    return " ".join(filter(None, parts))


def described(file: EmittedFile, type_: TypeRef, responses: Iterable[Response] = ()) -> str:
    """A type and what it means: the words of a response, else those of the model."""
    told = [one_line(response.description.text) for response in responses]
    meaning = next((doc for doc in told if doc.casefold().rstrip(".") not in _SAYS_NOTHING), "")
    meaning = shortened(meaning or _first_words(file, type_), BULLET)
    return f"`{file.type(type_)}`{f': {meaning}' if meaning else '.'}"


def _first_words(file: EmittedFile, type_: TypeRef) -> str:
    """The first sentence of a model's description."""
    model = file.models.get(type_.key) if isinstance(type_, Ref) else None
    return shortened(one_line(model.description.text), 1) if model is not None else ""


# --- errors --------------------------------------------------------------------------------------------------


def _raises(file: EmittedFile, operation: Operation) -> str:
    envelopes = file.api.envelopes if operation.envelopes is None else operation.envelopes
    raised = [error_class(response.status) for response in operation.errors]
    raised += ["ProviderRejectedError (inside of a success)"] if any(envelope.flag for envelope in envelopes) else []
    return f"Raises {_listed(raised)}{'; ' if raised else ''}{_doubt(operation)}"


def error_class(status: str) -> str:
    """The class that is raised for a status of an error, and the status itself."""
    if status == "default":
        return "APIStatusError (any other status)"
    kind = "InternalServerError" if status.startswith("5") else ERROR_CLASSES.get(status, "APIStatusError")
    return f"{kind} ({status})"


def _listed(names: list[str], word: str = "and") -> str:
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else "".join(names)


def _doubt(operation: Operation) -> str:
    """What is raised after a failure that leaves the outcome open."""
    raised = "OutcomeUnknownError when no usable answer came"
    match operation.effect:
        case "READS":
            return f"{raised}: the call can be made again."
        case "SETS":
            return f"{raised}: it may have happened, and a repeat does no harm."
        case _ if operation.idempotency is not None:
            return f"{raised}: it may have happened; the error says whether to repeat with the same key."
        case _:
            return f"{raised}: it may have happened, and is never repeated; look before you call again."
