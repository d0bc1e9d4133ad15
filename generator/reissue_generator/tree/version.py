"""The one place that says which version a project has."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from .atomic import replace_file

_OF_TABLE = re.compile(
    r"""(?ms)^\[project\][ \t]*(?:#[^\n]*)?$(?:(?!^\[).)*?^version[ \t]*=[ \t]*(["'])(?P<version>[^"'\n]+)\1"""
)
_OF_MODULE = re.compile(r"""(?m)^(?:__version__|VERSION)[^=\n]*=[ \t]*(["'])(?P<version>[^"'\n]+)\1""")


@dataclass(frozen=True, slots=True)
class VersionSource:
    """A file, and where in it the version stands."""

    path: Path
    place: re.Pattern[str]
    version: str

    def in_text(self, text: str) -> str:
        """The version in another text of the file; '' where there is none."""
        found = self.place.search(text)
        return found["version"] if found else ""

    def write(self, version: str) -> None:
        """Write another one in its place; every other byte stays."""
        text = self.path.read_bytes().decode()
        found = self.place.search(text)
        if found is not None:
            start, end = found.span("version")
            replace_file(self.path, f"{text[:start]}{version}{text[end:]}".encode())


def version_source(root: Path) -> VersionSource | None:
    """`version` of `[project]`, or the module that `[tool.hatch.version]` names, as PEP 621 calls a version dynamic."""
    main = root / "pyproject.toml"
    try:
        data: dict[str, Any] = tomllib.loads(main.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    path, place = main, _OF_TABLE
    if "version" in cast("list[Any]", _table(data, "project").get("dynamic", [])):
        named = _table(_table(_table(data, "tool"), "hatch"), "version").get("path")
        if not isinstance(named, str) or not (root / named).resolve().is_relative_to(root.resolve()):
            return None
        path, place = root / named, _OF_MODULE
    try:
        found = place.search(path.read_bytes().decode())
    except (OSError, ValueError):
        return None
    return VersionSource(path, place, found["version"]) if found else None


def is_later(version: str, other: str) -> bool:
    """Whether a version comes after another one; of what is no row of numbers nobody can say, which is no."""
    try:
        return [int(part) for part in version.split(".")] > [int(part) for part in other.split(".")]
    except ValueError:
        return False


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
