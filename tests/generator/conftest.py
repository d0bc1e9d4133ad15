"""Lets the tests of this folder import what they share (pytest runs with --import-mode=importlib)."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

# Derandomized: a failure in CI is the same failure at a desk. No database, no deadline on a shared machine.
settings.register_profile(
    "generator",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("generator")
