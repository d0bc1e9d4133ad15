"""A canary in every credential, and a search for it in all that leaves: logs, texts, pickles, tracebacks."""

from __future__ import annotations

import asyncio
import base64
import copy
import io
import json
import logging
import pickle
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest
from reissue_runtime.api_key import ApiKey
from reissue_runtime.basic import Basic
from reissue_runtime.bearer import Bearer
from reissue_runtime.body import Json
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.cookies import Cookie
from reissue_runtime.encode import Query
from reissue_runtime.errors import ReissueError
from reissue_runtime.headers import Header
from reissue_runtime.model import Model
from reissue_runtime.oauth2 import OAuth2
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.options import CallOptions
from reissue_runtime.request import Arguments
from reissue_runtime.retry import RetryPolicy
from reissue_runtime.secret import Mask, Secret
from reissue_runtime.signatures import Signature, SignedWebhook
from reissue_runtime.token_login import TokenLogin
from rich.console import Console
from rich.traceback import Traceback

from tests.runtime.scripted_client import FLAG, MODES, SERVER, TOKEN, Kit, Mode, operation, provider

CANARY = "c4nary+/= secret"  # a blank, and what URLs and base64 write otherwise
NAMES = ("header", "query", "cookie", "user", "password", "bearer", "apikey", "email", "token", "client", "secret")
CANARIES = {name: f"{CANARY}-{name}" for name in NAMES}


def forms(secret: str) -> set[str]:
    plain = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    return plain | {base64.b64encode(secret.encode()).decode().rstrip("=")}


def leaks(text: str) -> list[str]:
    pair = base64.b64encode(f"{CANARIES['user']}:{CANARIES['password']}".encode()).decode()
    found = [name for name, secret in CANARIES.items() if any(form in text for form in forms(secret))]
    return [*found, "pair"] if pair[:40] in text else found


class Data(Model, kw_only=True):
    token: str

    __sensitive__ = frozenset({"token"})


LOGIN: Operation[Any] = Operation[Data](
    id="login", method="POST", path="/login", effect=Effect.READS, body=Json(), security=(), envelopes=(FLAG,)
)
SCHEMES: dict[str, tuple[Any, Any]] = {
    "header": (ApiKey("X-Key"), CANARIES["header"]),
    "query": (ApiKey("key", "query"), (Secret(CANARIES["query"]),)),
    "cookie": (ApiKey("sid", "cookie"), (CANARIES["cookie"],)),
    "basic": (Basic(), (CANARIES["user"], CANARIES["password"])),
    "bearer": (Bearer(), (CANARIES["bearer"],)),
    "login": (TokenLogin(LOGIN, token="token", fields=("api_key", "email")), (CANARIES["apikey"], CANARIES["email"])),
    "oauth": (OAuth2("/login"), (CANARIES["client"], CANARIES["secret"])),
    "oauth-form": (OAuth2("/login", in_form=True), (CANARIES["client"], CANARIES["secret"])),
}


def echo(status: int) -> Callable[[httpx.Request], httpx.Response]:
    """A provider that repeats every secret in its messages, headers and bodies."""

    def answer(request: httpx.Request) -> httpx.Response:
        everything = " ".join(CANARIES.values())
        headers = {"Set-Cookie": f"sid={quote(CANARIES['cookie'])}"}
        if request.url.path.endswith("/login"):
            token = {"token": CANARIES["token"], "success": True, "access_token": CANARIES["token"]}
            return httpx.Response(200, json={**token, "data": token}, headers=headers)
        if status == 0:
            raise httpx.LocalProtocolError(f"Illegal header value {everything}")
        if status == 1:
            raise httpx.ConnectError(f"{request.url} {everything}")
        if status == 2:
            return httpx.Response(
                200, json={"success": False, "message": everything, "code": everything}, headers=headers
            )
        if status == 302:
            return httpx.Response(302, headers={"location": f"https://evil.example/?{everything}"})
        return httpx.Response(
            status, json={"id": everything, "message": everything, "code": everything}, headers=headers
        )

    return answer


