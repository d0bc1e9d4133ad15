"""Import a package from the folder that it was written to, with `sys.path` as it is."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def import_folder(root: Path, package: str) -> ModuleType:
    """The package in the folder `root`, under this name; its modules can be imported by name from then on."""
    if package in sys.modules:
        return sys.modules[package]
    spec = importlib.util.spec_from_file_location(package, root / "__init__.py", submodule_search_locations=[str(root)])
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[package] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
