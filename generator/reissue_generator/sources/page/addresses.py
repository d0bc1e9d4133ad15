"""Addresses behind links that are facts: a base URL, a host of a sandbox, a description of the API to be downloaded.

Where any other link leads says nothing about the API: pages move, menus change, and what counts visits is written into the query.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from .markup import Tag

_FILE = re.compile(
    r"(?i)(?!package|manifest|tsconfig|site\.webmanifest).*\.(?:json|ya?ml|wsdl|wadl|xsd|proto|graphql|raml|apib|postman_collection)"
)
_SHELVES = re.compile(r"(?i)app\.swaggerhub\.com/apis/|documenter\.getpostman\.com/|\.postman\.com?/.*collection")
"""Sites that hold descriptions of others' APIs."""
_DESCRIPTION = re.compile(r"(?i)open ?api|swagger|postman|wsdl|\bspec|schema|collection|definition")
_API = frozenset(["api", "apis", "sandbox", "gateway", "gw", "staging", "uat", "test", "testing"])
_NO_API = re.compile(
    r"(?i)(?:^|[.-])(?:docs?|documentation|developers?|help|support|blog|status|community|learn|fonts|cdn|app|dashboard|github|whatsapp|telegram|twitter|facebook|linkedin|google\w*|segment|analytics|sentry|intercom|algolia)(?:[.-]|$)"
)
_BASE = re.compile(r"(?i)/?(?:(?:rest|api|public)/?)?(?:v\d[\w.]*/?)?(?:(?:rest|api)/?)?")
_READING = re.compile(
    r"(?i)/(?:docs?|documentation|reference|guides?|blog|learn|explorer|console|login|sign\w*)(?:/|$)|\.html?$"
)
_MOST_PARTS = 4
_VISITS = re.compile(
    r"(?i)utm_.*|ref|source|gclid|fbclid|mc_.*|_g[al]|hsa_.*|cb|ts?|nonce|sig(?:nature)?|token|expires|x-amz-.*"
)
_STAMP = re.compile(r"(?i)(?=.*\d)[0-9a-f]{6,64}|\d{8,}")
_HASH = re.compile(r"(?<=[-._/])(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,64}(?=\.)")


def written_out(root: Tag) -> None:
    """Write the address of every link that is a fact behind its text, unless it stands there."""
    for element in list(root.within):
        if element.tag == "a" and (address := fact(element)) and address not in element.text:
            element.children.append(f" ({address})")
    for element in root.within:
        element.changed()


def fact(link: Tag) -> str:
    """The address of a link, without what counts visits or builds, where it is a fact; else ''."""
    told = link.attributes
    describes = _DESCRIPTION.search(link.text) is not None and ("download" in told or "download" in link.text.lower())
    return _fact(told.get("href", "").strip()[:2000], describes)


@lru_cache(4096)
def _fact(href: str, describes: bool) -> str:
    try:
        parts = urlsplit(href)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if not href or parts.scheme not in ("", "http", "https") or not (host or parts.path):
        return ""
    file = _FILE.fullmatch(parts.path.rpartition("/")[2]) is not None
    if not (describes or file or _SHELVES.search(host + parts.path) or (host and _is_base(host, parts.path))):
        return ""
    query = [
        (key, value)
        for key, value in parse_qsl(parts.query)
        if not _VISITS.fullmatch(key) and not _STAMP.fullmatch(value)
    ]
    return urlunsplit((parts.scheme, parts.netloc, _HASH.sub("*", parts.path), urlencode(query), ""))


def _is_base(host: str, path: str) -> bool:
    """Whether an address is one that requests are sent to."""
    if _NO_API.search(host) or _READING.search(path):
        return False
    named = bool(_API & set(re.split(r"[.-]", host.lower())[:-1])) or re.search(r"(?i)sandbox|gateway|staging", host)
    if named:
        return path.strip("/").count("/") < _MOST_PARTS
    return path.strip("/") != "" and _BASE.fullmatch(path) is not None
