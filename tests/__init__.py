"""The tests, a package: what they share is imported by its full name."""

import pytest

# Asserts in modules that are not test files themselves say as much as those that are.
pytest.register_assert_rewrite("tests.contract.spec_calls", "tests.differential.peer_client", "tests.samples")
