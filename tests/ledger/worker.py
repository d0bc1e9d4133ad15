"""A process that starts or resumes one run, to be killed: `python -m tests.ledger.worker LEDGER ADDRESS COUNT [--in-flight N]`.

It prints `started` when the run is planned, and its counts at the end.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reissue import Reissue
from reissue_ledger.errors import LedgerBusyError, LedgerError
from reissue_ledger.ledger import Ledger
from reissue_ledger.lines import Line
from reissue_ledger.planning.settings import Settings
from reissue_ledger.planning.shapes import Wish
from reissue_ledger.running import flow
from reissue_ledger.store import engines
from tests.ledger.vendor_server import QUICK, environment

PROVIDERS = ("qorepay", "abillify", "irembopay", "paypen")


def reference_of(provider: str, number: int) -> str:
    return {
        "qorepay": f"3fa85f64-5717-4562-b3fc-{number:012d}",
        "abillify": f"R-{number}",
        "irembopay": f"8805{number:08d}",
        "paypen": f"TX{number:08d}",
    }[provider]


def lines(count: int, *, providers: tuple[str, ...] = PROVIDERS) -> Iterator[Line]:
    """So many invoices, mixed over the providers."""
    for number in range(count):
        provider = providers[number % len(providers)]
        yield Line(number=number + 2, provider=provider, reference=reference_of(provider, number))


def stop_after_claim() -> None:
    """Freeze as a lid does that is closed: when the first item was claimed, and nothing of its request was made."""
    flow.CLAIM_SECONDS = 1.0  # type: ignore[misc]
    called = Reissue.resend

    def resend(*args: Any, **chosen: Any) -> Any:
        Reissue.resend = called  # type: ignore[method-assign]
        print("claimed", flush=True)
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(0.5)  # the stop may come a moment after the call that asks for it
        return called(*args, **chosen)

    Reissue.resend = resend  # type: ignore[method-assign,assignment]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("ledger", type=Path)
    parser.add_argument("address")
    parser.add_argument("count", type=int)
    parser.add_argument("--providers", default=",".join(PROVIDERS))
    parser.add_argument("--in-flight", type=int, default=2)
    parser.add_argument(
        "--file-size", type=int, help="the most bytes that a file may have, from when the run is planned"
    )
    parser.add_argument(
        "--stop-after-claim", action="store_true", help="stop this process between a claim and its request"
    )
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    engines.PATIENCE = 2.0  # type: ignore[misc]  # for one who froze in the middle of a commit
    settings = Settings(per_second=None, in_flight=given.in_flight, stop_after_unknown=10_000)
    wish = Wish(verb="reissue", campaign="2026-11-reminder", who="Ada", settings=settings)
    try:
        return carry_out(given, wish)
    except LedgerBusyError as error:
        print(f"busy: {error}", flush=True)
        return 3
    except LedgerError as error:
        print(f"failed: {error}", flush=True)
        return 2


def carry_out(given: argparse.Namespace, wish: Wish) -> int:
    """Opening the ledger may be refused as well: somebody may have frozen in the middle of a commit."""
    with (
        Ledger.open(given.ledger, live=False) as ledger,
        Reissue.from_env(environment(given.address), retry=QUICK) as gateway,
    ):
        runs = list(ledger.runs())
        mixed = lines(given.count, providers=tuple(given.providers.split(",")))
        run = runs[0] if runs else ledger.start(mixed, gateway, wish)
        print("started", flush=True)
        if given.file_size:
            resource.setrlimit(resource.RLIMIT_FSIZE, (given.file_size, given.file_size))
        if given.stop_after_claim:
            stop_after_claim()
        status = run.work(gateway)
        print(status.state, status.progress, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
