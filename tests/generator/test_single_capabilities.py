"""Stand-alone trees that use one thing each: whole, no bigger than needed, and typed, with httpx and msgspec alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reissue_generator.findings import Level
from reissue_generator.generate import generate_alone
from reissue_generator.tree.project import own_runtime
from reissue_generator.tree.runtime_copy import CHOICES, modules_in, texts
from tests.generator.single_capabilities import CAPABILITIES
from tests.generator.vendor.bare_environment import bare_environment, mypy, pyright
from tests.generator.vendor.vendored_copies import base_python

NOTHING, EVERYTHING = "nothing", "all_choices"


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package for each capability, without what callers choose, and one with all of that."""
    root = tmp_path_factory.mktemp("trees")
    specs = tmp_path_factory.mktemp("documents")
    for name, one in CAPABILITIES.items():
        spec = specs / f"{name}.json"
        spec.write_text(json.dumps(one.document), encoding="utf-8")
        written = generate_alone(spec, root, name, without=[choice for choice in CHOICES if choice not in one.keep])
        assert [one for one in written.rendered.findings if one.level is not Level.NOTE] == [], name
    generate_alone(specs / f"{NOTHING}.json", root, EVERYTHING)
    return root


def modules(trees: Path, name: str) -> set[str]:
    folder = trees / name
    return set(modules_in(path.relative_to(folder).as_posix() for path in folder.rglob("*.py")))


# --- no bigger than needed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CAPABILITIES)
def test_a_tree_has_what_it_needs_of_the_runtime(trees: Path, name: str) -> None:
    assert modules(trees, name) - modules(trees, NOTHING) == CAPABILITIES[name].modules


def test_the_plainest_tree_has_nothing_that_only_others_need(trees: Path) -> None:
    special = set[str]().union(*(one.modules for one in CAPABILITIES.values()))
    assert not modules(trees, NOTHING) & special


def test_every_module_of_the_runtime_gets_into_some_tree(trees: Path) -> None:
    there = set(modules_in(f"runtime/{path}" for path in texts(own_runtime())))
    assert there == set[str]().union(*(modules(trees, name) for name in (*CAPABILITIES, EVERYTHING)))


def test_a_tree_has_the_public_modules(trees: Path) -> None:
    assert {"errors", "retry", "operation", "webhooks", "testing"} <= modules(trees, EVERYTHING)


def test_choices_are_in_a_tree_unless_they_are_left_out(trees: Path) -> None:
    assert modules(trees, EVERYTHING) - modules(trees, NOTHING) >= set(CHOICES)


# --- whole -------------------------------------------------------------------------------------------------------

USE = """
import importlib, importlib.machinery, importlib.util, json, pathlib, sys
import httpx

known, compiled = {}, importlib.machinery.SourceFileLoader.source_to_code

def once(self, data, path, **options):  # the trees have the same runtime: compiling it again for each takes most of the time
    if data not in known:
        known[data] = compiled(self, data, path, **options)
    return known[data]

importlib.machinery.SourceFileLoader.source_to_code = once
sys.dont_write_bytecode = True
root = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(root))
for name in ("cryptography", "aiohttp", "reissue_runtime", "reissue"):
    assert importlib.util.find_spec(name) is None, f"{name} can be imported: this proves nothing"

def refused(call):
    try:
        return call()
    except Exception as error:
        return error

for name, one in json.loads(sys.argv[2]).items():
    for path in sorted((root / name).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    runtime = importlib.import_module(f"{name}.runtime")
    for public in ("CallOptions", "RetryPolicy", "Outcome", "Advice", "Secret", "UNSET", "Drift", *runtime.__all__):
        getattr(runtime, public)
    sent, answers = [], iter(one["answers"])

    def answer(request):
        request.read()
        sent.append(request)
        told = next(answers)
        return httpx.Response(**told["whole"]) if "whole" in told else httpx.Response(200, json=told)

    package = sys.modules[name]
    (kind,) = (kind for kind in package.__all__ if f"Async{kind}" in package.__all__)
    client = getattr(package, kind)(http=httpx.Client(transport=httpx.MockTransport(answer)), **one["arguments"])
    models, hooks = sys.modules.get(f"{name}.models"), sys.modules.get(f"{name}.webhooks")
    value = eval(one["call"])
    assert eval(one["holds"]), (name, one["holds"], value, [(r.method, str(r.url), r.headers, r.content) for r in sent])
    print(name)
"""


def test_every_module_imports_and_the_client_works(trees: Path, tmp_path: Path) -> None:
    calls = {
        name: {"arguments": one.arguments, "answers": one.answers, "call": one.call, "holds": one.holds}
        for name, one in CAPABILITIES.items()
    }
    calls[EVERYTHING] = calls[NOTHING]
    assert base_python(tmp_path / "base", USE, trees, json.dumps(calls)).split() == list(calls)


# --- typed -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_environment(tmp_path_factory.mktemp("bare") / "env")


def files_to_check(trees: Path) -> list[str]:
    """Every file of a client, and each module of the runtime where its tree is the first that may differ in what it sees.

    The modules of the plainest tree are in all trees, the same text, and import each other only: once is enough.
    """
    plain = modules(trees, NOTHING)
    found = [path for name in (NOTHING, EVERYTHING) for path in (trees / name).rglob("*.py")]
    for name in CAPABILITIES:
        folder = trees / name
        own = [path for path in folder.rglob("*.py") if path.parent.name != "runtime"]
        found += own + [folder / "runtime" / f"{module}.py" for module in sorted(modules(trees, name) - plain)]
    return sorted({path.relative_to(trees).as_posix() for path in found})


@pytest.mark.types
def test_pyright_strict_finds_nothing(trees: Path, bare: Path) -> None:
    assert pyright(trees, bare, files_to_check(trees)) == []


@pytest.mark.types
def test_mypy_strict_finds_nothing(trees: Path, bare: Path) -> None:
    assert mypy(trees, bare, [*CAPABILITIES, EVERYTHING]) == []
