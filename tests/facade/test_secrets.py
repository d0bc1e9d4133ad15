"""The environment holds secrets too: no error of what is read from it shows one. The rest is in the conformance suite."""

from __future__ import annotations

import pytest

from reissue import AbillifyCredentials, Reissue, ReissueError
from reissue.conformance.canary import told
from reissue_sandbox import Sandbox
from tests.facade.conformance_rows import CANARY, environment


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


def test_a_gateway_with_all_credentials_in_a_trace(sandbox: Sandbox) -> None:
    gateway = Reissue.from_env(environment(sandbox))
    adapters = [gateway.adapter(name) for name in ("qorepay", "abillify", "irembopay", "paypen")]
    try:
        raise RuntimeError(len(adapters))
    except RuntimeError as error:
        assert CANARY not in told(error)
    finally:
        gateway.close()
