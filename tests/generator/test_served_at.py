"""Relative servers: they begin where the document was taken from, and are told where that is not known.

OpenAPI 3.x, Server Object: a URL may be relative, "to indicate that the host location is relative to the location where the
document containing the Server Object is being served"; without servers it is `/`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from reissue_generator.api.records import Api
from reissue_generator.builder import build
from reissue_generator.findings import Finding
from reissue_generator.generate import generate_client
from reissue_generator.own_clients import document_of
from reissue_generator.tree.addressed import Addressed
from reissue_generator.tree.client import Client
from tests.generator.small_clients import V31, document, emit, operation

ADDRESS = "https://me:hunter2@api.z.example/x/d2.json?key=hunter2"
V32 = "3.2.0"


def pinned(doc: dict[str, Any], address: str = ADDRESS) -> str:
    """A document as if it had been given by its address: it is in the cache, which these tests have for themselves."""
    data = json.dumps(doc).encode()
    spec = Addressed(f"{address}#sha256={hashlib.sha256(data).hexdigest()}")
    path = Path(spec.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return spec.reference


def built(doc: dict[str, Any], address: str = ADDRESS) -> tuple[Api, list[Finding]]:
    return build(document_of(Client("acme", pinned(doc, address), ""), str), "acme", "1")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("../v1", "https://api.z.example/v1"),
        ("v1/", "https://api.z.example/x/v1"),
        ("/v1", "https://api.z.example/v1"),
        ("/", "https://api.z.example"),
        ("//b.example/v1", "https://b.example/v1"),
        ("https://c.example/v1", "https://c.example/v1"),
        ("/{base}", "https://api.z.example/{base}"),
        ("{root}/v1", "{root}/v1"),
    ],
)
def test_a_relative_server_begins_where_the_document_was_taken_from(url: str, meant: str) -> None:
    """RFC 3986, section 5.2.2. A variable may be a path; what it is where it is not said is not guessed."""
    known = {"base": {"default": "v1"}} if "{base}" in url else {"root": {}} if "{" in url else {}
    api, findings = built(document({"/a": {"get": operation()}}, servers=[{"url": url, "variables": known}]))
    assert [server.url for server in api.servers] == [meant]
    assert [finding.rule for finding in findings if finding.rule == "server"] == []


@pytest.mark.parametrize("servers", [None, []])
def test_without_servers_it_is_the_root_of_that_host(servers: Any) -> None:
    doc = document({"/a": {"get": operation()}}) | {"servers": servers}
    if servers is None:
        del doc["servers"]
    assert [server.url for server in built(doc)[0].servers] == ["https://api.z.example"]
    assert built(doc, "stdin://")[0].servers == ()


def test_the_name_of_a_document_does_not_say_where_it_is_served() -> None:
    """OpenAPI 3.2, "Examples of API Base URL Determination": "For API URLs the `$self` field, which identifies the OpenAPI
    document, is ignored and the retrieval URI is used instead": the addresses below are those of its example."""
    servers = [{"url": "."}, {"url": "./test"}]
    doc = document({"/a": {"get": operation()}}, V32, servers=servers)
    doc["$self"] = "https://apidescriptions.example.com/foo"
    api, findings = built(doc, "https://device1.example.com")
    assert [server.url for server in api.servers] == ["https://device1.example.com", "https://device1.example.com/test"]
    assert findings == []
    _, findings = built(doc, "stdin://")
    assert [finding.rule for finding in findings] == ["server", "server"]


@pytest.mark.parametrize("level", ["operation", "path"])
def test_the_servers_of_operations_and_paths_begin_there_too(level: str) -> None:
    own = {"servers": [{"url": "../files/{v}", "variables": {"v": {"default": "1"}}}]}
    item = {"get": operation(**own)} if level == "operation" else {"get": operation(), **own}
    (one,) = built(document({"/a": item}, servers=[{"url": "../v1"}]))[0].operations
    assert (one.server, one.written) == ("https://api.z.example/files/1", "https://api.z.example/files/{v}")
    assert one.servers == (("https://api.z.example/v1", "https://api.z.example/files/1"),)


def test_no_secret_of_the_address_is_emitted(tmp_path: Path) -> None:
    doc = document(
        {"/a": {"get": operation(servers=[{"url": "?"}])}}, servers=[{"url": "?"}, {"url": ""}, {"url": "../v1"}]
    )
    made = generate_client(Client("acme", pinned(doc), str(tmp_path)))
    told = "".join(made.rendered.files.values()) + "".join(map(str, made.rendered.findings))
    assert "hunter2" not in told and "https://api.z.example/v1" in told


def test_of_a_file_it_is_told(tmp_path: Path) -> None:
    own = operation(servers=[{"url": "/files"}])
    made = emit(
        tmp_path, document({"/a": {"get": own}, "/b": {"get": operation("more-get")}}, V31, servers=[{"url": "/v1"}])
    )
    assert made.rules() == ["server", "server"]
    wire = made.wire({}, {}, server="https://own.example/v1")
    wire.client.things.do()
    wire.client.more.get()
    assert [str(request.url) for request in wire.requests] == [
        "https://own.example/files/a",
        "https://own.example/v1/b",
    ]
