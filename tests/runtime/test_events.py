"""Server-sent events as the HTML standard reads them, whatever the pieces in which they come.

Judges: the examples printed in the standard (9.2.6), and the cases of web-platform-tests (eventsource/format-*.any.js).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from reissue_runtime.events import EventFrames, ServerSentEvent

PRINTED: list[tuple[str, list[tuple[str, str, str]]]] = [
    # "The following data, once followed by a blank line"
    ("data: YHOO\ndata: +2\ndata: 10\n\n", [("message", "YHOO\n+2\n10", "")]),
    (
        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        [("message", "first event", "1"), ("message", "second event", ""), ("message", " third event", "")],
    ),
    ("data\n\ndata\ndata\n\ndata:", [("message", "", ""), ("message", "\n", "")]),
    ("data:test\n\ndata: test\n\n", [("message", "test", ""), ("message", "test", "")]),
    ("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n", [("add", "73857293", ""), ("remove", "2153", "")]),
]
WEB_PLATFORM: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "bom": ("\ufeffdata:1\n\n\ufeffdata:2\n\ndata:3\n\n", [("message", "1"), ("message", "3")]),
    "bom-2": ("\ufeff\ufeffdata:1\n\ndata:2\n\ndata:3\n\n", [("message", "2"), ("message", "3")]),
    "comments": (
        "data:1\r:\0\n:\r\ndata:2\n:" + "x" * 2048 + "\rdata:3\n:data:fail\r:" + "x" * 2048 + "\ndata:4\n\n",
        [("message", "1\n2\n3\n4")],
    ),
    "data-before-final-empty-line": ("retry:1000\ndata:test1\n\nid:test\ndata:test2", [("message", "test1")]),
    "field-data": ("data:\n\ndata\ndata\n\ndata:test\n\n", [("message", ""), ("message", "\n"), ("message", "test")]),
    "field-event": ("event:test\ndata:x\n\ndata:x\n\n", [("test", "x"), ("message", "x")]),
    "field-event-empty": ("event: \ndata:data\n\n", [("message", "data")]),
    "field-parsing": (
        "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n",
        [("message", "\0\n 2\n1\n3\n\n4")],
    ),
    "field-unknown": (
        "data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n",
        [("message", "test\n\ntest")],
    ),
    "leading-space": ("data:\ttest\rdata: \ndata:test\n\n", [("message", "\ttest\n\ntest")]),
    "newlines": ("data:test\r\ndata\ndata:test\r\n\r", [("message", "test\n\ntest")]),
    "null-character": ("data:\0\n\n\n\n", [("message", "\0")]),
    "utf-8": ("data:ok…\n\n", [("message", "ok…")]),
}


def events(*pieces: bytes) -> list[ServerSentEvent]:
    frames = EventFrames()
    found = [event for piece in pieces for event in frames.feed(piece)]
    with suppress(EOFError):  # an event that is not whole: tests/runtime/test_streams.py
        found += frames.end(True)
    return found


def told(found: list[ServerSentEvent]) -> list[tuple[str, str, str]]:
    return [(event.event, event.text, event.id) for event in found]


@pytest.mark.parametrize(("text", "expected"), PRINTED)
def test_the_printed_examples(text: str, expected: list[Any]) -> None:
    assert told(events(text.encode())) == expected


@pytest.mark.parametrize("name", WEB_PLATFORM)
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_the_cases_of_web_platform_tests(name: str, end: str) -> None:
    text, expected = WEB_PLATFORM[name]
    if name not in ("comments", "field-parsing", "leading-space", "newlines"):  # which have all ends of lines in them
        text = text.replace("\n", end)
    assert [(event.event, event.text) for event in events(text.encode())] == expected


@pytest.mark.parametrize("name", WEB_PLATFORM)
def test_the_pieces_do_not_matter(name: str) -> None:
    whole = WEB_PLATFORM[name][0].encode()[:400]
    expected = told(events(whole))
    assert told(events(*(bytes([byte]) for byte in whole))) == expected
    for cut in range(len(whole)):
        assert told(events(whole[:cut], b"", whole[cut:])) == expected


def test_an_id_lasts_until_another_one_and_null_makes_it_none() -> None:
    """WPT field-id, field-id-null: U+0000 in an id makes the field be ignored."""
    found = events(b"data:1\nid:7\n\ndata:2\n\nid:8\0\ndata:3\n\nid:9\n\ndata:4\n\n")
    assert [event.id for event in found] == ["7", "7", "7", "9"]


@pytest.mark.parametrize(
    ("retry", "milliseconds"),
    [("3000", 3000), ("3000x", None), ("", None), ("-1", None), ("\u0661", None), ("1.5", None), ("9" * 40, None)],
)
def test_a_retry_is_ascii_digits_only(retry: str, milliseconds: int | None) -> None:
    """WPT field-retry, field-retry-bogus, field-retry-empty; a number of 40 digits is our bound."""
    frames = EventFrames()
    (event,) = frames.feed(f"retry:{retry}\ndata:x\n\n".encode())
    assert (event.retry, frames.retry) == (milliseconds, milliseconds)


def test_bytes_that_are_no_utf_8_are_replaced() -> None:
    """The standard: "must be decoded using the UTF-8 decode algorithm", which replaces."""
    assert told(events(b"data:a\xffb\n\n")) == [("message", "a\ufffdb", "")]
