"""The copy of the runtime that a tree carries: the modules that its files import, and those that only callers choose.

What a tree needs is told by imports alone. Nothing is run; an import inside of a function or for type checkers counts like
any other, so that a copy satisfies a type checker too. Only the standard library is used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import RUNTIME
from ..errors import ConfigurationError
from .files import read, walk

CHOICES: Mapping[str, str] = {
    "aiohttp": "aiohttp_client() carries many calls at once faster, with the extra `reissue[aiohttp]`",
    "recorder": "record_drift() writes what answers showed and the specification does not say, for `reissue drift`",
    "testing": "StillClock, for tests in which no time passes",
    "webhooks": "Webhook, for webhooks that the document does not describe",
}
"""Modules that no emitted file needs to import, because callers do, and what each is good for.

A tree has them, unless they are left out by name (`--without`).
"""


class LeftOutError(ConfigurationError):
    """What is to be left out is no choice, or something in the tree imports it."""


@dataclass(frozen=True, slots=True)
class RuntimeCopy:
    """What a tree carries of the runtime."""

    files: dict[str, str]
    """Path in the tree to text."""
    unused: tuple[str, ...]
    """The modules that are left out because nothing in the tree imports them."""
    without: tuple[str, ...]
    """The choices that are left out because they were named."""

    def told(self, again: str) -> str:
        """One line that says what was left out, and how to get it; '' where nothing was. `again` gets a choice back."""
        parts: list[str] = []
        if self.unused:
            parts.append(f"{', '.join(self.unused)} (nothing here imports it; a client that does brings it along)")
        if self.without:
            parts.append(f"{', '.join(self.without)} (by --without; to get it back {again})")
        return f"left out of the runtime: {'; '.join(parts)}." if parts else ""

    def summary(self, again: str) -> dict[str, Any]:
        """The same for programs."""
        return {
            "modules": modules_in(self.files),
            "left_out": {"unused": list(self.unused), "without": list(self.without)},
            "hint": self.told(again),
        }


def texts(folder: str) -> dict[str, str]:
    """Every file of a runtime or of a client, by its path in the folder. Raises ConfigurationError where one is no text."""
    found: dict[str, str] = {}
    for path in walk(folder):
        try:
            found[path] = read(os.path.join(folder, path)).decode()
        except UnicodeDecodeError:
            raise ConfigurationError(
                f"{os.path.join(folder, path)} is no text, so reissue did not write it: move it away."
            ) from None
    return found


def known(without: Iterable[str]) -> tuple[str, ...]:
    """The names of choices, sorted. Raises LeftOutError for one that there is not."""
    names = tuple(sorted(set(without)))
    for name in names:
        if name not in CHOICES:
            raise LeftOutError(f"There is no {name!r} to leave out of the runtime; there are: {', '.join(CHOICES)}.")
    return names


def pruned(
    runtime: Mapping[str, str], others: Iterable[tuple[str, str]], without: Iterable[str] = (), also: Iterable[str] = ()
) -> RuntimeCopy:
    """What of a runtime a tree of these files needs.

    `runtime`: all its files, by path in their folder. `others`: path in the tree and text of the files that import it.
    `without`: names of choices to leave out. `also`: further modules that stay, for files that are not at hand.

    Raises LeftOutError for an unknown name in `without`, and where a module so named is imported.
    """
    declined = known(without)
    modules = _Modules(runtime)
    roots = {module: path for path, text in others for module in modules.imported(path, text)}
    roots |= dict.fromkeys(also, "the copy that is there")
    chosen = {name: f"the choice {name}" for name in CHOICES if name not in declined}
    needed = modules.closure({"": "every tree", **chosen, **roots})
    for name in declined:
        if name in needed:
            raise LeftOutError(f"{name} cannot be left out of the runtime: {_chain(name, needed)}.")
    paths = {modules.paths[module] for module in needed}
    files = {f"{RUNTIME}/{path}": text for path, text in runtime.items() if path in paths or not path.endswith(".py")}
    unused = sorted(set(modules.paths) - set(needed) - set(declined))
    return RuntimeCopy(files, tuple(unused), tuple(name for name in declined if name in modules.paths))


def modules_in(paths: Iterable[str]) -> list[str]:
    """The modules of the runtime among the paths of a tree, its `__init__` left out."""
    inside = (path.removeprefix(f"{RUNTIME}/") for path in paths if path.startswith(f"{RUNTIME}/"))
    return sorted(filter(None, (_module(path) for path in inside if path.endswith(".py"))))


def _chain(name: str, needed: Mapping[str, str]) -> str:
    """Who imports a module, and who imports that one, up to a file of a client or a choice."""
    why = needed[name]
    steps = [f"{why} needs it"]
    while why.startswith(f"{RUNTIME}/"):
        why = needed[_module(why.removeprefix(f"{RUNTIME}/"))]
        steps.append(f"{why} needs that")
    return ", ".join(steps)


def _module(path: str) -> str:
    """The name of a module by its path in the runtime; '' for the package itself."""
    return path.removesuffix(".py").removesuffix("__init__").strip("/").replace("/", ".")


class _Modules:
    """The modules of a runtime, and which of them import which."""

    def __init__(self, runtime: Mapping[str, str]) -> None:
        self.paths = {_module(path): path for path in sorted(runtime) if path.endswith(".py")}
        self._texts = runtime

    def closure(self, roots: Mapping[str, str]) -> dict[str, str]:
        """The modules that these need, each with the file or choice that brought it."""
        needed = {module: why for module, why in roots.items() if module in self.paths}
        waiting = list(needed)
        while waiting:
            module = waiting.pop()
            path = f"{RUNTIME}/{self.paths[module]}"
            for other in self.imported(path, self._texts[self.paths[module]]):
                if other not in needed:
                    needed[other] = path
                    waiting.append(other)
        return needed

    def imported(self, path: str, text: str) -> Iterator[str]:
        """The modules that a file of the tree imports. Its text need not be whole Python."""
        if not path.endswith(".py"):
            return
        package = path.split("/")[:-1]
        for level, module, names in relative_imports(text):
            up = level - 1
            place = [*package[: len(package) - up], *filter(None, module.split("."))] if up <= len(package) else []
            if place[:1] == [RUNTIME]:
                yield from self._there(place[1:], names)

    def _there(self, place: list[str], names: Iterable[str]) -> Iterator[str]:
        """The modules behind `from <place> import <names>`: the packages on the way, the place, and names below it."""
        ways = [place[:length] for length in range(1, len(place) + 1)] + [[*place, name] for name in names]
        yield from (module for way in ways if (module := ".".join(way)) in self.paths)


_IMPORT = re.compile(r"^[ \t]*from[ \t]+(\.+)([\w.]*)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^(\n]*))", re.MULTILINE)
_COMMENT = re.compile(r"#[^\n]*")


def relative_imports(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """The relative imports of a file: how many dots, the module after them, and the names.

    Emitted files may be megabytes, and all files are formatted: an import starts a line, so that nothing needs to be parsed.
    What only looks like one, in a docstring, at worst brings a module too many.
    """
    for dots, module, several, few in _IMPORT.findall(text):
        names = [name.split()[0] for name in _COMMENT.sub("", several or few).split(",") if name.strip()]
        yield len(dots), module, names
