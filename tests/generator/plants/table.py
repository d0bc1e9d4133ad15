"""What may be planted in a folder of generated code so that Python runs something else, and what means nothing.

The rules of Python: https://docs.python.org/3/reference/import.html, https://docs.python.org/3/library/site.html,
https://peps.python.org/pep-0552/ and https://peps.python.org/pep-3147/. Paths are those of the package `acme`.
"""

from __future__ import annotations

import os
import shutil
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from py_compile import PycInvalidationMode as Mode

from reissue_generator.tree.manifest import NAME
from tests.generator.plants.byte_code import EVIL, OTHER_MAGIC, OTHER_TAG, cached, legitimate, planted
from tests.generator.plants.folders import Plant, added, committed, edited, linked, through

CLIENT, MODELS, THINGS = "acme/client.py", "acme/models.py", "acme/resources/things.py"


def top(root: Path) -> Path:
    """The repository around a folder."""
    return next(folder for folder in root.parents if (folder / ".git").exists())


def whole(root: Path) -> Path:
    """The folder with the records of what stands in another."""
    return next(folder for folder in (root, *root.parents) if (folder / NAME).exists())


def in_cache(name: str, data: bytes = b"x") -> Plant:
    return added(f"acme/__pycache__/{name}", data)


def evil(path: str = CLIENT, **how: object) -> Plant:
    return lambda root: planted(root / path, **how)  # type: ignore[arg-type]


def moved(path: str, to: str) -> Plant:
    return lambda root: (root / path).rename(root / to)


def _sourceless(root: Path) -> None:
    planted(root / CLIENT, mode=Mode.UNCHECKED_HASH).rename(root / "acme/helper.pyc")


def _sourceless_in_place(root: Path) -> None:
    planted(root / MODELS, mode=Mode.UNCHECKED_HASH).rename(root / "acme/models.pyc")
    (root / MODELS).unlink()


def _fifo(root: Path) -> None:
    (root / MODELS).unlink()
    os.mkfifo(root / MODELS)


def _folder_for_file(root: Path) -> None:
    (root / MODELS).unlink()
    added("acme/models.py/__init__.py")(root)


def _cache_is_a_link(root: Path) -> None:
    shutil.rmtree(root / "acme/__pycache__", ignore_errors=True)
    (root.parent / "cache").mkdir(exist_ok=True)
    (root / "acme/__pycache__").symlink_to(root.parent / "cache")


def _linked_byte_code(root: Path) -> None:
    path = planted(root / CLIENT, mode=Mode.UNCHECKED_HASH)
    path.rename(root.parent / "outside.pyc")
    path.symlink_to(root.parent / "outside.pyc")


def _bare_repository(root: Path) -> None:
    """Where git took the folder itself for a repository, nothing in it would be tracked, and its settings would count."""
    planted(root / CLIENT, tag=OTHER_TAG, magic=OTHER_MAGIC)
    from tests.generator.plants.folders import git

    git(root, "add", "--force", "acme/__pycache__")
    for name in ("objects/info", "refs/heads"):
        (root / name).mkdir(parents=True)
    (root / "HEAD").write_text("ref: refs/heads/main\n")
    (root / "config").write_text("[core]\nbare = true\n")


