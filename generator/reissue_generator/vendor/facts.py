"""Is what a lock says of its clients true? Each of its facts, against what else says the same.

A lock comes with a repository, and who forges a digest in it can forge the rest: a later `order` or `generator` would make
every update look older for ever, another `spec_sha256` would hide that a specification has changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from .. import __version__, extras
from ..errors import SpecError
from ..tree.files import sha256
from ..tree.tracked import repository
from .copy import Copy
from .layout import SPECS, owner_of
from .lock import Provider
from .origin import Origin, said
from .stamp import stamp_at

_COMMIT = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64})(-dirty)?")
_SAID = {"GENERATOR": "generator", "SPEC": "spec", "SPEC_SHA256": "spec_sha256"}


def untrue(copy: Copy, origin: Origin | None, now: Mapping[str, bytes], *, total: bool) -> Iterator[tuple[str, str]]:
    """The provider and what is not so. `now`: the files that would be written now. `total`: specifications are read, too."""
    top = repository(origin.root) if origin is not None and origin.root else ""
    for name, provider in sorted(copy.lock.providers.items()):
        told = (*_of_client(copy, provider, now), *_of_commit(provider, top))
        yield from ((name, reason) for reason in told)
        if total and not told and (reason := _of_spec(copy, provider, origin)):
            yield name, reason


def _of_client(copy: Copy, provider: Provider, now: Mapping[str, bytes]) -> Iterator[str]:
    """Against the client itself, as it was generated."""
    path = f"{provider.name}/__init__.py"
    was = path in copy.found and path not in copy.lock.patched and not copy.changed(path)
    data = copy.data(path) if was else now.get(path, b"")
    if sha256(data) != copy.lock.files.get(path):
        return
    found = said(data)
    for constant, key in _SAID.items():
        if constant in found and found[constant] != getattr(provider, key):
            yield f"has another {key} of {provider.name} than {path} says, which is {found[constant]}"


def _of_commit(provider: Provider, top: str) -> Iterator[str]:
    """Against the repository, where it has the commit."""
    if provider.commit and not _COMMIT.fullmatch(provider.commit):
        yield f"has a commit of {provider.name} that is none"
    elif provider.order and not provider.commit:
        yield f"has an order of {provider.name} and no commit"
    elif top and provider.commit:
        stamp = stamp_at(top, provider.commit.removesuffix("-dirty"))
        if stamp is not None and stamp.order != provider.order:
            yield f"has another order of {provider.name} than its commit, whose is {stamp.order}"


def _of_spec(copy: Copy, provider: Provider, origin: Origin | None) -> str:
    """Against the specification beside the client: by its bytes where the same is at hand, else by its meaning."""
    name, specs, wanted = provider.name, _specs(copy, provider.name), _wanted(provider, origin)
    if not specs or specs == wanted or _unreadable(provider, specs, wanted)[0]:
        return ""
    digests = {path: _digest(path, data) for path, data in specs.items()}
    if len(specs) == 1:
        is_so = [*digests.values()] == [provider.spec_sha256]
    else:
        is_so = all(digest == _digest(path, wanted[path]) for path, digest in digests.items())
    return "" if is_so else f"has another spec_sha256 of {name} than the specification in {SPECS} has"


def _specs(copy: Copy, name: str) -> dict[str, bytes]:
    """The files of a specification, as they were vendored; nothing where one is told as edited."""
    paths = [path for path in copy.found if path.startswith(f"{SPECS}/") and owner_of(path) == name]
    listed = [path for path in paths if path in copy.lock.files]
    return {} if any(copy.changed(path) for path in listed) else {path: copy.data(path) for path in listed}


def _wanted(provider: Provider, origin: Origin | None) -> dict[str, bytes]:
    """The specification at hand, where it says the same."""
    name = provider.name
    if origin is None or name not in origin.providers():
        return {}
    return origin.spec(name) if origin.facts(name).spec_sha256 == provider.spec_sha256 else {}


def _unreadable(provider: Provider, specs: Collection[str], wanted: Collection[str]) -> tuple[str, str]:
    """Why the meaning of a specification cannot be told here, and what would help; '' where it can."""
    if provider.generator != __version__:
        return f"Reissue {provider.generator} has read it, and here is {__version__}", ""
    if len(specs) > 1 and set(specs) != set(wanted):
        return "it has several files, and its source is not here", ""
    if extras.missing("generator"):
        return "that takes more packages than the base install has", extras.install("generator")
    return "", ""


def unread(copy: Copy, origin: Origin | None) -> Iterator[tuple[str, str, str]]:
    """The specifications that were held against the lock by their bytes alone: file, why not by their meaning, and a hint."""
    for name, provider in sorted(copy.lock.providers.items()):
        specs, wanted = _specs(copy, name), _wanted(provider, origin)
        why, hint = _unreadable(provider, specs, wanted)
        if specs and specs != wanted and why:
            text = f"its bytes are those of the lock; whether what it says has the spec_sha256 of {name} was not looked at: {why}"
            yield min(specs), text, hint


def _digest(path: str, data: bytes) -> str:
    """The digest of what a specification says; '' where nobody can read it."""
    from pathlib import Path

    from ..document.source import parse

    try:
        return parse(data, Path(path), path).digest
    except SpecError:
        return ""
