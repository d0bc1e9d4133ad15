"""Imports of the installed runtime become those of a copy, sorted as ruff's defaults want them."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

from reissue_generator.emit.format import ruff
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor.origin import find_origin
from reissue_generator.vendor.relocate import relocated

USES = "\n\nx = (a, b, c)\n"

CASES = {
    "nothing to do": (
        "from __future__ import annotations\n\nfrom typing import Any\n\nfrom ..models import b\n",
        "from __future__ import annotations\n\nfrom typing import Any\n\nfrom ..models import b\n",
    ),
    "only the runtime": (
        "from __future__ import annotations\n\nfrom reissue_runtime.model import a\n",
        "from __future__ import annotations\n\nfrom ...runtime.model import a\n",
    ),
    "the standard library and third parties stay, each with its blank line": (
        "import datetime as dt\nfrom typing import Any\n\nfrom msgspec import field\nfrom reissue_runtime.model import a\n",
        "import datetime as dt\nfrom typing import Any\n\nfrom msgspec import field\n\nfrom ...runtime.model import a\n",
    ),
    "the runtime is furthest away, so it comes first": (
        "from typing import Any\n\nfrom reissue_runtime.model import a\nfrom reissue_runtime.operation import b\n\n"
        "from ..models import c\nfrom .other import d\n",
        "from typing import Any\n\nfrom ...runtime.model import a\nfrom ...runtime.operation import b\n"
        "from ..models import c\nfrom .other import d\n",
    ),
    "long lines in parentheses": (
        "from reissue_runtime.model import (\n    a,\n    b,\n)\n\nfrom ..models import (\n    c,\n)\n",
        "from ...runtime.model import (\n    a,\n    b,\n)\nfrom ..models import (\n    c,\n)\n",
    ),
    "for type checkers": (
        "from typing import TYPE_CHECKING\n\nfrom reissue_runtime.model import a\n\nif TYPE_CHECKING:\n    from typing import Any\n\n"
        "    from reissue_runtime.secret import b\n\n    from ..models import c\n",
        "from typing import TYPE_CHECKING\n\nfrom ...runtime.model import a\n\nif TYPE_CHECKING:\n    from typing import Any\n\n"
        "    from ...runtime.secret import b\n    from ..models import c\n",
    ),
    "inside of a function": (
        "def f() -> object:\n    from reissue_runtime.model import a\n\n    return a\n",
        "def f() -> object:\n    from ...runtime.model import a\n\n    return a\n",
    ),
    "the package itself": ("from reissue_runtime import Secret\n", "from ...runtime import Secret\n"),
    "another package with a name alike": (
        "from reissue_runtime_extras.model import a\n",
        "from reissue_runtime_extras.model import a\n",
    ),
    "text that looks like an import": (
        '"""Example:\n\nfrom reissue_runtime.model import a\n"""\n',
        '"""Example:\n\nfrom reissue_runtime.model import a\n"""\n',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_imports_are_moved(case: str) -> None:
    before, after = CASES[case]
    assert relocated(before, "reissue_runtime", "...runtime") == after
    assert relocated(after, "reissue_runtime", "...runtime") == after


def checked(folder: Path) -> str:
    """What ruff complains about with nothing but its defaults."""
    said = ""
    for command in (["check", "--output-format", "concise"], ["format", "--check"]):
        done = subprocess.run(
            [ruff(), *command, "--isolated", "--no-cache", str(folder)], capture_output=True, text=True, check=False
        )
        said += done.stdout + done.stderr if done.returncode else ""
    return said


@pytest.mark.parametrize("case", [case for case in CASES if "alike" not in case])
def test_ruff_would_sort_them_the_same_way(case: str, tmp_path: Path) -> None:
    """Of what ruff's defaults demand only the order counts here: the names are not used."""
    file = tmp_path / "app" / "resources" / "things.py"
    file.parent.mkdir(parents=True)
    file.write_text(CASES[case][1])
    command = [ruff(), "check", "--isolated", "--no-cache", "--select", "I", "--output-format", "concise", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_vendored_providers_pass_the_defaults_of_ruff(tmp_path: Path) -> None:
    root = tmp_path / "shop" / "_vendor"
    found = find_origin()
    assert found is not None
    vendor.add(str(root), ["abillify", "irembopay", "paypen", "qorepay"], found)
    assert checked(root) == ""
    modules = list(root.rglob("*.py"))
    imports = [
        node for path in modules for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)
    ]
    assert not [one.module for one in imports if (one.module or "").startswith("reissue")]
    client = root / "paypen" / "client.py"  # and these checks can fail
    client.write_text(client.read_text().replace("from ..runtime", "from .runtime", 1).replace("import", "import  ", 1))
    said = checked(root)
    assert "I001" in said
    assert "would be reformatted" in said
