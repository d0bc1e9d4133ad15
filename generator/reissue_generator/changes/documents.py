"""The two documents of a comparison: files on disk, or `REF:path` out of git."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from .. import __version__, naming
from ..api.records import Api
from ..builder import build
from ..document import UNREAD, Document, Node, is_remote, parse, references
from ..errors import ConfigurationError
from ..findings import Finding, clean
from ..tree.at_revision import file_at
from ..tree.git import git


@dataclass(frozen=True)
class Edition:
    """One of the two documents, and the client that would be made of it."""

    document: Document
    api: Api
    typed_dicts: bool = False
    """Whether the client has a TypedDict for each model that callers may give as a dict."""
    client: str = ""
    """Which client of a project it is of: what is approved of one is not approved of another."""
    unread: tuple[Finding, ...] = ()
    """The references that cannot be followed: what stands behind them is anything to the client, and to a comparison."""


class ComparedDocument(Document):
    """A document of whose files nobody asks for a digest: taking it would be a tenth of the whole comparison."""

    @property
    def digest(self) -> str:
        """Nothing."""
        return ""


@contextmanager
def opened(text: str, here: Path | None = None, root: str = "") -> Generator[Document]:
    """The document that an argument names. Raises ConfigurationError where there is none, SpecError where it is bad.

    A file wins over a revision; a path in git starts from the root of the repository, or with './' from `here`, which is the
    present folder where it is not given. `root`: the folder of a revision that references may lead into; its own where none is said.
    """
    path = Path(text)
    reference, colon, inside = text.partition(":")
    if not path.exists() and not (colon and inside):
        raise ConfigurationError(f"{clean(text)}: there is no such file.")
    if path.exists():
        yield ComparedDocument.open(path, text)
        return
    import tempfile

    with tempfile.TemporaryDirectory(prefix="reissue-") as folder:
        yield _from_git(reference, inside, text, Path(folder), here, root)


def edition(document: Document, stem: str, *, typed_dicts: bool = False, client: str = "") -> Edition:
    """The document with its Api. `stem` is the name that both editions share, as the file of a provider does.

    Raises SpecError where the document is no OpenAPI 3 document.
    """
    api, told = build(document, naming.module(stem, "client"), __version__)
    return Edition(document, api, typed_dicts, client, tuple(one for one in told if one.rule in UNREAD))


def nodes_at(old: Edition, new: Edition, *keys: str) -> tuple[Node, Node]:
    """The nodes at the same address of both documents."""
    before, after = old.document.root, new.document.root
    for key in keys:
        before, after = before.get(key), after.get(key)
    return before, after


# --- git -----------------------------------------------------------------------------------------------------


def _from_git(reference: str, inside: str, name: str, folder: Path, here: Path | None, root: str) -> Document:
    """The document at a revision. What it refers to is taken from the same revision, into a folder of its own."""
    top = PurePosixPath(inside).parent
    if root and top.is_relative_to(PurePosixPath(root)):
        top = PurePosixPath(root)
    first = PurePosixPath(inside).relative_to(top)
    main = parse(_blob(reference, inside, name, here), folder / first, name)
    todo = [(inside, main)]
    seen = {str(first)}
    while todo:
        place, source = todo.pop()
        for address in sorted(_addresses(source.data)):
            wanted = _joined(PurePosixPath(place).parent, address)
            if wanted is None or not wanted.is_relative_to(top):
                continue
            relative = wanted.relative_to(top)
            if str(relative) in seen:
                continue
            seen.add(str(relative))
            raw = blob_or_none(reference, _written(wanted, inside), here)
            if raw is None:
                continue  # the build says that the reference names nothing
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw)
            todo.append((_written(wanted, inside), parse(raw, target, f"{reference}:{wanted}")))
    return ComparedDocument(main, folder.resolve()).converted()


def _written(path: PurePosixPath, like: str) -> str:
    """A path as git takes it: with './' where the first one had it."""
    return f"./{path}" if like.startswith("./") and not str(path).startswith("..") else str(path)


def _joined(folder: PurePosixPath, address: str) -> PurePosixPath | None:
    parts: list[str] = []
    for part in (folder / unquote(address)).parts:
        if part == "..":
            if not parts or parts[-1] == "/":
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts)


def _addresses(data: object) -> set[str]:
    """The files that the references of a document name, but for those that are on a server."""
    addresses = {reference.partition("#")[0] for reference in references(data)}
    return {address for address in addresses if address and not is_remote(address)}


def _blob(reference: str, inside: str, name: str, here: Path | None) -> bytes:
    hint = "Name a file, or REVISION:path/from/the/root of a git repository that holds it."
    if not reference or reference.startswith("-"):
        raise ConfigurationError(f"{clean(name)}: there is no such file. {hint}")
    raw = file_at(str(here or "."), reference, inside)
    if raw is not None:
        return raw
    done = git(str(here or "."), "cat-file", "-e", f"{reference}:{inside}")
    if done is None:
        raise ConfigurationError(f"{clean(name)}: there is no such file, and no git. {hint}")
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    why = said[-1].removeprefix("fatal: ") if said else "it is no file, or a link that leads to none in this commit"
    raise ConfigurationError(f"{clean(name)}: {clean(why)}. {hint}")


def blob_or_none(reference: str, inside: str, here: Path | None = None) -> bytes | None:
    """The bytes of a file at a revision; None without git, repository, or such a file there."""
    try:
        return _blob(reference, inside, inside, here)
    except ConfigurationError:
        return None
