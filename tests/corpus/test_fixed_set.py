"""The small documents of this folder, each full of what generators trip over: everything is emitted, everything comes back.

`make corpus` does the same with public documents, from npm.
"""

from __future__ import annotations

import importlib
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.corpus import checks, documents, report, run

ENTRIES = documents.own()
NAMES = [entry.name for entry in ENTRIES]


@pytest.fixture(scope="session")
def emitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    """The folder with all packages, and what was measured of each document."""
    base = tmp_path_factory.getbasetemp()
    out = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "corpus"
    done = out / "results.json"
    try:
        out.mkdir()
    except FileExistsError:  # another worker of the same run makes them
        while not done.exists():
            time.sleep(0.1)
        return out, json.loads(done.read_text())
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda entry: run.measure(entry, out, 60), ENTRIES)
        results = dict(zip(NAMES, found, strict=True))
    (out / "writing.json").write_text(json.dumps(results))
    (out / "writing.json").replace(done)
    return out, results


@pytest.fixture
def results(emitted: tuple[Path, dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return emitted[1]


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_is_emitted_and_every_module_imports(name: str, results: dict[str, dict[str, Any]]) -> None:
    result = results[name]
    assert "error" not in result, result["error"]
    assert report.faults(result) == []
    assert result["operations"] == result["expected"] > 0


@pytest.mark.parametrize("name", NAMES)
def test_every_example_comes_back_equal(name: str, results: dict[str, dict[str, Any]]) -> None:
    lists = results[name]["example_lists"]
    assert lists.get("failed", []) == []
    assert lists.get("doubted", []) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_worse_than_the_summary(name: str, results: dict[str, dict[str, Any]]) -> None:
    before = report.load_summary()
    assert name in before, "make corpus ARGS='--set own --types --update'"
    assert report.regressions({name: results[name]}, before) == {}


@pytest.mark.types
def test_the_emitted_text_passes_ruff_and_strict_pyright(emitted: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    out, found = emitted
    packages = [result["package"] for result in found.values()]
    assert checks.ruff(out, packages) == {package: [] for package in packages}
    assert checks.pyright(out, packages, 120) == {package: [] for package in packages}


# --- answers of several media types, called ------------------------------------------------------------------


class Answering(httpx.BaseTransport):
    """Answers every request with the same thing."""

    def __init__(self, content: bytes, media: str, status: int = 200) -> None:
        self.answer = (status, content, media)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        status, content, media = self.answer
        return httpx.Response(status, content=content, headers={"Content-Type": media})


@pytest.fixture
def media(emitted: tuple[Path, dict[str, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The package made of media.yaml: a function from an answer to a client."""
    out, found = emitted
    monkeypatch.syspath_prepend(str(out))
    package: Any = importlib.import_module(found["own-media"]["package"])
    names = [
        name for name in package.__all__ if name[0].isupper() and not name.startswith("Async") and name != "Server"
    ]
    clients: list[httpx.Client] = []

    def client(content: bytes, media: str, status: int = 200) -> Any:
        http = httpx.Client(transport=Answering(content, media, status))
        clients.append(http)
        return getattr(package, names[0])(server="https://api.example.com/api", http=http)

    yield client
    for one in clients:
        one.close()


def test_a_file_where_json_is_documented_too_comes_as_bytes(media: Any) -> None:
    with media(b"%PDF-1.7", "application/pdf").report_.get_report_stream() as body:
        assert b"".join(body) == b"%PDF-1.7"
    assert media(b'{"title": "t"}', "application/json").report_.get_report().title == "t"


def test_a_text_is_read_by_its_media_type(media: Any) -> None:
    assert media(b'"hello"', "application/json").texts.get_text() == "hello"
    assert media(b"hello", "text/plain").texts.get_text() == "hello"
    assert media(b"<a/>", "application/xml").texts.get_text() in (b"<a/>", "<a/>")


def test_each_status_has_its_own_type(media: Any) -> None:
    body = {"title": "t"}
    assert media(b'{"title": "t"}', "application/json").report_.make_report(body).title == "t"
    assert media(b'{"ticket": 5}', "application/json", 202).report_.make_report(body).ticket == 5
    assert media(b'{"title": "u"}', "application/json", 203).report_.make_report(body).title == "u"


def test_an_error_of_either_media_type_keeps_its_text(media: Any) -> None:
    problem = json.dumps({"type": "about:blank", "detail": "no"}).encode()
    with pytest.raises(Exception) as told:
        media(problem, "application/problem+json", 404).report_.get_report()
    assert told.value.detail.detail == "no"
    with pytest.raises(Exception) as told:
        media(b"<h1>no</h1>", "text/html", 404).report_.get_report()
    assert told.value.detail == "<h1>no</h1>"


# --- the tools themselves ------------------------------------------------------------------------------------


def test_values_are_equal_by_number_and_instant() -> None:
    from tests.corpus.examples import difference

    assert difference({"a": 1.0, "b": "2026-11-21T10:00:00+02:00"}, {"a": 1, "b": "2026-11-21T08:00:00Z"}) == ""
    assert difference({"a": [1, 2]}, {"a": [1, 3]}) == "$.a[1] is '3', not '2'"
    assert difference({"a": None}, {}) == "$.a is lost"
    assert difference({"a": True}, {"a": 1}) != ""


def test_the_run_fails_on_what_is_worse(results: dict[str, dict[str, Any]]) -> None:
    name = "own-names"
    before = report.updated({}, results)
    assert report.regressions({name: {**results[name], "operations": 3}}, before)[name][0].endswith("are lost")
    worse = {**results[name], "warnings": 99}
    assert report.regressions({name: worse}, before) == {name: ["warnings: 0 before, 99 now"]}
    assert name in report.regressions({name: {"error": "gone", "expected": 11}}, before)


def test_without_npm_the_run_says_so_and_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REISSUE_CACHE", str(tmp_path))
    monkeypatch.setattr(documents, "node_and_npm", lambda needed: None)
    assert run.main(["--set", "named"]) == 2
    assert "npm is not installed" in capsys.readouterr().err


def test_the_report_escapes_what_documents_say(results: dict[str, dict[str, Any]]) -> None:
    name = "<script>alert(1)</script>"
    text = report.html({name: results["own-names"]}, {name: ["<b>"]}, "about")
    assert name not in text
    assert "&lt;script&gt;alert(1)" in text
