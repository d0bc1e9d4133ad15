"""The plug-in of the trial, installed in a folder as an installer would leave it in site-packages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
METADATA = "Metadata-Version: 2.1\nName: reissue-billingo\nVersion: 0.0.1\n"
ENTRY_POINT = "[reissue.providers]\nbillingo = reissue_billingo:PLUGIN\n"


def install(site: Path) -> Path:
    """Put the plug-in and its generated client into the folder; gives the folder."""
    package = site / "reissue_billingo"
    shutil.copytree(HERE / "reissue_billingo", package, ignore=shutil.ignore_patterns("__pycache__"))
    command = ["generate", "--spec", str(HERE / "billingo.yaml"), "--out", str(package), "--package", "billingo"]
    command += ["--runtime", "reissue_runtime"]
    done = subprocess.run([sys.executable, "-m", "reissue", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    about = site / "reissue_billingo-0.0.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(METADATA)
    (about / "entry_points.txt").write_text(ENTRY_POINT)
    return site
