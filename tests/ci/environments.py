"""Virtual environments beside the project's own, made with uv where it is there and with pip otherwise."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements/dev.lock"


class CommandFailed(Exception):
    """A command ended with another exit code than it should; the text says what it printed."""


def run(
    *command: str | Path, cwd: Path = ROOT, code: int | None = 0, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command and take what it prints. Raises CommandFailed if it ends otherwise than with `code`."""
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if code is not None and done.returncode != code:
        told = f"exit code {done.returncode}, wanted {code}\n{done.stdout}{done.stderr}"
        raise CommandFailed(f"{' '.join(words)}\n{told}")
    return done


@dataclass(frozen=True)
class Environment:
    """A virtual environment in a folder."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin/python"

    def tool(self, name: str) -> Path:
        """A command that a package has installed there."""
        return self.folder / "bin" / name

    @classmethod
    def make(cls, folder: Path, python: str = sys.executable) -> Environment:
        """A new, empty one."""
        if shutil.which("uv"):
            run("uv", "venv", "--quiet", "--python", python, folder)
        else:
            run(python, "-m", "venv", folder)
        return cls(folder)

    def install(self, *requirements: str | Path) -> None:
        """Install packages, with the index that this machine is configured for."""
        self._installer("install", *requirements)

    def synchronise(self) -> None:
        """What the project's own environment has: the locked packages, and the project itself in place."""
        self._installer("install", "--require-hashes", "--requirement", LOCK)
        self._installer("install", "--no-deps", "--no-build-isolation", "--editable", ROOT)

    def _installer(self, *arguments: str | Path) -> None:
        if shutil.which("uv"):
            variables = {**os.environ, "VIRTUAL_ENV": str(self.folder)}
            run("uv", "pip", arguments[0], "--quiet", *arguments[1:], environment=variables)
        else:
            run(self.python, "-m", "pip", arguments[0], "--quiet", "--disable-pip-version-check", *arguments[1:])
