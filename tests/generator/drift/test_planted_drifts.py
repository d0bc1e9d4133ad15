"""Drifts that are planted in realistic traffic are found and proposed rightly, and good traffic shows none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from reissue_generator import generate as pipeline
from reissue_generator.document import Document
from reissue_generator.drift.patch import Report, examine
from reissue_generator.drift.report import Bar
from reissue_generator.lint.run import lint
from tests.generator.drift.planted_drifts import DOCUMENT, JSON, NUMBER, PLANTS, TEXT, Came, Plant, at, good, schema
from tests.generator.drift.test_drift import apply
from tests.generator.small_clients import load

TIMES = 8
"""How often each is seen, among ten times as many good answers."""


class _Plain(yaml.SafeDumper):
    """Without aliases, which nobody writes in a specification."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class Shop:
    """The client of the shop, which reads what it is given, and records."""

    def __init__(self, folder: Path, document: dict[str, Any], package: str) -> None:
        self.folder, self.spec = folder, folder / "shop.yaml"
        self.spec.write_text(yaml.dump(document, Dumper=_Plain, sort_keys=False, width=200))
        written = pipeline.generate_alone(self.spec, folder / package, package)
        module = load(written.root, package)
        runtime = {
            name: __import__(f"{package}.runtime.{name}", fromlist=["x"]) for name in ("recorder", "errors", "retry")
        }
        self.record, self.error = runtime["recorder"].record_drift, runtime["errors"].ReissueError
        self.once = runtime["retry"].RetryPolicy.NEVER
        self.make = getattr(module, written.rendered.apis[0].class_name)
        self.hook = __import__(f"{package}.webhooks", fromlist=["x"]).PAID.parse_unsigned

    def live(self, traffic: Iterable[Came], name: str) -> Path:
        """A recording of a client that reads these answers."""
        recording = self.folder / name
        record, replies = self.record(recording), list[httpx.Response]()
        http = httpx.Client(transport=httpx.MockTransport(lambda _: replies.pop()))
        with self.make(http=http, on_drift=record, retry=self.once) as client:
            for came in traffic:
                with suppress(self.error):
                    if came.where == "hooks":
                        self.hook(came.body, on_drift=record)
                        continue
                    replies.append(httpx.Response(came.status, content=came.body, headers=_headers(came)))
                    getattr(client, came.where).get()
        return recording

    def captured(self, traffic: Iterable[Came], name: str) -> Path:
        """A capture of the same answers (HTTP Archive 1.2)."""
        entries = [
            {
                "startedDateTime": "2026-11-20T10:00:00.000Z",
                "request": {"method": "GET", "url": f"https://api.shop.example/{came.where}"},
                "response": {
                    "status": came.status,
                    "headers": [{"name": key, "value": value} for key, value in _headers(came).items()],
                    "content": {"size": len(came.body), "mimeType": came.media, "text": came.body.decode()},
                },
            }
            for came in traffic
            if came.where != "hooks"
        ]
        (self.folder / name).write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
        return self.folder / name


def _headers(came: Came) -> dict[str, str]:
    return {"Content-Type": came.media, "Date": "x", "X-Powered-By": "y", **dict(came.headers)}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("shop"), DOCUMENT, "planted_shop")


def traffic(plants: Iterable[Plant], times: int = TIMES) -> list[Came]:
    """Of every plant, among good answers of the same operation."""
    return [came for one in plants for came in [*[good(one.came.where)] * 10, *[one.came] * times]]


def told(report: Report) -> tuple[dict[tuple[str, str], set[str]], dict[tuple[str, str], str]]:
    """What was seen, and what is said of it, by operation and path; a capture has names of headers in lower case."""
    seen = {(one.operation, one.path.lower()): {kind.got for kind in one.kinds} for one in report.spots}
    said = ([*one.message.split(": ")[:2], one.hint] for one in report.findings)
    return seen, {(operation, path.lower()): hint for operation, path, hint in said}


@pytest.mark.parametrize("way", ["live", "captured"])
def test_planted_drifts_are_found_and_proposed_rightly(shop: Shop, way: str, tmp_path: Path) -> None:
    read = shop.live if way == "live" else shop.captured
    name = "drift.jsonl" if way == "live" else "drift.har"
    report = examine([str(read(traffic(PLANTS), name))], None, str(shop.spec))
    seen, said = told(report)
    expected: dict[tuple[str, str], set[str]] = {("orders-get", "$.amount"): {"nothing"}}
    if way == "live":
        expected["resources-get", "$"] = {"no JSON"}  # the page of HTML
    for plant in PLANTS:
        where = ("paid" if plant.came.where == "hooks" else f"{plant.came.where}-get", plant.path.lower())
        got = plant.live if way == "live" else plant.captured
        if got != "-":
            expected.setdefault(where, set()).add(got)
            edit = plant.edit or (plant.whole if way == "captured" else "")
            assert edit in said[where], plant.name
            assert ("(--patch)" in said[where]) == bool(edit), plant.name
    assert expected.items() <= seen.items()
    assert seen.keys() - expected.keys() <= {("resources-get", "$")}, "nothing else is told"
    (tmp_path / "shop.yaml").write_text(shop.spec.read_text())
    apply(tmp_path, report.patch.replace(str(shop.spec), "shop.yaml"), "git")
    made = Document.open(tmp_path / "shop.yaml")
    assert lint(made, None) == []
    assert "ratelimit" in " ".join(made.root.value["paths"]["/quiet"]["get"]["responses"]["418"]["headers"]).lower()
    if way == "captured":
        responses = made.root.value["paths"]["/pages"]["get"]["responses"]
        members = {
            "code": TEXT,
            "at": {},
            "rows": schema("array", items={"type": "object", "properties": {"n": NUMBER}}),
        }
        assert responses["409"]["content"][JSON]["schema"] == {"type": "object", "properties": members}
        assert made.root.value["paths"]["/resources"]["get"]["responses"]["202"]["content"][JSON]["schema"] == {
            "$ref": "#/components/schemas/Resource"
        }
    assert report.edits > 25 and "in 8 of" in report.patch
    again = examine([str(shop.captured(traffic(PLANTS), "again.har"))], None, str(tmp_path / "shop.yaml"))
    patched = {where for where, hint in said.items() if "(--patch)" in hint and "; " not in hint}
    if way == "captured":
        assert not patched & told(again)[0].keys(), "what was documented is no drift any more"


