"""The conformance suite of the facade, run against the plug-in: nothing of it is copied, only its rows are exchanged."""

from __future__ import annotations

from typing import Any

import pytest

from reissue import Outcome, UnsupportedOperationError
from reissue.capabilities import CAPABILITIES, capabilities
from reissue.registry import provider
from reissue_sandbox import Sandbox
from tests.trial.facade_suite import its_tests, suite

SUITE = suite("test_conformance")
BUILT_IN_ONLY = {
    "test_every_verb_of_every_adapter_is_in_the_suite",  # it compares the rows with the built-in adapters
    "test_rejected_inside_a_200",  # it is about providers with an error envelope
    "test_what_a_provider_cannot_do",  # it takes for granted that a provider has webhooks; see below
}

globals().update(its_tests(SUITE, without=BUILT_IN_ONLY), face=SUITE.face)


def test_every_verb_of_the_adapter_is_in_the_suite(installed: object) -> None:
    assert set(SUITE.ROWS["billingo"].cases) == set(capabilities(provider("billingo").load()))


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
def test_what_it_cannot_do(face: Any, sandbox: Sandbox, asynchronous: bool) -> None:
    for verb in set(CAPABILITIES) - set(SUITE.ROWS["billingo"].cases):
        arguments = ({}, b"{}") if verb == "parse_webhook" else ("anything",)
        with pytest.raises(UnsupportedOperationError, match="Instead: ") as caught:
            face("billingo", asynchronous).do(verb, *arguments)
        assert caught.value.outcome is Outcome.NOT_HAPPENED
        assert verb not in caught.value.supported
    assert len(sandbox.traffic) == 0
