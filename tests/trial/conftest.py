"""A fifth provider, added as another package would add it: generated, installed beside an adapter, and found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reissue_sandbox import Sandbox
from tests.trial.plugin_site import install
from tests.trial.stand_in import stand_in

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like site-packages, in which the plug-in is installed with its generated client."""
    return install(tmp_path_factory.mktemp("site"))


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
