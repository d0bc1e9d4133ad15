"""Which file a model stands in: one for all, or in a large API one per resource, so that each is read when it is used.

A model that only one resource reaches stands in that resource's file, all others in the shared one. What a shared model
reaches is shared too, so files of resources import the shared file and never each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..api.reach import reach, roots
from ..api.records import Api

MANY = 300
"""More models than this are split; below, one file is read in a few milliseconds and easier to find one's way in."""


def homes_of(api: Api) -> Mapping[str, str] | None:
    """Model key to the name of its file; None where one file holds them all."""
    if len(api.models) <= MANY:
        return None
    models = {model.key: model for model in api.models}
    reached = {resource.module: reach(models, roots(resource.operations)) for resource in api.resources}
    reached["webhooks"] = reach(models, [hook.type for hook in api.webhooks])
    uses = Counter(key for keys in reached.values() for key in keys)
    shared = "shared"
    while shared in reached:
        shared += "_models"
    homes = dict.fromkeys(models, shared)
    for module, keys in reached.items():
        homes.update((key, module) for key in keys if uses[key] == 1)
    return homes