BYTE_CODE: dict[str, Plant] = {
    "unchecked byte code": evil(mode=Mode.UNCHECKED_HASH),
    "unchecked byte code, committed": committed(evil(mode=Mode.UNCHECKED_HASH)),
    "unchecked byte code of the package": evil("acme/__init__.py", mode=Mode.UNCHECKED_HASH),
    "unchecked byte code of the runtime": evil("runtime/call.py", mode=Mode.UNCHECKED_HASH),
    "byte code by time": evil(),
    "byte code by time, optimised": evil(level="1"),
    "byte code by time, optimised more": evil(level="2"),
    "unchecked byte code, optimised": evil(level="1", mode=Mode.UNCHECKED_HASH),
    "byte code by digest": evil(mode=Mode.CHECKED_HASH),
    "byte code by digest of another source": evil(mode=Mode.CHECKED_HASH, fresh=False),
    "old byte code by time, committed": committed(evil(fresh=False)),
    "unchecked byte code of another Python": evil(mode=Mode.UNCHECKED_HASH, tag=OTHER_TAG, magic=OTHER_MAGIC),
    "byte code of another Python, committed": committed(evil(tag=OTHER_TAG, magic=OTHER_MAGIC)),
    "unchecked and right, committed": committed(lambda root: legitimate(root / CLIENT, Mode.UNCHECKED_HASH)),
    "byte code with unknown flags": evil(flags=4),
    "byte code with one constant more": evil(THINGS, code="x = 1\n"),
    "byte code that is cut off": lambda root: (p := legitimate(root / CLIENT)).write_bytes(p.read_bytes()[:-9]),
    "byte code with more behind it": lambda root: (p := legitimate(root / CLIENT)).write_bytes(p.read_bytes() + b"N"),
    "byte code that is no code": lambda root: (p := legitimate(root / CLIENT)).write_bytes(p.read_bytes()[:16] + b"N"),
    "byte code with other columns and code": evil(code="def f():\n    return 2\n"),
    "byte code without a source": lambda root: legitimate(root / CLIENT).rename(cached(root / "acme/helper.py")),
    "byte code of another Python without a source": lambda root: planted(
        root / CLIENT, tag=OTHER_TAG, magic=OTHER_MAGIC
    ).rename(cached(root / "acme/helper.py", tag=OTHER_TAG)),
    "byte code in the folder of its package": _sourceless,
    "byte code in the place of a source": _sourceless_in_place,
    "byte code that is a link": _linked_byte_code,
    "a cache that is a link": _cache_is_a_link,
    "a module in a cache": in_cache("evil.py", EVIL.encode()),
    "a package in a cache": added("acme/__pycache__/evil/__init__.py", EVIL),
    "an extension in a cache": in_cache("evil.so"),
    "a repository in the folder": _bare_repository,
}

FILES: dict[str, Plant] = {
    "a word": edited(CLIENT, "class ", "class  "),
    "a comment": edited(MODELS, "Do not edit", "Do edit"),
    "a line at the end": through(MODELS, lambda data: data + b"import os\n"),
    "other line ends in one file": through(MODELS, lambda data: data.replace(b"\n", b"\r\n")),
    "old line ends": through(MODELS, lambda data: data.replace(b"\n", b"\r")),
    "a mark of byte order": through(MODELS, lambda data: b"\xef\xbb\xbf" + data),
    "another encoding": through(MODELS, lambda data: b"# coding: rot13\n" + data),
    "an empty file": through(THINGS, lambda _: b""),
    "a file that is gone": lambda root: (root / THINGS).unlink(),
    "a marker that is gone": lambda root: (root / "acme/py.typed").unlink(),
    "line ends of Windows, which git does not give": lambda root: [
        p.write_bytes(p.read_bytes().replace(b"\n", b"\r\n")) for p in whole(root).rglob("*") if p.is_file()
    ],
    "a file that is executable": lambda root: (root / MODELS).chmod(0o755),
    "a file with a special mode": lambda root: (root / MODELS).chmod(0o4644),
    "a file that is a link": linked(MODELS),
    "a folder that is a link": linked("acme/resources"),
    "a link to nothing": lambda root: (root / "acme/helper.py").symlink_to("nowhere.py"),
    "a pipe": _fifo,
    "a folder in the place of a file": _folder_for_file,
    "a file with capitals": moved(MODELS, "acme/Models.py"),
    "a further module": added("acme/helper.py"),
    "a package in front of a module": added("acme/models/__init__.py", EVIL),
    "a namespace": added("acme/more/evil.py"),
    "an extension": added(f"acme/models{EXTENSION_SUFFIXES[0]}"),
    "an extension for any version": added("acme/models.abi3.so"),
    "an extension as the package": added("acme/__init__.so"),
    "an extension of Windows": added("acme/client.pyd"),
    "a path file": added("evil.pth", "import os\n"),
    "what site imports": added("sitecustomize.py", EVIL),
    "what site imports for a user": added("usercustomize.py", EVIL),
    "an archive": added("evil.zip", b"PK\x05\x06" + bytes(18)),
    "an egg": added("acme/evil.egg", b"PK\x05\x06" + bytes(18)),
    "a main module": added("acme/__main__.py", EVIL),
    "types that tell something else": added("acme/models.pyi", "x: int\n"),
    "a plug-in of a test runner": added("conftest.py", EVIL),
    "a name that is no text": lambda root: open(os.fsencode(root / "acme") + b"/\xff.py", "w").close(),
    "a name of two lines": added("acme/a\nb.py"),
    "a hidden module": added("acme/.hidden.py"),
    "a repository inside": added("acme/.git/hooks/post-checkout", "#!/bin/sh\n"),
}

