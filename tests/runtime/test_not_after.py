"""No request of a call is begun after its `not_after`, however long its process stood still before the first byte.

What is expected comes from outside of the code: bytes are counted by a server; a process that was stopped holds nothing any
more that has an end (M. Kleppmann, "How to do distributed locking", 2016: the client that pauses between the check of its
lease and the write; C. Gray and D. Cheriton, "Leases", 1989); that CLOCK_BOOTTIME "also includes any time that the system is
suspended" says clock_gettime(2), and that a body which was announced comes whole RFC 9112, 6.3.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from math import inf, nan
from pathlib import Path
from typing import Any

import httpx
import pytest
import reissue_runtime
from msgspec import UNSET
from msgspec.structs import replace
from reissue_runtime import boot_clock, connections, late, transport
from reissue_runtime.client import AsyncClient
from reissue_runtime.errors import (
    Advice,
    APIConnectionError,
    InternalServerError,
    InvalidArgumentError,
    Outcome,
    OutcomeUnknownError,
    RateLimitError,
    ReissueError,
)
from reissue_runtime.options import CallOptions
from reissue_runtime.pagination import NextUrl
from reissue_runtime.raw import Raw
from reissue_runtime.request import Arguments
from reissue_runtime.retry import RetryPolicy

from tests.environment import bare_environment
from tests.generator.sources.test_sources_tls import certificate
from tests.runtime.scripted_client import MODES, Kit, Mode, Script, operation, provider
from tests.runtime.test_auth import Server as LoginServer
from tests.runtime.test_auth import kit as login_kit
from tests.runtime.ways_to_send import SEND, WAYS, Caller, wired

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROOT = Path(__file__).parents[2]
LIMIT = 100.0
LATER = LIMIT + 7.5


class Clock:
    """Stands before the limit for so many questions, and after it from then on; or until a test says so."""

    def __init__(self, questions: float = inf) -> None:
        self.questions = questions
        self.asked = 0
        self.is_late = False

    def __call__(self) -> float:
        self.asked += 1
        return LATER if self.is_late or self.asked > self.questions else LIMIT - 50


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(late, "_read", made)
    return made


@pytest.fixture
def caller(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Caller]]:
    monkeypatch.setattr(transport, "ssl_context", transport.ssl_context)  # a caller sets both
    monkeypatch.setattr(connections, "MOST", connections.MOST)
    made: list[Caller] = []

    def make(*args: Any, **options: Any) -> Caller:
        made.append(Caller(*args, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(certificate(tmp_path_factory.mktemp("tls"), "localhost"))


def was_too_late(error: object, attempts: int = 1) -> bool:
    assert isinstance(error, APIConnectionError), error
    assert error.outcome is Outcome.NOT_HAPPENED and error.attempts == attempts
    assert "too late: not_after= had passed by 7.5 s; nothing was sent" in error.message
    assert error.reason == "not_after= had passed by 7.5 s"
    assert error.__cause__ is None and error.__context__ is None
    return True


# --- the last moment before the first byte ---------------------------------------------------------------------------

QUESTIONS = {
    **dict.fromkeys(("httpx", "httpx2"), 2),  # before there is a connection, and before what is written
    # One more, where bytes are handed to the event loop: tasks may run before that.
    **dict.fromkeys(("async httpx", "async httpx2"), 3),
    "aiohttp": 2,  # before it is begun, and where bytes are handed to the event loop
    # Before its `send`, and when its transport says that it is about to write.
    **dict.fromkeys(("own httpx", "own httpx2", "own async httpx", "own async httpx2"), 2),
}


@pytest.mark.parametrize("warm", [False, True], ids=["new", "kept"])
@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("way", WAYS)
def test_however_late_it_becomes_nothing_is_sent_or_all(
    way: str, secure: bool, warm: bool, clock: Clock, caller: Callable[..., Caller], trusted: str
) -> None:
    """Over new connections and kept ones: each question in turn is the first that comes too late."""
    trust = trusted if secure else None
    for questions in range(QUESTIONS[way] + 1):
        with wired(trust) as wire:
            one = caller(way, wire.address, trust)
            if warm:
                assert one.call(None).id == "R-1"
            before = (wire.requests, wire.received, wire.connections)
            clock.asked, clock.questions = 0, questions
            if questions == QUESTIONS[way]:
                assert one.call(LIMIT).id == "R-1"
                assert (wire.requests, clock.asked) == (before[0] + 1, questions)
                continue
            with pytest.raises(ReissueError) as caught:
                one.call(LIMIT)
            assert was_too_late(caught.value)
            clock.questions = inf
            assert one.call(LIMIT).id == "R-1"  # and what was given up is in nobody's way
            if questions == 0:
                assert wire.connections == max(before[2], 1)  # the one of the second call
            assert wire.requests == before[0] + 1
            assert wire.received == (before[1] * 2 if warm else wire.received)
            if not warm:
                with wired(trust) as same:
                    alone = caller(way, same.address, trust)
                    assert alone.call(None).id == "R-1" and abs(wire.received - same.received) < 9


@pytest.mark.parametrize("way", WAYS)
def test_late_while_a_connection_is_made(way: str, clock: Clock, caller: Callable[..., Caller], trusted: str) -> None:
    """The server takes its time to answer in TLS; not one byte of the request comes."""
    with wired(trusted) as wire:
        one = caller(way, wire.address, trusted)
        wire.opened = lambda: setattr(clock, "is_late", True)
        with pytest.raises(ReissueError) as caught:
            one.call(LIMIT)
        assert was_too_late(caught.value)
        wire.settle()
        assert wire.connections >= 1 and (wire.requests, wire.received) == (0, 0)


@pytest.mark.parametrize("way", WAYS)
def test_late_while_it_waits_for_a_free_connection(way: str, clock: Clock, caller: Callable[..., Caller]) -> None:
    with wired() as wire:
        one = caller(way, wire.address, most=1)

        def hold() -> None:  # until the other call has been asked once, and so waits or is about to
            while clock.asked < 1:
                time.sleep(0.001)
            clock.is_late = True

        wire.before_answer = hold
        clock.questions = 1
        found = one.many(None, LIMIT)
        assert found[0].id == "R-1" and was_too_late(found[1]) and wire.requests == 1


@pytest.mark.parametrize("way", ["async httpx", "async httpx2", "aiohttp"])
def test_many_calls_of_one_event_loop_are_each_asked_before_their_own_first_byte(
    way: str, clock: Clock, caller: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an anyio that lets other tasks run before it writes, as 4.4 does: all would be asked before one had written."""
    from anyio._backends import _asyncio

    async def turn() -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(_asyncio.AsyncIOBackend, "checkpoint_if_cancelled", turn)
    with wired() as wire:
        one = caller(way, wire.address)
        clock.questions = 8 * (QUESTIONS[way] - 1)  # all but the last one of each
        found = one.many(*[LIMIT] * 8)
        sent = sum(getattr(each, "id", None) == "R-1" for each in found)
        assert wire.requests == sent and all(was_too_late(each) for each in found if isinstance(each, ReissueError))
        assert sent < 8 and clock.asked > 8


