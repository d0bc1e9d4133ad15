"""To which resource an operation belongs: its tag, else the first word of its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .. import naming
from ..document import Described
from .tags import Tags

OTHERS = "default"
"""The resource of operations whose path has no word."""

_VERSION = re.compile(r"v?\d+([._-]\w+)*|v\d+\w*|\d{4}-\d\d(-\d\d)?", re.IGNORECASE)
_FRAME = frozenset({"api", "apis", "rest"})
"""Words that stand in front of all paths of an API, and tell nothing about one of them."""
_ENDING = re.compile(r"\.(json|xml)$", re.IGNORECASE)
_WORD = re.compile(r"[^{(:;=?]+")
"""What of a segment is a name: `users` of `users:search`, of `users({id})` and of `users.json`."""


def resource_of(described: Sequence[Described], tags: Tags) -> Callable[[Described], str]:
    """Which resource each operation of a document belongs to.

    One without a tag belongs to the resource of a tag that is written as the word of its path is.
    """
    own = {one.node.key: tag for one in described if (tag := tags.of(one.node)) is not None}
    known = {naming.snake(tag): tag for tag in sorted({*own.values()}, reverse=True)}

    def resource(one: Described) -> str:
        if (tag := own.get(one.node.key)) is not None:
            return tag
        word = naming.snake(word_of(one.path), OTHERS)
        return known.get(word, word)

    return resource


def word_of(path: str) -> str:
    """The first segment of a path that is no version, no parameter, and not `api`; `default` where it has none."""
    found = [match[0] for one in path.split("/") if (match := _WORD.match(_ENDING.sub("", one)))]
    words = [one for one in found if naming.words(one) and not _VERSION.fullmatch(one)]
    own = [one for one in words if one.lower() not in _FRAME]
    return next(iter(own or words), OTHERS)
