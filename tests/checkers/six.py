"""How each of six type checkers is asked about packages of a folder, and what it finds there."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.ci.environments import Environment
from tests.strict import MYPY, pyright_settings

PYTHON = "3.11"
"""The oldest Python that emitted code runs on: what later ones added is not known."""

_PLACE = re.compile(
    r"^(?:ERROR |WARN )?\s*(?P<file>[^\s:][^:]*\.pyi?):(?P<line>\d+)(?::[\d-]+(?::[\d-]+)?)?: ?(?P<text>.*)$"
)
"""``file:line[:column[-...]]: text``, as all but the two pyrights print it."""


class CheckerFailed(Exception):
    """A checker said neither that there is nothing nor what there is."""


@dataclass(frozen=True, order=True)
class Finding:
    """What a checker has to say of one line."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Question:
    """What is to be checked. `packages` stand in `root`; `libraries` is the environment that they find others in."""

    root: Path
    packages: tuple[str, ...]
    libraries: Path
    tools: Environment
    seconds: int = 900

    @property
    def python(self) -> str:
        return str(self.libraries / "bin/python")

    def ask(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a checker in the folder. Raises CheckerFailed where it does not end, or ends in another way than with 0 or 1."""
        name, *options = map(str, command)
        words = [str(self.tools.tool(name)), *options]
        # ty and mypy look for packages where PYTHONPATH points, before the folder.
        environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MYPYPATH")}
        try:
            done = subprocess.run(
                words, cwd=self.root, env=environment, capture_output=True, text=True, check=False, timeout=self.seconds
            )
        except subprocess.TimeoutExpired:
            raise CheckerFailed(f"{name} took longer than {self.seconds} s") from None
        if done.returncode not in (0, 1):
            raise CheckerFailed(f"{name} ended with {done.returncode}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
        return done


def _pyright(name: str) -> Callable[[Question], list[Finding]]:
    """Strict: basedpyright's own mode asks in addition that nothing is Any, which JSON without a schema is."""

    def check(question: Question) -> list[Finding]:
        settings = question.root / f"{name}.json"
        settings.write_text(json.dumps(pyright_settings(question.packages, question.libraries)))
        answer = json.loads(question.ask(name, "--project", settings, "--outputjson").stdout)
        if not answer["summary"]["filesAnalyzed"]:
            raise CheckerFailed(f"{name} looked at nothing")
        return [
            Finding(_relative(one["file"], question.root), one["range"]["start"]["line"] + 1, one["message"])
            for one in answer["generalDiagnostics"]
            if one["severity"] in ("error", "warning")
        ]

    return check


def _mypy(question: Question) -> list[Finding]:
    options = ("--python-executable", question.python, "--cache-dir", question.root / ".mypy_cache")
    return _errors(question, question.ask(*MYPY, *options, *question.packages))


def _ty(question: Question) -> list[Finding]:
    """All its rules as they come; what it only warns of counts."""
    options = ("--python", question.libraries, "--python-version", PYTHON, "--output-format", "concise")
    return _read(question, question.ask("ty", "check", "--error-on-warning", *options, *question.packages))


def _pyrefly(question: Question) -> list[Finding]:
    """As with an empty pyrefly.toml in the folder, its warnings too; without one it asks for less than its defaults."""
    options = ("--preset", "default", "--min-severity", "warn", "--output-format", "min-text", "--search-path", ".")
    where = ("--python-interpreter-path", question.python, "--python-version", PYTHON)
    return _read(question, question.ask("pyrefly", "check", *options, *where, *question.packages))


def _zuban(question: Question) -> list[Finding]:
    """As itself, and as mypy in strict mode: each asks for something that the other does not."""
    where = ("--python-executable", question.python, "--python-version", PYTHON, *question.packages)
    return [
        *_errors(question, question.ask("zuban", "check", *where)),
        *_errors(question, question.ask("zuban", "mypy", "--strict", *where)),
    ]


CHECKERS: dict[str, Callable[[Question], list[Finding]]] = {
    "pyright": _pyright("pyright"),
    "mypy": _mypy,
    "basedpyright": _pyright("basedpyright"),
    "ty": _ty,
    "pyrefly": _pyrefly,
    "zuban": _zuban,
}
QUICK = ("ty", "pyrefly", "zuban")
"""Those that take a second where the others take ten."""


def findings(checker: str, question: Question) -> list[Finding]:
    """What a checker finds, by file and line, each once. Raises CheckerFailed."""
    return sorted(set(CHECKERS[checker](question)))


def _errors(question: Question, done: subprocess.CompletedProcess[str]) -> list[Finding]:
    """Findings without the notes that belong to them."""
    return [one for one in _read(question, done) if not one.text.startswith("note:")]


def _read(question: Question, done: subprocess.CompletedProcess[str]) -> list[Finding]:
    """Findings that stand on a line each. What ends with 1 and names no line has failed."""
    matches = [match for line in done.stdout.splitlines() if (match := _PLACE.match(line))]
    if done.returncode and not matches:
        raise CheckerFailed(f"ended with 1 and found nothing: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return [Finding(_relative(one["file"], question.root), int(one["line"]), one["text"]) for one in matches]


def _relative(file: str, root: Path) -> str:
    path = Path(file)
    return str(path.relative_to(root)) if path.is_absolute() and path.is_relative_to(root) else file


def told(found: Sequence[Finding], most: int = 20) -> str:
    """Findings as text, the first ones where there are many."""
    more = [f"... {len(found)} in all"] if len(found) > most else []
    return "\n".join([*map(str, found[:most]), *more])
