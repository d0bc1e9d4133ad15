"""The specification of a client with all files that it refers to, as a copy keeps it beside the code.

Nothing is parsed, as that takes more than the base install: a reference is found by its form, and one too many does no harm.
"""

from __future__ import annotations

import os
import posixpath
import re
from urllib.parse import unquote

from ..tree.files import read
from .layout import SPECS

_REF = re.compile(r"""["']?\$ref["']?\s*:\s*["']?([^"'#\s,}\]]+)""")
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def spec_path(provider: str) -> str:
    """Where a specification of one file stands in a copy."""
    return f"{SPECS}/{provider}.yaml"


def whole(provider: str, main: str) -> dict[str, bytes]:
    """The files of a specification by their path in a copy; nothing where one of them is not at hand below its folder.

    One of several files has a folder of its own, in which its references lead where they led before.
    """
    folder, name = os.path.split(main)
    found: dict[str, bytes] = {}
    waiting = [name]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        if path.startswith(("../", "/")):
            return {}
        try:
            found[path] = read(os.path.join(folder, path))
        except OSError:
            return {}
        waiting += _referred(path, found[path])
    return {spec_path(provider): found[name]} if len(found) == 1 else _placed(provider, found)


def _placed(provider: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{SPECS}/{provider}/{path}": data for path, data in sorted(files.items())}


def _referred(path: str, data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace")
    names = dict.fromkeys(unquote(name) for name in _REF.findall(text) if not _REMOTE.match(name))
    return [posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in names]


def of_provider(files: dict[str, bytes], provider: str, spec: str) -> dict[str, bytes]:
    """Of the files of a copy those of one specification by their path from its folder, the main file first; `spec` is its
    place in the repository that it comes from."""
    if spec_path(provider) in files:
        return {f"{provider}.yaml": files[spec_path(provider)]}
    prefix, main = f"{SPECS}/{provider}/", posixpath.basename(spec)
    found = {path.removeprefix(prefix): data for path, data in files.items() if path.startswith(prefix)}
    return {main: found[main], **found} if main in found else {}
