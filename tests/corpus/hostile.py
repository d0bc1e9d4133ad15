"""Documents and bodies that are made to hurt: each is used or refused in words, within seconds and a bounded memory.

    python -m tests.corpus.hostile [--only WORD] [--keep DIR]

Each runs in a process of its own with 2 GB of address space. Exit codes: 0 all within 5 s of CPU time and 500 MB, 1 one is not.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.kit import ROOT, run
from tests.generator.small_clients import V31, asking, document, operation, reading, ref, returns

SECONDS, MEGABYTES, CEILING = 5.0, 500, 2 << 30
TEXT: dict[str, Any] = {"type": "string"}
Schema = dict[str, Any]


def members(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


# --- documents -----------------------------------------------------------------------------------------------


def diamonds(levels: int = 60) -> Any:
    """2^60 ways from the top to the bottom."""
    schemas = {f"D{n}": {"allOf": [ref(f"{side}{n}") for side in "LR"]} for n in range(levels)}
    schemas |= {f"{side}{n}": {"allOf": [ref(f"D{n + 1}")]} for n in range(levels) for side in "LR"}
    return reading(ref("D0"), **schemas, **{f"D{levels}": members(end=TEXT)})


def unions_of_everything(many: int = 10) -> Any:
    """All of ten unions of ten: 10^10 combinations."""
    unions = [{"oneOf": [members(**{f"m{n}_{k}": TEXT}) for k in range(many)]} for n in range(many)]
    return reading({"allOf": unions})


def tower(levels: int = 500) -> Any:
    """A union in a union, 500 levels deep."""
    return reading(
        ref("U0"),
        **{
            f"U{n}": {"oneOf": [members(**{f"a{n}": ref(f"U{n + 1}")}), members(**{f"b{n}": TEXT})]}
            for n in range(levels)
        },
        **{f"U{levels}": TEXT},
    )


def families(many: int = 150) -> Any:
    """A discriminator of 150 members, each of which holds it."""
    kinds = {f"K{n}": {"allOf": [ref("Base"), members(**{f"m{n}": ref("Base")})]} for n in range(many)}
    base = {**members(kind=TEXT), "required": ["kind"], "discriminator": {"propertyName": "kind"}}
    return reading(ref("Base"), Base=base, **kinds)


def conditions(many: int = 300) -> Any:
    """300 conditions of one object beside each other: 2^300 combinations."""
    return reading(
        {
            **members(kind=TEXT),
            "allOf": [
                {"if": {"properties": {"kind": {"const": f"k{n}"}}}, "then": members(**{f"m{n}": {"type": "integer"}})}
                for n in range(many)
            ],
        }
    )


def crossed(many: int = 120) -> Any:
    """Every union refers to every other one."""
    return reading(ref("X0"), **{f"X{n}": {"oneOf": [ref(f"X{k}") for k in range(many)] + [TEXT]} for n in range(many)})


def ways(many: int = 20) -> Any:
    """Ways by $dynamicRef that grow without end."""
    names = [f"n{n}" for n in range(many)]
    return reading(
        ref("S0"),
        **{
            f"S{n}": {
                "$id": f"s{n}",
                **members(
                    **{f"s{k}": {"$ref": f"s{k}"} for k in range(many)},
                    **{name: {"$dynamicRef": f"#{name}"} for name in names},
                ),
                "$defs": {name: {"$dynamicAnchor": name} for name in (names[n], names[n - 1])},
            }
            for n in range(many)
        },
    )


def nested(levels: int, inner: Any = None) -> str:
    """A schema in a schema, as text: Python's own writer gives up at this depth."""
    head = json.dumps(reading({"x-here": 0}))
    return head.replace('{"x-here": 0}', '{"items":' * levels + json.dumps(inner or {}) + "}" * levels)


BOMB = "\n".join(
    ["openapi: 3.1.0", "info: {title: a, version: '1'}", "paths: {}", "x-0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
)
SAME = {f"/p{n}": {"get": operation("same")} for n in range(1_000)}
DOCUMENTS: Mapping[str, Callable[[], Any]] = {
    "diamonds of allOf, 60 levels": diamonds,
    "all of ten unions of ten": unions_of_everything,
    "a union 500 levels deep": tower,
    "a union of 3,000 members": lambda: reading({"oneOf": [members(**{f"m{n}": TEXT}) for n in range(3_000)]}),
    "a discriminator of 150 members, each of which holds it": families,
    "300 conditions beside each other": conditions,
    "120 unions of each other": crossed,
    "ways by $dynamicRef without end": ways,
    "a chain of 5,000 references": lambda: reading(
        ref("C0"), **{f"C{n}": ref(f"C{n + 1}") for n in range(5_000)}, C5000=TEXT
    ),
    "a circle of references": lambda: reading(ref("A"), A=ref("B"), B={"allOf": [ref("A")]}),
    "a chain of 2,000 allOf": lambda: reading(
        ref("C0"), **{f"C{n}": {"allOf": [ref(f"C{n + 1}")]} for n in range(2_000)}, C2000=members(a=TEXT)
    ),
    "an object of 10,000 members": lambda: reading(members(**{f"m{n}": TEXT for n in range(10_000)})),
    "an enumeration of 50,000 values": lambda: reading({"type": "string", "enum": [f"v{n}" for n in range(50_000)]}),
    "a tuple of 5,000 items": lambda: reading({"type": "array", "prefixItems": [TEXT, {"type": "integer"}] * 2_500}),
    "a pattern that takes for ever": lambda: reading(
        {"type": "object", "patternProperties": {"^(a+)+$": TEXT, "^((a|a)*)*b$": {"type": "integer"}}}
    ),
    "5,000 parameters of one operation": lambda: asking(
        *({"name": f"p{n}", "in": "query", "schema": TEXT} for n in range(5_000))
    ),
    "1,000 operations of one name": lambda: document(SAME),
    "a description of 20 MB": lambda: reading({**members(a=TEXT), "description": "word " * 4_000_000}),
    "schemas 100,000 levels deep": lambda: nested(100_000),
    "a bomb of YAML aliases": lambda: BOMB,
    "a server of 5,000 variables": lambda: {
        **reading(TEXT),
        "servers": [
            {
                "url": "https://" + ".".join(f"{{v{n}}}" for n in range(5_000)) + ".example",
                "variables": {f"v{n}": {"default": "a"} for n in range(5_000)},
            }
        ],
    },
    "what is not what is not what is not an object": lambda: document(
        {"/a": {"get": returns({"type": "array", "items": {"not": {"not": {"not": members(a=TEXT)}}}})}}, V31
    ),
}

# --- bodies --------------------------------------------------------------------------------------------------

TREE = {
    "Tree": {"oneOf": [ref("Leaf"), ref("Branch"), ref("Bush")]},
    "Leaf": {
        **members(value={"type": "integer"}, when={"type": "string", "format": "date-time"}),
        "required": ["value"],
    },
    "Branch": {**members(left=ref("Tree"), right=ref("Tree")), "required": ["left"]},
    "Bush": {**members(left=ref("Tree"), many={"type": "array", "items": ref("Tree")}), "required": ["many"]},
}
"""Unions that only the names of members, and what stands in them, tell apart."""


def deep(levels: int, end: str = '{"value": 1}', beside: str = "") -> bytes:
    return (f'{{{beside}"left":' * levels + end + "}" * levels).encode()


BODIES: Mapping[str, Callable[[], bytes]] = {
    "500 unions inside each other": lambda: deep(500),
    "500 unions inside each other, with a misfit at the end": lambda: deep(500, '{"value": "no"}'),
    "90 unions inside each other, told apart by trying, with a misfit at the end": lambda: deep(
        90, '"no"', '"many": [],'
    ),
    "60 unions inside each other, each with a misfit at the end, 200 times": lambda: (
        b'{"many": [' + b",".join(deep(60, f'"no {n}"', '"many": [],') for n in range(200)) + b"]}"
    ),
    "100,000 objects inside each other": lambda: deep(100_000),
    "100,000 lists inside each other": lambda: b"[" * 100_000 + b"]" * 100_000,
    "a list of 30,000 that fit nothing": lambda: b'{"many": [' + b",".join([b'{"valu": "x"}'] * 30_000) + b"]}",
    "a list of 30,000 that almost fit": lambda: b'{"many": [' + b",".join([b'{"value": "1"}'] * 30_000) + b"]}",
    "a tree of 2^12 nodes, each with a misfit": lambda: _tree(12),
    "a number of a million digits": lambda: b'{"value": ' + b"1" * 1_000_000 + b"}",
    "an exponent of a million": lambda: b'{"value": 1e1000000}',
    "a fraction of a million digits": lambda: b'{"value": 1.' + b"1" * 1_000_000 + b"}",
    "100,000 members of one name": lambda: b"{" + b",".join([b'"value": 1'] * 100_000) + b"}",
    "100,000 members of other names": lambda: (
        b'{"value": 1,' + b",".join(b'"m%d": 1' % n for n in range(100_000)) + b"}"
    ),
    "a text of 50 MB": lambda: b'{"value": 1, "text": "' + b"x" * 50_000_000 + b'"}',
    "20 MB of blanks": lambda: b" " * 20_000_000 + b'{"value": 1}',
    "nothing": lambda: b"",
    "no text": lambda: b'{"value": "\xff\xfe"}',
    "half a pair of surrogates": lambda: b'{"value": 1, "text": "\\ud800"}',
    "UTF-16": lambda: '{"value": 1}'.encode("utf-16"),
    "NaN": lambda: b'{"value": NaN}',
    "a date of the year 99999": lambda: b'{"value": 1, "when": "99999-13-45T25:61:61Z"}',
    "times with a million digits": lambda: b'{"value": 1, "when": "2026-01-01T00:00:00.' + b"1" * 1_000_000 + b'Z"}',
    "a bomb of gzip, 1 GB": lambda: gzip.compress(b" " * 10_000_000) * 100,
}


def _tree(levels: int) -> bytes:
    made = '{"value": "no"}'
    for _ in range(levels):
        made = f'{{"left": {made}, "right": {made}}}'
    return made.encode()


# --- the run -------------------------------------------------------------------------------------------------


def use_document(name: str, out: Path) -> str:
    """What became of a hostile document: it has a client, or was refused."""
    from reissue_generator.errors import ToolError
    from reissue_generator.generate import generate_alone

    made = DOCUMENTS[name]()
    spec = out / "hostile.yaml"
    spec.write_text(made if isinstance(made, str) else json.dumps(made), encoding="utf-8")
    try:
        written = generate_alone(spec, out, "hostile")
    except ToolError as error:
        return f"refused: {error}"
    rules = {finding.rule for finding in written.rendered.findings if str(finding.level) != "note"}
    return f"{len(written.rendered.apis[0].models):,} models; told: {', '.join(sorted(rules)) or 'nothing'}"


def use_body(name: str, out: Path) -> str:
    """What became of a hostile body: a value, or an error of the client's own."""
    import httpx

    from reissue_generator.generate import generate_alone
    from tests.importing import import_folder

    spec = out / "trees.json"
    spec.write_text(json.dumps(reading(ref("Tree"), **TREE)), encoding="utf-8")
    generate_alone(spec, out, "trees")
    package = import_folder(out / "trees", "trees")
    body = BODIES[name]()
    begin = time.process_time()
    headers = {"content-type": "application/json"} | ({"content-encoding": "gzip"} if body[:2] == b"\x1f\x8b" else {})
    http = httpx.Client(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(body)))
    )
    (kind,) = (kind for kind in package.__all__ if f"Async{kind}" in package.__all__)
    runtime = __import__("trees.runtime.errors", fromlist=["errors"])
    with getattr(package, kind)(http=http, on_drift=lambda _: None) as client:
        try:
            told = type(client.things.do()).__name__
        except runtime.ReissueError as error:
            told = f"{type(error).__name__}: {error}"
    return f"{time.process_time() - begin:.2f} s for the call; {told[:90]!r}"


