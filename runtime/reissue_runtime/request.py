# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""From an operation and the arguments of a call to a request that can be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

from . import encode
from .body import Body, Hidden, Json, Sealed, Written
from .errors import InvalidArgumentError
from .model import UNSET
from .operation import Operation
from .plan import OURS, Plan, header
from .secret import Secret
from .steps import Headers, Prepared


class Arguments(Hidden):
    """What the caller gave to one call: bodies and parameters may hold secrets."""

    path: Sequence[object] = ()
    query: Sequence[object] = ()
    headers: Sequence[object] = ()
    cookies: Sequence[object] = ()
    body: object = UNSET
    media: str | None = None
    url: str | None = None
    key: str | None = None


def prepare(
    plan: Plan, call: Arguments, extra: Mapping[str, str], query: Any, key: str | None
) -> tuple[Prepared, str | None, Written | None]:
    """The request, the idempotency key in force, and the body, to be closed at the end.

    `extra` and `query` are the headers and query parameters of CallOptions. Raises
    InvalidArgumentError.
    """
    try:
        return _prepare(plan, call, extra, query, key)
    except encode.EncodeError as error:
        problem = str(error)
    except UnicodeError:
        problem = "a text that cannot be encoded"
    # Raised here and not there: the frames of the encoders hold what the caller gave.
    raise InvalidArgumentError(problem)


def _prepare(
    plan: Plan, call: Arguments, extra: Mapping[str, str], query: Any, key: str | None
) -> tuple[Prepared, str | None, Written | None]:
    keys = plan.operation.idempotency
    headers = plan.headers
    if call.headers or call.cookies or extra or plan.applied:
        headers = _merged(plan, call, extra)
    if key is not None and keys is not None and keys.header is not None:
        headers = [*headers, (keys.header.encode("ascii"), key.encode("ascii"))]
    prepared = Prepared(plan.operation.method, "", headers)
    body: Written | None = None
    if call.body is not UNSET or (keys is not None and keys.member is not None):
        body, key = _written(plan.operation, call, key)
        _put_body(prepared, plan, body)
    prepared.constant = plan.plain and call.url is None and not query
    prepared.url = _url(plan, call, query)
    return prepared, key, body


# --- address -------------------------------------------------------------------------


def _url(plan: Plan, call: Arguments, query: Any) -> str:
    operation = plan.operation
    if call.url is not None:
        url = call.url
    elif plan.plain:
        url = plan.base + operation.path
    else:
        values = _revealed(call.path)
        url = plan.base + encode.path(operation.path, operation.path_params, values)
    extra: Iterable[tuple[str, object]] = query
    if isinstance(query, Mapping):
        extra = cast("Mapping[str, object]", query).items()
    texts: list[str] = []
    if operation.query or extra:
        texts.append(encode.query(operation.query, _revealed(call.query), extra))
    for added in plan.applied:
        texts += [
            f"{quote(name, safe='')}={quote(value, safe='')}"
            for name, value in added.query
        ]
    text = "&".join(filter(None, texts))
    return f"{url}{'&' if '?' in url else '?'}{text}" if text else url


def _revealed(values: Sequence[object]) -> Sequence[object]:
    for value in values:
        if isinstance(value, Secret):
            return [
                part.reveal() if isinstance(part, Secret) else part for part in values
            ]
    return values


# --- headers -------------------------------------------------------------------------


def _merged(plan: Plan, call: Arguments, extra: Mapping[str, str]) -> Headers:
    """Constant headers, parameters, those of CallOptions: the last of a name counts."""
    operation = plan.operation
    more = encode.written(operation.headers, _revealed(call.headers))
    given = encode.written(operation.cookies, _revealed(call.cookies))
    cookies = [cookie for _, cookie in given]
    for added in plan.applied:
        cookies += [f"{name}={value}" for name, value in added.cookies]
    if cookie := "; ".join(filter(None, cookies)):
        more.append(("Cookie", cookie))
    for name, value in extra.items():
        if name.lower() in OURS:
            raise encode.EncodeError(f"the header {name} is not the caller's to set")
        more.append((name, encode.header_value(name, value)))
    if not more:
        return plan.headers
    last = {name.lower(): header(name, value) for name, value in more}
    kept = [
        pair for pair in plan.headers if pair[0].decode("latin-1").lower() not in last
    ]
    return [*kept, *last.values()]


# --- body ----------------------------------------------------------------------------


def _written(
    operation: Operation[Any], call: Arguments, key: str | None
) -> tuple[Written, str | None]:
    """The body, and the idempotency key in force, which may stand in it."""
    kind = _kind(operation.body, call.media)
    keys = operation.idempotency
    value = call.body
    if isinstance(value, Sealed):
        value = value.open()
    if (
        isinstance(kind, Json)
        and keys is not None
        and keys.member is not None
        and key is not None
    ):
        content, key = keys.insert(value, key)
        return Written(content, kind.media), key
    return kind.write(value, call.media), key


def _put_body(prepared: Prepared, plan: Plan, body: Written) -> None:
    prepared.content, prepared.files = body.content, body.files
    prepared.replayable = body.replayable
    kept = prepared.headers
    if "content-type" in plan.names:
        # The provider's constant one is for requests without a body.
        kept = [pair for pair in kept if pair[0].lower() != b"content-type"]
    if body.media is not None:
        kept = [*kept, (b"Content-Type", body.media.encode("ascii"))]
    prepared.headers = kept


def _kind(kinds: Sequence[Body], media: str | None) -> Body:
    if not kinds:
        raise encode.EncodeError("the operation takes no body")
    if media is None:
        return kinds[0]
    for kind in kinds:
        if (
            kind.media == media
            or (kind.media.endswith("/*") and media.startswith(kind.media[:-1]))
            or kind.media == "*/*"
        ):
            return kind
    known = ", ".join(kind.media for kind in kinds)
    raise encode.EncodeError(f"the media type of the body must be one of: {known}")
