"""Emitted text as `ruff format` writes it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..errors import FAULT, ToolError
from .sinks import WIDTH

_OPTIONS = ("--isolated", "--no-cache", "--line-length", str(WIDTH), "--target-version", "py311")
_IMPORTS = ("--config", "lint.isort.known-third-party = ['reissue_runtime']")  # whatever stands around here
_COMMANDS = (("check", "--select", "I,F401", "--fix-only", "--silent"), ("format", "--quiet"))


class FormatError(ToolError):
    """Emitted text that is no Python: a fault of the generator or of a template."""

    code = FAULT


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """The files as ruff writes them: one process for all, with a configuration of its own. Raises FormatError."""
    with tempfile.TemporaryDirectory(prefix="reissue-") as folder:
        root = Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8", newline="\n")
        for command in _COMMANDS:
            _run([ruff(), *command, *_OPTIONS, *_IMPORTS, folder], folder)
        return {path: (root / path).read_text(encoding="utf-8") for path in files}


def _run(command: list[str], folder: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or (command[1] == "format" and done.returncode):
        raise FormatError(done.stderr.replace(folder, "").strip() or "ruff could not format the emitted files")


@lru_cache(maxsize=1)
def ruff() -> str:
    """The ruff that is installed beside this interpreter, never another one on the PATH."""
    from ruff import find_ruff_bin  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]

    return str(find_ruff_bin())
