"""The facade's own tests, loaded a second time with one row in place of the others."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.trial.trial_row import row

FACADE = Path(__file__).parents[1] / "facade"
ROWS = "tests.facade.conformance_rows"


def load(name: str, path: Path) -> ModuleType:
    """A file as a module of its own, whatever it is called elsewhere."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def suite(name: str) -> ModuleType:
    """One module of tests/facade, in which the plug-in is the only provider."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, ROWS, ModuleType(ROWS))  # so that what is loaded now goes away at the end
        rows = load(ROWS, FACADE / "conformance_rows.py")
        own = row(rows)
        rows.ROWS = {"billingo": own}  # type: ignore[attr-defined]
        rows.VERBS = [("billingo", verb) for verb in own.cases]  # type: ignore[attr-defined]
        return load(f"tests.trial.facade_{name}", FACADE / f"{name}.py")


def its_tests(module: ModuleType, without: set[str]) -> dict[str, object]:
    """Its tests, to be put into another module."""
    assert without <= set(vars(module)), "the facade's suite has changed"
    found = {name: one for name, one in vars(module).items() if name.startswith("test_") and name not in without}
    assert found
    return found
