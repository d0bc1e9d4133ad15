"""mutmut, with the tests collected once: a mutant is a fork of the process that holds them, and runs those that reach it.

    python tests/mutation/collected.py ...    as mutmut itself, in the folder that it works in

mutmut's own processes collect anew for each mutant, which for the tables of `tests/generator/changes` takes longer than the tests.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest
from _pytest.config import _prepareconfig
from mutmut import __main__ as program
from mutmut.configuration import ForkServerWarmup, config
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.utils.file_utils import change_cwd
from mutmut.workers.isolation import ForkServerRunner, MutantRunner

SECONDS = "REISSUE_MUTANT_SECONDS"
"""As in `tests.mutation`. That package is not imported here: the tests are those of the folder with the mutants, under the same name."""
_CONTROLS = 200
"""Tests that are tried without a mutant."""
_FIRST = 20
"""Tests that are tried before the quick ones: those that found most mutants of a function, and of its module, so far."""


class Failures:
    """A plugin of pytest that knows whether a test has failed."""

    def __init__(self) -> None:
        self.any = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a failure, also one of setting up and taking down."""
        self.any |= report.failed


class Killers:
    """Which tests have found mutants of a function, and of its module: a line each in files that all forks add to."""

    def __init__(self, mutant: str) -> None:
        function = mutant.partition("__mutmut_")[0]
        self._files = [Path("killers").absolute() / name for name in (function, function.rpartition(".")[0])]

    def first(self) -> list[str]:
        """Those that found most, up to a number."""
        known = [each.read_text(encoding="utf-8").splitlines() for each in self._files if each.exists()]
        return [name for lines in known for name, _ in Counter(lines).most_common(_FIRST)]

    def add(self, test: str) -> None:
        """Note one that has found a mutant. A line is written at once, so that those of other forks stay whole."""
        for each in self._files:
            each.parent.mkdir(exist_ok=True)
            with each.open("a", encoding="utf-8") as lines:
                lines.write(f"{test}\n")


class Collected(PytestRunner):
    """Runs tests of a session that was collected before the fork."""

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, pytest.Item] = {}
        self._failures = Failures()
        self._seconds = float(os.environ.get(SECONDS) or "inf")

    def warm_up(self) -> None:
        """Begin a session as `pytest` does, and keep what it collects."""
        if config().forkserver_warmup != ForkServerWarmup.COLLECT:
            super().warm_up()
            return
        arguments = ["--rootdir=.", "--tb=no", "-p", "no:randomly", *self._pytest_add_cli_args]
        with change_cwd("mutants"):
            begun = _prepareconfig([*arguments, *self._pytest_add_cli_args_test_selection])
            begun.pluginmanager.register(self._failures)
            begun._do_configure()
            session = pytest.Session.from_config(begun)
            begun.hook.pytest_sessionstart(session=session)
            begun.hook.pytest_collection(session=session)
        self._items = {one.nodeid: one for one in session.items}
        self._control()

    def _control(self) -> None:
        """Ends it all where tests fail that meet no mutant, in a process such as those of mutants: each would look killed."""
        durations = state().duration_by_test
        quick = sorted((name for name in self._items if name in durations), key=lambda one: durations[one])[:_CONTROLS]
        child = os.fork()
        if child == 0:
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  (as mutmut does)
            os._exit(self.run_tests(mutant_name=None, tests=quick) if quick else 0)
        if os.waitpid(child, 0)[1]:
            os.write(2, b"tests fail without a mutant, so that nothing can be said of mutants\n")
            os._exit(1)

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        """1 with the first test that fails, 0 where none does. That none fails without a mutant is tried in the same way."""
        if config().forkserver_warmup != ForkServerWarmup.COLLECT:
            return super().run_tests(mutant_name=mutant_name, tests=tests)
        if not self._items:
            self.warm_up()
        kept = sys.stdout, sys.stderr  # whom nobody holds is closed with a warning, which fails a test
        until = time.monotonic() + (self._seconds if mutant_name else float("inf"))
        killers = Killers(mutant_name or "no.mutant")
        items = self._ordered(tests, killers)
        with change_cwd("mutants"):
            for item, following in zip_longest(items, items[1:]):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                if self._failures.any:
                    killers.add(item.nodeid)
                    return 1
                if time.monotonic() > until:
                    break
        del kept
        return 0

    def _ordered(self, tests: Iterable[str], killers: Killers) -> Sequence[pytest.Item]:
        """The tests that reach a mutant: those first that found others of its module, then the quickest."""
        durations = state().duration_by_test
        quick = sorted(tests or self._items, key=lambda one: durations.get(one, 0))
        first = [name for name in killers.first() if name in quick]
        return [self._items[name] for name in dict.fromkeys((*first, *quick))]


def runner(max_workers: int = 1) -> MutantRunner:
    """What mutmut asks to try mutants."""
    return ForkServerRunner(max_workers=max_workers, test_runner_class=Collected, test_runner_args={})


if __name__ == "__main__":
    program.get_mutant_runner = runner
    program.cli()
