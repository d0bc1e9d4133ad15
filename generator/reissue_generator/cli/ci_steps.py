"""The steps of `reissue ci`: each is what the command of its name does, and what of it keeps the gate shut."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from time import perf_counter
from typing import Final

from ..changes import Base, Level, report, weight
from ..changes.levels import levels_of
from ..changes.places import Places
from ..errors import SpecError
from ..findings import Finding, fingerprint_of, ordered
from ..findings import Level as Severity
from ..gate.record import Row, Step
from ..generate import orphaned
from ..tree.files import read, sha256
from ..tree.project import Project
from ..vendor.origin import find_origin
from ..vendor.targets import Checked, checked
from . import check, diff, lint
from .console import Tell

_WRITTEN: Final = ("generated-", "vendor-")
STEPS: Final = ("lint", "check", "diff", "vendor check")


class Gate:
    """Runs the steps over a project. `base`: the commit that the change is compared with; '' for none."""

    def __init__(self, project: Project, base: str, limit: Level, tell: Tell) -> None:
        self._project, self._base, self._limit, self._tell = project, base, limit, tell
        self._has_clients = bool(project.spec_files() or project.clients)

    def step(self, name: str) -> Step:
        """One step, with the time that it took. Raises ConfigurationError."""
        steps: dict[str, Callable[[], Step]] = {
            "lint": self._lint,
            "check": self._check,
            "diff": self._diff,
            "vendor check": self._vendor_check,
        }
        begin = perf_counter()
        self._tell(name)
        step = steps[name]()
        return replace(step, name=name, seconds=perf_counter() - begin)

    def _lint(self) -> Step:
        if not self._has_clients:
            return Step("", skipped="no specification and no client here")
        found, usable = lint.linted(self._project, None, self._tell)
        return Step("", [_row(one, one.level is Severity.ERROR) for one in found], unusable=not usable)

    def _check(self) -> Step:
        if not self._has_clients and not orphaned(self._project):
            return Step("", skipped="no specification and no client here")
        look = check.Look(self._tell, total=True)
        look.at_project(self._project, [])
        if look.stopped is not None:
            raise look.stopped
        rows = [_of_file(one, one.level is not Severity.NOTE, self._project.root) for one in ordered(look.found)]
        return Step("", rows, unusable=look.failed)

    def _diff(self) -> Step:
        if not self._base:
            return Step("", skipped="no commit to compare with")
        base, clients = Base(self._project, self._base), diff.clients_of(self._project)
        rows: list[Row] = [_row(one, True) for one in base.elsewhere(clients)]
        told: list[str] = []
        unusable = False
        levels = levels_of(self._project.diff)
        least = Level.COSMETIC if self._limit is Level.COSMETIC else Level.ADDITION
        for client in clients:
            try:
                pair = diff.pair_of(self._project, client, base, self._tell)
                if pair is None:
                    told.append(
                        f"{client.package} {'was not compared' if client.package in base.clients else 'is new'}"
                    )
                    continue
                with diff.compared(pair, levels, None, least, self._tell) as (found, places):
                    rows += [self._change(found, at, places) for at in range(len(found.shown))]
                    told.append(f"{client.package}: {found.bump}")
            except SpecError as error:
                unusable = True
                rows += [_row(one, True) for one in error.findings]
        if not rows and not told:
            return Step("", skipped="no specification and no client here or there")
        return Step("", rows, unusable=unusable, summary=", ".join(told))

    def _change(self, found: report.Report, at: int, places: Places) -> Row:
        change = found.shown[at]
        return Row(report.finding_of(change, places), change.fingerprint, bool(weight.heavy([change], self._limit)))

    def _vendor_check(self) -> Step:
        if not self._project.vendored:
            return Step("", skipped="no `vendored` under [tool.reissue]")
        unusable = any(copy.error for copy in self._copies)
        return Step("", [_of_file(one, one.level is Severity.ERROR) for one in self.of_copies()], unusable=unusable)

    def of_copies(self) -> list[Finding]:
        """What is found about the vendored copies, which are looked at once."""
        return ordered(one for copy in self._copies for one in copy.found)

    @cached_property
    def _copies(self) -> list[Checked]:
        folders = self._project.vendored
        return checked(folders, find_origin(None), total=True) if folders else []


def _row(finding: Finding, fails: bool) -> Row:
    return Row(finding, finding.fingerprint, fails)


def _of_file(finding: Finding, fails: bool, root: str = "") -> Row:
    """What is found of a file that we have written, which is approved as long as the same stands in it. `root`: what its path is relative to."""
    if not finding.rule.startswith(_WRITTEN):
        return _row(finding, fails)
    try:
        held = sha256(read(os.path.join(root, finding.place.file)))
    except OSError:  # a folder, or a file that is missing
        return _row(finding, fails)
    return Row(finding, fingerprint_of(finding.fingerprint, held), fails)
