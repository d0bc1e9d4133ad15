"""What is known to be wrong, each with its reason: a fault, operations, transports. What is mended has to leave this list."""

from __future__ import annotations

from dataclasses import dataclass

from .judging import Row

GIVEN = ("given",)


@dataclass(frozen=True)
class Known:
    """One kind of wrong that stands."""

    fault: str
    operation: str
    """With which it shows; ``*`` for any."""
    transports: tuple[str, ...]
    kind: str
    """How the text of what is wrong begins."""
    why: str
    timed: bool = False
    """Whether it shows only if bytes come at the right moment."""

    def covers(self, row: Row, text: str) -> bool:
        return (
            self.fault == row.fault.removeprefix("after ")
            and self.operation in ("*", row.operation)
            and row.transport in self.transports
            and text.startswith(self.kind)
        )


_UNREAD = "a client that is passed in keeps bytes after an answer on its connection: docs/connections.md"
_SLOW = "no deadline holds while bytes come to a sync client that is passed in: docs/connections.md"
_FOLLOWED = (
    "aiohttp gives up an answer that other bytes follow in the same segment: told as unknown, never as a success"
)

KNOWN = (
    *(Known(fault, "*", GIVEN, "imprecise", _UNREAD) for fault in ("extra_answer", "extra_bytes")),
    *(Known(fault, "*", GIVEN, "imprecise", _UNREAD) for fault in ("length_too_short", "status_204_with_body")),
    Known("extra_answer_later", "*", GIVEN, "imprecise", _UNREAD, timed=True),
    *(Known(f"drip_{where}", "*", GIVEN, "late", _SLOW) for where in ("status_line", "headers", "1xx")),
    *(Known(f"drip_{where}", "*", GIVEN, "late", _SLOW) for where in ("chunk_extension", "trailers")),
    Known("extra_bytes", "*", ("aiohttp",), "imprecise", _FOLLOWED),
    Known("extra_answer_later", "*", ("aiohttp",), "imprecise", _FOLLOWED, timed=True),
    Known("status_204_with_body_of_another", "q_delete_hook", ("aiohttp",), "imprecise", _FOLLOWED),
)


def new(row: Row) -> list[str]:
    """What is wrong about a call and not known."""
    return [text for text in row.wrong if not any(known.covers(row, text) for known in KNOWN)]


def seen(rows: list[Row]) -> list[Known]:
    """What is known and was met."""
    return [known for known in KNOWN if any(known.covers(row, text) for row in rows for text in row.wrong)]
