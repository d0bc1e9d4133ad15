"""What an emitted expression may be: a few kinds, over names that are known, calling what makes descriptors."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from typing import cast

from .report import Report
from .vocabulary import BUILTINS, CALLS, INSIDE, METHODS, PARTS, PARTS_INSIDE


class Expressions:
    """The expressions of one file, whose own names are `names`."""

    def __init__(self, names: Set[str], report: Report) -> None:
        self._names, self._report = names, report

    def check(self, root: ast.AST, local: Set[str], inside: bool = False) -> None:
        """Refuse what no template means. `local`: names of the function or class; `inside`: in the body of a function."""
        if isinstance(root, ast.DictComp):
            local = local | {node.id for node in ast.walk(root) if isinstance(node, ast.Name) and _is_target(node)}
        parts = PARTS_INSIDE if inside else PARTS
        stack: list[ast.AST] = [root]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind not in parts and not _is_plain_lambda(node):
                place = node if hasattr(node, "lineno") else root
                self._report.refuse(f"has an expression of another kind ({kind.__name__})", place)
                continue
            self._node(node, local, inside)
            stack += [child for part in parts.get(kind, ()) for child in _children(node, part)]

    def _node(self, node: ast.AST, local: Set[str], inside: bool) -> None:
        match node:
            case ast.Name(id=name):
                if name not in self._names and name not in local and name not in BUILTINS:
                    self._report.refuse(f"speaks of {name}", node)
            case ast.Call():
                self._call(node, local, inside)
            case ast.Attribute(attr=name) if name.startswith("__") and name != "__init__":
                self._report.refuse(f"reaches for {name}", node)
            case _:
                pass

    def _call(self, node: ast.Call, local: Set[str], inside: bool) -> None:
        called = node.func.value if isinstance(node.func, ast.Subscript) else node.func
        if isinstance(called, ast.Name):
            made_here = inside and called.id in local and called.id[:1].isupper()
            if called.id in CALLS or (inside and called.id in INSIDE) or made_here:
                return
        elif isinstance(called, ast.Attribute) and called.attr in METHODS:
            return
        self._report.refuse(f"calls {ast.unparse(called)}", node)


def _children(node: ast.AST, part: str) -> Iterator[ast.AST]:
    child = getattr(node, part)
    if isinstance(child, list):
        yield from (each for each in cast("list[ast.AST | None]", child) if each is not None)
    elif child is not None:
        yield child


def _is_target(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _is_plain_lambda(node: ast.AST) -> bool:
    """The arguments of a lambda that has none."""
    return isinstance(node, ast.arguments) and not any(getattr(node, part) for part in node._fields)
