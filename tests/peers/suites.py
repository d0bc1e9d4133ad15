"""The suites of the peers: one commit of each, fetched once into build/peers and committed nowhere.

REISSUE_PEERS names a folder that has them already, as work trees `oasdiff` and `openapi-diff`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.ci.environments import ROOT

SOURCES = {
    "oasdiff": ("https://github.com/oasdiff/oasdiff", "4553c69d3869ee555ee4f00831d8cca6e1c208ff"),
    "openapi-diff": ("https://github.com/OpenAPITools/openapi-diff", "6ca25f4f2cbde69744913006381f14173418db37"),
}
"""Where each comes from, and the commit that the lists of disagreements were read from."""


class SuiteUnavailable(Exception):
    """A suite cannot be had here; the message says why and what to do."""


def suite(name: str) -> Path:
    """The work tree of a peer. Raises SuiteUnavailable."""
    if given := os.environ.get("REISSUE_PEERS"):
        tree = Path(given) / name
        if not tree.is_dir():
            raise SuiteUnavailable(f"REISSUE_PEERS is {given}, which has no folder {name}.")
        return tree
    url, commit = SOURCES[name]
    tree = ROOT / "build/peers" / f"{name}-{commit[:12]}"
    if not tree.exists():
        print(f"fetching {url} at {commit[:12]} into {tree.relative_to(ROOT)} (once) ...", file=sys.stderr, flush=True)
        fetch(url, commit, tree)
    return tree


def fetch(url: str, commit: str, tree: Path) -> None:
    """One commit of a repository, without its history. Raises SuiteUnavailable."""
    if shutil.which("git") is None:
        raise SuiteUnavailable("git is not installed; install it, or name work trees by REISSUE_PEERS.")
    begun = tree.with_name(f"{tree.name}.part")
    shutil.rmtree(begun, ignore_errors=True)
    begun.mkdir(parents=True)
    for command in (
        ["init", "--quiet"],
        ["fetch", "--quiet", "--depth", "1", url, commit],
        ["checkout", "--quiet", "--detach", commit],
    ):
        done = subprocess.run(["git", "-C", str(begun), *command], capture_output=True, text=True, check=False)
        if done.returncode:
            why = done.stderr.strip()[-300:]
            raise SuiteUnavailable(f"{url} cannot be fetched: {why} Try again, or name work trees by REISSUE_PEERS.")
    begun.rename(tree)
