"""The two documents of a comparison: files on disk, or `REF:path` out of git."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, cast
from urllib.parse import unquote

from .. import __version__, naming
from ..api.records import Api
from ..builder import build
from ..document.source import Document, Node, Source, parse, pointer_of, pointer_text
from ..errors import ConfigurationError
from ..findings import clean

_KEY = re.compile(r"(?P<source>.*?)#(?P<pointer>.*):(?:read|write)(?P<more>\+.*|:union)?\Z", re.DOTALL)
"""How the builder calls a model: the file, the address of its schema, and the direction."""
_FOREIGN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|/")
"""How a reference begins that leaves the folder; `Document` refuses it by itself."""


@dataclass(frozen=True)
class Side:
    """One of the two documents, and the client that would be made of it."""

    document: Document
    api: Api


@dataclass
class Compared(Document):
    """A document as a comparison needs it: each reference is followed once, and nobody asks for a digest.

    Taking the digest would be a tenth of the whole comparison, following every reference anew as much again.
    """

    followed: dict[tuple[str, str], Node] = field(default_factory=dict[tuple[str, str], Node])

    @property
    def digest(self) -> str:
        return ""

    def follow(self, node: Node, ref: str) -> Node:
        key = node.source.name, ref
        found = self.followed.get(key)
        if found is None:
            found = self.followed[key] = super().follow(node, ref)
        return found


@contextmanager
def opened(text: str) -> Generator[Document]:
    """The document that an argument names. Raises ConfigurationError where there is none, SpecError where it is bad.

    A file wins over a revision; a path in git starts from the root of the repository, or with './' from here.
    """
    path = Path(text)
    reference, colon, inside = text.partition(":")
    if not path.exists() and not (colon and inside):
        raise ConfigurationError(f"{clean(text)}: there is no such file.")
    if path.exists():
        yield Compared.open(path, text)
        return
    import tempfile

    with tempfile.TemporaryDirectory(prefix="reissue-") as folder:
        yield _from_git(reference, inside, text, Path(folder))


def side(document: Document, stem: str) -> Side:
    """The document with its Api. `stem` is the name that both sides share, as the file of a provider does."""
    return Side(document, build(document, naming.module(stem, "client"), __version__)[0])


# --- git -----------------------------------------------------------------------------------------------------


def _from_git(reference: str, inside: str, name: str, folder: Path) -> Document:
    """The document at a revision. What it refers to is taken from the same revision, into a folder of its own."""
    main = parse(_blob(reference, inside, name), folder / PurePosixPath(inside).name, name)
    todo = [(inside, main)]
    seen = {PurePosixPath(inside).name}
    top = PurePosixPath(inside).parent
    while todo:
        here, source = todo.pop()
        for address in sorted(_addresses(source.data)):
            wanted = _joined(PurePosixPath(here).parent, address)
            if wanted is None or not wanted.is_relative_to(top):
                continue
            relative = wanted.relative_to(top)
            if str(relative) in seen:
                continue
            seen.add(str(relative))
            raw = _blob_or_none(reference, _written(wanted, inside))
            if raw is None:
                continue  # the build says that the reference names nothing
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
            todo.append((_written(wanted, inside), parse(raw, target, f"{reference}:{wanted}")))
    return Compared(main, folder.resolve())


def _written(path: PurePosixPath, like: str) -> str:
    """A path as git takes it: with './' where the first one had it."""
    return f"./{path}" if like.startswith("./") and not str(path).startswith("..") else str(path)


def _joined(folder: PurePosixPath, address: str) -> PurePosixPath | None:
    parts: list[str] = []
    for part in (folder / unquote(address)).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts)


def _addresses(data: Any) -> set[str]:
    """The files that the references of a document name."""
    found: set[str] = set()
    stack: list[Any] = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            mapping = cast("dict[str, Any]", value)
            reference = mapping.get("$ref")
            if isinstance(reference, str):
                address = reference.partition("#")[0]
                if address and not _FOREIGN.match(address):
                    found.add(address)
            stack += mapping.values()
        elif isinstance(value, list):
            stack += cast("list[Any]", value)
    return found


def _blob(reference: str, inside: str, name: str) -> bytes:
    hint = "Name a file, or REVISION:path/from/the/root of a git repository that holds it."
    import shutil
    import subprocess

    git = shutil.which("git")
    if git is None or not reference or reference.startswith("-"):
        raise ConfigurationError(f"{clean(name)}: there is no such file{'' if git else ', and no git'}. {hint}")
    done = subprocess.run([git, "cat-file", "blob", f"{reference}:{inside}"], capture_output=True, check=False)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1].removeprefix("fatal: ") if said else f"git ended with {done.returncode}"
        raise ConfigurationError(f"{clean(name)}: {clean(why)}. {hint}")
    return done.stdout


def _blob_or_none(reference: str, inside: str) -> bytes | None:
    try:
        return _blob(reference, inside, inside)
    except ConfigurationError:
        return None


# --- addresses -----------------------------------------------------------------------------------------------


def source_named(document: Document, name: str) -> Source:
    """The file of a document that findings call by this name; '' is the main one."""
    return next((one for one in document.others.values() if one.name == name), document.main)


def address_of(key: str) -> tuple[str, str]:
    """The file ('' for the main one) and the address at which the schema of a model stands."""
    match = _KEY.match(key)
    if match is None:
        return "", ""
    pointer = match["pointer"]
    if match["more"] == ":union":  # a choice is called after its oneOf or anyOf, where it has one
        tokens = pointer_of(pointer)
        pointer = pointer_text(tokens[:-1]) if tokens and tokens[-1] in ("oneOf", "anyOf") else pointer
    return match["source"], pointer


def node_at(source: Source, pointer: str) -> Node:
    """The node at an address; the nearest one above it where nothing stands there."""
    node = Node(source, (), source.data)
    for token in pointer_of(pointer):
        if token in node.map:
            node = node.get(token)
        elif token.isdigit() and int(token) < len(node.array):
            node = Node(source, (*node.pointer, token), node.array[int(token)])
        else:
            break
    return node
