"""Which file a model stands in: one for all, or in a large API one per resource, so that each is read when it is used.

A model that only one resource reaches stands in that resource's file, all others in the shared one. What a shared model
reaches is shared too, so files of resources import the shared file and never each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..api.reach import reach, roots
from ..api.records import Api, Model

MANY = 300
"""More models than this are split; below, one file is read in a few milliseconds and easier to find one's way in."""


@dataclass(frozen=True)
class Placement:
    """Where the models of a client stand. `modules`: by key of a model its file of the package; None: models.py holds all."""

    models: tuple[Model, ...]
    modules: Mapping[str, str] | None

    @staticmethod
    def of(api: Api) -> Placement:
        """The placement of all models of a client."""
        return Placement(api.models, None if len(api.models) <= MANY else _modules(api))

    def seen_from_client(self, key: str) -> str:
        """The module of a model, for a file that stands where client.py does."""
        return ".models" if self.modules is None else f".models.{self.modules[key]}"

    def seen_from_resource(self, key: str) -> str:
        """The module of a model, for a file of a resource."""
        return f".{self.seen_from_client(key)}"

    def seen_from(self, module: str, key: str) -> str:
        """The module of a model, for a file of the package of models; '' where it is that file."""
        assert self.modules is not None
        return "" if self.modules[key] == module else f".{self.modules[key]}"

    def by_module(self) -> Iterator[tuple[str, list[Model]]]:
        """The files of the package of models, and what each holds; nothing where there is no package."""
        modules = self.modules or {}
        for module in sorted(set(modules.values())):
            yield module, [model for model in self.models if modules[model.key] == module]


def _modules(api: Api) -> Mapping[str, str]:
    models = {model.key: model for model in api.models}
    reached = {resource.module: reach(models, roots(resource.operations)) for resource in api.resources}
    reached["webhooks"] = reach(models, [webhook.type for webhook in api.webhooks])
    uses = Counter(key for keys in reached.values() for key in keys)
    shared = "shared"
    while shared in reached:
        shared += "_models"
    modules = dict.fromkeys(models, shared)
    for module, keys in reached.items():
        modules.update((key, module) for key in keys if uses[key] == 1)
    return modules
