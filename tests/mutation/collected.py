"""mutmut, with the tests collected once: a mutant is a fork of the process that holds them, and runs those that reach it.

    python -m tests.mutation.collected ...    as mutmut itself, in the folder that it works in

mutmut's own processes collect anew for each mutant, which for the tables of `tests/generator/changes` takes longer than the tests.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

import pytest
from _pytest.config import _prepareconfig
from _pytest.runner import runtestprotocol
from mutmut import __main__ as program
from mutmut.configuration import ForkServerWarmup, config
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd
from mutmut.workers.isolation import ForkServerRunner, MutantRunner

from tests.mutation import SECONDS


class Collected(PytestRunner):
    """Runs tests of a session that was collected before the fork."""

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, pytest.Item] = {}
        self._seconds = float(os.environ.get(SECONDS) or "inf")

    def warm_up(self) -> None:
        """Begin a session as `pytest` does, and keep what it collects."""
        if config().forkserver_warmup != ForkServerWarmup.COLLECT:
            super().warm_up()
            return
        with change_cwd("mutants"):
            arguments = ["--rootdir=.", "--tb=native", "-q", *self._pytest_add_cli_args]
            begun = _prepareconfig([*arguments, *self._pytest_add_cli_args_test_selection])
            begun._do_configure()
            session = pytest.Session.from_config(begun)
            begun.hook.pytest_sessionstart(session=session)
            begun.hook.pytest_collection(session=session)
        self._items = {one.nodeid: one for one in session.items}

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        """1 with the first test that fails, 0 where none does."""
        if mutant_name is None or not self._items:
            return super().run_tests(mutant_name=mutant_name, tests=tests)
        until = time.monotonic() + self._seconds
        with change_cwd("mutants"):
            for name in sorted(tests, key=lambda one: state().duration_by_test[one]):
                if any(report.failed for report in runtestprotocol(self._items[name], log=False)):
                    return 1
                if time.monotonic() > until:
                    break
        return 0


def runner(max_workers: int = 1) -> MutantRunner:
    """What mutmut asks to try mutants."""
    return ForkServerRunner(max_workers=max_workers, test_runner_class=Collected, test_runner_args={})


if __name__ == "__main__":
    program.get_mutant_runner = runner
    program.cli()
