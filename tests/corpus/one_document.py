"""One document in a process of its own: generate, import, decode its examples; the result is the last line of stdout.

python -m tests.corpus.one_document DOCUMENT OUT PACKAGE
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

_LISTED = 200


def main(path: Path, out: Path, package: str) -> dict[str, Any]:
    """Everything that is measured of one document; the key `error` is there where it has no client."""
    from reissue_generator.errors import SpecError
    from reissue_generator.generate import generate_alone
    from tests.corpus.documents import load, operations

    begin = _cpu()
    result: dict[str, Any] = {"expected": len(operations(path)), "package": package}
    counted = _cpu() - begin  # by the other reader; that is no part of generating
    try:
        written = generate_alone(path, out, package)
    except SpecError as error:
        return result | {"error": f"refused: {error}"[:500]}
    except Exception as error:
        return result | {"error": f"{type(error).__name__}: {error}"[:500], "traceback": traceback.format_exc(limit=-6)}
    result |= {"cpu": round(_cpu() - counted, 3), "memory_mb": _peak_mb()}
    api = written.rendered.apis[0]
    found = [finding for finding in written.rendered.findings if str(finding.level) != "note"]
    texts = [text for name, text in written.rendered.files.items() if name.endswith(".py")]
    own = sum(t.count("\n") for n, t in written.rendered.files.items() if n.endswith(".py") and "runtime/" not in n)
    operations_emitted = {(one.method, one.path, one.id) for one in api.operations}
    result |= {
        "operations": len(operations_emitted),
        "models": len(api.models),
        "webhooks": len(api.webhooks),
        "warnings": len(found),
        "warning_list": [f"{one.rule}: {one.message} ({one.place})" for one in found[:_LISTED]],
        "files": len(texts),
        "lines": own,
    }
    sys.path.insert(0, str(out))
    modules, failed = _import_all(out / package, out)
    result |= {"modules": modules, "import_failures": failed}
    return result if failed else result | _examples(load(path), api, package)


def _examples(document: Any, api: Any, package: str) -> dict[str, Any]:
    from tests.corpus.examples import build_decoders, round_trip
    from tests.corpus.report import VERDICTS

    unbuilt = build_decoders(api, package)
    tally = round_trip(document, api, package)
    return {
        "decoder_failures": unbuilt[:_LISTED],
        "examples": {verdict: tally.counts[verdict] for verdict in VERDICTS},
        "example_lists": {verdict: tally.lists[verdict] for verdict in VERDICTS if tally.lists.get(verdict)},
    }


def _import_all(folder: Path, root: Path) -> tuple[int, list[str]]:
    """Import every module of the package by name: how many there are, and what failed."""
    names = [
        ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for file in sorted(folder.rglob("*.py"))
    ]
    failed: list[str] = []
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException as error:
            failed.append(f"{name}: {type(error).__name__}: {error}"[:300])
    return len(names), failed


def _cpu() -> float:
    """CPU seconds of this process and of those that it has waited for (the formatter)."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _peak_mb() -> float:
    """Peak memory of this process. Linux hands a parent's peak down to ru_maxrss, so its own account is read there."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return round(int(line.split()[1]) / 1024, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    print("\n" + json.dumps(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3])))
