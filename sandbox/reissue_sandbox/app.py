"""The ASGI application: providers under their prefixes, the control endpoints, and the console."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from . import checkout_page, console
from .call import Answer, Problem, example_answer
from .control_api import ControlApi
from .distortion import distort, failed_ticket, malform
from .faults import HEADER, LONGEST_DELAY, Fault, FaultError
from .idempotency import is_bound
from .inventions import INVENTED
from .local_requests import CRASHED
from .masking import scrub
from .request_log import Exchange
from .request_values import Incoming
from .simulation import Simulation
from .spec import Match, SpecError

# The protocol of server.py puts a function under this key of the scope's extensions: it resets the connection.
ABORT = "reissue.abort"
LARGEST_BODY = 16 * 1024 * 1024
ANSWERING = ("status", "ticket", "body", "error_envelope")  # answers of the provider's own; a broken page is none
DISTORTING = ("retype", "unknown_enum", "set", "extra_member", "missing_member")


class ConnectionCut(Exception):
    """Ends a request without an answer; `sent` is what still goes out before the connection is reset."""

    def __init__(self, sent: Response | None = None) -> None:
        super().__init__()
        self.sent = sent


def create_app(simulation: Simulation) -> Starlette:
    """The application for one simulation."""
    mounts = [Mount(f"/{provider}", app=ProviderApp(simulation, provider)) for provider in simulation.providers]
    own = [*console.routes(simulation), *ControlApi(simulation).routes(), *checkout_page.routes(simulation)]
    return Starlette(routes=[*own, *mounts])


class ProviderApp:
    """One provider's API."""

    def __init__(self, simulation: Simulation, provider: str) -> None:
        self.simulation = simulation
        self.provider = provider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        raw = scope.get("raw_path") or scope["path"].encode()
        path = "/" + raw.decode("latin-1").partition("?")[0].lstrip("/").partition("/")[2]
        exchange = self.simulation.traffic.begin(
            self.simulation.state.clock.now().isoformat(timespec="milliseconds"), self.provider, request.method, path
        )
        began = time.perf_counter()
        try:
            response = await self._respond(request, path, exchange)
            exchange.status = response.status_code
        except ConnectionCut as cut:
            await self._cut(cut, scope, receive, send)
            return
        except ClientDisconnect:
            return
        except Exception:  # a fault of the sandbox itself must be seen, and answered
            self.simulation.crashed(f"{self.provider} {exchange.operation or request.method}")
            problem = Problem(500, "sandbox_crash", CRASHED, invented="crash")
            response = self._render(self.simulation.problem(self.provider, problem))
        finally:
            exchange.milliseconds = round((time.perf_counter() - began) * 1000, 1)
            self.simulation.state.revision += 1
        await response(scope, receive, send)

    async def _respond(self, request: Request, path: str, exchange: Exchange) -> Response:
        try:
            match = self.simulation.spec(self.provider).match(request.method, path)
        except SpecError as problem:
            return JSONResponse({"sandbox": str(problem)}, status_code=503)
        exchange.operation = match.operation.id if match.operation else ""
        masker = self.simulation.masker(self.provider)
        exchange.headers = masker.headers(request.headers)
        exchange.query = masker.query(request.url.query)
        incoming = None
        if match.others:  # several operations at one address: only the body tells which is meant
            incoming = await self._read(request, path)
            match = self.simulation.choose(match, incoming) if incoming else match
            exchange.operation = match.operation.id if match.operation else ""
        try:
            fault = self.simulation.faults.take(self.provider, exchange.operation, request.headers.get(HEADER))
            exchange.fault = str(fault or "")
            if fault is not None and fault.name == "refuse":
                raise ConnectionCut
            incoming = incoming or await self._read(request, path)
            if incoming is None:
                too_large = Problem(413, "too_large", "the body is too large", invented="too-large")
                return self._render(self.simulation.problem(self.provider, too_large))
            return await self._answered(fault, match, incoming, exchange)
        except FaultError as problem:
            return JSONResponse({"sandbox": str(problem)}, status_code=400)

    async def _answered(self, fault: Fault | None, match: Match, incoming: Incoming, exchange: Exchange) -> Response:
        """The answer to a request that was read, spoilt as the fault asks."""
        masker = self.simulation.masker(self.provider)
        self.simulation.secrets.update(masker.credentials(incoming.headers, incoming.body, exchange.operation))
        early = await self._before(fault, match)
        if early is None:
            answer = self.simulation.handle(self.provider, match, incoming, exchange)
        else:
            answer = early
            self._bind(fault, match, incoming, answer, exchange)
        secrets = frozenset(self.simulation.secrets)
        exchange.path, exchange.query = (masker.text(text, secrets) for text in (exchange.path, exchange.query))
        exchange.headers = scrub(exchange.headers, secrets)
        exchange.answer = masker.body(answer.body, secrets)
        exchange.status = answer.status
        try:
            exchange.body = masker.raw(incoming.body, secrets, exchange.operation)
        except RecursionError:
            exchange.body = f"({len(incoming.body)} bytes)"
        if fault is None or early is not None:
            return self._render(answer)
        return await self._after(fault, match, incoming, answer, exchange)

    def _bind(self, fault: Fault | None, match: Match, incoming: Incoming, answer: Answer, exchange: Exchange) -> None:
        """Let an answer that a fault made use up the idempotency key, as the provider's own would."""
        if fault is None or fault.name not in ANSWERING:
            return
        if fault.args.get("binds", is_bound(answer.status)):
            self.simulation.bind(match, incoming, answer, over=not exchange.replayed and fault.after)

    async def _read(self, request: Request, path: str) -> Incoming | None:
        """The whole request; None if its body is too large."""
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
        # Starlette reads a form from the cached body.
        request._body = body  # pyright: ignore[reportPrivateUsage]
        headers = {name.lower(): value for name, value in request.headers.items()}
        form = await _read_form(request, headers.get("content-type", ""))
        return Incoming(request.method, path, request.url.query, headers, body, form)

    async def _before(self, fault: Fault | None, match: Match) -> Answer | None:
        """The answer of a fault that strikes before anything was done."""
        if fault is None or fault.after:
            return None
        if fault.name == "reset_before":
            raise ConnectionCut
        if fault.name == "delay":
            await asyncio.sleep(_seconds(fault.args))
        if fault.name == "error_envelope":
            text = str(fault.args.get("message", "The sandbox was asked to reject this call"))
            code = str(fault.args.get("code_text", "sandbox_rejected"))
            problem = Problem(200, code, text, envelope=True, invented="fault")
            return self.simulation.problem(self.provider, problem)
        if fault.name == "redirect":
            place = str(fault.args.get("to", f"{self.simulation.base}/elsewhere"))
            return Answer(int(fault.args.get("code", 302)), headers={"location": place}, empty=True, invented="fault")
        return self._instead(fault, example_answer(match.operation))  # as if it were done; it is not

    def _instead(self, fault: Fault, answer: Answer) -> Answer | None:
        """What a fault answers in place of an answer; None where it leaves the body to be spoilt."""
        if fault.name == "status":
            return self._failure(fault.args)
        if fault.name == "ticket":
            return Answer(answer.status, failed_ticket(fault, answer.body), effect=False, invented="fault")
        if fault.name == "body":
            return Answer(answer.status, fault.args.get("value", {}), effect=False, invented="fault")
        if fault.name == "empty":
            return Answer(int(fault.args.get("status", answer.status)), empty=True, effect=False, invented="fault")
        if fault.name == "malformed":
            content, media = malform(str(fault.args.get("kind", "truncated")), self._content(answer))
            return Answer(200 if answer.empty else answer.status, raw=content, media=media, invented="fault")
        return None

    def _failure(self, args: Mapping[str, Any]) -> Answer:
        """An error status; 429 and 503 may say when to come back."""
        code = int(args.get("code", 500))
        text = f"The sandbox was asked to answer {code}"
        problem = Problem(code, str(args.get("code_text", "sandbox_fault")), text, invented="fault")
        headers = {"retry-after": str(args["retry_after"])} if "retry_after" in args else {}
        return replace(self.simulation.problem(self.provider, problem), headers=headers)

    async def _after(
        self, fault: Fault, match: Match, incoming: Incoming, answer: Answer, exchange: Exchange
    ) -> Response:
        """Faults that strike after the effect."""
        if fault.name == "reset_after":
            exchange.status = 0
            raise ConnectionCut
        if fault.name == "cut":
            exchange.status = 0
            raise ConnectionCut(self._render(answer))
        if fault.name == "delay" and fault.after:
            await asyncio.sleep(_seconds(fault.args))
        if fault.after and (told := self._instead(fault, answer)) is not None:
            self._bind(fault, match, incoming, told, exchange)
            return self._render(told)
        if match.operation is None or answer.empty:
            return self._render(answer)
        if fault.name in DISTORTING:
            spec = self.simulation.spec(self.provider)
            body = distort(fault, spec, match.operation, answer.status, answer.body)
            return self._render(Answer(answer.status, body, invented="fault"))
        if fault.name == "partly_paid":
            body = json.loads(json.dumps(answer.body))
            if not self.simulation.stand_in(self.provider).partly_paid(body):
                raise FaultError(f"this answer of {self.provider} shows no invoice that can be partly paid")
            return self._render(Answer(answer.status, body, invented="fault"))
        return self._render(answer)

    def _content(self, answer: Answer) -> bytes:
        stand_in, switches = self.simulation.stand_in(self.provider), self.simulation.switches
        body = stand_in.worded(answer.body, switches) if answer.status >= 400 else answer.body
        return stand_in.on_the_wire(json.dumps(body, ensure_ascii=False, separators=(",", ":")), switches).encode()

    def _render(self, answer: Answer) -> Response:
        headers = {**answer.headers, **({INVENTED: answer.invented} if answer.invented else {})}
        if answer.empty or answer.status in (204, 304):  # HTTP gives these two no body
            return Response(status_code=answer.status, headers=headers)
        content = self._content(answer) if answer.raw is None else answer.raw
        return Response(content, answer.status, headers=headers, media_type=answer.media)

    async def _cut(self, cut: ConnectionCut, scope: Scope, receive: Receive, send: Send) -> None:
        """Reset the connection, after the first half of an answer if there is one."""
        if cut.sent is not None:
            body = bytes(cut.sent.body)
            await send({"type": "http.response.start", "status": cut.sent.status_code, "headers": cut.sent.raw_headers})
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await asyncio.sleep(0.02)  # let the half arrive: a reset discards what is still under way
        abort = scope.get("extensions", {}).get(ABORT)
        if abort is None:
            raise RuntimeError("connections can only be cut under reissue_sandbox.server")
        abort()
        while (await receive())["type"] != "http.disconnect":
            continue


def _seconds(args: Mapping[str, Any]) -> float:
    return min(float(args.get("seconds", 1.0)), LONGEST_DELAY)


async def _read_form(request: Request, content_type: str) -> list[tuple[str, str]] | None:
    """The pairs of a form body; a file is represented by its name. A form that cannot be read has none."""
    if not content_type.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return None
    try:
        form: FormData = await request.form()
    except HTTPException:
        return []
    pairs = [
        (name, value if isinstance(value, str) else value.filename or "file") for name, value in form.multi_items()
    ]
    await form.close()
    return pairs
