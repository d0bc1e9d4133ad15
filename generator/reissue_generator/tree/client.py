"""The clients of a project's own: `[[tool.reissue.clients]]` of its pyproject.toml, checked word by word.

Only the standard library is used, and little of it: `reissue check` starts here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from ..errors import ConfigurationError
from .runtime_name import OWN_RUNTIME, imported_runtime

TABLE: Final = "[[tool.reissue.clients]]"
_TEXTS: Final = ("package", "spec", "out", "runtime", "ref-root")
_LISTS: Final = ("overlays", "without")
_GLOBS: Final = ("operations", "tags", "paths", "webhooks")
_NAMES: Final = ("operations", "schemas")
KEYS: Final = (*_TEXTS, *_LISTS, "include", "exclude", "names", "all-components", "typed-dicts")
_HEADER = re.compile(r"\s*\[\[\s*tool\s*\.\s*reissue\s*\.\s*clients\s*\]\]")
_OTHER = re.compile(r"\s*\[(?!\[?\s*tool\s*\.\s*reissue\s*\.\s*clients\s*\.)")
_CALL = re.compile(r"[A-Za-z]+ \S.*")


class Client:
    """How one document becomes one package. Paths are absolute; what is not said is empty."""

    __slots__ = (
        "all_components",
        "exclude",
        "include",
        "lines",
        "operations",
        "out",
        "overlays",
        "package",
        "ref_root",
        "runtime",
        "schemas",
        "spec",
        "typed_dicts",
        "where",
        "without",
    )

    def __init__(self, package: str, spec: str, out: str, **more: Any) -> None:
        self.package = package
        """The name of the package, which is the name of the client; '' to take it from the title of the document."""
        self.spec = spec
        self.out = out
        """The folder in which the package is made."""
        self.overlays: tuple[str, ...] = tuple(more.get("overlays", ()))
        """Files or addresses in their order, each as `REFERENCE` or `REFERENCE#sha256=DIGEST`."""
        self.ref_root: str = more.get("ref_root", "")
        self.runtime: str = more.get("runtime", "")
        """The module that the package imports as its runtime; '' where it carries a copy."""
        self.without: tuple[str, ...] = tuple(more.get("without", ()))
        self.include: Mapping[str, tuple[str, ...]] = more.get("include", {})
        """Patterns by what they are compared with: operations, tags, paths, webhooks."""
        self.exclude: Mapping[str, tuple[str, ...]] = more.get("exclude", {})
        self.operations: Mapping[str, str] = more.get("operations", {})
        """Names that stay: `GET /path` to an operationId."""
        self.schemas: Mapping[str, str] = more.get("schemas", {})
        """Names that stay: of a component, to that of the model."""
        self.all_components: bool = more.get("all_components", False)
        self.typed_dicts: bool = more.get("typed_dicts", False)
        """Whether type checkers are told which dicts may stand in the place of models."""
        self.where: str = more.get("where", "")
        """The file that says all that; '' for the command line."""
        self.lines: Mapping[str, int] = more.get("lines", {})
        """The line of each text in it; that of the table under ''."""

    @property
    def root(self) -> str:
        """The folder of the package."""
        return os.path.join(self.out, self.package)

    def switches(self) -> dict[str, Any]:
        """All that changes what is written, but for the files that are read: for the record of the tree."""
        told = {
            "runtime": self.runtime,
            "without": sorted(set(self.without)),
            "include": {key: list(words) for key, words in sorted(self.include.items())},
            "exclude": {key: list(words) for key, words in sorted(self.exclude.items())},
            "operations": dict(sorted(self.operations.items())),
            "schemas": dict(sorted(self.schemas.items())),
            "all_components": self.all_components,
            "typed_dicts": self.typed_dicts,
        }
        return {key: value for key, value in told.items() if value}


def clients_of(path: str, text: str, tables: object) -> dict[str, Client]:
    """The clients of a pyproject.toml with this text, by name. Raises ConfigurationError with the line of what is wrong."""
    lines = _Lines(path, text)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in cast("list[object]", tables)):
        raise ConfigurationError(f"clients is no list of tables: write {TABLE}", place=path)
    found: dict[str, Client] = {}
    for place, table in enumerate(cast("list[dict[str, Any]]", tables)):
        client = _Table(lines, place, table).client()
        if client.package in found:
            raise lines.wrong(place, client.package, f"there are two clients {client.package!r}")
        found[client.package] = client
    return found


class _Lines:
    """Where the words of the tables stand: the reader of TOML does not say."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._parts: list[list[tuple[int, str]]] = []
        inside = False
        for number, line in enumerate(text.splitlines(), 1):
            if _HEADER.match(line):
                self._parts.append([])
                inside = True
            elif _OTHER.match(line):
                inside = False
            if inside:
                self._parts[-1].append((number, line))

    def of(self, place: int, word: str) -> int:
        """The line of a word in the table of this place; that of the table where it is not found."""
        part = self._parts[place] if place < len(self._parts) else []
        key = re.compile(rf"""(["']){re.escape(word)}\1|(?:^|[\s.{{\[,]){re.escape(word)}(?=\s*[=.\]])""")
        found = next((number for number, line in part if word and key.search(line.partition(" #")[0])), 0)
        return found or (part[0][0] if part else 0)

    def wrong(self, place: int, word: str, message: str, hint: str = "") -> ConfigurationError:
        line = self.of(place, word)
        return ConfigurationError(message, place=f"{self.path}:{line}" if line else self.path, hint=hint)


