"""The proof of emitted code, made to fail: each thing that no template means is seen, with its line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from reissue_generator.emit.proof import RULE, prove
from reissue_generator.tree.project import find
from tests.generator.small_clients import document, emit, operation, returns

HEAD = '# Generated.\n"""Models."""\n\nfrom __future__ import annotations\n\n'
GOOD = (
    HEAD
    + 'from .runtime.model import UNSET, Model, UnsetType\n\n\nclass Thing(Model, kw_only=True):\n    """A thing."""\n\n    a: str | UnsetType = UNSET\n    """Words."""\n'
)


def told(text: str, path: str = "models.py", **more: str) -> list[tuple[int, str]]:
    return [(one.place.line, one.message) for one in prove({path: text, **more})]


def test_what_the_generator_emits_is_proven(tmp_path: Path) -> None:
    doc = document({"/things": {"get": operation(responses=returns({"type": "object", "properties": {"a": {}}}))}})
    assert prove(emit(tmp_path, doc).own_files) == []
    assert told(GOOD) == []


def test_a_class_of_many_members_takes_time_by_its_length() -> None:
    """Each member took as long as there were members before it: 20,000 took six seconds, and take less than one."""
    members = "".join(f"    b_{place}: str | UnsetType = UNSET\n" for place in range(20_000))
    began = time.process_time()
    assert told(GOOD + members) == []
    assert time.process_time() - began < 3


def test_what_stands_in_this_repository_is_proven() -> None:
    root = Path(find(str(Path(__file__).parent)).generated)
    files = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in root.rglob("*.py")}
    assert len(files) > 30
    assert [f"{one.place}: {one.message}" for one in prove(files, "reissue_runtime")] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("import os", "imports os"),
        ("import datetime", "imports datetime"),
        ("import msgspec as dt", "imports msgspec"),
        ("from os import system", "imports system from os"),
        ("from typing import Callable", "imports Callable from typing"),
        ("from typing import Any as Model", "imports under another name from typing"),
        ("from importlib import import_module, reload", "imports reload from importlib"),
        ("from ..secrets import key", "imports from ..secrets"),
        ("from ...up import x", "imports from ...up"),
        ("from .elsewhere import x", "imports from .elsewhere"),
        ("from .runtime.model import *", "imports *"),
        ("print(1)", "has a statement of another kind (Expr)"),
        ("'text that documents nothing'\n'twice'", "has text that documents nothing"),
        ("x = __import__('os')", "speaks of __import__"),
        ("x = eval('1')", "calls eval"),
        ("x = open('f')", "calls open"),
        ("x = Thing(a='1')", "calls Thing"),
        ("x = Model.__subclasses__()", "reaches for __subclasses__"),
        ("x = ().__class__", "reaches for __class__"),
        ("x = getattr(Model, 'x')", "calls getattr"),
        ("x = 'a'.join(['b'])", "calls 'a'.join"),
        ("x = f'{Model}'", "has an expression of another kind (JoinedStr)"),
        ("x = [a for a in Model]", "has an expression of another kind (ListComp)"),
        ("x = (y := 1)", "has an expression of another kind (NamedExpr)"),
        ("x = one_of(lambda a: a)", "has an expression of another kind (arguments)"),
        ("x = unknown_name", "speaks of unknown_name"),
        ("x = 1 + 1", "has an expression of another kind (Add)"),
        ("x: print('hi') = 1", "calls print"),
        ("x += 1", "has a statement of another kind (AugAssign)"),
        ("x = y = 1", "has a statement of another kind (Assign)"),
        ("x, y = 1, 2", "has a statement of another kind (Assign)"),
        ("del Thing", "has a statement of another kind (Delete)"),
        ("while True: pass", "has a statement of another kind (While)"),
        ("if True: import os", "has a statement of another kind (If)"),
        ("try: pass\nfinally: pass", "has a statement of another kind (Try)"),
        ("class Thing(Model): pass", "binds Thing twice"),
        ("Model = 1", "binds Model twice"),
        ("class A(Thing): pass", "has a class A of another kind"),
        ("class A(Model, metaclass=Thing): pass", "has a class A of another kind"),
        ("class A(Model, kw_only=print(1)): pass", "calls print"),
        ("class A(Model, Thing.base): pass", "has a class A of another kind"),
        ("@print\nclass A(Model): pass", "has a class A of another kind"),
        ("class A(Model):\n    a: str\n    a: int", "binds A.a twice"),
        ("class A(Model):\n    print(1)", "has a statement of another kind (Expr)"),
        ("class A(Model):\n    a = print(1)", "calls print"),
        ("@print\ndef f(): return 1", "has another decorator"),
        ("def f(a=print(1)): return 1", "calls print"),
        ("x: TypeAlias = 'print(1)'", "calls print"),
        ("x: TypeAlias = 'str | '", "quotes what is no type"),
        ("x = TypedDict('x', {'a': 'unknown_name'})", "speaks of unknown_name"),
        ("def f(*a): return 1", "takes any number of arguments"),
        ("def f(a):\n    return a()", "calls a"),
        ("def f(a):\n    return print(a)", "calls print"),
        ("def f(a):\n    a = 1", "has a statement of another kind (Assign)"),
        ("def f(a):\n    import os", "has a statement of another kind (Import)"),
        ("def f(a):\n    from os import system\n    return a", "imports system from os"),
        ("def f(a):\n    return a.b.system('x')", "calls a.b.system"),
        ("x = '''a\x0bb'''", "holds the character '\\x0b'"),
        ("x = '''\u202e'''", "holds the character '\\u202e'"),
        ("# a\rimport os", "holds the character '\\r'"),
        ("x = (", "is no Python"),
        ("x = " + "(" * 300 + ")" * 300, "is no Python"),
    ],
)
def test_what_no_template_means_is_refused(line: str, message: str) -> None:
    found = told(f"{GOOD}\n\n{line}\n")
    assert found, line
    assert any(text.startswith(message) for _, text in found), found
    assert any(number > GOOD.count("\n") for number, _ in found)


def test_an_encoding_line_is_refused() -> None:
    assert (1, "names an encoding") in told("# Generated from coding=utf-7.yaml.\n" + GOOD)


def test_a_docstring_that_was_ended_is_seen() -> None:
    broken = GOOD.replace('"""A thing."""', '"""A thing."""\n    import os; os.system("x")\n    """."""')
    assert any("(Import)" in message for _, message in told(broken))


def test_imports_must_name_files_of_the_tree() -> None:
    text = GOOD.replace("from .runtime", "from ..runtime")
    runtime = {"a/runtime.py": ""}
    assert told(text, "acme/models.py", **runtime) == []
    assert told(text, "acme/resources/models.py", **runtime) != []
    assert told(text, "models.py", **runtime) != []


def test_findings_are_errors_with_a_place() -> None:
    one = prove({"models.py": GOOD + "import os\n"})[0]
    assert (one.rule, one.level, str(one.place)) == (RULE, "error", f"models.py:{GOOD.count(chr(10)) + 1}:1")


def test_no_folder_is_left_out() -> None:
    files = {"runtime/x.py": "import os\n", "acme/py.typed": "", "pkg/runtime/y.py": "exec('')"}
    assert {one.place.file for one in prove(files)} == {"runtime/x.py", "pkg/runtime/y.py"}
