"""A canary in every credential, and a search for it in all that leaves: logs, texts, pickles, tracebacks."""

from __future__ import annotations

import asyncio
import base64
import copy
import html
import io
import json
import logging
import os
import pickle
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, quote_plus

import httpx
import pytest
from reissue_runtime.api_key import ApiKey
from reissue_runtime.basic import Basic
from reissue_runtime.bearer import Bearer
from reissue_runtime.body import Json
from reissue_runtime.client import AsyncClient, Client
from reissue_runtime.cookies import Cookie
from reissue_runtime.decode import codec
from reissue_runtime.drift import Drift, DriftEvent, DriftReport, join
from reissue_runtime.encode import Query
from reissue_runtime.errors import ReissueError
from reissue_runtime.headers import Header
from reissue_runtime.model import Model
from reissue_runtime.oauth2 import OAuth2
from reissue_runtime.operation import Effect, Operation
from reissue_runtime.options import CallOptions
from reissue_runtime.quiet import quieten, sending
from reissue_runtime.recorder import record_drift
from reissue_runtime.request import Arguments
from reissue_runtime.retry import RetryPolicy
from reissue_runtime.secret import Mask, Secret, masked
from reissue_runtime.signatures import Signature, SignedWebhook
from reissue_runtime.steps import Prepared
from reissue_runtime.token_login import TokenLogin
from rich.console import Console

