"""Runs of the ledger beside the same calls in a bare loop, and how they grow.

python -m bench.runs plan FILE LINES      plans so many lines of a file in a process of its own; prints figures as JSON
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bench.kit import PYTHON, ROOT, Row
from reissue import Reissue
from reissue.providers.qorepay.credentials import QorePayCredentials
from reissue_ledger.clock import utc_now
from reissue_ledger.ledger import Ledger
from reissue_ledger.lines import Line, read_lines
from reissue_ledger.planning.settings import Settings
from reissue_ledger.planning.shapes import Wish
from reissue_ledger.store.schema import State

IN_FLIGHT = 8
_ids = count()


def runs(folder: Path, quick: bool) -> list[Row]:
    """2,000 invoices, full synchronisation, 8 in flight: wall seconds, by turns with the loop."""
    items, rounds = (400, 3) if quick else (2_000, 3)
    rows = [_beside(folder, latency, target, items, rounds) for latency, target in ((0.020, 1.15), (0.004, 1.5))]
    return [*rows, *_growth(folder, 20_000 if quick else 100_000)]


def _beside(folder: Path, latency: float, target: float, items: int, rounds: int) -> Row:
    server = [PYTHON, str(Path(__file__).with_name("slow_server.py")), str(latency)]
    found: dict[str, list[float]] = {"run": [], "loop": []}
    with subprocess.Popen(server, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = f"http://127.0.0.1:{int(process.stdout.readline())}/qorepay"
            for _ in range(rounds):
                found["loop"].append(_loop(address, items))
                found["run"].append(_run(folder / f"bench-{latency}.db", address, items))
        finally:
            process.terminate()
    mine, bare = (statistics.median(found[name]) for name in ("run", "loop"))
    what = f"{items:,} invoices, server with {latency * 1000:.0f} ms, {IN_FLIGHT} in flight"
    detail = f"{items / mine:,.0f} beside {items / bare:,.0f} invoices a second"
    return Row("runs", what, "the same calls in a bare loop", target, mine / bare, False, detail)


def gateway_to(address: str) -> Reissue:
    return Reissue(qorepay=QorePayCredentials(secret_key="sk", server=address), on_drift=lambda _: None)


def references(items: int) -> list[str]:
    return [f"3fa85f64-5717-4562-b3fc-{next(_ids):012d}" for _ in range(items)]


def _loop(address: str, items: int) -> float:
    with gateway_to(address) as gateway, ThreadPoolExecutor(IN_FLIGHT) as pool:

        def send(reference: str) -> None:
            gateway.resend("qorepay", gateway.get("qorepay", reference), fresh=timedelta(minutes=5))

        list(pool.map(send, references(IN_FLIGHT * 2)))  # connections are open, and all is imported
        begin = time.perf_counter()
        list(pool.map(send, references(items)))
        return time.perf_counter() - begin


def _run(path: Path, address: str, items: int) -> float:
    settings = Settings(per_second=None, in_flight=IN_FLIGHT)
    lines = [Line(number=number, provider="qorepay", reference=one) for number, one in enumerate(references(items), 2)]
    with Ledger.open(path, live=False) as ledger, gateway_to(address) as gateway:
        wish = Wish(verb="resend", campaign=f"c{next(_ids)}", who="bench", settings=settings)
        run = ledger.start(lines, gateway, wish)
        begin = time.perf_counter()
        status = run.work(gateway)
        took = time.perf_counter() - begin
        assert status.progress.done == items, status
        return took


# --- growth ---


def _growth(folder: Path, most: int) -> list[Row]:
    """Planning and going through many items, each size in a process of its own."""
    small = _grown(folder, most // 10)
    large = _grown(folder, most)
    per = [one["seconds"] / one["items"] for one in (small, large)]
    page = [one["page"] for one in (small, large)]
    memory = large["megabytes"]
    detail = f"{large['seconds']:.1f} s, {large['items'] / large['seconds']:,.0f} items a second"
    return [
        Row(
            "runs",
            f"{most:,} items planned, claimed and ended, an item",
            f"of {most // 10:,}",
            1.3,
            per[1] / per[0],
            False,
            detail,
        ),
        Row("runs", f"peak memory with {most:,} items, MB", "1 MB", 100, memory, False, ""),
        Row("runs", f"a page of 100 items among {most:,}", f"among {most // 10:,}", 1.5, page[1] / page[0], False, ""),
    ]


def _grown(folder: Path, items: int) -> dict[str, Any]:
    file = folder / f"grown-{items}.csv"
    with file.open("w", encoding="utf-8") as written:
        written.write("provider,reference,amount,currency\n")
        written.writelines(f"qorepay,3fa85f64-5717-4562-b3fc-{number:012d},5000,NGN\n" for number in range(items))
    command = [PYTHON, "-m", "bench.runs", "plan", str(file), str(folder / f"grown-{items}.db")]
    found: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    )
    return found


def _lines(file: Path) -> Iterator[Any]:
    with file.open("rb") as stream:
        yield from read_lines(stream, verb="resend", form="csv", providers=("qorepay",), now=utc_now)


def plan(file: Path, path: Path) -> None:
    """Plan a file, claim and end each item as a run does, without any request."""
    from reissue_ledger.clock import micros
    from reissue_ledger.store.lease import folder_of, give_back, locked, take
    from reissue_ledger.store.operations import Claim, End
    from reissue_ledger.store.rescue import Rescue
    from reissue_ledger.store.writer import Writer

    begin = time.perf_counter()
    wish = Wish(verb="resend", campaign="c", who="bench", settings=Settings(per_second=None))
    with Ledger.open(path, live=False) as ledger, gateway_to("http://127.0.0.1:9/qorepay") as gateway:
        run = ledger.start(_lines(file), gateway, wish)
        database = ledger.database
        with locked(database, run.id):
            held, rescue = take(database, run.id), Rescue(folder_of(database), run.id)
            rescue.prepare()
            writer, items, waiting = Writer(database, rescue), 0, []
            for one in range(1, run.status().progress.total + 1):
                now = micros(datetime.now(UTC))
                waiting.append(
                    (one, writer.claim(Claim(intent_id=one, run_id=run.id, lease_id=held.id, at=now, n=1, key=None)))
                )
                if len(waiting) == 64:
                    items += _ended(writer, waiting, run.id, held.id, End)
            items += _ended(writer, waiting, run.id, held.id, End)
            writer.close()
            give_back(database, held)
        took = time.perf_counter() - begin
        pages = []
        for _ in range(20):
            begun = time.perf_counter()
            assert len(list(run.items(state=State.DONE, after=items // 2, limit=100))) == 100
            pages.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "items": items, "megabytes": peak, "page": statistics.median(pages)}))


def _ended(writer: Any, waiting: list[Any], run_id: int, lease_id: int, end: Any) -> int:
    for one, claimed in waiting:
        n, now = claimed.result(), int(time.time() * 1e6)
        writer.end(
            end(
                intent_id=one,
                run_id=run_id,
                lease_id=lease_id,
                n=n,
                at=now,
                state=State.DONE,
                reference="",
                key=None,
                started_at=now,
            )
        )
    done = len(waiting)
    waiting.clear()
    return done


if __name__ == "__main__":
    plan(Path(sys.argv[2]), Path(sys.argv[3]))
