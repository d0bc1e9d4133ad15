"""Which files git checks out with CRLF: those that its attributes and its configuration say, in the checkout at hand."""

from __future__ import annotations

import os
from collections.abc import Iterable

from .tracked import checkout_around


def with_crlf(root: str, paths: Iterable[str]) -> frozenset[str]:
    """Those of some texts below a folder that are to have CRLF: gitattributes(5)."""
    real, around = os.path.realpath(root), checkout_around(root)
    if around is None:
        return frozenset()
    named = {around.name(os.path.join(real, path)): path for path in paths}
    asked = b"".join(os.fsencode(name) + b"\0" for name in named)
    done = around.ask("check-attr", "--stdin", "-z", "text", "eol", said=asked)
    if done is None:
        return frozenset()
    words = done.stdout.split(b"\0")
    found: dict[str, dict[bytes, bytes]] = {name: {} for name in named}
    for name, attribute, value in zip(words[::3], words[1::3], words[2::3], strict=False):
        found[os.fsdecode(name)][attribute] = value
    autocrlf, eol = (around.text("config", "--get", key).lower() for key in ("core.autocrlf", "core.eol"))
    return frozenset(named[name] for name, attributes in found.items() if _is_crlf(attributes, autocrlf, eol))


def _is_crlf(attributes: dict[bytes, bytes], autocrlf: str, eol: str) -> bool:
    """As git decides it: the attributes first, then `core.autocrlf`, and `core.eol` where a file is said to be text."""
    text, own = attributes.get(b"text"), attributes.get(b"eol")
    if text == b"unset":
        return False
    if own in (b"lf", b"crlf"):
        return own == b"crlf"
    if autocrlf in ("true", "yes", "on", "1", "input"):
        return autocrlf != "input"
    if text not in (b"set", b"auto"):
        return False
    return eol == "crlf" or (eol in ("", "native") and os.linesep == "\r\n")
