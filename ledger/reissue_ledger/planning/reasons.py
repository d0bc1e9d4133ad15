"""Why items are left: reasons that name an invoice, an amount or a person, and what people read of them together."""

from __future__ import annotations

import re
from typing import Final

from ..store.operations import OTHERWISE

_KINDS: Final = (
    (re.compile("the same as line .*", re.S), "the same as another line"),
    (re.compile(f"the same invoice as .*{OTHERWISE}", re.S), f"the same invoice as another one{OTHERWISE}"),
    (re.compile("the same invoice as .*", re.S), "the same invoice as another one"),
    (re.compile("(done|moot) before, over .*", re.S), r"\1 before, over another amount"),
    (re.compile("replaced by .*", re.S), "replaced by another invoice"),
    (re.compile("the file says .*, and the provider .*", re.S), "the file says another amount than the provider"),
    (re.compile("person: .*", re.S), "a person decided it"),
)


def kind_of(reason: str) -> str:
    """The reason without whom or what it names; itself where it names nothing."""
    return next((found.expand(kind) for pattern, kind in _KINDS if (found := pattern.fullmatch(reason))), reason)
