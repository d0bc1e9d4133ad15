"""The body of an answer: whole, or not at all.

How long a body is says HTTP (RFC 9112, 6.3), and where a compressed one ends says its own last bytes (RFC 1952, 2.3.1). httpx looks at
the first; that a gzip body lacks its end it does not tell, so such a body is unpacked here.
"""

from __future__ import annotations

import zlib

import httpx

from ..errors import ToolError

GZIP = ("gzip", "x-gzip")


class BodyError(ToolError):
    """A body that is not there as a whole."""


class TooLargeError(ToolError):
    """A body, or what it unpacks to, is larger than was asked for."""


async def whole(response: httpx.Response, most: int) -> bytes:
    """The body of an answer, at most so many bytes of it. Raises BodyError where its end is missing, TooLargeError, httpx.TimeoutException."""
    packed = response.headers.get("content-encoding", "").strip().lower() in GZIP
    parts: list[bytes] = []
    size = 0
    try:
        async for part in response.aiter_raw() if packed else response.aiter_bytes():
            size += len(part)
            if size > most:
                raise TooLargeError(f"has more than {most} bytes")
            parts.append(part)
    except httpx.TimeoutException:
        raise
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise BodyError(f"{type(error).__name__}: {str(error)[:200]}") from None
    body = b"".join(parts)
    return _unpacked(body, most) if packed and body else body


def _unpacked(packed: bytes, most: int) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        body = reader.decompress(packed, most + 1)
    except zlib.error as error:
        raise BodyError(f"it cannot be unpacked: {error}") from None
    if len(body) > most:
        raise TooLargeError(f"has more than {most} bytes")
    if not reader.eof:
        raise BodyError("what was compressed has no end")
    return body
