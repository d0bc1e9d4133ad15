"""The type checker refuses what a provider cannot do, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHECKED = HERE / "typing_refused.py"


def marked() -> set[int]:
    return {number for number, line in enumerate(CHECKED.read_text().splitlines(), 1) if line.endswith("# refused")}


def test_pyright(tmp_path: Path) -> None:
    pytest.importorskip("pyright")
    settings = {
        "include": [str(CHECKED.name)],
        "extraPaths": [str(ROOT / name) for name in ("facade", "generated")],
        "pythonVersion": "3.11",
        "pythonPlatform": "Linux",
    }
    (tmp_path / CHECKED.name).write_text(CHECKED.read_text())
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    refused = {one["range"]["start"]["line"] + 1: one["message"] for one in found if one["severity"] == "error"}
    assert set(refused) == marked(), refused


def test_mypy(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--follow-imports=silent",
        "--no-error-summary",
        "--cache-dir",
        str(tmp_path),
        "--python-version",
        "3.11",
        str(CHECKED),
    ]
    import os

    paths = os.pathsep.join(str(ROOT / name) for name in ("facade", "generated"))
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, "MYPYPATH": paths}
    )
    lines = [line for line in done.stdout.splitlines() if ": error: " in line and CHECKED.name in line]
    assert {int(line.split(":")[1]) for line in lines} == marked(), done.stdout + done.stderr
