"""What Abillify's events say happened."""

from __future__ import annotations

import re

from ...invoice import EventKind as K

KINDS = {"none": K.UNKNOWN, "paid": K.PAID_IN, "canceled": K.CANCELLED}
"""By state of a voucher; none: nothing happened to it."""

_PLAIN = re.compile(r"[A-Za-z0-9._-]+")


def known_as(claimed: str, told: str | None) -> str | None:
    """The one name of the invoice that was read because a webhook named it: a made-up name may differ, and find the same.

    - claimed: What the webhook called it.
    - told: What the invoice that was read calls itself, if it says so.

    Returns what it calls itself, else the claim; None where it says nothing and the claim is no plain name, for then
    nobody knows which invoice was read.
    """
    return told or (claimed if _PLAIN.fullmatch(claimed) else None)
