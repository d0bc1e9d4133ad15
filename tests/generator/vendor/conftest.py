"""What the tests of this folder share."""

from __future__ import annotations

from pathlib import Path

import pytest

from reissue_generator.vendor import copies as vendor
from tests.generator.vendor.vendored_copies import copied, document, filing, hooked, origin, project, respecify


@pytest.fixture(scope="session")
def old_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two providers; `acme` knows one state."""
    folder = tmp_path_factory.mktemp("old") / "project"
    return project(folder, acme=document("Acme", ["open"]), beta=document("Beta", ["on"]))


@pytest.fixture(scope="session")
def new_project(old_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project later: `acme` knows two states."""
    folder = copied(old_project, tmp_path_factory.mktemp("new") / "project")
    return respecify(folder, acme=document("Acme", ["open", "paid"]))


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clients that need different modules of the runtime."""
    folder = tmp_path_factory.mktemp("both") / "project"
    return project(folder, plain=document("Plain", ["on"]), filing=filing("Filing"), hooked=hooked("Hooked"))


@pytest.fixture
def vendored(tmp_path: Path, old_project: Path) -> Path:
    """Another repository, with a copy of both providers."""
    root = tmp_path / "shop" / "src" / "app" / "_vendor"
    vendor.add(str(root), ["acme", "beta"], origin(old_project))
    return root
