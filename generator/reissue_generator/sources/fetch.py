"""Vendor pages over the network, politely: few at once, one per host with pauses, by robots.txt, under our own name.

What an address in a specification leads to is not trusted: only https and public addresses are asked (the address that
was checked is the one that is connected to), redirects stay within the site, and size and time are bounded.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import urljoin

import httpx

from .. import __version__
from ..errors import ToolError
from . import body as sources_body
from . import robots as sources_robots
from .robots import PRODUCT, Robots

MARKDOWN = "text/markdown"
NEGOTIATED = "#" + MARKDOWN
"""The end of an address that is asked for with `Accept: text/markdown`; a fragment is never sent."""

MAX_BYTES = 5 * 2**20
AT_ONCE = 4
_REDIRECTS = 5
_ATTEMPTS = 2
_LONGEST_WAIT = 20.0
"""Seconds that a server may ask to wait; a longer time is for the next run."""


class Problem(StrEnum):
    """Why there is no page. Each is a finding of its own; none means that nothing has changed."""

    GONE = "gone"
    """The vendor says that there is no such page (any more)."""
    ELSEWHERE = "elsewhere"
    """It redirects to another site."""
    REFUSED = "refused"
    """robots.txt, the server or our own rules (https, public hosts, size) forbid it."""
    UNREACHABLE = "unreachable"
    """No usable answer this time."""
    EMPTY = "empty"
    """Hardly any text: a script fills the page, so that its digest would never change."""
    UNREADABLE = "unreadable"
    """An answer that is not the page: a part of it, a log-in, a challenge, an error or the start page under 200."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to fetch. Times are in seconds."""

    allow_local: bool = False
    """Plain http and addresses that are not public: for tests and for documentation inside a company."""
    timeout: float = 30.0
    """For one page from request to last byte."""
    pause: float = 1.0
    """Between two requests to the same host; a longer Crawl-delay counts."""
    contact: str = ""
    """An address for the operators of the sites, told in the user agent."""

    @property
    def agent(self) -> str:
        """Who we are and what for."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"{PRODUCT}/{__version__} (looks for changes of API documentation{contact})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to fetch, with what the server said about it the last time."""

    url: str
    etag: str = ""
    modified: str = ""
    sha256: str = ""
    """Digest of its bytes the last time; while they are the same, it is asked for once."""
    accept: str = ""
    """The one media type that is wanted; '' takes any."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it: a body, or `same` (304), or a problem with its reason."""

    url: str
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    final: str = ""
    """The address after redirects."""
    same: bool = False
    problem: Problem | None = None
    reason: str = ""
    again: bytes = b""
    """The body of a second fetch right after the first: what differs between them says nothing."""


class FetchError(ToolError):
    """A page that there is no use in asking for again now."""

    def __init__(self, problem: Problem, reason: str) -> None:
        super().__init__(reason)
        self.problem, self.reason = problem, reason


def fetch(wanted: Iterable[Wanted], options: Options, done: Callable[[Fetched], None]) -> None:
    """Fetch pages; `done` is called for each as soon as it is decided, so that an interrupted run keeps what it has."""
    asyncio.run(_fetch(list(wanted), options, done))


async def _fetch(wanted: list[Wanted], options: Options, done: Callable[[Fetched], None]) -> None:
    hosts: dict[str, list[Wanted]] = {}
    for page in wanted:
        hosts.setdefault(_host(page.url), []).append(page)
    session = _Session(options)
    try:
        async with asyncio.TaskGroup() as group:
            for pages in hosts.values():
                group.create_task(session.pages(pages, done))
    finally:
        await session.close()


def _host(url: str) -> str:
    try:
        return httpx.URL(url).netloc.decode("ascii", "replace")
    except (httpx.InvalidURL, UnicodeError):
        return ""


