"""Clients of a copy that come from a repository which is not here, such as in the CI of whoever vendors them.

What they should be now, nobody can tell there, and nothing is wrong for that: they are held against their lock alone.
"""

from __future__ import annotations

from .lock import Lock, Provider
from .origin import Origin
from .stamp import INSTALLED


def at_hand(lock: Lock, origin: Origin | None) -> list[str]:
    """The clients of a copy that the origin can tell of. The installed ones say nothing of those of a repository."""
    if origin is None:
        return []
    there = set(origin.providers())
    return [name for name, one in lock.providers.items() if name in there and _tells(origin, one)]


def elsewhere(lock: Lock, origin: Origin | None) -> dict[str, Provider]:
    """The clients whose repository is not here, and was not asked for: what nobody has cannot be wrong."""
    if origin is not None and origin.is_named:
        return {}
    here = {INSTALLED, *([origin.stamp().source] if origin is not None else ())}
    there = at_hand(lock, origin)
    return {name: one for name, one in lock.providers.items() if name not in there and one.source not in here}


def _tells(origin: Origin, provider: Provider) -> bool:
    is_installed = not origin.root and provider.name not in origin.own
    return not is_installed or provider.source in ("", INSTALLED)
