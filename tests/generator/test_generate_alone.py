"""`reissue generate --spec`: what it says of the runtime that the tree carries, and what can be left out of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reissue_generator.errors import ConfigurationError
from reissue_generator.tree.project import find
from reissue_generator.tree.runtime_copy import CHOICES
from tests.generator import command_line
from tests.generator.command_line import Ran
from tests.generator.mini_project import Mini
from tests.generator.single_capabilities import CAPABILITIES
from tests.generator.small_clients import document

Generate = Callable[..., Ran]


@pytest.fixture
def generate(tmp_path: Path) -> Generate:
    """Write the client of a capability into `tmp_path`/out/acme."""

    def run(name: str, *options: str) -> Ran:
        spec = tmp_path / f"{name}.json"
        spec.write_text(json.dumps(CAPABILITIES[name].document), encoding="utf-8")
        words = ["--spec", str(spec), "--out", str(tmp_path / "out"), "--package", "acme", *options]
        return command_line.run("generate", *words)

    return run


def test_what_was_left_out_is_said(generate: Generate, tmp_path: Path) -> None:
    said = generate("nothing", "--without", "recorder", "--without", "testing").line("left out of the runtime: ")
    assert "pagination" in said.partition("(nothing here imports it")[0]
    assert "recorder, testing (by --without; to get it back generate without that option)" in said
    assert not (tmp_path / "out/acme/runtime/recorder.py").exists()
    assert generate("nothing").code == 0
    assert (tmp_path / "out/acme/runtime/recorder.py").is_file()


def test_programs_are_told_as_well(generate: Generate) -> None:
    told: dict[str, Any] = json.loads(generate("webhooks", "--without", "recorder", "--json").out)["runtime"]
    assert told["left_out"]["without"] == ["recorder"]
    assert "pagination" in told["left_out"]["unused"]
    assert {"client", "webhooks"} <= set(told["modules"])
    assert not set(told["modules"]) & {"recorder", "pagination"}
    assert told["hint"].startswith("left out of the runtime: ")


def test_the_files_name_the_command_that_writes_them_anew(generate: Generate, tmp_path: Path) -> None:
    generate("nothing", "--without", "testing", "--without", "recorder")
    head = (tmp_path / "out/acme/client.py").read_text()[:400].replace("\n# ", " ")
    assert "--package acme --without recorder --without testing`" in head


@pytest.mark.parametrize(
    "name,options,said",
    [
        (
            "nothing",
            ["--without", "nothing"],
            f"There is no 'nothing' to leave out of the runtime; there are: {', '.join(CHOICES)}.",
        ),
        ("webhooks", ["--without", "webhooks"], "webhooks cannot be left out of the runtime: webhooks.py needs it."),
        ("nothing", ["--without", "recorder", "--runtime", "reissue_runtime"], "with --runtime there is none"),
    ],
)
def test_what_cannot_be_left_out_is_refused(
    generate: Generate, tmp_path: Path, name: str, options: list[str], said: str
) -> None:
    ran = generate(name, *options)
    assert ran.code == 2
    assert said in ran.error
    assert not (tmp_path / "out").exists()


def test_a_shared_runtime_is_not_told_of(generate: Generate) -> None:
    assert json.loads(generate("nothing", "--runtime", "reissue_runtime", "--json").out)["runtime"] is None


def test_the_option_is_for_stand_alone_trees(tmp_path: Path) -> None:
    ran = Mini.make(tmp_path / "mini").run("generate", "--without", "recorder")
    assert (ran.code, "--without go with --spec" in ran.error) == (2, True)


@pytest.mark.parametrize("name", ["", "a..b", "no-module", "1st"])
def test_a_runtime_that_is_no_module_is_refused_as_in_the_configuration(name: str, tmp_path: Path) -> None:
    spec = tmp_path / "a.json"
    spec.write_text(json.dumps(document({})))
    ran = command_line.run("generate", "--spec", spec, "--out", tmp_path, "--runtime", name)
    assert ran.code == 2 and f"--runtime {name!r} is no module" in ran.error
    (tmp_path / "pyproject.toml").write_text(f"[tool.reissue]\nruntime = {json.dumps(name)}\n")
    with pytest.raises(ConfigurationError, match="is no module"):
        find(str(tmp_path))
