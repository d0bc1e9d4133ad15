"""Functions fit a screen and files a sitting: what ruff does not count is counted here.

Complexity and statements are kept by `make lint` (C901, PLR0915).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("facade", "generator", "ledger", "runtime", "sandbox")
FOLDERS = (*PACKAGES, "bench", "tests")
LONGEST_FUNCTION = 60
LONGEST_FILE = 400


def files(folders: tuple[str, ...] = FOLDERS) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "golden" not in path.parts and "node_modules" not in path.parts:
                yield path


def test_no_function_is_longer_than_a_screen() -> None:
    found: list[str] = []
    for path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines} lines")
    assert found == []


def test_no_file_of_a_package_is_longer_than_a_sitting() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files(PACKAGES)}
    assert len(lengths) > 200
    assert {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}
