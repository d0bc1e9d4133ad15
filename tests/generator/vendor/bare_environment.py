"""Type checkers in an environment in which httpx and msgspec can be resolved, and nothing else."""

from __future__ import annotations

import json
import subprocess
import venv
from collections.abc import Sequence
from pathlib import Path

from tests.generator.vendor.vendored_copies import BASE, SITE
from tests.strict import MYPY, pyright_settings, tool

CANARY = "import cryptography\nimport httpx\nimport msgspec\n\nprint(cryptography, httpx, msgspec)\n"
"""One import that must not be found, beside two that must be: else a run proves nothing."""


def bare_environment(folder: Path) -> Path:
    """Make a virtual environment that has what the base install brings, without us."""
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    for name in BASE:
        if (SITE / name).exists():
            (site / name).symlink_to(SITE / name)
    return folder


def pyright(root: Path, environment: Path, files: Sequence[str]) -> list[str]:
    """What pyright finds in strict mode in files and folders of `root`."""
    (root / "canary.py").write_text(CANARY)
    (root / "pyrightconfig.json").write_text(json.dumps(pyright_settings([*files, "canary.py"], environment)))
    found = json.loads(_run(["pyright", "--outputjson"], root))
    assert found["summary"]["filesAnalyzed"] > len(files)
    lines = [f"{Path(one['file']).relative_to(root)}: {one['message']}" for one in found["generalDiagnostics"]]
    return _without_canary(lines, 'Import "cryptography" could not be resolved')


def mypy(root: Path, environment: Path, files: Sequence[str]) -> list[str]:
    """What mypy finds in strict mode in files and packages of `root`."""
    (root / "canary.py").write_text(CANARY)
    options = ["--python-executable", str(environment / "bin" / "python"), "--cache-dir", str(environment / "cache")]
    return _without_canary(_run([*MYPY, *options, *files, "canary.py"], root).splitlines(), "cryptography")


def _without_canary(lines: Sequence[str], said: str) -> list[str]:
    canary = [line for line in lines if line.startswith("canary.py")]
    errors = [line for line in canary if ": note:" not in line]
    assert len(errors) == 1, f"the environment is not bare, or lacks what it should have: {canary}"
    assert said in errors[0]
    return [line for line in lines if line not in canary]


def _run(command: Sequence[str], folder: Path) -> str:
    return subprocess.run(
        [tool(command[0]), *command[1:]], cwd=folder, capture_output=True, text=True, check=False
    ).stdout
