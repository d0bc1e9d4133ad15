"""Four small worlds in which a difference can be planted: made once, copied for each case, asked in the same process."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from reissue_generator import generate as pipeline
from reissue_generator.drift.patch import examine
from reissue_generator.findings import Finding, Level, Place
from reissue_generator.sources import check as sources
from reissue_generator.sources.fetch import Fetched, Problem
from reissue_generator.vendor import check as vendor_check
from reissue_generator.vendor import copies as vendor
from tests.generator.mini_project import Mini, edit
from tests.generator.plants.folders import git
from tests.generator.small_clients import load
from tests.generator.sources.vendor_site import OBJECT, Vendor, Workspace, make_workspace, page
from tests.generator.vendor.vendored_copies import document, keep, origin, project

LOGIN, GENERATE = "/docs/login", "/docs/generate"


class World:
    """A folder with something in it that can come apart."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def make(cls, folder: Path) -> World:
        raise NotImplementedError

    def copy(self, folder: Path) -> World:
        shutil.copytree(self.root, folder, symlinks=True)
        return type(self)(folder)

    def findings(self) -> list[Finding]:
        raise NotImplementedError

    def path(self, name: str) -> Path:
        return self.root / name

    def files(self) -> list[Path]:
        return [path for path in sorted(self.root.rglob("*")) if path.is_file() and not path.is_symlink()]

    def edit(self, name: str, old: str, new: str) -> None:
        edit(self.path(name), old, new)

    def append(self, name: str, text: str) -> None:
        with self.path(name).open("a", encoding="utf-8", newline="") as file:
            file.write(text)

    def link(self, name: str) -> None:
        target = self.root.parent / "elsewhere"
        self.path(name).rename(target)
        self.path(name).symlink_to(target)

    def crlf(self, *names: str) -> None:
        """Other line ends in some files; none named: in all."""
        for path in [self.path(name) for name in names] or self.files():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    def crlf_by_git(self) -> None:
        """A checkout with other line ends, as git makes it on Windows."""
        self.crlf()
        git(self.root, "init", "--quiet")
        git(self.root, "config", "core.autocrlf", "true")

    def checked_out_again(self, name: str) -> None:
        """What git makes of a folder on Windows, by the attributes in it."""
        git(self.root, "init", "--quiet")
        git(self.root, "add", name)
        shutil.rmtree(self.path(name))
        git(self.root, "-c", "core.autocrlf=true", "checkout", "--", name)

    def chmod(self, mode: int) -> None:
        for path in self.files():
            path.chmod(mode)

    def touch(self) -> None:
        for path in self.files():
            os.utime(path, (1, 1))

    def leavings(self, *names: str) -> None:
        """What tools leave in every folder that holds Python."""
        for folder, source in {path.parent: path.stem for path in self.files() if path.suffix == ".py"}.items():
            for name in names:
                (folder / name).mkdir()
                (folder / name / f"{source}.cpython-311.pyc").write_bytes(b"\0")

    def move(self, name: str) -> None:
        """The same in another folder."""
        target = self.root.parent / name
        target.parent.mkdir(parents=True, exist_ok=True)
        self.root.rename(target)
        self.root = target


class Code(World):
    """A project of two providers; asked by `reissue check`."""

    @classmethod
    def make(cls, folder: Path) -> World:
        return cls(Mini.make(folder).root)

    def respec(self, text: str, provider: str = "acme") -> None:
        self.path(f"specs/{provider}.yaml").write_text(text, encoding="utf-8")

    def findings(self) -> list[Finding]:
        ran = Mini(self.root).run("check", "--format", "json")
        rows = json.loads(ran.out)["findings"] if ran.out.startswith("{") else []
        assert ran.code == (1 if rows else 0), ran
        return [
            Finding(row["rule"], Level(row["level"]), row["message"], Place(**row["place"]), row["hint"], row["detail"])
            for row in rows
        ]


class Vendored(World):
    """A vendored copy of two providers in `copy`, beside the project `origin` that it comes from."""

    @classmethod
    def make(cls, folder: Path) -> World:
        source = project(folder / "origin", acme=document("Acme", ["open"]), beta=document("Beta", ["on"]))
        vendor.add(str(folder / "copy"), ["acme", "beta"], origin(source))
        return cls(folder)

    def files(self) -> list[Path]:
        return [path for path in super().files() if path.is_relative_to(self.path("copy"))]

    def keep(self, path: str, reason: str) -> None:
        keep(self.path("copy"), path, reason)

    def findings(self) -> list[Finding]:
        return vendor_check.check(str(self.path("copy")), origin(self.path("origin")))


