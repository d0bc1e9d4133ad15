"""The wheel in environments that hold nothing else: alone and with each set of extras, beside somebody else's tests.

    python -m tests.ci.try_wheel [alone cli generator sandbox ledger all]

Builds the wheel once. For each set: install it with pytest, run a one-line test of somebody else's, and use what the
set is for. Needs the package index that this machine is configured for.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reissue_generator import extras
from tests.ci.environments import ROOT, CommandFailed, Environment, run
from tests.trial.plugin_site import install

FOREIGN_TEST = "def test_of_somebody_else(): assert 1 + 1 == 2\n"
FIXTURE_TEST = "def test_with_the_fixture(reissue_sandbox): assert reissue_sandbox.server_for('abillify')\n"
PLUGIN_CONFTEST = """
from pathlib import Path

import pytest
from reissue_sandbox import Sandbox
from stand_in import stand_in


@pytest.fixture(scope="session")
def server():
    with Sandbox(specs=Path(__file__).parent, stand_ins={"billingo": stand_in}) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server):
    server.reset()
    return server
"""
PLUGIN_TEST = """
from reissue.conformance import Conformance
from trial_row import ROW


class TestBillingo(Conformance):
    rows = (ROW,)
"""
LIBRARY = """
import sys
from reissue import Reissue
from reissue_clients.qorepay import QorePay
from reissue_clients.paypen import AsyncPayPen
heavy = {"pydantic", "jinja2", "typer", "openapi_python_client", "yaml"} & set(sys.modules)
assert not heavy, heavy
client = QorePay(secret_key="sk", server="http://127.0.0.1:9")
try:
    client.purchases.get("x")
except Exception as error:
    assert type(error).__name__ == "APIConnectionError", error
else:
    raise SystemExit("nobody listens there")
"""
VENDORED = """
from _vendor.paypen import PayPen
client = PayPen(api_key="key-1", email="api@example.com", server="http://127.0.0.1:9")
try:
    client.invoices.get("x")
except Exception as error:
    assert type(error).__name__ == "APIConnectionError", error
else:
    raise SystemExit("nobody listens there")
