"""Errors: the tree, what each tells, and that they pickle and copy without what the provider wrote."""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import httpx
import pytest
from msgspec import UNSET
from reissue_runtime import errors
from reissue_runtime.errors import (
    Advice,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    Outcome,
    PermissionDeniedError,
    ProviderRejectedError,
    RateLimitError,
    ReissueError,
    ResponseDecodeError,
    UnprocessableEntityError,
)
from reissue_runtime.idempotency import Idempotency
from reissue_runtime.media import by_media
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.retry import RetryPolicy

from tests.runtime.scripted_client import FLAG, GET, MODES, Kit, Mode, Problem, Script, operation

ALL = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, ReissueError)]
STATUSES: list[tuple[int, type[APIStatusError]]] = [
    (400, BadRequestError),
    (401, AuthenticationError),
    (402, APIStatusError),
    (403, PermissionDeniedError),
    (404, NotFoundError),
    (405, APIStatusError),
    (409, ConflictError),
    (410, APIStatusError),
    (422, UnprocessableEntityError),
    (429, RateLimitError),
    (500, InternalServerError),
    (501, InternalServerError),
    (503, InternalServerError),
    (599, InternalServerError),
    (300, APIStatusError),
    (304, APIStatusError),
]


def made(kind: type[ReissueError]) -> ReissueError:
    return kind(
        "acme invoices-get: it went wrong.",
        provider="acme",
        operation="invoices-get",
        status=500,
        request_id="req-1",
        attempts=3,
        idempotency_key="k",
        outcome=Outcome.UNKNOWN,
        advice=errors.Advice.LOOK,
        code="E1",
        provider_message="no",
        detail={"card": "4111"},
        body=b'{"card":"4111"}',
        reason="ReadTimeout",
    )


@pytest.mark.parametrize("kind", ALL)
def test_every_error_tells_everything_and_survives(kind: type[ReissueError]) -> None:
    error = made(kind)
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is kind
        assert str(other) == str(error) == "acme invoices-get: it went wrong."
        members = {**error.__dict__, "body": other.body, "detail": other.detail}
        assert other.__dict__ == members
    assert b"4111" not in pickle.dumps(error)
    assert "4111" not in repr(error) + str(error)
    assert copy.copy(error).body == error.body and pickle.loads(pickle.dumps(error)).body is None
    assert repr(error) == f"{kind.__name__}('acme invoices-get: it went wrong.')"


def test_the_tree() -> None:
    assert {kind.__mro__[1].__name__ for kind in ALL} == {"Exception", "ReissueError", "APIStatusError"}
    assert issubclass(errors.InvalidArgumentError, ValueError)
    assert [str(outcome) for outcome in Outcome] == ["happened", "not happened", "unknown"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_statuses(mode: Mode, status: int, kind: type[APIStatusError]) -> None:
    kit = Kit(mode, Script((status, None, {"x-request-id": "req-9"})), retry=RetryPolicy.NEVER)
    with pytest.raises(APIStatusError) as caught:
        kit.call(GET, path=("R-1",))
    error = caught.value
    assert type(error) is kind
    assert (error.provider, error.operation, error.status, error.request_id) == (
        "acme",
        "invoices-reads",
        status,
        "req-9",
    )
    assert (error.code, error.provider_message, error.attempts) == ("E1", "no", 1)
    assert error.body == b'{"message":"no","code":"E1"}'
    assert error.detail == (Problem(message="no", code="E1") if status == 404 else None)
    assert str(error).startswith(f"acme invoices-reads: HTTP {status}")
    assert "acme" in str(error) and "\n" not in str(error)


@pytest.mark.parametrize(
    ("documented", "body", "detail"),
    [
        ({"4XX": Problem}, b'{"message":"no"}', Problem(message="no")),
        ({"default": Problem}, b'{"message":"no"}', Problem(message="no")),
        ({400: None, "default": Problem}, b'{"message":"no"}', None),
        ({400: Problem}, b"<html>", None),
        ({400: str}, b"sorry", "sorry"),
        ({400: bytes}, b"\xff", b"\xff"),
        ({400: dict[str, Any]}, b'{"a":1}', {"a": 1}),
    ],
)
def test_details_are_typed_where_documented(documented: Any, body: bytes, detail: Any) -> None:
    with pytest.raises(BadRequestError) as caught:
        Kit("sync", Script((400, body))).call(operation("reads", errors=documented, answers=by_media))
    assert caught.value.detail == detail


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(301, "not happened"), (302, "unknown"), (303, "unknown"), (307, "not happened"), (308, "not happened")],
)
def test_redirects_are_errors_that_name_only_the_origin(status: int, outcome: str) -> None:
    kit = Kit("sync", Script((status, b"", {"location": "https://evil.example/login?token=abc#x"}), 200))
    with pytest.raises(APIStatusError) as caught:
        kit.call(operation("sends"))
    assert len(kit.requests) == 1
    assert "to https://evil.example," in str(caught.value)
    assert "login" not in str(caught.value) and "abc" not in str(caught.value)
    assert caught.value.outcome == outcome
    assert caught.value.advice == ("person" if outcome == "not happened" else "look")


