"""The keys of `responses`: which of them are statuses, and which of these are successes."""

from __future__ import annotations

import re
from collections.abc import Collection

_STATUS = re.compile(r"[1-5]([0-9]{2}|[xX]{2})|default")


def status_of(key: str) -> str | None:
    """The status that a key of `responses` names, as '200', '4XX' or 'default'; None where it names none."""
    if not _STATUS.fullmatch(key):
        return None
    return key if key == "default" else key.upper()


def successes(statuses: Collection[str]) -> set[str]:
    """Those that stand for a success; `default` does where there is no other one, beside redirects too."""
    return {status for status in statuses if status.startswith("2")} or {"default"}.intersection(statuses)