def test_trio(clock: Clock) -> None:
    """Sockets of trio are written to at once: asked before there is a connection, and before what is written."""
    import trio

    async def call(address: str) -> list[Any]:
        found: list[Any] = []
        for questions in range(3):
            clock.asked, clock.questions = 0, questions
            async with AsyncClient(provider(), address, {}, {"timeout": 60.0}) as client:
                given = Arguments(path=("R-1",), body={"total": 1})
                try:
                    found.append((await client.call(SEND, given, CallOptions(not_after=LIMIT))).id)
                except ReissueError as error:
                    found.append(was_too_late(error))
        return found

    with wired() as wire:
        assert trio.run(call, wire.address) == [True, True, "R-1"]
        wire.settle()
        assert (wire.connections, wire.requests, clock.asked) == (2, 1, 2)


# --- a request that has begun is sent to its end ---------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_long_body_is_not_cut_off(way: str, clock: Clock, caller: Callable[..., Caller]) -> None:
    """It becomes late with the first byte: 8 MB are more than sockets hold, so most are written afterwards."""
    with wired() as wire:
        one = caller(way, wire.address)
        wire.begun = lambda: setattr(clock, "is_late", True)
        assert one.call(LIMIT, body={"text": "x" * 8_000_000}).id == "R-1"
        assert wire.requests == 1 and wire.received > 8_000_000 and clock.is_late


