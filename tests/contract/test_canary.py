"""A canary in every credential and in every sensitive member of every operation, searched in all that a caller may print.

Credentials, operations and sensitive members (`x-reissue-sensitive`) come from the specifications, so a new one is covered
by itself. The provider is one that repeats all that it was sent, in every form in which a server writes it: RFC 3986 (URLs),
RFC 4648 (base64), RFC 8259 and PHP's escape of slashes (JSON), HTML, and cut off anywhere.
"""

from __future__ import annotations

import asyncio
import base64
import html
import importlib
import io
import json
import logging
import pickle
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from msgspec import UNSET
from reissue_runtime.errors import ReissueError
from reissue_runtime.options import Response
from reissue_runtime.recorder import record_drift
from reissue_runtime.retry import RetryPolicy
from reissue_runtime.signatures import SignedWebhook
from reissue_runtime.webhooks import Webhook

from reissue.conformance.canary import told as with_frames
from reissue_sandbox.spec import load
from tests.contract.spec_calls import CLIENTS, CREDENTIALS, PROVIDERS, Case, bound, cases

SPECS = Path(__file__).parents[2] / "specs"
START = 13  # characters by which a canary is known; of a text that was cut off there are as many or none
KINDS = ("success", "misfit", "rejected", "html", "400", "409", "500", "broken")


def canary(label: str, index: int = 0) -> str:
    return f"cn{index:02d}{label:.>7}+/=&é<end-of-it>"


def secret(provider: str, name: str) -> str:
    """A credential; servers take them in headers, so in ASCII."""
    return f"K{provider[:2]}{name[:5]:x<5}Zk-7+/=~longer-than-any-cut"


def forms(text: str) -> list[str]:
    """A text in all forms, of which the beginning is searched."""
    raw = text.encode()
    escaped = quote(text, safe="")
    whole = json.dumps(text)[1:-1]
    coded = [base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()]
    lower = re.sub("%..", lambda found: found[0].lower(), escaped)
    return [text, escaped, lower, whole, whole.replace("/", "\\/"), html.escape(text), *coded]


@dataclass(frozen=True)
class Planted(Case):
    """A case with a canary in each sensitive member of its request and of its answer."""

    sown: list[str] = field(default_factory=list, compare=False, hash=False)

    @property
    def body(self) -> Any:
        if self.media is None or self.example is None:
            return UNSET
        return self.plant(super().body, self._schema(self.operation.bodies[self.media].pointer))

    def answer(self) -> Any:
        """The documented success, or nothing."""
        media = self.operation.response_media(self.operation.success)
        return self.plant(next(iter(media.examples.values()), None), self._schema(media.pointer)) if media else None

    def _schema(self, pointer: str | None) -> Any:
        return self.spec.at(pointer) if pointer else {}

    def plant(self, value: Any, schema: Any) -> Any:
        """The value with a canary wherever its schema is marked, behind whatever reference."""
        resolved = self.spec.resolve(schema) if isinstance(schema, dict) else {}
        if isinstance(value, str) and value in self.sown:  # by another part of an allOf
            return value
        if value not in (None, "") and (marked(schema) or marked(resolved)):
            self.sown.append(canary(str(len(self.sown)), len(self.sown)))
            return self.sown[-1]
        for part in [*resolved.get("allOf", []), *resolved.get("oneOf", []), *resolved.get("anyOf", [])]:
            value = self.plant(value, part)
        if isinstance(value, dict):
            members = resolved.get("properties", {})
            return {name: self.plant(inner, members.get(name)) for name, inner in value.items()}
        return [self.plant(inner, resolved.get("items")) for inner in value] if isinstance(value, list) else value


