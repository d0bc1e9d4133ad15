"""A canary in every credential: it must come out nowhere."""

from __future__ import annotations

import io
import logging
import pickle
import traceback
from typing import Any

import pytest
from rich.console import Console
from rich.traceback import Traceback

from reissue import AbillifyCredentials, Reissue, ReissueError
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import CANARY, ROWS, VERBS, Face, environment

MODES = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "400": ("status", {"code": 400}),
    "401": ("status", {"code": 401}),
    "500": ("status", {"code": 500}),
    "html": ("malformed", {"kind": "html"}),
    "reset": ("reset_after", {}),
}


def told(error: BaseException, *, frames: bool = True) -> str:
    """All that a careless program could print of an error; with `frames` also all local values (slow)."""
    out = io.StringIO()
    if frames:
        trace = Traceback.from_exception(
            type(error), error, error.__traceback__, show_locals=True, locals_max_string=10_000
        )
        Console(file=out, width=400).print(trace)
    plain = "".join(traceback.format_exception(error))
    return "\n".join([str(error), repr(error), plain, out.getvalue(), repr(pickle.dumps(error)), repr(vars(error))])


@pytest.mark.parametrize(("provider", "verb"), VERBS)
@pytest.mark.parametrize("fault", FAULTS)
@MODES
def test_failures(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, provider: str, verb: str, fault: str, asynchronous: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    name, arguments = FAULTS[fault]
    sandbox.faults.add(provider, "*", name, times=None, **arguments)
    face = Face(provider, asynchronous, sandbox.server_for(provider), sandbox)
    with pytest.raises(ReissueError) as caught:
        face.case(verb)
    assert CANARY not in told(caught.value, frames=verb == "reissue" and fault in ("401", "reset"))
    assert CANARY not in caplog.text
    for record in caplog.records:
        assert CANARY not in repr(vars(record))


@pytest.mark.parametrize("provider", ROWS)
@MODES
def test_successes(sandbox: Sandbox, caplog: pytest.LogCaptureFixture, provider: str, asynchronous: bool) -> None:
    caplog.set_level(logging.DEBUG)
    face = Face(provider, asynchronous, sandbox.server_for(provider), sandbox)
    invoice = face.case("get")
    shown = face.run(lambda gateway: [repr(gateway), repr(gateway[provider]), repr(gateway[provider].client)][0])
    assert CANARY not in repr(invoice) + repr(invoice.raw) + shown + caplog.text + repr(pickle.dumps(invoice))


def test_a_gateway_in_a_trace(sandbox: Sandbox) -> None:
    """Frames that hold gateway, adapter and credentials, as a crash reporter shows them."""
    gateway = Reissue(*(row.credentials(sandbox.server_for(name)) for name, row in ROWS.items()))
    adapters = [gateway.adapter(name) for name in ROWS]
    try:
        raise RuntimeError(len(adapters))
    except RuntimeError as error:
        assert CANARY not in told(error)
    finally:
        gateway.close()


def without_the_test(error: BaseException) -> BaseException:
    """The error without the frame of the test, which holds the canary itself."""
    assert error.__traceback__ is not None
    return error.with_traceback(error.__traceback__.tb_next)


def test_from_env_in_a_trace(sandbox: Sandbox) -> None:
    with pytest.raises(ReissueError) as caught:
        Reissue.from_env({name: value for name, value in environment(sandbox).items() if "PASSWORD" not in name})
    assert CANARY not in told(without_the_test(caught.value))
    incomplete = {"REISSUE_ABILLIFY_USERNAME": CANARY, "REISSUE_ABILLIFY_SERVER": "staging"}
    with pytest.raises(ReissueError) as caught:
        AbillifyCredentials.from_env(incomplete)
    assert CANARY not in told(without_the_test(caught.value))
