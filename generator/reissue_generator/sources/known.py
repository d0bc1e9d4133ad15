"""What a documentation has beside the pages that were read: known, and left alone for a reason or without one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, cast

from .root import identity


@dataclass(frozen=True, slots=True)
class Other:
    """A page or a call that no specification has."""

    title: str = ""
    reason: str = ""
    """Why not; '' where nobody has said."""
    sha256: str = ""
    """Of a published OpenAPI document: the digest of what it meant when it became known."""


@dataclass(slots=True)
class Known:
    """Two parts of sources.lock: since when which documentation is known, and what it has beside the pages that were read.

    A page is its address, many pages an address with `*`; a call is 'GET /path at ROOT'.
    """

    docs: dict[str, str] = field(default_factory=dict[str, str])
    others: dict[str, Other] = field(default_factory=dict[str, Other])

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Known:
        """The two parts of a lock. Raises ValueError where they are built otherwise."""
        docs, others = _table(document, "docs"), _table(document, "others")
        if not all(isinstance(day, str) for day in docs.values()):
            raise ValueError("has a documentation without a day")
        found: dict[str, Other] = {}
        for what, told in others.items():
            row = cast("dict[str, Any]", told) if isinstance(told, dict) else {"": ""}
            if set(row) - {"title", "reason", "sha256"} or not all(isinstance(value, str) for value in row.values()):
                raise ValueError(f"has an odd entry of another page: {what[:200]}")
            found[what] = Other(row.get("title", ""), row.get("reason", ""), row.get("sha256", ""))
        return cls(cast("dict[str, str]", docs), found)

    def rendered(self) -> str:
        """The two parts as text; '' where there is nothing."""
        parts = ""
        if self.docs:
            parts += _section("docs", self.docs)
        if self.others:
            rows = {what: _row(one) for what, one in self.others.items()}
            parts += _section("others", rows)
        return parts

    def pages(self) -> dict[str, tuple[str, Other]]:
        """The single pages, by identity."""
        return {identity(what): (what, one) for what, one in self.others.items() if is_page(what) and "*" not in what}

    def passes(self, url: str) -> bool:
        """Whether a page is one of many that are left alone."""
        return any(
            "*" in what and one.reason and is_page(what) and fnmatchcase(url, what.replace("[", "[[]"))
            for what, one in self.others.items()
        )


NOTHING = Known()


def is_page(what: str) -> bool:
    """Whether an entry is a page, and no call."""
    return what.startswith(("https://", "http://"))


def call_at(call: str, root: str) -> str:
    """The entry of a call."""
    return f"{call} at {root}"


def _row(one: Other) -> dict[str, str]:
    told = {"title": one.title, "reason": one.reason}
    return told | ({"sha256": one.sha256} if one.sha256 else {})


def _section(name: str, rows: Mapping[str, object]) -> str:
    body = ",\n".join(f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(rows.items()))
    return f',\n  "{name}": {{\n{body}\n  }}'


def _table(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    told: object = document.get(name, {})
    if not isinstance(told, dict):
        raise ValueError(f"has no table {name}")
    return cast("dict[str, Any]", told)
