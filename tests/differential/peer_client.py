"""The client that openapi-python-client makes of the same specification, and how one of its functions is called."""

from __future__ import annotations

import contextlib
import enum
import importlib
import inspect
import pkgutil
import re
import subprocess
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
from msgspec import UNSET

from bench import peers
from reissue_sandbox.spec import specs_folder
from tests.contract.spec_calls import CREDENTIALS, Case, binary_members, snake
from tests.importing import import_folder

SOME_ID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Peer:
    """One generated package: its functions by method and path."""

    package: str
    functions: dict[tuple[str, str], Any]
    warnings: str


def generate(provider: str, folder: Path) -> Peer:
    """Make the peer's client of a provider in `folder`, and import it."""
    package = f"peer_{provider}"
    config = folder / "config.yaml"
    config.write_text("post_hooks: []\n")
    command = peers.command("opc", specs_folder() / f"{provider}.yaml", folder / package)
    done = subprocess.run([*command, "--config", str(config)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    import_folder(folder / package, package)
    return Peer(package, dict(_functions(package)), done.stdout + done.stderr)


def _functions(package: str) -> typing.Iterator[tuple[tuple[str, str], Any]]:
    api = importlib.import_module(f"{package}.api")
    for found in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        try:
            module = importlib.import_module(found.name)
        except ModuleNotFoundError:  # it names a model that the peer has given up
            continue
        source = inspect.getsource(module)
        method, url = re.search(r'"method": "(\w+)"', source), re.search(r'"url": "([^"]+)"', source)
        if method and url:
            yield (method[1].upper(), blank(url[1])), module


def blank(path: str) -> str:
    """A path template without the names of its parameters, which the peer spells in its own way."""
    return re.sub(r"\{[^{}]*\}", "{}", path)


def call(peer: Peer, case: Case, base: str, token: str, answer: Callable[[httpx.Request], httpx.Response]) -> None:
    """Call the peer's function of an operation with the arguments of the case, over a scripted transport."""
    module = peer.functions[case.operation.method, blank(case.operation.path)]
    given: dict[str, Any] = {}
    for where in ("path", "query", "header"):
        given |= {snake(name): value for name, value in case.parameters(where).items()}
    if case.body is not UNSET:
        given["body"] = case.body
    function = module.sync_detailed
    hints = typing.get_type_hints(function)
    arguments = {}
    for name in inspect.signature(function).parameters:
        if name != "client":
            value = given.pop(_plain(name, given))
            arguments[name] = body(case, value, hints[name]) if name == "body" else converted(value, hints[name])
    assert not given, f"{case.label}: the peer takes no {', '.join(given)}"
    # What it makes of the answer, which is none, is not looked at.
    with client(peer, case, base, token, answer) as made, contextlib.suppress(ValueError, KeyError):
        function(client=made, **arguments)


def body(case: Case, value: dict[str, Any], hint: Any) -> Any:
    """The peer's model of a body, with the members of responses only where it cannot be made without them."""
    value = {name: one.encode() if name in binary_members(case) else one for name, one in value.items()}
    try:
        return converted(value, hint)
    except KeyError:
        assert case.media
        schema = case.spec.at(case.operation.bodies[case.media].pointer or "")
        return converted(filled(case, schema, value), hint)


def read_only(case: Case, schema: dict[str, Any]) -> dict[str, Any]:
    """Required members of an object that only responses have, each with a value; the peer has one model for both."""
    schema = case.spec.resolve(schema)
    found = {name: one for part in schema.get("allOf", []) for name, one in read_only(case, part).items()}
    required = set(schema.get("required", []))
    for name, one in schema.get("properties", {}).items():
        documented = {**case.spec.resolve(one), **one}
        if name in required and documented.get("readOnly"):
            found[name] = documented.get("const", documented.get("enum", [SOME_ID])[0])
    return found


def filled(case: Case, schema: dict[str, Any], value: Any) -> Any:
    """The body with a value for each of them, without which the peer cannot make its model."""
    schema = case.spec.resolve(schema)
    if isinstance(value, list):
        return [filled(case, schema.get("items", {}), one) for one in value]
    if not isinstance(value, dict):
        return value
    known = {name: one for part in [schema, *schema.get("allOf", [])] for name, one in members(case, part).items()}
    own = {name: filled(case, known.get(name, {}), one) for name, one in value.items()}
    return {**read_only(case, schema), **own}


def read_only_names(case: Case) -> set[str]:
    """The names of all such members of a document."""
    schemas = case.spec.document["components"]["schemas"].values()
    return {name for schema in schemas for name in read_only(case, schema)}


def members(case: Case, schema: dict[str, Any]) -> dict[str, Any]:
    return dict(case.spec.resolve(schema).get("properties", {}))


def _plain(name: str, given: dict[str, Any]) -> str:
    """The peer's spelling of a name led back to ours, up to where words are split."""
    return next(ours for ours in given if ours.replace("_", "") == name.replace("_", ""))


def client(peer: Peer, case: Case, base: str, token: str, answer: Callable[[httpx.Request], httpx.Response]) -> Any:
    kinds = importlib.import_module(f"{peer.package}.client")
    arguments: dict[str, Any] = {"base_url": base, "httpx_args": {"transport": httpx.MockTransport(answer)}}
    if not case.operation.security:
        return kinds.Client(**arguments)
    if case.provider == "abillify":
        return kinds.AuthenticatedClient(token=token, prefix="Basic", **arguments)
    if case.provider == "irembopay":
        key = CREDENTIALS["irembopay"]["secret_key"]
        return kinds.AuthenticatedClient(token=key, prefix="", auth_header_name="irembopay-secretKey", **arguments)
    return kinds.AuthenticatedClient(token=token, **arguments)


def converted(value: Any, hint: Any) -> Any:
    """JSON data as what the peer's function wants."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        problem: Exception | None = None
        for one in args:
            if one is type(None) or one.__class__.__name__ == "Unset" or getattr(one, "__name__", "") == "Unset":
                continue
            try:
                return converted(value, one)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                problem = error
        raise TypeError(f"{value!r} is not {hint}") from problem
    if origin is list:
        return [converted(one, args[0]) for one in value]
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(value)
    if hasattr(hint, "from_dict"):
        return hint.from_dict(value)
    if hint in (datetime, date):
        return hint.fromisoformat(value)
    return value
