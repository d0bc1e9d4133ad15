"""Byte code as Python writes it, and as it does not (PEP 552, https://peps.python.org/pep-0552/)."""

from __future__ import annotations

import marshal
import os
import py_compile
import sys
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path
from py_compile import PycInvalidationMode as Mode

EVIL = "import os\nos.environ['PLANTED'] = 'yes'\n"
OTHER_MAGIC = (3531).to_bytes(2, "little") + b"\r\n"
"""Of Python 3.12; under another one's name it is never the one at hand."""
OTHER_TAG = "cpython-312" if sys.version_info[:2] != (3, 12) else "cpython-313"


def cached(source: Path, level: str = "", tag: str = "") -> Path:
    """Where Python keeps the byte code of a source."""
    path = Path(cache_from_source(str(source), optimization=level))
    path = path.with_name(path.name.replace(str(sys.implementation.cache_tag), tag)) if tag else path
    path.parent.mkdir(exist_ok=True)
    return path


def legitimate(source: Path, mode: Mode = Mode.TIMESTAMP, level: int = 0) -> Path:
    """What Python itself would write."""
    return Path(py_compile.compile(str(source), invalidation_mode=mode, optimize=level, doraise=True) or "")


def planted(
    source: Path,
    code: str = EVIL,
    *,
    mode: Mode = Mode.TIMESTAMP,
    level: str = "",
    tag: str = "",
    magic: bytes = MAGIC_NUMBER,
    flags: int | None = None,
    fresh: bool = True,
) -> Path:
    """Byte code of other code whose head says that it belongs to a source (`fresh`), or that it once did."""
    told = {Mode.TIMESTAMP: 0, Mode.UNCHECKED_HASH: 1, Mode.CHECKED_HASH: 3}[mode] if flags is None else flags
    if mode is Mode.TIMESTAMP:
        facts = source.stat()
        seconds = int(facts.st_mtime) - (0 if fresh else 1000)
        proof = seconds.to_bytes(4, "little") + facts.st_size.to_bytes(4, "little")
    else:
        proof = source_hash(source.read_bytes() if fresh else b"")
    path = cached(source, level, tag)
    body = marshal.dumps(compile(code, os.fspath(source), "exec", dont_inherit=True))
    path.write_bytes(magic + told.to_bytes(4, "little") + proof + body)
    return path
