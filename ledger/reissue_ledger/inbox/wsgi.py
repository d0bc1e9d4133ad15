"""The inbox as a WSGI application. It imports no framework."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from reissue.errors import ConfigurationError

from . import answers
from .answers import Answer
from .asgi import Takes, announced, eaten, named, place_below

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]
App: TypeAlias = Callable[[Environ, StartResponse], Iterable[bytes]]
_PART = 64 * 1024


class WsgiApp:
    """Answers ``POST /<provider>`` and ``POST /<provider>/<account>``; a slash at the end is allowed."""

    def __init__(self, inbox: Takes) -> None:
        self._inbox = inbox

    def beside(self, other: App) -> App:
        """An application that gives the inbox what is below its prefix, and the other one all else.

        Raises ConfigurationError for an inbox without a prefix.
        """
        if not self._inbox.prefix:
            raise ConfigurationError("The inbox needs a prefix to stand beside another application: Inbox(prefix=...).")

        def either(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            mine = str(environ.get("PATH_INFO") or "").startswith(self._inbox.prefix + "/")
            return (self if mine else other)(environ, start_response)

        return either

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._answer(environ)
        start_response(answer.line, answer.headers)
        return [answer.body]

    def _answer(self, environ: Environ) -> Answer:
        path = str(environ.get("PATH_INFO") or "")
        raw = environ.get("REQUEST_URI") or environ.get("RAW_URI")  # not every server tells it
        place = place_below(self._inbox.prefix, path, str(raw).encode("latin-1", "replace") if raw else None)
        if place is None:
            return answers.NOT_FOUND
        if environ.get("REQUEST_METHOD") != "POST":
            return answers.ONLY_POST
        headers = named(_headers(environ))
        length = announced(environ.get("CONTENT_LENGTH"))
        if isinstance(length, Answer):
            return length
        if length is None and "transfer-encoding" in headers and not environ.get("wsgi.input_terminated"):
            return answers.NO_LENGTH  # a read would wait for ever
        if length is not None and length > self._inbox.largest_body:
            return answers.TOO_LARGE
        most = self._inbox.largest_body + 1 if length is None else length
        body = _read(environ["wsgi.input"], most) if length is not None or "transfer-encoding" in headers else b""
        if len(body) > self._inbox.largest_body:
            return answers.TOO_LARGE
        if eaten(headers, length, body):
            return answers.EATEN
        return self._inbox.receive(*place, headers, body)


def _headers(environ: Environ) -> Iterator[tuple[str, str]]:
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            yield name[5:].replace("_", "-"), str(value)
        elif name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            yield name.replace("_", "-"), str(value)


def _read(source: Any, most: int) -> bytes:
    """Exactly so many bytes, or what there is: a stream may give less at once."""
    parts: list[bytes] = []
    left = most
    while left > 0:
        part: bytes = source.read(min(left, _PART))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
