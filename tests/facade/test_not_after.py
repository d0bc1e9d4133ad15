"""A limit for when requests begin holds for a whole verb: the read before an effect, and the effect after it."""

from __future__ import annotations

from typing import Any

import pytest
from reissue_runtime import late

from reissue import Advice, APIConnectionError, CallOptions, Outcome, boot_clock
from tests.facade.whole_answers import PURCHASE, Provider

REFERENCE = PURCHASE["id"]


def test_a_verb_that_is_too_late_sends_nothing() -> None:
    provider = Provider("qorepay", PURCHASE, {})
    with pytest.raises(APIConnectionError, match="too late") as caught:
        provider.do("resend", REFERENCE, options=CallOptions(not_after=boot_clock() - 1))
    assert provider.asked == []
    assert (caught.value.outcome, caught.value.advice) == (Outcome.NOT_HAPPENED, Advice.LOOK)


def test_too_late_between_the_read_and_the_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    provider: Any = Provider("qorepay", PURCHASE, {})
    monkeypatch.setattr(late, "_read", lambda: 99.0 if not provider.asked else 101.0)
    with pytest.raises(APIConnectionError, match="too late") as caught:
        provider.do("resend", REFERENCE, options=CallOptions(not_after=100.0))
    assert [request.method for request in provider.asked] == ["GET"]
    assert (caught.value.outcome, caught.value.advice) == (Outcome.NOT_HAPPENED, Advice.LOOK)
    assert (caught.value.verb, caught.value.reference) == ("resend", REFERENCE)


def test_in_time() -> None:
    provider = Provider("qorepay", PURCHASE, PURCHASE)
    provider.do("resend", REFERENCE, options=CallOptions(not_after=boot_clock() + 3600))
    assert [request.method for request in provider.asked] == ["GET", "POST"]
