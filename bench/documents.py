"""Well-known public documents through the generator and its peers, in one run: what each emits, what that costs, and what checkers say.

    python -m bench.documents [--peers opc,ogc,dcg] [--only github,ec2] [--checkers mypy,ty] [--json FILE]

Statements are those of `ast`, docstrings not counted, of everything that a peer emits for this document alone: not of a runtime.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import checking, peers
from bench.generating import ours
from bench.kit import Skipped, run, statements
from tests.corpus import documents as corpus

DOCUMENTS = {
    "github": corpus.NAMED["github"],
    "openai": f"{corpus.DIRECTORY}/openai.com.json",
    "kubernetes": f"{corpus.DIRECTORY}/kubernetes.io.json",
    "ec2": f"{corpus.DIRECTORY}/amazonaws.com/ec2.json",
    "zuora": corpus.NAMED["zuora"],
    "plaid": corpus.NAMED["plaid"],
    "xero": corpus.NAMED["xero-accounting"],
    "stripe": corpus.NAMED["stripe"],
    "mailchimp": corpus.NAMED["mailchimp"],
}
LABELS = {"ours": "reissue", **peers.LABELS}


@dataclass
class Measured:
    """What one generator made of one document; None where it made nothing, or was not asked."""

    document: str
    generator: str
    wanted: int
    """Operations in the document."""
    ended: str
    """'' where the generator ended well."""
    cpu: float
    memory: float
    """MB of the largest process."""
    operations: int = 0
    untyped: int = 0
    """Operations whose result is Any, object or nothing at all although the document describes one."""
    statements: int = 0
    findings: dict[str, int | None] | None = None

    @property
    def each(self) -> float | None:
        """Statements for each emitted operation."""
        return self.statements / self.operations if self.operations else None


# --- what is emitted -----------------------------------------------------------------------------------------


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _is_untyped(told: ast.expr | None) -> bool:
    """Whether what a method returns says nothing: Any or object, alone or in a list or a page."""
    text = "" if told is None else ast.unparse(told)
    for wrapper in ("Response[", "ApiResponse[", "Optional[", "Listing[", "AsyncListing["):
        while text.startswith(wrapper):
            text = text.removeprefix(wrapper)[:-1]
    return text.removesuffix(" | None") in ("", "Any", "object", "List[object]", "list[Any]", "Dict[str, object]")


def _results_of_ours(files: dict[Path, ast.Module]) -> list[bool]:
    """By operation, whether its result is untyped: from the descriptors, `Operation[T]`."""
    return [
        _is_untyped(node.value.func.slice)
        for path, tree in files.items()
        if path.parent.name == "resources"
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Subscript)
        and ast.unparse(node.value.func.value) == "Operation"
    ]


def _results_of_opc(files: dict[Path, ast.Module]) -> list[bool]:
    return [
        _is_untyped(function.returns)
        for path, tree in files.items()
        if path.parent.parent.name == "api" and not path.name.startswith("_")
        for function in _functions(tree)
        if function.name == "sync_detailed"
    ]


def _results_of_ogc(files: dict[Path, ast.Module]) -> list[bool]:
    return [
        _is_untyped(function.returns)
        for path, tree in files.items()
        if path.parent.name == "api" and path.name != "__init__.py"
        for function in _functions(tree)
        if function.name.endswith("_with_http_info")
    ]


def _results_of_dcg(files: dict[Path, ast.Module]) -> list[bool]:
    """Public methods of the classes of its synchronous client and its resources."""
    return [
        _is_untyped(function.returns)
        for path, tree in files.items()
        if "client" in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith(("_", "Async"))
        for function in node.body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and not function.decorator_list
        and any(isinstance(one, ast.Call) and ast.unparse(one.func).startswith("self._") for one in ast.walk(function))
    ]


RESULTS: dict[str, Callable[[dict[Path, ast.Module]], list[bool]]] = {
    "ours": _results_of_ours,
    "opc": _results_of_opc,
    "ogc": _results_of_ogc,
    "dcg": _results_of_dcg,
}


def _files(root: Path) -> dict[Path, ast.Module]:
    found: dict[Path, ast.Module] = {}
    for path in sorted(root.rglob("*.py")):
        if "runtime" in path.relative_to(root).parts:
            continue
        try:
            found[path] = ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError:
            continue  # counts as not emitted
    return found


# --- the run -------------------------------------------------------------------------------------------------


def measure(name: str, document: Path, generator: str, folder: Path, checkers: Sequence[str]) -> Measured:
    """One document through one generator."""
    out = folder / f"{name}-{generator}"
    out.mkdir(parents=True)
    command = ours(document, out) if generator == "ours" else peers.command(generator, document, out / "gen")
    wanted = len(corpus.operations(document))
    try:
        ran = run(command, folder)
    except subprocess.TimeoutExpired:
        return Measured(name, generator, wanted, "too long", 0, 0)
    has_client = ran.code == 0 or (ran.code == 1 and generator == "ours")  # 1: told of an error, and written
    made = Measured(name, generator, wanted, "" if has_client else f"exit {ran.code}", ran.cpu, ran.memory)
    files = _files(out) if has_client else {}
    results = RESULTS[generator](files)
    made.operations, made.untyped = min(len(results), made.wanted), sum(results)
    made.statements = statements(files.values())
    if files:
        made.findings = {checker: checking.findings(checker, out, generator) for checker in checkers}
    return made


def table(rows: Sequence[Measured]) -> Table:
    made = Table(pad_edge=False)
    checkers = sorted({name for row in rows for name in row.findings or ()})
    heads = ("document", "generator", "operations", "untyped", "CPU s", "MB", "statements each", "of opc", *checkers)
    for head in heads:
        made.add_column(head, justify="left" if head in heads[:2] else "right")
    base = {row.document: row.each for row in rows if row.generator == "opc"}
    for row in rows:
        against, each = base.get(row.document), row.each
        found = [str((row.findings or {}).get(one, "")) for one in checkers]
        made.add_row(
            row.document,
            LABELS[row.generator],
            row.ended or f"{row.operations} of {row.wanted}",
            "" if row.ended else str(row.untyped),
            f"{row.cpu:.1f}",
            f"{row.memory:.0f}",
            f"{each:.0f}" if each else "",
            f"{each / against:.2f}x" if each and against else "",
            *found,
        )
    return made


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default="opc,ogc,dcg", help="which of opc, ogc, dcg")
    parser.add_argument("--only", default=",".join(DOCUMENTS), help=f"which of {', '.join(DOCUMENTS)}")
    parser.add_argument("--checkers", default="", help=f"which of {', '.join(checking.CHECKERS)}: minutes for each")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args(given)
    modules = corpus.node_modules()
    generators = ["ours", *filter(None, options.peers.split(","))]
    checkers = [name for name in options.checkers.split(",") if name]
    rows: list[Measured] = []
    try:
        for name in generators[1:]:
            peers.prepare(name)
    except Skipped as reason:
        parser.error(str(reason))
    with tempfile.TemporaryDirectory(prefix="reissue-documents-") as folder:
        for name in options.only.split(","):
            for generator in generators:
                print(f"{name}: {LABELS[generator]} ...", file=sys.stderr, flush=True)
                rows.append(measure(name, modules / DOCUMENTS[name], generator, Path(folder), checkers))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False).print(table(rows))
    if options.json:
        options.json.write_text(json.dumps([{**asdict(row), "each": row.each} for row in rows], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
