"""Clients as texts that a test chooses, and a copy of them: what patches are tried on takes no generator."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor import copies as vendor
from reissue_generator.vendor import patching
from reissue_generator.vendor.lock import Lock
from reissue_generator.vendor.origin import Origin
from tests.generator.vendor.vendored_copies import texts

LINES = [f"x{number} = {number}\n" for number in range(1, 31)]
TEXT = "".join(LINES)


def changed(text: str = TEXT, **lines: str) -> str:
    """A text with other lines: `x3="..."` replaces the one that begins with `x3 =`."""
    for name, line in lines.items():
        old = next(one for one in text.splitlines(keepends=True) if one.startswith(f"{name} ="))
        text = text.replace(old, line)
    return text


def clients(folder: Path, files: Mapping[str, str], version: str = "0.1.0") -> Origin:
    """Two clients and a runtime, with these files beside those that each has."""
    facts = f'GENERATOR: Final = "{version}"\nSPEC: Final = "specs/a.yaml"\nSPEC_SHA256: Final = "{version}"\n'
    every = {"acme/__init__.py": facts, "beta/__init__.py": facts, "runtime/__init__.py": "", "runtime/quiet.py": TEXT}
    every |= {"acme/client.py": f"from ..runtime import quiet\n{TEXT}", "acme/models.py": TEXT, "beta/client.py": TEXT}
    for path, text in {**every, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return Origin(str(folder))


class Shop:
    """A copy of both clients, and what is generated at another time."""

    def __init__(self, folder: Path, files: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.root = folder / "shop" / "_vendor"
        self.origin = clients(folder / "0.1.0", files or {})
        vendor.add(str(self.root), ["acme", "beta"], self.origin)

    def edit(self, path: str, text: str | None) -> None:
        place = self.root / path
        if text is None:
            place.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")

    def save(self, name: str = "proxy", reason: str = "because", *paths: str) -> list[str]:
        """The patches that were made of what was edited."""
        done = patching.save(str(self.root), name, reason, self.origin, paths)
        return [patch.id for patch in done.patches]

    def patch(self, path: str, text: str | None, name: str = "proxy") -> None:
        self.edit(path, text)
        self.save(name, f"why {name}")

    def later(self, files: Mapping[str, str], version: str = "0.2.0", gone: tuple[str, ...] = ()) -> Origin:
        """What is generated later."""
        self.origin = clients(self.folder / version, files, version)
        for path in gone:
            (self.folder / version / path).unlink()
        return self.origin

    def update(self) -> vendor.CopyResult:
        return vendor.update(str(self.root), self.origin)

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def lock(self) -> Lock:
        found = Lock.load(str(self.root))
        assert found
        return found

    def rules(self, *, total: bool = True) -> dict[str, str]:
        """Rule by path for every finding."""
        found = vendor_check.check(str(self.root), self.origin, total=total)
        shown = vendor_check.from_here(str(self.root))
        return {one.place.file.removeprefix(shown).lstrip("/"): one.rule for one in found}

    def all(self) -> dict[str, bytes]:
        return texts(self.root)
