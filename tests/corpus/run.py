"""Public OpenAPI documents through the generator: what is lost, what does not import, what does not come back.

    python -m tests.corpus.run [--all | --set own,named,features,sample] [--only NAME...] [--types] [--update]

Exit codes: 0 nothing is worse than tests/corpus/summary.json, 1 something is, 2 the documents cannot be had here.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.corpus import checks, documents, report
from tests.corpus.documents import CorpusUnavailable, Entry

ROOT = Path(__file__).resolve().parents[2]
SETS = ("own", "named", "features", "sample")
BATCH_LINES = 60_000
Results = dict[str, dict[str, Any]]
_errors = Console(stderr=True)


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default=",".join(SETS), help=f"which sets: {', '.join(SETS)} (default: all four)")
    parser.add_argument("--others", type=int, metavar="N", help="N documents of none of the sets, drawn by --seed")
    parser.add_argument("--seed", type=int, default=1, help="which documents --others draws (default: 1)")
    parser.add_argument("--all", action="store_true", help="every document, about 2,700; takes an hour or more")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only documents whose name holds one of these")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N of each set")
    parser.add_argument("--types", action="store_true", help="also pyright strict and mypy strict")
    parser.add_argument("--pyright", action="store_true", help="of the type checkers, pyright only")
    parser.add_argument("--update", action="store_true", help="write the results into summary.json")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--timeout", type=int, default=300, metavar="S", help="seconds for one document")
    parser.add_argument("--report", type=Path, default=ROOT / ".reissue/corpus", help="folder of report.json and .html")
    parser.add_argument("--node-modules", type=Path, help="a folder with the npm packages, instead of the cache")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the emitted packages here")
    return parser.parse_args(given)


def choose(options: argparse.Namespace) -> list[Entry]:
    """The documents of this run, each once."""
    sets = list(SETS) if options.all else [one.strip() for one in options.set.split(",")]
    if unknown := [one for one in sets if one not in SETS]:
        raise CorpusUnavailable(f"there is no set {unknown[0]!r}; there are {', '.join(SETS)}.")
    modules = documents.node_modules(options.node_modules) if set(sets) != {"own"} else Path()
    found: dict[str, Entry] = {}
    for one in sets:
        entries = documents.own() if one == "own" else getattr(documents, one)(modules)
        found |= {entry.name: entry for entry in entries[: options.limit]}
    if options.all:
        found |= {entry.name: entry for entry in documents.everything(modules) if entry.name not in found}
    if options.others:
        found = {entry.name: entry for entry in documents.others(modules, options.others, options.seed)}
    if options.only:
        found = {name: one for name, one in found.items() if any(word in name for word in options.only)}
    if not found:
        raise CorpusUnavailable("no document has such a name.")
    return list(found.values())


# --- the run -------------------------------------------------------------------------------------------------


def measure(entry: Entry, out: Path, timeout: int) -> dict[str, Any]:
    """One document in a process of its own, so that a crash or a leak stays there."""
    command = [sys.executable, "-m", "tests.corpus.one_document", str(entry.path.resolve()), str(out), entry.package]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=timeout)
    except subprocess.TimeoutExpired:
        return {"error": f"took longer than {timeout} s", "expected": len(documents.operations(entry.path))}
    try:
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        expected = len(documents.operations(entry.path))
        return {"error": f"ended with {done.returncode}: {done.stderr[-400:]}", "expected": expected}


def measure_all(entries: Sequence[Entry], out: Path, options: argparse.Namespace) -> Results:
    results: Results = {}
    with _progress() as progress, ThreadPoolExecutor(options.workers) as pool:
        task = progress.add_task("generate, import, decode", total=len(entries))
        waiting = {pool.submit(measure, entry, out, options.timeout): entry for entry in entries}
        for done in as_completed(waiting):
            entry = waiting[done]
            results[entry.name] = {"set": entry.group, **done.result()}
            progress.advance(task)
    return results


def check_all(results: Results, out: Path, options: argparse.Namespace) -> None:
    """Ruff over all packages, and the type checkers if they were asked for; the answers go into the results."""
    owners = {one["package"]: one for one in results.values() if "error" not in one}
    for at in range(0, len(owners), 50):
        for package, lines in checks.ruff(out, list(owners)[at : at + 50]).items():
            owners[package]["ruff"] = lines
    names = [
        name for name, wanted in (("pyright", options.types or options.pyright), ("mypy", options.types)) if wanted
    ]
    with _progress() as progress:
        for name in names:
            task = progress.add_task(f"{name} --strict", total=len(owners))
            sized = [(package, int(one["lines"])) for package, one in owners.items()]

            def advance(count: int, task: Any = task) -> None:
                progress.advance(task, count)

            found = checks.in_batches(getattr(checks, name), out, sized, BATCH_LINES, 900, advance)
            for package, lines in found.items():
                owners[package][name] = {"all": lines, "shown": checks.shown(lines)}


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_errors, disable=not _errors.is_terminal) as progress:
        yield progress


@contextmanager
def _workplace(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    folder = Path(tempfile.mkdtemp(prefix="reissue-corpus-"))
    try:
        yield folder.resolve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- the end -------------------------------------------------------------------------------------------------


def tell(results: Results, worse: dict[str, list[str]], seconds: float, options: argparse.Namespace) -> None:
    """Write report.json and report.html, and say the totals on the terminal."""
    options.report.mkdir(parents=True, exist_ok=True)
    about = f"{len(results)} documents on {date.today()}, {seconds:.0f} s"
    record = {"about": about, "totals": report.totals(results), "worse": worse, "documents": results}
    (options.report / "report.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    (options.report / "report.html").write_text(report.html(results, worse, about), encoding="utf-8")
    table = Table(show_header=False, box=None, padding=(0, 2))
    for key, value in report.totals(results).items():
        table.add_row(key, f"{value:,}" if isinstance(value, int | float) else str(value))
    console = Console(highlight=False, markup=False)
    console.print(table)
    console.print(f"report: {options.report / 'report.html'}")


def complain(worse: dict[str, list[str]]) -> None:
    for name, lines in sorted(worse.items()):
        more = [f"... and {len(lines) - 5} more"] if len(lines) > 5 else []
        for line in [*lines[:5], *more]:
            print(f"{name}: {line}", file=sys.stderr)


def main(given: Sequence[str]) -> int:
    options = arguments(given)
    try:
        entries = choose(options)
    except CorpusUnavailable as error:
        print(f"corpus: {error}", file=sys.stderr)
        return 2
    begin = time.monotonic()
    with _workplace(options.keep) as out:
        results = measure_all(entries, out, options)
        check_all(results, out, options)
    results = dict(sorted(results.items()))
    before = report.load_summary()
    worse = report.regressions(results, before)
    tell(results, worse, time.monotonic() - begin, options)
    complain(worse)
    if options.update:
        report.SUMMARY.write_text(report.summary_text(report.updated(before, results)), encoding="utf-8")
        print(f"written: {report.SUMMARY}", file=sys.stderr)
    elif new := [name for name in results if name not in before]:
        print(f"{len(new)} documents are not in summary.json yet; --update adds them", file=sys.stderr)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
