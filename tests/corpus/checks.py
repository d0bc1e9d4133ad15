"""Checks of emitted packages that are quicker for many at once: ruff, pyright strict, mypy strict."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.strict import MYPY, pyright_settings, tool

RUFF = ["E4", "E7", "E9", "F", "I", "UP", "B", "SIM", "C4", "RUF"]
# Letters that look like others, and words that look like code, come out of the documents' own texts.
# A `noqa` may be for whoever checks more than these rules.
RUFF_IGNORED = ["RUF001", "RUF002", "RUF003", "RUF100"]
_LISTED = 20
_MYPY_LINE = re.compile(r"^([^/:]+)/[^:]*:\d+(?::\d+)?: error: ")

Found = dict[str, list[str]]
"""By package: the complaints; a package that was not checked is not there."""


def ruff(root: Path, packages: Sequence[str]) -> Found:
    """`ruff check` and `ruff format --check` of the emitted text, as it is."""
    found: Found = {package: [] for package in packages}
    common = ["--isolated", "--no-cache", "--target-version", "py311", "--quiet"]
    lint = ["check", "--select", ",".join(RUFF), "--ignore", ",".join(RUFF_IGNORED), "--output-format", "concise"]
    for options in (lint, ["format", "--check"]):
        done = _run([tool("ruff"), *options, *common, *packages], root, 600)
        for line in (done or "").splitlines():
            package = line.removeprefix("Would reformat: ").split("/", 1)[0]
            if package in found:
                found[package].append(line)
    return found


def pyright(root: Path, packages: Sequence[str], timeout: int) -> Found:
    """pyright in strict mode; the packages of a batch that takes too long are left out of the answer."""
    config = root / "pyrightconfig.json"
    exclude = ["**/runtime"]  # the same text in every package, and checked where the project is
    config.write_text(json.dumps(pyright_settings(packages, Path(sys.prefix), exclude=exclude)))
    text = _run([tool("pyright"), "--project", str(config), "--outputjson"], root, timeout)
    try:
        answer = json.loads((text or "")[(text or "").index("{") :])
    except ValueError:
        return {}
    found: Found = {package: [] for package in packages}
    for one in answer["generalDiagnostics"]:
        place = Path(one.get("file", "")).resolve()
        if one["severity"] != "error" or not place.is_relative_to(root.resolve()):
            continue
        relative = place.relative_to(root.resolve())
        line = one["range"]["start"]["line"] + 1 if "range" in one else 0
        found.setdefault(relative.parts[0], []).append(f"{relative}:{line}: {one['message'].splitlines()[0]}")
    return found


def mypy(root: Path, packages: Sequence[str], timeout: int) -> Found:
    """mypy in strict mode."""
    text = _run([tool(MYPY[0]), *MYPY[1:], *packages], root, timeout)
    if text is None:
        return {}
    found: Found = {package: [] for package in packages}
    for line in text.splitlines():
        if match := _MYPY_LINE.match(line):
            found.setdefault(match[1], []).append(line)
        elif "error:" in line or "Traceback" in line or "INTERNAL ERROR" in line:
            found.setdefault(packages[0], []).append(line)
    return found


def in_batches(
    check: Callable[[Path, Sequence[str], int], Found],
    root: Path,
    packages: Sequence[tuple[str, int]],
    size: int,
    timeout: int,
    done: Callable[[int], None],
) -> Found:
    """A check over packages (name and lines), a batch at a time; a batch that fails is taken apart once."""
    found: Found = {}
    for batch in _batches(packages, size):
        answer = check(root, batch, timeout)
        if not answer and len(batch) > 1:
            for package in batch:
                answer |= check(root, [package], timeout)
        found |= answer
        done(len(batch))
    return found


def _batches(packages: Sequence[tuple[str, int]], size: int) -> list[list[str]]:
    batches: list[list[str]] = [[]]
    lines = 0
    for package, own in packages:
        if batches[-1] and lines + own > size:
            batches.append([])
            lines = 0
        batches[-1].append(package)
        lines += own + 1000
    return [batch for batch in batches if batch]


def shown(complaints: Sequence[str]) -> list[str]:
    """The first complaints, and how many there are of each kind."""
    if len(complaints) <= _LISTED:
        return list(complaints)
    kinds = Counter(re.sub(r'"[^"]*"|\d+', "…", line.split(": ", 1)[-1])[:100] for line in complaints)
    most = [f"{count} x {kind}" for kind, count in kinds.most_common(5)]
    return [*complaints[:_LISTED], f"... {len(complaints)} in all:", *most]


def _run(command: list[str], root: Path, timeout: int) -> str | None:
    """The output of a checker, whatever its exit code; None where it does not end or is not there."""
    try:
        environment = {**os.environ, "NO_COLOR": "1"}
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=timeout
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout
