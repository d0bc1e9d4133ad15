"""A caller of an emitted package: modules that use all of it, written from the text of the package, for pyright to read.

They make every model with every member and with the required ones alone, read every attribute into a variable of its type, call
every method, sync and awaited, with all arguments by position and by name and with the required ones alone, and read the
result. Every alias is given and read as what it stands for, so that a match over its members stays whole. Types are copied
letter by letter; nothing here knows how `diff` compares.
"""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.strict import tool

Files = Mapping[str, str]
_PACKAGE = "PACKAGE"
"""What stands in the text for the package that is used."""


@dataclass
class _Given:
    """One argument or member: its name, type, whether it may be left out, and whether it has a position."""

    name: str
    type: str
    optional: bool
    positional: bool = False


def callers(files: Files, client: str) -> dict[str, str]:
    """The modules of a caller of a package, by name."""
    found: dict[str, str] = {}
    for path, text in files.items():
        if path == "models.py" or path.startswith("models/"):
            found["models_" + path.replace("/", "_")] = _models(text)
        elif path == "params.py":
            found["params.py"] = _params(text)
    found["client.py"] = _client(files["client.py"], client)
    found |= dict(_resources(files, client))
    if "webhooks.py" in files:
        found["webhooks.py"] = _webhooks(files["webhooks.py"])
    return found


# --- models


def _models(text: str) -> str:
    body = list(_seen(ast.parse(text).body))
    lines, own = _imports(body), list[str]()
    for each in body:
        if isinstance(each, ast.ClassDef):
            own.append(each.name)
            lines += _made(each.name, list(_members(each)))
            lines.append(f"def read_{each.name}(v: {each.name}) -> None:")
            lines += [f"    x{n}: {one.type} = v.{one.name}" for n, one in enumerate(_members(each))]
            lines += [f"    assert isinstance(v, {each.name})"]
        elif isinstance(each, ast.AnnAssign) and each.value is not None:
            name, type_ = ast.unparse(each.target), ast.unparse(each.value)
            own.append(name)
            lines.append(f"def give_{name}(v: {type_}) -> {name}:\n    return v")
            lines.append(f"def read_{name}(v: {name}) -> {type_}:\n    return v")
    return "\n".join([_FUTURE, *(f"from {_PACKAGE}.models import {name}" for name in own), *lines, ""])


def _params(text: str) -> str:
    """Dicts with all keys, and with those that must be there."""
    body = list(_seen(ast.parse(text).body))
    lines, own = _imports(body), list[str]()
    for each in body:
        if isinstance(each, ast.ClassDef):
            own.append(each.name)
            members = [_key(one) for one in each.body if isinstance(one, ast.AnnAssign)]
            for what, some in (("all", members), ("least", [one for one in members if not one.optional])):
                heads = ", ".join(f"p_{one.name}: {one.type}" for one in some)
                given = ", ".join(f"{one.name!r}: p_{one.name}" for one in some)
                lines.append(f"def make_{what}_{each.name}({heads}) -> {each.name}:\n    return {{{given}}}")
        elif isinstance(each, ast.AnnAssign) and each.value is not None:
            name, type_ = ast.unparse(each.target), str(ast.literal_eval(each.value))
            own.append(name)
            lines.append(f"def give_{name}(v: {type_}) -> {name}:\n    return v")
    return "\n".join([_FUTURE, *(f"from {_PACKAGE}.params import {name}" for name in own), *lines, ""])


def _key(node: ast.AnnAssign) -> _Given:
    type_ = ast.unparse(node.annotation)
    if optional := type_.startswith("NotRequired["):
        type_ = type_.removeprefix("NotRequired[")[:-1]
    return _Given(ast.unparse(node.target), type_, optional)


def _members(node: ast.ClassDef) -> Iterator[_Given]:
    for each in _seen(node.body):
        if isinstance(each, ast.AnnAssign):
            default = each.value
            is_field = isinstance(default, ast.Call) and ast.unparse(default.func) == "field"
            optional = "default=" in ast.unparse(default) if is_field and default else default is not None
            yield _Given(ast.unparse(each.target), ast.unparse(each.annotation), optional)


def _made(name: str, members: list[_Given]) -> Iterator[str]:
    for what, some in (("all", members), ("least", [one for one in members if not one.optional])):
        heads = ", ".join(f"p_{one.name}: {one.type}" for one in some)
        given = ", ".join(f"{one.name}=p_{one.name}" for one in some)
        yield f"def make_{what}_{name}({heads}) -> {name}:\n    return {name}({given})"


# --- client and resources


def _client(text: str, client: str) -> str:
    body = list(_seen(ast.parse(text).body))
    lines = _imports(body)
    for each in body:
        if not isinstance(each, ast.ClassDef):
            continue
        lines.append(f"from {_PACKAGE} import {each.name}")
        if each.name == "Server":
            members = [ast.unparse(one.targets[0]) for one in each.body if isinstance(one, ast.Assign)]
            lines.append(f"print({', '.join(f'Server.{name}' for name in members)})")
        if each.name in (client, f"Async{client}"):
            made = next(one for one in each.body if isinstance(one, ast.FunctionDef))
            lines += _made(each.name, _arguments(made))
    return "\n".join([_FUTURE, *lines, ""])


