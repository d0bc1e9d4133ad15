"""A pytest plugin: the fixture `reissue_sandbox`, fresh for each test; the server itself is started once per session.

pytest loads this file in every project that has `reissue` installed, with the extra `sandbox` or without. So nothing but
pytest and the standard library is imported before a test asks for the fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .server import Sandbox

EXTRA = {
    "cryptography": "cryptography",
    "jsonschema": "jsonschema",
    "python-multipart": "python_multipart",
    "pyyaml": "yaml",
    "starlette": "starlette",
    "uvicorn": "uvicorn",
}
"""What a running sandbox needs beyond the base install: package to module."""


@pytest.fixture(scope="session")
def reissue_sandbox_server() -> Iterator[Sandbox]:
    """The one server behind all tests of a session."""
    missing = [package for package, module in EXTRA.items() if find_spec(module) is None]
    if missing:
        reason = f"the fixture reissue_sandbox needs {', '.join(missing)}: pip install 'reissue[sandbox]'"
        pytest.fail(reason, pytrace=False)
    from .server import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def reissue_sandbox_strict() -> bool:
    """Whether `reissue_sandbox` refuses what is a notice otherwise; a project that wants it overrides this fixture."""
    return False


@pytest.fixture
def reissue_sandbox(reissue_sandbox_server: Sandbox, reissue_sandbox_strict: bool) -> Sandbox:
    """A sandbox in its first state: `reissue_sandbox.server_for("abillify")` is a client's `server=`.

    `reissue_sandbox.notices` holds where requests differ from the documents in what no page of a vendor refuses.

    Fails, naming the extra to install, where `reissue` is installed without its extra `sandbox`.
    """
    reissue_sandbox_server.reset()
    reissue_sandbox_server.strict = reissue_sandbox_strict
    return reissue_sandbox_server