@pytest.mark.parametrize("way", WAYS)
def test_a_body_piece_by_piece_is_not_cut_off(way: str, clock: Clock, caller: Callable[..., Caller]) -> None:
    made = operation("sends", path="/invoices/{id}/file", security=(), body=Raw())

    def pieces() -> Iterator[bytes]:
        yield b"a" * 1000
        clock.is_late = True
        yield b"b" * 1000

    async def apieces() -> AsyncIterator[bytes]:
        for piece in pieces():
            yield piece

    with wired() as wire:
        one = caller(way, wire.address)
        assert one.call(LIMIT, made, pieces() if one.loop is None else apieces()).id == "R-1"
        assert wire.requests == 1 and wire.received > 2000


# --- a process that really stands still ------------------------------------------------------------------------------

CHILD = """
import os, signal, sys
from reissue_runtime import boot_clock
from tests.runtime.ways_to_send import Caller

way, address, trust, seconds, stops = sys.argv[1:]
one = Caller(way, address, trust if trust != "-" else None)
limit = boot_clock() + float(seconds)
print("I am sending this, until", limit, flush=True)
if stops == "itself":
    os.kill(os.getpid(), signal.SIGSTOP)
try:
    print("sent", one.call(limit).id, flush=True)
except Exception as error:
    print(type(error).__name__, error.outcome.value, error.advice.value, flush=True)
"""


