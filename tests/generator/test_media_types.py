"""Which media types are JSON: as RFC 8259 and RFC 6839 say, for everybody who asks."""

from __future__ import annotations

import pytest

from reissue_generator.document import is_form, is_json


@pytest.mark.parametrize(
    "media",
    [
        "application/json",
        "APPLICATION/JSON ; charset=utf-8",
        "text/json",
        "application/x-json",
        "application/problem+json",
        "application/*",
        "*/*",
    ],
)
def test_json(media: str) -> None:
    assert is_json(media)


@pytest.mark.parametrize(
    "media",
    [
        "application/x-ndjson",  # a sequence of JSON texts
        "application/json-seq",  # the same (RFC 7464)
        "application/json5",
        "application/jsonp",
        "text/*",
        "text/plain; note=+json",
        "",
    ],
)
def test_no_json(media: str) -> None:
    assert not is_json(media)


def test_forms() -> None:
    assert is_form("application/x-www-form-urlencoded; charset=utf-8")
    assert is_form("Multipart/Form-Data")
    assert not is_form("application/x-form-of-ours")