class _Table:
    """One table on its way to a client."""

    def __init__(self, lines: _Lines, place: int, table: Mapping[str, Any]) -> None:
        self._lines, self._place, self._table = lines, place, table
        self._root = os.path.dirname(lines.path)
        self._found: dict[str, int] = {"": lines.of(place, "")}

    def client(self) -> Client:
        self._known(self._table, KEYS, "a client")
        package, spec = self._text("package"), self._text("spec")
        for key, value, example in (("package", package, "acme"), ("spec", spec, "vendor/acme.yaml")):
            if not value:
                raise self._wrong("", f"the client has no {key!r}", f'write {key} = "{example}"')
        self._package(package)
        names = self._members("names", _NAMES)
        return Client(
            package,
            os.path.join(self._root, spec),
            os.path.normpath(os.path.join(self._root, self._text("out") or ".")),
            overlays=[self._overlay(text) for text in self._words(self._table, "overlays")],
            ref_root=os.path.join(self._root, root) if (root := self._text("ref-root")) else "",
            runtime=self._runtime(),
            without=self._words(self._table, "without"),
            include=self._globs("include"),
            exclude=self._globs("exclude"),
            operations=self._kept(names, "operations"),
            schemas=self._kept(names, "schemas"),
            all_components=self._switch("all-components"),
            typed_dicts=self._switch("typed-dicts"),
            where=self._lines.path,
            lines=self._found,
        )

    def _wrong(self, word: str, message: str, hint: str = "") -> ConfigurationError:
        return self._lines.wrong(self._place, word, message, hint)

    def _known(self, table: Mapping[str, Any], known: Iterable[str], what: str) -> None:
        for key in table:
            if key not in known:
                from difflib import get_close_matches

                near = get_close_matches(key.replace("_", "-"), known, 1, 0.6)
                hint = f"is {near[0]!r} meant?" if near else f"there are: {', '.join(known)}"
                raise self._wrong(key, f"{what} has no key {key!r}", hint)

    def _text(self, key: str) -> str:
        value = self._table.get(key, "")
        if not isinstance(value, str):
            raise self._wrong(key, f"{key!r} is no text")
        return value

    def _switch(self, key: str) -> bool:
        value = self._table.get(key, False)
        if not isinstance(value, bool):
            raise self._wrong(key, f"{key!r} is neither true nor false")
        return value

    def _words(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        words = cast("list[object]", value) if isinstance(value, list) else [None]
        if not all(isinstance(word, str) and word for word in words):
            raise self._wrong(key, f"{key!r} is no list of texts", f'write {key} = ["..."]')
        for word in cast("list[str]", words):
            self._found[word] = self._lines.of(self._place, word)
        return tuple(cast("list[str]", words))

    def _members(self, key: str, known: Iterable[str]) -> Mapping[str, Any]:
        value = self._table.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, f"{key!r} is no table", f"write {key} = {{ {next(iter(known))} = ... }}")
        members = cast("dict[str, Any]", value)
        self._known(members, known, repr(key))
        return members

    def _globs(self, key: str) -> dict[str, tuple[str, ...]]:
        members = self._members(key, _GLOBS)
        return {name: self._words(members, name) for name in _GLOBS if name in members}

    def _kept(self, names: Mapping[str, Any], key: str) -> dict[str, str]:
        value = names.get(key, {})
        if not isinstance(value, dict) or not all(
            isinstance(name, str) for name in cast("dict[str, Any]", value).values()
        ):
            raise self._wrong(key, f"{key!r} of 'names' is no table of texts")
        found = cast("dict[str, str]", value)
        for name, kept in found.items():
            self._found[name] = self._lines.of(self._place, name)
            if key == "operations" and not _CALL.fullmatch(name):
                raise self._wrong(name, f"{name!r} is no operation", 'write "GET /path" = "operationId"')
            if not re.search(r"[^\W_]", kept):
                raise self._wrong(name, f"{kept!r} cannot be a name")
        if key == "operations":
            return {f"{name.partition(' ')[0].upper()} {name.partition(' ')[2]}": kept for name, kept in found.items()}
        return found

    def _overlay(self, text: str) -> str:
        return text if "://" in text else os.path.join(self._root, text)

    def _package(self, name: str) -> None:
        from .. import naming

        if not name.isidentifier() or name != naming.module(name):
            hint = "use lower-case letters, digits and underscores"
            raise self._wrong(name, f"{name!r} cannot be the name of a package", hint)

    def _runtime(self) -> str:
        text = self._text("runtime")
        try:
            return imported_runtime(text or OWN_RUNTIME, "runtime =")
        except ConfigurationError as error:
            raise self._wrong(text, str(error)) from None