@dataclass
class _Session:
    """One run: a client per host, because connections must not be shared between names that have the same address."""

    options: Options
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict[str, httpx.AsyncClient])
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def close(self) -> None:
        for client in self.clients.values():
            await client.aclose()

    async def pages(self, pages: list[Wanted], done: Callable[[Fetched], None]) -> None:
        """The pages of one host, one after the other."""
        robots: Robots | FetchError | None = None
        for page in pages:
            try:
                self._check(page.url)
                if robots is None:
                    robots = await self._robots(page.url)
                if isinstance(robots, FetchError):
                    raise robots
                await asyncio.sleep(max(self.options.pause, robots.delay))
                async with self.slots:
                    done(await self._page(page, robots))
            except FetchError as refusal:
                done(Fetched(page.url, problem=refusal.problem, reason=refusal.reason))

    def _check(self, url: str) -> None:
        """Refuse an address that must not be asked whatever stands behind it."""
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise FetchError(Problem.REFUSED, f"is no address: {error}") from None
        if not parsed.host or parsed.userinfo:
            raise FetchError(Problem.REFUSED, "is no plain address of a page")
        if parsed.scheme != "https" and not (self.options.allow_local and parsed.scheme == "http"):
            raise FetchError(Problem.REFUSED, f"is {parsed.scheme or 'nothing'}, and only https is fetched")

    async def _robots(self, url: str) -> Robots | FetchError:
        """What the host allows. Not there: everything; not to be had: nothing, as RFC 9309 asks."""
        try:
            async with self.slots:
                response, body, _ = await self._get(urljoin(url, "/robots.txt"), {}, None)
        except FetchError as refusal:
            if refusal.problem is Problem.ELSEWHERE:  # a robots.txt that leads to another site counts as not there
                return Robots()
            return FetchError(refusal.problem, f"robots.txt: {refusal.reason}; so nothing of the site is fetched")
        if response.status_code >= 500 or response.status_code == 429:
            reason = f"robots.txt was answered with {response.status_code}, so nothing of the site is fetched"
            return FetchError(Problem.UNREACHABLE, reason)
        return sources_robots.parse(body.decode("utf-8", "replace")) if response.status_code == 200 else Robots()

    async def _page(self, page: Wanted, robots: Robots) -> Fetched:
        headers = {"If-None-Match": page.etag} if page.etag else {}
        if page.accept:
            headers["Accept"] = page.accept
        if page.modified:
            headers["If-Modified-Since"] = page.modified
        response, body, final = await self._get(page.url, headers, robots)
        status = response.status_code
        if status == 304 and (page.etag or page.modified):
            return Fetched(page.url, same=True, etag=page.etag, modified=page.modified, final=final)
        if status in (404, 410):
            raise FetchError(Problem.GONE, f"the server answers {status}")
        if status in (401, 403, 451):
            raise FetchError(Problem.REFUSED, f"the server answers {status}: it wants a log-in, or no programs")
        if status == 206:  # nobody asked for a part (RFC 9110, 15.3.7)
            raise FetchError(Problem.UNREADABLE, "the server answers 206: a part of the page")
        if not 200 <= status < 300:
            raise FetchError(Problem.UNREACHABLE, f"the server answers {status}")
        told = response.headers
        etag, modified = told.get("etag", "")[:500], told.get("last-modified", "")[:100]
        again = b"" if hashlib.sha256(body).hexdigest() == page.sha256 else await self._again(page, robots, final)
        return Fetched(page.url, body, told.get("content-type", ""), etag, modified, final, again=again)

    async def _again(self, page: Wanted, robots: Robots, final: str) -> bytes:
        """The same page once more; nothing where that fails, or leads elsewhere."""
        await asyncio.sleep(max(self.options.pause, robots.delay))
        try:
            response, body, where = await self._get(page.url, {}, robots)
        except FetchError:
            return b""
        return body if response.status_code == 200 and where == final else b""

    async def _get(self, url: str, headers: dict[str, str], robots: Robots | None) -> tuple[httpx.Response, bytes, str]:
        """One address with the redirects within its site: response, body, and where it was in the end."""
        here = url
        for _ in range(_REDIRECTS + 1):
            self._check(here)
            target = httpx.URL(here).raw_path.decode("ascii", "replace")
            if robots is not None and not robots.allows(target):
                raise FetchError(Problem.REFUSED, f"robots.txt of the site does not allow {target}")
            response, body = await self._patiently(here, headers)
            if response.status_code not in (301, 302, 303, 307, 308) or "location" not in response.headers:
                return response, body, here
            there = urljoin(here, response.headers["location"]).partition("#")[0]
            if _site(there) != _site(url):
                raise FetchError(Problem.ELSEWHERE, f"it redirects to another site, {there[:200]}")
            here = there
        raise FetchError(Problem.UNREACHABLE, f"redirects more than {_REDIRECTS} times")

    async def _patiently(self, url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
        """One request; once more where the server is busy or the connection broke."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                response, body = await self._once(url, headers)
            except FetchError as refusal:
                if attempt == _ATTEMPTS or refusal.problem not in (Problem.UNREACHABLE, Problem.UNREADABLE):
                    raise
                wait = 0.0
            else:
                wait = retry_after(response.headers.get("retry-after")) or 0.0
                busy = response.status_code in (429, 502, 503, 504)
                if not busy or attempt == _ATTEMPTS or wait > _LONGEST_WAIT:
                    return response, body
            await asyncio.sleep(max(wait, self.options.pause))
        raise AssertionError("the last attempt returns or raises")

    async def _once(self, url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
        limit = self.options.timeout
        try:
            async with asyncio.timeout(limit), self._client(url).stream("GET", url, headers=headers) as response:
                return response, await sources_body.whole(response, MAX_BYTES)
        except sources_body.TooLargeError:
            raise FetchError(Problem.REFUSED, f"has more than {MAX_BYTES // 2**20} MiB") from None
        except sources_body.BodyError as error:
            raise FetchError(Problem.UNREADABLE, f"its answer was cut short: {error}") from None
        except (TimeoutError, httpx.TimeoutException):
            raise FetchError(Problem.UNREACHABLE, f"no complete answer within {limit:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            raise FetchError(Problem.UNREACHABLE, f"{type(error).__name__}: {str(error)[:200]}") from None

    def _client(self, url: str) -> httpx.AsyncClient:
        host = f"{httpx.URL(url).scheme}://{_host(url)}"
        if host not in self.clients:
            # Without TLS nobody needs to be trusted: a context that trusts nobody is made in no time.
            secure = host.startswith("https:")
            trusted = ssl.create_default_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            inner = httpx.AsyncHTTPTransport(verify=trusted, trust_env=False)
            self.clients[host] = httpx.AsyncClient(
                transport=inner if self.options.allow_local else _PublicOnly(inner),
                headers={
                    "User-Agent": self.options.agent,
                    "Accept": "text/html, application/json, text/*;q=0.9, */*;q=0.5",
                    "Accept-Encoding": "gzip",  # of which is known where it ends
                    "Accept-Language": "en",  # else the text could depend on where it is fetched
                },
                timeout=min(self.options.timeout, 20.0),
                trust_env=False,
            )
        return self.clients[host]


def retry_after(told: str | None, now: Callable[[], float] = time.time) -> float | None:
    """Seconds out of a Retry-After header, as RFC 9110 has it: a number or an HTTP date (a past one is 0); None without."""
    told = (told or "").strip()
    if told.isascii() and told.replace(".", "", 1).isdigit():
        return float(told)
    try:
        date = parsedate_to_datetime(told) if "," in told else None
        return max(0.0, date.timestamp() - now()) if date is not None and date.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _site(url: str) -> str:
    """Host and port without a leading `www.`; the scheme may become better on the way."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return ""
    port = f":{parsed.port}" if parsed.port is not None else ""
    return parsed.host.removeprefix("www.") + port


# --- public addresses only -----------------------------------------------------------------------------------


class _PublicOnly(httpx.AsyncBaseTransport):
    """Resolves the name, refuses addresses that are not public, and connects to the very address that it checked."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        address = await public_address(host, request.url.port or 443)
        # The Host header is set already; TLS still asks for and verifies the certificate of the name.
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


async def public_address(host: str, port: int) -> str:
    """An address of a host, all of whose addresses are public. Raises FetchError."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(Problem.UNREACHABLE, f"the name {host} cannot be resolved") from None
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not is_public(address):
            raise FetchError(Problem.REFUSED, f"{host} is {address}, which is no public address")
    if not addresses:
        raise FetchError(Problem.UNREACHABLE, f"the name {host} has no address")
    return addresses[0]


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether an address belongs to the public internet, also when it carries an IPv4 address inside."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast
