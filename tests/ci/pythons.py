"""A part of the suite on every supported Python that this machine has.

    python -m tests.ci.pythons [--full] [3.11 3.12 3.13]

Looks on PATH, in pyenv and in uv; says which it did not find. Each gets an environment of its own below `.reissue/pythons`,
with the project's lock, which is kept for the next run.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.ci.environments import LOCK, ROOT, Environment

WANTED = ("3.11", "3.12", "3.13")
PART = (
    "tests/runtime",
    "tests/facade/test_adapters.py",
    "tests/facade/test_imports.py",
    "tests/facade/test_shell.py",
    "tests/generator/test_source.py",
    "tests/generator/test_golden.py",
    "tests/generator/test_check.py",
    "tests/sandbox/test_state.py",
    "tests/test_readme.py",
)
"""Quick, and one of each kind: what reads documents, what writes clients, what calls, what answers."""
STARTED = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"


def candidates(version: str) -> Iterator[str]:
    """Where an interpreter of this version may be; some of them do not start (a shim of pyenv may refuse)."""
    for name in (f"python{version}", "python3", "python"):
        if found := shutil.which(name):
            yield found
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(map(str, pyenv.glob(f"versions/{version}.*/bin/python")), reverse=True)
    if shutil.which("uv"):
        done = subprocess.run(
            ["uv", "python", "find", "--no-python-downloads", version], capture_output=True, text=True, check=False
        )
        if not done.returncode:
            yield done.stdout.strip()


def find(version: str) -> str | None:
    """An interpreter of this version that really starts."""
    for path in candidates(version):
        try:
            done = subprocess.run([path, "-c", STARTED], capture_output=True, text=True, check=False, timeout=60)
        except (OSError, subprocess.TimeoutExpired):
            continue
        told, _, executable = done.stdout.strip().partition(" ")
        if done.returncode == 0 and told == version:
            return executable
    return None


def environment(version: str, python: str) -> Environment:
    """The environment of that version: kept while the lock and the metadata of the project stay the same."""
    inputs = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + python.encode()
    digest = hashlib.sha256(inputs).hexdigest()
    folder = ROOT / ".reissue/pythons" / version
    mark = folder / ".ready"
    if mark.exists() and mark.read_text() == digest:
        return Environment(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Environment.make(folder, python)
    made.synchronise()
    mark.write_text(digest)
    return made


def main(given: list[str]) -> int:
    """Run the part on each version; 1 where a test fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("versions", nargs="*", default=WANTED, metavar="VERSION")
    parser.add_argument("--full", action="store_true", help="the whole suite instead of a part of it")
    options = parser.parse_args(given)
    failed: list[str] = []
    for version in options.versions:
        python = find(version)
        if python is None:
            print(f"Python {version}: not found on this machine, not tried", flush=True)
            continue
        begin = time.monotonic()
        print(f"Python {version}: {python}", flush=True)
        made = environment(version, python)
        part = () if options.full else PART
        command = [
            str(made.python),
            "-m",
            "pytest",
            "-n",
            "auto",
            "-p",
            "no:cacheprovider",
            "-m",
            "not types and not judges",
            *part,
        ]
        failed += [version] if subprocess.run(command, cwd=ROOT, check=False).returncode else []
        print(f"Python {version}: {time.monotonic() - begin:.0f} s", flush=True)
    if failed:
        print(f"failed on Python {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
