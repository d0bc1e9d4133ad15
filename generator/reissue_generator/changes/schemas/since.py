"""The first version of the vendor's API that knows something: what is sent under an older one is refused."""

from __future__ import annotations

from ...document import Node
from ..proofs.schema import show
from ..record import Log
from .pair import fate

SINCE = "x-reissue-since"


def compare_since(log: Log, label: str, old: Node, new: Node) -> None:
    """Write down that the first version is another one. `old`, `new`: where it is said, without a value where it is not."""
    was, now = old.value, new.value
    if was != now:
        text = f"known since version {show(was)} -> {show(now)} of the API"
        log.changed(f"request-since-{fate(was, now)}", label, text, old, new, f"{was}>{now}")
