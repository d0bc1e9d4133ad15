"""The generator beside its peers: check, the four specifications, GitHub, growth."""

from __future__ import annotations

import json
import math
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import peers
from bench.kit import BIN, PYTHON, ROOT, Row, Run, Skipped, interleaved_runs, median, must_work, python_lines
from tests.corpus.documents import METHODS, NAMED, operations
from tests.node import cache_root

SIZES = (75, 150, 300, 600, 1200)


def specs() -> list[Path]:
    return sorted((ROOT / "specs").glob("*.yaml"))


def ours(document: Path, out: Path) -> list[str]:
    shutil.rmtree(out, ignore_errors=True)
    return [str(BIN / "reissue"), "generate", "--spec", str(document), "--out", str(out), "--package", "measured"]


def project(folder: Path) -> Path:
    """A copy of the project's inputs, so that nothing that others do to the tree is measured."""
    copy = folder / "project"
    if not copy.exists():
        copy.mkdir()
        for name in ("specs", "templates"):
            shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "pyproject.toml", copy / "pyproject.toml")
    return copy


# --- check ---------------------------------------------------------------------------------------------------


def check(folder: Path, quick: bool) -> list[Row]:
    """`reissue check` where nothing has changed, beside the start of Python."""
    copy = project(folder)
    must_work(interleaved_runs({"": lambda _: [str(BIN / "reissue"), "generate"]}, 1, folder, copy)[""], "generate")
    commands: dict[str, Callable[[int], Sequence[str]]] = {
        "check": lambda _: [str(BIN / "reissue"), "check"],
        "pass": lambda _: [PYTHON, "-c", "pass"],
    }
    found = interleaved_runs(commands, 11 if quick else 41, folder, copy)
    must_work(found["check"], "reissue check")
    mine, base = median(found["check"], "wall"), median(found["pass"], "wall")
    detail = f"{mine * 1e3:.0f} ms beside {base * 1e3:.0f} ms, wall"
    return [Row("check", "reissue check, nothing changed", "python -c pass", 6, mine / base, detail=detail)]


# --- the four specifications ---------------------------------------------------------------------------------


