"""The suite that every adapter passes, built-in or not, for the tests of whoever writes one.

    # test_conformance.py of a plug-in: `pip install "reissue[sandbox]" pytest`, and the plug-in itself
    from reissue.conformance import CANARY, Case, Conformance, Row

    class TestAcme(Conformance):
        rows = (Row("acme", lambda server: AcmeCredentials(key=f"k-{CANARY}", server=server), {"get": Case(...), ...}),)

Each verb of each row runs, sync and async, through every kind of failure; effects and messages are counted, and the canary
must come out nowhere. The suite asks for a fixture `sandbox`: a `reissue_sandbox.Sandbox` with the stand-in of the provider,
in its first state. docs/adding-a-provider.md tells the rest.
"""

from __future__ import annotations

from importlib.util import find_spec

if missing := [name for name in ("pytest", "rich", "starlette") if find_spec(name) is None]:
    raise ImportError(f"reissue.conformance needs {', '.join(missing)}: pip install 'reissue[sandbox]' pytest")

import pytest

pytest.register_assert_rewrite(f"{__name__}.canary", f"{__name__}.suite")  # failures then show values

from .rows import CANARY as CANARY  # noqa: E402
from .rows import Case as Case  # noqa: E402
from .rows import Face as Face  # noqa: E402
from .rows import Row as Row  # noqa: E402
from .suite import Conformance as Conformance  # noqa: E402
