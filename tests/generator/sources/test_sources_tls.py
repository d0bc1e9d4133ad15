"""Over TLS to a checked address: the certificate must be that of the name, and the name is what the server is asked for."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from reissue_generator.sources import fetch as sources_fetch
from reissue_generator.sources.fetch import Fetched, Options, Problem, Wanted
from tests.generator.sources.vendor_site import Handler, Vendor, page

STRICT = Options(timeout=60, pause=0)


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate with its key, in one file; never out of date, as TLS has a clock of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Fetched]]:
    """Fetches a page of `docs.example.com`, which resolves to a loopback server that the check takes for public."""
    path = certificate(tmp_path, "docs.example.com")
    handler = type("Bound", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(path)
    server.socket = served.wrap_socket(server.socket, server_side=True)
    vendor = Vendor(server.server_address[1], {"/a": page("A", "<p>" + "word " * 20 + "</p>")})
    handler.vendor = vendor  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    async def loopback(host: str, port: int) -> str:
        return "127.0.0.1"

    real = ssl.create_default_context
    monkeypatch.setattr(sources_fetch, "public_address", loopback)
    monkeypatch.setattr(sources_fetch.ssl, "create_default_context", lambda: real(cafile=str(path)))

    def fetch(host: str) -> Fetched:
        found: list[Fetched] = []
        sources_fetch.fetch([Wanted(f"https://{host}:{vendor.port}/a")], STRICT, found.append)
        assert all(headers["host"] == f"{host}:{vendor.port}" for _, headers in vendor.asked)
        return found[0]

    yield fetch
    server.shutdown()
    server.server_close()


def test_the_name_is_verified_though_the_address_is_dialled(secure: Callable[[str], Fetched]) -> None:
    assert secure("docs.example.com").problem is None


def test_a_certificate_of_another_name_is_refused(secure: Callable[[str], Fetched]) -> None:
    found = secure("other.example.com")
    assert found.problem is Problem.UNREACHABLE
    assert "certificate" in found.reason.lower()
