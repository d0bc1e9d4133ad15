"""The applications, in real frameworks and on real servers; the examples of docs/inbox.md."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from reissue import QorePayCredentials
from reissue_ledger.inbox import Bounds, Inbox, records
from reissue_ledger.ledger import Ledger
from tests.ledger.inbox.kit import NOWHERE, Box, Heard, gateway_to, paypen_claim, public_pem, purchase, signed
from tests.ledger.inbox.servers import asgi_served, raw_request, request, wsgi_served
from tests.ledger.vendor_server import VendorServer, environment

pytestmark = pytest.mark.slow

Boxes = Callable[..., Box]
PAGE = Path(__file__).resolve().parents[3] / "docs" / "inbox.md"
EXAMPLES: dict[str, str] = dict(
    re.findall(r"<!-- example: ([a-z ]+) -->\n```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
)
MOUNTED = [name for name in EXAMPLES if name != "inbox"]
WAYS = [*MOUNTED, "bare asgi", "bare wsgi", "bare wsgiref"]
T = 1_700_000_000
BODY = purchase("p1", "purchase.created", ("created", T))


def in_django() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure(SECRET_KEY="t", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None)
        import django

        django.setup()


urlpatterns: list[Any] = []


@contextmanager
def served(way: str, inbox: Any, beside: Any) -> Iterator[tuple[int, str]]:
    """The application of one way, on a server. Gives its port and the path of the inbox."""
    in_django()
    if way.startswith("bare"):
        app, path = (inbox.asgi, "") if way == "bare asgi" else (inbox.wsgi, "")
    else:
        names: dict[str, Any] = {"inbox": inbox, "beside": beside}
        exec(EXAMPLES[way], names)
        app, path = names["app"], "/hooks"
    with ExitStack() as stack:
        if way.endswith("asgi"):
            port = stack.enter_context(asgi_served(app))
        else:
            port = stack.enter_context(wsgi_served(app, "wsgiref" if way.endswith("wsgiref") else "werkzeug"))
        yield port, path


@pytest.fixture(params=WAYS)
def place(
    request: pytest.FixtureRequest, box: Boxes, vendor: VendorServer
) -> Iterator[tuple[int, str, Box, VendorServer]]:
    credentials = QorePayCredentials(secret_key="sk-b", server=NOWHERE, webhook_key=public_pem())
    one = box(Heard(), gateway_to(vendor.address, **{"shop-b": {"qorepay": credentials}}))
    beside = Inbox(one.ledger, one.gateway, None, prefix="/hooks")
    beside.start = lambda: None  # type: ignore[method-assign]
    with served(request.param, one.inbox, beside) as (port, path):
        yield port, path, one, vendor


def test_what_comes_in(place: tuple[int, str, Box, VendorServer]) -> None:
    port, path, one, _ = place
    for number, place_of_it in enumerate(
        ("/qorepay", "/qorepay/", "/qorepay/shop-b", "/qorepay/SHOP_B/", "/qorepay?a=b")
    ):
        body = purchase(f"p{number}", "purchase.created", ("created", T))
        assert request(port, "POST", path + place_of_it, body, signed(body)).status == 204
    assert len(records.events(one.ledger)) == 5
    accounts = {event.account.rpartition(":")[2] for event in records.events(one.ledger)}
    assert accounts == {"", "shop-b"}


def is_told_raw(port: int) -> bool:
    """Whether the server is none of WSGI, which leaves it open whether an application learns of the path as it came."""
    return "uvicorn" in request(port, "GET", "/").headers.get("server", "")


def test_what_is_refused(place: tuple[int, str, Box, VendorServer]) -> None:
    port, path, one, vendor = place
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        answer = request(port, method, f"{path}/qorepay")
        assert (answer.status, answer.headers["allow"]) == (405, "POST")
    for odd in (
        "/nobody",
        "/qorepay/nobody",
        "/qorepay/a/b",
        "/qorepay/../paypen",
        "/paypen/%2e%2e/paypen",
        "/paypen%2fshop-b",
        "/qorepay%2Fshop-b",
        "//paypen",
        "/paypen//",
        "/PayPen",
        "/paypen;x",
        "/paypen%00",
        "/paypen%0a",
    ):
        if not path and ("%2" in odd or odd.startswith("//")) and not is_told_raw(port):
            continue  # the server has made another path of it, and does not tell which it was
        answer = request(port, "POST", path + odd, paypen_claim("TX1"), {"content-type": "application/json"})
        assert answer.status == 404, odd
    assert request(port, "POST", f"{path}/qorepay", b"", {}).status == 400
    with suppress(ConnectionError):  # some servers close before they have read it
        assert request(port, "POST", f"{path}/qorepay", b"x" * (1024 * 1024 + 1)).status == 413
    assert request(port, "POST", f"{path}/qorepay", BODY, {"x-signature": "AAAA"}).status == 403
    one.inbox.deliver_now()
    assert vendor.requests == 0 and records.events(one.ledger) == []


def test_bodies_of_another_length(place: tuple[int, str, Box, VendorServer]) -> None:
    port, path, one, _ = place
    head = f"POST {path}/qorepay HTTP/1.1\nHost: h\nX-Signature: {signed(BODY)['x-signature']}\n"
    for length in (len(BODY) + 5, len(BODY) * 2):
        status = raw_request(port, f"{head}Content-Length: {length}\n\n", BODY)
        assert status is None or status >= 400
    for odd in ("-3", "x", "1, 2", "9" * 30):
        status = raw_request(port, f"{head}Content-Length: {odd}\n\n", BODY)
        assert status is None or status >= 400, odd
    assert records.events(one.ledger) == []
    assert request(port, "POST", f"{path}/qorepay", BODY, signed(BODY)).status == 204
    assert len(records.events(one.ledger)) == 1


def test_in_chunks(place: tuple[int, str, Box, VendorServer]) -> None:
    port, path, one, _ = place
    parts = [BODY[:10], BODY[10:300], BODY[300:]]
    status = 411
    with suppress(ConnectionError):  # the server of wsgiref knows no chunks: it closes before it has read them
        headers = {**signed(BODY), "transfer-encoding": "chunked"}
        status = request(port, "POST", f"{path}/qorepay", iter(parts), headers).status
    assert status in (204, 411)
    assert len(records.events(one.ledger)) == (status == 204)
    much = (b"x" * 65536 for _ in range(40))
    try:
        answer = request(port, "POST", f"{path}/qorepay", much, {"transfer-encoding": "chunked"})
    except (ConnectionError, OSError):
        return  # it was not read to its end
    assert answer.status in (413, 411)


def test_huge_headers(place: tuple[int, str, Box, VendorServer]) -> None:
    port, path, one, _ = place
    for name, size in (("x-signature", 20_000), ("x-long", 60_000), ("x-longer", 200_000)):
        headers = {**signed(BODY), name: "A" * size}
        try:
            status = request(port, "POST", f"{path}/qorepay", BODY, headers).status
        except (ConnectionError, OSError):
            continue
        assert status >= 400 or name.startswith("x-long")
    with one.ledger.database.reading() as connection:
        assert connection.exec_driver_sql("select max(length(headers)) from delivery").scalar() in (None, *range(1000))


@pytest.mark.parametrize("way", MOUNTED)
def test_the_examples_of_the_page(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vendor: VendorServer
) -> None:
    """As they are printed: threads, a ledger of its own, and a handler in its transaction."""
    import time

    monkeypatch.setenv("REISSUE_LEDGER", str(tmp_path))
    for name, value in {**environment(vendor.address), "REISSUE_QOREPAY_WEBHOOK_KEY": public_pem()}.items():
        monkeypatch.setenv(name, value)
    with Ledger.open(live=False) as ledger, ledger.database.writing() as connection:
        connection.exec_driver_sql("create table shop_payment (invoice text, amount text)")
    names: dict[str, Any] = {"__name__": "example"}
    exec(EXAMPLES["inbox"], names)
    body = purchase("p1", "purchase.paid", ("created", T), ("paid", T + 1))
    try:
        with served(way, names["inbox"], names["beside"]) as (port, path):
            assert request(port, "POST", f"{path}/qorepay", body, signed(body)).status == 204
            with Ledger.open(live=False) as ledger:
                until = time.monotonic() + 20
                while (found := _payments(ledger)) == [] and time.monotonic() < until:
                    time.sleep(0.02)
        assert found == [("p1", "NGN 5000.00")]
    finally:
        names["inbox"].close()
        names["beside"].close()


def _payments(ledger: Ledger) -> list[tuple[str, str]]:
    with ledger.database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("select * from shop_payment")]  # type: ignore[misc]


# --- bodies that something else has read ---


def starlette_stream(inbox: Inbox) -> Any:
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.base import BaseHTTPMiddleware
    from starlette.routing import Mount

    async def eats(request: Any, call_next: Any) -> Any:
        _ = [part async for part in request.stream()]
        return await call_next(request)

    return Starlette(routes=[Mount("/hooks", inbox.asgi)], middleware=[Middleware(BaseHTTPMiddleware, dispatch=eats)])


def asgi_half(inbox: Inbox) -> Any:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        message = await receive()
        body = message["body"]

        async def half() -> Any:
            return {"type": "http.request", "body": body[: len(body) // 2], "more_body": False}

        await inbox.asgi({**scope, "root_path": "/hooks"}, half, send)

    return app


def flask_form(inbox: Inbox) -> Any:
    from flask import Flask, Response, request

    app = Flask("shop")

    @app.post("/hooks/<path:rest>")
    def hook(rest: str) -> Any:
        _ = request.form
        environ = {**request.environ, "SCRIPT_NAME": "/hooks", "PATH_INFO": f"/{rest}"}
        return Response.from_app(inbox.wsgi, environ)

    return app


def wsgi_data(inbox: Inbox) -> Any:
    from werkzeug.wrappers import Request

    def app(environ: Any, start_response: Any) -> Any:
        Request(environ).get_data(cache=False)
        return inbox.wsgi({**environ, "SCRIPT_NAME": "/hooks", "PATH_INFO": environ["PATH_INFO"][6:]}, start_response)

    return app


def bounded(app: Any) -> Any:
    """As servers for production give it: a body that ends. That of a server for development waits for more."""

    def within(environ: Any, start_response: Any) -> Any:
        if "HTTP_TRANSFER_ENCODING" not in environ:
            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        return app(environ, start_response)

    return within


@pytest.mark.parametrize("make", [starlette_stream, asgi_half, flask_form, wsgi_data])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_was_eaten_is_not_told_yes(box: Boxes, make: Callable[[Inbox], Any], chunked: bool) -> None:
    heard = Heard()
    one = box(heard)
    if chunked and make is asgi_half:
        pytest.skip("nothing tells that half of a body without a length is missing, but its signature")
    serve: Any = asgi_served if make in (starlette_stream, asgi_half) else wsgi_served
    headers = {**signed(BODY), "content-type": "application/x-www-form-urlencoded"}
    more = {"transfer-encoding": "chunked"} if chunked else {}
    app = make(one.inbox)
    with serve(bounded(app) if serve is wsgi_served else app) as port:
        answer = request(port, "POST", "/hooks/qorepay", iter([BODY]) if chunked else BODY, {**headers, **more})
        assert answer.status == 500
    assert records.deliveries(one.ledger) == []
    with asgi_served(one.inbox.asgi) as port:
        assert request(port, "POST", "/qorepay", BODY, headers).status == 204
    assert one.inbox.deliver_now().handled == 1


def test_a_body_that_never_comes_is_not_told_yes(box: Boxes) -> None:
    one = box()
    with wsgi_served(wsgi_data(one.inbox)) as port, pytest.raises(TimeoutError):
        request(port, "POST", "/hooks/qorepay", BODY, signed(BODY), seconds=1)
    assert records.deliveries(one.ledger) == []


def test_a_body_that_was_read_and_given_back(box: Boxes) -> None:
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.base import BaseHTTPMiddleware
    from starlette.routing import Mount

    async def looks(request: Any, call_next: Any) -> Any:
        await request.body()
        return await call_next(request)

    one = box()
    app = Starlette(
        routes=[Mount("/hooks", one.inbox.asgi)], middleware=[Middleware(BaseHTTPMiddleware, dispatch=looks)]
    )
    with asgi_served(app) as port:
        assert request(port, "POST", "/hooks/qorepay", BODY, signed(BODY)).status == 204


# --- accounts ---


def test_a_provider_without_credentials_and_one_without_a_key(box: Boxes, caplog: pytest.LogCaptureFixture) -> None:
    from reissue import Reissue

    gateway = Reissue(qorepay=QorePayCredentials(secret_key="sk", server=NOWHERE))
    one = box(Heard(), gateway)
    assert one.post("paypen", paypen_claim("TX1")) == 404
    assert one.post("qorepay", BODY) == 503
    assert "REISSUE_QOREPAY_WEBHOOK_KEY" in caplog.text and "sk" not in caplog.text.split()
    assert records.deliveries(one.ledger) == []


def test_credentials_that_cannot_be_had(box: Boxes) -> None:
    from reissue import Reissue

    def away() -> QorePayCredentials:
        raise OSError("vault")

    one = box(Heard(), Reissue(qorepay=away))
    assert one.post("qorepay", BODY) == 503


def test_a_key_that_was_changed_meanwhile(box: Boxes) -> None:
    from reissue import Reissue

    old = public_pem()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    form = serialization.PublicFormat.SubjectPublicKeyInfo
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    given = iter([other.public_bytes(serialization.Encoding.PEM, form).decode(), old, old, old])
    gateway = Reissue(qorepay=lambda: QorePayCredentials(secret_key="s", server=NOWHERE, webhook_key=next(given)))
    one = box(Heard(), gateway)
    assert one.post("qorepay", BODY) == 204


def test_a_ledger_that_cannot_be_opened_is_not_told_yes(tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    inbox = Inbox(lambda: Ledger.open(tmp_path / "ledger", live=False), gateway_to(), Heard())
    assert inbox.receive("qorepay", "", signed(BODY), BODY).status == 503
    inbox.close()


def test_a_prefix_is_needed_beside_another(box: Boxes) -> None:
    from reissue.errors import ConfigurationError

    one = box(bounds=Bounds())
    for app in (one.inbox.asgi, one.inbox.wsgi):
        with pytest.raises(ConfigurationError):
            app.beside(lambda *_: None)  # type: ignore[arg-type, return-value]
