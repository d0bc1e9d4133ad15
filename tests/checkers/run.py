"""Six type checkers over all that is emitted: what they find, checker by checker, and how long they took.

    python -m tests.checkers.run [--documents 40] [--checkers ty,pyrefly] [--keep DIR]

Looked at are the four clients with the whole runtime, a vendored copy of each provider, and a sample of public documents: the named
ones and a seeded sample of all sizes. The copies see httpx and msgspec alone. Exit codes: 0 nothing is found, 1 something is, 2 the
documents or the checkers cannot be had here.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor.origin import find_origin
from tests.checkers.six import CHECKERS, CheckerFailed, Question, findings, told
from tests.checkers.tools import checkers
from tests.ci.environments import ROOT, CommandFailed, Environment
from tests.corpus import documents
from tests.corpus.documents import CorpusUnavailable, Entry
from tests.generator.vendor.bare_environment import bare_environment
from tests.strict import tool

PROVIDERS = ("abillify", "irembopay", "paypen", "qorepay")
RUNTIME = "reissue_runtime"
BATCH_LINES = 150_000
"""Lines of packages that are asked about at once: what is common is read once, and no checker needs more memory than a laptop has."""


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--documents", type=int, default=40, metavar="N", help="how many public documents (default: 40)"
    )
    parser.add_argument("--checkers", default=",".join(CHECKERS), help=f"which of {', '.join(CHECKERS)} (default: all)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what is checked here")
    options = parser.parse_args(given)
    options.checkers = options.checkers.split(",")
    if unknown := set(options.checkers) - CHECKERS.keys():
        parser.error(f"there is no checker {sorted(unknown)[0]!r}; there are {', '.join(CHECKERS)}")
    return options


# --- what is checked -----------------------------------------------------------------------------------------


def chosen(count: int) -> list[Entry]:
    """The named documents, then as many of each size, the same every time."""
    if not count:
        return []
    modules = documents.node_modules()
    return [*documents.named(modules), *documents.sample(modules)][:count]


def write(entries: Iterable[Entry], root: Path) -> list[str]:
    """Clients of the documents beside one runtime; the names of the packages. Raises CommandFailed where one is not made."""

    def make(entry: Entry) -> str:
        options = ("--out", root, "--package", entry.package, "--runtime", RUNTIME)
        command = [tool("reissue"), "generate", "--spec", entry.path, *options]
        done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)
        if (
            done.returncode not in (0, 1) or not (root / entry.package / "client.py").exists()
        ):  # 1: told of an error, and written
            raise CommandFailed(f"{entry.name}: {done.stderr[-1000:]}")
        return entry.package

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(make, entries))


def prepare(root: Path, count: int) -> list[tuple[str, ...]]:
    """Everything that is looked at, in batches of packages of the folder."""
    own: list[str] = []
    for folder in ("generated/reissue_clients", f"runtime/{RUNTIME}"):
        shutil.copytree(ROOT / folder, root / Path(folder).name, ignore=shutil.ignore_patterns("__pycache__"))
        own.append(Path(folder).name)
    origin = find_origin()
    assert origin is not None
    for provider in PROVIDERS:
        vendor.add(str(root / f"own_{provider}"), [provider], origin)
        own.append(f"own_{provider}")
    return [tuple(own), *_batches(root, write(chosen(count), root))]


def _batches(root: Path, packages: Iterable[str]) -> Iterable[tuple[str, ...]]:
    batch: list[str] = []
    lines = 0
    for package in packages:
        own = sum(file.read_bytes().count(b"\n") for file in (root / package).rglob("*.py"))
        if batch and lines + own > BATCH_LINES:
            yield tuple(batch)
            batch, lines = [], 0
        batch.append(package)
        lines += own
    if batch:
        yield tuple(batch)


# --- the run -------------------------------------------------------------------------------------------------


def look(checker: str, batches: Sequence[tuple[str, ...]], root: Path, libraries: Path, tools: Environment) -> int:
    """Ask one checker about everything; how much it found."""
    begin, count = time.monotonic(), 0
    for batch in batches:
        try:
            found = findings(checker, Question(root, batch, libraries, tools))
        except CheckerFailed as error:
            print(f"{checker}: {error}", file=sys.stderr)
            count += 1
            continue
        count += len(found)
        if found:
            print(f"{checker}:\n{told(found)}", file=sys.stderr)
    packages = sum(map(len, batches))
    print(f"{checker:<13} {count:>4} findings in {packages} packages, {time.monotonic() - begin:.0f} s", flush=True)
    return count


def main(given: Sequence[str]) -> int:
    options = arguments(given)
    with tempfile.TemporaryDirectory(prefix="reissue-checkers-") as made:
        root = (options.keep or Path(made)).resolve() / "trees"
        root.mkdir(parents=True)
        try:
            tools = checkers()
            batches = prepare(root, options.documents)
        except (CorpusUnavailable, CommandFailed) as error:
            print(f"checkers: {error}", file=sys.stderr)
            return 2
        libraries = bare_environment(Path(made) / "env")
        counts = [look(checker, batches, root, libraries, tools) for checker in options.checkers]
    print(
        f"checkers: {sum(counts)} findings of {len(counts)} checkers, {options.documents} public documents among them"
    )
    return 1 if any(counts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
