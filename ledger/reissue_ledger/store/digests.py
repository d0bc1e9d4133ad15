"""Keyed digests: by which what is personal is known again when its text is gone."""

from __future__ import annotations

import hmac
from hashlib import sha256

from .transitions import PURGED, is_purged


def keyed(key: bytes, text: str | None) -> str:
    """The keyed digest of a text, or of one that was purged, which is that digest already."""
    if text is not None and is_purged(text):
        return text.removeprefix(PURGED)
    return hmac.new(key, (text or "").encode(), sha256).hexdigest()


def purged(key: bytes, text: str) -> str:
    """What a purge leaves of a text."""
    return f"{PURGED}{keyed(key, text)}"