class Documents(World):
    """A specification that was read from two pages, which are in the cache and in the lock."""

    @property
    def workspace(self) -> Workspace:
        return Workspace(Vendor(1), self.root)

    @classmethod
    def make(cls, folder: Path) -> World:
        folder.mkdir()
        workspace = make_workspace(Vendor(1), folder)
        world = cls(folder)
        for path, body in workspace.vendor.pages.items():
            assert isinstance(body, str)
            world.serve(body, path, day="2024-05-02")
        sources.refresh(workspace.project, workspace.cache)
        return world

    def serve(self, body: str, path: str = GENERATE, day: str = "2025-06-03", **more: str) -> None:
        """What a fetch of that day would have brought."""
        fetched = Fetched(self.workspace.vendor.url(path), body.encode(), "text/html; charset=utf-8")
        self.workspace.cache.store(replace(fetched, **more), day)  # type: ignore[arg-type]

    def said(self, old: str, new: str) -> None:
        """The page about invoices, with other words."""
        assert old in OBJECT
        self.serve(page("Invoice generation", OBJECT.replace(old, new)))

    def failed(self, problem: Problem, reason: str) -> None:
        self.workspace.cache.store(
            Fetched(self.workspace.vendor.url(GENERATE), problem=problem, reason=reason), "2025-06-03"
        )

    def same(self) -> None:
        """The server says that nothing has changed."""
        self.workspace.cache.store(Fetched(self.workspace.vendor.url(GENERATE), same=True), "2025-06-03")

    def around(self, **more: str) -> None:
        """The same page with something else around it."""
        self.serve(page("Invoice generation", OBJECT, **more))

    def rewrite(self, old: str, new: str) -> None:
        """The whole page, in which some markup is replaced."""
        text = page("Invoice generation", OBJECT)
        assert old in text
        self.serve(text.replace(old, new))

    def relock(self, text: Any) -> None:
        lock = self.workspace.lock
        lock.write_text(text(json.loads(lock.read_text())))

    def findings(self) -> list[Finding]:
        checked = self.workspace.check()
        assert len(checked.same) == 2 or checked.findings
        return checked.findings


WIRE = """\
openapi: 3.1.0
info: { title: Acme, version: "1" }
servers: [{ url: "https://api.acme.example" }]
paths:
  /things/{id}:
    get:
      operationId: things-get
      tags: [things]
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
  /rows:
    get:
      operationId: rows-list
      tags: [rows]
      responses:
        "200":
          description: ok
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Row" } } } }
components:
  schemas:
    Thing:
      type: object
      required: [id, state, count, rows, owner]
      properties:
        id: { type: string }
        state: { type: string, enum: [open, paid] }
        count: { type: integer }
        price: { type: number }
        live: { type: boolean }
        note: { type: [string, "null"] }
        made: { type: string, format: date-time }
        owner: { $ref: "#/components/schemas/Owner" }
        labels: { type: object, additionalProperties: { type: string } }
        rows: { type: array, items: { $ref: "#/components/schemas/Row" } }
    Owner:
      type: object
      required: [name]
      properties:
        name: { type: string }
    Row:
      type: object
      required: [sku]
      properties:
        sku: { type: string }
        total: { type: integer }
"""
THING: dict[str, Any] = {
    "id": "t1",
    "state": "open",
    "count": 3,
    "price": 1.5,
    "live": True,
    "note": "n",
    "made": "2024-05-18T15:45:23Z",
    "owner": {"name": "o"},
    "labels": {"a": "b"},
    "rows": [{"sku": "s", "total": 1}, {"sku": "t", "total": 2}],
}


class Wire(World):
    """A client that records what it reads, and its specification."""

    @classmethod
    def make(cls, folder: Path) -> World:
        folder.mkdir()
        (folder / "acme.yaml").write_text(WIRE)
        pipeline.generate_alone(folder / "acme.yaml", folder / "out", "planted_client")
        load(folder / "out" / "planted_client", "planted_client")
        return cls(folder)

    def copy(self, folder: Path) -> World:
        folder.mkdir()
        shutil.copy(self.path("acme.yaml"), folder)
        return Wire(folder)

    def read(self, answer: Any, call: str = "things", kind: str = "application/json", times: int = 1) -> None:
        """Let the client read an answer so many times: a value, or the text of one."""
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        module = sys.modules["planted_client"]
        record = __import__("planted_client.runtime.recorder", fromlist=["x"]).record_drift(self.path("drift.jsonl"))
        reply = httpx.MockTransport(lambda _: httpx.Response(200, content=body, headers={"Content-Type": kind}))
        with httpx.Client(transport=reply) as http:
            client = module.PlantedClient(http=http, on_drift=record)
            for _ in range(times):
                client.things.get("t1") if call == "things" else client.rows.list()

    def thing(self, **changes: Any) -> None:
        """Let the client read a thing with other members; `...` takes one out."""
        self.read({key: value for key, value in {**THING, **changes}.items() if value is not ...})

    def findings(self) -> list[Finding]:
        self.path("drift.jsonl").touch()
        return examine([str(self.path("drift.jsonl"))], None, str(self.path("acme.yaml"))).findings


def reordered(value: Any) -> Any:
    """The same data, every map the other way round."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(one) for one in value] if isinstance(value, list) else value


KINDS: dict[str, type[World]] = {"code": Code, "vendored": Vendored, "documents": Documents, "wire": Wire}
