"""The retry table of the design, cell by cell; waiting; Retry-After; deadlines; keys."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Iterator
from itertools import repeat
from typing import Any

import httpx
import pytest
from reissue_runtime import retry
from reissue_runtime.errors import (
    APIConnectionError,
    APIStatusError,
    ConfigurationError,
    ConflictError,
    InternalServerError,
    InvalidArgumentError,
    NotFoundError,
    Outcome,
    OutcomeUnknownError,
    RateLimitError,
    ReissueError,
    ResponseDecodeError,
)
from reissue_runtime.idempotency import Idempotency
from reissue_runtime.model import UNSET
from reissue_runtime.operation import Effect
from reissue_runtime.options import CallOptions
from reissue_runtime.retry import TABLE, Action, Failure, Repeat, RetryPolicy
from reissue_runtime.testing import StillClock

from tests.runtime.scripted_client import MODES, Kit, Mode, Script, operation

HARMLESS, KEYED, HARMFUL = ("reads", "sets"), ("sends+key", "creates+key", "pays+key"), ("sends", "creates", "pays")
COLUMNS = {Repeat.HARMLESS: HARMLESS, Repeat.KEYED: KEYED, Repeat.HARMFUL: HARMFUL}

NOT_SENT = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.PoolTimeout("busy"),
    httpx.ProxyError("no"),
]
BROKEN = [
    httpx.ReadTimeout("slow"),
    httpx.WriteTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.RemoteProtocolError("gone"),
    httpx.LocalProtocolError("odd"),
    OSError("odd"),
    RuntimeError("a bug of a transport"),
]


class Endless(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body without an end."""

    def __iter__(self) -> Iterator[bytes]:
        return repeat(b" " * 1_000_000)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


AFTER = {"retry-after": "1"}
EXAMPLES: dict[Failure, list[Any]] = {
    Failure.NOT_SENT: NOT_SENT,
    Failure.LIMITED: [429, (429, None, AFTER)],
    Failure.UNAVAILABLE: [(503, None, AFTER)],
    Failure.BROKEN: BROKEN,
    Failure.GATEWAY: [502, 503, 504],
    Failure.SERVER: [500],
    Failure.SERVER_OTHER: [501, 520],
    Failure.TOO_LARGE: [lambda request: httpx.Response(200, stream=Endless())],
    Failure.TIMEOUT: [99, 101, 199, 408, 460, 499],
    Failure.REFUSED: [400, 402, 409, 410, 422, 301, 307],
}
# The table of the design, written a second time, by hand: retry, no, or OutcomeUnknownError at once.
DESIGN: dict[Failure, tuple[str, str, str]] = {
    Failure.NOT_SENT: ("retry", "retry", "retry"),
    Failure.TOO_LATE: ("no", "no", "no"),  # of no answer: tests/runtime/test_not_after.py
    Failure.LIMITED: ("retry", "retry", "retry"),
    Failure.UNAVAILABLE: ("retry", "retry", "unknown"),
    Failure.BROKEN: ("retry", "retry", "unknown"),
    Failure.GATEWAY: ("retry", "retry", "unknown"),
    Failure.SERVER: ("retry", "unless bound", "unknown"),
    Failure.SERVER_OTHER: ("no", "unless bound", "unknown"),
    Failure.TOO_LARGE: ("no", "unknown", "unknown"),
    Failure.TIMEOUT: ("retry", "retry", "unknown"),
    Failure.REFUSED: ("no", "no", "no"),
}
CELLS = [
    pytest.param(failure, answer, effect, DESIGN[failure][index], id=f"{failure.name}-{number}-{effect}")
    for failure, answers in EXAMPLES.items()
    for number, answer in enumerate(answers)
    for index, effects in enumerate(COLUMNS.values())
    for effect in effects
]


def body_for(effect: str) -> Any:
    return UNSET if effect.startswith("reads") else {"total": 1}


def test_the_table_is_the_one_of_the_design() -> None:
    words = {Action.RETRY: "retry", Action.STOP: "no", Action.UNKNOWN: "unknown", Action.UNLESS_BOUND: "unless bound"}
    assert {row: tuple(words[cell] for cell in cells.values()) for row, cells in TABLE.items()} == DESIGN
    assert all(list(cells) == list(COLUMNS) for cells in TABLE.values())
    assert list(TABLE) == list(Failure)


