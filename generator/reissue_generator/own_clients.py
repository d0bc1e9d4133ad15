"""A client of one's own as a document that is read: what its table, or the command line, says of it, put into practice."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from shlex import join, quote

from .document import Document, Globs, Kept, Reading, Source, Word, opened, parse, taken
from .errors import ConfigurationError
from .findings import Place
from .tree.addressed import Addressed, is_addressed
from .tree.client import Client
from .tree.made import PINNED
from .tree.pinned import Pinned

Show = Callable[[str], str]
"""How findings name a file."""


def document_of(client: Client, show: Show) -> Document:
    """The document of a client with all that is laid over it. Raises SpecError or ConfigurationError."""
    reading = reading_of(client, show)
    if not is_addressed(client.spec):
        return opened(Path(client.spec), show(client.spec), reading)
    spec = Addressed(client.spec)
    path = Path(spec.path)
    document = Document(parse(spec.data(), path, spec.name), path.parent, address=spec.name)
    return taken(document.converted(), reading)


def reading_of(client: Client, show: Show, overlay: Callable[[str], Source | None] | None = None) -> Reading:
    """How a client takes its document. `overlay`: where the files of its overlays are read from, if not from where they stand.

    Raises SpecError or ConfigurationError.
    """
    found = map(overlay, client.overlays) if overlay else (overlay_source(one, show) for one in client.overlays)

    def place(word: str) -> Place:
        line = client.lines.get(word) or client.lines.get("", 0)
        return Place(show(client.where), line, 1) if client.where else Place("")

    def globs(told: Mapping[str, tuple[str, ...]]) -> Globs:
        return Globs(**{key: tuple(Word(word, place(word)) for word in words) for key, words in told.items()})

    def names(told: Mapping[str, str]) -> dict[str, Word]:
        return {name: Word(kept, place(name)) for name, kept in told.items()}

    return Reading(
        root=Path(client.ref_root) if client.ref_root else None,
        overlays=tuple(source for source in found if source is not None),
        include=globs(client.include),
        exclude=globs(client.exclude),
        kept=Kept(names(client.operations), names(client.schemas)),
        all_components=client.all_components,
    )


def overlay_source(reference: str, show: Show) -> Source:
    """The file of an overlay. Raises SpecError or ConfigurationError."""
    pinned = Pinned(reference)
    name = pinned.address if pinned.is_remote else show(pinned.path)
    return parse(pinned.data(), Path(pinned.path), name)


def files_of(client: Client, document: Document) -> list[str]:
    """The files that a client was read from, but for those that are pinned by address."""
    overlays = [pinned.path for pinned in map(Pinned, client.overlays) if not pinned.is_remote]
    spec = [] if is_addressed(client.spec) else [client.spec]
    return [*spec, *overlays, *(str(path) for path in document.others)]


def own_name(client: Client) -> Show:
    """How findings of no project name files: the document by its own name, which emitted files carry, others from here."""
    return lambda path: os.path.basename(path) if path == client.spec else from_here(path)


def command_of(client: Client) -> str:
    """The command that writes a package of no project, to be run from here."""
    words = ["reissue", "generate", "--spec", from_here(client.spec), "--out", from_here(client.out or ".")]
    words += ["--package", client.package] if client.package else []
    for reference in client.overlays:
        pinned = Pinned(reference)
        pin = f"{PINNED}{pinned.digest}" if pinned.digest else ""
        words += ["--overlay", (pinned.address if pinned.is_remote else from_here(pinned.address)) + pin]
    words += ["--ref-root", from_here(client.ref_root)] if client.ref_root else []
    words += ["--runtime", client.runtime] if client.runtime else []
    words += [word for name in client.without for word in ("--without", name)]
    return join([*words, *_flags(client)])


def more_switches(client: Client) -> str:
    """What the command that writes a package needs beyond spec, folder, name and runtime."""
    overlays = (Pinned(reference) for reference in client.overlays)
    words = [f"--overlay {quote(_short(pinned))}" for pinned in overlays]
    return " ".join([*words, *_flags(client)])


def _flags(client: Client) -> list[str]:
    told = {"--all-components": client.all_components, "--typed-dicts": client.typed_dicts}
    return [flag for flag, is_set in told.items() if is_set]


def _short(pinned: Pinned) -> str:
    """An overlay without the folder that it stands in, which is another one for everybody."""
    name = pinned.address if pinned.is_remote else os.path.basename(pinned.address)
    return name + (f"{PINNED}{pinned.digest}" if pinned.digest else "")


def from_here(path: str) -> str:
    """A file as findings of no project name it: from here, with '/'."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")


def named(package: str) -> str:
    """The name of a package, if it can be one. Raises ConfigurationError."""
    from . import naming

    if not package.isidentifier() or package != naming.module(package):
        raise ConfigurationError(
            f"{package!r} cannot be the name of a package; use lower-case letters, digits and underscores."
        )
    return package