@pytest.mark.parametrize("location", ["", "::::", "http://[", "/else", "//other.example/x"])
def test_odd_redirects(location: str) -> None:
    with pytest.raises(ReissueError):
        Kit("sync", Script((301, b"", {"location": location})), retry=RetryPolicy.NEVER).call(operation("sends"))


# --- envelopes -----------------------------------------------------------------------------------------------

ENVELOPED = operation("creates", envelopes=(FLAG,))


@pytest.mark.parametrize("mode", MODES)
def test_an_error_inside_of_a_success(mode: Mode) -> None:
    kit = Kit(mode, Script((200, b'{"success":false,"message":"Invoice is paid","code":"PAID","data":{"id":"R-1"}}')))
    with pytest.raises(ProviderRejectedError) as caught:
        kit.call(ENVELOPED, body={})
    error = caught.value
    assert (error.status, error.code, error.provider_message) == (200, "PAID", "Invoice is paid")
    assert error.outcome is Outcome.NOT_HAPPENED and error.advice == "person"
    assert "Invoice is paid" in str(error)


def test_the_data_of_an_envelope() -> None:
    assert Kit("sync", Script((200, b'{"success":true,"data":{"id":"R-7"}}'))).call(ENVELOPED, body={}).id == "R-7"


def test_a_flag_of_the_wrong_kind_counts_and_is_told() -> None:
    response = Kit("sync", Script((200, b'{"success":"true","data":{"id":"R-7"}}'))).response(ENVELOPED, body={})
    assert response.value.id == "R-7"
    assert [drift.path for drift in response.drift] == ["$.success"]
    with pytest.raises(ProviderRejectedError):
        Kit("sync", Script((200, b'{"success":0}'))).call(ENVELOPED, body={})


@pytest.mark.parametrize(
    "body", [b'{"data":{"id":"R-7"}}', b"[]", b"null", b'{"success":true,"data":{"id"', b"", b"<p>"]
)
def test_no_flag_no_certainty(body: bytes) -> None:
    with pytest.raises(ResponseDecodeError) as caught:
        Kit("sync", Script((200, body))).call(ENVELOPED, body={})
    assert caught.value.outcome is Outcome.UNKNOWN
    assert caught.value.advice == "look"
    assert caught.value.body == body


def test_messages_of_errors_with_an_envelope() -> None:
    with pytest.raises(BadRequestError) as caught:
        Kit("sync", Script((400, b'{"success":false,"message":"bad date","code":"D1"}'))).call(ENVELOPED, body={})
    assert (caught.value.provider_message, caught.value.code) == ("bad date", "D1")


# --- success that cannot be read -----------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("body", "media", "outcome"),
    [
        (b'{"id":"R-', "application/json", "unknown"),
        (b'{"id":"R-', "application/problem+json; charset=utf-8", "unknown"),
        (b"", "application/json", "unknown"),
        (b"<html>Sign in</html>", "text/html", "unknown"),
        (b"<html>Sign in</html>", "application/json", "unknown"),
        (b'{"id":"R-', "text/html", "unknown"),
    ],
)
def test_a_success_that_cannot_be_read(mode: Mode, body: bytes, media: str, outcome: str) -> None:
    with pytest.raises(ResponseDecodeError) as caught:
        Kit(mode, Script((200, body, {"content-type": media}))).call(operation("sends"))
    assert caught.value.outcome == outcome
    assert caught.value.body == body
    assert caught.value.advice == "look"
    assert caught.value.__context__ is None


@pytest.mark.parametrize("status", [204, 205])
def test_no_content_is_a_success(status: int) -> None:
    response = Kit("sync", Script((status, b""))).response(operation("sends"))
    assert type(response.value).__name__ == "Invoice"
    assert response.drift


def test_strict_raises_for_any_drift_and_says_that_it_happened() -> None:
    script = Script((200, b'{"id":"R-1","total":"7","new":1}'))
    assert Kit("sync", script).call(operation("sends")).total == 7
    with pytest.raises(ResponseDecodeError, match=r"\$\.total") as caught:
        Kit("sync", script, strict=True).call(operation("sends"))
    assert caught.value.outcome is Outcome.HAPPENED


@pytest.mark.parametrize(("returns", "accept"), [(bytes, "application/pdf"), (str, "text/csv")])
def test_a_refusal_where_a_file_was_asked_for(returns: Any, accept: str) -> None:
    made: Any = Operation[returns](  # type: ignore[valid-type]
        id="x", method="GET", path="/x", effect=Effect.READS, accept=(accept,), answers=by_media, envelopes=(FLAG,)
    )
    with pytest.raises(ProviderRejectedError, match="gone"):
        Kit("sync", Script((200, b'{"success":false,"message":"gone"}'))).call(made)
    assert Kit("sync", Script((200, b"a;b", {"content-type": accept}))).call(made) in (b"a;b", "a;b")


