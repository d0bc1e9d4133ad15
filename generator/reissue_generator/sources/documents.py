"""Published OpenAPI documents in the cache, each by the digest of what it means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .cache import keep_in
from .told_calls import meaning_of

_FOLDER = "published"


def path_of(cache: Path, sha256: str) -> Path:
    """Where a document is, if it is here."""
    return cache / _FOLDER / f"{sha256}.json"


def keep(cache: Path, data: dict[str, Any]) -> str:
    """Keep a document, so that a newer one can be compared with it; gives its digest."""
    sha256 = meaning_of(data)
    target = path_of(cache, sha256)
    if not target.exists():
        text = json.dumps(data, indent=1, sort_keys=True, default=str)
        keep_in(cache, f"{_FOLDER}/{target.name}", text.encode())
    return sha256
