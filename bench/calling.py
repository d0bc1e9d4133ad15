"""The emitted client beside the same work by hand: decoding, one call, many calls at once, importing."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from bench.kit import PYTHON, ROOT, Row, Skipped, interleaved, interleaved_runs, median, must_work
from tests.corpus.documents import follow

KEY = "bench-secret-key"
PLACE = "/purchases/"
CALLS, WORKERS = 1000, 100


def examples() -> tuple[dict[str, Any], dict[str, Any]]:
    """A request and a response of QorePay's largest operation, as the specification shows them."""
    import yaml

    document = yaml.safe_load((ROOT / "specs/qorepay.yaml").read_text(encoding="utf-8"))
    operation = document["paths"][PLACE]["post"]
    body = operation["requestBody"]["content"]["application/json"]
    answer = operation["responses"]["201"]["content"]["application/json"]
    return _first(document, body), _first(document, answer)


def _first(document: Any, media: Any) -> dict[str, Any]:
    value = next(iter(media["examples"].values())) if "examples" in media else {"value": media["example"]}
    shown: dict[str, Any] = follow(document, value)["value"]
    return shown


# --- decoding ------------------------------------------------------------------------------------------------


def decode(folder: Path, quick: bool) -> list[Row]:
    """Bytes to typed object, beside json.loads of the same bytes, which types nothing."""
    from reissue_runtime.decode import codec

    from reissue_clients.qorepay import models

    _, answer = examples()
    body = json.dumps(answer).encode()
    many = json.dumps([answer] * 100).encode()
    misfit = json.dumps({**answer, "created_on": str(answer["created_on"])}).encode()
    all_misfit = json.dumps([json.loads(misfit)] * 100).encode()
    newer = json.dumps({**answer, "brand_new": "x"}).encode()
    all_newer = json.dumps([json.loads(newer)] * 100).encode()
    one, few = codec(models.Purchase), codec(list[models.Purchase])
    for text, wanted in ((body, 0), (misfit, 1), (newer, 1)):
        if len(drifts := one.decode(text)[1]) != wanted:
            raise Skipped(f"the example has {len(drifts)} misfits, not {wanted}: {drifts[:3]}")
    jobs: dict[str, Callable[[], object]] = {
        "loads": lambda: json.loads(body),
        "fits": lambda: one.decode(body),
        "misfit": lambda: one.decode(misfit),
        "newer": lambda: one.decode(newer),
        "loads100": lambda: json.loads(many),
        "fits100": lambda: few.decode(many),
        "misfit100": lambda: few.decode(all_misfit),
        "newer100": lambda: few.decode(all_newer),
    }
    found = interleaved(jobs, 2 if quick else 8, time.thread_time)

    def row(key: str, base: str, what: str, target: float) -> Row:
        detail = f"{found[key] * 1e6:.1f} us beside {found[base] * 1e6:.1f} us CPU"
        return Row("decode", what, "json.loads of the same bytes", target, found[key] / found[base], detail=detail)

    size = f"{len(body) / 1000:.1f} kB"
    return [
        row("fits", "loads", f"decode what fits, {size}", 0.34),
        row("fits100", "loads100", "decode what fits, a list of 100", 0.38),
        row("newer", "loads", f"decode with one undocumented member, {size}", 1.4),
        row("newer100", "loads100", "decode with one undocumented member in each of 100", 1.4),
        row("misfit", "loads", f"decode with one misfit, {size}", 1.7),
        row("misfit100", "loads100", "decode with one misfit in each of 100", 1.7),
    ]


# --- one call ------------------------------------------------------------------------------------------------

BATCH = 20
"""Calls that are timed together, so that starting an event loop does not count."""


def call(folder: Path, quick: bool) -> list[Row]:
    """Typed calls of a client that we make, over a mock transport, beside the same requests by hand; sync and async."""
    import httpx
    from reissue_runtime.decode import codec

    from reissue_clients.qorepay import AsyncQorePay, QorePay, models

    request, answer = examples()
    body = json.dumps(answer).encode()

    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(201, content=body, headers={"Content-Type": "application/json"})

    transport = httpx.MockTransport(respond)
    typed, drifts = codec(models.PurchaseRequest).decode(json.dumps(request).encode())
    if drifts:
        raise Skipped(f"the example request does not fit: {drifts[:3]}")
    headers = {"Authorization": f"Bearer {KEY}", "Accept": "application/json"}
    url = f"https://gate.qorepay.com/api/v1{PLACE}"
    server = "https://gate.qorepay.com/api/v1"
    with (
        QorePay(secret_key=KEY, server=server) as client,
        httpx.Client(transport=transport, headers=headers) as by_hand,
        asyncio.Runner() as runner,
    ):
        _mocked(client, transport)
        async_client = AsyncQorePay(secret_key=KEY, server=server)
        async_by_hand = httpx.AsyncClient(transport=transport, headers=headers)

        async def prepare() -> None:
            _mocked(async_client, transport)

        async def typed_calls() -> None:
            for _ in range(BATCH):
                await async_client.purchases.create(typed)

        async def calls_by_hand() -> None:
            for _ in range(BATCH):
                (await async_by_hand.post(url, json=request)).json()

        runner.run(prepare())
        jobs: dict[str, Callable[[], object]] = {
            "sync": lambda: [client.purchases.create(typed) for _ in range(BATCH)],
            "sync by hand": lambda: [by_hand.post(url, json=request).json() for _ in range(BATCH)],
            "async": lambda: runner.run(typed_calls()),
            "async by hand": lambda: runner.run(calls_by_hand()),
        }
        found = interleaved(jobs, 3 if quick else 10, time.thread_time)

    def row(kind: str, target: float) -> Row:
        mine, base = found[kind] / BATCH, found[f"{kind} by hand"] / BATCH
        detail = f"{mine * 1e6:.0f} us beside {base * 1e6:.0f} us CPU"
        what = f"a typed call, {kind}, mock transport"
        return Row("call", what, "client.post(json=...) and .json()", target, mine / base, detail=detail)

    return [row("sync", 0.52), row("async", 0.58)]


