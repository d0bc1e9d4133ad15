"""How the records of a copy are laid out, so that git merges what two branches do to two providers.

Git merges two changes where a line that neither has changed stands between them. So what belongs to one provider is one block
with a last line of its own, and blocks stand below the letter that their names begin with: two that are added at a time stand
apart. Two changes of one provider meet in its digest, and conflict on purpose.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping

from .. import RUNTIME
from ..tree.files import sha256

SPECS = "_specs"
"""The folder of a copy that holds the specifications it was made from; `vendor update` compares with them."""
PATCHES = "_patches"
"""The folder of a copy with the patches that updates apply again: a folder a provider, and `runtime` for what all share."""
_OTHERS = "other"


def blocks_of(files: Mapping[str, str], providers: Iterable[str]) -> dict[str, dict[str, str]]:
    """The files of each provider, and under `runtime` those that all share: runtime, licence, the package itself."""
    found: dict[str, dict[str, str]] = {name: {} for name in (RUNTIME, *sorted(providers))}
    for path, digest in sorted(files.items()):
        name = owner_of(path)
        found[name if name in found else RUNTIME][path] = digest
    return found


def owner_of(path: str) -> str:
    """The provider that a path belongs to, if there is one of that name."""
    first, _, rest = path.partition("/")
    return rest.partition("/")[0].removesuffix(".yaml") if first in (SPECS, PATCHES) else first


def patch_path(patch: str) -> str:
    """Where a patch, `PROVIDER/NUMBER-NAME`, stands in a copy."""
    return f"{PATCHES}/{patch}.patch"


def patch_name(patch: str) -> str:
    """What the author of a patch calls it; '' for the name of a provider, which has no number."""
    return patch.partition("/")[2].partition("-")[2]


def digest_of(files: Mapping[str, str]) -> str:
    """One digest over the files of a block."""
    return sha256("".join(listed(files)).encode())


def listed(files: Mapping[str, str]) -> Iterator[str]:
    """A line for each file, as `sha256sum -c` reads it."""
    return (f"{digest}  {path}\n" for path, digest in sorted(files.items()))


def laid_out(blocks: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The lines of all blocks: the runtime first, then each provider and each patch below its letter."""
    yield from _block(RUNTIME, blocks[RUNTIME])
    names = sorted(name for name in blocks if name != RUNTIME)
    for letter in (*string.ascii_lowercase, _OTHERS):
        yield f"# {letter}\n"
        for name in names:
            if _letter(name) == letter:
                yield from _block(name, blocks[name])


def _letter(name: str) -> str:
    first = (patch_name(name) or name)[:1].lower()
    return first if first in string.ascii_lowercase else _OTHERS


def _block(name: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"# {name}: begin\n"
    yield from lines
    yield f"# {name}: end\n"
