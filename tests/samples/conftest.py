"""Lets the tests of this folder import what they share with the contract tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "contract")]
pytest.register_assert_rewrite("sample_answers", "sample_shapes", "spec_calls")
