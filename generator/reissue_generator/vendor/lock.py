"""`reissue.lock`: what a vendored copy was made from, the digest of each of its files, and which files stay as edited.

TOML, so that a person can read its diff and add a `keep` entry. Only the standard library is used: `reissue vendor check`
must work with the base install.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from .. import RUNTIME
from ..errors import ToolError
from ..tree.files import Seen, see
from ..tree.manifest import LOCK
from .layout import SPECS as SPECS
from .layout import blocks_of, digest_of, laid_out, listed, patch_path

NAME = LOCK
FORMAT = 2
_FIRST_FORMAT = 1
"""One list of all files; it is read, and written as the format of today by the next update."""

_HEAD = """\
# What this folder was made from. `reissue vendor check` verifies it, `reissue vendor update` brings it up to date, and
# `reissue vendor repair` ends a conflict in it. Yours to edit are only what the runtime leaves out (`without = ["recorder"]`),
# the version or revision that updates do not leave (`pin = "v1.2.0"`), and the files that stay as you have changed them,
# each with its reason:
#
#     [[keep]]
#     path = "qorepay/client.py"
#     reason = "goes through the proxy of the payment zone until NET-123 is done"
#
# The lines with single letters keep apart what two branches add.

"""


MEND = "take it from version control again, or write the copy anew: reissue vendor repair"
"""What to do about a lock that cannot be used."""


class LockError(ToolError):
    """A lock that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider of a copy."""

    name: str
    generator: str
    """Version of Reissue that wrote the client."""
    spec: str
    """Where the specification stood in the repository that the client comes from."""
    spec_sha256: str
    """Digest of what the specification says; layout, comments and the order of maps do not count."""
    source: str = ""
    """The repository that the client was copied from, or `reissue` where it was the installed one; '' where nobody knows."""
    commit: str = ""
    """The commit there, with `-dirty` where something was changed since."""
    order: int = 0
    """What is greater for a later commit: the second in which it was made. 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Keep:
    """A file that stays as it was edited, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Patched:
    """What one patch has made of the copy."""

    digest: str
    """SHA-256 of the file that it is."""
    files: Mapping[str, str]
    """Path to SHA-256 of each file after it; '' for one that it removes."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The content of a lock. Paths are relative to the copy, with '/'."""

    reissue: str
    """Version of Reissue that wrote the lock."""
    providers: Mapping[str, Provider] = field(default_factory=dict[str, Provider])
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path to SHA-256 of the file as it was generated, also for a file that is kept as edited."""
    keep: tuple[Keep, ...] = ()
    without: tuple[str, ...] = ()
    """What callers could choose and the copy of the runtime leaves out."""
    pin: str = ""
    """The version, or the revision of the source, that updates do not leave."""
    patches: Mapping[str, Patched] = field(default_factory=dict[str, Patched])
    """By `PROVIDER/NUMBER-NAME`, in the order in which they are applied."""

    @property
    def patched(self) -> frozenset[str]:
        """The files that are not as they were generated, because a patch changes, adds or removes them."""
        return frozenset(path for patch in self.patches.values() for path in patch.files)

    @property
    def expected(self) -> dict[str, str]:
        """Path to SHA-256 of each file as it should stand there: as generated, with the patches, and these themselves."""
        found = dict(self.files)
        for name, patch in self.patches.items():
            found |= {**patch.files, patch_path(name): patch.digest}
        return {path: digest for path, digest in found.items() if digest}

    @property
    def kept(self) -> frozenset[str]:
        return frozenset(entry.path for entry in self.keep)

    @property
    def listed(self) -> dict[str, str]:
        """The files in the list for `sha256sum -c`. A kept one is not there: nobody but its editor can say what is right."""
        return {path: digest for path, digest in self.expected.items() if path not in self.kept}

    def manifest(self) -> str:
        """The list for `sha256sum -c`."""
        alone = {name: {patch_path(name): patch.digest} for name, patch in self.patches.items()}
        files = {path: digest for path, digest in self.listed.items() if not any(path in one for one in alone.values())}
        blocks = {**blocks_of(files, self.providers), **alone}
        return "".join(laid_out({name: listed(files) for name, files in blocks.items()}))

    def blocks(self) -> dict[str, dict[str, str]]:
        """The files of each provider, and under `runtime` those that all share."""
        return blocks_of(self.files, self.providers)

    def text(self) -> str:
        lines = [f"format = {FORMAT}\n"]
        if self.pin:
            lines.append(f"pin = {_quoted(self.pin)}\n")
        if self.without:
            lines.append(f"without = [{', '.join(map(_quoted, sorted(self.without)))}]\n")
        for entry in sorted(self.keep, key=lambda keep: keep.path):
            lines.append(f"\n[[keep]]\npath = {_quoted(entry.path)}\nreason = {_quoted(entry.reason)}\n")
        told = {name: self._block(name, files) for name, files in self.blocks().items()}
        told |= {name: _patch_block(name, patch) for name, patch in self.patches.items()}
        return _HEAD + "".join([*lines, "\n", *laid_out(told)])

    def _block(self, name: str, files: Mapping[str, str]) -> list[str]:
        """What is said of one provider, or of what all share."""
        table, facts = RUNTIME, {"reissue": self.reissue}
        if (provider := self.providers.get(name)) is not None:
            table = f"provider.{name if name.isascii() else _quoted(name)}"
            facts = {key: text for key in _TEXTS if (text := getattr(provider, key))}
        lines = [f"[{table}]\n", *(f"{key} = {_quoted(text)}\n" for key, text in facts.items())]
        if provider is not None and provider.order:
            lines.append(f"order = {provider.order}\n")
        lines += [f'digest = "{digest_of(files)}"\n', f"[{table}.files]\n"]
        return [*lines, *(f"{_quoted(path)} = {_quoted(digest)}\n" for path, digest in files.items())]

    @classmethod
    def parse(cls, text: str, *, adds_up: bool = True) -> Lock:
        """The lock in this text. Raises LockError, also where a digest is not that of its block, if it must add up."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise LockError(f"is no TOML: {error}") from None
        return cls.of(data, adds_up=adds_up)

    @classmethod
    def of(cls, data: Mapping[str, Any], *, adds_up: bool = True) -> Lock:
        """The lock in these tables. Raises LockError, as `parse` does."""
        if data.get("format") not in (FORMAT, _FIRST_FORMAT):
            raise LockError(f"has format {data.get('format')!r}, and this version of Reissue knows {FORMAT}")
        tables = _table(data, "provider")
        providers = {name: _provider(name, provider) for name, provider in tables.items()}
        keep, without = _keep(data.get("keep", [])), _without(data.get("without", []))
        if data["format"] == _FIRST_FORMAT:
            files = _files(data, "sha256")
            return cls(_text(data.get("reissue"), "reissue"), providers, files, keep, without)
        shared = _table(data, RUNTIME)
        files = _files_of_block(RUNTIME, shared)
        for name in providers:
            files |= _files_of_block(name, tables[name])
        pin = _pin(data)
        patches = _patches(_table(data, "patch"), providers)
        lock = cls(_text(shared.get("reissue"), "runtime.reissue"), providers, files, keep, without, pin, patches)
        for name, block in lock.blocks().items():
            if adds_up and digest_of(block) != (shared if name == RUNTIME else tables[name]).get("digest"):
                raise LockError(f"the digest of {name} is not that of its files: lines of two versions are mixed")
        return lock

    @classmethod
    def of_file(cls, seen: Seen | None) -> Lock | None:
        """The lock in a file, None where there is none. Raises LockError."""
        if seen is None:
            return None
        if seen.data is None:
            raise LockError(seen.unusual)
        try:
            return cls.parse(seen.data.decode())
        except UnicodeDecodeError as error:
            raise LockError(f"cannot be read: {error}") from None

    @classmethod
    def load(cls, root: str) -> Lock | None:
        """The lock of a copy, None where there is none. Raises LockError."""
        path = os.path.join(root, NAME)
        return cls.of_file(see(path) if os.path.lexists(path) else None)


