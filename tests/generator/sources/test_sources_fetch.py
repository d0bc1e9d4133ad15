"""Fetching, against a server that behaves well, badly, or not at all."""

from __future__ import annotations

import asyncio
import gzip
import time
from dataclasses import replace

import pytest

from reissue_generator.sources import fetch as sources_fetch
from reissue_generator.sources.fetch import Fetched, Options, Problem, Wanted, is_public
from tests.generator.sources.vendor_site import QUICK, Handler, Reply, Vendor, page

PAGE = page("Login", "<p>some words about how to log in, which are more than a dozen of them in all</p>")


def fetch(*urls: str | Wanted, options: Options = QUICK) -> dict[str, Fetched]:
    found: dict[str, Fetched] = {}
    wanted = [url if isinstance(url, Wanted) else Wanted(url) for url in urls]
    sources_fetch.fetch(wanted, options, lambda one: found.__setitem__(one.url, one))
    assert set(found) == {one.url for one in wanted}  # every page is answered for
    return found


def one(url: str | Wanted, options: Options = QUICK) -> Fetched:
    return next(iter(fetch(url, options=options).values()))


def test_a_page_and_then_the_same_page(vendor: Vendor) -> None:
    vendor.pages["/a"] = PAGE
    first = one(vendor.url("/a"))
    assert first.body == PAGE.encode()
    assert first.problem is None
    again = one(Wanted(vendor.url("/a"), first.etag))
    assert again.same
    assert again.body == b""


def test_who_we_are(vendor: Vendor) -> None:
    vendor.pages["/a"] = PAGE
    one(vendor.url("/a"), replace(QUICK, contact="docs@example.com"))
    for _, headers in vendor.asked:
        assert headers["user-agent"].startswith("reissue-sources/")
        assert "docs@example.com" in headers["user-agent"]
        assert "cookie" not in headers


def test_robots_are_asked_once_and_obeyed(vendor: Vendor) -> None:
    vendor.pages |= {"/a": PAGE, "/b": PAGE, "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /b\n")}
    found = fetch(vendor.url("/a"), vendor.url("/b"))
    assert found[vendor.url("/a")].problem is None
    assert found[vendor.url("/b")].problem is Problem.REFUSED
    assert "robots.txt" in found[vendor.url("/b")].reason
    assert [path for path, _ in vendor.asked] == ["/robots.txt", "/a", "/a"]  # twice: what differs says nothing


@pytest.mark.parametrize("status", [500, 503, 429])
def test_robots_that_cannot_be_read_forbid_all(vendor: Vendor, status: int) -> None:
    vendor.pages |= {"/a": PAGE, "/b": PAGE, "/robots.txt": (status, {"Retry-After": "999"}, b"")}
    found = fetch(vendor.url("/a"), vendor.url("/b"))
    assert {each.problem for each in found.values()} == {Problem.UNREACHABLE}
    assert vendor.paths == []
    assert [path for path, _ in vendor.asked] == ["/robots.txt"]


def test_redirect_into_what_robots_forbid(vendor: Vendor) -> None:
    vendor.pages |= {"/a": (302, {"Location": "/secret"}, b""), "/secret": PAGE}
    vendor.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /secret\n")
    assert one(vendor.url("/a")).problem is Problem.REFUSED
    assert vendor.paths == ["/a"]


def test_redirects_stay_within_the_site(vendor: Vendor) -> None:
    vendor.pages |= {
        "/old": (301, {"Location": "/new#part"}, b""),
        "/new": PAGE,
        "/away": (302, {"Location": f"http://127.0.0.2:{vendor.port}/new"}, b""),
        "/loop": (302, {"Location": "/loop"}, b""),
        "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    }
    found = fetch(*(vendor.url(path) for path in ("/old", "/away", "/loop", "/file")))
    assert found[vendor.url("/old")].final == vendor.url("/new")
    assert found[vendor.url("/away")].problem is Problem.ELSEWHERE
    assert found[vendor.url("/loop")].problem is Problem.UNREACHABLE
    assert found[vendor.url("/file")].problem is Problem.ELSEWHERE
    assert "/new" in vendor.paths and vendor.paths.count("/loop") == 6


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (404, Problem.GONE),
        (410, Problem.GONE),
        (401, Problem.REFUSED),
        (403, Problem.REFUSED),
        (500, Problem.UNREACHABLE),
        (304, Problem.UNREACHABLE),
    ],
)
def test_statuses(vendor: Vendor, status: int, problem: Problem) -> None:
    vendor.pages["/a"] = (status, {}, b"")
    found = one(vendor.url("/a"))  # a 304 to an unconditional request stands for nothing
    assert found.problem is problem
    assert str(status) in found.reason


