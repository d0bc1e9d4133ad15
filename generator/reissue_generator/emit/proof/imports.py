"""What an emitted file may import: its own tree, its runtime, and a little of the standard library."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from posixpath import dirname, join, normpath

from ... import RUNTIME
from .report import Report
from .vocabulary import MODULES

_WHOLE_MODULES = (("builtins", None), ("datetime", "dt"))


class Imports:
    """The imports of one file. `runtime`: the absolute name of the runtime; '' where the tree has a copy."""

    def __init__(self, files: Mapping[str, str], runtime: str, report: Report) -> None:
        self._files, self._runtime, self._report = files, runtime, report

    def check(self, node: ast.Import | ast.ImportFrom) -> None:
        """Refuse what no template imports."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                if (alias.name, alias.asname) not in _WHOLE_MODULES:
                    self._report.refuse(f"imports {alias.name}", node)
        elif any(alias.name == "*" for alias in node.names):
            self._report.refuse("imports *", node)
        elif node.level == 0:
            self._absolute(node, node.module or "")
        elif not self._is_ours(node.level, node.module or "", node.names):
            self._report.refuse(f"imports from {'.' * node.level}{node.module or ''}", node)

    def _absolute(self, node: ast.ImportFrom, module: str) -> None:
        if self._runtime and module.rpartition(".")[0] == self._runtime:
            return
        strange = {alias.name for alias in node.names} - MODULES.get(module, frozenset())
        if strange or any(alias.asname for alias in node.names):
            what = ", ".join(sorted(strange)) or "under another name"
            self._report.refuse(f"imports {what} from {module}", node)

    def _is_ours(self, level: int, module: str, names: list[ast.alias]) -> bool:
        """Whether a relative import names a file of this tree, or of the runtime beside it."""
        path = self._report.path
        if level > path.count("/") + 1:
            return False
        base = normpath(join("/", dirname(path), *([".."] * (level - 1))))
        targets = [join(base, *module.split("."))] if module else [join(base, alias.name) for alias in names]
        return all(self._is_file(target[1:]) or self._is_runtime(target) for target in targets)

    def _is_file(self, module: str) -> bool:
        return f"{module}.py" in self._files or f"{module}/__init__.py" in self._files

    def _is_runtime(self, target: str) -> bool:
        return not self._runtime and dirname(target) == f"/{RUNTIME}"
