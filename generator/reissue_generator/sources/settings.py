"""`[tool.reissue.sources]`: where a vendor's documentation begins, and how long a reading counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from ..errors import ConfigurationError
from ..tree.project import Project

DAYS = 180
PAGES = 500
_KEYS = ("days", "docs", "pages")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project says of its vendors' pages."""

    days: int = DAYS
    """For so many days a reading counts; 0: for ever."""
    pages: int = PAGES
    """So many pages of one documentation are looked at."""
    docs: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """By provider: where its documentation begins."""


def settings_of(project: Project) -> Settings:
    """The settings of a project. Raises ConfigurationError."""
    told = project.sources
    for key in sorted(told.keys() - set(_KEYS)):
        raise ConfigurationError(f"[tool.reissue.sources] has no key {key!r}; it has {', '.join(_KEYS)}.")
    return Settings(_number(told, "days", DAYS), _number(told, "pages", PAGES), _docs(project, told.get("docs", {})))


def _number(told: Mapping[str, object], key: str, default: int) -> int:
    value = told.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigurationError(f"[tool.reissue.sources] {key} is no number from 0 on.")
    return value


def _docs(project: Project, value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ConfigurationError("[tool.reissue.sources] docs is no table of addresses by provider.")
    found: dict[str, tuple[str, ...]] = {}
    for provider, row in cast("dict[str, object]", value).items():
        addresses = cast("list[object]", row) if isinstance(row, list) else [row]
        texts = tuple(one for one in addresses if isinstance(one, str) and one.startswith(("https://", "http://")))
        if len(texts) != len(addresses):
            raise ConfigurationError(f"[tool.reissue.sources] docs.{provider} is no address, and no list of addresses.")
        if provider not in project.spec_files() and provider not in project.clients:
            raise ConfigurationError(
                f"[tool.reissue.sources] docs.{provider}: there is no such specification or client."
            )
        found[provider] = texts
    return found