"""
ARGUMENTS = {
    "lint": ("qorepay",),
    "diff": ("old.yaml", "new.yaml"),
    "sources": ("check",),
    "drift": ("drift.jsonl",),
    "update": ("qorepay",),
    "init": ("ci",),
}
"""What a command takes, where it does not work without."""


class Trial:
    """One set of extras, installed in an environment of its own."""

    def __init__(self, extra: str, wheel: Path, folder: Path) -> None:
        self.extra = extra
        self.folder = folder / f"project-{extra}"
        self.folder.mkdir()
        self.environment = Environment.make(folder / f"environment-{extra}")
        wanted = "reissue" if extra == "alone" else f"reissue[{extra}]"
        self.environment.install(f"{wanted} @ {wheel.as_uri()}", "pytest")

    def reissue(self, *arguments: str | Path, code: int = 0) -> str:
        """Everything that the command says."""
        done = run(self.environment.tool("reissue"), *arguments, cwd=self.folder, code=code)
        return done.stdout + done.stderr

    def pytest(self, test: str, code: int = 0) -> str:
        """Plain `pytest` in a folder with this test; what it says."""
        (self.folder / "test_one.py").write_text(test, encoding="utf-8")
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        return run(self.environment.tool("pytest"), cwd=self.folder, code=code, environment=plain).stdout

    def python(self, code: str) -> None:
        run(self.environment.python, "-c", code, cwd=self.folder)


def expect(true: bool, what: str) -> None:
    if not true:
        raise CommandFailed(what)


def try_alone(trial: Trial) -> None:
    """httpx and msgspec are enough for the facade, the clients and the check of a vendored copy."""
    trial.python(LIBRARY)
    told = trial.reissue("--help", code=2)
    expect(extras.install("cli") in told and "Traceback" not in told, f"the extra is not named:\n{told}")
    trial.reissue("vendor", "check", ".", code=2)  # nothing is vendored there; it needs no Typer to say so
    for test in (FIXTURE_TEST, "import reissue.conformance\n"):
        told = trial.pytest(test, code=1 if test is FIXTURE_TEST else 2)
        expect("reissue[sandbox]" in told, f"what is missing is not said:\n{told}")


def try_cli(trial: Trial) -> None:
    """The facade from the shell; each command of the generator and of the ledger names its extra."""
    expect("invoice" in trial.reissue("--help"), "no help")
    trial.reissue("providers", "--json")
    silent: list[str] = []
    for command, needed in extras.COMMANDS.items():
        if needed not in (("generator",), ("ledger",)):
            continue
        told = trial.reissue(command, *ARGUMENTS.get(command, ()), code=2)
        if extras.install(*needed) not in told:
            silent.append(f"reissue {command}:\n{told}")
    expect(not silent, "the extra is not named by\n" + "\n".join(silent))


def try_generator(trial: Trial) -> None:
    """A client out of a document, and a vendored copy."""
    spec = ROOT / "specs" / "paypen.yaml"
    trial.reissue("--help")
    trial.reissue("generate", "--spec", spec, "--out", trial.folder, "--package", "payments")
    trial.python("from payments import Payments; assert Payments")
    trial.reissue("vendor", "add", "paypen", "--into", trial.folder / "app/_vendor")
    trial.reissue("vendor", "check", trial.folder / "app/_vendor")
    for package in ("httpx", "httpx2"):
        bare = Environment.make(trial.folder / f"environment-{package}")
        bare.install(package, "msgspec")
        run(bare.python, "-c", VENDORED, cwd=trial.folder / "app")
    nothing = Environment.make(trial.folder / "environment-nothing")
    nothing.install("msgspec")
    told = run(nothing.python, "-c", VENDORED, cwd=trial.folder / "app", code=1).stderr
    expect("pip install httpx" in told, f"a copy without an HTTP client does not say what is missing:\n{told}")


def try_conformance(trial: Trial) -> None:
    """The suite on a plug-in, as the author of one runs it: the wheel, pytest and the plug-in, and nothing of tests/."""
    project = trial.folder / "plugin"
    project.mkdir()
    install(project)
    for name in ("trial_row.py", "stand_in.py", "billingo.yaml"):
        shutil.copy(ROOT / "tests" / "trial" / name, project)
    (project / "conftest.py").write_text(PLUGIN_CONFTEST, encoding="utf-8")
    (project / "test_conformance.py").write_text(PLUGIN_TEST, encoding="utf-8")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    told = run(trial.environment.tool("pytest"), "-q", cwd=project, environment=plain).stdout
    passed = re.search(r"(\d+) passed in", told)
    expect(passed is not None and int(passed[1]) > 200, f"not all of the suite was run:\n{told}")


def try_sandbox(trial: Trial) -> None:
    """The fixture, the suite for adapters, the command that serves; what also needs the generator says so."""
    trial.pytest(FIXTURE_TEST)
    try_conformance(trial)
    trial.reissue("sandbox", "--help")
    told = trial.reissue("demo", code=2)
    expect(extras.install(*extras.COMMANDS["demo"]) in told, f"the demo does not name what it needs:\n{told}")


def try_all(trial: Trial) -> None:
    """Everything together, and the main job told step by step."""
    try_generator(trial)
    trial.pytest(FIXTURE_TEST)
    trial.reissue("demo")


def try_ledger(trial: Trial) -> None:
    """A dry run, and one in which the provider cannot be reached: nothing is sent, and that is told."""
    file = trial.folder / "overdue.csv"
    file.write_text("provider,reference\nabillify,R-1\n")
    environment = {
        "ABILLIFY_USERNAME": "any",
        "ABILLIFY_PASSWORD": "any",
        "ABILLIFY_SERVER": "http://127.0.0.1:9/abillify",
    }
    os.environ.update({f"REISSUE_{name}": value for name, value in environment.items()})
    os.environ["REISSUE_LEDGER"] = str(trial.folder)
    try:
        told = trial.reissue("run", "start", str(file), "--campaign", "c", "--dry-run")
        expect("1 would be sent" in told, f"the dry run does not say what it would send:\n{told}")
        told = trial.reissue("run", "start", str(file), "--campaign", "c", code=7)
        expect("planned 1" in told, f"the run does not say what is left:\n{told}")
        trial.reissue("run", "report")
        trial.reissue("ledger", "--help")
        trial.reissue("inbox", "--help")
    finally:
        for name in [name for name in os.environ if name.startswith("REISSUE_")]:
            del os.environ[name]


SETS: dict[str, Callable[[Trial], None]] = {
    "alone": try_alone,
    "cli": try_cli,
    "generator": try_generator,
    "sandbox": try_sandbox,
    "ledger": try_ledger,
    "all": try_all,
}


def main(names: list[str]) -> int:
    """Try these sets, or all; 1 where something is not as it should be."""
    with tempfile.TemporaryDirectory(prefix="reissue-wheel-") as name:
        folder = Path(name)
        run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
        (wheel,) = folder.glob("reissue-*.whl")
        print(f"{wheel.name}: {wheel.stat().st_size // 1024} KB")
        for extra in names or SETS:
            begin = time.monotonic()
            trial = Trial(extra, wheel, folder)
            try:
                trial.pytest(FOREIGN_TEST)
                expect(trial.reissue("--version").startswith("reissue "), "no version")
                SETS[extra](trial)
            except CommandFailed as failure:
                print(f"wheel, {extra}: {failure}", file=sys.stderr)
                return 1
            print(f"wheel, {extra}: a foreign test passes, and it works ({time.monotonic() - begin:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
