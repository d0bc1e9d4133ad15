"""Large APIs: no file of models is too long, and models of different files name each other."""

from __future__ import annotations

import importlib
import sys
import typing
from pathlib import Path
from typing import Any

import pytest

from reissue_generator.emit import division, placement
from reissue_generator.generate import generate_alone
from tests.generator.small_clients import document, operation, ref, returns

FIRST = ("Mandate", "Merchant", "Order", "Payee", "PaymentPlan", "PaymentPlanItem", "Payer", "Zone")


def circle(names: list[str]) -> dict[str, Any]:
    """Each refers to the next one, by itself, in a list and in a union, and the last one to the first."""
    follows = dict(zip(names, [*names[1:], names[0]], strict=True))
    return {
        name: {
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": {"const": name},
                "next": ref(other),
                "more": {"type": "array", "items": ref(other)},
                "either": {"oneOf": [ref(other), ref(name)], "discriminator": {"propertyName": "kind"}},
            },
        }
        for name, other in follows.items()
    }


def write(root: Path, names: list[str], monkeypatch: pytest.MonkeyPatch, most: int) -> Path:
    monkeypatch.setattr(placement, "MOST_LINES", most)
    monkeypatch.setattr(division, "MOST_LINES", most)
    paths = {
        f"/{word}": {"get": operation(f"{word}-get", responses=returns(ref("Payee")))} for word in ("payees", "orders")
    }
    import json

    spec = root / "acme.json"
    spec.write_text(json.dumps(document(paths, components={"schemas": circle(names)})))
    package = f"divided_{root.name}_{most}".lower().replace("-", "_")
    generate_alone(spec, root, package, runtime="reissue_runtime")
    return root / package


def test_files_are_bounded_and_a_circle_of_models_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path, list(FIRST), monkeypatch, 60)
    parts = {path.stem for path in (folder / "models/shared").iterdir()} - {"__init__", "__pycache__"}
    assert {"m", "o", "z"} <= parts and len(parts) > 4
    for path in (folder / "models/shared").glob("[!_]*.py"):
        assert len(path.read_text().splitlines()) < 3 * 60
    monkeypatch.syspath_prepend(str(tmp_path))
    for first in ("shared.z", "shared.m", "shared"):  # whichever is asked for first
        for name in [name for name in sys.modules if name.startswith(folder.name)]:
            del sys.modules[name]
        importlib.import_module(f"{folder.name}.models.{first}")
        models = importlib.import_module(f"{folder.name}.models")
        decode = importlib.import_module("reissue_runtime.decode").codec(models.Payee).decode
        text = b'{"kind":"Payee","next":{"kind":"PaymentPlan","either":{"kind":"PaymentPlanItem"}},"more":[]}'
        value, drifts = decode(text)
        assert drifts == () and isinstance(value.next.either, models.PaymentPlanItem)
        assert typing.get_type_hints(models.Zone)["next"] == models.Mandate | type(value.next.next)


def test_where_a_model_stands_depends_on_names_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another order, and one more of another letter, move nothing."""

    def homes(folder: Path) -> dict[str, str]:
        init = (folder / "models/shared/__init__.py").read_text().splitlines()
        lines = [line.split() for line in init if line.startswith("from .")]
        return {line[3]: line[1] for line in lines if len(line) == 6}

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    before = homes(write(tmp_path / "a", list(FIRST), monkeypatch, 60))
    after = homes(write(tmp_path / "b", [*reversed(FIRST), "Invoice"], monkeypatch, 60))
    assert before and before.items() <= after.items() and after["Invoice"] == ".i"


def test_a_small_api_has_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (write(tmp_path, list(FIRST), monkeypatch, 6_000) / "models.py").exists()