def _mocked(client: Any, transport: object) -> None:
    """The mock in the place of the connections of a client that we make."""
    client._transport._pool()
    client._transport._pools[client._transport.home()] = transport


# --- import --------------------------------------------------------------------------------------------------


def imports(folder: Path, quick: bool) -> list[Row]:
    """What importing a provider's client adds to a fresh interpreter, beside what `import httpx` adds."""
    providers = ("qorepay", "abillify", "irembopay", "paypen")
    lines = {"pass": "pass", "httpx": "import httpx"}
    lines |= {name: f"from reissue_clients.{name} import client" for name in providers}
    commands: dict[str, Callable[[int], Sequence[str]]] = {
        name: lambda _, text=text: [PYTHON, "-c", text] for name, text in lines.items()
    }
    interleaved_runs(commands, 1, folder)  # writes the byte code
    found = interleaved_runs(commands, 7 if quick else 25, folder)
    for name, runs in found.items():
        must_work(runs, lines[name])
    cpu = {name: median(runs, "cpu") for name, runs in found.items()}
    base, other = cpu["pass"], cpu["httpx"]
    worst = max(providers, key=cpu.__getitem__)
    gross = cpu[worst] / other
    detail = (
        f"{worst}: {(cpu[worst] - base) * 1e3:.0f} ms beside {(other - base) * 1e3:.0f} ms CPU; "
        f"with the interpreter {cpu[worst] * 1e3:.0f} beside {other * 1e3:.0f} ({gross:.2f}x)"
    )
    ratio = (cpu[worst] - base) / (other - base)
    return [Row("import", "import of a provider's client", "import httpx", 0.6, ratio, detail=detail)]


# --- many calls at once --------------------------------------------------------------------------------------


def concurrent(folder: Path, quick: bool) -> list[Row]:
    """1,000 calls to a server in another process, all at once and by 100 workers: CPU seconds of this process."""
    try:
        import httpx_aiohttp  # noqa: F401
    except ImportError:
        raise Skipped("the extra aiohttp is not installed") from None
    _, answer = examples()
    payload = folder / "answer.json"
    payload.write_text(json.dumps(answer))
    server = [PYTHON, str(Path(__file__).with_name("loopback.py")), str(payload)]
    with subprocess.Popen(server, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            found = asyncio.run(_many(f"http://127.0.0.1:{port}", 3 if quick else 7))
        finally:
            process.terminate()

    def row(workers: int, what: str, target: float | None) -> Row:
        mine, base = (statistics.median(found[name, workers]) for name in ("ours", "httpx"))
        detail = f"{CALLS / mine:,.0f} beside {CALLS / base:,.0f} calls per second of CPU"
        return Row("concurrent", what, "bare httpx.AsyncClient", target, base / mine, True, detail)

    return [
        row(CALLS, f"{CALLS:,} concurrent calls, extra aiohttp", 4),
        row(WORKERS, f"the same calls by {WORKERS} workers", None),
    ]


async def _many(address: str, rounds: int) -> dict[tuple[str, int], list[float]]:
    """CPU seconds for 1,000 calls, by turns. Both keep their connections from one round to the next."""
    import httpx
    from reissue_runtime.aiohttp import aiohttp_client

    from reissue_clients.qorepay import AsyncQorePay

    headers = {"Authorization": f"Bearer {KEY}", "Accept": "application/json"}
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    found: dict[tuple[str, int], list[float]] = {(name, n): [] for name in ("ours", "httpx") for n in (CALLS, WORKERS)}
    async with (
        aiohttp_client() as http,
        httpx.AsyncClient(limits=limits, timeout=120, headers=headers) as bare,
        AsyncQorePay(secret_key=KEY, server=address, http=http, timeout=120) as client,
    ):

        async def typed() -> object:
            return await client.purchases.get("some-id")

        async def by_hand() -> object:
            return (await bare.get(f"{address}{PLACE}some-id/")).json()

        jobs = {"ours": typed, "httpx": by_hand}
        for turn in range(rounds + 1):
            for name, workers in found if turn % 2 else reversed(found):
                begin = time.process_time()
                await asyncio.gather(*(_worker(jobs[name], CALLS // workers) for _ in range(workers)))
                if turn:  # the first round opens the connections
                    found[name, workers].append(time.process_time() - begin)
    return found


async def _worker(job: Callable[[], Awaitable[object]], times: int) -> None:
    for _ in range(times):
        await job()