from reissue.conformance.canary import Plain
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
    "login": (
        TokenLogin(lambda: LOGIN, token="token", fields=("api_key", "email")),
        (CANARIES["apikey"], CANARIES["email"]),
    ),
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
    trace = Plain.from_exception(
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


def test_of_what_was_sent_only_what_is_repeated_is_looked_for() -> None:
    people = [f"Person Number {n}" for n in range(3_000)]
    text = masked(f"row 7: {people[2_999]} and {people[3][:13]} are not known" + "x" * 50, people)
    assert text.startswith("row 7: *** and *** are not known")
    assert masked("row 7 is wrong", people) == "row 7 is wrong"
    assert masked("A&#32;B &amp; C", ["A B & C"]) == "***"


# --- a real network ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["ours", "given"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["query", "header", "basic", "login"])
def test_the_logs_of_the_transport(mode: Mode, name: str, whose: str, log: io.StringIO) -> None:
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
            with httpx.Client() as http:
                options: Any = {"http": http} if whose == "given" else {}
                with Client(facts, server, {name: given}, options) as client:
                    client.call(made, arguments)
        else:

            async def call() -> None:
                async with httpx.AsyncClient() as http:
                    options: Any = {"http": http} if whose == "given" else {}
                    async with AsyncClient(facts, server, {name: given}, options) as client:
                        await client.call(made, arguments)

            asyncio.run(call())
        thread.join(5)
    written = log.getvalue()
    assert ("HTTP Request: GET http://127.0.0.1:" in written) is (whose == "given")
    assert "send_request_headers" in written
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


# --- names that are data, texts that are cut, and what was sent as sensitive ------------------------------------


class Person(Model, kw_only=True):
    name: str
    balances: dict[str, int] = {}


class Payer(Model, kw_only=True):
    card: str
    code: int | None = None
    aliases: dict[str, str] = {}

    __sensitive__ = frozenset({"card", "code", "aliases"})


NAMES_THAT_ARE_DATA = (
    "ada.lovelace@example.com",
    "ada@lovelace",
    "@lovelace",
    "Ada Lovelace",
    "+250780000001",
    "cus_51HzQ9",
    "7d0c1f52-0000-4000-8000-0000000000a1",
    "TX10000000002",
    TOKEN,
)


@pytest.mark.parametrize("name", NAMES_THAT_ARE_DATA)
@pytest.mark.parametrize("mended", [False, True])
def test_names_that_are_data_are_told_of_nowhere(name: str, mended: bool, log: io.StringIO, tmp_path: Path) -> None:
    """RFC 8259, section 4: a name is any string, so a map by customer has customers for names."""
    seen: list[Any] = []
    keep = record_drift(tmp_path / "drift.jsonl")
    shapes = ({"name": 1, name: 2}, {"name": "x", "balances": {name: "many"}}, {name: 3, "Ada": {"name": 4}})
    for body in shapes:
        raw = json.dumps(body).replace(": 2", ": 02") if mended else json.dumps(body)

        def answer(request: httpx.Request, raw: str = raw) -> httpx.Response:
            return httpx.Response(200, content=raw, headers={"content-type": "application/json"})

        made: Operation[Any] = Operation[Person](id="x", method="GET", path="/x", effect=Effect.READS)
        for options in ({}, {"on_drift": lambda event: (seen.append(event), keep(event))}):
            response = Kit("sync", answer, **options).response(made)
            seen += [*response.drift, response]
        with pytest.raises(ReissueError) as caught:
            Kit("sync", answer, strict=True).call(made)
        seen += [caught.value, caught.value.reason]
    written = log.getvalue() + repr(seen) + (tmp_path / "drift.jsonl").read_text()
    assert name not in written and "'Ada'" not in written and ".Ada" not in written
    assert "$.*" in written and "$.balances.*" in written and "$.name" in written


def test_names_that_may_be_members_are_told() -> None:
    """So that a report can propose them: names as the four vendors and their siblings write members."""
    for name in ("new", "paidOn", "error_code", "line_1", "address2", "x-trace", "sha256", "$ref", "_links"):
        assert join("$", name) == f"$.{name}"


def test_a_recording_is_its_owners(tmp_path: Path) -> None:
    for name, mode in (("new.jsonl", None), ("old.jsonl", 0o644)):
        file = tmp_path / name
        if mode:
            file.touch(mode)
        record_drift(file)(DriftEvent("acme", "x", 200, Drift("$.a", "int", "string")))
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_recording_is_bounded(tmp_path: Path) -> None:
    """One drift in each of 500 answers is ten lines, and a full file takes none."""
    file = tmp_path / "drift.jsonl"
    record = record_drift(file)
    for number in range(1, 501):
        record(DriftEvent("acme", "x", 200, Drift(f"$.rows[{number}].a", "int", "string"), answers=number * 2))
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert [row["count"] for row in rows] == [1, 2, 3, 4, 8, 16, 32, 64, 128, 256]
    assert {row["path"] for row in rows} == {"$.rows[].a"} and rows[-1]["answers"] == 512
    report, rows = DriftReport("acme"), [Drift(f"$.rows[{number}].b", "int", "null") for number in range(3)]
    report.tell("y", 200, (), record)
    report.tell("y", 200, rows, record)
    report.tell("z", 302, [Drift("headers.Location", "an address", "nothing")], record)  # of an answer without a body
    told = [json.loads(line) for line in file.read_text().splitlines()[10:]]
    assert [(row["path"], row["count"], row["answers"]) for row in told] == [
        ("$.rows[].b", 1, 2),
        ("headers.Location", 1, 1),
    ]
    os.truncate(file, 1 << 24)
    record_drift(file)(DriftEvent("acme", "x", 200, Drift("$.b", "int", "string")))
    assert file.stat().st_size == 1 << 24


@pytest.mark.parametrize(
    "text", ["payer@example.com", "x" * 70, "closed by Jane Doe", "4111 1111 1111 1111", "two\nlines", "żółw"]
)
def test_a_value_that_looks_like_no_word_is_told_by_its_kind(text: str) -> None:
    class Order(Model, kw_only=True):
        status: Literal["open", "paid"]

    value, drifts = codec(Order).decode(json.dumps({"status": text}, ensure_ascii=False).encode())
    assert value.status == text and [drift.got for drift in drifts] == ["string"]
    assert codec(Order).decode(b'{"status": "purchase.part_paid"}')[1][0].got == '"purchase.part_paid"'


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("cut", range(480, 502, 3))
def test_texts_are_masked_before_they_are_cut(mode: Mode, status: int, cut: int) -> None:
    """A token that lies across the place at which a text is cut."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, json={"success": False, "message": "y" * (cut - 1) + " " + TOKEN})

    kit = Kit(mode, answer, provider=provider(envelopes=(FLAG,)), retry=RetryPolicy(max_attempts=1))
    with pytest.raises(ReissueError) as caught:
        kit.call(operation("reads"))
    shown = [caught.value.message, caught.value.provider_message, pickled(caught.value)]
    assert TOKEN[:5] not in repr(shown) and "yyyy" in repr(shown)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("cut", range(270, 302, 3))
def test_complaints_of_a_transport_are_masked_before_they_are_cut(mode: Mode, cut: int) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("y" * (cut - 1) + " " + TOKEN)

    with pytest.raises(ReissueError) as caught:
        Kit(mode, answer, retry=RetryPolicy(max_attempts=1)).call(operation("reads"))
    assert TOKEN[:5] not in repr(vars(caught.value)) + str(caught.value)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", [200, 400, 500])
def test_what_was_sent_as_sensitive_is_not_told_back(mode: Mode, status: int) -> None:
    """Providers repeat what they refuse: "card 4242... is not valid, code 123 neither"."""
    secrets = {"card": "4242424242424242", "code": 123, "aliases": {"ada@example.com": "Countess"}}

    def answer(request: httpx.Request) -> httpx.Response:
        words = "bad 4242424242424242, code 123 of ada@example.com (Countess), pin 90210, trace 77, not 1234"
        return httpx.Response(status, json={"success": False, "message": words, "code": "E-Countess"})

    kit = Kit(mode, answer, provider=provider(envelopes=(FLAG,)), retry=RetryPolicy(max_attempts=1))
    made = operation("creates", query=(Query("pin", sensitive=True),), headers=(Header("X-Trace", sensitive=True),))
    for body in (Payer(**secrets), {"payers": [secrets]}):  # type: ignore[arg-type]
        with pytest.raises(ReissueError) as caught:
            kit.call(made, body=body, query=("90210",), headers=(Secret("77"),))
        assert caught.value.provider_message == "bad ***, code *** of *** (***), pin ***, trace ***, not 1234"
        assert caught.value.code == "E-***"
        assert "4242424242424242" not in str(caught.value) + repr(caught.value) + pickled(caught.value)


def test_forms_in_which_others_write_a_secret() -> None:
    """PHP escapes slashes in JSON; RFC 3986, 2.1: %2b is %2B; RFC 4648, 5: base64 for URLs."""
    secret = "k+/?é-c4nary>>>"
    mask = masking(secret)
    raw = secret.encode()
    for form in (
        json.dumps(secret).replace("/", "\\/"),
        json.dumps(secret, ensure_ascii=False).replace("/", "\\/"),
        quote(secret, safe="").lower(),
        base64.urlsafe_b64encode(raw).decode(),
        base64.b64encode(raw).decode(),
        html.escape(secret),
        "".join(f"&#x{ord(letter):x};" for letter in secret),
    ):
        assert "***" in mask(f"a {form} b") and secret not in mask(form) and "c4nary" not in mask(form)


@pytest.mark.parametrize(
    "name", ["aiohttp.client", "aiohttp.internal", "hpack.hpack", "hpack.table", "httpcore2.http11"]
)
def test_logs_of_other_transports(name: str, log: io.StringIO) -> None:
    """aiohttp warns with the cookie that it cannot read, hpack tells every header."""
    quieten()
    mine = sending.set(Prepared("GET", "https://api.acme.example", []))
    try:
        logging.getLogger(name).warning("Cannot load %s", CANARIES["cookie"])
    finally:
        sending.reset(mine)
    logging.getLogger(name).warning("of others: %s", "this")
    assert log.getvalue().splitlines()[-2:] == ["Cannot", "of others: this"]
