"""The proof that emitted files hold what the templates mean and nothing else, whatever a specification says.

It knows neither OpenAPI nor the encoders: it reads the finished text as Python does, and accepts only the few kinds of
statements, the imports and the calls of which clients are made. Text that got out of its literal, its docstring or its
comment shows here as a statement, a name or a call that no client has, even where an encoder were wrong.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import cast

from .. import RUNTIME
from ..findings import Finding, Level, Place

RULE = "emitted-code"

_MODULES: Mapping[str, frozenset[str]] = {
    "__future__": frozenset({"annotations"}),
    "builtins": frozenset(),
    "collections.abc": frozenset({"AsyncIterator", "Iterator", "Mapping"}),
    "datetime": frozenset(),
    "decimal": frozenset({"Decimal"}),
    "functools": frozenset({"cached_property"}),
    "importlib": frozenset({"import_module"}),
    "msgspec": frozenset({"field"}),
    "typing": frozenset({"TYPE_CHECKING", "Annotated", "Any", "Final", "Literal", "TypeAlias", "Unpack"}),
}
"""What may be imported from outside the tree."""

_CALLS = frozenset(
    {
        "ApiKey",
        "Basic",
        "Bearer",
        "Cookie",
        "Envelope",
        "Form",
        "Header",
        "Idempotency",
        "Json",
        "Multipart",
        "NextUrl",
        "OAuth2",
        "Offset",
        "Operation",
        "PageNumber",
        "Part",
        "Path",
        "Provider",
        "Query",
        "Raw",
        "RsaSignature",
        "Signature",
        "StyledQuery",
        "TokenLogin",
        "Webhook",
        "digits",
        "field",
        "frozenset",
        "offset",
        "one_of",
    }
)
"""What may be called where a module is imported: all of it makes descriptors and does nothing else."""

_METHODS = frozenset({"_call", "_iterate", "parse", "parse_unsigned", "items", "split", "__init__"})
"""What may be called on an object."""

_INSIDE = frozenset({"AttributeError", "getattr", "import_module", "super"})
"""What may be called inside a function besides."""

_BASES = frozenset({"AsyncClient", "AsyncResource", "Client", "Model", "Resource", "ServerBase"})
_BUILTINS = frozenset(
    {
        "AttributeError",
        "__name__",
        "bool",
        "bytes",
        "dict",
        "float",
        "frozenset",
        "getattr",
        "int",
        "list",
        "object",
        "self",
        "str",
        "super",
    }
)

_PARTS: Mapping[type[ast.AST], tuple[str, ...]] = {
    ast.Attribute: ("value",),
    ast.Await: ("value",),
    ast.BinOp: ("op", "left", "right"),
    ast.BoolOp: ("op", "values"),
    ast.Call: ("func", "args", "keywords"),
    ast.Compare: ("ops", "left", "comparators"),
    ast.Dict: ("keys", "values"),
    ast.DictComp: ("key", "value", "generators"),
    ast.IfExp: ("test", "body", "orelse"),
    ast.Lambda: ("args", "body"),
    ast.List: ("elts",),
    ast.Set: ("elts",),
    ast.Subscript: ("value", "slice"),
    ast.Tuple: ("elts",),
    ast.UnaryOp: ("op", "operand"),
    ast.comprehension: ("target", "iter", "ifs"),
    ast.keyword: ("value",),
    **dict.fromkeys((ast.Constant, ast.Name, ast.BitOr, ast.USub, ast.And, ast.Is, ast.IsNot, ast.In), ()),
}
"""The kinds of expressions, and what of each is looked into."""
_PARTS_INSIDE = {**_PARTS, ast.JoinedStr: ("values",), ast.FormattedValue: ("value", "format_spec")}
"""Inside a function there are messages too."""

_BODY = (ast.Return, ast.If, ast.Raise, ast.ImportFrom, ast.Expr)
_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Characters that end a line for somebody, or show text in another order than it is read."""
_DIRECTIVE = re.compile(r"#.*?coding[:=]")


def prove(files: Mapping[str, str], runtime: str = "") -> list[Finding]:
    """What in the files of clients no template means.

    `runtime`: the absolute name of the runtime that they may import; '': the copy in the tree.
    """
    found: list[Finding] = []
    for path, text in sorted(files.items()):
        if path.endswith(".py"):
            found += _File(path, files, runtime).prove(text)
    return found


