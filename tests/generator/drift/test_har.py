"""Captures as recordings: what is matched, what is found, and that nothing of a payload comes into any file."""

from __future__ import annotations

import base64
import copy
import json
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from reissue_generator import generate as pipeline
from reissue_generator.document import Document
from reissue_generator.drift.judged import FORMATS
from reissue_generator.drift.patch import Report, examine
from reissue_generator.lint.run import lint
from tests.generator.command_line import run
from tests.generator.drift.test_drift import apply
from tests.generator.small_clients import load

SPEC = """\
openapi: 3.1.0
info: { title: Shop, version: "1" }
servers: [{ url: "https://{region}.shop.example/v1", variables: { region: { default: eu } } }]
paths:
  /orders/{id}:
    get:
      operationId: orders-get
      tags: [orders]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200":
          description: ok
          headers:
            X-Must: { required: true, schema: { type: string } }
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Order" }
  /orders/mine:
    get:
      operationId: orders-mine
      tags: [orders]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Order" }
components:
  schemas:
    Order:
      type: object
      required: [id, state, email, rows, count]
      properties:
        id: { type: string }
        state: { type: string, enum: [open, paid] }
        token: { type: string, enum: [none, set], x-reissue-sensitive: true }
        email: { type: string }
        count: { type: integer }
        rows:
          type: array
          items: { $ref: "#/components/schemas/Row" }
        limits:
          type: object
          additionalProperties: { type: integer }
        method:
          oneOf:
            - { $ref: "#/components/schemas/Card" }
            - { $ref: "#/components/schemas/Iban" }
    Row:
      type: object
      required: [sku]
      properties:
        sku: { type: string }
    Card:
      type: object
      required: [kind, last4]
      properties: { kind: { const: card }, last4: { type: string } }
    Iban:
      type: object
      required: [kind, iban]
      properties: { kind: { const: iban }, iban: { type: string } }
"""
GOOD = {
    "id": "o1",
    "state": "open",
    "token": "none",
    "email": "e",
    "count": 1,
    "rows": [{"sku": "a"}, {"sku": "b"}],
    "limits": {"day": 5},
    "method": {"kind": "card", "last4": "4242"},
}
URL = "https://eu.shop.example/v1/orders/o1?key=x"
Change = Callable[[dict[str, Any]], object]


def entry(body: Any, status: int = 200, url: str = URL, method: str = "GET", **more: Any) -> dict[str, Any]:
    """As HTTP Archive 1.2 writes one exchange (w3c.github.io/web-performance/specs/HAR/Overview.html)."""
    text = body if isinstance(body, str) else json.dumps(body)
    headers = [{"name": "X-Must", "value": "v"}, {"name": "Date", "value": "d"}, *more.get("headers", ())]
    return {
        "startedDateTime": "2026-11-20T10:00:00.000Z",
        "request": {
            "method": method,
            "url": url,
            "headers": [{"name": "Authorization", "value": "Bearer CANARY-asked"}],
        },
        "response": {
            "status": status,
            "statusText": more.get("reason", "OK"),
            "headers": more.get("all_headers", headers),
            "content": more.get("content", {"size": len(text), "mimeType": "application/json", "text": text}),
        },
    }


def changed(change: Change) -> dict[str, Any]:
    body = copy.deepcopy(GOOD)
    change(body)
    return body


def capture(folder: Path, entries: list[Any], name: str = "capture.har") -> str:
    (folder / name).write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return str(folder / name)


def judged(folder: Path, entries: list[Any]) -> tuple[Report, Path]:
    spec = folder / "shop.yaml"
    spec.write_text(SPEC)
    return examine([capture(folder, entries)], None, str(spec)), spec