def adds_up(text: str) -> bool:
    """Whether a text is a whole lock."""
    try:
        return bool(Lock.parse(text))
    except LockError:
        return False


def _patch_block(name: str, patch: Patched) -> list[str]:
    table = f"patch.{_quoted(name)}"
    head = [f"[{table}]\n", f'digest = "{patch.digest}"\n', f"[{table}.files]\n"]
    return [*head, *(f"{_quoted(path)} = {_quoted(digest)}\n" for path, digest in sorted(patch.files.items()))]


# --- reading -------------------------------------------------------------------------------------------------


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value: Any = data.get(key, {})
    if not isinstance(value, dict):
        raise LockError(f"{key!r} is no table")
    return cast("dict[str, Any]", value)


def _files(table: Mapping[str, Any], key: str) -> dict[str, str]:
    return {path_inside(path): _text(digest, path) for path, digest in _table(table, key).items()}


def _files_of_block(name: str, block: Mapping[str, Any]) -> dict[str, str]:
    if not block:
        raise LockError(f"has no block of {name}")
    return _files(block, "files")


_TEXTS = ("generator", "spec", "spec_sha256", "source", "commit")
PROVIDER_NEEDS = frozenset(_TEXTS[:3])


def _provider(name: str, value: Any) -> Provider:
    table = _table({name: value}, name)
    if not name.isidentifier() or name == RUNTIME:
        raise LockError(f"{name!r} is no name of a provider")
    facts = {
        key: _text(table.get(key, None if key in PROVIDER_NEEDS else ""), f"provider.{name}.{key}") for key in _TEXTS
    }
    order = table.get("order", 0)
    if not isinstance(order, int):
        raise LockError(f"provider.{name}.order is no number")
    return Provider(name, order=order, **facts)


