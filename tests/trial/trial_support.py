"""The facade's own tests, loaded a second time with one row in place of the others."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
FACADE = HERE.parent / "facade"


def load(name: str, path: Path) -> ModuleType:
    """A file as a module of its own, whatever it is called elsewhere."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def suite(name: str) -> ModuleType:
    """One module of tests/facade, in which the plug-in is the only provider."""
    before = sys.modules.get("facade_support")
    support = load("facade_support", FACADE / "facade_support.py")
    try:
        row = load("trial_row", HERE / "trial_row.py").row(support)
        support.ROWS = {"billingo": row}  # type: ignore[attr-defined]
        support.VERBS = [("billingo", verb) for verb in row.cases]  # type: ignore[attr-defined]
        return load(f"trial_{name}", FACADE / f"{name}.py")
    finally:
        if before is None:
            del sys.modules["facade_support"]
        else:
            sys.modules["facade_support"] = before


def its_tests(module: ModuleType, without: set[str]) -> dict[str, object]:
    """Its tests, to be put into another module."""
    assert without <= set(vars(module)), "the facade's suite has changed"
    found = {name: one for name, one in vars(module).items() if name.startswith("test_") and name not in without}
    assert found
    return found
