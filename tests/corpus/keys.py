"""Keys of public documents misspelt at random: each is told of, or the client is the same without it.

python -m tests.corpus.keys [COUNT [SEED]]; exit code 1 where one is passed over in silence.
"""

from __future__ import annotations

import copy
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reissue_generator.errors import SpecError
from reissue_generator.generate import read_api
from tests.corpus import documents
from tests.generator.misspelling import misspelt, objects, parent

_DOCUMENTS = 40
_LARGEST = 400_000  # bytes; each change reads the whole document once more
_EXCEPT = ("openapi", "$ref")


def told(path: Path, document: Any) -> tuple[Any, Counter[tuple[str, str, str]]]:
    """The Api of a document, and what is said while it is read."""
    path.write_text(json.dumps(document), encoding="utf-8")
    api, findings = read_api(path, "acme", "api.json")
    return replace(api, digest=""), Counter((one.rule, one.message, one.place.pointer) for one in findings)


def try_document(folder: Path, document: Any, count: int, chance: random.Random) -> tuple[Counter[str], list[str]]:
    """How many of the changes were told, refused or without effect, and those that were none of it."""
    path = folder / "api.json"
    api, before = told(path, document)
    places: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for kind, node in objects(folder, document):
        for key in node.map:
            if key not in _EXCEPT:
                places[kind, key].append(node)
    counts: Counter[str] = Counter()
    silent: list[str] = []
    while counts.total() < count:
        (kind, key), nodes = chance.choice(sorted(places.items(), key=lambda one: one[0]))
        pointer = chance.choice(nodes).pointer
        changed = copy.deepcopy(document)
        inside = parent(changed, pointer)
        if (new := misspelt(chance, key)) in inside:
            continue
        inside[new] = inside.pop(key)
        try:
            other, after = told(path, changed)
        except SpecError:
            counts["refused"] += 1
            continue
        kind_of = "told" if after - before else "without effect" if other == api else "silent"
        counts[kind_of] += 1
        if kind_of == "silent":
            silent.append(f"{kind} #/{'/'.join(pointer)}: {key!r} became {new!r}")
    return counts, silent


def chosen() -> Sequence[documents.Entry]:
    entries = documents.sample(documents.node_modules())
    return [one for one in entries if one.path.stat().st_size < _LARGEST][:_DOCUMENTS]


def main(count: int = 2_000, seed: int = 1) -> int:
    """Try so many changes over the documents; 1 where one changes the client and nobody says so."""
    totals: Counter[str] = Counter()
    entries = chosen()
    with tempfile.TemporaryDirectory() as folder:
        for entry in entries:
            chance = random.Random(f"{seed} {entry.name}")
            counts, silent = try_document(Path(folder), documents.load(entry.path), count // len(entries), chance)
            totals.update(counts)
            print(entry.name, dict(counts), flush=True)
            for one in silent:
                print(f"  SILENT {one}", flush=True)
    print(f"documents {len(entries)}, changes of keys {totals.total()}: {dict(totals)}")
    return 1 if totals["silent"] else 0


if __name__ == "__main__":
    sys.setrecursionlimit(5000)
    sys.exit(main(*map(int, sys.argv[1:])))