def test_a_busy_server_is_asked_once_more(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy_once(handler: Handler) -> None:
        vendor.pages["/a"] = PAGE
        handler.send(503, {"Retry-After": "0"}, b"")

    vendor.pages["/a"] = busy_once
    assert one(vendor.url("/a")).problem is None
    vendor.pages["/b"] = (429, {"Retry-After": "3600"}, b"")
    waits: list[float] = []
    sleep = asyncio.sleep

    async def recorded(seconds: float) -> None:
        waits.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", recorded)
    assert one(vendor.url("/b")).problem is Problem.UNREACHABLE
    assert max(waits, default=0) < 4  # told by what was to be slept, however slow the machine
    assert vendor.paths.count("/b") == 1  # an hour is for the next run


def test_slow_and_endless_answers_are_bounded(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    vendor.pages |= {"/drip": drip, "/big": (200, {"Content-Type": "text/html"}, b"x" * 2000)}
    monkeypatch.setattr(sources_fetch, "MAX_BYTES", 1000)
    slow = one(vendor.url("/drip"), replace(QUICK, timeout=0.3))
    assert slow.problem is Problem.UNREACHABLE
    assert "0.3 s" in slow.reason
    assert one(vendor.url("/big")).problem is Problem.REFUSED


def test_broken_answers(vendor: Vendor) -> None:
    def short(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    def noise(handler: Handler) -> None:
        handler.wfile.write(b"\x00\x01 no http\r\n\r\n")
        handler.close_connection = True

    vendor.pages["/noise"] = noise
    assert one(vendor.url("/noise")).problem is Problem.UNREACHABLE

    packed = gzip.compress(PAGE.encode())
    parts: dict[str, tuple[int, dict[str, str], bytes] | Reply] = {
        "/short": short,  # RFC 9112, 8: incomplete where fewer octets came than Content-Length tells
        "/chunks": (200, {"Transfer-Encoding": "chunked"}, b"4\r\nhalf\r\n"),  # ... where the last chunk is missing
        "/no-gzip": (200, {"Content-Encoding": "gzip"}, b"this is no gzip"),
        "/gzip": (200, {"Content-Encoding": "gzip"}, packed[:-9]),  # RFC 1952, 2.3.1: CRC32 and ISIZE come last
        "/range": (206, {"Content-Range": "bytes 0-3/1000"}, b"half"),
    }
    vendor.pages |= {**parts, "/whole": (200, {"Content-Encoding": "gzip"}, packed)}
    found = fetch(*(vendor.url(path) for path in (*parts, "/whole")))
    assert found.pop(vendor.url("/whole")).body == PAGE.encode()
    assert {each.problem for each in found.values()} == {Problem.UNREADABLE}


def test_one_at_a_time_per_host_and_four_in_all(vendor: Vendor) -> None:
    vendor.delay = 0.1
    for number in range(4):
        vendor.pages[f"/{number}"] = PAGE
    fetch(*(vendor.url(f"/{number}") for number in range(4)))
    assert vendor.most == 1
    fetch(*(vendor.url(f"/{number}", f"127.0.0.{host}") for number in range(2) for host in range(2, 9)))
    assert 2 <= vendor.most <= 4


def test_pause_between_requests_to_a_host(vendor: Vendor) -> None:
    for number in range(3):
        vendor.pages[f"/{number}"] = PAGE
    start = time.monotonic()
    fetch(*(vendor.url(f"/{number}") for number in range(3)), options=replace(QUICK, pause=0.1))
    assert time.monotonic() - start >= 0.3


def test_what_is_not_public_is_not_asked(vendor: Vendor) -> None:
    strict = replace(QUICK, allow_local=False)
    vendor.pages["/a"] = PAGE
    for url in (
        vendor.url("/a"),
        f"https://127.0.0.1:{vendor.port}/a",
        f"https://localhost:{vendor.port}/a",
        f"https://[::1]:{vendor.port}/a",
        f"https://[::ffff:127.0.0.1]:{vendor.port}/a",
        f"https://2130706433:{vendor.port}/a",
        "https://169.254.169.254/latest/meta-data",
        "https://user:password@example.com/",
        "ftp://example.com/a",
        "https:///a",
        "https://exa mple/",
        "javascript:alert(1)",
    ):
        assert one(url, strict).problem in (Problem.REFUSED, Problem.UNREACHABLE), url
    assert vendor.asked == []


def test_a_name_that_turns_local_later_is_not_asked(monkeypatch: pytest.MonkeyPatch, vendor: Vendor) -> None:
    """The address that was checked is the one that is connected to; the name is looked up once."""
    answers = [[(2, 1, 6, "", ("192.0.2.7", 443))], [(2, 1, 6, "", ("127.0.0.1", vendor.port))]]

    async def run() -> str:
        loop = asyncio.get_running_loop()

        async def lookup(*_: object, **__: object) -> object:
            return answers[0]

        monkeypatch.setattr(loop, "getaddrinfo", lookup)
        monkeypatch.setattr(sources_fetch, "is_public", lambda text: text == "192.0.2.7")
        return await sources_fetch.public_address("docs.example.com", 443)

    assert asyncio.run(run()) == "192.0.2.7"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("64:ff9b::5db8:d822", True),
        ("no address", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public
