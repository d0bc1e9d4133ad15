"""The measurements of docs: each a ratio against a peer in the same session. Nothing here passes or fails by time.

    python -m bench.run [--peers opc,ogc,dcg] [--quick] [--json FILE] [NAME...]

Without a name, all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import calling, generating, peers, runs
from bench.kit import Row, Skipped

Measurement = Callable[[Path, bool, Sequence[str]], list[Row]]


def alone(measure: Callable[[Path, bool], list[Row]]) -> Measurement:
    return lambda folder, quick, _: measure(folder, quick)


def beside_peers(measure: Measurement) -> Measurement:
    def run(folder: Path, quick: bool, others: Sequence[str]) -> list[Row]:
        peers.prepare("opc")
        return measure(folder, quick, others)

    return run


MEASUREMENTS: dict[str, Measurement] = {
    "check": alone(generating.check),
    "specs": beside_peers(generating.four),
    "github": beside_peers(generating.github),
    "growth": alone(generating.growth),
    "decode": alone(calling.decode),
    "call": alone(calling.call),
    "import": alone(calling.imports),
    "concurrent": alone(calling.concurrent),
    "runs": alone(runs.runs),
}
PACKAGES = ("httpx", "msgspec", "httpx-aiohttp", "aiohttp", "openapi-python-client", "ruff")


def measure_all(options: argparse.Namespace, others: Sequence[str]) -> tuple[list[Row], dict[str, str]]:
    rows: list[Row] = []
    skipped: dict[str, str] = {}
    for name in options.names or MEASUREMENTS:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="reissue-bench-") as folder:
            try:
                rows += MEASUREMENTS[name](Path(folder), options.quick, others)
            except Skipped as reason:
                skipped[name] = str(reason)
    return rows, skipped


def about() -> dict[str, Any]:
    """What a figure means nothing without."""
    machine = {"cpus": os.cpu_count(), "machine": platform.machine(), "system": platform.platform(terse=True)}
    packages = {name: version(name) for name in PACKAGES}
    return {"date": str(date.today()), "python": platform.python_version(), **machine, "packages": packages}


def table(rows: Sequence[Row]) -> Table:
    made = Table(show_lines=False, pad_edge=False)
    for heading in ("what", "against", "target", "measured", "met", "in figures"):
        made.add_column(heading, justify="right" if heading in ("target", "measured") else "left")
    for row in rows:
        bound = "" if row.target is None else f"{'>=' if row.at_least else '<='} {row.target:g}x"
        met = "" if row.met is None else "yes" if row.met else "NO"
        made.add_row(row.what, row.against, bound, f"{row.value:.2f}x", met, row.detail)
    return made


def choose_peers(text: str) -> list[str]:
    """The optional peers that can be had here; the others are told and left out."""
    chosen: list[str] = []
    for name in [one.strip() for one in text.split(",") if one.strip() not in ("", "opc")]:
        try:
            peers.prepare(name)
            chosen.append(name)
        except Skipped as reason:
            print(f"peer {name} is left out: {reason}", file=sys.stderr)
    return chosen


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--peers", default="opc", help="of opc, ogc, dcg; the last two are installed when asked for")
    parser.add_argument("--quick", action="store_true", help="fewer repeats, for a first look")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args(given)
    if unknown := [name for name in options.names if name not in MEASUREMENTS]:
        parser.error(f"no measurement is called {unknown[0]!r}; there are {', '.join(MEASUREMENTS)}")
    rows, skipped = measure_all(options, choose_peers(options.peers))
    facts = about()
    console = Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False)
    console.print(table(rows))
    packages = ", ".join(f"{name} {number}" for name, number in facts["packages"].items())
    console.print(f"{facts['date']}, Python {facts['python']}, {facts['cpus']} CPUs, {facts['system']}; {packages}")
    for name, reason in skipped.items():
        console.print(f"skipped {name}: {reason}")
    if options.json:
        record = {"about": facts, "rows": [{**asdict(row), "met": row.met} for row in rows], "skipped": skipped}
        options.json.write_text(json.dumps(record, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