def four(folder: Path, quick: bool, others: Sequence[str]) -> list[Row]:
    """All four specifications from nothing, beside the peers on the same four."""
    copy = project(folder)
    documents = specs()

    def generate(_: int) -> list[str]:
        shutil.rmtree(copy / "generated", ignore_errors=True)
        return [str(BIN / "reissue"), "generate"]

    times = 3 if quick else 7
    mine: list[Run] = []
    theirs: dict[str, list[float]] = {name: [] for name in ("opc", *others)}
    failed: dict[str, int] = dict.fromkeys(theirs, 0)
    for turn in range(times):
        mine += interleaved_runs({"": generate}, 1, folder, copy)[""]
        for name in theirs:
            if turn and name in others:
                continue  # they take seconds; one turn of them tells enough
            runs = [
                interleaved_runs({"": lambda _, d=one, n=name: peers.command(n, d, folder / n / d.stem)}, 1, folder)[
                    ""
                ][0]
                for one in documents
            ]
            theirs[name].append(sum(one.cpu for one in runs))
            failed[name] = sum(one.code != 0 for one in runs)
    must_work(mine, "reissue generate")
    rows: list[Row] = []
    for name, sums in theirs.items():
        base, own = sorted(sums)[len(sums) // 2], median(mine, "cpu")
        detail = f"{own:.2f} s beside {base:.2f} s CPU" + (f"; it fails on {failed[name]}" if failed[name] else "")
        target = 0.25 if name == "opc" else None
        rows.append(
            Row("specs", "generate, the four specs, cold", peers.LABELS[name], target, own / base, detail=detail)
        )
    return rows


# --- GitHub --------------------------------------------------------------------------------------------------


def github_document() -> Path:
    """The newest GitHub document, where the corpus has installed it. Raises Skipped."""
    document = cache_root() / "corpus/node_modules" / NAMED["github"]
    if not document.exists():
        raise Skipped(f"no {document}; `make corpus ARGS='--only github'` installs it")
    return document


def github(folder: Path, quick: bool, others: Sequence[str]) -> list[Row]:
    """GitHub's document: CPU, peak memory, operations, lines for each of them."""
    document = github_document()
    wanted = len(operations(document))
    out, theirs = folder / "github-ours", folder / "github-opc"
    commands: dict[str, Callable[[int], Sequence[str]]] = {
        "ours": lambda _: ours(document, out),
        "opc": lambda _: peers.command("opc", document, theirs),
    }
    found = interleaved_runs(commands, 1 if quick else 3, folder)
    must_work(found["ours"], "reissue generate")
    emitted, others_emitted = _emitted(out / "measured"), len(list(theirs.glob("api/*/[!_]*.py")))
    lines = python_lines(out / "measured", "runtime") / max(emitted, 1)
    lines_opc = python_lines(theirs) / max(others_emitted, 1)
    cpu = {name: median(runs, "cpu") for name, runs in found.items()}
    memory = {name: median(runs, "memory") for name, runs in found.items()}
    counted = f"{emitted} of {wanted} operations, it {others_emitted}"
    what = "generate, GitHub's document"
    rows = [
        Row(
            "github",
            what,
            peers.LABELS["opc"],
            0.33,
            cpu["ours"] / cpu["opc"],
            detail=f"{cpu['ours']:.1f} s beside {cpu['opc']:.1f} s CPU",
        ),
        Row("github", "operations emitted, GitHub", "operations in the document", 1.0, emitted / wanted, True, counted),
        Row(
            "github",
            "lines per operation, GitHub",
            peers.LABELS["opc"],
            0.25,
            lines / lines_opc,
            detail=f"{lines:.0f} beside {lines_opc:.0f}, models included, runtime not",
        ),
        Row(
            "github",
            "peak memory of generate, GitHub",
            peers.LABELS["opc"],
            1.0,
            memory["ours"] / memory["opc"],
            detail=f"{memory['ours']:.0f} MB beside {memory['opc']:.0f} MB",
        ),
    ]
    for name in others:
        peer = interleaved_runs({"": lambda _, n=name: peers.command(n, document, folder / f"github-{n}")}, 1, folder)[
            ""
        ][0]
        told = f"{cpu['ours']:.1f} s beside {peer.cpu:.1f} s CPU" + (
            f"; it ended with {peer.code}" if peer.code else ""
        )
        rows.append(Row("github", what, peers.LABELS[name], None, cpu["ours"] / peer.cpu, detail=told))
    return rows


_DESCRIPTOR = re.compile(r": Final = \(?\s*Operation\[")  # a long one stands in brackets, on a line of its own


def _emitted(package: Path) -> int:
    """Operations in the emitted text: one descriptor each."""
    return sum(len(_DESCRIPTOR.findall(file.read_text(encoding="utf-8"))) for file in package.glob("resources/*.py"))


# --- growth --------------------------------------------------------------------------------------------------


def growth(folder: Path, quick: bool) -> list[Row]:
    """Time against the number of operations, over prefixes of one document: 1.0 is linear."""
    document = json.loads(github_document().read_text(encoding="utf-8"))
    points: list[tuple[int, float]] = []
    files = {size: folder / f"prefix-{size}.json" for size in SIZES}
    for size, file in files.items():
        file.write_text(json.dumps(prefix(document, size)), encoding="utf-8")
    commands: dict[str, Callable[[int], Sequence[str]]] = {
        str(size): lambda _, f=file: ours(f, folder / "prefix") for size, file in files.items()
    }
    found = interleaved_runs(commands, 1 if quick else 3, folder)
    for size in SIZES:
        must_work(found[str(size)], "reissue generate")
        points.append((size, median(found[str(size)], "cpu")))
    slope = log_slope(points)
    detail = ", ".join(f"{size}: {seconds:.2f} s" for size, seconds in points)
    what = "log-log slope of CPU against operations"
    return [Row("growth", what, "1.0 is linear", 1.1, slope, detail=detail, raw={"points": points})]


def log_slope(points: Sequence[tuple[int, float]]) -> float:
    """The slope of a straight line through the logarithms."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum((x - mx) ** 2 for x in xs)


def prefix(document: Any, size: int) -> dict[str, Any]:
    """The first operations of a document, and the components that they reach."""
    paths: dict[str, Any] = {}
    left = size
    for path, item in document["paths"].items():
        taken = {}
        for key, value in item.items():
            if key in METHODS:
                if not left:
                    continue
                left -= 1
            taken[key] = value
        paths[path] = taken
        if not left:
            break
    components = _reached(document, paths)
    if schemes := document.get("components", {}).get("securitySchemes"):
        components["securitySchemes"] = schemes
    head = {key: document[key] for key in ("openapi", "info", "servers", "tags") if key in document}
    return {**head, "paths": paths, "components": components}


def _reached(document: Any, paths: Any) -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = {}
    todo, seen = list(_references(paths)), set[str]()
    while todo:
        reference = todo.pop()
        if reference in seen or not reference.startswith("#/components/"):
            continue
        seen.add(reference)
        _, _, kind, name = reference.split("/", 3)
        name = name.split("/")[0].replace("~1", "/").replace("~0", "~")
        value = document["components"].get(kind, {}).get(name)
        if value is not None:
            kept.setdefault(kind, {})[name] = value
            todo += _references(value)
    return kept


def _references(node: Any) -> list[str]:
    found: list[str] = []
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if isinstance(one.get("$ref"), str):
                found.append(one["$ref"])
            mapping = one.get("mapping")
            found += (
                [value for value in mapping.values() if isinstance(value, str)] if isinstance(mapping, dict) else []
            )
            stack += one.values()
        elif isinstance(one, list):
            stack += one
    return found
