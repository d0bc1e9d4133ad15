"""A vendored copy as it stands on disk, beside what its lock says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..tree.files import Folder, Seen, sha256
from ..tree.manifest import NAME as MANIFEST
from ..tree.manifest import Manifest
from ..tree.write import Difference, FileState, each_difference
from .layout import PATCHES, SPECS, owner_of
from .lock import NAME as LOCK
from .lock import Lock
from .patch import RUN_AND_NOT_READ, Patch, PatchError, id_of, parse


class Copy:
    """A vendored copy on disk, read once, beside what its lock says."""

    def __init__(self, root: str, lock: Lock, folder: Folder | None = None) -> None:
        self.root = root
        self.lock = lock
        self._folder = folder or Folder(root)
        self._files = self._folder.files
        self.found = [path for path in sorted(self._files) if path not in (LOCK, MANIFEST)]
        self.expected = lock.expected
        """Path to SHA-256 of each file as it should stand there."""
        self.has_crlf = any(seen.crlf for seen in self._files.values())
        """Whether git has checked out anything here with other line ends."""

    def is_plain(self, path: str) -> bool:
        """Whether a file is there that could be read, and no link."""
        return path in self._files and self._files[path].data is not None

    def data(self, path: str) -> bytes:
        """The content of a file, with the line ends of the generator where git has put others in their place."""
        return self._files[path].content

    def differences(self) -> list[Difference]:
        """Every file that is not as it was vendored, kept ones and byte code left out."""
        found, files = ({*paths} - self.lock.kept for paths in (self.found, self.expected))

        def extra(path: str) -> Difference:
            return Difference(FileState.EXTRA, path, "was not vendored")

        def content_of(path: str) -> Difference | None:
            return Difference(FileState.EDITED, path, reason) if (reason := self.changed(path)) else None

        return list(each_difference(found, files, extra, content_of))

    def changed(self, path: str, lock: Lock | None = None) -> str:
        """How a file differs from what was vendored, or from what another lock lists; '' where it does not."""
        expected = lock.expected if lock else self.expected
        return self._files[path].changed(expected.get(path))

    def is_one_of(self, path: str, digests: Iterable[str]) -> bool:
        """Whether a file is as one of these digests says."""
        return any(not self._files[path].changed(digest) for digest in digests)

    def kept_texts(self) -> dict[str, str]:
        """Text of the files that are kept, whose imports the runtime must serve too."""
        return {path: self._files[path].text for path in self.found if path in self.lock.kept}

    def own_texts(self) -> dict[str, str]:
        """Text of the files that are kept or patched."""
        return {**{path: text for path, text in self.last().items() if text is not None}, **self.kept_texts()}

    def patches(self) -> tuple[list[Patch], list[tuple[str, str]]]:
        """The patches that stand there, in their order, and what looks like one and is none, with the reason."""
        found: list[Patch] = []
        wrong: list[tuple[str, str]] = []
        for path in self.found:
            if path.startswith(f"{PATCHES}/"):
                try:
                    found.append(parse(id_of(path), self.data(path)))
                except PatchError as error:
                    wrong.append((path, str(error)))
        return found, wrong

    def last(self) -> dict[str, str | None]:
        """The files that patches change as the last one of them leaves each; None where it removes it."""
        listed = [patch for patch in self.patches()[0] if patch.id in self.lock.patches]
        return {path: edit.new for patch in listed for path, edit in patch.edits.items()}

    def vendored(self, path: str, now: Mapping[str, bytes]) -> bytes | None:
        """A file as it should stand there, as far as a patch or what would be written now has it; else None."""
        digest, last = self.expected.get(path), self.last()
        data = (last[path] or "").encode() if path in last else now.get(path)
        return data if data is not None and sha256(data) == digest else None

    def records(self) -> Iterator[Difference]:
        """What is wrong with the lock as a file, and with the list for `sha256sum -c`.

        Files that are kept since it was written may still be in the list.
        """
        if (lock := self._files.get(LOCK)) is not None and lock.unusual:
            yield Difference(FileState.EDITED, LOCK, lock.unusual)
        seen = self._files.get(MANIFEST)
        if seen is None:
            yield Difference(FileState.MISSING, MANIFEST, "is not there")
        elif seen.unusual:
            yield Difference(FileState.EDITED, MANIFEST, seen.unusual)
        elif not self._is_listed(seen):
            yield Difference(FileState.EDITED, MANIFEST, f"does not list what {LOCK} says")

    def _is_listed(self, seen: Seen) -> bool:
        listed = Manifest.parse(seen.content.decode("utf-8", "replace"))[0].files
        if any(listed.get(path) != digest for path, digest in self.lock.listed.items()):
            return False
        return all(self.expected.get(path) == digest for path, digest in listed.items())

    def still_listed(self) -> list[str]:
        """The kept files that the list has as they were vendored, and that are not so any more."""
        loaded = Manifest.of_file(self._files.get(MANIFEST))
        listed = self.lock.kept & loaded[0].files.keys() if loaded else frozenset[str]()
        return sorted(path for path in listed if path in self._files and self.changed(path))

    def dead(self) -> Iterator[tuple[str, str]]:
        """The keep entries that do not count, and why."""
        for entry in self.lock.keep:
            if not entry.reason:
                yield entry.path, "has no reason"
            elif entry.path not in self.found:
                yield entry.path, "names no file of this folder"
            elif not self.is_plain(entry.path):
                yield entry.path, f"names what nobody can read: {self._files[entry.path].unusual}"
            elif entry.path in self.expected and not self.changed(entry.path):
                yield entry.path, "names a file that is as it was vendored"
            elif entry.path.endswith(RUN_AND_NOT_READ):
                yield entry.path, "names what Python runs and nobody can read"

    def strangers(self) -> Iterator[str]:
        """What the lock lists among the specifications and belongs to no provider: no staleness would ever tell of it."""
        for path in self.lock.files:
            is_spec = owner_of(path) in self.lock.providers and not path.endswith((".py", *RUN_AND_NOT_READ))
            if path.startswith(f"{SPECS}/") and not is_spec:
                yield path
