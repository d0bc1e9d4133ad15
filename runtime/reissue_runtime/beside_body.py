# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What an answer shows beside its body that its operation does not document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from .drift import Drift
from .operation import Operation
from .request import by_status
from .steps import Reply

_OF_WEIGHT: Final = (
    "Deprecation",  # RFC 9745
    "Sunset",  # RFC 8594
    "Retry-After",  # RFC 9110, 10.2.3; of 202, as refusals are told by their status
    "RateLimit",  # draft-ietf-httpapi-ratelimit-headers
    "RateLimit-Policy",
    "RateLimit-Limit",
    "X-RateLimit-Limit",
)
"""Headers by which a provider tells of what is to come: callers want to know."""
_MEDIA: Final = re.compile(
    r"(?:application|text|image|multipart)/"
    r"(?:(?:problem|hal|ld|geo|vnd\.api)\+(?:json|xml)|json|xml|html|plain|csv|pdf|yaml|zip"
    r"|png|jpeg|octet-stream|javascript|x-json|x-ndjson|event-stream|form-data"
    r"|x-www-form-urlencoded)"
)
"""Media types that are told; another one may be about somebody."""


def beside_body(operation: Operation[Any], reply: Reply) -> Iterator[Drift]:
    """A status, headers of weight and a media type that are not documented.

    Of documented headers and media types those of successes are known alone; of a status
    that is not documented no header is.
    """
    status = reply.status
    statuses = dict.fromkeys(operation.statuses)
    is_new = bool(statuses) and by_status(statuses, status, reply) is reply
    if is_new:
        yield Drift("status", "a documented status", str(status))
    if is_new or 200 <= status < 300:
        known: Any = operation.answer_headers
        names = known.names(status) if known is not None else set[str]()
        names |= {"deprecation"} if operation.deprecated else set()
        for name in _OF_WEIGHT:
            if name.lower() in reply.headers and name.lower() not in names:
                yield Drift(f"headers.{name}", "nothing", "string")
        if status < 300 and reply.body and operation.returns is not None:
            yield from _media(operation.accept, reply)


def _media(accept: tuple[str, ...], reply: Reply) -> Iterator[Drift]:
    came = reply.content_type.partition(";")[0].strip()
    documented = [one.partition(";")[0].strip().lower() for one in accept]
    ranges = (came, came.partition("/")[0] + "/*", "*/*")
    if came and documented and not any(one in documented for one in ranges):
        got = came if _MEDIA.fullmatch(came) else "another media type"
        yield Drift("headers.Content-Type", " or ".join(documented), got)