def _patches(tables: Mapping[str, Any], providers: Collection[str]) -> dict[str, Patched]:
    found: dict[str, Patched] = {}
    for name in sorted(tables):
        table = _table(tables, name)
        owner = path_inside(patch_path(name)).split("/")[1]
        if owner != RUNTIME and owner not in providers:
            raise LockError(f"has the patch {name!r} of a provider that is not there")
        found[name] = Patched(_text(table.get("digest"), f"patch.{name}.digest"), _files(table, "files"))
    return found


def _pin(data: Mapping[str, Any]) -> str:
    pin = _text(data.get("pin", ""), "pin")
    if "pin" in data and not pin.strip():
        raise LockError("pin is empty: name a version or a revision, or remove the line")
    return pin


def _keep(value: Any) -> tuple[Keep, ...]:
    if not isinstance(value, list):
        raise LockError("keep is no list of tables: write [[keep]]")
    found: list[Keep] = []
    for entry in cast("list[Any]", value):
        table = _table({"keep": entry}, "keep")
        reason: Any = table.get("reason", "")  # a missing one is a finding of `vendor check`, not a broken lock
        found.append(Keep(path_inside(table.get("path")), reason.strip() if isinstance(reason, str) else ""))
    return tuple(found)


def _without(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise LockError('without is no list: write without = ["recorder"]')
    return tuple(sorted({_text(name, "a name in without") for name in cast("list[Any]", value)}))


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise LockError(f"{where} is no text")
    return value


def path_inside(value: Any) -> str:
    """A path inside the copy. A lock comes with a repository, and is not trusted to stay inside by itself."""
    path = _text(value, "a path")
    parts = path.split("/")
    if not path or "\\" in path or ":" in path or any(part in ("", ".", "..") for part in parts):
        raise LockError(f"{path!r} is no path inside this folder")
    return path


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
