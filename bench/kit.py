"""How things are measured: alternatives interleaved in one session, medians, CPU time where it can be had."""

from __future__ import annotations

import ast
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(sys.executable).parent


class Skipped(Exception):
    """A measurement that cannot be made here; the message says why."""


@dataclass
class Row:
    """One line of the table: a ratio beside its target."""

    name: str
    what: str
    against: str
    target: float | None
    value: float
    at_least: bool = False
    """Whether more is better."""
    detail: str = ""
    raw: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


# --- in this process -----------------------------------------------------------------------------------------


def interleaved(
    jobs: Mapping[str, Callable[[], object]], seconds: float, clock: Callable[[], float]
) -> dict[str, float]:
    """Median seconds of one call of each job. The jobs take turns in random order, in slices of a few milliseconds."""
    counts = {name: _calls_in(job, 0.004, clock) for name, job in jobs.items()}
    found: dict[str, list[float]] = {name: [] for name in jobs}
    rng, until = random.Random(1), time.perf_counter() + seconds
    while time.perf_counter() < until or len(min(found.values(), key=len)) < 15:
        for name in rng.sample(list(jobs), len(jobs)):
            job, count = jobs[name], counts[name]
            begin = clock()
            for _ in range(count):
                job()
            found[name].append((clock() - begin) / count)
    return {name: statistics.median(times) for name, times in found.items()}


def _calls_in(job: Callable[[], object], seconds: float, clock: Callable[[], float]) -> int:
    """How many calls fill a slice, once the first calls have imported and built what they need."""
    for _ in range(20):
        job()
    count = 1
    while True:
        begin = clock()
        for _ in range(count):
            job()
        if clock() - begin >= seconds or count >= 100_000:
            return count
        count *= 2


# --- in processes of their own -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One run of a command: seconds of the whole tree of processes, MB of its largest process."""

    wall: float
    cpu: float
    memory: float
    code: int
    output: str


_CHILD = """
import os, sys, time
begin = time.perf_counter()
child = os.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(child, 0)
told = f"{os.waitstatus_to_exitcode(status)} {time.perf_counter() - begin} {used.ru_utime + used.ru_stime} {used.ru_maxrss}"
with open(sys.argv[1], "w") as file:
    file.write(told)
"""
# The small process between is needed because Linux hands the peak memory of a forking process down to its child.


def run(command: Sequence[str], folder: Path, cwd: Path | None = None, timeout: float = 900) -> Run:
    """Run a command and measure it. `folder` is a place for the notes of the measurement."""
    notes = folder / f"rusage-{os.getpid()}.txt"
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    done = subprocess.run(
        [PYTHON, "-I", "-S", "-c", _CHILD, str(notes), *command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
    code, wall, cpu, memory = notes.read_text().split()
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(float(wall), float(cpu), int(memory) / unit, int(code), (done.stdout + done.stderr)[-2000:])


def interleaved_runs(
    commands: Mapping[str, Callable[[int], Sequence[str]]], times: int, folder: Path, cwd: Path | None = None
) -> dict[str, list[Run]]:
    """Each command `times` times, taking turns. A command is made for each turn, so that it can have a fresh folder."""
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(times):
        names = list(commands) if turn % 2 == 0 else list(commands)[::-1]
        for name in names:
            found[name].append(run(commands[name](turn), folder, cwd))
    return found


def median(runs: Sequence[Run], what: str) -> float:
    return statistics.median(getattr(one, what) for one in runs)


def must_work(runs: Sequence[Run], what: str) -> None:
    if bad := next((one for one in runs if one.code), None):
        raise Skipped(f"{what} ended with {bad.code}: {bad.output.strip()[-300:]}")


def statements(trees: Iterable[ast.AST]) -> int:
    """Statements of modules, without docstrings and other texts that stand alone."""
    return sum(isinstance(node, ast.stmt) and not _is_text(node) for tree in trees for node in ast.walk(tree))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def python_lines(folder: Path, without: str = "") -> int:
    """Lines of Python below a folder, without a part of it."""
    return sum(
        file.read_bytes().count(b"\n")
        for file in folder.rglob("*.py")
        if not without or without not in file.relative_to(folder).parts
    )
