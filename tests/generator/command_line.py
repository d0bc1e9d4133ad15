"""A command of the generator, run in this process as the shell would run it."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from reissue_generator.cli import app

PROGRAM = app.build()


@dataclass(frozen=True)
class Ran:
    """What a command said."""

    code: int
    out: str
    error: str

    def line(self, text: str) -> str:
        """The one line of the output that holds this text."""
        lines = [line for line in self.out.splitlines() if text in line]
        assert len(lines) == 1, self.out
        return lines[0]


def run(*arguments: object, given: str = "") -> Ran:
    """Run `reissue` with these words and this standard input."""
    stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(given.encode()))
    try:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as error:
            code = app.run(PROGRAM, [str(word) for word in arguments])
    finally:
        sys.stdin = stdin
    return Ran(code, out.getvalue(), error.getvalue())