PLANTED: list[tuple[str, Any, str, str]] = [
    ("enum", lambda b: b.update(state="part_paid"), '$.state: documented as one of a set, was "part_paid"', "part_paid]"),
    ("null", lambda b: b.update(email=None), "$.email: documented as string, was null", 'email: { type: [string, "null"] }'),
    ("type", lambda b: b.update(count="1"), "$.count: documented as integer, was string", "count: { type: [integer, string] }"),
    ("fraction", lambda b: b.update(count=1.5), "$.count: documented as integer, was number", "count: { type: number }"),
    ("missing", lambda b: b.pop("email"), "$.email: documented as a member, was nothing", "[id, state, rows, count]"),
    ("row", lambda b: b["rows"][1].pop("sku"), "$.rows[].sku: documented as a member, was nothing", "\n      properties:\n        sku"),
    ("new", lambda b: b.update(paid_on="x"), "$.paid_on: not documented, was string", "paid_on:"),
    ("deep", lambda b: b["rows"][0].update(tax=1), "$.rows[].tax: not documented, was number", "tax:"),
    ("list", lambda b: b.update(rows={}), "$.rows: documented as array, was object", ""),
    ("map", lambda b: b["limits"].update(Ada="many"), "$.limits.*: documented as integer, was string", "type: [integer, string]"),
    ("variant", lambda b: b["method"].update(kind="wallet"), '$.method.kind: documented as one of a set, was "wallet"', ""),
    ("member", lambda b: b.update(method={"kind": "card"}), "$.method.last4: documented as a member, was nothing", "[kind]"),
    ("sensitive", lambda b: b.update(token="other"), "$.token: documented as one of a set, was string", ""),
    ("text", lambda b: b.update(state="closed by Ada"), "$.state: documented as one of a set, was string", ""),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told", "patched"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_planted_drifts_are_found_and_proposed(tmp_path: Path, change: Change, told: str, patched: str) -> None:
    odd, good = entry(changed(change)), entry(GOOD)
    report, spec = judged(tmp_path, [good, odd, good, odd, odd, good])
    assert [one.message for one in report.findings] == [f"orders-get: {told}"]
    assert report.spots[0].kinds[0].evidence == "3 of 6 (50.0%)"
    assert bool(report.patch) == bool(patched)
    if patched:
        apply(tmp_path, report.patch.replace(str(spec), "shop.yaml"), "git")
        assert patched in spec.read_text() and "3 of 6 (50.0%)" in report.patch
        assert lint(Document.open(spec), None) == []
        assert examine([str(tmp_path / "capture.har")], None, str(spec)).findings == []
    once, _ = judged(tmp_path, [good, odd, good])
    assert once.patch == "" and len(once.findings) == 1, "one odd answer"


def test_a_number_that_is_not_listed_has_no_fraction(tmp_path: Path) -> None:
    spec = tmp_path / "shop.yaml"
    spec.write_text(SPEC.replace("count: { type: integer }", "count: { type: integer, enum: [1, 2] }"))
    odd = capture(tmp_path, [entry(changed(lambda b: b.update(count=1000)))] * 5)
    report = examine([odd], None, str(spec))
    assert report.patch == "" and "by hand" in report.findings[0].hint


def test_what_is_no_json_is_told(tmp_path: Path) -> None:
    """`NaN`, which Python reads (RFC 8259, 6)."""
    report, _ = judged(tmp_path, [entry(json.dumps(changed(lambda b: b.update(count=float("nan")))))] * 5)
    assert [one.message for one in report.findings] == ["orders-get: $: documented as a body, was no JSON"]


def test_another_object_takes_nothing_out_of_required(tmp_path: Path) -> None:
    """An envelope that came some of the time proposed to delete the whole list."""
    report, _ = judged(tmp_path, [entry({"data": GOOD})] * 5 + [entry(GOOD)] * 5)
    assert report.patch == ""
    assert sum("another object" in one.hint for one in report.findings) == 6  # five that are required, and `data`


def test_what_is_new_in_another_object_is_not_documented_here(tmp_path: Path) -> None:
    """A member that came more often than the other object is of this one."""
    paged = changed(lambda b: b.update(due="x"))
    report, spec = judged(tmp_path, [entry({"page": 1, "items": [GOOD]})] * 4 + [entry(paged)] * 6 + [entry(GOOD)] * 3)
    assert "document 'due'" in report.patch and "'page'" not in report.patch and "'items'" not in report.patch
    apply(tmp_path, report.patch.replace(str(spec), "shop.yaml"), "git")
    told = examine([str(tmp_path / "capture.har")], None, str(spec))
    assert told.patch == "" and {"orders-get: $.page: not documented, was number"} < {
        one.message for one in told.findings
    }


BOXES = """openapi: 3.1.0
info: {{ title: Boxes, version: "1" }}
servers: [{{ url: https://eu.shop.example/v1 }}]
paths:
  /orders/{{id}}:
    get:
      operationId: boxes-get
      parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}]
      responses:
        "200":
          description: ok
          headers: {{ X-Must: {{ schema: {{ type: string }} }} }}
          content: {{ application/json: {{ schema: {{ $ref: "#/components/schemas/{}" }} }} }}
components:
  schemas:
    Answer:
      type: object
      required: [payload]
      properties: {{ payload: {{ $ref: "#/components/schemas/Box" }}, took: {{ type: integer }} }}
    Boxes:
      type: object
      required: [payload]
      properties: {{ payload: {{ type: array, items: {{ $ref: "#/components/schemas/Box" }} }} }}
    Box:
      allOf:
        - {{ type: object, required: [box_id] }}
        - {{ type: object, properties: {{ box_id: {{ type: string }}, lid: {{ type: string }} }} }}
"""
BOX = {"box_id": "b1", "lid": "red"}


@pytest.mark.parametrize(
    ("documented", "usual", "odd"),
    [
        ("Box", BOX, [{"payload": BOX}]),
        ("Box", BOX, [{"payload": [BOX], "took": 3}]),
        ("Box", BOX, [{"payload": BOX}] * 3 + [{"problem": {"code": "b"}}]),
        ("Answer", {"payload": BOX}, [BOX]),
        ("Answer", {"payload": BOX}, [{"payload": {"payload": BOX}}]),
        ("Boxes", {"payload": [BOX]}, [BOX]),
        ("Boxes", {"payload": [BOX]}, [{"payload": [{"payload": BOX}]}]),
    ],
)
def test_an_object_of_which_one_member_is_required_may_be_another_one(
    tmp_path: Path, documented: str, usual: Any, odd: list[Any]
) -> None:
    """With an envelope that is not documented, or without the one that is: nobody proposes to make one object of both."""
    spec = tmp_path / "boxes.yaml"
    spec.write_text(BOXES.format(documented))
    for bodies in (odd * 3 + [usual] * 20, odd * 5):
        report = examine([capture(tmp_path, [entry(body) for body in bodies])], None, str(spec))
        assert report.patch == ""
        assert any("so it is another object" in one.hint for one in report.findings)


@pytest.mark.parametrize(
    ("odd", "patched"),
    [
        ([{"lid": "red"}], ""),
        ([{"lid": "red", "number": "n"}], "number: { type: string"),  # it has another name now
        (
            [{"lid": "red"}] * 2 + [{**BOX, "size": {"w": 1}}] * 3,
            "size: { type: object",
        ),  # of a box as it is documented
    ],
)
def test_a_member_that_is_not_always_there_is_one_all_the_same(tmp_path: Path, odd: list[Any], patched: str) -> None:
    spec = tmp_path / "boxes.yaml"
    spec.write_text(BOXES.format("Box"))
    report = examine([capture(tmp_path, [entry(body) for body in odd * 3 + [BOX] * 20])], None, str(spec))
    assert "-        - { type: object, required: [box_id] }" in report.patch
    assert patched in report.patch


@pytest.mark.parametrize(
    ("status", "asked", "method", "is_told"),
    [  # RFC 9110
        (304, "If-None-Match", "GET", False),  # 15.4.5
        (304, "if-modified-since", "GET", False),
        (304, "Accept", "GET", True),  # nobody has asked whether it is new
        (304, "If-Match", "GET", True),  # 13.1.1: the answer to that is 412
        (206, "Range", "GET", False),  # 15.3.7
        (206, "Accept", "GET", True),
        (101, "Upgrade", "GET", False),  # 15.2.2
        (103, "Accept", "GET", False),
        (302, "If-None-Match", "GET", True),  # 15.4: a client may follow, and ours does not
        (412, "If-Match", "GET", True),  # an error that callers get
    ],
)
def test_what_http_answers_by_itself_is_no_drift(
    tmp_path: Path, status: int, asked: str, method: str, is_told: bool
) -> None:
    odd = entry("", status, method=method)
    odd["request"]["headers"].append({"name": asked, "value": "CANARY"})
    report, spec = judged(tmp_path, [odd] * 4 + [entry(GOOD)])
    assert [one.message for one in report.findings if "status" in one.message] == (
        [f"orders-get: status: documented as a documented status, was {status}"] if is_told else []
    )
    assert (report.findings == []) is not is_told
    assert examine([capture(tmp_path, [odd])], None, str(spec)).findings == [] or is_told  # it is of an operation
    listed = (
        f'"{status}":\n          description: x\n          headers: {{ X-Zone: {{ required: true }} }}\n        "200":'
    )
    spec.write_text(SPEC.replace('"200":', listed, 1))  # what is documented is looked at
    report = examine([capture(tmp_path, [odd])], None, str(spec))
    assert "orders-get: headers.X-Zone: documented as a header, was nothing" in [one.message for one in report.findings]


@pytest.mark.parametrize(
    "path",
    [  # RFC 3986, 6.2.2.1, 6.2.2.2 and 6.2.3
        "/v1/%6Frders/o1",
        "/%76%31/orders/o%2f1",
        ":443/v1/orders/o1",
        "/v1/orders/o1?x=%6F",
    ],
)
def test_a_path_is_one_however_it_is_escaped(tmp_path: Path, path: str) -> None:
    report, _ = judged(tmp_path, [entry(changed(lambda b: b.update(count="1")), url=f"https://eu.shop.example{path}")])
    assert [spot.operation for spot in report.spots] == ["orders-get"]


def test_a_path_is_documented_as_people_write_it(tmp_path: Path) -> None:
    """RFC 3987, 3.1: an IRI is sent as a URI, with UTF-8 escaped."""
    spec = tmp_path / "shop.yaml"
    spec.write_text(SPEC.replace("/orders/mine", "/aufträge/m~n e"))
    bad = changed(lambda b: b.update(count="1"))
    for path in ("auftr%C3%A4ge/m~n%20e", "auftr%c3%a4ge/m%7En%20e"):
        report = examine([capture(tmp_path, [entry(bad, url=f"https://eu.shop.example/v1/{path}")])], None, str(spec))
        assert {spot.operation for spot in report.spots} == {"orders-mine"}
    other = capture(
        tmp_path, [entry(bad, url="https://eu.shop.example/v1/orders%2Fo1")]
    )  # 2.2: a reserved one is another
    assert examine([other], None, str(spec)).spots == []


@pytest.mark.parametrize("path", ["/orders/{id}", "/orders/{id}/"])
def test_a_slash_at_the_end_makes_another_path_and_is_told(tmp_path: Path, path: str) -> None:
    spec = tmp_path / "shop.yaml"
    spec.write_text(SPEC.replace("/orders/{id}:", f"{path}:"))
    bad = changed(lambda b: b.update(count="1"))
    url = f"https://eu.shop.example/v1{path.replace('{id}', 'CANARY')}"
    other = url.rstrip("/") if url.endswith("/") else f"{url}/"
    report = examine([capture(tmp_path, [entry(bad, url=url), *[entry(bad, url=other)] * 2])], None, str(spec))
    assert [spot.count for spot in report.spots] == [1]
    told = f"2 answer(s) would be of GET {path}, but for a slash at the end of the path, which makes it another one"
    assert [one.message for one in report.findings if one.rule == "drift-line"] == [told]


def test_what_lies_in_no_body(tmp_path: Path) -> None:
    rows = [
        entry({}, 418),
        entry(json.dumps(GOOD)[:-9]),
        entry(""),
        entry(GOOD, headers=[{"name": "x-quota-left", "value": "7"}, {"name": "cf-ray", "value": "8"}]),
        entry(GOOD, all_headers=[]),
        entry(GOOD, content={"size": 9, "mimeType": "application/json"}),  # the body was not saved
        entry(GOOD, content={"text": base64.b64encode(json.dumps(GOOD).encode()).decode(), "encoding": "base64"}),
    ]
    report, _ = judged(tmp_path, rows)
    assert {one.message.removeprefix("orders-get: ") for one in report.findings} == {
        "$: documented as a body, was empty, no JSON",
        "1 of 7 answers came without their content, so what they hold was not looked at",
        "headers.X-Must: documented as a header, was nothing",
        "headers.x-must: not documented, was string",  # of the status that is not
        "headers.x-quota-left: not documented, was string",
        "status: documented as a documented status, was 418",
    }
    assert report.patch == ""


@pytest.mark.parametrize(
    ("form", "text", "is_one"),
    [  # RFC 3339, 5.6 to 5.8
        ("date-time", "1985-04-12T23:20:50.52Z", True),
        ("date-time", "1990-12-31T15:59:60-08:00", True),  # a leap second
        ("date-time", "2026-02-30T10:00:00Z", False),
        ("date-time", "2026-02-28T24:00:00Z", False),
        ("date-time", "2026-02-28T10:60:00Z", False),
        ("date-time", "2026-02-28T10:00:00+24:00", False),
        ("date", "2024-02-29", True),
        ("date", "2026-02-29", False),
        ("date", "2026-13-01", False),
    ],
)
def test_a_day_is_one_of_the_calendar(form: str, text: str, is_one: bool) -> None:
    assert FORMATS.conforms(text, form) is is_one


def test_only_documented_operations_are_matched(tmp_path: Path) -> None:
    """OpenAPI, Paths Object: concrete definitions are matched first; a capture has other hosts in it."""
    bad = changed(lambda b: b.update(count="1"))
    base = "https://us.shop.example/v1"
    report, spec = judged(
        tmp_path,
        [
            entry(bad, url=f"{base}/orders/mine", all_headers=[]),
            entry(bad, url=f"{base}/orders/o1/rows"),
            entry(bad, url=f"{base}/orders/o1", method="POST"),
            entry(bad, url="https://tracker.example/v1/orders/o1"),
            {"request": 1},
        ],
    )
    assert [(spot.operation, spot.path, spot.count) for spot in report.spots] == [("orders-mine", "$.count", 1)]
    local = capture(tmp_path, [entry(bad, url="http://localhost:8000/v1/orders/o1")], "local.har")
    assert [spot.operation for spot in examine([local], None, str(spec)).spots] == ["orders-get"]
    nothing = capture(tmp_path, [entry(bad, url="https://tracker.example/x")], "nothing.har")
    assert ["documented operation" in one.message for one in examine([nothing], None, str(spec)).findings] == [True]
    (tmp_path / "broken.har").write_text("{}")
    assert run("drift", tmp_path / "broken.har", "--spec", spec).code == 2


# --- canaries ------------------------------------------------------------------------------------------------

CANARY = "CANARY"


def everywhere(value: Any, at: str = "") -> Any:
    """A value with a canary in every text and an undocumented member in every object."""
    if isinstance(value, dict):
        more = {f"{CANARY} {at}": f"{CANARY} key", f"{CANARY.lower()}@shop.example": 1, "extra": f"{CANARY}{at}"}
        return {**{key: everywhere(inner, f"{at}-{key}") for key, inner in value.items()}, **more}
    if isinstance(value, list):
        return [everywhere(inner, f"{at}-{index}") for index, inner in enumerate(value)]
    return f"{CANARY} of Jane{at}" if isinstance(value, str) else value


def test_canaries_come_into_no_file(tmp_path: Path) -> None:
    """In every member, name, header and status text, of answers that are read live and of captured ones."""
    planted = [everywhere(GOOD), [everywhere(GOOD)], f"{CANARY} <html>", json.dumps(everywhere(GOOD))[:-20]]
    planted += [{key: everywhere(inner, key)} for key, inner in GOOD.items()]
    headers = [{"name": f"x-{CANARY.lower()}-000011112222", "value": CANARY}, {"name": "x-new", "value": CANARY}]
    entries = [
        entry(body, status, headers=headers, reason=f"{CANARY} reason", url=f"{URL}&q={CANARY}")
        for body in planted
        for status in (200, 200, 200, 404)
    ]
    entries.append(entry(changed(lambda b: b.update(state="CANARY_once"))))  # a word, which one answer alone has
    report, spec = judged(tmp_path, entries)
    written = pipeline.generate_alone(spec, tmp_path / "out", f"shop_{tmp_path.name}")
    module = load(written.root, f"shop_{tmp_path.name}")
    recorder = __import__(f"shop_{tmp_path.name}.runtime.recorder", fromlist=["x"])
    errors = __import__(f"shop_{tmp_path.name}.runtime.errors", fromlist=["x"])
    recording = tmp_path / "drift.jsonl"
    for body in planted * 3:
        text = body if isinstance(body, str) else json.dumps(body)
        more = {"content-type": "application/json", "x-canary": CANARY}
        reply = httpx.Response(200, text=text, headers=more, extensions={"reason_phrase": CANARY.encode()})
        http = httpx.Client(transport=httpx.MockTransport(lambda _, reply=reply: reply))
        client = getattr(module, written.rendered.apis[0].class_name)(
            http=http, on_drift=recorder.record_drift(recording)
        )
        with suppress(errors.ReissueError):
            client.orders.get("o1")
    live = examine([str(recording)], None, str(spec))
    assert stat.S_IMODE(recording.stat().st_mode) == 0o600
    assert report.edits and live.findings
    told = recording.read_text() + "".join(
        one.patch + "".join(f"{found.message}{found.hint}{found.detail}" for found in one.findings)
        for one in (report, live)
    )
    assert CANARY not in told.upper().replace("X-CANARY", "") and "Jane" not in told
    apply(tmp_path, report.patch.replace(str(spec), "shop.yaml"), "git")
    assert CANARY not in json.dumps(yaml.safe_load(spec.read_text())).upper()