def child_of(way: str, address: str, trust: str, seconds: float, stops: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", CHILD, way, address, trust, str(seconds), stops]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=bare_environment(ROOT))


def claimed(child: subprocess.Popen[str]) -> float:
    """What it wrote into its journal: until when it sends."""
    assert child.stdout is not None
    line = child.stdout.readline()
    assert line.startswith("I am sending this"), line
    return float(line.split()[-1])


def stopped(child: subprocess.Popen[str]) -> bool:
    """Wait until it stands still; False where it has ended meanwhile."""
    _, status = os.waitpid(child.pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        child.returncode = os.waitstatus_to_exitcode(status)
    return os.WIFSTOPPED(status)


def past(limit: float) -> None:
    """Wait until somebody else may take over."""
    while time.clock_gettime(time.CLOCK_BOOTTIME) <= limit:
        time.sleep(0.01)


def last_words(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    with child.stdout:
        return child.stdout.read().strip()


needs_stop = pytest.mark.skipif(
    not (hasattr(signal, "SIGSTOP") and hasattr(time, "CLOCK_BOOTTIME")), reason="no process can be stopped here"
)


@needs_stop
@pytest.mark.parametrize("seconds", [0.3, 3600.0], ids=["too late", "in time"])
def test_a_process_that_stands_still_between_its_claim_and_its_call(seconds: float) -> None:
    with wired() as wire:
        children = [child_of(way, wire.address, "-", seconds, "itself") for way in WAYS]
        for child in children:
            limit = claimed(child)
            assert stopped(child)
            if seconds < 60:
                past(limit)
            child.send_signal(signal.SIGCONT)
        told = [last_words(child) for child in children]
        for child in children:
            child.wait()
    if seconds < 60:
        assert told == ["APIConnectionError not happened look"] * len(WAYS)
        assert (wire.requests, wire.received, wire.connections) == (0, 0, 0)
    else:  # so it is the limit that keeps the others from being sent
        assert told == ["sent R-1"] * len(WAYS) and wire.requests == len(WAYS)


@needs_stop
@pytest.mark.parametrize("way", ["httpx", "async httpx", "aiohttp", "own httpx"])
def test_a_process_that_stands_still_while_it_connects(way: str, trusted: str) -> None:
    """The server has seen that it begins TLS, and answers when it goes on, after its limit."""
    hello, go_on = threading.Event(), threading.Event()
    with wired(trusted) as wire:

        def held() -> None:
            hello.set()
            go_on.wait()

        wire.opened = held
        child = child_of(way, wire.address, trusted, 2.0, "in TLS")
        limit = claimed(child)
        while not hello.is_set() and boot_clock() < limit:  # on a busy machine it may never come to that
            time.sleep(0.005)
        child.send_signal(signal.SIGSTOP)
        if stopped(child):
            past(limit)
            child.send_signal(signal.SIGCONT)
        go_on.set()
        assert last_words(child) == "APIConnectionError not happened look"
        child.wait()
        wire.settle()
    assert (wire.requests, wire.received) == (0, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_has_the_same_clock_and_the_same_limit(caller: Callable[..., Caller]) -> None:
    with wired() as wire:
        one = caller("httpx", wire.address)
        limit, none_left = boot_clock() + 3600, boot_clock()
        assert one.call(limit).id == "R-1"
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:  # nothing of pytest runs here
            try:
                told = one.call(limit).id
                try:
                    one.call(none_left)
                except APIConnectionError as error:
                    told += f" {error.outcome.value}"
                os.write(writer, told.encode())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        assert os.read(reader, 100) == b"R-1 not happened"
        assert wire.requests == 2
        os.close(reader)
        os.close(writer)


# --- what is told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("effect", "advice"),
    # Somebody else may have taken over, so that only a key makes a repeat safe.
    [("reads", "look"), ("sets", "look"), ("sends", "look"), ("creates", "look"), ("creates+key", "same_key")],
)
def test_too_late_at_the_start(
    mode: Mode, effect: str, advice: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "reissue")
    clock.is_late = True
    kit = Kit(mode, Script(200))
    body = UNSET if effect == "reads" else {"total": 1}
    with pytest.raises(ReissueError) as caught:
        kit.call(operation(effect), body=body, options=CallOptions(not_after=LIMIT))
    error = caught.value
    assert was_too_late(error) and kit.requests == [] and kit.slept == []
    assert error.advice is Advice(advice) and (error.idempotency_key is not None) == (advice == "same_key")
    assert error.idempotency_key is None or error.idempotency_key in error.message
    assert " attempt=1 TooLate " in caplog.text
    again = pickle.loads(pickle.dumps(error))
    assert (again.outcome, again.advice, again.message) == (error.outcome, error.advice, error.message)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("effect", "kind", "outcome", "advice"),
    [
        # A read makes nothing happen, whatever becomes of it.
        ("reads", APIConnectionError, Outcome.NOT_HAPPENED, Advice.LOOK),
        ("sets", OutcomeUnknownError, Outcome.UNKNOWN, Advice.REPEAT),
        ("creates+key", OutcomeUnknownError, Outcome.UNKNOWN, Advice.SAME_KEY),
    ],
)
def test_too_late_for_a_repeat_after_a_doubtful_attempt(
    mode: Mode, effect: str, kind: type[ReissueError], outcome: Outcome, advice: Advice, clock: Clock
) -> None:
    """RFC 9110, 15.6.4: of a 503 nobody knows what was done; the process stands still during the wait after it."""
    kit = Kit(mode, Script((503, b"{}", {"retry-after": "1"}), 200))
    uniform = kit.client.uniform

    def late_from_now_on(low: float, high: float) -> float:  # asked for the pause, before that begins
        clock.questions = clock.asked + 1
        return float(uniform(low, high))

    kit.client.uniform = late_from_now_on
    with pytest.raises(ReissueError) as caught:
        body = UNSET if effect == "reads" else {"total": 1}
        kit.call(operation(effect), body=body, options=CallOptions(not_after=LIMIT))
    error = caught.value
    assert type(error) is kind and (error.outcome, error.advice) == (outcome, advice)
    assert len(kit.requests) == 1 and error.attempts == 2 and len(kit.slept) == 1
    assert error.idempotency_key == kit.script.keys()[0]
    assert "too late" in error.message and "not_after= had passed by 7.5 s" in error.message


@pytest.mark.parametrize("mode", MODES)
def test_too_late_for_a_repeat_after_a_refusal(mode: Mode, clock: Clock) -> None:
    """RFC 6585, 4: a 429 says that nothing was done."""
    kit = Kit(mode, Script(429, 200))

    def late_from_now_on(low: float, high: float) -> float:
        clock.questions = clock.asked + 1
        return 0.0

    kit.client.uniform = late_from_now_on
    with pytest.raises(ReissueError) as caught:
        kit.call(operation("sends"), body={"total": 1}, options=CallOptions(not_after=LIMIT))
    assert was_too_late(caught.value, 2) and caught.value.advice is Advice.LOOK and len(kit.requests) == 1


@pytest.mark.parametrize("mode", MODES)
def test_nobody_waits_for_a_repeat_that_would_come_too_late(mode: Mode, clock: Clock) -> None:
    """The error of the attempt that was made comes at once, as where the deadline is nearer than Retry-After."""
    kit = Kit(mode, Script((503, b"{}", {"retry-after": "51"})))  # the limit is 50 s away
    options = CallOptions(not_after=LIMIT, retry=RetryPolicy(deadline=1000))
    with pytest.raises(OutcomeUnknownError) as unknown:
        kit.call(operation("creates+key"), body={"total": 1}, options=options)
    with pytest.raises(InternalServerError):
        kit.call(operation("reads"), options=options)
    assert unknown.value.outcome is Outcome.UNKNOWN and kit.slept == [] and len(kit.requests) == 2
    limited = Kit(mode, Script((429, b"{}", {"retry-after": "51"})))
    with pytest.raises(RateLimitError):
        limited.call(operation("sends"), body={"total": 1}, options=options)
    kit = Kit(mode, Script((503, b"{}", {"retry-after": "49"}), 200))
    assert kit.call(operation("creates+key"), body={"total": 1}, options=options).id == "R-1" and len(kit.slept) == 1


# --- logins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_too_late_for_the_login(mode: Mode, clock: Clock) -> None:
    server = LoginServer()
    kit = login_kit(mode, server)
    clock.is_late = True
    with pytest.raises(APIConnectionError) as caught:
        kit.call(operation("sends"), body={}, options=CallOptions(not_after=LIMIT))
    assert server.requests == [] and caught.value.outcome is Outcome.NOT_HAPPENED
    assert caught.value.advice is Advice.LOOK and "the login failed" in caught.value.message
    with pytest.raises(APIConnectionError) as keyed:
        kit.call(operation("creates+key"), body={}, options=CallOptions(not_after=LIMIT))
    assert keyed.value.advice is Advice.SAME_KEY and server.requests == []
    assert kit.call(operation("sends"), body={}).id == "R-1"  # which stands in nobody's way


@pytest.mark.parametrize("mode", MODES)
def test_too_late_after_the_login(mode: Mode, clock: Clock) -> None:
    """The token is kept: it is the request that has an effect which is not sent."""
    server = LoginServer()

    def answer(request: httpx.Request) -> httpx.Response:
        clock.is_late = True
        return server(request)

    kit = login_kit(mode, answer)
    with pytest.raises(ReissueError) as caught:
        kit.call(operation("sends"), body={}, options=CallOptions(not_after=LIMIT))
    assert was_too_late(caught.value) and (server.logins, server.calls) == (1, [])
    assert kit.call(operation("sends"), body={}).id == "R-1" and server.logins == 1


def test_a_login_that_came_too_late_is_nobody_elses_failure(clock: Clock) -> None:
    """Of two calls that want the same login the first is too late; the other one logs in."""
    server, waiting = LoginServer(), asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        if not server.requests:
            server.requests.append(request)
            waiting.set()
            await asyncio.sleep(0.05)  # the other one waits for this login meanwhile
            clock.is_late = True
            raise httpx.ConnectError("no")
        return server(request)

    async def main() -> list[Any]:
        kit = login_kit("async", slow)
        calls = [
            kit.resource._call(operation("sends"), body={}, options=options)
            for options in (CallOptions(not_after=LIMIT), None)
        ]
        return await asyncio.gather(*calls, return_exceptions=True)

    hurried, other = asyncio.run(main())
    assert isinstance(hurried, APIConnectionError) and hurried.outcome is Outcome.NOT_HAPPENED
    assert (other.id, server.logins) == ("R-1", 1)


# --- the option and the clock ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [True, nan, inf, -inf, "12", 10**400, object()])
def test_what_is_no_time(value: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="not_after= is a finite number of seconds on boot_clock"):
        CallOptions(not_after=value)


def test_it_is_shown() -> None:
    made = CallOptions(not_after=12.5)
    assert "not_after=12.5" in repr(made) and ("not_after", 12.5) in made.__rich_repr__()
    assert replace(made, headers={"a": "b"}).not_after == 12.5
    assert CallOptions().not_after is None and CallOptions(not_after=3).not_after == 3
    assert reissue_runtime.boot_clock is late.boot_clock


@pytest.mark.parametrize("mode", MODES)
def test_it_holds_for_every_page(mode: Mode, clock: Clock) -> None:
    """Also for those whose address is told by the page before, and which take few of the options."""

    def answer(request: httpx.Request) -> httpx.Response:
        clock.questions = clock.asked  # late from here on
        return httpx.Response(200, json={"items": [{"id": "R-1"}], "next": "/v1/invoices?page=2"})

    kit = Kit(mode, Script(answer))
    pages: Any = NextUrl(operation("reads", envelopes=()), next="next", items="items")
    with pytest.raises(ReissueError) as caught:
        kit.items(pages, options=CallOptions(not_after=LIMIT))
    assert was_too_late(caught.value) and len(kit.requests) == 1


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="there is no such clock here")
def test_the_clock_is_that_of_the_boot() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    between = boot_clock()
    assert before <= between <= time.clock_gettime(time.CLOCK_BOOTTIME)


class TwoClocks:
    def __init__(self) -> None:
        self.steady, self.wall = 1000.0, 1_700_000_000.0
        self.clock = late.Ratchet(lambda: self.steady, lambda: self.wall)

    def goes(self, steady: float, wall: float) -> float:
        """How far the clock went while these did so far."""
        before = self.clock()
        self.steady += steady
        self.wall += wall
        return round(self.clock() - before, 6)


def test_without_a_clock_of_the_boot_the_later_of_two_counts() -> None:
    two = TwoClocks()
    assert two.goes(5, 5) == 5
    assert two.goes(0, 3600) == 3600  # a suspend, which the steady clock of macOS does not count (mach_absolute_time)
    assert two.goes(5, 5) == 5
    assert two.goes(5, -7200) == 5  # the wall clock is set back: it never goes back
    assert two.goes(10, 10) == 10
    assert two.goes(0, 600) == 0  # what it cannot see: a suspend that is shorter than what it was set back by
    assert two.goes(0, 7000) == 7000 + 600 - 7205  # and of a longer one only the rest


def test_a_wall_clock_that_is_set_forward_makes_it_later() -> None:
    two = TwoClocks()
    assert two.goes(1, 3601) == 3601  # so that less is sent, and never more


def test_a_kernel_without_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(number: int) -> float:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(time, "clock_gettime", refuse)
    monkeypatch.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)
    assert late._boot_clock_of_system() is None
    monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    assert late._boot_clock_of_system() is None


def test_nobody_asks_where_there_is_no_limit(clock: Clock, caller: Callable[..., Caller]) -> None:
    with wired() as wire:
        for way in WAYS:
            assert caller(way, wire.address).call(None).id == "R-1"
    assert clock.asked == 0 and wire.requests == len(WAYS)
