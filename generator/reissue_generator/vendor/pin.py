"""The clients of one version, or of one revision of their repository, whatever is at hand now."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager

from .. import __version__
from ..errors import ConfigurationError
from ..tree.tracked import repository
from .origin import Origin, find_origin
from .stamp import stamp_at

_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*((a|b|rc|\.post|\.dev)[0-9]+)*")
"""A version as an index of packages has it; a tag such as `v9` is none."""


class PinError(ConfigurationError):
    """What is at hand has no such version or revision."""


@contextmanager
def pinned(origin: Origin, pin: str) -> Generator[Origin]:
    """The origin at a pin; as it is where there is none. Raises PinError where it has no such version or revision."""
    top = repository(os.path.realpath(origin.root)) if pin and origin.root else ""
    if not pin or (not top and pin == __version__):
        yield origin
        return
    stamp = stamp_at(top, pin) if top else None
    if stamp is None:
        message = f"The copy is pinned to {pin}, which what is at hand is not"
        install = f"pip install reissue=={pin}, or " if _VERSION.fullmatch(pin) else ""
        raise PinError(message, hint=f"{install}name a checkout of the repository that has {pin} with --from")
    with tempfile.TemporaryDirectory(prefix="reissue-") as folder:
        _check_out(top, stamp.commit, folder)
        found = find_origin(os.path.join(folder, os.path.relpath(os.path.realpath(origin.root), top)))
        if found is None:
            raise PinError(f"There are no generated clients at {pin}.")
        found.is_from(stamp)
        yield found


def _check_out(top: str, commit: str, folder: str) -> None:
    """The files of a commit in a folder; the work tree and the index of the repository stay as they are."""
    import subprocess

    git = [str(shutil.which("git")), "-c", "core.autocrlf=false", "-c", "core.fsmonitor=false"]
    with tempfile.TemporaryDirectory(prefix="reissue-") as index:
        more = {**os.environ, "GIT_INDEX_FILE": os.path.join(index, "index")}
        for words in (["read-tree", commit], ["checkout-index", "--all", f"--prefix={folder}/"]):
            subprocess.run([*git, *words], cwd=top, env=more, capture_output=True, check=True)
