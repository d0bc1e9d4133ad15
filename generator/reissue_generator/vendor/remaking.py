"""A copy made again with its patches: from which of them, and of what."""

from __future__ import annotations

from collections.abc import Sequence

from ..tree.write import Difference, FileState
from .copy import Copy
from .layout import PATCHES, patch_path
from .origin import Contents, Origin
from .patch import Patch
from .patches import Result, applied, mistaken
from .writing import RefusedError


def refuse_patches(copy: Copy) -> None:
    """Patches that are not as the lock has them are applied by `repair` alone, which takes them as they stand. Raises RefusedError."""
    rows = [row for row in copy.differences() if row.path.startswith(f"{PATCHES}/")]
    patches, wrong = copy.patches()
    rows += [Difference(FileState.EDITED, path, reason) for path, reason in wrong]
    listed = [patch for patch in patches if patch.id in copy.lock.patches]
    if not rows:
        rows += [Difference(FileState.EDITED, patch_path(name), reason) for name, reason in mistaken(copy.lock, listed)]
    if rows:
        raise RefusedError(
            "Patches are not as reissue.lock has them; `reissue vendor repair` takes them as they stand, and writes all again",
            rows,
        )


def remade(copy: Copy, origin: Origin, patches: Sequence[Patch], *, specs: bool) -> tuple[Contents, Result]:
    """What is generated now for the providers of a copy, and what the patches make of it.

    What a patched file imports of the runtime must be there; that is known when it is merged, and not before.
    """
    kept = copy.kept_texts()
    mine = {path: edit.new for patch in patches for path, edit in patch.edits.items() if edit.new is not None}
    while True:
        beside = {**mine, **kept}
        contents = origin.contents(sorted(copy.lock.providers), specs, copy.lock.without, beside=beside)
        made = applied(patches, contents.files, copy.lock.files)
        if made.misfits or made.texts == mine:
            return contents, made
        mine = made.texts
