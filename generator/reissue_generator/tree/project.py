"""Where things are: the specifications, templates and generated tree of a project, from `[tool.reissue]`.

Only the standard library is used, and little of it: `reissue check` starts here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from .. import RUNTIME, __version__
from ..errors import ConfigurationError
from ..own_files import PACKAGE, own_runtime, own_templates
from .files import read, sha256, walk
from .manifest import unchanged
from .runtime_name import imported_runtime

if TYPE_CHECKING:
    from .client import Client

DEFAULTS = {
    "specs": "specs",
    "templates": "",
    "generated": "generated",
    "package": "reissue_clients",
    "runtime": "reissue_runtime",
}
_SPECS = (".yaml", ".yml")
_NO_INPUT = "sources.lock"
"""What stands beside specifications and is none: which pages were read, and when."""
_VENDORED = "vendored"
_CLIENTS = "clients"
_DIFF = "diff"
_SOURCES = "sources"
UP_TO_DATE = "The generated clients are up to date."
QUICKLY = "The generated clients are up to date (quick; see --full)."
"""What `reissue check` says where `Project.is_unchanged`, also where it imports no more than this file."""


class Project:
    """The folders of a project. Paths are absolute; `specs`, `templates` and `generated` need not exist."""

    __slots__ = (
        "clients",
        "diff",
        "generated",
        "package",
        "root",
        "runtime",
        "sources",
        "specs",
        "templates",
        "vendored",
    )

    def __init__(
        self,
        root: str,
        settings: Mapping[str, str],
        vendored: Iterable[str] = (),
        clients: Mapping[str, Client] | None = None,
        diff: Mapping[str, str] | None = None,
        sources: Mapping[str, object] | None = None,
    ) -> None:
        self.root = root
        self.specs = os.path.join(root, settings["specs"])
        self.generated = os.path.join(root, settings["generated"])
        self.package = settings["package"]
        self.runtime = imported_runtime(settings["runtime"], "[tool.reissue] runtime =")
        """The module that the generated clients import as their runtime; '' where the tree carries a copy."""
        self.templates = os.path.join(root, settings["templates"]) if settings["templates"] else own_templates()
        self.vendored = [os.path.join(root, folder) for folder in vendored]
        """The folders with vendored copies, which `vendor check` and `vendor update` mean where none is named."""
        self.clients = dict(clients or {})
        """The clients of documents of others, by name: `[[tool.reissue.clients]]`."""
        self.diff = dict(diff or {})
        """How much rules of `reissue diff` weigh here, by rule: `[tool.reissue.diff]`."""
        self.sources = dict(sources or {})
        """What is said of the vendors' pages: `[tool.reissue.sources]`, which `reissue sources` reads."""

    @property
    def leads_away(self) -> str:
        """Where the folder of the clients leads, if that is out of the project by a link; else ''."""
        root, target = os.path.realpath(self.root), os.path.realpath(self.generated)
        named = os.path.normpath(os.path.join(root, os.path.relpath(self.generated, self.root)))
        inside = root.rstrip(os.sep) + os.sep
        return target if named.startswith(inside) and not target.startswith(inside) else ""

    def spec_files(self) -> dict[str, str]:
        """Provider to path of its specification, by name.

        Raises ConfigurationError where two would be one, or one would stand where the copy of the runtime does.
        """
        try:
            names = sorted(os.listdir(self.specs))
        except OSError:
            return {}
        self._refuse_twins([name for name in names if name.endswith(_SPECS)])
        return self.specs_among(names)

    def specs_among(self, names: Iterable[str]) -> dict[str, str]:
        """Provider to path, of the files of these names that are specifications."""
        return {os.path.splitext(name)[0]: os.path.join(self.specs, name) for name in names if name.endswith(_SPECS)}

    def chosen(self, names: Iterable[str]) -> dict[str, str]:
        """Those of `spec_files` that are named; none named: all. Raises ConfigurationError for one that is not there."""
        wanted, known = set(names), self.spec_files()
        for name in sorted(wanted - set(known)):
            raise ConfigurationError(f"No specification of {name!r} in {self.specs}; there are: {', '.join(known)}.")
        return {name: path for name, path in known.items() if not wanted or name in wanted}

    def picked(self, names: Iterable[str]) -> tuple[list[str], list[Client]]:
        """The providers and the clients that are named; none named: all. Raises ConfigurationError for one that is not there."""
        wanted, providers = list(dict.fromkeys(names)), self.spec_files()
        for name in self.clients:
            if name in providers:
                raise ConfigurationError(f"{name!r} is a provider in {self.specs} and a client: rename one.")
        for name in wanted:
            if name not in providers and name not in self.clients:
                there = ", ".join([*providers, *self.clients]) or "none"
                raise ConfigurationError(f"There is neither a provider nor a client {name!r}; there are: {there}.")
        if not wanted:
            return list(providers), list(self.clients.values())
        return [n for n in providers if n in wanted], [c for n, c in self.clients.items() if n in wanted]

    def _refuse_twins(self, names: list[str]) -> None:
        """Two specifications that would be written into one folder: one provider would be gone without a word."""
        from .. import naming

        seen: dict[str, str] = {}
        for name in names:
            folder = naming.module(os.path.splitext(name)[0]).casefold()
            if folder in seen:
                raise ConfigurationError(
                    f"{self.specs}: {seen[folder]} and {name} are one provider; rename or remove one."
                )
            seen[folder] = name
        if not self.runtime and RUNTIME in seen:
            raise ConfigurationError(
                f"{self.specs}/{seen[RUNTIME]}: a provider cannot be called {RUNTIME}, because the copy of the runtime stands "
                f"in the folder of this name: rename the file, or let the clients import an installed runtime (`runtime` of [tool.reissue])."
            )

    def show(self, path: str) -> str:
        """A path as findings name it: from the project's root, with '/'."""
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def inputs(self) -> str:
        """SHA-256 over the bytes of all that the generated tree depends on: specifications, templates, generator."""
        digest = hashlib.sha256(f"{__version__}\0{self.package}\0{self.runtime}\0".encode())
        inputs = [
            ("spec", self.specs, ("",)),  # a reference may lead to a file with any ending
            ("template", self.templates, (".jinja",)),
            ("generator", PACKAGE, (".py",)),
        ]
        if not self.runtime:
            inputs.append(("runtime", own_runtime(), (".py",)))
        for label, folder, ending in inputs:
            for path in _files(folder, ending):
                content = sha256(read(os.path.join(folder, path)))
                digest.update(f"{label}\0{path}\0{content}\0".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def is_unchanged(self) -> bool:
        """The quick answer of `check`: nothing that counts has changed since `generate`. Reads only."""
        if self.clients:
            from .made import orphans, quick

            clients = self.clients.values()
            if orphans(self.root, clients) or not all(quick(client) for client in clients):
                return False
            if not self.spec_files():
                return True
        return not self.leads_away and unchanged(self.generated, self.inputs(), __version__)


def _files(folder: str, ending: tuple[str, ...]) -> list[str]:
    found = (path for path in walk(folder) if path.endswith(ending) and path != _NO_INPUT)
    return sorted(path for path in found if os.path.isfile(os.path.join(folder, path)))


def nearest(start: str | None = None) -> Project | None:
    """The project around a folder: the nearest pyproject.toml with `[tool.reissue]`; None where there is none.

    Raises ConfigurationError where that one cannot be used.
    """
    folder = os.path.abspath(start or os.getcwd())
    while True:
        path = os.path.join(folder, "pyproject.toml")
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            data = b""
        if (project := described(path, data)) is not None:
            return project
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def described(path: str, data: bytes) -> Project | None:
    """The project that a pyproject.toml describes, which stands at `path`, or did once; None without `[tool.reissue]`.

    Raises ConfigurationError where it cannot be used.
    """
    table = _table(path, data)
    if table is None:
        return None
    return Project(
        os.path.dirname(path),
        _settings(path, table),
        _vendored(path, table),
        _clients(path, table, data),
        _diff(path, table),
        _sources(path, table),
    )


def find(start: str | None = None) -> Project:
    """The project around a folder. Raises ConfigurationError where there is none, or none that can be used."""
    project = nearest(start)
    if project is None:
        raise ConfigurationError(
            f"No pyproject.toml with [tool.reissue] in {os.path.abspath(start or os.getcwd())} or above it. "
            "Add the table (it may be empty), or give --spec and --out."
        )
    return project


def find_or_none(start: str | None = None) -> Project | None:
    """The project around a folder; None where there is none, or none that can be used."""
    try:
        return find(start)
    except ConfigurationError:
        return None


def _table(path: str, data: bytes) -> dict[str, Any] | None:
    """`[tool.reissue]` of a pyproject.toml; None where it has none."""
    if b"tool.reissue" not in data:
        return None
    import tomllib

    try:
        table: object = tomllib.loads(data.decode()).get("tool", {}).get("reissue")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is no TOML: {error}") from None
    if table is not None and not isinstance(table, dict):
        raise ConfigurationError(f"{path}: [tool.reissue] is no table.")
    return cast("dict[str, Any] | None", table)


def _settings(path: str, table: Mapping[str, Any]) -> dict[str, str]:
    known = sorted([*DEFAULTS, _VENDORED, _CLIENTS, _DIFF, _SOURCES])
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise ConfigurationError(f"{path}: [tool.reissue] has no key {unknown[0]!r}; it has {', '.join(known)}.")
    wrong = [key for key in DEFAULTS if not isinstance(table.get(key, ""), str)]
    if wrong:
        raise ConfigurationError(f"{path}: [tool.reissue] {wrong[0]} is no text.")
    return {**DEFAULTS, **{key: table[key] for key in DEFAULTS if key in table}}


def _clients(path: str, table: Mapping[str, Any], data: bytes) -> dict[str, Client]:
    """`[[tool.reissue.clients]]`; a project without it takes no time over it."""
    if _CLIENTS not in table:
        return {}
    from .client import clients_of

    return clients_of(path, data.decode(), table[_CLIENTS])


def _diff(path: str, table: Mapping[str, Any]) -> dict[str, str]:
    """`[tool.reissue.diff]`: a level by the id of a rule. Which rules and levels there are, `diff` knows."""
    value: object = table.get(_DIFF, {})
    rows = cast("dict[str, object]", value) if isinstance(value, dict) else {"": None}
    if not all(isinstance(row, str) for row in rows.values()):
        raise ConfigurationError(f"{path}: [tool.reissue.diff] is no table of levels by the ids of rules.")
    return {name: str(level) for name, level in rows.items()}


def _sources(path: str, table: Mapping[str, Any]) -> dict[str, object]:
    """`[tool.reissue.sources]`. Which keys there are, `sources` knows."""
    value: object = table.get(_SOURCES, {})
    if not isinstance(value, dict):
        raise ConfigurationError(f"{path}: [tool.reissue] {_SOURCES} is no table.")
    return cast("dict[str, object]", value)


def _vendored(path: str, table: Mapping[str, Any]) -> list[str]:
    """One folder, or a list of them."""
    value: object = table.get(_VENDORED, [])
    rows = cast("list[object]", value) if isinstance(value, list) else [value]
    folders = [row for row in rows if isinstance(row, str)]
    if len(folders) != len(rows):
        raise ConfigurationError(f"{path}: [tool.reissue] {_VENDORED} is no folder, and no list of folders.")
    return folders