def kit(mode: Mode, name: str, status: int) -> Kit:
    scheme, given = SCHEMES[name]
    facts = provider(schemes={name: scheme}, security=((name,),), envelopes=(FLAG,) if status == 2 else ())
    return Kit(mode, echo(status), provider=facts, credentials={name: given}, retry=RetryPolicy(max_attempts=2))


def told(error: BaseException) -> str:
    """All that may be printed of an error."""
    console = Console(file=io.StringIO(), width=250, color_system=None)
    trace = Traceback.from_exception(
        type(error), error, error.__traceback__, show_locals=True, locals_max_string=None, locals_max_length=None
    )
    console.print(trace)
    assert isinstance(console.file, io.StringIO)
    plain = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    return "\n".join([console.file.getvalue(), plain, str(error), repr(error)])


def pickled(error: ReissueError) -> str:
    return pickle.dumps(error).decode("latin-1") + repr(pickle.loads(pickle.dumps(error)).__dict__)


def test_the_search_finds() -> None:
    """A test that cannot fail proves nothing."""

    def fail(**secrets: Any) -> None:
        raise ReissueError("x")

    for name, secret in CANARIES.items():
        try:
            fail(deep={"a": [(b"Header", secret.encode())]}, request=httpx.Headers({"x-key": secret}))
        except ReissueError as error:
            assert name in leaks(told(error))
    assert leaks(base64.b64encode(CANARIES["token"].encode()).decode()) == ["token"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger writes at DEBUG."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


def caught(mode: Mode, name: str, status: int, made: Operation[Any]) -> ReissueError:
    one = kit(mode, name, status)
    arguments: dict[str, Any] = {"body": {"total": 1}} if made.body else {}
    try:
        one.call(made, **arguments)
    except ReissueError as error:
        return error
    raise AssertionError("no error")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", [0, 1, 2, 302, 400, 401, 429, 500])
@pytest.mark.parametrize("name", list(SCHEMES))
def test_errors(mode: Mode, name: str, status: int, log: io.StringIO) -> None:
    error = caught(mode, name, status, operation("creates+key"))
    mine = set(SCHEMES[name][1]) if isinstance(SCHEMES[name][1], tuple) else {SCHEMES[name][1]}
    known = {getattr(one, "reveal", lambda one=one: one)() for one in mine}
    if "login" in name or "oauth" in name:
        known.add(CANARIES["token"])
    # A provider may know secrets of which this client does not; those of this client must not appear.
    ours = [
        label
        for label in leaks("\n".join([told(error), pickled(error)]))
        if CANARIES.get(label) in known or label == "pair"
    ]
    assert ours == []
    assert leaks(log.getvalue()) == []
    assert log.getvalue() != ""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", list(SCHEMES))
def test_success(mode: Mode, name: str, log: io.StringIO) -> None:
    made: Operation[Any] = Operation[dict[str, Any]](id="x", method="GET", path="/x", effect=Effect.READS)
    one = kit(mode, name, 200)
    response = one.response(made)
    shown = [repr(one.client), repr(response), repr(one.resource), repr(one.client.__dict__), str(one.client.provider)]
    console = Console(file=io.StringIO(), width=250, color_system=None)
    console.print(one.client, one.client.__dict__, response)
    assert isinstance(console.file, io.StringIO)
    assert leaks("\n".join([*shown, console.file.getvalue(), log.getvalue()])) == []
    with pytest.raises(TypeError):
        pickle.dumps(one.client)


def test_arguments_that_are_refused() -> None:
    made = operation(
        "creates", query=(Query("pin", sensitive=True),), headers=(Header("X-Pin"),), cookies=(Cookie("c"),)
    )
    one = kit("sync", "bearer", 200)
    secret = Secret(CANARIES["secret"])
    options = CallOptions(headers={"X-Secret": CANARIES["secret"], "Host": "x"})
    for arguments in (
        {"query": (secret,), "headers": (secret,), "cookies": (secret,), "body": {}, "options": options},
        {"query": (secret,), "body": secret},
        {"headers": (secret,), "body": {"a": float("nan")}},
    ):
        with pytest.raises(ReissueError) as refused:
            one.call(made, **arguments)
        assert leaks(told(refused.value)) == []


def test_secret_parameters_are_sent() -> None:
    made = operation("reads", path="/x/{id}", query=(Query("pin"),), headers=(Header("X-Pin"),))
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"id": "R"})

    Kit("sync", answer).call(made, path=(Secret("i"),), query=(Secret("p"),), headers=(Secret("h"),))
    assert str(seen[0].url) == f"{SERVER}/x/i?pin=p" and seen[0].headers["x-pin"] == "h"


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(
    ("server", "options"),
    [
        ("http://acme.example", {}),
        (SERVER, {"timeout": -1}),
        (SERVER, {"nonsense": 1}),
        (SERVER, {"headers": {"X-Auth": CANARIES["token"] + "\n"}}),
        (f"https://u:{quote(CANARIES['password'])}@acme.example", {}),
    ],
)
def test_clients_that_cannot_be_made(kind: Any, server: str, options: Any) -> None:
    class Acme(kind):  # type: ignore[misc]
        def __init__(self, *, key: str, server: str, **options: Any) -> None:
            super().__init__(provider(), server, {"bearer": (key,)}, options)

    given = {"key": CANARIES["bearer"], "server": server, **options}
    failed = None
    try:
        Acme(**given)
    except Exception as error:
        failed = error
    given = server = options = {}  # type: ignore[assignment]
    assert failed is not None
    assert leaks(told(failed)) == []


