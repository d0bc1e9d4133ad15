"""The keys of `responses`: OpenAPI has status codes, ranges such as 2XX, and `default`."""

from __future__ import annotations

import pytest

from reissue_generator.builder.statuses import status_of, successes


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("200", "200"),
        ("4XX", "4XX"),
        ("4xx", "4XX"),
        ("default", "default"),
        ("DEFAULT", None),
        ("600", None),
        ("2", None),
        ("x-note", None),
    ],
)
def test_what_is_a_status(key: str, status: str | None) -> None:
    assert status_of(key) == status


def test_which_are_successes() -> None:
    assert successes(["200", "2XX", "404", "default"]) == {"200", "2XX"}
    assert successes(["404", "default"]) == {"default"}
    assert successes(["404"]) == set()
