"""The judge: operations against faults, verbs with random faults, and crowds on a healthy server, in processes.

    python -m tests.foreign.run [grid] [verbs] [crowds] [--seed N] [--share 0.1] [--only TEXT] [--json]

Exit code 1 where anything is wrong that does not stand in `known.py`, or where something stands there that is mended.
A transport whose package is not there is named as absent; it counts as nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

from .grid import Case, Grid, cases
from .healthy import crowd, refused_logins
from .judging import Row, can_be_told, told_right
from .known import KNOWN, new, seen
from .operations import TRANSPORTS, absent, is_async
from .server import Server
from .verbs import Caller, Try, tries

C = TypeVar("C")
PARTS = ("grid", "verbs", "crowds")
VERBS = 5000
THREADS, CALLS, TASKS = 50, 400, 1000
LOGINS = 2
"""The most that a wrong key may cost."""
TELLING = 0.95
"""Of what can be told, at least so much is."""


def grid_part(given: tuple[int, list[Case]]) -> list[Row]:
    """Some of the cases, in a process of their own with a server of their own."""
    seed, mine = given
    with Server() as server:
        return Grid(server, seed).run(mine)


def verbs_part(given: tuple[int, list[Try]]) -> list[Row]:
    with Server() as server:
        return Caller(server).run(given[1])


def spread(part: Callable[[tuple[int, list[C]]], list[Row]], everything: list[C], workers: int) -> list[Row]:
    """All of it, in so many processes."""
    shares = [(number, everything[number :: workers * 4]) for number in range(workers * 4)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return [row for rows in pool.map(part, shares) for row in rows]


def crowds(transports: Sequence[str]) -> list[dict[str, Any]]:
    """Many callers on a healthy server, and with a wrong key; what is wrong stands under ``wrong``."""
    found = []
    for transport in transports:
        many, each = (TASKS, 1) if is_async(transport) else (THREADS, CALLS)
        healthy = crowd(transport, many, each)
        logins, told = refused_logins(transport, THREADS)
        wrong = [f"error on a healthy server: {text}" for text in healthy.errors]
        wrong += ["executed twice"] * bool(healthy.twice) + ["more than one login"] * (healthy.logins != 1)
        wrong += [f"{logins} logins with a wrong key"] * (logins > LOGINS)
        found.append({**healthy.as_dict(), "logins with a wrong key": logins, "told": dict(told), "wrong": wrong})
    return found


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    wrong = Counter(text.partition(":")[0] for row in rows for text in row.wrong)
    tellable = [row for row in rows if can_be_told(row)]
    right = sum(map(told_right, tellable))
    return {
        "calls": len(rows),
        "lies": wrong["lie"],
        "duplicates": wrong["duplicate"],
        "untyped": wrong["untyped"],
        "late": wrong["late"],
        "leaks": wrong["leak"],
        "untrue": wrong["untrue"],
        "imprecise": wrong["imprecise"],
        "can be told": len(tellable),
        "told": right,
        "told of what can be told": round(right / len(tellable), 4) if tellable else None,
        "slowest": round(max(row.seconds for row in rows), 2),
        "not known": sum(len(new(row)) for row in rows),
    }


def table(rows: Sequence[Row]) -> str:
    """Told against executed, by what can be told."""
    counts = Counter((row.known, str(min(row.executed, 2)), row.told) for row in rows)
    lines = [f"{'can be told':16}{'executed':>10}{'told':>16}{'calls':>9}"]
    lines += [f"{known:16}{times:>10}{told:>16}{count:>9}" for (known, times, told), count in sorted(counts.items())]
    return "\n".join(lines)


def kinds(rows: Sequence[Row]) -> list[str]:
    """What is wrong, by kind and fault; what is not known comes with a sign."""
    found: dict[tuple[str, str, bool], list[Row]] = {}
    for row in rows:
        for text in row.wrong:
            fault = row.fault if row.plan != "random" else "random"
            found.setdefault((text, fault, text in new(row)), []).append(row)
    return [
        f"{'! ' if unknown else '  '}{text} | {fault} | {dict(Counter(row.transport for row in those))} | "
        f"{' '.join(Counter(row.operation for row in those))} | {those[0].case} {those[0].kind} {those[0].advice}"
        for (text, fault, unknown), those in sorted(found.items())
    ]


def line(name: str, told: dict[str, Any]) -> str:
    """One line for docs/figures.md."""
    counts = ", ".join(
        f"{told[what]} {what}" for what in ("lies", "duplicates", "untyped", "untrue", "late", "imprecise", "not known")
    )
    return f"operations ({name}): {told['calls']:,} calls, {counts}"


def options(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--share", type=float, default=1.0, help="of the cases and the verbs")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="a part of 'operation fault'")
    parser.add_argument("--transport", action="append", choices=TRANSPORTS)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(given)


def main(given: Sequence[str]) -> int:
    chosen = options(given)
    wanted = chosen.transport or TRANSPORTS
    there = [name for name in wanted if not absent(name)]
    parts = chosen.parts or PARTS
    rows: dict[str, list[Row]] = {}
    if "grid" in parts:
        everything = [case for case in cases(there) if chosen.only in f"{case.operation} {case.fault}"]
        random.Random(chosen.seed).shuffle(everything)
        rows["grid"] = spread(grid_part, everything[: int(len(everything) * chosen.share) or 1], chosen.workers)
    if "verbs" in parts:
        rows["verbs"] = spread(verbs_part, tries(int(VERBS * chosen.share) or 1, chosen.seed, there), chosen.workers)
    told: dict[str, Any] = {name: summary(made) for name, made in rows.items()}
    if "crowds" in parts:
        told["crowds"] = crowds(there)
    told["absent"] = [name for name in wanted if name not in there]
    whole = chosen.share == 1 and not chosen.only and "grid" in rows and not chosen.transport
    told["mended"] = [str(known) for known in KNOWN if known not in seen(rows["grid"])] if whole else []
    if chosen.json:
        print(json.dumps(told | {"rows": [row.as_dict() for made in rows.values() for row in made]}))
    else:
        for made in rows.values():
            print(table(made), *kinds(made), sep="\n")
        print(json.dumps(told, indent=2))
        print(*(line(name, told[name]) for name in rows), sep="\n")
    return int(is_wrong(told))


def is_wrong(told: dict[str, Any]) -> bool:
    """Whether anything is, of what is not known; and whether enough is told."""
    sums = [told[name] for name in ("grid", "verbs") if name in told]
    crowded = any(one["wrong"] for one in told.get("crowds", ()))
    silent = any((one["told of what can be told"] or 1) < TELLING for one in sums)
    return crowded or silent or bool(told["mended"]) or any(one["not known"] for one in sums)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
