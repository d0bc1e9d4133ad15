"""Where an API is: `host`, `basePath` and `schemes` as servers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from ..node import Node
from .work import Spot, Work

_HTTP = ("https", "http")
UNSAID = "https"
"""The scheme where the document names none and it is not known how it was read."""


def servers_of(work: Work, holder: dict[str, Any], node: Node, spot: Spot, schemes: list[str]) -> list[dict[str, Any]]:
    """The servers for some schemes, https before http; `node` is what names the schemes.

    What is not said is that of the address that the document came from, as the standard asks; of a file that is not known:
    then the scheme is https, and without a host the address is a path.
    """
    root = Node(work.original.main, (), work.original.main.data)
    host, base = _text(work, holder, root, "host"), _text(work, holder, root, "basePath")
    path = "/" + base.strip("/") if base.strip("/") else ""
    others = [scheme for scheme in schemes if scheme not in _HTTP]
    if others:
        message = f"{', '.join(others)} {'is' if len(others) == 1 else 'are'} not spoken here"
        work.lose(holder, message, node.get("schemes"))
    known = sorted({scheme for scheme in schemes if scheme in _HTTP}, key=_HTTP.index)
    from_address = urlsplit(work.original.address)
    if from_address.netloc and not known and not others:
        known = [from_address.scheme]
    host = host or from_address.netloc
    if not host:
        urls = [path or "/"] if path or known else []
    elif "://" in host:
        urls = [host.rstrip("/") + path]
    else:
        urls = [f"{scheme}://{host.strip('/')}{path}" for scheme in known or ([] if others else [UNSAID])]
    from_key = next((key for key in ("host", "basePath", "schemes") if key in root.map), "")
    for place in range(len(urls)):
        origin = (*root.pointer, from_key) if node.pointer == () else (*node.pointer, "schemes")
        spot.file.origins[(*spot.pointer, "servers", str(place))] = node.source, origin
    return [{"url": url} for url in urls]


def _text(work: Work, holder: dict[str, Any], root: Node, key: str) -> str:
    value = root.map.get(key)
    if value is not None and not isinstance(value, str):
        work.lose(holder, f"{key!r} is not a text", root.get(key), "structure")
    return value.strip() if isinstance(value, str) else ""
