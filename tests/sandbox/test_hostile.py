"""Whatever arrives, the sandbox answers it: no input of a provider's API or of the control endpoints makes it fail.

The inputs are Hypothesis's: documented requests with members put in place of others, and bytes of any kind.
"""

from __future__ import annotations

import copy
import json
import os
import socket
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reissue_sandbox import Sandbox
from reissue_sandbox.faults import ARGUMENTS, HEADER
from reissue_sandbox.providers import STAND_INS
from reissue_sandbox.spec import Operation, load

FUZZ = max(5, int(os.environ.get("REISSUE_FUZZ", "0")) // 20)
"""How many odd requests each operation gets."""
NUMBERS = st.sampled_from([0, -1, 1, 7, 10**12, 10**17, 10**30, 0.1, -0.5, 1e308, 1e-9, True, False, None])
WORDS = st.sampled_from(
    [
        "",
        " ",
        "x",
        "0",
        "1e999999999",
        "NaN",
        "9" * 40,
        "2026-02-30T00:00:00Z",
        "2026-12-01T10:00:00+02",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "May-2024",
        "²",
        "a/b",
        "..",
        "\x00",
        "ünï",
        "PAID",
        "canceled",
        "C-1001",
        "_expires",
    ]
)
VALUES = st.recursive(
    NUMBERS | WORDS | st.text(max_size=8).filter(lambda text: text.isprintable()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def changed(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    """A copy of a JSON value with another value at a place."""
    if not place:
        return value
    copied = copy.deepcopy(body)
    holder = copied
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    return copied


def operations() -> list[Operation]:
    return [operation for provider in STAND_INS for operation in load(provider).operations.values()]


REFERENCES = {
    "/purchases": "3f1c7f0e-0000-4000-8000-000000000001",
    "/p/": "3f1c7f0e-0000-4000-8000-000000000002",
    "/po/": "70000000-0000-4000-8000-000000000001",
    "/clients": "c0000000-0000-4000-8000-000000000001",
    "/billing_templates": "e0000000-0000-4000-8000-000000000001",
    "/company_statements": "80000000-0000-4000-8000-000000000001",
    "/identities": "C-1001",
    "/invoices": "R-2026-17",
    "/orders": "O-2026-40",
    "/creditnotes": "G-2026-3",
    "/drafts": "D-2026-5",
    "/transactions": "700123",
    "/payments": "880509422769",
    "/subscriptions": "SU-0A1B2C3D",
    "/invoice/": "TX10000000001",
    "/schedule": "TX10000000001",
}


@st.composite
def requests(draw: st.DrawFn, operation: Operation) -> tuple[str, dict[str, Any]]:
    """A request to an operation, of which something is odd."""
    known = next((name for start, name in REFERENCES.items() if operation.path.startswith(start)), "x")
    path = operation.wire_path
    for parameter in operation.parameters:
        if parameter.where == "path":
            value = draw(st.just(known) | st.sampled_from(["mollie", "unknown", "%00", "%2e%2e", "%ff", "a%2Fb"]))
            path = path.replace("{" + parameter.name + "}", value)
    names = [parameter.name for parameter in operation.parameters if parameter.where == "query"]
    query = draw(
        st.lists(
            st.tuples(
                st.sampled_from([*names, "query[created][$gte]", "query[a][b][c]", "query[]", "x", ""]),
                WORDS | st.just("9" * 5000),
            ),
            max_size=3,
        )
    )
    options: dict[str, Any] = {"params": query}
    media = next(iter(operation.bodies.values()), None)
    if media is not None:
        examples = list(media.examples.values()) or [{}]
        body = draw(st.sampled_from(examples))
        for _ in range(draw(st.integers(0, 3))):
            body = changed(body, draw(st.sampled_from(places(body))), draw(VALUES))
        if media.name == "application/json":
            options["content"] = json.dumps(body).encode()
        elif isinstance(body, dict):
            options["data"] = {key: str(value) for key, value in body.items()}
        options["headers"] = {"content-type": media.name} if "content" in options else {}
    return path, options


@pytest.mark.parametrize("operation", [pytest.param(one, id=f"{one.provider}-{one.id}") for one in operations()])
@settings(max_examples=FUZZ)
@given(data=st.data())
def test_no_request_makes_it_fail(sandbox: Sandbox, api: Any, operation: Operation, data: st.DataObject) -> None:
    path, options = data.draw(requests(operation))
    answer = api(operation.provider, operation.method, path, **options)
    assert sandbox.simulation.crashes == []
    assert answer.status_code != 500
    if answer.content:
        answer.json()
    sandbox.simulation.misfits.clear()  # what was odd in a request may be odd in its answer


@pytest.mark.parametrize("provider", list(STAND_INS))
@settings(max_examples=2 * FUZZ)
@given(body=st.binary(max_size=60) | st.sampled_from([b"[" * 5000, b'{"a":' * 900 + b"1" + b"}" * 900, b'"\\ud800"']))
def test_bytes_of_any_kind(sandbox: Sandbox, api: Any, provider: str, body: bytes) -> None:
    path = {"qorepay": "/purchases/", "abillify": "/identities", "irembopay": "/payments/invoices"}
    answer = api(
        provider,
        "POST",
        path.get(provider, "/schedule/create"),
        content=body,
        headers={"content-type": "application/json"},
    )
    assert sandbox.simulation.crashes == []
    assert answer.status_code < 500
    answer.json()


BASIC = b"Authorization: Basic dTpw\r\n"
IMPORT = b"POST /abillify/invoices/R-2026-17/importExternalDocument"
RAW = [
    (IMPORT, BASIC + b"Content-Type: multipart/form-data", b"abc", 400),
    (IMPORT, BASIC + b"Content-Type: multipart/form-data; boundary=\xff", b"--x\r\n", 400),
    (IMPORT, BASIC + b"Content-Type: multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form", 400),
    (b"POST /abillify/identities", BASIC + b"Content-Type: application/json", b"\xff\xfe{}", 400),
    (b"POST /abillify/identities", BASIC + b"Content-Type: application/x-www-form-urlencoded", b"%ff=", 400),
    (b"POST /abillify/identities", BASIC + b"Content-Type: application/json\r\nIdempotency-Key: \xff", b"{}", 200),
    (b"GET /abillify/identities", b"Authorization: Basic \xff\xff", b"", 401),
    (b"GET /abillify/identities", BASIC + b"X-Sandbox-Fault: \xff;\xe9=\xe9", b"", 400),
    (b"GET /abillify/identities?%ff=%00&query[[=1&query]=2&query[a]=1&query[a][b]=2", BASIC, b"", 200),
    (b"GET /abillify/%ff%00%zz", BASIC, b"", 404),
    (b"HEAD /abillify/identities", BASIC, b"", 404),
    (b"FOO /abillify/identities", BASIC, b"", 404),
    (b"POST /_sandbox/pay", b"Content-Type: application/json", b"\xff\xfe{}", 400),
    (b"POST /_sandbox/checkout/abillify/%ff", b"", b"", 404),
]


@pytest.mark.parametrize(("line", "headers", "body", "status"), RAW)
def test_bytes_on_the_wire(sandbox: Sandbox, line: bytes, headers: bytes, body: bytes, status: int) -> None:
    """What no HTTP library sends: headers that are no ASCII, forms that break off, methods that there are not."""
    port = int(sandbox.url.rpartition(":")[2])
    head = b"Host: 127.0.0.1\r\nConnection: close\r\nContent-Length: %d\r\n" % len(body)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
        wire.sendall(b"%s HTTP/1.1\r\n%s%s\r\n\r\n%s" % (line, head, headers.removesuffix(b"\r\n"), body))
        answer = b"".join(iter(lambda: wire.recv(65_536), b""))
    assert sandbox.simulation.crashes == []
    assert int(answer.split(b" ", 2)[1]) == status, answer


FAULTS = st.sampled_from([*ARGUMENTS, "explode", ""])
ARGS = st.dictionaries(
    st.sampled_from(sorted({name for known in ARGUMENTS.values() for name in known} | {"times", "provider", "self"})),
    VALUES | st.sampled_from(["data/amount", "data/0/x", "²", "a\r\nb", float("nan"), float("inf")]),
    max_size=3,
)
CONTROLS = ("faults", "reset", "clock", "webhooks", "pay", "revoke", "switches", "strict", "state", "nothing")
MEMBERS = ("name", "args", "times", "provider", "operation", "days", "set", "url", "reference", "amount", "credential")


@settings(max_examples=4 * FUZZ)
@given(
    control=st.sampled_from(CONTROLS),
    body=st.dictionaries(st.sampled_from(MEMBERS) | WORDS, VALUES | FAULTS, max_size=4) | VALUES,
)
def test_no_control_request_makes_it_fail(sandbox: Sandbox, http: httpx.Client, control: str, body: Any) -> None:
    answer = http.post(
        f"{sandbox.url}/_sandbox/{control}",
        content=json.dumps(body),
        headers={"content-type": "application/json"},
    )
    assert sandbox.simulation.crashes == []
    assert answer.status_code < 500
    assert http.get(f"{sandbox.url}/_sandbox/state").status_code == 200
    sandbox.reset()


@settings(max_examples=4 * FUZZ)
@given(name=FAULTS, args=ARGS, path=st.sampled_from(["/payments/invoices/880509422769", "/payments/invoices/none"]))
def test_no_fault_makes_it_fail(
    sandbox: Sandbox, http: httpx.Client, api: Any, name: str, args: Any, path: str
) -> None:
    """Each argument that is refused is refused when the rule is made; each that is taken can be played."""
    if "seconds" in args:
        args["seconds"] = 0
    rule = json.dumps({"name": name, "args": args})
    made = http.post(f"{sandbox.url}/_sandbox/faults", content=rule, headers={"content-type": "application/json"})
    assert made.status_code in (200, 400)
    if made.status_code == 400:
        assert made.json()["error"]
    try:
        api("irembopay", "GET", path)
    except httpx.TransportError:
        assert name in ("refuse", "reset_before", "reset_after", "cut")
    assert sandbox.simulation.crashes == []
    sandbox.faults.clear()


@settings(max_examples=4 * FUZZ)
@given(
    header=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
    | st.sampled_from(
        [
            "extra_member;name=rank",
            "set;path=data;value={",
            "status;code=9999999999999999999",
            "retype;to=null",
            "body;value=[1,2]",
        ]
    )
)
def test_no_fault_of_a_header_makes_it_fail(sandbox: Sandbox, api: Any, header: str) -> None:
    answer = api("irembopay", "GET", "/payments/invoices/880509422769", headers={HEADER: header})
    assert sandbox.simulation.crashes == []
    assert answer.status_code in (200, 400)
