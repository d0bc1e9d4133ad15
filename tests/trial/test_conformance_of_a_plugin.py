"""The conformance suite of the facade, run against the plug-in as its own author would: nothing of it is copied."""

from __future__ import annotations

import pytest

from reissue.conformance import Conformance
from tests.trial.trial_row import ROW

pytestmark = pytest.mark.slow


@pytest.mark.usefixtures("installed")
class TestBillingo(Conformance):
    rows = (ROW,)