def test_credentials_that_cannot_be_used() -> None:
    for name, (scheme, given) in SCHEMES.items():
        broken = tuple(
            f"{getattr(one, 'reveal', lambda one=one: one)()}\n"
            for one in (given if isinstance(given, tuple) else (given,))
        )
        try:
            Client(provider(schemes={name: scheme}), SERVER, {name: broken}, {})
        except ReissueError as error:
            failed = error
        broken = given = ()
        assert leaks(told(failed)) == []


# --- a real network ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["query", "header", "basic", "login"])
def test_the_logs_of_the_transport(mode: Mode, name: str, log: io.StringIO) -> None:
    answer = json.dumps({"id": "R", "success": True, "data": {"token": CANARIES["token"]}}).encode()
    cookie = quote(CANARIES["cookie"]).encode()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for _ in range(2 if name == "login" else 1):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    head = b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=%s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                    connection.sendall(head % (cookie, len(answer)) + answer)

        thread = threading.Thread(target=serve)
        thread.start()
        scheme, given = SCHEMES[name]
        facts, server = (
            provider(schemes={name: scheme}, security=((name,),)),
            f"http://127.0.0.1:{listener.getsockname()[1]}",
        )
        made = operation("reads", path="/invoices/{id}")
        arguments = Arguments(path=("R-personal",))
        if mode == "sync":
            with Client(facts, server, {name: given}, {}) as client:
                client.call(made, arguments)
        else:

            async def call() -> None:
                async with AsyncClient(facts, server, {name: given}, {}) as client:
                    await client.call(made, arguments)

            asyncio.run(call())
        thread.join(5)
    written = log.getvalue()
    assert "HTTP Request: GET http://127.0.0.1:" in written and "send_request_headers" in written
    assert leaks(written) == [] and "R-personal" not in written


