"""One document from the address that a person gave: over https, bounded in size, time and redirects.

Unlike the pages of vendors it is asked for by name: no robots.txt is read, and an address inside of a company is as good
as any other. Proxies and certificates are those of the environment.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from .. import __version__
from ..errors import ConfigurationError
from ..tree.addressed import masked

_REDIRECTS = 5
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may take."""

    seconds: float = 60.0
    """From the first connection to the last byte, redirects included."""
    size: int = 64 * 2**20
    """Bytes, after decompression."""
    plain: bool = False
    """Whether an address with http:// may be asked; a redirect from https to http is refused all the same."""


def download(address: str, limits: Limits = Limits()) -> bytes:
    """What stands at an address. Raises ConfigurationError, in words that hold no credentials."""
    try:
        with _unlogged():
            return asyncio.run(_within(address, limits))
    except _DownloadError as error:
        reason = str(error)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
        reason = f"{_why(error)} ({type(error).__name__})"  # its own words may hold the address
    raise ConfigurationError(f"{masked(address)} cannot be fetched: {reason}.")


class _DownloadError(Exception):
    """Why there is no document, in words that hold no credentials."""


def _why(error: Exception) -> str:
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted: {inner.verify_message}"
        inner = inner.__cause__ or inner.__context__
    return "no answer" if isinstance(error, httpx.TransportError | OSError) else "it is no address"


@contextmanager
def _unlogged() -> Generator[None]:
    """httpx logs whole addresses, secrets included: not these."""
    logger = logging.getLogger("httpx")
    logger.addFilter(_nothing)
    try:
        yield
    finally:
        logger.removeFilter(_nothing)


def _nothing(_: logging.LogRecord) -> bool:
    return False


async def _within(address: str, limits: Limits) -> bytes:
    try:
        async with asyncio.timeout(limits.seconds):
            return await _followed(address, limits)
    except TimeoutError:
        raise _DownloadError(f"no complete answer within {limits.seconds:g} s") from None


async def _followed(address: str, limits: Limits) -> bytes:
    """What stands at an address, or where it leads to. Credentials go to the host that they were given for."""
    here = httpx.URL(address)
    user = httpx.BasicAuth(here.username, here.password) if here.userinfo else None
    first = here.copy_with(userinfo=b"", fragment=None)
    here = first
    agent = {"User-Agent": f"reissue/{__version__}", "Accept": "application/json, application/yaml, */*;q=0.5"}
    timeout = httpx.Timeout(min(limits.seconds, 30.0))
    async with httpx.AsyncClient(verify=ssl.create_default_context(), headers=agent, timeout=timeout) as client:
        for _ in range(_REDIRECTS + 1):
            _check(here, first, limits)
            auth = user if _origin(here) == _origin(first) else None
            async with client.stream("GET", here, auth=auth) as answer:
                if answer.status_code in _MOVED and "location" in answer.headers:
                    here = httpx.URL(urljoin(str(here), answer.headers["location"])).copy_with(
                        userinfo=b"", fragment=None
                    )
                    continue
                return await _body(answer, limits)
    raise _DownloadError(f"it redirects more than {_REDIRECTS} times")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _check(url: httpx.URL, first: httpx.URL, limits: Limits) -> None:
    if url.scheme not in ("https", "http") or not url.host:
        raise _DownloadError("it has no https:// and host" if url == first else "it redirects to what is no address")
    if url.scheme == "http" and first.scheme == "https":
        raise _DownloadError(f"it redirects to plain http, {masked(str(url))[:200]}")
    if url.scheme == "http" and not limits.plain:
        raise _DownloadError("it begins with http://, and only https is asked unless --allow-http says otherwise")


async def _body(answer: httpx.Response, limits: Limits) -> bytes:
    if answer.status_code != 200:
        raise _DownloadError(f"the server answers {answer.status_code}")
    parts: list[bytes] = []
    size = 0
    async for part in answer.aiter_bytes(65536):
        size += len(part)
        if size > limits.size:
            raise _DownloadError(f"it has more than {limits.size:,} bytes")
        parts.append(part)
    if answer.headers.get("content-type", "").partition(";")[0].strip().lower() == "text/html":
        raise _DownloadError("it is a page of HTML and no document; give the address of the document itself")
    return b"".join(parts)
