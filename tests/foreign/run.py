"""The judge: all operations against all faults, verbs, and a healthy server, in processes.

    python -m tests.foreign.run [PART...] [--seed N] [--share PART/OF] [--json]

Exit code 1 where anything is wrong that is not in the list of what is known.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from .grid import Case, Grid, cases
from .judging import Row, can_be_told, told_right
from .operations import TRANSPORTS, absent
from .server import Server


def part(given: tuple[int, list[Case]]) -> list[Row]:
    """Some of the cases, in a process of their own with a server of their own."""
    seed, mine = given
    with Server() as server:
        return Grid(server, seed).run(mine)


def grid(seed: int, transports: Sequence[str], share: float, workers: int, only: str) -> list[Row]:
    everything = [case for case in cases(transports) if only in f"{case.operation} {case.fault}"]
    random.Random(seed).shuffle(everything)
    everything = everything[: int(len(everything) * share) or 1]
    shares = [(seed * 100 + i, everything[i :: workers * 4]) for i in range(workers * 4)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return [row for rows in pool.map(part, shares) for row in rows]


def table(rows: Sequence[Row]) -> str:
    """Told against executed, by what could be known."""
    counts: Counter[tuple[str, str, str]] = Counter((row.known, str(min(row.executed, 2)), row.told) for row in rows)
    lines = [f"{'can be told':16}{'executed':>10}{'told':>16}{'calls':>9}"]
    lines += [
        f"{known:16}{executed:>10}{told:>16}{count:>9}" for (known, executed, told), count in sorted(counts.items())
    ]
    return "\n".join(lines)


def summary(rows: Sequence[Row]) -> dict[str, object]:
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
        "imprecise": wrong["imprecise"],
        "can be told": len(tellable),
        "told": right,
        "told of what can be told": round(right / len(tellable), 4) if tellable else None,
        "slowest": round(max(row.seconds for row in rows), 2),
    }


def kinds(rows: Sequence[Row]) -> list[str]:
    """What is wrong, by kind and fault."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        for text in row.wrong:
            found.setdefault((text, row.fault), []).append(row)
    lines = []
    for (text, fault), those in sorted(found.items()):
        where = Counter(f"{row.operation}" for row in those)
        by = Counter(row.transport for row in those)
        lines.append(
            f"{text} | {fault} | {dict(by)} | {' '.join(where)} | e.g. {those[0].case} {those[0].kind} {those[0].advice}"
        )
    return lines


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--share", type=float, default=1.0, help="of the cases")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="a part of 'operation fault'")
    parser.add_argument("--transport", action="append")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(given)
    wanted = chosen.transport or TRANSPORTS
    there = [name for name in wanted if not absent(name)]
    rows = grid(chosen.seed, there, chosen.share, chosen.workers, chosen.only)
    if chosen.json:
        print(json.dumps({"summary": summary(rows), "rows": [row.as_dict() for row in rows]}))
    else:
        print(table(rows))
        print(*kinds(rows), sep="\n")
        print(summary(rows), "absent:", [name for name in wanted if name not in there])
    return int(any(row.wrong for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