HAPPENED, NOT_HAPPENED, UNKNOWN = Outcome.HAPPENED, Outcome.NOT_HAPPENED, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "outcome", "harmless", "key", "advice"),
    [
        (errors.ResponseDecodeError, HAPPENED, False, None, "stop"),
        (errors.ResponseDecodeError, HAPPENED, True, "k", "stop"),
        (errors.OutcomeUnknownError, UNKNOWN, False, None, "look"),
        (errors.OutcomeUnknownError, UNKNOWN, True, None, "repeat"),
        (errors.OutcomeUnknownError, UNKNOWN, True, "k", "same_key"),
        (errors.APIConnectionError, NOT_HAPPENED, True, None, "repeat"),
        (errors.APIConnectionError, NOT_HAPPENED, True, "k", "same_key"),
        (errors.RateLimitError, NOT_HAPPENED, True, "k", "same_key"),
        (errors.InternalServerError, UNKNOWN, True, None, "repeat"),
        (errors.ConfigurationError, NOT_HAPPENED, True, None, "person"),
        (errors.InvalidArgumentError, NOT_HAPPENED, True, "k", "person"),
        (errors.AuthenticationError, NOT_HAPPENED, True, None, "person"),
        (errors.NotFoundError, NOT_HAPPENED, True, "k", "person"),
        (errors.NotFoundError, UNKNOWN, False, None, "look"),
        (errors.NotFoundError, UNKNOWN, True, "k", "same_key"),
        (errors.ProviderRejectedError, NOT_HAPPENED, True, None, "person"),
        (errors.ConflictError, NOT_HAPPENED, True, None, "look"),
        (errors.ConflictError, UNKNOWN, True, "k", "look"),
        (errors.WebhookVerificationError, UNKNOWN, True, None, "stop"),
        (errors.WebhookVerificationError, UNKNOWN, False, None, "stop"),
    ],
)
def test_advice(kind: type[ReissueError], outcome: Outcome, harmless: bool, key: str | None, advice: str) -> None:
    error = kind("no", outcome=outcome, idempotency_key=key, advice=kind.advised(outcome, key, harmless))
    assert error.advice == advice and isinstance(error.advice, errors.Advice)
    assert pickle.loads(pickle.dumps(error)).advice == advice


# --- words and advice --------------------------------------------------------------------------------------

LOST = httpx.ReadTimeout("slow")
ENDINGS: list[tuple[Any, ...]] = [
    *((status,) for status in (300, 301, 302, 400, 401, 404, 408, 409, 422, 429, 499, 500, 501, 502, 503)),
    ((200, b"<html>"),),
    ((200, b'{"success":false,"message":"no"}'),),
    (LOST,),
    (httpx.ConnectError("refused"),),
    *((503, status) for status in (400, 404, 409, 429, 500)),
    *((LOST, other) for other in (httpx.ConnectError("refused"), 404, 429, (200, b"<html>"))),
]


@pytest.mark.parametrize("effect", ["reads", "sets", "sends", "creates+key", "pays+free"])
@pytest.mark.parametrize("ending", ENDINGS, ids=str)
def test_the_words_of_an_error_say_what_its_advice_says(effect: str, ending: tuple[Any, ...]) -> None:
    """docs/errors-and-retries.md: who reads the message and who reads `advice` do the same."""
    free = Idempotency(header="Idempotency-Key", max_length=64, binds="success")
    kept = {"idempotency": free} if effect.endswith("+free") else {}
    kit = Kit("sync", Script(*ending), retry=RetryPolicy(max_attempts=len(ending)))
    with pytest.raises(ReissueError) as caught:
        kit.call(operation(effect, envelopes=(FLAG,), **kept), body={} if effect != "reads" else UNSET)
    error, said = caught.value, str(caught.value)
    looks = "read the object before" in said or "Read the object first" in said
    assert looks == (error.advice is Advice.LOOK), (said, error.advice)
    assert ("with idempotency_key=" in said) == (error.advice is Advice.SAME_KEY and error.outcome is Outcome.UNKNOWN)
    if "a repeat does no harm" in said:
        assert error.advice is Advice.REPEAT and error.outcome is Outcome.UNKNOWN
    if error.outcome is Outcome.UNKNOWN:
        assert "may have" in said or error.advice is Advice.REPEAT, said


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (httpx.RemoteProtocolError("illegal status line: bytearray(b'ada@example.com')"), "illegal status line"),
        (httpx.LocalProtocolError("Illegal header value b'tok-1\\n'"), "Illegal header value"),
        (httpx.ReadError("[Errno 104] Connection reset by peer"), "[Errno 104] Connection reset by peer"),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), "Server disconnected"),
    ],
)
def test_what_a_transport_quotes_is_not_told(raised: Exception, told: str) -> None:
    with pytest.raises(ReissueError) as caught:
        Kit("sync", Script(raised), retry=RetryPolicy.NEVER).call(operation("sends"))
    said = f"{caught.value} {caught.value.reason} {pickle.dumps(caught.value)!r}"
    assert told in said and "ada@example.com" not in said and "tok-1" not in said
