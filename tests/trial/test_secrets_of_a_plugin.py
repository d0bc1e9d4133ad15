"""The canary of the facade's own tests, in the credentials of the plug-in."""

from __future__ import annotations

from tests.trial.facade_suite import its_tests, suite

globals().update(its_tests(suite("test_secrets"), without={"test_from_env_in_a_trace"}))  # about Abillify's variables
