"""What a delivery is answered. Only a 2xx tells the provider that it need not come again, so it says that all is kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, NamedTuple


class Answer(NamedTuple):
    """A status, and a short text for whoever looks into the provider's log."""

    status: int
    text: str = ""
    header: tuple[str, str] | None = None

    @property
    def line(self) -> str:
        """The status as WSGI wants it."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers."""
        own = [self.header] if self.header else []
        if self.status == HTTPStatus.NO_CONTENT:
            return own
        return [("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(self.body))), *own]

    @property
    def body(self) -> bytes:
        """The text, with a line's end."""
        return f"{self.text}\n".encode() if self.status != HTTPStatus.NO_CONTENT else b""


TAKEN: Final = Answer(204)
NOT_FOUND: Final = Answer(404, "there is no such account")
ONLY_POST: Final = Answer(405, "only POST", ("allow", "POST"))
NO_LENGTH: Final = Answer(411, "give a content-length")
TOO_LARGE: Final = Answer(413, "the body is too large")
EMPTY: Final = Answer(400, "there is no body")
BAD_LENGTH: Final = Answer(400, "the content-length is no number")
TOO_SLOW: Final = Answer(408, "the body took too long")
HEADERS_TOO_LARGE: Final = Answer(431, "the headers are too large")
NOT_READ: Final = Answer(400, "the body cannot be read")
FORGED: Final = Answer(403, "it proves nothing")
EATEN: Final = Answer(
    500, "the body is not as long as was announced: something before the inbox has read or changed it"
)
NOT_SET_UP: Final = Answer(503, "this account takes no webhooks yet", ("retry-after", "300"))
TOO_MANY: Final = Answer(503, "too many wait to be read", ("retry-after", "60"))
NOT_KEPT: Final = Answer(503, "it could not be kept", ("retry-after", "30"))
FAULT: Final = Answer(500, "a fault of the inbox")
