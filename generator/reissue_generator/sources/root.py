"""The root of a documentation: which addresses belong to it, and when two addresses are one page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

_LONGEST = 2000
_FILE = re.compile(r"/[^/]*\.[A-Za-z0-9]{1,5}\Z")
_INDEX = re.compile(r"/(?:index|readme)\Z", re.IGNORECASE)
_FORM = re.compile(r"\.(?:md|mdx|html?)\Z", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:json|ya?ml)\Z", re.IGNORECASE)
_ONLY_DOCS = re.compile(r"(?:docs?|developers?|api|reference)[.-]|.*\.gitbook\.io\Z")


def split(url: str) -> SplitResult | None:
    """An address in its parts; None where it is none that a page could have, or holds credentials."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return parts if usable and len(url) <= _LONGEST and url.isprintable() and " " not in url else None


def origin(parts: SplitResult) -> str:
    """Host and port; `www.` and the scheme do not count."""
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return (parts.hostname or "").removeprefix("www.") + port


def identity(url: str) -> str:
    """What all addresses of one page have in common: its Markdown form, a slash at the end, `index.html` do not count."""
    parts = split(url)
    if parts is None:
        return url
    path = quote(unquote(parts.path, errors="surrogateescape"), safe="/:@!$&'()*+,;=~", errors="surrogateescape")
    path = _INDEX.sub("/", _FORM.sub("", path.rstrip("/"))).rstrip("/")
    return origin(parts) + (path or "/") + (f"?{parts.query}" if parts.query else "")


def shown(url: str) -> str:
    """The address that people open: without the ending of the Markdown form."""
    return re.sub(r"(?:/index)?\.mdx?\Z", "", url)


def is_document(url: str) -> bool:
    """Whether an address ends as that of a published document does."""
    parts = split(url)
    return parts is not None and _DOCUMENT.search(parts.path) is not None


@dataclass(frozen=True)
class Root:
    """Where a documentation begins. A file that is no page stands for itself alone."""

    start: str

    @cached_property
    def _parts(self) -> SplitResult:
        return urlsplit(self.start)

    @cached_property
    def folder(self) -> str:
        """The path that all its pages begin with, without a slash at the end; '' is the whole site."""
        path = self._parts.path
        if not is_document(self.start) and _FILE.search(path):
            path = path.rpartition("/")[0]
        return path.rstrip("/")

    @property
    def base(self) -> str:
        """Scheme and host."""
        return f"{self._parts.scheme}://{self._parts.netloc}"

    def holds(self, url: str) -> bool:
        """Whether an address is one of this documentation."""
        parts = split(url)
        if parts is None or origin(parts) != origin(self._parts):
            return False
        path = unquote(parts.path, errors="surrogateescape")
        if ".." in path.split("/") or "\\" in path:
            return False
        return not self.folder or path == self.folder or path.startswith(self.folder + "/")

    def address(self, link: str, base: str) -> str:
        """Where a link of a page leads to, without fragment and query; '' where that is out of here."""
        try:
            there = urljoin(base, link.strip()).partition("#")[0].partition("?")[0]
        except ValueError:
            return ""
        if not self.holds(there):
            return ""
        parts = urlsplit(there)
        return self.base + (parts.path or "/")

    def beside(self, name: str) -> list[str]:
        """Where a file that describes the whole documentation may stand: at its root, and at that of the site."""
        folder = "" if is_document(self.start) else self.folder
        return list(dict.fromkeys([f"{self.base}{folder}/{name}", f"{self.base}/{name}"]))


def roots_of(addresses: Iterable[str], told: Iterable[str] = ()) -> list[Root]:
    """The roots that are told; else one for each site of the pages: the folder that all of them are in, or a whole site that
    is nothing else than documentation by its name."""
    if given := list(told):
        return [Root(url) for url in dict.fromkeys(given)]
    sites: dict[str, list[str]] = {}
    for url in addresses:
        if (parts := split(url)) is not None:
            sites.setdefault(f"{parts.scheme}://{parts.netloc}", []).append(parts.path)
    return [Root(_start(base, paths)) for base, paths in sorted(_by_https(sites).items())]


def _by_https(sites: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """A site that has pages with and without https is one."""
    return {
        base: paths
        for base, paths in sites.items()
        if base.startswith("https:") or f"https:{base.partition(':')[2]}" not in sites
    }


def _start(base: str, paths: list[str]) -> str:
    firsts = {path.strip("/").partition("/")[0] if path.strip("/").count("/") else "" for path in paths}
    whole = len(firsts) > 1 or _ONLY_DOCS.match(urlsplit(base).hostname or "")
    return f"{base}/" if whole else f"{base}/{firsts.pop()}"