def child(kind: str, name: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CEILING, CEILING))
    with tempfile.TemporaryDirectory(prefix="reissue-hostile-") as folder:
        print((use_document if kind == "document" else use_body)(name, Path(folder)))


def ask(kind: str, name: str) -> tuple[bool, str]:
    """Whether one is within the bounds, and a line about it."""
    command = [sys.executable, "-m", "tests.corpus.hostile", "--child", kind, name]
    with tempfile.TemporaryDirectory(prefix="reissue-hostile-") as notes:
        ran = run(command, Path(notes), ROOT, 600)
    fine = ran.code == 0 and ran.cpu < SECONDS and ran.memory < MEGABYTES
    *_, last = ran.output.strip().splitlines() or [""]
    what = last[:150] if ran.code == 0 else f"ended with {ran.code}: {ran.output[-300:]}"
    mark = "  " if fine else "! "
    return fine, f"{mark}{kind:<8} {ran.cpu:6.2f} s {ran.memory:5.0f} MB ({ran.wall:.1f} s) {name}: {what}"


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="only those whose name holds this")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(given)
    if options.child:
        child(*options.child)
        return 0
    bad = 0
    for kind, names in (("document", DOCUMENTS), ("body", BODIES)):
        for name in names:
            if options.only in name:
                fine, line = ask(kind, name)
                bad += not fine
                print(line, flush=True)
    print(
        f"{len(DOCUMENTS)} documents and {len(BODIES)} bodies; {bad} are not within {SECONDS:g} s of CPU time and {MEGABYTES} MB"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