@pytest.mark.parametrize(("failure", "answer", "effect", "action"), CELLS)
def test_cell(failure: Failure, answer: Any, effect: str, action: str) -> None:
    recovering = Kit("sync", Script(answer, 200))
    made = operation(effect)
    if action == "retry":
        assert recovering.call(made, body=body_for(effect)).id == "R-1"
        assert len(recovering.requests) == 2
        assert len(set(recovering.script.keys())) == 1
        assert (recovering.script.keys()[0] is not None) == ("+" in effect)
    else:
        with pytest.raises(ReissueError) as stopped:
            recovering.call(made, body=body_for(effect))
        assert len(recovering.requests) == 1
        assert stopped.value.attempts == 1
        unread = failure is Failure.TOO_LARGE and effect == "sets"  # not repeated, and nobody knows
        assert isinstance(stopped.value, OutcomeUnknownError) == (action != "no" or unread)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("failure", [failure for failure in Failure if failure is not Failure.TOO_LATE])
@pytest.mark.parametrize("effect", ["reads", "sets", "creates+key", "creates"])
def test_what_is_raised_in_the_end(mode: Mode, failure: Failure, effect: str) -> None:
    kit = Kit(mode, Script(EXAMPLES[failure][0]), retry=RetryPolicy(max_attempts=3))
    with pytest.raises(ReissueError) as caught:
        kit.call(operation(effect), body=body_for(effect))
    error = caught.value
    repeat = Repeat.of(Effect(effect.partition("+")[0]), "+" in effect)
    assert error.attempts == len(kit.requests) == (3 if TABLE[failure][repeat] is Action.RETRY else 1)
    answered = failure not in (Failure.NOT_SENT, Failure.BROKEN, Failure.TOO_LARGE)
    assert error.idempotency_key == kit.script.keys()[0]
    ambiguous = failure in retry.AMBIGUOUS
    unknown = ambiguous and effect != "reads"  # a read makes nothing happen, answered or not
    assert error.outcome is (Outcome.UNKNOWN if unknown else Outcome.NOT_HAPPENED)
    if failure is not Failure.REFUSED:
        # A key that any answer uses up gives the same failure again, and tells nothing of what happened.
        harmful = unknown and (effect == "creates" or (effect == "creates+key" and answered))
        assert error.advice == ("look" if harmful else "repeat" if error.idempotency_key is None else "same_key")
    server = (
        failure in (Failure.UNAVAILABLE, Failure.GATEWAY, Failure.SERVER, Failure.SERVER_OTHER)
        and repeat is Repeat.HARMLESS
    )
    expected: type[ReissueError] = OutcomeUnknownError if unknown else APIStatusError
    if failure is Failure.NOT_SENT or (ambiguous and not unknown):
        expected = APIConnectionError
    if server:
        expected = InternalServerError
    elif failure is Failure.LIMITED:
        expected = RateLimitError
    assert isinstance(error, expected)
    assert error.__cause__ is None
    assert error.__context__ is None


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        (409, ConflictError),
        (404, NotFoundError),
        (429, RateLimitError),
        (httpx.ConnectError("no"), OutcomeUnknownError),
    ],
)
@pytest.mark.parametrize("effect", ["creates+key", "sets"])
def test_a_refusal_after_a_doubtful_attempt_proves_nothing(last: Any, kind: type[ReissueError], effect: str) -> None:
    kit = Kit("sync", Script(httpx.ReadTimeout("slow"), last))
    with pytest.raises(kind) as caught:
        kit.call(operation(effect), body={})
    assert caught.value.outcome is Outcome.UNKNOWN
    # That there is nothing to be found, or that it is in the way, may be what the first attempt did.
    keyed = "+" in effect  # with a key that any answer uses up
    quiet = not isinstance(last, int)
    assert caught.value.advice == (
        ("same_key" if quiet else "look") if keyed else "look" if last in (404, 409) else "repeat"
    )
    assert "may have" in str(caught.value)
    assert ("a repeat does no harm" in str(caught.value)) == (caught.value.advice == "repeat")