def marked(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("x-reissue-sensitive") is True


def echo(case: Planted, kind: str, request: httpx.Request) -> httpx.Response:
    """What a provider answers that tells all that it knows."""
    credentials = [secret(case.provider, name) for name in CREDENTIALS[case.provider]]
    known = [*credentials, *case.sown, f"{credentials[0]}:{credentials[-1]}"]
    words = " ".join(form for text in known for form in [*forms(text), *(text[:n] + "..." for n in (20, 26, 31))])
    if request.url.path.endswith("/auth/login") and case.operation.id != "auth-login":
        return httpx.Response(200, json={"success": True, "data": {"token": secret("token", "token")}})
    headers = {"x-request-id": credentials[0], "set-cookie": f"sid={credentials[0]}"}
    answer = case.answer()
    if kind == "broken":
        raise httpx.ReadError("y" * 250 + words)
    if kind == "success":
        return httpx.Response(case.operation.success, json=answer, headers=headers)
    if kind == "misfit":
        return httpx.Response(case.operation.success, json=odd(answer, case, known), headers=headers)
    if kind == "html":
        return httpx.Response(
            200, text=f"<p>{words}</p>", headers={**headers, "content-type": f"text/html; {quote(words)}"}
        )
    problem = {
        "message": "y" * 450 + " " + words,
        "code": words,
        "errors": [{"detail": words}],
        known[0]: {known[-1]: 1},
    }
    status = 200 if kind == "rejected" else int(kind)
    return httpx.Response(status, json={**problem, "success": False, "has_error": True}, headers=headers)


def odd(value: Any, case: Planted, known: list[str]) -> Any:
    """A value that misfits wherever it can, with secrets where nobody expects them."""
    if isinstance(value, dict):
        wrong = {name: odd(inner, case, known) for name, inner in value.items()}
        return {**wrong, known[0]: 1, f"{known[-1]}@example.com": {"a": known[0]}, "status": known[0]}
    if isinstance(value, list):
        return [odd(inner, case, known) for inner in value]
    return {value: [value]} if value in case.sown else value


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


def told(outcome: Any) -> str:
    """All that may be printed of an answer or of an error; `body` and `detail` are what the provider wrote."""
    if isinstance(outcome, ReissueError):
        kept = {name: value for name, value in vars(outcome).items() if name not in ("body", "detail")}
        chain = repr([outcome.__cause__, outcome.__context__])
        return "\n".join([str(outcome), repr(outcome), repr(kept), chain, pickle.dumps(outcome).decode("latin-1")])
    assert isinstance(outcome, Response)
    return "\n".join([repr(outcome), str(outcome), repr(outcome.drift), str(outcome.request_id)])


def client_of(case: Planted, http: Any, asynchronous: bool, **options: Any) -> Any:
    module = importlib.import_module(f"reissue_clients.{case.provider}")
    cls = getattr(module, ("Async" if asynchronous else "") + CLIENTS[case.provider])
    credentials = {name: secret(case.provider, name) for name in CREDENTIALS[case.provider]}
    return cls(**credentials, server="https://api.example.com", http=http, retry=RetryPolicy(max_attempts=1), **options)


def called(case: Planted, kind: str, asynchronous: bool, **options: Any) -> Any:
    """What a call gave: its response, or its error."""
    transport = httpx.MockTransport(lambda request: echo(case, kind, request))
    http: Any = (httpx.AsyncClient if asynchronous else httpx.Client)(transport=transport)
    client = client_of(case, http, asynchronous, **options)
    method, positional, named = bound(client, case, "https://api.example.com")
    try:
        made = client.with_response(method, *positional, **named)
        return asyncio.run(made) if asynchronous else made
    except ReissueError as error:
        return error.with_traceback(None)


def found_in(text: str, case: Planted) -> list[str]:
    """The secrets of which anything is there, by their beginnings."""
    secrets = [secret(case.provider, name) for name in CREDENTIALS[case.provider]] + [
        secret("token", "token"),
        *case.sown,
    ]
    return [each for each in secrets if any(form[:START] in text for form in forms(each))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_canary_comes_out_nowhere(provider: str, kind: str, log: io.StringIO, tmp_path: Path) -> None:
    keep = record_drift(tmp_path / "drift.jsonl")
    events: list[str] = []
    hits: dict[str, list[str]] = {}
    for index, one in enumerate(case for case in cases() if case.provider == provider):
        case = planted(one)
        options: dict[str, Any] = {"strict": index % 3 == 1}
        if index % 2:
            options["on_drift"] = lambda event: (events.append(f"{event!r} {event}"), keep(event))
        outcome = called(case, kind, asynchronous=index % 4 > 1, **options)
        if isinstance(outcome, Response) and kind == "success":
            text = told(outcome) + repr(outcome.value)  # only sensitive members hold a secret there
        else:
            text = told(outcome)
        recorded = tmp_path / "drift.jsonl"
        written = log.getvalue() + "".join(events) + (recorded.read_text() if recorded.exists() else "")
        log.truncate(0)
        events.clear()
        if leaks := found_in(text + written, case):
            hits[f"{case.label} {kind}"] = leaks
    assert hits == {}


HOOKS = [(provider, name) for provider in PROVIDERS for name in load(provider).document.get("webhooks", {})]


def received(provider: str, name: str) -> list[tuple[Planted, Any]]:
    """The documented bodies of a webhook with a canary in each sensitive member."""
    node = load(provider).document["webhooks"][name]["post"]["requestBody"]["content"]["application/json"]
    found = []
    for example in node["examples"].values():
        case = planted(next(case for case in cases() if case.provider == provider))
        found.append((case, case.plant(example["value"], node["schema"])))
    return found


def hook_of(provider: str, name: str) -> Any:
    module = importlib.import_module(f"reissue_clients.{provider}.webhooks")
    return next(one for one in vars(module).values() if isinstance(one, Webhook) and one.id == name)


@pytest.mark.parametrize(("provider", "name"), HOOKS)
def test_a_canary_in_a_webhook_comes_out_nowhere(provider: str, name: str, log: io.StringIO) -> None:
    hook, secrets = hook_of(provider, name), [secret(provider, each) for each in CREDENTIALS[provider]]
    for case, body in received(provider, name):
        texts: list[str] = []
        whole = json.dumps(body).encode()
        misfit = json.dumps(odd(body, case, secrets)).encode() if case.sown else whole
        for sent in (whole, misfit):
            hook.parse_unsigned(sent, on_drift=lambda event: texts.append(f"{event!r} {event}"))
            hook.parse_unsigned(sent)  # the drift goes to the log
        # Only of the whole one: what is not documented shows in a model as it came.
        texts.append(repr(hook.parse_unsigned(whole)))
        wrong = [lambda: hook.parse_unsigned(whole[:-9]), lambda: hook.parse_unsigned(b"<p>" + whole)]
        if isinstance(hook, SignedWebhook):
            headers = {hook.signature.header: f"t=1,s={secrets[0]}"}
            wrong += [lambda: hook.parse(headers, whole, KEY), lambda: hook.verify(headers, whole, KEY)]
        for attempt in wrong:
            with pytest.raises(ReissueError) as caught:
                attempt()
            inside = caught.value.__traceback__
            while inside is not None and "reissue_runtime" not in inside.tb_frame.f_code.co_filename:
                inside = inside.tb_next  # the frames of this test hold the body
            texts.append(told(caught.value))
            caught.value.body = None  # what the provider wrote; it is in no text
            texts.append(with_frames(caught.value.with_traceback(inside)))
        assert found_in("\n".join(texts) + log.getvalue(), case) == []


KEY = "webhook-canary-k1-longer-than-any-cut"


def test_webhooks_have_sensitive_members() -> None:
    assert {provider for provider, name in HOOKS if any(case.sown for case, _ in received(provider, name))}


def test_the_search_finds_what_is_there() -> None:
    """A search that finds nothing proves nothing without this."""
    case = Planted("qorepay", cases()[0].operation, None, None, sown=[canary("cvc")])
    for each in (secret("qorepay", "secret_key"), canary("cvc")):
        for form in forms(each):
            assert found_in(f"a {form} b", case) == [each]
        assert found_in(f"cut {each[:START]}", case) == [each]


def test_canaries_are_sown_where_specifications_mark_members() -> None:
    """All four have such members; those of requests are the bank accounts, cards and logins."""
    sown: dict[str, set[str]] = {provider: set() for provider in PROVIDERS}
    for case in map(planted, cases(every_example=True)):
        if (case.body, case.answer()) and case.sown:
            sown[case.provider].add(case.operation.id)
    assert {"direct_post-payCard", "payouts-execute", "purchases-charge"} <= sown["qorepay"]
    assert "auth-login" in sown["paypen"] and sown["abillify"]
    marks = {
        provider: (SPECS / f"{provider}.yaml").read_text().count("x-reissue-sensitive: true") for provider in PROVIDERS
    }
    assert {provider for provider, count in marks.items() if count} == {
        provider for provider, ids in sown.items() if ids
    }


def planted(case: Case) -> Planted:
    return Planted(case.provider, case.operation, case.media, case.example, sown=[])
