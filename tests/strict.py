"""How the type checkers are asked about emitted code: strictly, and as from Python 3.11 on."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MYPY = (
    *("mypy", "--strict", "--config-file=", "--python-version", "3.11"),
    *("--no-error-summary", "--hide-error-context", "--no-color-output"),
)


def pyright_settings(files: Sequence[str], environment: Path, **more: Any) -> dict[str, Any]:
    """A pyrightconfig.json for files and folders beside it; `environment` is where imports are found."""
    return {
        "include": list(files),
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "venvPath": str(environment.parent),
        "venv": environment.name,
        **more,
    }


def tool(name: str) -> str:
    """A command of the development dependencies."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else name
