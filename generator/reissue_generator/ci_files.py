"""The files of `reissue init ci`: the gate of a pull request, a weekly watch of the vendors' pages, hooks for pre-commit.

Each project gets what it needs: one that only holds vendored copies checks these, with the base install and without the repository
that they come from.

What a runner executes is pinned: actions by commit, Reissue by version. Nothing that a vendor wrote reaches a shell, and
the job that reads pages has no right to write.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from . import __version__
from . import ci_texts as texts
from .errors import ConfigurationError
from .sources import cache as sources_cache
from .sources import lock as sources_lock
from .sources.usage import KEY
from .tree.atomic import replace_file
from .tree.git import git_text
from .tree.manifest import LOCK
from .tree.manifest import NAME as MANIFEST
from .tree.project import DEFAULTS, Project, find, nearest
from .tree.tracked import repository as around

_GITHUB, _GITHUB_WATCH = ".github/workflows/reissue.yml", ".github/workflows/reissue-sources.yml"
_GITHUB_COPIES = ".github/workflows/reissue-copies.yml"
_GITLAB, _PRE_COMMIT = ".gitlab/reissue.yml", ".pre-commit-config.yaml"
_PLAIN = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_./-]*")
"""A folder that can be named in a shell and in YAML as it is."""
_ADDRESS = re.compile(r"https://[\w.-]+(?::\d{1,5})?/[\w./~+-]+", re.ASCII)
"""What can be cloned, and named in a shell and in YAML as it is."""
_SSH = re.compile(r"(?:ssh://(?:[\w.-]+@)?([\w.-]+)(?::\d{1,5})?/|([\w.-]+):(?!//))(.+)", re.ASCII)
_NEXT = {
    _GITHUB: ["commit it, and make its check a required one: Settings > Rules"],
    _GITHUB_WATCH: [
        "commit it; then, once: Settings > Actions > General > allow GitHub Actions to create pull requests",
        "try it: gh workflow run reissue-sources.yml",
        "checks do not start by themselves on a pull request of the default token: close and reopen it, or give it an app token",
    ],
    _GITHUB_COPIES: [
        "commit it; try it: gh workflow run reissue-copies.yml",
        "a repository that not everybody may read wants credentials: git config url.https://USER:TOKEN@HOST/.insteadOf https://HOST/",
    ],
    _GITLAB: ["include it from .gitlab-ci.yml (the first lines say how), and make a weekly pipeline schedule"],
    _PRE_COMMIT: ["run: pre-commit install"],
}


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    path: str
    what: str
    next: list[str] = field(default_factory=list[str])
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """What there is to look at in a project."""

    project: Project
    copies: list[str] = field(default_factory=list[str])
    """The folders of copies that no table lists, from the root of the project: commands name them."""
    has_clients: bool = True
    """Whether it makes clients; one that only holds copies does not."""

    @property
    def has_pages(self) -> bool:
        """Whether a specification, or the document of a client, names the pages of its vendor: a watch of none is refused."""
        if not self.has_clients:
            return False
        own = [path for one in self.project.clients.values() for path in (one.spec, *one.overlays)]
        files = [*map(Path, self.project.spec_files().values()), *(path for path in map(Path, own) if path.is_file())]
        return any(KEY.encode() in path.read_bytes() for path in files)

    @property
    def check(self) -> str:
        """The command that checks the copies; '' where there are none."""
        if not self.copies and not self.project.vendored:
            return ""
        return " ".join(["reissue vendor check --full", *self.copies])

    @property
    def sources(self) -> dict[str, list[str]]:
        """By the address of each other repository that copies come from: the folders of these, from the root of the project.

        Left out is a copy that has clients of several, as nobody could hold all of it against one, or of one without an address.
        """
        root, found = self.project.root, dict[str, list[str]]()
        own = _address(git_text(root, "config", "--get", "remote.origin.url").rpartition("@")[2])
        for folder in self.copies or [os.path.relpath(path, root) for path in self.project.vendored]:
            sources = {_address(source) for source in _sources_in(os.path.join(root, folder, LOCK))}
            if len(sources) == 1 and (source := sources.pop()) not in ("", own):
                found.setdefault(source, []).append(folder)
        return found

    @property
    def gate(self) -> str:
        """The command of a pull request."""
        if not self.has_clients:
            return self.check
        return f"{self.check} && reissue ci" if self.copies else "reissue ci"


def needs_at(start: str) -> Needs:
    """What the project around a folder needs; where no table says what there is, the repository with the copies that stand in it.

    Raises ConfigurationError where there is neither.
    """
    project = nearest(start)
    root = project.root if project else around(os.path.realpath(start))
    copies = _copies_in(root) if root and not (project and project.vendored) else []
    if project is None:
        return Needs(Project(root, DEFAULTS), copies, has_clients=False) if copies else Needs(find(start))
    only_copies = (copies or project.vendored) and not project.clients and not Path(project.specs).is_dir()
    return Needs(project, copies, has_clients=not only_copies)


def _copies_in(root: str) -> list[str]:
    """The folders with a vendored copy, as git knows them. Raises ConfigurationError where one cannot be named in a shell."""
    listed = git_text(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", f":(glob)**/{LOCK}")
    folders = [os.path.dirname(path) for path in listed.split("\0") if path]
    found = sorted(folder for folder in folders if os.path.isfile(os.path.join(root, folder, MANIFEST)))
    if odd := [folder for folder in found if not _PLAIN.fullmatch(folder)]:
        raise ConfigurationError(f"{odd[0]}: list this copy as `vendored` under [tool.reissue] of pyproject.toml.")
    return found


def _sources_in(lock: str) -> set[str]:
    """The repositories that the clients of a copy come from; nothing where its lock says nothing."""
    try:
        told: Any = tomllib.loads(Path(lock).read_text(encoding="utf-8")).get("provider")
    except (OSError, ValueError):
        return set()
    clients = cast("dict[str, dict[str, Any]]", told) if isinstance(told, dict) else {}
    return {str(one.get("source", "")) for one in clients.values() if hasattr(one, "get")}


def _address(source: str) -> str:
    """Where anybody can clone a repository from, by what a lock says of it; '' where it has no such address."""
    ssh = _SSH.fullmatch(source)
    address = f"https://{ssh[1] or ssh[2]}/{ssh[3]}" if ssh else source
    return address if _ADDRESS.fullmatch(address) else ""


def write(needs: Needs, kinds: list[str], *, force: bool = False) -> list[FileResult]:
    """Write the files of some kinds (github, gitlab, pre-commit) below the root of the repository."""
    root = repository(Path(needs.project.root))
    return [_write(root, path, text, _NEXT[path], force) for kind in kinds for path, text in made(needs, root, kind)]


def made(needs: Needs, root: Path, kind: str) -> list[tuple[str, str]]:
    """The files of one kind: path from the root of the repository, and text."""
    values = _values(needs, root)
    found: list[tuple[str, str]] = []
    for path, parts in _parts(needs, kind):
        text = "".join(parts)
        for key, value in values.items():
            text = text.replace(f"@{key}@", value)
        found.append((path, text))
    return found


def _parts(needs: Needs, kind: str) -> list[tuple[str, list[str]]]:
    """The files of one kind, and the texts that they are put together from."""
    match kind:
        case "github":
            watch = [(_GITHUB_WATCH, [texts.WATCH])] if needs.has_pages else []
            watch += [(_GITHUB_COPIES, [texts.COPIES])] if needs.sources else []
            return [(_GITHUB, [texts.PULL_REQUEST]), *watch]
        case "gitlab":
            more = [texts.GITLAB_WATCH] if needs.has_pages else []
            more += [texts.GITLAB_COPIES] if needs.sources else []
            return [(_GITLAB, [texts.GITLAB, *more])]
        case _:
            hooks = [texts.HOOKS_OF_CLIENTS] if needs.has_clients else []
            hooks += [texts.HOOKS_OF_COPIES] if needs.check else []
            return [(_PRE_COMMIT, [texts.PRE_COMMIT, *hooks])]


def _values(needs: Needs, root: Path) -> dict[str, str]:
    project = needs.project
    here, specs = Path(project.root), Path(project.specs)
    own = (here / "generator" / "reissue_generator").is_dir()  # the repository of Reissue itself

    def inside(*parts: str) -> str:
        return json.dumps(here.joinpath(*parts).relative_to(root).as_posix())

    lock = specs / sources_lock.NAME
    needed = f"reissue[generator]=={__version__}" if needs.has_clients else f"reissue=={__version__}"
    return {
        "checkout": texts.CHECKOUT,
        "setup-python": texts.SETUP_PYTHON,
        "cache": texts.CACHE,
        "upload": texts.UPLOAD,
        "download": texts.DOWNLOAD,
        "folder": inside(),
        "install": "--editable '.[generator]'" if own else f"'{needed}'",
        "requirement": json.dumps(needed),
        "gate": needs.gate,
        "check": needs.check,
        "looks": "\n          ".join(
            shlex.join(["look", source, *folders]) for source, folders in needs.sources.items()
        ),
        "page": ' --report "$GITHUB_STEP_SUMMARY"' if needs.has_clients else "",
        "lock": shlex.quote(project.show(str(lock))),
        "lock-from-root": shlex.quote(lock.relative_to(root).as_posix()),
        "cache-folder": "/".join(sources_cache.IN_PROJECT),
        "lock-name": sources_lock.NAME,
        "cache-path": inside(*sources_cache.IN_PROJECT),
        "proposal-path": inside("proposal"),
        "junit-path": inside("reissue.xml"),
        "report-path": inside("reissue-sources.md"),
        "specs-pattern": json.dumps(f"^{re.escape(specs.relative_to(root).as_posix())}/"),
    }


def repository(start: Path) -> Path:
    """The root of the repository around a folder; the folder itself where there is none."""
    return Path(around(str(start)) or start)


def _write(root: Path, path: str, text: str, following: list[str], force: bool) -> FileResult:
    target = root / path
    there = target.read_bytes() if target.is_file() else None
    if there == text.encode():
        return FileResult(path, "there already, and the same")
    if (there is not None or target.is_symlink() or target.exists()) and not force:
        return FileResult(
            path,
            "left alone: it is there and says something else",
            ["compare the two by hand, or overwrite it: --force"],
            True,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, text.encode())
    return FileResult(path, "overwritten" if there is not None else "written", following)
