"""Python names from wire names: total, free of collisions, and the same whatever stands beside them.

A name depends on its own wire name only. Where two wire names lead to the same Python name, one keeps it (the one that
is already written that way, else the first in code point order) and every other takes a suffix made of its own wire
name; names without a collision never change when a sibling arrives or the document is reordered.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

_RUN = re.compile(r"[^\W_]+")
_MAX_MODULE_BYTES = 100
"""File systems take 255 bytes, of which the ending and the folders of a build need some."""
_HUMP = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGN = re.compile(r"^[+\-<>=!*%@]+|[<>=!]+")
_SIGN_WORDS = {
    "+": " plus ",
    "-": " minus ",
    "<": " lt ",
    ">": " gt ",
    "=": " eq ",
    "!": " not ",
    "*": " star ",
    "%": " percent ",
    "@": " at ",
}

_SHADOWING = frozenset(
    {"self", "cls", "field", "dt", "list", "dict", "str", "int", "float", "bool", "bytes", "tuple", "super", "l"}
)
"""Names that an attribute must not take, because annotations beside it use them (or, `l`, because it reads as 1)."""

WINDOWS_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a wire name as written: 'invoiceHTTPStatus' is invoice, HTTP, Status; '+1' is plus, 1."""
    text = unicodedata.normalize("NFKC", text)
    text = _SIGN.sub(lambda match: "".join(_SIGN_WORDS[sign] for sign in match[0]), text)
    runs = _RUN.findall(text) if text.isascii() else _runs(text)
    return tuple(word for run in runs for word in _HUMP.split(run) if word)


def _runs(text: str) -> list[str]:
    """Letters and digits of any script, with the vowel signs and accents that belong to them."""
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split()


@lru_cache(maxsize=65536)
def snake(text: str, empty: str = "value") -> str:
    """A lower-case Python name: 'pageSize' is page_size, '2fa' is n_2fa, 'class' is class_."""
    name = _identifier("_".join(words(text)).lower(), "n_", empty)
    return f"{name}_" if keyword.iskeyword(name) or name in _SHADOWING else name


@lru_cache(maxsize=65536)
def pascal(text: str, empty: str = "Value") -> str:
    """A class name: 'purchase_status' is PurchaseStatus, '3DSecure' is N3DSecure.

    Scripts without capitals take the N as well, so that a class never has the name of an attribute.
    """
    name = _identifier("".join(word[:1].upper() + word[1:] for word in words(text)), "N", empty)
    name = name if name[0] != name[0].lower() else f"N{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def constant(text: str, empty: str = "VALUE") -> str:
    """An upper-case Python name: 'invoices-resend' is INVOICES_RESEND."""
    name = snake(text, empty.lower()).rstrip("_").upper()
    name = name if name.isidentifier() and unicodedata.normalize("NFKC", name) == name else empty
    return f"N_{name}" if name == name.lower() else name


def module(text: str, empty: str = "default") -> str:
    """A module name that every file system takes; a long one is cut and ends with its suffix."""
    name = snake(text, empty)
    if len(name.encode()) > _MAX_MODULE_BYTES:
        name = f"{name.encode()[:_MAX_MODULE_BYTES].decode(errors='ignore').rstrip('_')}_{suffix(text)}"
    return f"{name}_" if name.casefold() in WINDOWS_RESERVED else name


def _identifier(name: str, digit_prefix: str, empty: str) -> str:
    """The name without what Python does not allow in identifiers, never empty, never led by a digit or underscore."""
    name = "".join(c for c in name if f"a{c}".isidentifier()).lstrip("_")
    if name and not name[0].isidentifier():
        name = digit_prefix + name
    return name if name.isidentifier() and unicodedata.normalize("NFKC", name) == name else empty


def suffix(wire: str) -> str:
    """Four characters that depend on the wire name only."""
    return hashlib.sha256(wire.encode("utf-8", "surrogatepass")).hexdigest()[:4]


def assign(
    wanted: Iterable[tuple[K, str, str]],
    *,
    taken: Iterable[str] = (),
    fold: Callable[[str], str] = str,
    join: str = "_",
) -> dict[K, str]:
    """Give each key its name. `wanted` holds (key, wire name, Python name it would like); `taken` are gone already.

    `fold` says when two names are the same (str.casefold for what becomes a file). The result does not depend on order.
    """
    groups: dict[str, list[tuple[str, str, K]]] = {}
    for key, wire, name in wanted:
        groups.setdefault(fold(name), []).append((name, wire, key))
    used = {fold(name) for name in taken} | set(groups)
    blocked = {fold(name) for name in taken}
    result: dict[K, str] = {}
    for folded in sorted(groups):
        group = sorted(groups[folded], key=lambda entry: (entry[0] != entry[1], entry[1], repr(entry[2])))
        for place, (name, wire, key) in enumerate(group):
            if place or folded in blocked:
                name = _free(name, wire, used, fold, join)
                used.add(fold(name))
            result[key] = name
    return result


def beside(names: Mapping[K, str], ending: str, taken: Iterable[str]) -> dict[K, str]:
    """Names for what stands beside something with a name: that name, and an ending."""
    return assign([(key, name, f"{name}{ending}") for key, name in names.items()], taken=taken, join="")


def _free(name: str, wire: str, used: set[str], fold: Callable[[str], str], join: str) -> str:
    seed = wire
    while fold(candidate := f"{name}{join}{suffix(seed)}") in used:
        seed += "'"
    return candidate