def test_one_odd_answer_of_each_proposes_nothing(shop: Shop) -> None:
    for recording in (shop.live(traffic(PLANTS, 1), "once.jsonl"), shop.captured(traffic(PLANTS, 1), "once.har")):
        report = examine([str(recording)], None, str(shop.spec))
        edits = [one for one in report.patch.splitlines() if one.startswith("# ")]
        assert [one for one in edits if "first_name" not in one] == [], "two plants are of one member"


def test_good_traffic_shows_nothing(shop: Shop) -> None:
    rows = traffic(PLANTS, 0)
    assert len(rows) > 400
    assert not shop.live(rows, "good.jsonl").exists(), "nothing is recorded"
    assert examine([str(shop.captured(rows, "good.har"))], None, str(shop.spec)).findings == []


# --- canaries ------------------------------------------------------------------------------------------------

CANARIES = [
    "sk_live_51H8xYzKLmNoPqRsTuVwXyZ", "pk_test_abcdEFGH", "AKIAIOSFODNN7EXAMPLE", "ghp_AbCdEfGhIjKlMnOp", "xoxb-1234-abcd",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "c2VjcmV0LXZhbHVl", "dGhpc2lzYXNlY3JldA==", "deadbeefcafebabe01",
    "jane.doe@example.com", "JANE@EXAMPLE.COM",  "Jane Doe",  "KAGABO", "+250788123456", "0788123456",
    "4111111111111111", "4111-1111-1111-1111", "550e8400-e29b-41d4-a716-446655440000", "hunter2", "qwkzjxvbnplmtrsd", "GB82WEST12345698765432",
    "1199880012345678", "02/01/1990", "KN 123 Street 4", "-1.9441,30.0619", "correct horse battery staple",
]  # fmt: skip
"""Keys, tokens, names, addresses, numbers of phones, cards and persons: what comes into a field that lists words."""
NAME = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)*\d{0,2}")
"""What may be the name of a member, which is told."""
ONCE = ["Jane", "Uwimana-Kagabo", "jane", "secretword", "kigali"]
"""What looks like a word of a set in every way; two answers have it."""


def odd(canary: str) -> Iterator[Came]:
    """Answers with a canary in every text, list, map, name and error."""
    fields = [
        "state",
        "mode",
        "version",
        "method/kind",
        "email",
        "phone",
        "born",
        "seen",
        "uuid",
        "age",
        "tags",
        "customer",
    ]
    everywhere = json.loads(good("orders").body)
    for field in fields:
        everywhere |= {field: json.loads(at(field, canary).body)[field]} if "/" not in field else {}
    yield Came("orders", json.dumps(everywhere).encode())
    yield at("method/kind", canary)
    if not NAME.fullmatch(canary):
        yield from (at(f"{place}{canary}", canary) for place in ("", "address/", "method/") if "/" not in canary)
    yield at(f"limits/{canary.replace('/', '')}", canary)
    yield Came("orders", json.dumps({"code": canary, "message": canary}).encode(), 422)
    yield Came("pages", canary.encode())
    yield Came("quiet", b"{}", 200, f"text/{canary}", (("Sunset", canary),))
    yield Came("hooks", json.dumps({"type": canary, "id": canary, "at": canary}).encode())


def test_no_canary_comes_into_any_file(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    times = {**dict.fromkeys(CANARIES, 3), **dict.fromkeys(ONCE, 2)}
    rows = [came for canary, often in times.items() for came in [*odd(canary)] * often]
    recordings = [shop.live(rows, "canaries.jsonl"), shop.captured(rows, "canaries.har")]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=rows[0].body))
    with httpx.Client(transport=transport) as http:
        shop.make(http=http).orders.get()  # told to the log
    reports = [examine([str(recording)], None, str(shop.spec), Bar(1, 0)) for recording in recordings]
    texts = [recordings[0].read_text(), caplog.text, *(one.patch for one in reports)]
    texts += [f"{found.message}{found.hint}{found.detail}" for one in reports for found in one.findings]
    everything = "\n".join(texts)
    assert "$.state" in everything and "documented as" in caplog.text
    assert [one for one in times if one in everything] == []
