"""The manifest of a generated tree, and whether the tree is what it lists.

`reissue check` starts here, so only the standard library is imported, and little of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from .files import Folder, Seen, see, sha256

NAME = "MANIFEST.sha256"
LOCK = "reissue.lock"
"""What stands beside it in a vendored copy, and says where that comes from."""


class Manifest:
    """The digest of every file, in the format of `sha256sum -c`; comment lines say what it was all made from.

    The seal binds the digests to the inputs: who mends the list with sha256sum after an edit breaks it.
    """

    __slots__ = ("files", "inputs", "made", "version")

    def __init__(self, files: Mapping[str, str], inputs: str = "", version: str = "", made: str = "") -> None:
        self.files = files
        """Path to SHA-256."""
        self.inputs = inputs
        """SHA-256 of all that the tree was made from."""
        self.version = version
        self.made = made
        """What a package of its own was made from, as one line (`tree/made.py`); '' for the clients of `specs`."""

    @classmethod
    def of(cls, files: Mapping[str, str], inputs: str, version: str, made: str = "") -> Manifest:
        return cls({path: sha256(text.encode()) for path, text in files.items()}, inputs, version, made)

    @property
    def _lines(self) -> list[str]:
        return [f"{digest}  {path}" for path, digest in sorted(self.files.items())]

    @property
    def seal(self) -> str:
        made = [self.made] if self.made else []
        return sha256("\n".join([self.version, self.inputs, *made, *self._lines]).encode())

    def text(self) -> str:
        head = [f"# reissue {self.version}", f"# inputs sha256:{self.inputs}", f"# seal sha256:{self.seal}"]
        head += [f"# made {self.made}"] if self.made else []
        return "\n".join([*head, *self._lines]) + "\n"

    @classmethod
    def parse(cls, text: str) -> tuple[Manifest, bool]:
        """The manifest, and whether its seal holds."""
        files: dict[str, str] = {}
        facts = {"inputs": "", "seal": "", "reissue": "", "made": ""}
        for line in text.splitlines():
            if line.startswith("# "):
                key, _, value = line[2:].partition(" ")
                facts[key] = value.removeprefix("sha256:")
            elif "  " in line:
                digest, _, path = line.partition("  ")
                files[path] = digest
        manifest = cls(files, facts["inputs"], facts["reissue"], facts["made"])
        return manifest, manifest.seal == facts["seal"]

    @classmethod
    def of_file(cls, seen: Seen | None) -> tuple[Manifest, bool] | None:
        """The manifest in a file, and whether its seal holds; None where it is none that can be read."""
        try:
            return cls.parse(seen.data.decode()) if seen and seen.data is not None else None
        except UnicodeDecodeError:
            return None

    @classmethod
    def load(cls, root: str) -> tuple[Manifest, bool] | None:
        """The manifest of a tree, and whether its seal holds; None where there is none."""
        return cls.of_file(see(os.path.join(root, NAME)))


def unchanged(root: str, inputs: str, version: str) -> bool:
    """Whether a tree is exactly what its sealed manifest lists, made from these inputs by this version. Reads only.

    The seal is no secret, and byte code is only looked at: this is the quick answer, which a total check does not ask for.
    """
    folder = Folder(root)
    loaded = Manifest.of_file(folder.files.get(NAME))
    if loaded is None or not loaded[1] or loaded[0].inputs != inputs or loaded[0].version != version:
        return False
    expected = dict(loaded[0].files)
    for path, seen in folder.files.items():
        if seen.unusual or (path != NAME and expected.pop(path, None) != sha256(seen.data or b"")):
            return False
    if expected or not folder.cached:
        return not expected
    from .bytecode import is_harmless

    return all(is_harmless(path, seen, folder.files) for path, seen in folder.cached.items())
