"""`reissue.lock`: what a vendored copy was made from, the digest of each of its files, and which files stay as edited.

TOML, so that a person can read its diff and add a `keep` entry. Only the standard library is used: `reissue vendor check`
must work with the base install.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from ..errors import ToolError
from ..tree.files import Seen, see, sha256
from ..tree.manifest import Manifest

NAME = "reissue.lock"
FORMAT = 1
SPECS = "_specs"
"""The folder of a copy that holds the specifications it was made from; `vendor update` compares with them."""

_HEAD = """\
# What this folder was made from. `reissue vendor check` verifies it, `reissue vendor update` brings it up to date.
# Yours to edit are only what the runtime leaves out (`without = ["recorder"]`), and the files that stay as you have changed
# them, each with its reason:
#
#     [[keep]]
#     path = "qorepay/client.py"
#     reason = "goes through the proxy of the payment zone until NET-123 is done"

"""


MEND = "take it from version control again, or remove the folder and run: reissue vendor add"
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


@dataclass(frozen=True, slots=True)
class Keep:
    """A file that stays as it was edited, and why."""

    path: str
    reason: str


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

    @property
    def kept(self) -> frozenset[str]:
        return frozenset(entry.path for entry in self.keep)

    @property
    def manifest(self) -> Manifest:
        """The list for `sha256sum -c`. A kept file is not in it: nobody but its editor can say what is right."""
        listed = {path: digest for path, digest in self.files.items() if path not in self.kept}
        return Manifest(listed, self._origin, self.reissue)

    @property
    def _origin(self) -> str:
        rows = [
            f"{provider.name} {provider.generator} {provider.spec_sha256}"
            for _, provider in sorted(self.providers.items())
        ]
        return sha256("\n".join(rows).encode())

    def text(self) -> str:
        lines = [f"format = {FORMAT}", f"reissue = {_quoted(self.reissue)}"]
        if self.without:
            lines.append(f"without = [{', '.join(map(_quoted, sorted(self.without)))}]")
        for entry in sorted(self.keep, key=lambda keep: keep.path):
            lines += ["", "[[keep]]", f"path = {_quoted(entry.path)}", f"reason = {_quoted(entry.reason)}"]
        for name, provider in sorted(self.providers.items()):
            lines += [
                "",
                f"[provider.{name if name.isascii() else _quoted(name)}]",
                f"generator = {_quoted(provider.generator)}",
            ]
            lines += [f"spec = {_quoted(provider.spec)}", f"spec_sha256 = {_quoted(provider.spec_sha256)}"]
        lines += [
            "",
            "[sha256]",
            *(f"{_quoted(path)} = {_quoted(digest)}" for path, digest in sorted(self.files.items())),
        ]
        return _HEAD + "\n".join(lines) + "\n"

    @classmethod
    def parse(cls, text: str) -> Lock:
        """The lock in this text. Raises LockError."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise LockError(f"is no TOML: {error}") from None
        if data.get("format") != FORMAT:
            raise LockError(f"has format {data.get('format')!r}, and this version of Reissue knows {FORMAT}")
        providers = {name: _provider(name, provider) for name, provider in _table(data, "provider").items()}
        files = {_path(path): _text(digest, path) for path, digest in _table(data, "sha256").items()}
        keep, without = _keep(data.get("keep", [])), _without(data.get("without", []))
        return cls(_text(data.get("reissue"), "reissue"), providers, files, keep, without)

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


# --- reading -------------------------------------------------------------------------------------------------


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value: Any = data.get(key, {})
    if not isinstance(value, dict):
        raise LockError(f"{key!r} is no table")
    return cast("dict[str, Any]", value)


def _provider(name: str, value: Any) -> Provider:
    table = _table({name: value}, name)
    if not name.isidentifier():
        raise LockError(f"{name!r} is no name of a provider")
    generator, spec, digest = (_text(table.get(key), f"provider.{name}.{key}") for key in _FACTS)
    return Provider(name, generator, spec, digest)


_FACTS = ("generator", "spec", "spec_sha256")


def _keep(value: Any) -> tuple[Keep, ...]:
    if not isinstance(value, list):
        raise LockError("keep is no list of tables: write [[keep]]")
    found: list[Keep] = []
    for entry in cast("list[Any]", value):
        table = _table({"keep": entry}, "keep")
        reason: Any = table.get("reason", "")  # a missing one is a finding of `vendor check`, not a broken lock
        found.append(Keep(_path(table.get("path")), reason.strip() if isinstance(reason, str) else ""))
    return tuple(found)


def _without(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise LockError('without is no list: write without = ["recorder"]')
    return tuple(sorted({_text(name, "a name in without") for name in cast("list[Any]", value)}))


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise LockError(f"{where} is no text")
    return value


def _path(value: Any) -> str:
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
