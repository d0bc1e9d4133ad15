"""All that takes too long for every change; writes docs/figures.md.

    python -m tests.ci.long_run [PART...]

Without a name, every part. A part that is not run keeps the figures of its last run, which bear their own date.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

from tests.ci.environments import ROOT

FIGURES = ROOT / "docs/figures.md"
WITH_SLOW = "not types and not judges"
PYTEST = (sys.executable, "-m", "pytest", "-n", "auto", "-p", "no:cacheprovider", "-m", WITH_SLOW)
CLOCK = ("-p", "tests.clock.plugin")


@dataclass(frozen=True)
class Part:
    """One thing that is run."""

    what: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def at(moment: str, zone: str) -> Part:
    return Part(
        f"the suite with the clock at {moment} in {zone}",
        (*PYTEST, *CLOCK),
        {"REISSUE_TEST_NOW": f"{moment}T22:30:00", "TZ": zone},
    )


PARTS = {
    "2027-03-01": at("2027-03-01", "Pacific/Apia"),
    "2028-02-29": at("2028-02-29", "America/St_Johns"),
    "2030-12-31": at("2030-12-31", "Africa/Lagos"),
    "pythons": Part("the suite on Python 3.11, 3.12 and 3.13", (sys.executable, "-m", "tests.ci.pythons", "--full")),
    "fuzz": Part(
        "2,000 hostile documents: written, imported, nothing happens",
        (*PYTEST, "tests/generator/test_hostile.py", "--timeout=7200"),
        {"REISSUE_FUZZ": "2000"},
    ),
    "hostile": Part(
        "22 documents and 22 bodies that are made to hurt: used or refused within 5 s and 500 MB",
        (sys.executable, "-m", "tests.corpus.hostile"),
    ),
    "keys": Part(
        "2,000 keys of whole documents misspelt at random: told, or without effect",
        (*PYTEST, "tests/generator/test_accounting.py", "tests/generator/test_swagger2.py", "--timeout=7200"),
        {"REISSUE_FUZZ": "250"},
    ),
    "overlays": Part(
        "ten corrections over GitHub's document, and its next edition taken; published documents without a warning after a review",
        (*PYTEST, "tests/corpus/test_two_editions.py", "tests/corpus/test_reviewed_documents.py", "--timeout=1800"),
        {"REISSUE_EDITIONS": "1"},
    ),
    "swagger": Part(
        "public documents of Swagger 2.0: the difference to the conversion of swagger2openapi is nothing but a reviewed list",
        (sys.executable, "-m", "tests.corpus.swagger2"),
    ),
    "values": Part(
        "values of 5,000 random schemas, valid for jsonschema: back as they were, without drift",
        (*PYTEST, "tests/generator/test_values.py", "--timeout=7200"),
        {"REISSUE_VALUES": "250"},
    ),
    "pages": Part(
        "what means nothing in all layouts of pages, and 250 renderings of documentations in which nothing has changed",
        (*PYTEST, "tests/generator/sources", "--timeout=3600"),
        {"REISSUE_PAGES": "1", "REISSUE_MIRRORS": "50"},
    ),
    "judge": Part(
        "40,000 random changes of schemas and 200 of each specification: what values break is told as breaking by `diff`",
        (*PYTEST, "tests/generator/changes/test_judge.py", "--timeout=14400"),
        {"REISSUE_JUDGE": "200"},
    ),
    "callers": Part(
        "4,000 random changes of small documents and 200 of each specification: what pyright refuses in a caller is told as "
        "breaking for Python by `diff`, and nothing else is",
        (*PYTEST, "tests/generator/changes/test_surface.py", "--timeout=14400"),
        {"REISSUE_CALLERS": "20"},
    ),
    "callers-corpus": Part(
        "300 random changes of 20 public documents, judged in the same way",
        (sys.executable, "-m", "tests.corpus.callers"),
    ),
    "peers": Part(
        "the suites of oasdiff and openapi-diff over `diff`: what disagrees is what rules/peers.md lists",
        (sys.executable, "-m", "tests.peers.run"),
    ),
    "corpus-values": Part(
        "values made from the schemas of public documents, as answers and as bodies: back as they were, without drift",
        (sys.executable, "-m", "tests.corpus.values"),
    ),
    "corpus-keys": Part(
        "2,000 keys of 40 public documents misspelt at random: told, or without effect",
        (sys.executable, "-m", "tests.corpus.keys"),
    ),
    "sandbox": Part(
        "odd requests, control requests and faults: 100 an operation, the sandbox answers each",
        (*PYTEST, "tests/sandbox/test_hostile.py", "--timeout=7200"),
        {"REISSUE_FUZZ": "2000"},
    ),
    "mutated": Part(
        "60,000 mutated answers of the four providers: read, or refused, and nothing changed untold",
        (*PYTEST, "tests/samples/test_mutated.py", "--timeout=7200"),
        {"REISSUE_MUTATED": "60000"},
    ),
    "kills": Part(
        "1,000 updates of a copy killed at any moment, 100 runs of `generate`: the old tree or the new one",
        (
            *PYTEST,
            "tests/generator/vendor/test_swap.py",
            "tests/generator/test_tree.py",
            "-k",
            "kill",
            "--timeout=7200",
        ),
        {"REISSUE_KILLS": "1000"},
    ),
    "runs": Part(
        "2,000 invoices over four providers, killed 20 times, frozen, under faults, on 20 full disks; 1,000 events delivered three times",
        (*PYTEST, "tests/ledger/test_kills.py", "tests/ledger/inbox/test_processes.py", "--timeout=7200"),
        {"REISSUE_KILLS": "20"},
    ),
    "foreign": Part(
        "operations against faults of a foreign socket server, verbs with random faults, crowds: told against executed",
        (sys.executable, "-m", "tests.foreign.run"),
    ),
    "mutation": Part(
        "small changes of the call, its retries, evidence, envelopes, the driver of verbs, the adapters and the rules of `diff`: do tests notice?",
        (sys.executable, "-m", "tests.mutation.run"),
    ),
    "types": Part("pyright strict and mypy strict on all of the project", ("make", "--no-print-directory", "types")),
    "checkers": Part(
        "six type checkers: the four clients, a vendored copy of each, clients of 40 public documents (see checkers.md)",
        (sys.executable, "-m", "tests.checkers.run"),
    ),
    "corpus": Part(
        "270 public documents: generated, imported, examples decoded, two type checkers",
        (sys.executable, "-m", "tests.corpus.run", "--types"),
    ),
}


@dataclass(frozen=True)
class Figure:
    """How a part went, as a row of the table."""

    name: str
    what: str
    result: str
    seconds: str
    day: str
    versions: str

    @property
    def row(self) -> str:
        return f"| {self.name} | {self.what} | {self.result} | {self.seconds} | {self.day} | {self.versions} |"


def summary(output: str, code: int) -> str:
    """What a run says of itself: the counts of pytest or of the corpus, else whether it passed."""
    counts = [line for line in output.splitlines() if re.search(r"\d+ (passed|failed)", line)]
    if counts:
        return "; ".join(re.sub(r" in [\d.]+s.*", "", line).strip("= ") for line in counts)
    worse = [
        line for line in output.splitlines() if re.match(r"\s*(documents|operations|mutants|checkers:|peers:)", line)
    ]
    told = ", ".join(" ".join(line.split()) for line in worse[:2])
    if code == 0:
        return told or "passed"
    return f"FAILED (exit code {code})"


def run(name: str) -> Figure:
    """Run one part; its output goes to the terminal as well."""
    part = PARTS[name]
    print(f"\n== {name}: {part.what}", flush=True)
    begin, lines = time.monotonic(), []
    with subprocess.Popen(
        part.command,
        cwd=ROOT,
        env={**os.environ, **part.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    result = summary("".join(lines), process.returncode)
    if process.returncode and "FAILED" not in result:
        result = f"FAILED: {result}"
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return Figure(name, part.what, result, f"{time.monotonic() - begin:,.0f}", day, versions())


def versions() -> str:
    used = ", ".join(f"{name} {version(name)}" for name in ("httpx", "msgspec", "ruff"))
    return f"Python {platform.python_version()}, {used}"


def known() -> dict[str, Figure]:
    """The figures that stand in the document."""
    text = FIGURES.read_text(encoding="utf-8") if FIGURES.exists() else ""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return {row[0]: Figure(*row) for row in rows if row[0] in PARTS and len(row) == 6}


def document(figures: dict[str, Figure]) -> str:
    """The text of docs/figures.md."""
    system = f"{os.cpu_count()} CPUs, {platform.system()} {platform.machine()}"
    rows = [figures[name].row for name in PARTS if name in figures]
    head = ("| part | what | result | seconds | date | with |", "|---|---|---|---|---|---|")
    return "\n".join(
        (
            "# Figures of the long runs",
            "",
            f"Written by `make long`; the machine of the last run: {system}. Speed is measured by `make bench`: see",
            "[bench/README.md](../bench/README.md).",
            "",
            *head,
            *rows,
            "",
        )
    )


def main(given: list[str]) -> int:
    """Run the named parts, or all; 1 where one of them fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    names = parser.parse_args(given).parts or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"no part is called {unknown[0]!r}; there are {', '.join(PARTS)}")
    figures = known()
    for name in names:
        figures[name] = run(name)
        FIGURES.write_text(document(figures), encoding="utf-8")
    print(f"\nwritten: {FIGURES.relative_to(ROOT)}")
    return 1 if any("FAILED" in figures[name].result for name in names) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
