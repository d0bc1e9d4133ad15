"""A package of emitted code is refused by a runtime of another contract."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import reissue_runtime
from reissue_runtime import ConfigurationError
from reissue_runtime.contract import RUNTIME, require

import reissue_clients

CLIENTS = Path(reissue_clients.__file__).parent


def test_the_number_of_today_is_accepted() -> None:
    assert require(RUNTIME, "reissue_clients.paypen") is None
    for name in ("abillify", "irembopay", "paypen", "qorepay"):
        text = (CLIENTS / name / "__init__.py").read_text()
        assert re.findall(r"^RUNTIME: Final = (\d+)$", text, re.MULTILINE) == [str(RUNTIME)]


@pytest.mark.parametrize("made_for", [RUNTIME - 1, RUNTIME + 1])
def test_another_number_is_refused_with_the_command_that_mends_it(made_for: int) -> None:
    with pytest.raises(ConfigurationError) as caught:
        require(made_for, "reissue_clients.paypen")
    message = str(caught.value)
    assert f"contract {made_for} " in message and f"contract {RUNTIME}." in message
    assert message.startswith("reissue_clients.paypen ") and message.endswith("reissue generate paypen")


@pytest.mark.parametrize("vendored", [True, False])
def test_a_copy_names_its_own_command(tmp_path: Path, vendored: bool) -> None:
    """The tree is another's: it is imported in a process of its own. Only a vendored one has a lock to be updated by."""
    root = tmp_path / "theirs"
    shutil.copytree(Path(reissue_runtime.__file__).parent, root / "runtime")
    text = (CLIENTS / "paypen/__init__.py").read_text().replace("from reissue_runtime.", "from ..runtime.")
    (root / "paypen").mkdir()
    (root / "paypen/__init__.py").write_text(text.replace("RUNTIME: Final = 1", "RUNTIME: Final = 99"))
    (root / "__init__.py").write_text("")
    if vendored:
        (root / "reissue.lock").write_text("")
    command = [sys.executable, "-c", "import theirs.paypen"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    mend = f"reissue vendor update {root}" if vendored else "reissue generate, as the tree was made"
    assert mend in done.stderr and "contract 99" in done.stderr, done.stderr
    assert vendored or "vendor update" not in done.stderr
