"""Which file a model stands in: one for all, or in a large API one per resource, so that each is read when it is used.

A model that only one resource reaches stands in that resource's file, all others in the shared one. What a shared model
reaches is shared too, so files of resources import the shared file and never each other. A file that would be too long for
editors and type checkers is a folder, and its models are told apart by their names (`division.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..api.models import Model
from ..api.reach import reach, roots
from ..api.records import Api
from .division import MOST_LINES, divided, length

MANY = 300
"""More models than this are split; below, one file is read in a few milliseconds and easier to find one's way in."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a model stands in the package of models: a file, or a part of the folder that stands for one."""

    module: str
    part: str = ""


@dataclass(frozen=True)
class Placement:
    """Where the models of a client stand. `homes`: by key of a model its place; None: models.py holds all."""

    models: tuple[Model, ...]
    homes: Mapping[str, Home] | None

    @staticmethod
    def of(api: Api) -> Placement:
        """The placement of all models of a client."""
        is_small = len(api.models) <= MANY and sum(map(length, api.models)) <= MOST_LINES
        return Placement(api.models, None if is_small else _homes(api))

    def seen_from_client(self, key: str, package: str = "models") -> str:
        """The module of a model, for a file that stands where client.py does."""
        return f".{package}" if self.homes is None else f".{package}.{self.homes[key].module}"

    def seen_from_resource(self, key: str, package: str = "models") -> str:
        """The module of a model, for a file of a resource."""
        return f".{self.seen_from_client(key, package)}"

    def seen_from(self, home: Home, key: str) -> str:
        """The module of a model, for a file of the package of models; '' where it is that file."""
        assert self.homes is not None
        other = self.homes[key]
        if other == home:
            return ""
        if other.module == home.module:
            return f".{other.part}"
        return f"{'..' if home.part else '.'}{other.module}"

    def siblings(self, home: Home) -> frozenset[str]:
        """The other parts of the folder of a file, as it sees them; they may import each other, whole or not yet."""
        return frozenset(f".{one.part}" for one in self._held if one.module == home.module and one != home)

    def by_home(self) -> Iterator[tuple[Home, list[Model]]]:
        """The files of the package of models, and what each holds; nothing where there is no package."""
        yield from self._held.items()

    def by_module(self) -> Iterator[tuple[str, list[Model]]]:
        """The same by the module that others import them from."""
        found: dict[str, list[Model]] = {home.module: [] for home in self._held}
        homes = self.homes or {}
        for model in self.models if homes else ():
            found[homes[model.key].module].append(model)
        yield from found.items()

    @cached_property
    def _held(self) -> Mapping[Home, list[Model]]:
        """What each file of the package of models holds, by module and part."""
        homes = self.homes or {}
        held: dict[Home, list[Model]] = {
            home: [] for home in sorted(set(homes.values()), key=lambda home: (home.module, home.part))
        }
        for model in self.models if homes else ():
            held[homes[model.key]].append(model)
        return held


def _homes(api: Api) -> Mapping[str, Home]:
    found: dict[str, Home] = {}
    models = {model.key: model for model in api.models}
    for module, keys in _by_resource(api, models).items():
        for part, own in divided([models[key] for key in keys], api.names):
            found.update((model.key, Home(module, part)) for model in own)
    return found


def _by_resource(api: Api, models: Mapping[str, Model]) -> Mapping[str, list[str]]:
    """The keys of the models of each file."""
    reached = {resource.module: reach(models, roots(resource.operations)) for resource in api.resources}
    reached["webhooks"] = reach(models, [webhook.type for webhook in api.webhooks])
    uses = Counter(key for keys in reached.values() for key in keys)
    shared = "shared"
    while shared in reached:
        shared += "_models"
    modules = dict.fromkeys(models, shared)
    for module, keys in reached.items():
        modules.update((key, module) for key in keys if uses[key] == 1)
    found: dict[str, list[str]] = {}
    for key, module in modules.items():
        found.setdefault(module, []).append(key)
    return found
