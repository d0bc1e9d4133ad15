"""Random changes of public documents: what pyright refuses in a caller of the old package is told as breaking for Python.

python -m tests.corpus.callers [COUNT [SEED]]; exit code 1 where something is missed, or something else is told.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.corpus import documents
from tests.generator.changes.document_mutations import changed
from tests.generator.changes.python_judge import Pair, judged

_DOCUMENTS = 20
_LARGEST = 60_000  # bytes; pyright reads a package for each change


def read(path: Path) -> Any:
    """A document in which nothing is shared, so that one change is one change."""
    return json.loads(json.dumps(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader), default=str))


def pairs(old: Any, count: int, chance: random.Random) -> Iterator[Pair]:
    for number in range(count):
        yield Pair(f"m{number}", old, *changed(chance, old))


def main(given: Sequence[str]) -> int:
    count, seed = int(given[0]) if given else 300, int(given[1]) if len(given) > 1 else 1
    files = [entry for entry in documents.sample(documents.node_modules()) if entry.path.stat().st_size < _LARGEST]
    chance, counts = random.Random(seed), Counter[str]()
    for entry in chance.sample(files, _DOCUMENTS):
        with tempfile.TemporaryDirectory() as folder:
            found = judged(Path(folder), pairs(read(entry.path), count // _DOCUMENTS, chance))
        counts.update({"changes": len(found), "refused": sum(bool(one.errors) for one in found)})
        for one in found:
            kind = "missed" if one.missed else "false alarm" if one.false_alarm else "bump" if one.wrong_bump else ""
            counts.update([kind] if kind else [])
            if kind:
                print(f"{kind}: {entry.name}: {one}", flush=True)
        print(f"documents: {entry.name}: {dict(counts)}", flush=True)
    return 1 if counts["missed"] or counts["bump"] or counts["false alarm"] * 50 > counts["changes"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