def test_a_read_that_failed_before_is_as_refused_as_any() -> None:
    with pytest.raises(NotFoundError) as caught:
        Kit("sync", Script(503, 404)).call(operation("reads"))
    assert caught.value.outcome is Outcome.NOT_HAPPENED


# --- attempts, time, waiting ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_attempts_and_waits_are_bounded(mode: Mode) -> None:
    kit = Kit(mode, Script(503), retry=RetryPolicy(max_attempts=7, base=1.0, cap=5.0, deadline=1000))
    with pytest.raises(InternalServerError) as caught:
        kit.call(operation("reads"))
    assert caught.value.attempts == len(kit.requests) == 7
    assert kit.slept == [1, 2, 4, 5, 5, 5]


def test_never_means_one_attempt() -> None:
    kit = Kit("sync", Script(httpx.ConnectError("no")))
    with pytest.raises(APIConnectionError):
        kit.call(operation("reads"), options=CallOptions(retry=RetryPolicy.NEVER))
    assert len(kit.requests) == 1


def test_jitter_is_full() -> None:
    policy = RetryPolicy(base=1.0, cap=8.0)
    assert retry.delay(policy, 3, None, lambda low, high: low) == 0.0
    assert retry.delay(policy, 3, None, lambda low, high: high) == 4.0
    assert retry.delay(policy, 5000, None, lambda low, high: high) == 8.0
    drawn = [retry.delay(policy, 4, None, retry.uniform) for _ in range(200)]
    assert 0 <= min(drawn) < 2 and 6 < max(drawn) <= 8


@pytest.mark.parametrize("mode", MODES)
def test_retry_after_is_waited_for(mode: Mode) -> None:
    kit = Kit(mode, Script((429, None, {"retry-after": "7"}), 200))
    kit.call(operation("creates"), body={})
    assert kit.slept == [7.0]


def test_retry_after_longer_than_the_deadline_gives_up_at_once() -> None:
    kit = Kit("sync", Script((429, None, {"retry-after": "120"}), 200))
    with pytest.raises(RateLimitError, match="wait 120 s"):
        kit.call(operation("reads"))
    assert len(kit.requests) == 1 and kit.slept == []


def test_a_wait_does_not_reach_over_the_deadline() -> None:
    kit = Kit("sync", Script(503), retry=RetryPolicy(base=100, cap=100, deadline=50), timeout=1.0)
    with pytest.raises(InternalServerError):
        kit.call(operation("reads"))
    assert len(kit.requests) == 1


