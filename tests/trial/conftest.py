"""A fifth provider, added as another package would add it: generated, installed beside an adapter, and found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reissue_sandbox import Sandbox
from tests.trial.stand_in import stand_in

HERE = Path(__file__).parent
METADATA = "Metadata-Version: 2.1\nName: reissue-billingo\nVersion: 0.0.1\n"
ENTRY_POINT = "[reissue.providers]\nbillingo = reissue_billingo:PLUGIN\n"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like site-packages, in which the plug-in is installed with its generated client."""
    site = tmp_path_factory.mktemp("site")
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


@pytest.fixture(scope="module")
def installed(site: Path) -> Iterator[Path]:
    """The plug-in is found, for the tests of one module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(site)
        yield site


@pytest.fixture(scope="module")
def server(installed: Path) -> Iterator[Sandbox]:
    """A sandbox that stands in for this provider only."""
    with Sandbox(specs=HERE, stand_ins={"billingo": stand_in}) as sandbox:
        yield sandbox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The fault changes the enum of the payment; that a document was cancelled is told by its type."""
    for item in items:
        if "test_an_answer_that_drifts" in item.name and "unknown_enum" in item.name and "billingo-cancel" in item.name:
            item.add_marker(pytest.mark.skip(reason="the status of a cancelled document does not depend on that enum"))
