"""What a copy of the runtime holds: the modules that its tree imports, and the choices of callers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from reissue_generator import generate as pipeline
from reissue_generator.errors import ConfigurationError
from reissue_generator.own_files import own_runtime
from reissue_generator.tree.project import find
from reissue_generator.tree.runtime_copy import CHOICES, RuntimeCopy, modules_in, pruned, texts
from tests.generator.vendor.vendored_copies import document, filing, project

CHECKOUT = Path(own_runtime()).parent.parent

TOY = {
    "__init__.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .core import Core\n",
    "py.typed": "",
    "core.py": "def f() -> None:\n    from .late import late\n",
    "late.py": "",
    "forms.py": "from . import quoting, core\n",
    "quoting.py": "",
    "deep/__init__.py": "",
    "deep/inner.py": "from ..quoting import quote\n",
    "rings.py": "from .ring import B\n",
    "ring.py": "from .rings import A\n",
    "recorder.py": "",
    "webhooks.py": "",
}
BARE = ["core", "late"]
"""What every tree of the toy has."""


def copied(text: str, path: str = "acme/client.py", without: tuple[str, ...] = ("recorder", "webhooks")) -> RuntimeCopy:
    return pruned(TOY, [(path, text)], without)


def modules(text: str, path: str = "acme/client.py") -> list[str]:
    return [name for name in modules_in(copied(text, path).files) if name not in BARE]


# --- which imports count ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text,path,wanted",
    [
        ("", "acme/client.py", []),
        ("from ..runtime.quoting import quote\n", "acme/client.py", ["quoting"]),
        ("from .runtime.quoting import quote\n", "client.py", ["quoting"]),
        ("from ...runtime.quoting import quote\n", "acme/resources/things.py", ["quoting"]),
        ("from ..runtime.forms import x\n", "acme/client.py", ["forms", "quoting"]),
        ("from ..runtime import forms as f, quoting\n", "acme/client.py", ["forms", "quoting"]),
        ("from ..runtime import (\n    quoting,  # why, and what for\n)\n", "acme/client.py", ["quoting"]),
        ("from ..runtime.quoting import (\n    quote,\n    unquote,\n)\n", "acme/client.py", ["quoting"]),
        ("if TYPE_CHECKING:\n    from ..runtime.quoting import Q\n", "acme/client.py", ["quoting"]),
        ("def f() -> None:\n    from ..runtime.quoting import quote\n", "acme/client.py", ["quoting"]),
        ("from ..runtime.deep.inner import x\n", "acme/client.py", ["deep", "deep.inner", "quoting"]),
        ("from ..runtime.deep import inner\n", "acme/client.py", ["deep", "deep.inner", "quoting"]),
        ("from ..runtime.rings import A\n", "acme/client.py", ["ring", "rings"]),
    ],
)
def test_what_is_imported_is_there_and_nothing_else(text: str, path: str, wanted: list[str]) -> None:
    assert modules(text, path) == wanted


@pytest.mark.parametrize(
    "text,path",
    [
        ("from .runtime.quoting import quote\n", "acme/client.py"),  # a module of acme's own
        ("from ....runtime.quoting import quote\n", "acme/client.py"),  # beyond the tree
        ("from reissue_runtime.quoting import quote\n", "acme/client.py"),  # installed
        ("from ..runtime.gone import x\n", "acme/client.py"),
        ("from ..runtime.quoting import quote\n", "_specs/acme.yaml"),  # no Python
        ("x = 'from ..runtime.quoting import quote'\n", "acme/client.py"),
    ],
)
def test_what_is_no_import_of_the_copy_brings_nothing(text: str, path: str) -> None:
    assert modules(text, path) == []


def _parsed(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield node.level, node.module or "", tuple(one.name for one in node.names)


@pytest.mark.parametrize("folder", ["runtime/reissue_runtime", "generated/reissue_clients", "tests/golden"])
def test_imports_are_found_as_a_parser_finds_them(folder: str) -> None:
    """They are read without one, for speed; here is the proof that this finds the same."""
    from reissue_generator.tree.runtime_copy import relative_imports

    files = [path for path in (CHECKOUT / folder).rglob("*.py") if "__pycache__" not in path.parts]
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        found = sorted((level, module, tuple(names)) for level, module, names in relative_imports(text))
        assert found == sorted(_parsed(text)), path


# --- what is copied --------------------------------------------------------------------------------------------


def test_files_are_copied_as_they_are() -> None:
    runtime = texts(own_runtime())
    copy = pruned(runtime, [("client.py", "from .runtime.client import Client\n")])
    assert all(text == runtime[path.removeprefix("runtime/")] for path, text in copy.files.items())
    assert {"runtime/__init__.py", "runtime/py.typed", "runtime/client.py"} <= set(copy.files)


def test_several_clients_share_the_union() -> None:
    one, other = "from ..runtime.forms import x\n", "from ..runtime.deep.inner import x\n"
    both = pruned(TOY, [("a/client.py", one), ("b/client.py", other)])
    apart = [pruned(TOY, [("a/client.py", text)]) for text in (one, other)]
    assert both.files == {**apart[0].files, **apart[1].files}


def test_modules_of_files_that_are_not_at_hand_can_be_named() -> None:
    assert modules_in(pruned(TOY, [], ["recorder", "webhooks"], ["forms", "gone"]).files) == [
        "core",
        "forms",
        "late",
        "quoting",
    ]


def test_a_copy_of_a_copy_is_the_same() -> None:
    """A tree that carries its own runtime is vendored from that."""
    users = [("acme/client.py", "from ..runtime.forms import x\n")]
    once = pruned(TOY, users)
    again = {path.removeprefix("runtime/"): text for path, text in once.files.items()}
    assert pruned(again, users).files == once.files


# --- what callers choose ----------------------------------------------------------------------------------------


def test_choices_are_there_unless_they_are_left_out() -> None:
    assert modules_in(pruned(TOY, []).files) == [*BARE, "recorder", "webhooks"]
    assert modules_in(pruned(TOY, [], ["webhooks"]).files) == [*BARE, "recorder"]


def test_a_choice_that_there_is_not_is_refused_with_the_list() -> None:
    with pytest.raises(ConfigurationError, match=f"no 'recoder' to leave out.*: {', '.join(CHOICES)}"):
        pruned(TOY, [], ["recoder"])


def test_what_is_needed_cannot_be_left_out_and_the_reason_is_told() -> None:
    with pytest.raises(ConfigurationError, match=r"webhooks cannot be left out .*: acme/hooks\.py needs it"):
        pruned(TOY, [("acme/hooks.py", "from ..runtime.webhooks import Webhook\n")], ["webhooks"])
    runtime = {**TOY, "late.py": "from .recorder import record_drift\n"}
    chain = r"runtime/late\.py needs it, runtime/core\.py needs that, runtime/__init__\.py needs that, every tree needs"
    with pytest.raises(ConfigurationError, match=chain):
        pruned(runtime, [], ["recorder"])


def test_what_was_left_out_is_told_in_one_line() -> None:
    copy = copied("from ..runtime.quoting import x\n", without=("webhooks",))
    assert copy.told("ask again") == (
        "left out of the runtime: deep, deep.inner, forms, ring, rings (nothing here imports it; a client that does brings "
        "it along); webhooks (by --without; to get it back ask again)."
    )
    whole = pruned(TOY, [("a/b.py", "from ..runtime import deep, forms, rings\nfrom ..runtime.deep import inner\n")])
    assert whole.told("ask again") == ""


def test_every_choice_is_a_module_of_the_runtime() -> None:
    there = set(modules_in(f"runtime/{path}" for path in texts(own_runtime())))
    assert set(CHOICES) <= there


# --- a project whose tree carries a copy -------------------------------------------------------------------------


def test_a_project_keeps_what_its_other_clients_need(tmp_path: Path) -> None:
    """`filing` sends files: it is not written anew, once because it was not asked for and once because it cannot be."""
    folder = project(tmp_path / "project", plain=document("Plain", ["on"]), filing=filing("Filing"))
    files = folder / "generated" / "reissue_clients" / "runtime" / "files.py"
    assert files.is_file()
    found = find(str(folder))
    pipeline.generate(found, ["plain"])
    assert files.is_file()
    (folder / "specs" / "filing.yaml").write_text("openapi: [", encoding="utf-8")
    written = pipeline.generate(found)
    assert written.rendered.failed == ["filing"]
    assert files.is_file()
    findings, _ = pipeline.check(found)
    assert {one.place.file for one in findings} == {"specs/filing.yaml"}
    (folder / "specs" / "filing.yaml").unlink()
    pipeline.generate(found)
    assert not files.exists()
    assert pipeline.check(found)[0] == []