def test_later_attempts_get_the_time_that_is_left() -> None:
    kit = Kit("sync", Script(503, 503, 200), retry=RetryPolicy(deadline=30), timeout=30.0)
    started = time.monotonic()
    kit.client._sleep = lambda seconds: time.sleep(0.05)
    kit.call(operation("reads"))
    timeouts = [request.extensions["timeout"]["read"] for request in kit.requests]
    assert timeouts[0] == pytest.approx(30.0, abs=5)
    assert 30 - (time.monotonic() - started) <= timeouts[2] < timeouts[1] < 30


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("5", 5.0),
        (" 5 ", 5.0),
        ("1.5", 1.5),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2020 07:28:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("1e9", None),
        ("5, 6", None),
        ("1.2.3", None),
        (".", None),
        ("soon", None),
        ("٣", None),
        ("Wed, 99 Oct 2026 07:28:00 GMT", None),
        ("9" * 19, 1e19),
        ("9" * 20, 1e20),
        ("9" * 400, math.inf),
        ("Wed, 21 Oct 2026 07:28:30 -0000", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    moment = 1792567680.0  # Wed, 21 Oct 2026 07:28:00 GMT
    assert retry.parse_retry_after(value, lambda: moment) == seconds


@pytest.mark.parametrize(
    ("status", "wanted", "failure"),
    [
        (429, None, Failure.LIMITED),
        (429, 5.0, Failure.LIMITED),
        (503, 0.0, Failure.UNAVAILABLE),
        (503, None, Failure.GATEWAY),
        (502, 5.0, Failure.GATEWAY),
        (504, 5.0, Failure.GATEWAY),
        (500, 5.0, Failure.SERVER),
        (501, 5.0, Failure.SERVER_OTHER),
        (505, None, Failure.SERVER_OTHER),
        (599, None, Failure.SERVER_OTHER),
        (199, 5.0, Failure.TIMEOUT),
        (408, 5.0, Failure.TIMEOUT),
        (460, None, Failure.TIMEOUT),
        (499, None, Failure.TIMEOUT),
        (300, 5.0, Failure.REFUSED),
        (400, None, Failure.REFUSED),
        (498, 5.0, Failure.REFUSED),
    ],
)
def test_the_row_of_a_status(status: int, wanted: float | None, failure: Failure) -> None:
    assert retry.failure_of(status, wanted) is failure


NAN = float("nan")
WRONG = [{"max_attempts": 0}, *({name: value} for name in ("deadline", "base", "cap") for value in (-1.0, NAN))]

KINDS = [{"max_attempts": 2.5}, {"max_attempts": True}, {"deadline": "5"}, {"base": None}, {"cap": "8"}]


@pytest.mark.parametrize("wrong", [*WRONG, {"deadline": 0.0}, *KINDS])
def test_policies_that_make_no_sense(wrong: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        RetryPolicy(**wrong)
    assert str(caught.value) == (
        "RetryPolicy: max_attempts is a whole number from 1, deadline is in seconds above 0, "
        "base and cap are in seconds from 0."
    )


def test_the_narrowest_policy_makes_sense() -> None:
    assert RetryPolicy(max_attempts=1, deadline=0.001, base=0, cap=0) != RetryPolicy.NEVER
    assert RetryPolicy.NEVER.max_attempts == 1


# --- keys ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_one_key_for_all_attempts_and_another_for_the_next_call(mode: Mode) -> None:
    script = Script(503, httpx.ReadTimeout("slow"), 200)
    kit = Kit(mode, script)
    response = kit.response(operation("creates+key"), body={})
    first = script.keys()
    assert len(first) == 3 and set(first) == {response.idempotency_key}
    assert response.attempts == 3
    assert Kit(mode, script).response(operation("creates+key"), body={}).idempotency_key not in first


def test_the_key_of_the_caller_wins() -> None:
    kit = Kit("sync", Script(200))
    made = operation("creates+key")
    assert kit.response(made, body={}, idempotency_key="order 7").idempotency_key == "order 7"
    kit.call(made, body={}, options=CallOptions(headers={"idempotency-KEY": "order 8"}))
    assert kit.script.keys() == ["order 7", "order 8"]
    assert [len(request.headers.get_list("idempotency-key")) for request in kit.requests] == [1, 1]


@pytest.mark.parametrize("key", ["", " ", "a\nb", "ü", "x" * 65, "a\x7f", " a"])
def test_keys_that_cannot_be_sent(key: str) -> None:
    kit = Kit("sync", Script(200))
    with pytest.raises(InvalidArgumentError):
        kit.call(operation("creates+key"), body={}, idempotency_key=key)
    assert kit.requests == []


def test_a_key_that_nobody_would_recognise_is_refused() -> None:
    with pytest.raises(
        InvalidArgumentError, match=": the provider recognises no idempotency key for this operation; nothing"
    ):
        Kit("sync", Script(200)).call(operation("creates"), body={}, idempotency_key="k")


def test_a_key_for_all_calls_of_a_client_is_refused() -> None:
    kit = Kit("sync", Script(200), headers={"Idempotency-Key": "same"})
    with pytest.raises(ConfigurationError, match="differ from call to call"):
        kit.call(operation("creates+key"), body={})


@pytest.mark.parametrize(("longest", "length"), [(None, 36), (36, 36), (35, 32), (20, 20)])
def test_made_keys_fit(longest: int | None, length: int) -> None:
    kit = Kit("sync", Script(200))
    made = operation("creates", idempotency=Idempotency(header="Idempotency-Key", max_length=longest))
    kit.call(made, body={})
    key = kit.script.keys()[0]
    assert key is not None and len(key) == length


def test_keys_in_the_body() -> None:
    made = operation("creates", idempotency=Idempotency(member="ref"))
    kit = Kit("sync", Script(503, 200))
    response = kit.response(made, body={"total": 5})
    bodies = {request.content for request in kit.requests}
    assert bodies == {b'{"ref":"%s","total":5}' % response.idempotency_key.encode()}
    assert kit.response(made, body={"ref": "mine"}).idempotency_key == "mine"


@pytest.mark.parametrize(("effect", "attempts"), [("reads", 3), ("sets", 3), ("pays", 2), ("pays+key", 2)])
def test_an_effect_is_not_begun_with_little_time_left(effect: str, attempts: int) -> None:
    """What is cut off leaves its outcome unknown, where the refused connection before left none."""
    clock = StillClock()
    kit = Kit(
        "sync",
        Script(httpx.ConnectError("no")),
        retry=RetryPolicy(deadline=40, base=17, cap=17),
        timeout=60.0,
        clock=clock,
    )
    kit.client._sleep = clock.sleep
    with pytest.raises(APIConnectionError):
        kit.call(operation(effect), body=body_for(effect))
    # After 17 s 23 are left, after 34 s 6, which is less than a quarter of 40.
    assert len(kit.requests) == attempts
    left = [request.extensions["timeout"]["read"] for request in kit.requests]
    assert left == [40.0, 23.0, 6.0][:attempts]


@pytest.mark.parametrize("status", [500, 501])
def test_a_key_that_only_a_success_binds_goes_with_the_repeat(status: int) -> None:
    keys = Idempotency(header="Idempotency-Key", binds="success")
    kit = Kit("sync", Script(status, 200))
    assert kit.call(operation("creates", idempotency=keys), body={}).id == "R-1"
    assert len(set(kit.script.keys())) == 1
    with pytest.raises(OutcomeUnknownError) as caught:
        Kit("sync", Script(status), retry=RetryPolicy.NEVER).call(operation("creates", idempotency=keys), body={})
    assert caught.value.advice == "same_key"


# --- what one call chooses, and the last moment for another attempt ---------------------------------------------


@pytest.mark.parametrize(("client", "call", "refused"), [(True, None, True), (True, False, False), (False, True, True)])
def test_strict_of_a_call_takes_the_place_of_that_of_the_client(client: bool, call: bool | None, refused: bool) -> None:
    kit = Kit("sync", Script((200, b'{"id":"R","new":1}')), strict=client)
    options = CallOptions(strict=call)
    if not refused:
        assert kit.call(operation("sends"), options=options).id == "R"
        return
    with pytest.raises(ResponseDecodeError) as caught:
        kit.call(operation("sends"), options=options)
    assert caught.value.outcome is Outcome.HAPPENED


@pytest.mark.parametrize(
    ("effect", "wanted", "sent"),
    [
        ("reads", "39.9", 2),
        ("reads", "40", 1),  # there would be no time at all
        ("creates+key", "29.9", 2),
        ("creates+key", "30", 1),  # with a quarter of it left, an attempt that is cut off would leave the outcome open
        ("creates+key", "31", 1),
    ],
)
def test_the_last_moment_for_another_attempt(effect: str, wanted: str, sent: int) -> None:
    """`RetryPolicy.deadline`: the repeats of an effect begin only with a quarter of it to come, or a whole timeout."""
    script, clock = Script((429, None, {"retry-after": wanted}), 200), StillClock()
    kit = Kit("sync", script, clock=clock, timeout=20.0, retry=RetryPolicy(deadline=40.0, base=0.0))
    body = {} if effect != "reads" else UNSET
    if sent == 2:
        assert kit.call(operation(effect), body=body).id
    else:
        with pytest.raises(RateLimitError):
            kit.call(operation(effect), body=body)
    assert len(script.requests) == sent


@pytest.mark.parametrize("left", [0.25, 0.999])
def test_no_attempt_may_take_longer_than_its_call(left: float) -> None:
    script = Script(200)
    Kit("sync", script, timeout=20.0, clock=StillClock(), retry=RetryPolicy(deadline=left)).call(operation("reads"))
    assert script.requests[0].extensions["timeout"]["read"] == left
