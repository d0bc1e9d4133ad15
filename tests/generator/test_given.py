"""`--spec` by address and from standard input: what is read, what is refused, what is recorded, and that nothing leaks."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import logging
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from reissue_generator.cli import given as given_module
from reissue_generator.errors import ConfigurationError
from reissue_generator.sources.download import Limits, download
from reissue_generator.tree.addressed import masked
from tests.generator import command_line
from tests.generator.command_line import Ran
from tests.generator.small_clients import reading
from tests.generator.sources.test_sources_tls import certificate
from tests.generator.swagger_documents import answering

DOC = json.dumps(reading({"type": "string"})).encode()
DIGEST = hashlib.sha256(DOC).hexdigest()
Answer = Callable[[BaseHTTPRequestHandler], None]


def sends(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(call: BaseHTTPRequestHandler) -> None:
        call.send_response(status)
        for name, value in headers.items():
            call.send_header(name.replace("_", "-"), value)
        call.send_header("Content-Length", str(len(body)))
        call.end_headers()
        call.wfile.write(body)

    return answer


class Site:
    """A server of this machine, over TLS or not; answers by path, and remembers what it was asked."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {"/api.json": sends(DOC)}
        self.asked: list[tuple[str, str | None]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, self.headers["authorization"]))
                site.answers.get(self.path.partition("?")[0], sends(b"", 404))(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if context else 'http'}://localhost:{self.server.server_address[1]}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"), "localhost")


@pytest.fixture
def site(trusted: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site over TLS whose certificate this environment trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    made = Site(context)
    yield made
    made.close()


@pytest.fixture
def plain() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def generate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(spec: str, *more: str, given: str = "") -> Ran:
        words = ["--spec", spec, "--out", tmp_path / "out", "--package", "acme", *more]
        return command_line.run("generate", *words, given=given)

    return run


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_an_address_is_recorded_with_its_digest(site: Site, generate: Callable[..., Ran], tmp_path: Path) -> None:
    ran = generate(f"{site.url}/api.json")
    assert ran.code == 0, ran.error
    manifest = (tmp_path / "out/acme/MANIFEST.sha256").read_text()
    assert f'"spec":"{site.url}/api.json#sha256={DIGEST}"' in manifest
    assert f"from {site.url}/api.json" in (tmp_path / "out/acme/client.py").read_text().replace("\n# ", " ")
    before = tree(tmp_path / "out")
    assert "nothing to change" in generate(f"{site.url}/api.json").out  # the same bytes make the same tree, on any day
    assert tree(tmp_path / "out") == before
    assert command_line.run("check", tmp_path / "out/acme").code == 0
    assert len(site.asked) == 2  # `check` asks nobody


def test_the_vendors_next_edition(site: Site, generate: Callable[..., Ran], tmp_path: Path) -> None:
    generate(f"{site.url}/api.json")
    site.answers["/api.json"] = sends(DOC.replace(b"string", b"integer"))
    assert "files changed" in generate(f"{site.url}/api.json").out
    assert DIGEST not in (tmp_path / "out/acme/MANIFEST.sha256").read_text()


def test_a_pinned_address(site: Site, generate: Callable[..., Ran], tmp_path: Path) -> None:
    assert generate(f"{site.url}/api.json#sha256={DIGEST}").code == 0
    assert generate(f"{site.url}/api.json#sha256={DIGEST}").code == 0
    assert len(site.asked) == 1  # what is known is not asked for again
    before = tree(tmp_path / "out")
    ran = generate(f"{site.url}/api.json#sha256={'0' * 64}")
    assert (ran.code, f"its digest is {DIGEST}, not 000" in ran.error) == (2, True)
    assert tree(tmp_path / "out") == before
    ran = generate(f"{site.url}/api.json#sha256=abc")
    assert (ran.code, "no digest of 64" in ran.error) == (2, True)


def test_no_secret_is_recorded_or_told(
    site: Site, generate: Callable[..., Ran], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    there = site.url.replace("https://", "https://anna:hunter2@") + "/api.json?token=s3cr3t&v=2#part"
    ran = generate(there)
    assert ran.code == 0
    assert site.asked == [("/api.json?token=s3cr3t&v=2", "Basic YW5uYTpodW50ZXIy")]
    site.answers.clear()
    failed = generate(there)
    assert failed.code == 2 and "answers 404" in failed.error
    said = (ran.out + ran.error + failed.out + failed.error + caplog.text).encode()
    for text in [said, *tree(tmp_path / "out").values()]:
        assert not [secret for secret in (b"hunter2", b"anna", b"s3cr3t", b"YW5uYTpodW50ZXIy") if secret in text]
    assert f'"spec":"{site.url}/api.json?token=***&v=***#sha256=' in (tmp_path / "out/acme/MANIFEST.sha256").read_text()


def test_credentials_stay_with_their_host(site: Site, plain: Site, generate: Callable[..., Ran]) -> None:
    other = Site()
    plain.answers["/here"] = sends(b"", 302, Location="/there")
    plain.answers["/there"] = sends(b"", 302, Location=f"{other.url}/api.json")
    there = plain.url.replace("http://", "http://anna:hunter2@")
    assert generate(f"{there}/here", "--allow-http").code == 0
    assert [bool(auth) for _, auth in plain.asked] == [True, True]
    assert other.asked == [("/api.json", None)]
    other.close()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (sends(b"", 302, Location="/again"), "redirects more than 5 times"),
        (sends(b"", 302, Location="ftp://a.example/x"), "redirects to what is no address"),
        (sends(b"", 401), "the server answers 401"),
        (sends(b"<html>", Content_Type="text/html; charset=utf-8"), "it is a page of HTML and no document"),
        (lambda call: call.connection.close(), "no answer"),
    ],
)
def test_what_cannot_be_read_changes_nothing(
    answer: Answer, said: str, site: Site, generate: Callable[..., Ran], tmp_path: Path
) -> None:
    generate(f"{site.url}/api.json")
    before = tree(tmp_path)
    site.answers["/again"] = answer
    ran = generate(f"{site.url}/again")
    assert (ran.code, said in ran.error) == (2, True), ran.error
    assert tree(tmp_path) == before