NOTHING: dict[str, Plant] = {
    "nothing": lambda _: None,
    "byte code of all": lambda root: [legitimate(path) for path in root.rglob("*.py")],
    "byte code, optimised": lambda root: legitimate(root / CLIENT, level=1),
    "byte code, optimised more": lambda root: legitimate(root / CLIENT, level=2),
    "byte code by digest": lambda root: legitimate(root / CLIENT, Mode.CHECKED_HASH),
    "unchecked byte code that is right": lambda root: legitimate(root / CLIENT, Mode.UNCHECKED_HASH),
    "byte code by digest, committed": committed(lambda root: legitimate(root / CLIENT, Mode.CHECKED_HASH)),
    "another name of a file": lambda root: os.link(root / CLIENT, top(root) / f"link-{root.name}"),
    "old byte code by time": evil(fresh=False),
    "byte code of another Python": evil(tag=OTHER_TAG, magic=OTHER_MAGIC),
    "byte code of PyPy": evil(tag="pypy311", magic=b"\x50\x01\r\n"),
    "byte code of an early Python of this version": evil(magic=b"\x01\x00\r\n"),
    "byte code of an import hook": lambda root: cached(root / CLIENT, "beartype0v20").write_bytes(
        OTHER_MAGIC + bytes(12)
    ),
    "byte code that was half written": in_cache("client.pyc.140234"),
    "empty byte code": lambda root: cached(root / CLIENT).touch(),
    "an empty cache": lambda root: (root / "acme/__pycache__").mkdir(exist_ok=True),
    "an empty folder": lambda root: (root / "acme/empty").mkdir(),
    "byte code that is executable": lambda root: legitimate(root / CLIENT).chmod(0o755),
    "another time of a file": lambda root: os.utime(root / CLIENT, (1, 1)),
    "a time after that of its byte code": lambda root: (legitimate(root / CLIENT), os.utime(root / CLIENT, (9, 9))),
    "a time before 1970": lambda root: os.utime(root / CLIENT, (-5, -5)),
    "a time after 2106": lambda root: (os.utime(root / CLIENT, (2**33, 2**33)), legitimate(root / CLIENT)),
    "files of one's own alone": lambda root: [p.chmod(0o600) for p in root.rglob("*") if p.is_file()],
    "files of a group": lambda root: [p.chmod(0o664) for p in root.rglob("*") if p.is_file()],
    "files that are read only": lambda root: [p.chmod(0o444) for p in root.rglob("*") if p.is_file()],
    "folders of one's own alone": lambda root: [p.chmod(0o700) for p in root.rglob("*") if p.is_dir()],
    "folders of a group": lambda root: [p.chmod(0o2775) for p in root.rglob("*") if p.is_dir()],
    "the cache of mypy": added(".mypy_cache/3.11/x.json"),
    "the cache of ruff": added("acme/.ruff_cache/x"),
    "the cache of pytest": added(".pytest_cache/v/x"),
    "settings of PyCharm": added(".idea/workspace.xml"),
    "settings of VS Code": added("acme/.vscode/settings.json"),
    "settings of Visual Studio": added(".vs/x"),
    "what macOS leaves": added("acme/.DS_Store", b"\0"),
    "what Windows leaves": added("Thumbs.db", b"\0"),
    "what Emacs leaves": added("acme/client.py~"),
    "what Vim leaves": added("acme/.client.py.swp"),
    "a copy of all files": lambda root: [_copied(path) for path in root.rglob("*.py")],
    "all in the index": committed(lambda _: None),
    "attributes beside it": lambda root: (top(root) / ".gitattributes").write_text("* text=auto\n"),
}


def _copied(path: Path) -> None:
    """Another file of the same content, as each checkout makes it."""
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)
