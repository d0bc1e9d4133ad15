"""Where nothing has changed since: the answers of `generate --spec` and `check WHAT` without reading a document.

Only the standard library is used, and little of it: most of the time of a command is the reading of what the others need.
Any doubt, any word that is not known here, is left to the command itself.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..errors import CLEAN, FOUND
from ..tree.client import Client
from ..tree.extent import is_total
from ..tree.made import Made, packages_in, quick
from ..tree.project import QUICKLY, find, find_or_none
from ..tree.runtime_name import OWN_RUNTIME, imported_runtime

_ONE = ("--spec", "--out", "--package", "--ref-root", "--runtime")
_MANY = ("--overlay", "--without")
_FLAGS = ("--all-components", "--typed-dicts", "--fail-on-warning")


def answer(arguments: Sequence[str]) -> tuple[list[str], int] | None:
    """What a command says, and its exit code, where nothing has changed; None where the command must look."""
    if is_total():
        return None
    command, words = arguments[0], arguments[1:]
    if command == "check" and not any(word.startswith("-") for word in words):
        return ([QUICKLY], CLEAN) if _all_current(words) else None
    return _generate(words) if command == "generate" else None


def package(client: Client) -> tuple[str, Made] | None:
    """The folder and the record of a package that is what would be written now; None where it may not be."""
    if client.package:
        made = quick(client)
        return (client.root, made) if made else None
    for root in packages_in(client.out):
        asked = {"overlays": client.overlays, "ref_root": client.ref_root, **client.switches()}
        made = quick(Client(os.path.basename(root), client.spec, client.out, **asked))
        if made and not made.named:
            return root, made
    return None


def lines_of(root: str, made: Made) -> list[str]:
    """What is said of a package in which nothing has changed."""
    said = [f"{made.told.get('operations', 0)} operations of 1 provider(s) in {root}: nothing to change."]
    levels = [f"{made.told[level]} {level}(s)" for level in ("error", "warning") if level in made.told]
    return [*said, f"{', '.join(levels)} as before: --full tells them again."] if levels else said


def _all_current(words: Sequence[str]) -> bool:
    """Whether all that is named is what would be generated now: clients, and folders that say what they were made from."""
    project = find_or_none()
    if not words:
        return find().is_unchanged()
    for word in words:
        made = Made.load(word)
        client = made.client(word) if made else project.clients.get(word) if project else None
        owner = find_or_none(word) if made else None
        if client is None or (owner and client.package in owner.clients) or quick(client) is None:
            return False
    return True


def _generate(words: Sequence[str]) -> tuple[list[str], int] | None:
    told: dict[str, list[str]] = {}
    rest = [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])]
    while rest:
        option = rest.pop(0)
        if option in _FLAGS:
            told[option] = ["yes"]
        elif rest and (option in _MANY or (option in _ONE and option not in told)):
            told.setdefault(option, []).append(rest.pop(0))
        else:
            return None
    if "--spec" not in told or "--out" not in told:
        return None
    one = {option: told[option][0] for option in _ONE if option in told}
    client = Client(
        one.get("--package", ""),
        one["--spec"],
        one["--out"],
        overlays=told.get("--overlay", ()),
        ref_root=one.get("--ref-root", ""),
        runtime=imported_runtime(one.get("--runtime", OWN_RUNTIME), "--runtime"),
        without=told.get("--without", ()),
        all_components="--all-components" in told,
        typed_dicts="--typed-dicts" in told,
    )
    found = package(client)
    if found is None:
        return None
    levels = found[1].told
    failed = "error" in levels or ("--fail-on-warning" in told and "warning" in levels)
    return lines_of(*found), FOUND if failed else CLEAN
