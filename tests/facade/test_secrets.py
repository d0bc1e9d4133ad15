"""The environment holds secrets too: no error of what is read from it shows one. The rest is in the conformance suite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reissue import AbillifyCredentials, AsyncReissue, QorePayCredentials, Reissue, ReissueError
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


@pytest.mark.parametrize("kind", [Reissue, AsyncReissue])
@pytest.mark.parametrize(
    "misplaced",
    [
        lambda kind: kind(CANARY),
        lambda kind: kind(qorepay=CANARY),
        lambda kind: kind(secret_key=CANARY),
        lambda kind: kind(accounts={"a": {"qorepay": {"secret_key": CANARY}}}),
        lambda kind: kind(accounts={"a": CANARY}),
        lambda kind: kind(qorepay=lambda: CANARY).adapter("qorepay"),
        lambda kind: kind().use(CANARY, CANARY),
    ],
)
def test_a_misplaced_secret_stands_in_no_frame_of_ours(kind: Any, misplaced: Callable[[Any], object]) -> None:
    """A crash reporter prints the local values of every frame; that of the caller's own line is the caller's."""
    with pytest.raises((ReissueError, TypeError)) as caught:
        misplaced(kind)
    error = without_the_test(caught.value)
    error = error.with_traceback(error.__traceback__ and error.__traceback__.tb_next)  # the lambda above
    assert error.__traceback__ is not None and CANARY not in told(error)


def test_a_vaults_own_error_keeps_its_trace() -> None:
    """Nothing of ours is in it, and whoever mends the vault needs it."""

    def vault() -> QorePayCredentials:
        raise LookupError("sealed")

    with pytest.raises(LookupError) as caught:
        Reissue(qorepay=vault).adapter("qorepay")
    assert caught.traceback[-1].name == "vault"


def test_a_half_made_gateway_can_be_printed() -> None:
    assert repr(Reissue.__new__(Reissue)) == "Reissue()"


def test_a_gateway_with_all_credentials_in_a_trace(sandbox: Sandbox) -> None:
    gateway = Reissue.from_env(environment(sandbox))
    adapters = [gateway.adapter(name) for name in ("qorepay", "abillify", "irembopay", "paypen")]
    try:
        raise RuntimeError(len(adapters))
    except RuntimeError as error:
        assert CANARY not in told(error)
    finally:
        gateway.close()
