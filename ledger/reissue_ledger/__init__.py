"""The durable memory of effects: what was asked for, what was sent, what became of it. Many invoices at once, each once.

    from reissue_ledger import Ledger, Wish

    with Ledger.open(live=False) as ledger, Reissue.from_env() as gateway:
        run = ledger.start(lines, gateway, Wish(verb="reissue", campaign="2026-11-reminder", who="Ada"))
        run.work(gateway)

Every name is imported when it is first used. See docs/runs.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import (
        DecisionRefusedError,
        IllegalTransitionError,
        IntentConflictError,
        LedgerBusyError,
        LedgerError,
        LedgerFailedError,
        LedgerUnusableError,
        PlanRefusedError,
    )
    from .ledger import Ledger
    from .lines import Line, Problem, lines_of, read_lines
    from .planning.settings import Quiet, Settings
    from .planning.shapes import Plan, Wish
    from .run import Item, Run
    from .running.brakes import Progress
    from .settling import Left, Settled
    from .standing import Status
    from .store.schema import RunState, State

_WHERE = {
    "errors": (
        "DecisionRefusedError",
        "IllegalTransitionError",
        "IntentConflictError",
        "LedgerBusyError",
        "LedgerError",
        "LedgerFailedError",
        "LedgerUnusableError",
        "PlanRefusedError",
    ),
    "ledger": ("Ledger",),
    "lines": ("Line", "Problem", "lines_of", "read_lines"),
    "planning.settings": ("Quiet", "Settings"),
    "planning.shapes": ("Plan", "Wish"),
    "run": ("Item", "Run"),
    "running.brakes": ("Progress",),
    "settling": ("Left", "Settled"),
    "standing": ("Status",),
    "store.schema": ("RunState", "State"),
}
_MODULES = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "DecisionRefusedError",
    "IllegalTransitionError",
    "IntentConflictError",
    "Item",
    "Ledger",
    "LedgerBusyError",
    "LedgerError",
    "LedgerFailedError",
    "LedgerUnusableError",
    "Left",
    "Line",
    "Plan",
    "PlanRefusedError",
    "Problem",
    "Progress",
    "Quiet",
    "Run",
    "RunState",
    "Settings",
    "Settled",
    "State",
    "Status",
    "Wish",
    "lines_of",
    "read_lines",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