def test_interrupted(log: io.StringIO) -> None:
    one = kit("sync", "header", 200)

    def interrupt(request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    one.http._transport.handler = interrupt
    with pytest.raises(KeyboardInterrupt) as stopped:
        one.call(operation("creates"), body={})
    assert leaks(told(stopped.value)) == []
    assert "interrupted" in log.getvalue()


# --- the types -----------------------------------------------------------------------------------------------


def test_a_secret_does_not_show() -> None:
    secret = Secret(CANARIES["token"])
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>40}",
        str([secret]),
        repr([secret]),
        repr({"a": secret}),
    ]
    shown += [pickle.dumps(secret).decode("latin-1"), repr(vars(type(secret)))]
    assert leaks("\n".join(shown)) == []
    assert secret.reveal() == Secret(secret).reveal() == copy.deepcopy(secret).reveal() == CANARIES["token"]
    assert pickle.loads(pickle.dumps(secret)).reveal() == ""
    assert secret == CANARIES["token"] and secret == Secret(CANARIES["token"]) and secret != "x" and secret != 7
    assert hash(secret) == hash(Secret(CANARIES["token"])) and bool(secret) and not Secret("")
    for wrong in (lambda: secret + "x", lambda: "".join(secret), lambda: json.dumps(secret), lambda: list(secret)):  # type: ignore[arg-type, operator]
        with pytest.raises(TypeError):
            wrong()


def masking(*secrets: str) -> Mask:
    mask = Mask()
    for secret in secrets:
        mask.add(secret)
    return mask


def test_a_mask_takes_out_every_form() -> None:
    mask = masking(*CANARIES.values())
    for secret in CANARIES.values():
        for form in forms(secret):
            assert leaks(mask(f"a {form} b")) == []
    assert masking("abc")("abc") == "abc" and Mask()("x") == "x"
    assert masking("tokentoken", "tokentokenmore")("tokentokenmore") == "***"
    assert leaks(repr(mask) + pickle.dumps(mask).decode("latin-1")) == []


def test_webhooks() -> None:
    hook = SignedWebhook[dict[str, Any]](
        id="w",
        provider="acme",
        signature=Signature(header="S", algorithm="hmac-sha256", encoding="hex", signed="{body}"),
    )
    headers, body, key = {"S": CANARIES["token"]}, CANARIES["password"].encode(), CANARIES["secret"]
    failures: list[BaseException] = []
    for arguments in ((headers, body, key), (headers, body, ""), (headers, body.decode(), key), ({}, body, key)):
        try:
            hook.parse(*arguments)  # type: ignore[arg-type]
        except Exception as error:
            # The frames of this test hold the secrets; those of the runtime must not.
            failures.append(error.with_traceback(error.__traceback__.tb_next if error.__traceback__ else None))
    headers, body, key, arguments = {}, b"", "", ()  # type: ignore[assignment]
    assert len(failures) == 4
    assert leaks("\n".join(map(told, failures))) == []


KEY = "sk_live_51H8xYzQWERTYUIOPasdfghjklZXCVBNM"


@pytest.mark.parametrize("length", range(12, len(KEY)))
def test_a_mask_takes_out_what_was_cut_off_inside_of_a_credential(length: int) -> None:
    told = masking(KEY)(f"bad key {KEY[:length]}")
    assert told == "bad key ***"
    assert masking(KEY)(f"bad key {KEY[:length]}... twice") == "bad key *** twice"


def test_a_mask_reads_html() -> None:
    assert masking(KEY)(f"bad key {KEY.replace('_', '&#95;')}&amp;c") == "bad key ***&c"
    assert masking(KEY)("fish &amp; chips") == "fish &amp; chips"


def test_words_that_begin_like_a_credential_stay() -> None:
    assert masking("password-1", "customer-7")("password or custom") == "password or custom"


@pytest.mark.parametrize("mode", MODES)
def test_a_request_id_that_echoes_a_credential(mode: Mode) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, headers={"x-request-id": TOKEN}, json={})

    answer.requests = []  # type: ignore[attr-defined]
    kit = Kit(mode, answer)
    with pytest.raises(ReissueError) as caught:
        kit.call(operation("reads"))
    assert caught.value.request_id == "***"
    assert TOKEN not in str(caught.value.__dict__)
