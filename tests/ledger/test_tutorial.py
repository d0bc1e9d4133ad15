"""docs/tutorial-runs.md, followed literally: its commands run one after another, and nobody is reminded twice."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[2] / "docs" / "tutorial-runs.md"
BLOCKS = re.findall(r"<!-- tutorial -->\n```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.skipif(sys.platform == "win32", reason="the tutorial is for a POSIX shell")
def test_the_tutorial_is_true(tmp_path: Path) -> None:
    port = free_port()
    script = "\n".join(
        ["set -eu", "trap 'kill %1' EXIT", *BLOCKS, f"curl=http://127.0.0.1:{port}", "cp sandbox.log seen.log"]
    )
    counting = (
        "import json, sys, urllib.request\n"
        "told = json.load(urllib.request.urlopen(sys.argv[1] + '/_sandbox/state'))\n"
        "json.dump(told, open('state.json', 'w'))\n"
    )
    script += f'\npython3 -c "{counting}" http://127.0.0.1:{port}\n'
    script = script.replace("8642", str(port))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REISSUE_")}
    environment = {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout
    assert "40 items: done 40" in told
    assert "40 would be sent, 0 skipped" in told
    assert "columns that are not read: customer name" in told
    assert "its process ended before it did" in told
    assert "done before" in told or "skipped 40" in told
    state = json.loads((tmp_path / "state.json").read_text())
    assert state, urllib.request