def test_plain_http_is_refused_unless_asked_for(site: Site, plain: Site, generate: Callable[..., Ran]) -> None:
    ran = generate(f"{plain.url}/api.json")
    assert (ran.code, "only https is asked unless --allow-http" in ran.error) == (2, True)
    assert generate(f"{plain.url}/api.json", "--allow-http").code == 0
    site.answers["/down"] = sends(b"", 301, Location=f"{plain.url}/api.json")
    ran = generate(f"{site.url}/down", "--allow-http")
    assert (ran.code, "redirects to plain http" in ran.error) == (2, True)


def test_an_untrusted_certificate(site: Site, generate: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    ran = generate(f"{site.url}/api.json")
    assert (ran.code, "its certificate is not trusted" in ran.error) == (2, True), ran.error
    assert site.asked == []


def test_a_slow_server_is_given_up(plain: Site) -> None:
    def drips(call: BaseHTTPRequestHandler) -> None:
        call.send_response(200)
        call.end_headers()
        for _ in range(100):
            call.wfile.write(b" ")
            time.sleep(0.05)

    plain.answers["/slow"] = drips
    begin = time.monotonic()
    with pytest.raises(ConfigurationError, match=r"no complete answer within 0\.4 s"):
        download(f"{plain.url}/slow", Limits(seconds=0.4, plain=True))
    assert time.monotonic() - begin < 4


def test_a_small_answer_that_becomes_large(plain: Site) -> None:
    plain.answers["/bomb"] = sends(gzip.compress(bytes(2**20)), Content_Encoding="gzip")
    with pytest.raises(ConfigurationError, match="more than 65,536 bytes"):
        download(f"{plain.url}/bomb", Limits(size=65536, plain=True))


def test_references_of_an_address_are_refused(site: Site, generate: Callable[..., Ran]) -> None:
    site.answers["/api.json"] = sends(json.dumps(reading({"$ref": "common.json#/Thing"})).encode())
    ran = generate(f"{site.url}/api.json")
    assert "ref-remote" in ran.error and "was read without its folder" in ran.error
    assert [path for path, _ in site.asked] == ["/api.json"]


def test_the_host_of_swagger_is_the_one_that_it_came_from(
    site: Site, generate: Callable[..., Ran], tmp_path: Path
) -> None:
    # Swagger 2.0, `host`: "If the host is not included, the host serving the documentation is to be used (including the
    # port)"; `schemes`: "the default scheme to be used is the one used to access the Swagger definition itself".
    site.answers["/s.json"] = sends(json.dumps(answering({}, top={"host": None, "schemes": None})).encode())
    assert generate(f"{site.url}/s.json").code == 0
    assert f'"{site.url}/v1"' in (tmp_path / "out/acme/client.py").read_text()


def test_standard_input(generate: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert generate("-", given=DOC.decode()).code == 0
    assert f'"spec":"stdin://#sha256={DIGEST}"' in (tmp_path / "out/acme/MANIFEST.sha256").read_text()
    assert "reissue generate --spec - --out" in (tmp_path / "out/acme/client.py").read_text().replace("\n# ", " ")
    assert command_line.run("check", tmp_path / "out/acme").code == 0
    ran = generate("-", given=" \n")
    assert (ran.code, "nothing on standard input" in ran.error) == (2, True)
    ran = generate("-", given=DOC[:-5].decode())
    assert (ran.code, ran.error.startswith("-:2:1: error: ")) == (3, True), ran.error
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 11)))
    with pytest.raises(ConfigurationError, match="more than 10 bytes"):
        given_module.given("-", lambda _: None, limits=Limits(size=10))


def test_what_is_not_at_hand_is_said(
    site: Site, generate: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(f"{site.url}/api.json")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "elsewhere"))
    ran = command_line.run("check", "--full", tmp_path / "out/acme")
    assert (ran.code, "is not in the cache" in ran.error) == (2, True)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example/x.json", "https://a.example/x.json"),
        ("https://u:p@a.example:8443/@scope/x?k=v&t#f", "https://a.example:8443/@scope/x?k=***&***"),
        ("https://u:p@[::1]:80/x", "https://[::1]:80/x"),
        ("https://u:pa/ss@a.example/x", "https://***"),
    ],
)
def test_an_address_for_people(address: str, shown: str) -> None:
    assert masked(address) == shown
