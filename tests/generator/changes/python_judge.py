"""What `diff` says of Python beside what pyright says of a caller of the old package over the new one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reissue_generator.changes import Edition, Level, compare, edition, opened, weight
from reissue_generator.changes.python.joined import folded
from reissue_generator.changes.python.surface import files_of
from reissue_generator.errors import SpecError
from tests.generator.changes.callers import callers, refused

Doc = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """Two editions of a document, and what was changed."""

    name: str
    old: Doc
    new: Doc
    change: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was said of a pair: the findings of Python that break, and the errors of the type checker."""

    pair: Pair
    told: list[str]
    errors: list[str]
    bump: str

    @property
    def missed(self) -> bool:
        return bool(self.errors) and not self.told

    @property
    def false_alarm(self) -> bool:
        return bool(self.told) and not self.errors

    @property
    def wrong_bump(self) -> bool:
        return bool(self.errors) and self.bump != "major"

    def __str__(self) -> str:
        return f"{self.pair.name} ({self.pair.change}): told {self.told[:3]}, pyright: {self.errors[:3]}"


def judged(folder: Path, pairs: Iterable[Pair], *, typed_dicts: bool = False) -> list[Verdict]:
    """The verdicts over all pairs that can be used; pyright is started once."""
    known: dict[int, tuple[Edition, dict[str, str]]] = {}
    said: dict[str, tuple[Pair, list[str], str]] = {}
    packages: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for pair in pairs:
        try:
            if id(pair.old) not in known:
                old = _edition(folder, pair.old, typed_dicts)
                files = files_of(old.api, typed_dicts=typed_dicts)
                known[id(pair.old)] = old, callers(files, old.api.class_name)
            before, modules = known[id(pair.old)]
            after = _edition(folder, pair.new, typed_dicts)
        except SpecError:
            continue
        found = compare(before, after)
        breaks = [one.message for one in found if one.is_of_python and one.rule.level is Level.BREAKING]
        said[pair.name] = pair, breaks, weight.bump(folded(found))
        packages[pair.name] = modules, dict(files_of(after.api, typed_dicts=typed_dicts))
    errors = refused(folder, packages, Path(sys.prefix))
    return [Verdict(pair, told, errors[name], bump) for name, (pair, told, bump) in said.items()]


def _edition(folder: Path, document: Doc, typed_dicts: bool) -> Edition:
    path = folder / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with opened(str(path)) as found:
        return edition(found, "acme", typed_dicts=typed_dicts)