class _File:
    """One emitted file."""

    def __init__(self, path: str, files: Mapping[str, str], runtime: str) -> None:
        self.path, self.files, self.runtime = path, files, runtime
        self.found: list[Finding] = []
        self.names: set[str] = set()

    def prove(self, text: str) -> list[Finding]:
        for number, line in enumerate(text.split("\n"), 1):
            if match := _TEXT.search(line):
                self._tell(f"holds the character {match[0]!r}", number, match.start())
            if number <= 2 and _DIRECTIVE.match(line):
                self._tell("names an encoding", number, 0)
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            self._tell(f"is no Python: {error}", getattr(error, "lineno", 0) or 0, 0)
            return self.found
        self._bind(tree.body)
        previous: ast.stmt | None = None
        for statement in tree.body:
            self._statement(statement, previous)
            previous = statement
        return self.found

    def _tell(self, message: str, line: int, column: int) -> None:
        place = Place(self.path, line, column + 1)
        self.found.append(Finding(RULE, Level.ERROR, message, place, "please report this, with the specification"))

    def _refuse(self, message: str, node: ast.AST) -> None:
        self._tell(message, getattr(node, "lineno", 0), getattr(node, "col_offset", 0))

    # --- names

    def _bind(self, statements: Iterable[ast.stmt]) -> None:
        """Collect the names of the module; each is bound once, but for the two faces of an alias."""
        for statement in statements:
            for name in _bound(statement):
                if name in self.names:
                    self._refuse(f"binds {name} twice", statement)
                self.names.add(name)
            if isinstance(statement, ast.If):
                self._bind(statement.body)

    # --- statements

    def _statement(self, node: ast.stmt, previous: ast.stmt | None) -> None:
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                if previous is not None and not isinstance(previous, ast.Assign | ast.AnnAssign):
                    self._refuse("has text that documents nothing", node)
            case ast.Import() | ast.ImportFrom():
                self._import(node)
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
                self._assignment(node, set())
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                for one in (*node.body, *node.orelse):
                    self._checking(one)
            case ast.ClassDef():
                self._class(node)
            case ast.FunctionDef():
                self._function(node)
            case _:
                self._refuse(f"has a statement of another kind ({type(node).__name__})", node)

    def _checking(self, node: ast.stmt) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._import(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            self._assignment(node, set())
        else:
            self._refuse(f"has a statement of another kind ({type(node).__name__})", node)

    def _assignment(self, node: ast.Assign | ast.AnnAssign, local: set[str]) -> None:
        if isinstance(node, ast.AnnAssign):
            self._expression(node.annotation, local)
        if node.value is not None:
            self._expression(node.value, local)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            for one in node.names:
                if (one.name, one.asname) not in (("builtins", None), ("datetime", "dt")):
                    self._refuse(f"imports {one.name}", node)
            return
        module = node.module or ""
        if any(one.name == "*" for one in node.names):
            self._refuse("imports *", node)
        elif node.level == 0 and self.runtime and module.rpartition(".")[0] == self.runtime:
            return
        elif node.level == 0:
            strange = {one.name for one in node.names} - _MODULES.get(module, frozenset())
            if strange or any(one.asname for one in node.names):
                self._refuse(f"imports {', '.join(sorted(strange)) or 'under another name'} from {module}", node)
        elif not self._is_ours(node.level, module, node.names):
            self._refuse(f"imports from {'.' * node.level}{module}", node)

    def _is_ours(self, level: int, module: str, names: list[ast.alias]) -> bool:
        """Whether a relative import names a file of this tree, or of the runtime beside it."""
        base = normpath(join("/", dirname(self.path), *([".."] * (level - 1))))
        if level > self.path.count("/") + 1:
            return False
        targets = [join(base, *module.split("."))] if module else [join(base, one.name) for one in names]
        return all(
            f"{target[1:]}.py" in self.files or f"{target[1:]}/__init__.py" in self.files or self._is_runtime(target)
            for target in targets
        )

    def _is_runtime(self, target: str) -> bool:
        return not self.runtime and dirname(target) == f"/{RUNTIME}"

    # --- classes and functions

    def _class(self, node: ast.ClassDef) -> None:
        bases = [one.id for one in node.bases if isinstance(one, ast.Name)]
        keywords = [one.arg for one in node.keywords]
        if node.decorator_list or len(bases) != 1 or not set(bases) <= _BASES or keywords not in ([], ["kw_only"]):
            self._refuse(f"has a class {node.name} of another kind", node)
        seen: set[str] = set()
        for statement in node.body:
            for name in _bound(statement):
                if name in seen:
                    self._refuse(f"binds {node.name}.{name} twice", statement)
                seen.add(name)
            match statement:
                case ast.Expr(value=ast.Constant(value=str())) | ast.Pass():
                    pass
                case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
                    self._assignment(statement, seen)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._function(statement)
                case _:
                    self._refuse(f"has a statement of another kind ({type(statement).__name__})", statement)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for one in node.decorator_list:
            if not (isinstance(one, ast.Name) and one.id == "cached_property"):
                self._refuse("has another decorator", one)
        given = node.args
        arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, *(one for one in (given.kwarg,) if one)]
        for one in (*given.defaults, *(one for one in given.kw_defaults if one)):
            self._expression(one, set())
        for annotation in (*(argument.annotation for argument in arguments), node.returns):
            if annotation is not None:
                self._expression(annotation, set())
        if given.vararg:
            self._refuse("takes any number of arguments", node)
        self._body(node.body, {argument.arg for argument in arguments})

    def _body(self, statements: list[ast.stmt], local: set[str]) -> None:
        for statement in statements:
            if not isinstance(statement, _BODY):
                self._refuse(f"has a statement of another kind ({type(statement).__name__})", statement)
            elif isinstance(statement, ast.ImportFrom):
                self._import(statement)
                local |= {one.asname or one.name for one in statement.names}
            elif isinstance(statement, ast.If):
                self._expression(statement.test, local, inside=True)
                self._body([*statement.body, *statement.orelse], local)
            else:
                for child in ast.iter_child_nodes(statement):
                    self._expression(child, local, inside=True)

    # --- expressions

    def _expression(self, root: ast.AST, local: set[str], inside: bool = False) -> None:
        if isinstance(root, ast.DictComp):
            local = local | {node.id for node in ast.walk(root) if isinstance(node, ast.Name) and _is_target(node)}
        parts = _PARTS_INSIDE if inside else _PARTS
        stack: list[ast.AST] = [root]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind not in parts and not _is_plain_lambda(node):
                self._refuse(
                    f"has an expression of another kind ({kind.__name__})", node if hasattr(node, "lineno") else root
                )
                continue
            if isinstance(node, ast.Name):
                if node.id not in self.names and node.id not in local and node.id not in _BUILTINS:
                    self._refuse(f"speaks of {node.id}", node)
            elif isinstance(node, ast.Call):
                self._call(node, local, inside)
            elif isinstance(node, ast.Attribute) and node.attr.startswith("__") and node.attr != "__init__":
                self._refuse(f"reaches for {node.attr}", node)
            for part in parts.get(kind, ()):
                child = getattr(node, part)
                if isinstance(child, list):
                    stack += [one for one in cast("list[ast.AST | None]", child) if one is not None]
                elif child is not None:
                    stack.append(child)

    def _call(self, node: ast.Call, local: set[str], inside: bool) -> None:
        called = node.func.value if isinstance(node.func, ast.Subscript) else node.func
        if isinstance(called, ast.Name):
            made_here = inside and called.id in local and called.id[:1].isupper()
            if called.id in _CALLS or (inside and called.id in _INSIDE) or made_here:
                return
        elif isinstance(called, ast.Attribute) and called.attr in _METHODS:
            return
        self._refuse(f"calls {ast.unparse(called)}", node)


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds."""
    match node:
        case ast.Import() | ast.ImportFrom():
            yield from ((one.asname or one.name) for one in node.names)
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            yield node.name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            return


def _is_target(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _is_plain_lambda(node: ast.AST) -> bool:
    """The arguments of a lambda that has none."""
    return isinstance(node, ast.arguments) and not any(getattr(node, part) for part in node._fields)
