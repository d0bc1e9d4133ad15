"""The names of models. Where two would like the same one, the other says where it comes from.

A component keeps its name beside anything that has none of its own. The others of a clash take a word for their place, such as `StatusParameter`
or `CreateReportResponse207`; only what such a word does not tell apart takes a part of a hash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from .. import naming
from ..document import pointer_text
from .models import Models

_COMPONENT = re.compile(r"#/components/schemas/[^/]+:\w+$")
_INSIDE = re.compile(r"#/components/schemas/")
_GROUPS = {
    "parameters": "Parameter",
    "responses": "Response",
    "requestBodies": "Body",
    "headers": "Header",
    "callbacks": "Callback",
}
_WORDS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(rf"#/components/({'|'.join(_GROUPS)})/"), lambda found: _GROUPS[found]),
    (re.compile(r"(:union)$|/(?:anyOf|oneOf):\w+$"), lambda _: "Union"),
    (re.compile(r"#/paths/.*?/responses/(\w+)/"), str.capitalize),
    (re.compile(r"/(?:anyOf|oneOf)/(\d+):[^/]*$"), lambda place: f"Variant{int(place) + 1}"),
    (re.compile(r"/allOf/(\d+):[^/]*$"), lambda place: f"Part{int(place) + 1}"),
    (re.compile(r"/properties/([^/]+):[^/]*$"), lambda _: "Member"),
    (re.compile(r"(#/components/schemas/[^/]+:read)$"), lambda _: "Model"),
    (re.compile(r"(:write)"), lambda _: "Body"),
)
"""What tells where a model stands, by its key, and the word for it; the first that fits counts."""


def model_names(models: Models, used: Iterable[str], taken: Collection[str], kept: Iterable[str]) -> dict[str, str]:
    """The class of each model that is used, by its key. `taken`: names of others; `kept`: component schemas that lose none."""
    firmly = tuple(f"#{pointer_text(('components', 'schemas', name))}:" for name in kept)
    groups: dict[str, list[str]] = {}
    for key in used:
        groups.setdefault(models.wishes[key].python, []).append(key)
    first: list[tuple[str, str, str]] = []
    others: list[tuple[str, str, str]] = []
    for name, keys in groups.items():
        told = [(key, models.wishes[key].wire, name) for key in keys]
        told.sort(key=lambda one: (not one[0].startswith(firmly), _rank(one[0]), name != one[1], one[1], one[0]))
        keeps = 0 if name in taken else 1
        first += told[:keeps]
        others += [(key, wire, name + _word(key)) for key, wire, _ in told[keeps:]]
    names = naming.assign(first, join="")
    return names | naming.assign(others, taken={*taken, *names.values()}, join="")


def _rank(key: str) -> int:
    """Who keeps a name: a component, then what stands inside of one, then all others."""
    if _COMPONENT.search(key):
        return 0
    return 1 if _INSIDE.search(key) else 2


def _word(key: str) -> str:
    for pattern, word in _WORDS:
        if match := pattern.search(key):
            return word(match[1])
    return ""
