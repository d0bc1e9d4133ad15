"""The surface of a package out of the text of its files, as a type checker reads it: nothing is imported, nothing runs.

The text and not the records is read, because it is what callers get: what the emit room decides (names that make way, unions
of tagged objects, which arguments stand by position) is not decided a second time here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

from ....api.records import Api
from ....emit.layout import Layout
from ....emit.render import render
from ....own_files import own_templates
from .shapes import Alias, Argument, Call, Class, Surface
from .types import Name, Of, Type, read

_CLIENT, _WEBHOOKS = "client.py", "webhooks.py"


def surfaces_of(old: Api, new: Api, *, typed_dicts: bool = False) -> tuple[Surface, Surface]:
    """The surfaces of two clients. Resources whose text is the same in both are in neither."""
    before, after = files_of(old, typed_dicts=typed_dicts), files_of(new, typed_dicts=typed_dicts)
    if before == after:
        return Surface(old.class_name), Surface(old.class_name)
    same = {path for path, text in before.items() if after.get(path) == text and path.startswith("resources/")}
    if before[_CLIENT] != after[_CLIENT] or any("cached_property" in before[path] for path in same):
        same.clear()
    return _Package(before, same).surface(old.class_name), _Package(after, same).surface(new.class_name)


def files_of(api: Api, *, typed_dicts: bool = False) -> Mapping[str, str]:
    """The files of a client, without what only says where it comes from."""
    plain = replace(api, provider="acme", source="", digest="", version="")
    layout = Layout("acme", standalone=True, shared="reissue_runtime", typed_dicts=typed_dicts)
    return render(plain, layout, Path(own_templates()))


class _Package:
    """A package as it is read."""

    def __init__(self, files: Mapping[str, str], passed_over: set[str]) -> None:
        self._files, self._passed_over = files, passed_over
        self._modules: dict[str, _Module] = {}

    def surface(self, client: str) -> Surface:
        found = Surface(client)
        module = self._module(_CLIENT)
        made = next(each for each in module.classes[client].body if isinstance(each, ast.FunctionDef))
        found.made_with = dict(module.call(made).arguments)
        if "Server" in module.classes:
            found.servers = {name for name, _ in _assigned(module.classes["Server"])}
        for kind in ("models", "params"):
            for path in sorted(self._files):
                if path == f"{kind}.py" or path.startswith(f"{kind}/"):
                    self._module(path).names(kind, found)
        self._methods(module, module.classes[client], "", found.calls)
        if _WEBHOOKS in self._files:
            self._module(_WEBHOOKS).functions(found)
        return found

    def _module(self, path: str) -> _Module:
        if path not in self._modules:
            self._modules[path] = _Module(path, self._files[path])
        return self._modules[path]

    def _methods(self, module: _Module, owner: ast.ClassDef, path: str, calls: dict[str, Call]) -> None:
        """The methods of a class, and of the resources in it."""
        for each in owner.body:
            if not isinstance(each, ast.FunctionDef) or each.name.startswith("__"):
                continue
            if not _is_property(each):
                calls[f"{path}{each.name}"] = module.call(each)
                continue
            name = ast.unparse(each.returns) if each.returns else ""
            where = f"resources/{module.modules[name].rpartition('.')[2]}.py"
            if where not in self._passed_over:
                inner = self._module(where)
                self._methods(inner, inner.classes[name], f"{path}{each.name}.", calls)


class _Module:
    """One file: its classes, and what its names mean."""

    def __init__(self, path: str, text: str) -> None:
        self.kind = path.removesuffix(".py").partition("/")[0]
        self.modules: dict[str, str] = {}
        """By name: the module that it is imported from."""
        self._elsewhere: dict[str, str] = {}
        self.body = list(_seen(ast.parse(text).body))
        self.classes = {each.name: each for each in self.body if isinstance(each, ast.ClassDef)}
        self._own = {*self.classes, *(name for name, _ in _assigned_in(self.body))}
        for each in self.body:
            if isinstance(each, ast.ImportFrom):
                self._import(each)

    def _import(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        top = module.partition(".")[0]
        for alias in node.names:
            local = alias.asname or alias.name
            self.modules[local] = module
            is_of_package = node.level and top in ("models", "params")
            beside = node.level and self.kind in ("models", "params") and not is_of_package
            kind = f"{top}." if is_of_package else f"{self.kind}." if beside else ""
            self._elsewhere[local] = kind + alias.name

    def named(self, name: str) -> str:
        """What a name of this file is called everywhere."""
        if name in self._elsewhere:
            return self._elsewhere[name]
        return f"{self.kind}.{name}" if name in self._own and self.kind in ("models", "params") else name

    def type(self, node: ast.expr | None) -> Type:
        return Name("Any") if node is None else read(node, self.named)

    def call(self, node: ast.FunctionDef) -> Call:
        """A method or function, without `self`."""
        given = [each for each in node.args.args if each.arg != "self"]
        first = len(given) - len(node.args.defaults)
        found = [
            Argument(each.arg, self.type(each.annotation), place < first, place) for place, each in enumerate(given)
        ]
        for each, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            found.append(Argument(each.arg, self.type(each.annotation), default is None))
        return Call({each.name: each for each in found}, self.type(node.returns))

    # --- models

    def names(self, kind: str, found: Surface) -> None:
        """The classes and aliases of a file of models or dicts."""
        for each in self.body:
            if isinstance(each, ast.ClassDef):
                found.names[f"{kind}.{each.name}"] = self._class(each)
            elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.value is not None:
                found.names[f"{kind}.{each.target.id}"] = Alias(self.type(each.value))
            elif isinstance(each, ast.Assign) and _is_dict(each.value):
                found.names[f"{kind}.{ast.unparse(each.targets[0])}"] = self._made_dict(each.value)

    def _class(self, node: ast.ClassDef) -> Class:
        is_dict = any(ast.unparse(base) == "TypedDict" for base in node.bases)
        members = [
            Argument(each.target.id, self.type(each.annotation), self._is_required(each, is_dict))
            for each in _seen(node.body)
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        return Class({each.name: each for each in members}, is_dict)

    def _is_required(self, node: ast.AnnAssign, is_dict: bool) -> bool:
        if is_dict:
            return not _is_not_required(node.annotation)
        default = node.value
        if isinstance(default, ast.Call) and ast.unparse(default.func) == "field":
            return all(given.arg != "default" for given in default.keywords)
        return default is None

    def _made_dict(self, made: ast.Call) -> Class:
        given = made.args[1]
        assert isinstance(given, ast.Dict)
        members = [
            Argument(str(ast.literal_eval(key)), self.type(value), not _is_not_required(value))
            for key, value in zip(given.keys, given.values, strict=True)
            if key is not None
        ]
        return Class({each.name: each for each in members}, is_dict=True)

    # --- events

    def functions(self, found: Surface) -> None:
        """The functions and constants of the module webhooks."""
        for each in self.body:
            if isinstance(each, ast.FunctionDef):
                found.functions[each.name] = self.call(each)
        for name, value in _assigned_in(self.body):
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Subscript):
                made = self.type(value.func)
                found.constants[name] = made if isinstance(made, Of) else Name(name)


def _seen(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """What a type checker sees of some statements."""
    for each in body:
        if isinstance(each, ast.If) and isinstance(each.test, ast.Name) and each.test.id == "TYPE_CHECKING":
            yield from each.body
        else:
            yield each


def _assigned_in(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for each in body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.value is not None:
            yield each.target.id, each.value
        elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            yield each.targets[0].id, each.value


def _assigned(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    return _assigned_in(node.body)


def _is_dict(node: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "TypedDict"


def _is_property(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(each) == "cached_property" for each in node.decorator_list)


def _is_not_required(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) == "NotRequired"
