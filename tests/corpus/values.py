"""Values made from a document's own schemas, through the emitted client: bytes to typed value and back to the same JSON.

python -m tests.corpus.values DOCUMENT OUT PACKAGE [EACH [SEED]]; the result is the last line of stdout.
python -m tests.corpus.values [EACH [SEED]]: all documents of the corpus, each in a process of its own; exit code 1 where a
value is changed, or told as drift.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.corpus import documents
from tests.corpus.examples import Example, Finder, Judge, Runtime, difference, pointer
from tests.corpus.make_values import Maker

_MOST = 3_000  # values of one document
_LISTED = 20


class Values(Finder):
    """Values of all answers and request bodies of a document."""

    def __init__(self, document: Any, api: Any, package: str, each: int, seed: int) -> None:
        super().__init__(document, api, package)
        self._each, self._chance = each, random.Random(seed)

    def examples(self) -> Iterator[Example]:
        yield from self._of_operations()

    def _of_entry(
        self, entry: Any, schema: tuple[str, ...], where: str, type_: Any, request: bool
    ) -> Iterator[Example]:
        if not isinstance(entry, dict) or not isinstance(entry.get("schema"), dict):
            return
        maker = Maker(self._document, self._chance, "readOnly" if request else "writeOnly")
        for _ in range(self._each):
            yield Example(where, maker.value(entry["schema"]), pointer(*map(str, schema)), type_, request)


def try_values(document: Any, api: Any, package: str, each: int, seed: int) -> dict[str, Any]:
    """How many valid values came back as they were, of answers and of bodies, and what became of the others."""
    runtime, judge = Runtime(package), Judge(document)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for example in Values(document, api, package, each, seed).examples():
        if counts.total() >= _MOST:
            break
        side = "bodies" if example.request else "answers"
        if judge.complaint(example):
            counts["invalid"] += 1
            continue
        if (problem := _problem(example, runtime)) is None:
            counts[side] += 1
        else:
            counts["wrong"] += 1
            if len(wrong) < _LISTED:
                wrong.append(f"{example.where}: {problem}; {json.dumps(example.value)[:300]}")
    return {**counts, "list": wrong}


def _problem(example: Example, runtime: Runtime) -> str | None:
    """What is wrong with a valid value once it was read and written; None where nothing is."""
    try:
        value, drifts = runtime.decode.codec(example.type).decode(json.dumps(example.value).encode())
        changed = difference(example.value, json.loads(runtime.body.encode_json(value)))
    except Exception as error:  # whatever goes wrong is a finding
        return f"{type(error).__name__}: {error}"[:300]
    return changed or "; ".join(map(str, drifts[:2])) or (_as_given(example, runtime) if example.request else None)


def _as_given(example: Example, runtime: Runtime) -> str | None:
    """What is wrong with a valid body that a caller gives as it is, with dicts in the place of models."""
    try:
        given = runtime.dicts.modelled(example.value, example.type, "body")
        return difference(example.value, json.loads(runtime.body.encode_json(given))) or None
    except Exception as error:
        return f"given as a dict: {type(error).__name__}: {error}"[:300]


def main(path: Path, out: Path, package: str, each: int = 3, seed: int = 1) -> dict[str, Any]:
    """Generate the client of a document, and try values in it."""
    from reissue_generator.generate import generate_alone
    from tests.corpus.documents import load

    written = generate_alone(path, out, package)
    sys.path.insert(0, str(out))
    return try_values(load(path), written.rendered.apis[0], package, each, seed)


def every_document(each: int = 3, seed: int = 1) -> int:
    """Values in all documents of the corpus; 1 where one is wrong."""
    modules = documents.node_modules()
    sets = (*documents.named(modules), *documents.sample(modules), *documents.features(modules), *documents.own())
    totals: Counter[str] = Counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for entry, found in pool.map(lambda entry: (entry, _of_document(entry, each, seed)), sets):
            for one in found.pop("list"):
                print(f"{entry.name}: {one}", flush=True)
            totals.update(found)
    told = ", ".join(f"{totals[name]:,} {name}" for name in ("answers", "bodies", "wrong", "invalid"))
    print(f"documents {len(sets)}: {told}")
    return 1 if totals["wrong"] else 0


def _of_document(entry: documents.Entry, each: int, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable,
            "-m",
            "tests.corpus.values",
            str(entry.path),
            out,
            entry.package,
            str(each),
            str(seed),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1200)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return {"wrong": 1, "list": [done.stderr[-300:]]}
    found: dict[str, Any] = json.loads(lines[-1])
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    if len(sys.argv) < 4:
        sys.exit(every_document(*map(int, sys.argv[1:])))
    given = [Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3], *map(int, sys.argv[4:])]
    print("\n" + json.dumps(main(*given)))  # type: ignore[arg-type]
