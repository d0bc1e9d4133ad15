"""robots.txt as RFC 9309 has it."""

from __future__ import annotations

import time

import pytest

from reissue_generator.sources.robots import parse


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/docs", True),
        ("User-agent: *\nDisallow: /", "/docs", False),
        ("User-agent: *\nDisallow:", "/docs", True),
        ("User-agent: *\nDisallow: /docs\nAllow: /docs/api", "/docs/api/x", True),
        ("User-agent: *\nAllow: /docs\nDisallow: /docs", "/docs", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/docs/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/docs/a.pdf?x", True),
        ("User-agent: *\nDisallow: /*?", "/docs?page=2", False),
        ("User-agent: *\nDisallow: /a*b*c", "/axxbyyc/d", False),
        ("User-agent: *\nDisallow: /exact$", "/exact", False),
        ("User-agent: *\nDisallow: /exact$", "/exact/more", True),
        ("User-agent: *\nDisallow: /%7Ejoe", "/~joe/x", False),
        ("User-agent: other\nDisallow: /", "/docs", True),
        ("User-agent: Reissue-Sources/1.0\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/docs", True),
        ("User-agent: reissue-sources\nDisallow: /\n\nUser-agent: *\nAllow: /", "/docs", False),
        ("User-agent: a\nUser-agent: *\nDisallow: /docs # why", "/docs", False),
        ("User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /docs", "/docs", False),
        ("\ufeffnonsense\n:::\nUser-agent: *\nDisallow: /docs", "/docs", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert parse(text).allows(path) is allowed


def test_delay_is_obeyed_and_bounded() -> None:
    assert parse("User-agent: *\nCrawl-delay: 2.5").delay == 2.5
    assert parse("User-agent: *\nCrawl-delay: 86400").delay == 30
    assert parse("User-agent: *\nCrawl-delay: nan").delay == 0


def test_a_pattern_of_many_stars_costs_nothing() -> None:
    robots = parse("User-agent: *\nDisallow: /" + "*a" * 2000 + "$")
    start = time.process_time()
    assert robots.allows("/" + "a" * 1900 + "b")
    assert time.process_time() - start < 1