def _resources(files: Files, client: str) -> Iterator[tuple[str, str]]:
    """A module for each resource, and one for its awaited twin."""
    todo = [(name, "client.py", name, "") for name in (client, f"Async{client}")]
    while todo:
        root, path, name, call = todo.pop()
        body = list(_seen(ast.parse(files[path]).body))
        owner = next(each for each in body if isinstance(each, ast.ClassDef) and each.name == name)
        lines = [*_imports(body), f"from {_PACKAGE} import {root} as Client"]
        for each in owner.body:
            if isinstance(each, ast.FunctionDef) and "cached_property" in map(ast.unparse, each.decorator_list):
                inner = ast.unparse(each.returns or _ANY)
                todo.append((root, f"resources/{_module(body, inner)}.py", inner, f"{call}.{each.name}"))
            elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and not each.name.startswith("__"):
                lines += _called(each, f"client{call}.{each.name}")
        if call:
            yield f"{root.lower()}{call.replace('.', '_')}.py", "\n".join([_FUTURE, *lines, ""])


def _module(body: list[ast.stmt], name: str) -> str:
    """The module of a class that a file imports."""
    imports = [each for each in body if isinstance(each, ast.ImportFrom)]
    return next((one.module or "").rpartition(".")[2] for one in imports if name in [each.name for each in one.names])


def _called(node: ast.FunctionDef | ast.AsyncFunctionDef, call: str) -> Iterator[str]:
    arguments = _arguments(node)
    word, wait = ("async def", "await ") if isinstance(node, ast.AsyncFunctionDef) else ("def", "")
    result = ast.unparse(node.returns) if node.returns else "None"
    least = [one for one in arguments if not one.optional]
    for what, some, by_name in (("all", arguments, False), ("named", arguments, True), ("least", least, False)):
        heads = ", ".join(["client: Client", *(f"p_{one.name}: {one.type}" for one in some)])
        ways = (f"p_{one.name}" if one.positional and not by_name else f"{one.name}=p_{one.name}" for one in some)
        yield f"{word} {node.name}_{what}({heads}) -> {result}:\n    return {wait}{call}({', '.join(ways)})"


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[_Given]:
    given = [each for each in node.args.args if each.arg != "self"]
    first = len(given) - len(node.args.defaults)
    found = [
        _Given(each.arg, ast.unparse(each.annotation or _ANY), place >= first, positional=True)
        for place, each in enumerate(given)
    ]
    for each, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        found.append(_Given(each.arg, ast.unparse(each.annotation or _ANY), default is not None))
    return found


def _webhooks(text: str) -> str:
    body = list(_seen(ast.parse(text).body))
    lines = [*_imports(body), f"from {_PACKAGE} import webhooks"]
    for each in body:
        if isinstance(each, ast.FunctionDef):
            arguments = _arguments(each)
            heads = ", ".join(f"p_{one.name}: {one.type}" for one in arguments)
            given = ", ".join(f"p_{one.name}" if one.positional else f"{one.name}=p_{one.name}" for one in arguments)
            result = ast.unparse(each.returns) if each.returns else "None"
            lines.append(f"def use_{each.name}({heads}) -> {result}:\n    return webhooks.{each.name}({given})")
        elif isinstance(each, ast.AnnAssign) and each.value is not None and isinstance(each.value, ast.Call):
            lines.append(f"made_{len(lines)}: {ast.unparse(each.value.func)} = webhooks.{ast.unparse(each.target)}")
    return "\n".join([_FUTURE, *lines, ""])


# --- files

_FUTURE = "from __future__ import annotations"
_ANY = ast.Name("object")


def _imports(body: list[ast.stmt]) -> list[str]:
    """What a file imports, as somebody outside of the package does."""
    lines: list[str] = []
    for each in body:
        if isinstance(each, ast.ImportFrom) and each.level:
            top = (each.module or "").partition(".")[0]
            if top == "resources":
                continue
            lines += [
                f"from {_PACKAGE}.{top if top in ('models', 'params') else 'models'} import {one.name} as {one.asname or one.name}"
                for one in each.names
                if top not in ("client",) and not one.name.startswith("_")
            ]
        elif isinstance(each, ast.Import | ast.ImportFrom) and "__future__" not in ast.unparse(each):
            lines.append(ast.unparse(each))
    return lines


def _seen(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for each in body:
        if isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING":
            yield from each.body
        else:
            yield each


# --- pyright


def refused(
    root: Path, pairs: Mapping[str, tuple[Mapping[str, str], Files]], environment: Path
) -> dict[str, list[str]]:
    """What pyright says of each caller beside its package, in one run. `pairs`: modules and files by name."""
    for name, (modules, files) in pairs.items():
        for path, text in files.items():
            _write(root / name / "acme" / path, text)
        for path, text in modules.items():
            _write(root / name / "caller" / path, text.replace(_PACKAGE, f"{name}.acme"))
    settings = {
        "include": [f"{name}/caller" for name in pairs],
        "typeCheckingMode": "basic",
        "reportDeprecated": "none",
        "pythonVersion": "3.11",
        "venvPath": str(environment.parent),
        "venv": environment.name,
    }
    (root / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [tool("pyright"), "--outputjson", "-p", str(root)], capture_output=True, text=True, check=False
    )
    found: dict[str, list[str]] = {name: [] for name in pairs}
    for each in json.loads(done.stdout)["generalDiagnostics"]:
        path = Path(each["file"]).relative_to(root)
        if each["severity"] == "error":
            found[path.parts[0]].append(f"{path}:{each['range']['start']['line'] + 1}: {each['message']}")
    return found


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
