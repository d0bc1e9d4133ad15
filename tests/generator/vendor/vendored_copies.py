"""A small project that can be generated anew, and a Python that has only what the base install has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import reissue_generator
from reissue_generator import generate as pipeline
from reissue_generator.tree.project import find
from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor.origin import Origin, find_origin
from tests.generator import command_line
from tests.generator.plants.folders import git

HERE = Path(reissue_generator.__file__).parent
SITE = next(Path(path) for path in sys.path if (Path(path) / "msgspec").is_dir())
BASE = ("httpx", "httpcore", "h11", "anyio", "idna", "certifi", "msgspec", "typing_extensions.py", "sniffio")
"""What `pip install httpx msgspec` brings."""
BASE_ENVIRONMENT = {"PATH": os.environ["PATH"]}


def document(title: str, values: list[str]) -> dict[str, Any]:
    """A document of one operation, whose answer has a `state` out of these values."""
    state = {"type": "object", "required": ["state"], "properties": {"state": {"type": "string", "enum": values}}}
    answer = {"description": "ok", "content": {"application/json": {"schema": state}}}
    get = {"operationId": "things-get", "tags": ["things"], "responses": {"200": answer}}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "servers": [{"url": "https://api.acme.example"}],
        "paths": {"/things": {"get": get}},
    }


def filing(title: str) -> dict[str, Any]:
    """A document with an operation that takes a file."""
    doc = document(title, ["on"])
    form = {"type": "object", "properties": {"scan": {"type": "string", "format": "binary"}}}
    body = {"content": {"multipart/form-data": {"schema": form}}}
    answer = {"200": {"description": "ok"}}
    doc["paths"]["/scans"] = {"post": {"operationId": "scans-file", "requestBody": body, "responses": answer}}
    return doc


def hooked(title: str) -> dict[str, Any]:
    """A document with a webhook."""
    doc = document(title, ["on"])
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "string"}}}}}}
    doc["webhooks"] = {
        "paid": {"post": {"operationId": "paid", "requestBody": body, "responses": {"200": {"description": "ok"}}}}
    }
    return doc


def project(folder: Path, *, shared: bool = False, **specs: dict[str, Any]) -> Path:
    """A project with these specifications, generated; `shared`: its clients import the installed runtime."""
    (folder / "specs").mkdir(parents=True)
    runtime = "reissue_runtime" if shared else ".runtime"
    (folder / "pyproject.toml").write_text(f'[tool.reissue]\nruntime = "{runtime}"\n', encoding="utf-8")
    return respecify(folder, **specs)


def respecify(folder: Path, **specs: dict[str, Any]) -> Path:
    """Other specifications for a project, which is generated anew."""
    for name, doc in specs.items():
        (folder / "specs" / f"{name}.yaml").write_text(json.dumps(doc), encoding="utf-8")
    pipeline.generate(find(str(folder)))
    return folder


def committed(folder: Path, when: str) -> Path:
    """A project as a commit of this moment, in a repository with an address."""
    words = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    more: Any = {"cwd": folder, "check": True, "env": {**os.environ, "GIT_COMMITTER_DATE": when}}
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
        git(folder, "remote", "add", "origin", "https://user:secret@git.example/clients.git")
    subprocess.run([*words, "add", "."], **more)
    subprocess.run([*words, "commit", "--quiet", "--message", "x", "--date", when], **more)
    return folder


def origin(folder: Path) -> Origin:
    found = find_origin(str(folder))
    assert found is not None
    return found


def base_python(folder: Path, code: str, *arguments: str | Path, reissue: bool = False, cwd: Path | None = None) -> str:
    """Run code where nothing but httpx and msgspec (and, if wanted, our own code) can be imported; gives its output."""
    command = base_command(folder, code, *arguments, reissue=reissue)
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=BASE_ENVIRONMENT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def base_command(folder: Path, code: str, *arguments: str | Path, reissue: bool = False) -> list[str]:
    """The command of `base_python`, to be run with BASE_ENVIRONMENT."""
    for name in (*BASE, *((HERE.name,) if reissue else ())):
        source = HERE if name == HERE.name else SITE / name
        if source.exists() and not (folder / name).exists():
            folder.mkdir(exist_ok=True)
            (folder / name).symlink_to(source)
    head = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    return [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", head + code, *map(str, arguments)]


def texts(root: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def copied(source: Path, target: Path) -> Path:
    return Path(shutil.copytree(source, target))


def rules(root: Path, source: Path) -> dict[str, str]:
    """Rule by path inside of the copy, for every finding."""
    found = vendor_check.check(str(root), origin(source))
    shown = os.path.relpath(root).replace(os.sep, "/")
    return {one.place.file.removeprefix(shown).lstrip("/"): one.rule for one in found}


def keep(root: Path, path: str, reason: str = "because") -> None:
    lock = root / "reissue.lock"
    entry = f'\n[[keep]]\npath = "{path}"\nreason = "{reason}"\n'
    text = lock.read_text(encoding="utf-8")
    head, mark, rest = text.partition("\n[provider.")
    lock.write_text(head + entry + mark + rest, encoding="utf-8")


def command(*words: Any) -> tuple[int, str, str]:
    """Exit code, output and diagnostics of `reissue vendor` with these words."""
    done = command_line.run("vendor", *words)
    return done.code, done.out, done.error
