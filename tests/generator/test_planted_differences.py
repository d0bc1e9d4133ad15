"""Sixty differences of four kinds, each named with its class, its place and its reason; sixty variations that are none."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from reissue_generator.findings import Finding
from tests.generator.mini_project import SPEC
from tests.generator.planted_worlds import KINDS, OBJECT, THING, Problem, World, page, reordered
from tests.generator.vendor.vendored_copies import document, respecify

Plant = Callable[[Any], object]
G, ACME, MODELS, THINGS = "generated/clients/", "specs/acme.yaml", "acme/models.py", "acme/resources/things.py"
HAND, INPUTS, GONE = "changed by hand", "other inputs", "is not there"
MISSING, STALE, EXTRA, EDITED = (f"generated-{one}" for one in ("missing", "stale", "extra", "edited"))
PAYPEN, CHANGED = "specs/paypen.yaml", "source-changed"
S = "acme.yaml#/components/schemas/"

DRIFTS: list[tuple[str, str, Plant, str, str, str | list[str]]] = [
    # kind, name, plant, class, place, words of the reason
    (
        "code",
        "member edited",
        lambda w: w.edit(G + MODELS, "id: str", "id: int"),
        EDITED,
        G + MODELS,
        [HAND, "-    id: int", "+    id: str"],
    ),
    (
        "code",
        "comment edited",
        lambda w: w.edit(G + "acme/client.py", "Do not edit", "Do edit"),
        EDITED,
        G + "acme/client.py",
        HAND,
    ),
    (
        "code",
        "runtime edited",
        lambda w: w.append(G + "runtime/retry.py", "X = 1\n"),
        EDITED,
        G + "runtime/retry.py",
        [HAND, "X = 1"],
    ),
    ("code", "file emptied", lambda w: w.path(G + THINGS).write_text(""), EDITED, G + THINGS, HAND),
    ("code", "file deleted", lambda w: w.path(G + THINGS).unlink(), MISSING, G + THINGS, GONE),
    ("code", "marker deleted", lambda w: w.path(G + "py.typed").unlink(), MISSING, G + "py.typed", GONE),
    (
        "code",
        "stray module",
        lambda w: w.path(G + "acme/helper.py").touch(),
        EXTRA,
        G + "acme/helper.py",
        "is not generated",
    ),
    (
        "code",
        "file renamed",
        lambda w: w.path(G + MODELS).rename(w.path(G + "acme/model.py")),
        EXTRA,
        G + "acme/model.py",
        "is not generated",
    ),
    ("code", "made executable", lambda w: w.path(G + MODELS).chmod(0o755), EDITED, G + MODELS, "is executable"),
    ("code", "made a link", lambda w: w.link(G + MODELS), EDITED, G + MODELS, "symbolic link"),
    ("code", "CRLF in one file", lambda w: w.crlf(G + MODELS), EDITED, G + MODELS, "other line ends"),
    (
        "code",
        "spec: member added",
        lambda w: w.edit(ACME, "{id: {type: string}", "{name: {type: string}, id: {type: string}"),
        STALE,
        G + MODELS,
        [INPUTS, "+    name: str"],
    ),
    (
        "code",
        "spec: type changed",
        lambda w: w.edit(ACME, "id: {type: string}", "id: {type: integer}"),
        STALE,
        G + MODELS,
        [INPUTS, "+    id: int"],
    ),
    (
        "code",
        "spec: enumeration grown",
        lambda w: w.edit(ACME, "[a, b]", "[a, b, zebra]"),
        STALE,
        G + MODELS,
        [INPUTS, "zebra"],
    ),
    (
        "code",
        "spec: parameter renamed",
        lambda w: w.edit(ACME, "name: page", "name: leaf"),
        STALE,
        G + THINGS,
        [INPUTS, "leaf"],
    ),
    (
        "code",
        "spec deleted",
        lambda w: w.path("specs/bolt.yaml").unlink(),
        STALE,
        G + "bolt/client.py",
        "no longer generated",
    ),
    (
        "code",
        "spec added",
        lambda w: shutil.copy(w.path(ACME), w.path("specs/cord.yaml")),
        MISSING,
        G + "cord/client.py",
        GONE,
    ),
    (
        "code",
        "template changed",
        lambda w: w.edit("templates/resource.py.jinja", "{{ doc }}", "{{ doc }}\n# Changed."),
        STALE,
        G + THINGS,
        INPUTS,
    ),
    (
        "code",
        "manifest deleted",
        lambda w: w.path("generated/MANIFEST.sha256").unlink(),
        MISSING,
        "generated/MANIFEST.sha256",
        GONE,
    ),
    (
        "vendored",
        "file edited",
        lambda w: w.append("copy/acme/client.py", "# mine\n"),
        "vendor-edited",
        "copy/acme/client.py",
        [HAND, "+# mine"],
    ),
    (
        "vendored",
        "runtime edited",
        lambda w: w.append("copy/runtime/call.py", "#"),
        "vendor-edited",
        "copy/runtime/call.py",
        HAND,
    ),
    (
        "vendored",
        "made executable",
        lambda w: w.path("copy/acme/models.py").chmod(0o755),
        "vendor-edited",
        "copy/acme/models.py",
        "is executable",
    ),
    (
        "vendored",
        "made a link",
        lambda w: w.link("copy/acme/models.py"),
        "vendor-edited",
        "copy/acme/models.py",
        "symbolic link",
    ),
    (
        "vendored",
        "CRLF in one file",
        lambda w: w.crlf("copy/runtime/auth.py"),
        "vendor-edited",
        "copy/runtime/auth.py",
        "other line ends",
    ),
    (
        "vendored",
        "specification edited",
        lambda w: w.path("copy/_specs/beta.yaml").write_text("{}"),
        "vendor-edited",
        "copy/_specs/beta.yaml",
        HAND,
    ),
    (
        "vendored",
        "file deleted",
        lambda w: w.path("copy/runtime/call.py").unlink(),
        "vendor-missing",
        "copy/runtime/call.py",
        GONE,
    ),
    (
        "vendored",
        "file renamed",
        lambda w: w.path("copy/beta/client.py").rename(w.path("copy/beta/klient.py")),
        "vendor-missing",
        "copy/beta/client.py",
        GONE,
    ),
    (
        "vendored",
        "file added",
        lambda w: w.path("copy/beta/mine.py").touch(),
        "vendor-extra",
        "copy/beta/mine.py",
        "was not vendored",
    ),
    (
        "vendored",
        "manifest edited",
        lambda w: w.append("copy/MANIFEST.sha256", f"{'0' * 64}  x.py\n"),
        "vendor-edited",
        "copy/MANIFEST.sha256",
        "does not list what",
    ),
    (
        "vendored",
        "manifest deleted",
        lambda w: w.path("copy/MANIFEST.sha256").unlink(),
        "vendor-missing",
        "copy/MANIFEST.sha256",
        GONE,
    ),
    (
        "vendored",
        "lock deleted",
        lambda w: w.path("copy/reissue.lock").unlink(),
        "vendor-missing",
        "copy/reissue.lock",
        GONE,
    ),
    (
        "vendored",
        "lock in a merge",
        lambda w: w.append("copy/reissue.lock", "<<<<<<< ours\n"),
        "vendor-lock",
        "copy/reissue.lock",
        "TOML",
    ),
    (
        "vendored",
        "keep without a reason",
        lambda w: (w.append("copy/acme/client.py", "#"), w.keep("acme/client.py", "")),
        "vendor-keep",
        "copy/reissue.lock",
        "has no reason",
    ),
    (
        "vendored",
        "specification moved on",
        lambda w: respecify(w.path("origin"), acme=document("Acme", ["open", "paid"])),
        "vendor-stale",
        "copy/acme",
        ["its specification has changed", "acme/models.py"],
    ),
    (
        "documents",
        "member renamed",
        lambda w: w.said('"success": true', '"has_error": false'),
        CHANGED,
        PAYPEN,
        ["paypen.invoices-generate: success (response) - gone", "does not know: has_error", "paypen invoices-generate"],
    ),
    ("documents", "member dropped", lambda w: w.said(',\n    "bank_code": "057"', ""), CHANGED, PAYPEN, ["bank_code"]),
    (
        "documents",
        "type of a member",
        lambda w: w.said("<td>ppid</td><td>string</td>", "<td>ppid</td><td>number</td>"),
        CHANGED,
        PAYPEN,
        ['ppid (request and response) - "string" is now "number"', "+ number"],
    ),
    (
        "documents",
        "number became text",
        lambda w: w.said("300000", '"300000"'),
        CHANGED,
        PAYPEN,
        "data.amount_payable (response) - ",
    ),
    ("documents", "form of a date", lambda w: w.said("2024-05-18 15", "18/05/2024 15"), CHANGED, PAYPEN, "18/05/2024"),
    (
        "documents",
        "one word of the prose",
        lambda w: w.said("must be paid", "may be paid"),
        CHANGED,
        PAYPEN,
        "may be paid",
    ),
    (
        "documents",
        "row of a table added",
        lambda w: w.said("</table>", "<tr><td>fee</td><td>number</td><td>fee_due</td></tr></table>"),
        CHANGED,
        PAYPEN,
        "does not know: fee, fee_due",
    ),
    (
        "documents",
        "page is gone",
        lambda w: w.failed(Problem.GONE, "HTTP 404"),
        "source-gone",
        PAYPEN,
        ["HTTP 404", "is not known"],
    ),
    (
        "documents",
        "page refused",
        lambda w: w.failed(Problem.REFUSED, "HTTP 403"),
        "source-refused",
        PAYPEN,
        "HTTP 403",
    ),
    (
        "documents",
        "page elsewhere",
        lambda w: w.failed(Problem.ELSEWHERE, "redirects"),
        "source-elsewhere",
        PAYPEN,
        "new address",
    ),
    (
        "documents",
        "page filled by a script",
        lambda w: w.serve("<div id=app></div><script>run()</script>"),
        "source-empty",
        PAYPEN,
        "only 0 words",
    ),
    (
        "documents",
        "lock deleted",
        lambda w: w.workspace.lock.unlink(),
        "source-no-lock",
        "specs/sources.lock",
        "does not exist",
    ),
    (
        "documents",
        "another page named",
        lambda w: w.workspace.spec(generate="https://docs.example.com/x"),
        "source-unlocked",
        PAYPEN,
        "docs.example.com/x is not in",
    ),
    (
        "documents",
        "page no longer named",
        lambda w: w.edit(PAYPEN, "- http://127.0.0.1:1/docs/generate", "- http://127.0.0.1:1/docs/login"),
        "source-unused",
        "specs/sources.lock",
        "/docs/generate any more",
    ),
    (
        "wire",
        "new state",
        lambda w: w.read({**THING, "state": "void"}, times=3),
        "wire-drift",
        S + "Thing/properties/state/enum",
        ["$.state", 'was "void"', 'add "void" to the enumeration'],
    ),
    (
        "wire",
        "text for an integer",
        lambda w: w.thing(count="many"),
        "wire-drift",
        S + "Thing/properties/count",
        ["$.count", "was string", "string too: seen too seldom"],
    ),
    (
        "wire",
        "fraction for an integer",
        lambda w: w.thing(count=1.5),
        "wire-drift",
        S + "Thing/properties/count",
        ["$.count", "number instead of integer"],
    ),
    (
        "wire",
        "null for a text",
        lambda w: w.thing(id=None),
        "wire-drift",
        S + "Thing/properties/id",
        ["$.id: documented as str, was null", "may be null: seen too seldom"],
    ),
    (
        "wire",
        "null for an object",
        lambda w: w.thing(owner=None),
        "wire-drift",
        S + "Thing/properties/owner",
        ["$.owner", "was null"],
    ),
    (
        "wire",
        "required member absent",
        lambda w: w.thing(state=...),
        "wire-drift",
        S + "Thing/required",
        ["$.state", "was nothing", "out of `required`"],
    ),
    (
        "wire",
        "member of a part absent",
        lambda w: w.thing(owner={}),
        "wire-drift",
        S + "Owner/required",
        ["$.owner.name", "was nothing"],
    ),
    (
        "wire",
        "new member",
        lambda w: w.thing(colour="red"),
        "wire-drift",
        S + "Thing/properties",
        ["$.colour: not documented, was string", "document 'colour'"],
    ),
    (
        "wire",
        "new member of a row",
        lambda w: w.thing(rows=[{"sku": "s"}, {"sku": "t", "tax": 1}]),
        "wire-drift",
        S + "Row/properties",
        ["$.rows[].tax: not documented"],
    ),
    (
        "wire",
        "object for a list",
        lambda w: w.thing(rows={"sku": "s"}),
        "wire-drift",
        S + "Thing/properties/rows",
        ["$.rows", "was object", "x-reissue-coerce: list"],
    ),
    (
        "wire",
        "date of another form",
        lambda w: w.thing(made="18.05.2024"),
        "wire-drift",
        S + "Thing/properties/made",
        ["$.made", "not of the documented form"],
    ),
    (
        "wire",
        "row of a list",
        lambda w: w.read([{"sku": "s"}, {"sku": "t", "total": "x"}], "rows"),
        "wire-drift",
        S + "Row/properties/total",
        ["rows-list: $[].total: documented as int, was string"],
    ),
]


def respec(change: Callable[[str], str]) -> Plant:
    return lambda w: w.respec(change(SPEC.format(name="acme")))


def dumped(text: str, **how: Any) -> str:
    return yaml.safe_dump(yaml.safe_load(text), **how)


def toml(change: Callable[[str], str]) -> Plant:
    def plant(w: Any) -> None:
        lock = w.path("copy/reissue.lock")
        before = lock.read_text()
        lock.write_text(change(before))
        assert lock.read_text() != before

    return plant


def other_order(text: str) -> str:
    """The lines within every table of a lock the other way round."""
    blocks = [block.splitlines() for block in text.split("\n\n")]
    return "\n\n".join(
        "\n".join([block[0], *reversed(block[1:])]) if block[0][:1] == "[" else "\n".join(block) for block in blocks
    )


def by_link(w: Any) -> None:
    """The same folder by another name."""
    (w.root.parent / "linked").symlink_to(w.root)
    w.root = w.root.parent / "linked"


def mend(w: Any) -> None:
    """An edit that was taken back."""
    w.edit(G + MODELS, "id: str", "id: int")
    w.edit(G + MODELS, "id: int", "id: str")


def recorded(text: bytes) -> Plant:
    return lambda w: w.path("drift.jsonl").write_bytes(text)


LEAVINGS = ("__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache")

NO_OPS: list[tuple[str, str, Plant]] = [
    ("code", "nothing at all", lambda w: None),
    ("code", "YAML in block style", respec(lambda text: dumped(text, default_flow_style=False, sort_keys=False))),
    ("code", "YAML in flow style", respec(lambda text: dumped(text, default_flow_style=True, sort_keys=False))),
    ("code", "YAML as JSON", respec(lambda text: json.dumps(yaml.safe_load(text), indent=1))),
    ("code", "comments", respec(lambda text: "# a\n\n" + text.replace("servers", "# b\nservers") + "# c\n")),
    ("code", "top-level keys reordered", respec(lambda text: dumped(text, sort_keys=True))),
    (
        "code",
        "info reordered",
        respec(lambda text: text.replace("{title: acme, version: '1', ", "{version: '1', title: acme, ")),
    ),
    (
        "code",
        "quoted scalars",
        respec(lambda text: text.replace("type: string", 'type: "string"').replace(": things-list", ": 'things-list'")),
    ),
    ("code", "spec with CRLF", lambda w: w.crlf(ACME)),
    ("code", "whole checkout with CRLF", lambda w: w.crlf_by_git()),
    ("code", "another folder", lambda w: w.move("other place/it's-here")),
    ("code", "by a link", by_link),
    ("code", "touched", lambda w: w.touch()),
    ("code", "leavings of tools", lambda w: w.leavings(*LEAVINGS)),
    ("code", "mode 600", lambda w: w.chmod(0o600)),
    ("code", "edit taken back", mend),
    ("vendored", "nothing at all", lambda w: None),
    ("vendored", "checkout on Windows", lambda w: w.checked_out_again("copy")),
    ("vendored", "another folder", lambda w: w.move("other place/it's-here")),
    ("vendored", "by a link", by_link),
    ("vendored", "touched", lambda w: w.touch()),
    ("vendored", "leavings of tools", lambda w: w.leavings(*LEAVINGS)),
    ("vendored", "mode 600", lambda w: w.chmod(0o600)),
    ("vendored", "mode 664", lambda w: w.chmod(0o664)),
    ("vendored", "read-only", lambda w: w.chmod(0o444)),
    ("vendored", "comments in the lock", toml(lambda text: f"# a\n{text}# b\n")),
    ("vendored", "key order of the lock", toml(other_order)),
    ("vendored", "quotes of the lock", toml(lambda text: text.replace('= "', "= '").replace('"\n', "'\n"))),
    ("vendored", "white space of the lock", toml(lambda text: text.replace(" = ", "   =   "))),
    (
        "vendored",
        "origin: specification reformatted",
        lambda w: w.path("origin/specs/acme.yaml").write_text(dumped(w.path("origin/specs/acme.yaml").read_text())),
    ),
    ("documents", "nothing at all", lambda w: w.serve(page("Invoice generation", OBJECT))),
    ("documents", "other navigation", lambda w: w.around(menu="Blog Pricing Status")),
    ("documents", "other dates", lambda w: w.around(date="July 7, 2026")),
    ("documents", "another build", lambda w: w.around(build="z9")),
    ("documents", "white space", lambda w: w.rewrite("<td>", "\n   <td>\t ")),
    ("documents", "CRLF", lambda w: w.rewrite("\n", "\r\n")),
    ("documents", "comments", lambda w: w.rewrite("<main>", "<!-- v2 --><main>")),
    ("documents", "another script", lambda w: w.rewrite("<script>", "<script>track(1);")),
    ("documents", "classes", lambda w: w.rewrite("<main>", '<main class="x9 with-toc">')),
    ("documents", "invisible characters", lambda w: w.rewrite("tracking", "track\u200bing")),
    ("documents", "not modified", lambda w: w.same()),
    ("documents", "another tag of the server", lambda w: w.serve(page("Invoice generation", OBJECT), etag='"new"')),
    ("documents", "key order of the lock", lambda w: w.relock(lambda lock: json.dumps(reordered(lock)))),
    ("documents", "layout of the lock", lambda w: w.relock(lambda lock: json.dumps(lock, indent=8) + "\n\n")),
    ("documents", "spec reformatted", lambda w: w.path(PAYPEN).write_text(dumped(w.path(PAYPEN).read_text()))),
    ("documents", "another folder", lambda w: w.move("other place/it's-here")),
    ("wire", "an answer that fits", lambda w: w.thing()),
    ("wire", "optional members absent", lambda w: w.thing(price=..., live=..., note=..., made=..., labels=...)),
    ("wire", "null where it may be", lambda w: w.thing(note=None)),
    ("wire", "the other state", lambda w: w.thing(state="paid")),
    ("wire", "key order", lambda w: w.read(reordered(THING))),
    ("wire", "white space", lambda w: w.read(json.dumps(THING, indent=4).replace("\n", "\r\n").encode())),
    ("wire", "escapes", lambda w: w.read(json.dumps(THING).replace('"open"', '"\\u006fpen"').encode())),
    ("wire", "whole number for a number", lambda w: w.thing(price=2)),
    ("wire", "empty list", lambda w: w.thing(rows=[])),
    ("wire", "other keys of a map", lambda w: w.thing(labels={"x.y": "1", "z": "2"})),
    ("wire", "another zone", lambda w: w.thing(made="2024-05-18T17:45:23.5+02:00")),
    ("wire", "charset", lambda w: w.read(THING, kind="application/json; charset=utf-8")),
    ("wire", "list of rows", lambda w: w.read([{"sku": "a"}, {"total": 1, "sku": "b"}], "rows")),
    ("wire", "blank lines in the recording", recorded(b"\n\r\n  \n")),
]


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, World]:
    folder = tmp_path_factory.mktemp("planted")
    return {kind: world.make(folder / kind) for kind, world in KINDS.items()}


def shown(finding: Finding, world: World) -> str:
    """Where a finding stands, from the folder of its world."""
    file = os.path.relpath(finding.place.file, world.root) if "vendor" in finding.rule else finding.place.file
    if finding.rule == "wire-drift":
        return f"{Path(file).name}#{finding.place.pointer}"
    return file.replace(os.sep, "/")


def test_there_are_sixty_of_each() -> None:
    for table in (DRIFTS, NO_OPS):
        assert len(table) == 60
        assert len({row[:2] for row in table}) == 60
        counts = Counter(row[0] for row in table)
        assert counts.keys() == KINDS.keys()
        assert min(counts.values()) >= 10


@pytest.mark.parametrize("case", DRIFTS, ids=lambda case: f"{case[0]}: {case[1]}")
def test_a_difference_is_named(
    bases: dict[str, World], tmp_path: Path, case: tuple[str, str, Plant, str, str, str | list[str]]
) -> None:
    kind, _, plant, rule, place, words = case
    world = bases[kind].copy(tmp_path / "world")
    plant(world)
    findings = world.findings()
    named = [one for one in findings if (one.rule, shown(one, world)) == (rule, place)]
    assert len(named) == 1, [(one.rule, shown(one, world), one.message, one.hint) for one in findings]
    said = "\n".join([named[0].message, named[0].hint, named[0].detail])
    for word in [words] if isinstance(words, str) else words:
        assert word in said


@pytest.mark.parametrize("case", NO_OPS, ids=lambda case: f"{case[0]}: {case[1]}")
def test_a_variation_is_no_difference(bases: dict[str, World], tmp_path: Path, case: tuple[str, str, Plant]) -> None:
    kind, _, plant = case
    world = bases[kind].copy(tmp_path / "world")
    plant(world)
    assert [(one.rule, shown(one, world), one.message) for one in world.findings()] == []
