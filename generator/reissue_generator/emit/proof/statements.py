"""What an emitted file may state: imports, constants, aliases, classes of members and methods, functions of few lines."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Set

from .expressions import Expressions
from .imports import Imports
from .report import Report
from .vocabulary import BASES, CHECK

_BODY = (ast.Return, ast.If, ast.Raise, ast.ImportFrom, ast.Expr)
_NO_NAMES: frozenset[str] = frozenset()


class Statements:
    """The statements of one file."""

    def __init__(self, files: Mapping[str, str], runtime: str, report: Report) -> None:
        self._report = report
        self._names: set[str] = set()
        self._imports = Imports(files, runtime, report)
        self._expressions = Expressions(self._names, report)

    def check(self, tree: ast.Module) -> None:
        """Refuse what no template means."""
        self._bind(tree.body)
        previous: ast.stmt | None = None
        for statement in tree.body:
            self._statement(statement, previous)
            previous = statement

    def _bind(self, statements: Iterable[ast.stmt]) -> None:
        """Collect the names of the module; each is bound once, but for the two faces of an alias."""
        for statement in statements:
            for name in _bound(statement):
                if name in self._names:
                    self._report.refuse(f"binds {name} twice", statement)
                self._names.add(name)
            if isinstance(statement, ast.If):
                self._bind(statement.body)

    # --- in the module

    def _statement(self, node: ast.stmt, previous: ast.stmt | None) -> None:
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                if previous is not None and not isinstance(previous, ast.Assign | ast.AnnAssign):
                    self._report.refuse("has text that documents nothing", node)
            case ast.Expr() if ast.unparse(node) == CHECK:
                pass
            case ast.Import() | ast.ImportFrom():
                self._imports.check(node)
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
                self._assignment(node, _NO_NAMES)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                for statement in (*node.body, *node.orelse):
                    self._for_checkers(statement)
            case ast.ClassDef():
                self._class(node)
            case ast.FunctionDef():
                self._function(node)
            case _:
                self._report.refuse_kind(node)

    def _for_checkers(self, node: ast.stmt) -> None:
        """A statement of one face of an alias, for type checkers or for the decoder."""
        match node:
            case ast.Import() | ast.ImportFrom():
                self._imports.check(node)
            case ast.Assign() | ast.AnnAssign():
                self._assignment(node, _NO_NAMES)
            case _:
                self._report.refuse_kind(node)

    def _assignment(self, node: ast.Assign | ast.AnnAssign, local: Set[str]) -> None:
        if isinstance(node, ast.AnnAssign):
            self._expressions.check(node.annotation, local)
        if node.value is not None:
            self._expressions.check(node.value, local)
        for text in _quoted_types(node):
            try:
                self._expressions.check(ast.parse(text, mode="eval").body, local)
            except SyntaxError:
                self._report.refuse("quotes what is no type", node)

    # --- classes

    def _class(self, node: ast.ClassDef) -> None:
        bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
        keywords = [keyword.arg for keyword in node.keywords]
        is_known = len(node.bases) == 1 and bool(bases & BASES) and keywords in ([], ["kw_only"])
        if node.decorator_list or not is_known:
            self._report.refuse(f"has a class {node.name} of another kind", node)
        for keyword in node.keywords:
            self._expressions.check(keyword.value, _NO_NAMES)
        bound: set[str] = set()
        for statement in node.body:
            for name in _bound(statement):
                if name in bound:
                    self._report.refuse(f"binds {node.name}.{name} twice", statement)
                bound.add(name)
            self._member(statement, bound)

    def _member(self, node: ast.stmt, bound: Set[str]) -> None:
        match node:
            case ast.Expr(value=ast.Constant(value=str())) | ast.Pass():
                pass
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
                self._assignment(node, bound)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
            case ast.If(
                test=ast.Name(id="TYPE_CHECKING"), body=[ast.AnnAssign() as seen], orelse=[ast.Assign() as made]
            ):
                for face in (seen, made):
                    self._assignment(face, bound)
            case _:
                self._report.refuse_kind(node)

    # --- functions

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            match decorator:
                case ast.Name(id="cached_property"):
                    pass
                case ast.Call(func=ast.Name(id="Deprecated"), args=[ast.Constant(value=str())], keywords=[]):
                    pass
                case _:
                    self._report.refuse("has another decorator", decorator)
        if node.args.vararg:
            self._report.refuse("takes any number of arguments", node)
        arguments = _arguments(node.args)
        annotations = [*(argument.annotation for argument in arguments), node.returns]
        for expression in (*node.args.defaults, *node.args.kw_defaults, *annotations):
            if expression is not None:
                self._expressions.check(expression, _NO_NAMES)
        self._body(node.body, {argument.arg for argument in arguments})

    def _body(self, statements: list[ast.stmt], local: set[str]) -> None:
        for statement in statements:
            if not isinstance(statement, _BODY):
                self._report.refuse_kind(statement)
            elif isinstance(statement, ast.ImportFrom):
                self._imports.check(statement)
                local |= set(_bound(statement))
            elif isinstance(statement, ast.If):
                self._expressions.check(statement.test, local, inside=True)
                self._body([*statement.body, *statement.orelse], local)
            else:
                for child in ast.iter_child_nodes(statement):
                    self._expressions.check(child, local, inside=True)


def _quoted_types(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    """The texts that are types: of an alias, and of the members of a TypedDict that is no class."""
    match node:
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias"), value=ast.Constant(value=str() as alias)):
            yield alias
        case ast.Assign(value=ast.Call(func=ast.Name(id="TypedDict"), args=[_, ast.Dict(values=values)])):
            yield from (one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str))
        case _:
            pass


def _arguments(given: ast.arguments) -> list[ast.arg]:
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *([given.kwarg] if given.kwarg else [])]


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds."""
    match node:
        case ast.Import() | ast.ImportFrom():
            yield from ((alias.asname or alias.name) for alias in node.names)
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            yield node.name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            return
