"""`reissue inbox`, and the server of its own."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import update
from typer.testing import CliRunner

from reissue.errors import ConfigurationError
from reissue_generator.errors import ToolError
from reissue_ledger.cli import inbox as command
from reissue_ledger.clock import micros
from reissue_ledger.errors import LedgerError
from reissue_ledger.inbox import Inbox
from reissue_ledger.inbox.serve import handler_at, serve
from reissue_ledger.ledger import Ledger
from reissue_ledger.store.schema import event
from tests.ledger.inbox.kit import CLOCK, Box, Heard, public_pem, purchase, signed
from tests.ledger.inbox.servers import asgi_served, request
from tests.ledger.vendor_server import environment

pytestmark = pytest.mark.slow

Boxes = Callable[..., Box]
ROOT = Path(__file__).resolve().parents[3]
T = 1_700_000_000
BODY = purchase("p1", "purchase.created", ("created", T))
NOTED: list[str] = []


def noting(event: Any) -> None:
    NOTED.append(event.transition)


def failing(event: Any) -> None:
    raise ValueError


def asked(*arguments: str) -> tuple[int, str]:
    program = typer.Typer()
    command.register(program)
    program.callback()(lambda: None)
    done = CliRunner().invoke(program, ["inbox", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def test_list_and_replay(box: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment("http://127.0.0.1:9").items():
        monkeypatch.setenv(name, value)
    heard = Heard(lambda _: True)
    one = box(heard)
    file = ("--ledger", str(one.ledger.path))
    assert one.post("qorepay", BODY) == 204
    assert one.post("qorepay", BODY, {"x-signature": "AAAA"}) == 403
    code, text = asked("list", *file)
    assert code == 0 and "qorepay:p1:purchase.created" in text and "deliveries: read 1, refused 1" in text
    for _ in range(10):
        one.inbox.deliver_now()
        CLOCK.advance(hours=1)
    code, text = asked("list", "--state", "poison", *file)
    assert code == 1 and "ValueError at kit.py" in text
    code, text = asked("list", "--json", *file)
    told = json.loads(text)
    assert code == 1 and told["counts"] == {"event": {"poison": 1}, "delivery": {"read": 1, "refused": 1}}
    assert told["events"][0]["told"]["own_reference"] == "own-p1"
    code, text = asked("list", "--deliveries", "--json", *file)
    assert [row["state"] for row in json.loads(text)["deliveries"]] == ["read", "refused"]
    with pytest.raises(ToolError, match="no delivery is handled"):
        asked("list", "--deliveries", "--state", "handled", *file)
    assert asked("replay", "7", *file)[0] == 2
    assert asked("replay", *file) == (0, "waiting 1\n")
    assert asked("list", "--state", "waiting", *file)[0] == 0


def test_replay_hands_over_what_it_names_and_nothing_else(box: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    """An outside tester: eleven others went with the one that was named, and the server that waits for them never saw them."""
    for name, value in environment("http://127.0.0.1:9").items():
        monkeypatch.setenv(name, value)
    one = box(Heard())
    bodies = [purchase(f"p{number}", "purchase.created", ("created", 1_700_000_000)) for number in range(1, 6)]
    assert [one.post("qorepay", body) for body in bodies] == [204] * 5
    file = ("--ledger", str(one.ledger.path))
    for arguments, handled in ((("3",), 1), ((), 0)):  # none is kept aside
        NOTED.clear()
        code, text = asked("replay", *arguments, "--handler", f"{__name__}:noting", "--json", *file)
        assert (code, json.loads(text)["handled"]) == (0, handled)
        assert ["qorepay:p3:purchase.created"] * handled == NOTED
    assert one.inbox.deliver_now().handled == 4


def test_an_event_that_a_handler_is_at_is_not_replayed(box: Boxes) -> None:
    one = box(Heard())
    one.post("qorepay", BODY)
    with one.ledger.database.writing() as connection:  # as a process leaves it that was killed in the handler
        later = micros(CLOCK()) + 60_000_000
        connection.execute(update(event).where(event.c.id == 1).values(attempts=1, next_at=later))
    with pytest.raises(LedgerError, match="A handler is at event 1, or its process has just died"):
        one.inbox.replay(1)
    CLOCK.advance(minutes=2)
    assert one.inbox.replay(1) == 1


def test_replay_with_a_handler_does_it_now(box: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment("http://127.0.0.1:9").items():
        monkeypatch.setenv(name, value)
    one = box(Heard())
    one.post("qorepay", BODY)
    one.inbox.deliver_now()
    NOTED.clear()
    file = ("--ledger", str(one.ledger.path))
    assert asked("replay", "1", "--handler", f"{__name__}:noting", "--json", *file)[0] == 0
    assert NOTED == ["qorepay:p1:purchase.created"]
    assert asked("replay", "1", "--handler", f"{__name__}:failing", *file)[0] == 1
    # It waits for its next attempt: what is named is handed over here and now all the same.
    NOTED.clear()
    assert asked("replay", "1", "--handler", f"{__name__}:noting", *file) == (
        0,
        "waiting 1, read 0, handled 1, failed 0\n",
    )
    assert NOTED == ["qorepay:p1:purchase.created"]
    assert asked("replay", "1", "--handler", f"{__name__}:nobody", *file)[0] == 2
    assert asked("list", "--ledger", str(one.ledger.path.with_name("none")))[0] == 2


@pytest.mark.parametrize(
    "path", ["nothing", "os:", ":x", "no.such.module:x", "os:nothing", "os:sep", "a b:c", "os:path; x"]
)
def test_what_is_no_handler(path: str) -> None:
    with pytest.raises(ConfigurationError):
        handler_at(path)


def test_a_server_says_nothing_before_its_handler_is_found(box: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment("http://127.0.0.1:9").items():
        monkeypatch.setenv(name, value)
    file = ("--ledger", str(box(Heard()).ledger.path))
    program = typer.Typer()
    command.register(program)
    program.callback()(lambda: None)
    done = CliRunner().invoke(program, ["inbox", "serve", "--handler", "no.such:thing", *file])
    assert done.exit_code == 2 and "taking webhooks" not in done.output


def test_a_port_that_is_taken(box: Boxes) -> None:
    one = box(Heard())
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigurationError, match="Cannot listen"):
        serve(one.ledger, one.gateway, port=taken.getsockname()[1])


def test_a_server_of_its_own(tmp_path: Path) -> None:
    """Started, asked, interrupted; its log has neither queries nor bodies."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "shop.py").write_text(
        "from pathlib import Path\n\ndef paid(event):\n    with Path('handled').open('a') as file:\n        file.write(event.transition + '\\n')\n"
    )
    script = "import typer\nfrom reissue_ledger.cli import inbox\nprogram = typer.Typer()\nprogram.callback()(lambda: None)\ninbox.register(program)\nprogram()\n"
    variables = {**environment("http://127.0.0.1:9"), "REISSUE_QOREPAY_WEBHOOK_KEY": public_pem()}
    chosen = ["inbox", "serve", "--test", "--port", str(port), "--prefix", "/s3cret", "--handler", "shop:paid"]
    server = subprocess.Popen(
        [sys.executable, "-c", script, *chosen, "--ledger", str(tmp_path / "ledger.sqlite3")],
        cwd=tmp_path,
        env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                assert request(port, "POST", "/s3cret/qorepay?token=t0ken", BODY, signed(BODY)).status == 204
                break
            except ConnectionError:
                assert server.poll() is None
                time.sleep(0.05)
        assert request(port, "POST", "/qorepay", BODY, signed(BODY)).status == 404
        while not (tmp_path / "handled").exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert (tmp_path / "handled").read_text() == "qorepay:p1:purchase.created\n"
    finally:
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=30)
    assert server.returncode in (0, 130, -signal.SIGINT), errors
    assert "POST /qorepay 204" in errors and "t0ken" not in errors and "payer@example.com" not in errors
    assert "Traceback" not in errors


def test_alone_under_a_server_it_is_told_of_start_and_end(box: Boxes, caplog: pytest.LogCaptureFixture) -> None:
    one = box()
    heard = Heard()
    inbox = Inbox(one.ledger, one.gateway, heard, now=CLOCK)
    one.post("qorepay", BODY)
    with caplog.at_level(logging.INFO), asgi_served(inbox.asgi, lifespan="on"):
        until = time.monotonic() + 20
        while not heard.events and time.monotonic() < until:
            time.sleep(0.01)
    assert heard.transitions == ["qorepay:p1:purchase.created"]  # what waited from before, without a delivery


def test_nothing_is_left_open(tmp_path: Path) -> None:
    """An inbox that opened its ledger closes it."""
    inbox = Inbox(lambda: Ledger.open(tmp_path / "ledger.sqlite3", live=False), Box.__new__(Box), Heard())  # type: ignore[arg-type]
    with inbox:
        assert inbox.ledger.path.is_file()
    assert inbox._own is None and inbox._opened is None
