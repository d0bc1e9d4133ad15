"""Token logins and OAuth 2: when a login is made, that it is made once, and what its failure means for the call."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from reissue_runtime.body import Json
from reissue_runtime.errors import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    ConfigurationError,
    InternalServerError,
    Outcome,
    OutcomeUnknownError,
    RateLimitError,
    ReissueError,
    ResponseDecodeError,
)
from reissue_runtime.model import Model
from reissue_runtime.oauth2 import OAuth2
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.options import CallOptions
from reissue_runtime.retry import RetryPolicy
from reissue_runtime.testing import StillClock
from reissue_runtime.token_login import TokenLogin

from reissue.plugin.watching import watched
from tests.runtime.scripted_client import FLAG, MODES, Kit, Mode, operation, provider


class Data(Model, kw_only=True):
    token: str

    __sensitive__ = frozenset({"token"})


LOGIN: Operation[Any] = Operation[Data](
    id="auth-login", method="POST", path="/auth/login", effect=Effect.READS, body=Json(), security=(), envelopes=(FLAG,)
)
SCHEME = TokenLogin(lambda: LOGIN, token="token", fields=("api_key", "email"))
PROVIDER = provider(schemes={"token": SCHEME}, security=(("token",),))
CREDENTIALS = {"token": ("key-canary-1", "me@example.com")}


class Server:
    """Gives tokens t1, t2, ... and accepts those that are not revoked."""

    def __init__(self, login: Any = None) -> None:
        self.logins = 0
        self.login = login
        self.calls: list[str] = []
        self.bodies: list[bytes] = []
        self.valid: set[str] = set()
        self.never = False
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.url.path.endswith("/auth/login"):
            self.logins += 1
            self.bodies.append(request.content)
            assert "authorization" not in request.headers
            if self.login is not None:
                if isinstance(self.login, BaseException):
                    raise self.login
                return httpx.Response(*self.login[:1], content=self.login[1])
            self.valid = {f"token-{self.logins}"}
            return httpx.Response(200, json={"success": True, "data": {"token": f"token-{self.logins}"}})
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.calls.append(token)
        if token not in self.valid or self.never:
            return httpx.Response(401, json={"message": "Unauthenticated."})
        return httpx.Response(200, json={"id": "R-1"})


def kit(mode: Mode, server: Any, **options: Any) -> Kit:
    return Kit(mode, server, provider=PROVIDER, credentials=CREDENTIALS, **options)


@pytest.mark.parametrize("mode", MODES)
def test_one_login_for_many_calls(mode: Mode) -> None:
    server = Server()
    one = kit(mode, server)
    one.call(operation("sends"))
    one.call(operation("creates"), body={})
    assert server.logins == 1 and server.calls == ["token-1", "token-1"]
    assert server.bodies == [b'{"api_key":"key-canary-1","email":"me@example.com"}']


@pytest.mark.parametrize("mode", MODES)
def test_a_401_logs_in_once_and_repeats_once(mode: Mode) -> None:
    server = Server()
    one = kit(mode, server)
    one.call(operation("sends"))
    server.valid = set()
    response = one.response(operation("sends"))
    assert response.attempts == 2 and response.value.id == "R-1"
    assert server.logins == 2 and server.calls == ["token-1", "token-1", "token-2"]
    assert one.slept == []


@pytest.mark.parametrize("mode", MODES)
def test_a_second_401_is_final(mode: Mode) -> None:
    server = Server()
    server.never = True
    with pytest.raises(AuthenticationError) as caught:
        kit(mode, server).call(operation("sends"))
    assert server.logins == 2 and len(server.calls) == 2
    assert caught.value.outcome is Outcome.NOT_HAPPENED and caught.value.attempts == 2


def test_a_login_does_not_count_as_an_attempt() -> None:
    server = Server()
    one = kit("sync", server, retry=RetryPolicy.NEVER)
    one.call(operation("sends"))
    server.valid = set()
    assert one.call(operation("sends")).id == "R-1"


def test_single_flight_among_threads() -> None:
    server = Server()
    gate = threading.Event()

    def slow(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/login"):
            gate.wait(0.2)
        return server(request)

    one = kit("sync", slow)
    threads = [threading.Thread(target=one.call, args=(operation("sends"),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.logins == 1 and server.calls == ["token-1"] * 8


@pytest.mark.parametrize("mode", MODES)
def test_a_login_has_the_time_that_its_call_has_left(mode: Mode) -> None:
    server, clock = Server(), StillClock()

    def slow(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/auth/login") and server.logins == 1:
            clock.now += 8.0
            server.valid = set()  # revoked: a second login
        return server(request)

    one = kit(mode, slow, clock=clock, retry=RetryPolicy(deadline=10.0), timeout=30.0)
    one.call(operation("sends"))
    logins = [request for request in server.requests if request.url.path.endswith("/auth/login")]
    assert [request.extensions["timeout"]["read"] for request in logins] == pytest.approx([10.0, 2.0])


@pytest.mark.parametrize("mode", MODES)
def test_the_attempt_that_a_spent_token_cost_is_not_counted(mode: Mode) -> None:
    server, left = Server(), [401, 503, 200]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/login"):
            return server(request)
        return httpx.Response(left.pop(0), json={"id": "R-1"})

    one = kit(mode, answer, retry=RetryPolicy(max_attempts=2))
    assert one.call(operation("sets"), body={}).id == "R-1"
    assert left == [] and server.logins == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_child_that_is_forked_while_a_thread_logs_in_logs_in_by_itself() -> None:
    server, begun, gate = Server(), threading.Event(), threading.Event()
    parent = os.getpid()

    def slow(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/login") and os.getpid() == parent:
            begun.set()
            gate.wait(30)
        return server(request)

    one = kit("sync", slow, retry=RetryPolicy(deadline=5.0), timeout=5.0)
    thread = threading.Thread(target=one.call, args=(operation("sends"),))
    thread.start()
    assert begun.wait(30)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # nothing of pytest runs here
        try:
            os.write(writer, one.call(operation("sends")).id.encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    assert os.read(reader, 100) == b"R-1"
    os.close(reader)
    gate.set()
    thread.join()
    assert server.calls == ["token-1"]


def test_single_flight_among_tasks() -> None:
    server = Server()

    async def slow(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return server(request)

    async def main() -> None:
        one = kit("async", slow)
        await asyncio.gather(*[one.resource._call(operation("sends")) for _ in range(20)])
        assert server.logins == 1
        server.valid = set()
        await asyncio.gather(*[one.resource._call(operation("sends")) for _ in range(20)])
        assert server.logins == 2

    asyncio.run(main())


def test_who_has_more_time_logs_in_where_the_login_of_a_hurried_call_was_not_answered() -> None:
    server, hurried = Server(), CallOptions(retry=RetryPolicy(deadline=0.05))

    async def slow(request: httpx.Request) -> httpx.Response:
        if not server.requests:
            server.requests.append(request)
            await asyncio.sleep(30)
        return server(request)

    async def main() -> list[Any]:
        one = kit("async", slow)
        calls = [one.resource._call(operation("sends"), options=options) for options in (hurried, None, hurried, None)]
        return await asyncio.gather(*calls, return_exceptions=True)

    first, second, third, fourth = asyncio.run(main())
    assert isinstance(first, APIConnectionError) and isinstance(third, APIConnectionError)
    assert (second.id, fourth.id, server.logins) == ("R-1", "R-1", 1)


FAILED_LOGINS: list[tuple[Any, type[ReissueError]]] = [
    ((401, b'{"message":"bad key"}'), AuthenticationError),
    ((422, b'{"message":"bad key"}'), AuthenticationError),
    ((200, b'{"success":false,"message":"bad key"}'), AuthenticationError),
    ((429, b"{}"), RateLimitError),
    ((500, b"{}"), InternalServerError),
    ((302, b""), APIStatusError),
    ((200, b"<html>"), ResponseDecodeError),
    ((200, b'{"success":true,"data":{}}'), ResponseDecodeError),
    ((200, b'{"success":true,"data":{"token":null}}'), ResponseDecodeError),
    ((200, b'{"success":true,"data":{"token":"two\\r\\nX-Lines: 1"}}'), ResponseDecodeError),
    ((200, '{"success":true,"data":{"token":"né"}}'.encode()), ResponseDecodeError),
    ((200, b'{"success":true,"data":{"token":" padded "}}'), ResponseDecodeError),
    (httpx.ConnectError("refused"), APIConnectionError),
    (httpx.ReadTimeout("slow"), APIConnectionError),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("login", "kind"), FAILED_LOGINS)
def test_a_failed_login_means_that_nothing_happened(mode: Mode, login: Any, kind: type[ReissueError]) -> None:
    server = Server(login)
    with pytest.raises(ReissueError) as caught:
        kit(mode, server, retry=RetryPolicy.NEVER).call(operation("pays"), body={})
    error = caught.value
    assert type(error) is kind and not isinstance(error, OutcomeUnknownError)
    assert error.outcome is Outcome.NOT_HAPPENED and error.advice in ("repeat", "person")
    assert (error.operation, error.attempts) == ("invoices-pays", 0)
    assert "the login failed" in str(error) and "auth-login" in str(error)
    assert server.calls == [] and server.logins == 1
    assert error.__context__ is None and error.__cause__ is None
    if kind is AuthenticationError:
        assert error.provider_message == "bad key"


def test_a_login_that_failed_is_tried_again_by_the_next_call() -> None:
    server = Server((500, b"{}"))
    one = kit("sync", server, retry=RetryPolicy.NEVER)
    with pytest.raises(InternalServerError):
        one.call(operation("sends"))
    server.login = None
    assert one.call(operation("sends")).id == "R-1"


@pytest.mark.parametrize("given", [("key", None), (None, "me@example.com"), ("key",), ("", "x"), ("key\n", "x")])
def test_half_of_the_credentials(given: Any) -> None:
    with pytest.raises(ConfigurationError):
        Kit("sync", Server(), provider=PROVIDER, credentials={"token": given})


def test_no_credentials_are_told_when_they_are_needed() -> None:
    one = Kit("sync", Server(), provider=PROVIDER, credentials={"token": (None, None)})
    with pytest.raises(ConfigurationError, match=r"token \(api_key, email\)"):
        one.call(operation("sends"))


# --- OAuth 2 -------------------------------------------------------------------------------------------------


class OAuthServer:
    def __init__(self, **answer: Any) -> None:
        self.answer = {"access_token": "at", "token_type": "bearer"} | answer
        self.forms: list[dict[str, list[str]]] = []
        self.requests: list[httpx.Request] = []
        self.refuse_refresh = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if "token" not in request.url.path:
            expected = f"Bearer at{len(self.forms)}"
            status = 200 if request.headers["authorization"] == expected else 401
            return httpx.Response(status, json={"id": "R-1"})
        form = parse_qs(request.content.decode())
        if self.refuse_refresh and form["grant_type"] == ["refresh_token"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        self.forms.append(form)
        return httpx.Response(200, json=self.answer | {"access_token": f"at{len(self.forms)}"})


def oauth(mode: Mode, server: Any, url: str = "/oauth/token", **more: Any) -> Kit:
    options = {"clock": more.pop("clock")} if "clock" in more else {}
    facts = provider(schemes={"oauth": OAuth2(url, **more)}, security=(("oauth",),))
    return Kit(mode, server, provider=facts, credentials={"oauth": ("id:1", "se cret")}, **options)


@pytest.mark.parametrize("mode", MODES)
def test_client_credentials(mode: Mode) -> None:
    server = OAuthServer(expires_in=3600)
    one = oauth(mode, server, scopes=("read", "write"))
    one.call(operation("sends"))
    one.call(operation("sends"))
    assert server.forms == [{"grant_type": ["client_credentials"], "scope": ["read write"]}]
    assert server.requests[0].headers["authorization"] == "Basic aWQlM0ExOnNlK2NyZXQ="
    assert str(server.requests[0].url) == "https://api.acme.example/oauth/token"


def test_the_query_of_an_endpoint_is_kept() -> None:
    """RFC 6749, 3.2: the endpoint may have a query component, "which MUST be retained"."""
    server = OAuthServer()
    oauth("sync", server, "https://id.acme.example/token?p=policy&x=a%20b").call(operation("sends"))
    assert str(server.requests[0].url) == "https://id.acme.example/token?p=policy&x=a%20b"


def test_credentials_in_the_form_and_an_endpoint_elsewhere() -> None:
    server = OAuthServer()
    oauth("sync", server, "https://id.acme.example/token", in_form=True).call(operation("sends"))
    assert server.forms[0]["client_id"] == ["id:1"] and server.forms[0]["client_secret"] == ["se cret"]
    assert "authorization" not in server.requests[0].headers
    assert str(server.requests[0].url) == "https://id.acme.example/token"


@pytest.mark.parametrize("refuse", [False, True])
def test_a_spent_token_is_renewed_before_it_is_sent(refuse: bool) -> None:
    now = [1000.0]
    server = OAuthServer(expires_in=600, refresh_token="rt-1")
    server.refuse_refresh = refuse
    one = oauth("sync", server, clock=lambda: now[0])
    one.call(operation("sends"))
    now[0] += 569
    one.call(operation("sends"))
    assert len(server.forms) == 1
    now[0] += 2
    one.call(operation("sends"))
    renewed = (
        {"grant_type": ["client_credentials"]}
        if refuse
        else {"grant_type": ["refresh_token"], "refresh_token": ["rt-1"]}
    )
    assert server.forms[1] == renewed
    assert [request.headers["authorization"] for request in server.requests if "token" not in request.url.path][
        -1
    ] == "Bearer at2"


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_a_header_of_the_callers_own_takes_the_place_of_the_login(name: str) -> None:
    server = Server()
    server.valid = {"mine"}
    one = kit("sync", server)
    assert one.call(operation("sends"), options=CallOptions(headers={name: "Bearer mine"})).id == "R-1"
    assert (server.logins, server.calls) == (0, ["mine"])


@pytest.mark.parametrize("mode", MODES)
def test_a_login_takes_no_login(mode: Mode) -> None:
    """Also where the document forgets to say that it needs no credentials (`security: []`)."""
    made: Operation[Any] = Operation[Data](
        id="auth-login", method="POST", path="/auth/login", effect=Effect.READS, body=Json(), envelopes=(FLAG,)
    )
    schemes = {"token": TokenLogin(lambda: made, token="token", fields=("api_key", "email"))}
    server = Server()
    one = Kit(mode, server, provider=provider(schemes=schemes, security=(("token",),)), credentials=CREDENTIALS)
    with watched() as calls:
        assert one.call(operation("sends")).id == "R-1"
    assert server.logins == 1 and [call.operation.id for call in calls] == ["invoices-sends"]
