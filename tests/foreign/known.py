"""What is known to be wrong, each with its reason: a fault, operations, transports. What is mended has to leave this list."""

from __future__ import annotations

from dataclasses import dataclass

from .judging import Row

HTTPX = ("sync", "async")
ALL = ("sync", "async", "aiohttp")
OBJECTLESS = [
    "null",
    "object",
    "text",
    "number",
    "true",
    "foreign_object",
    "foreign_list",
    "nested_nothing",
    "empty_data",
    "null_data",
    "error_text",
    "error_status",
    "list",
]


@dataclass(frozen=True)
class Known:
    """One kind of wrong that stands."""

    fault: str
    operation: str
    """With which it shows; ``*`` for any."""
    transports: tuple[str, ...]
    kind: str
    """How the text of what is wrong begins; empty for any."""
    why: str

    def covers(self, row: Row, text: str) -> bool:
        return (
            self.fault == row.fault.removeprefix("after ")
            and self.operation in ("*", row.operation)
            and row.transport in self.transports
            and text.startswith(self.kind)
        )


_UNREAD = "bytes after an answer stay on the connection, and are the answer of the next call"
_SLOW = "no deadline holds while bytes come"
_ECHO = "evidence cannot compare an answer with a member of the request"
_ROWS = "a list has no evidence: anything is read as a list of one invoice without members"

KNOWN = (
    *(Known(fault, "*", HTTPX, "", _UNREAD) for fault in ("extra_answer", "extra_answer_later", "extra_bytes")),
    *(Known(fault, "*", HTTPX, "", _UNREAD) for fault in ("length_too_short", "status_204_with_body")),
    Known("extra_bytes", "*", ("aiohttp",), "imprecise", "aiohttp gives up an answer that is followed by other bytes"),
    *(Known(f"drip_{where}", "*", ALL, "late", _SLOW) for where in ("status_line", "headers", "1xx", "gzip")),
    *(Known(f"drip_{where}", "*", ALL, "late", _SLOW) for where in ("chunk_extension", "trailers")),
    *(Known("another_object", name, ALL, "lie", _ECHO) for name in ("a_create", "i_create")),
    *(Known(f"body_{name}", "a_list", ALL, "lie", _ROWS) for name in OBJECTLESS),
    *(Known(name, "a_list", ALL, "lie", _ROWS) for name in ("refusal_of_another_in_200", "status_204", "status_205")),
    Known("status_204_with_body", "a_list", HTTPX, "lie", _ROWS),
)


def new(row: Row) -> list[str]:
    """What is wrong about a call and not known."""
    return [text for text in row.wrong if not any(known.covers(row, text) for known in KNOWN)]


def seen(rows: list[Row]) -> list[Known]:
    """What is known and was met."""
    return [known for known in KNOWN if any(known.covers(row, text) for row in rows for text in row.wrong)]
