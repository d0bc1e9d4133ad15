"""The tests of oasdiff, read: which two documents each compares, and which changes it asserts.

Go is not run. What a test does before it compares is done here to the same documents; what is not known is not guessed: such a
test is not read.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.peers.go_run import Run
from tests.peers.go_syntax import Source, parse
from tests.peers.go_values import Found, Levels
from tests.peers.reading import Pair, Says, Suite, Unread, heaviest

CHECKER = "checker"


def read_suite(root: Path) -> Suite:
    """Every test of the package `checker`. `root` is the work tree of oasdiff."""
    folder, suite = root / CHECKER, Suite()
    sources = [parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*_test.go"))]
    shared = Source()
    for source in sources:
        shared.functions |= source.functions
        shared.values |= source.values
    levels = levels_of(folder)
    for name in [name for name in shared.functions if re.match("Test[A-Z]", name)]:
        found = read_test(name, shared, levels, folder)
        suite.pairs += found.pairs
        suite.unread |= found.unread
    return suite


def levels_of(folder: Path) -> Levels:
    """The level of each change, by the name and the text of its id, from the table of rules."""
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.go") if not path.name.endswith("_test.go")]
    levels = Levels()
    for name, level in re.findall(r"newBackwardCompatibilityRule\((\w+), (ERR|WARN|INFO|NONE)\b", "\n".join(texts)):
        levels.add(name, level)
    for name, text in re.findall(r'\b(\w+Id)\s*=\s*"([^"]+)"', "\n".join(texts)):
        levels.texts[name] = text
    return levels


def read_test(name: str, source: Source, levels: Levels, folder: Path) -> Suite:
    """What one test says of each pair that it compares; a part that is not read leaves the others as they are."""
    run, suite = Run(source, levels, folder), Suite()
    try:
        run.test(name)
        if not run.found:
            raise Unread("it compares no two documents")
    except Unread as why:
        return Suite(unread={name: str(why)})
    for same in _grouped(run.found):
        try:
            suite.pairs.append(_pair(same, levels))
        except Unread as why:
            suite.unread[same[0].test] = str(why)
    return suite


def _pair(same: list[Found], levels: Levels) -> Pair:
    """What is said of one comparison, which may be asked several times. Raises Unread where nothing is."""
    told, why = list[Says](), list[Unread]()
    for one in same:
        try:
            told.append(says(one, levels))
        except Unread as reason:
            why.append(reason)
    if not told:
        raise why[0]
    one = same[0]
    return Pair(one.test, one.of.old, one.of.new, heaviest(told), one.configured)


def _grouped(found: list[Found]) -> list[list[Found]]:
    groups = dict[tuple[int, str], list[Found]]()
    for one in found:
        groups.setdefault((id(one.of), one.configured), []).append(one)
    return list(groups.values())


def says(one: Found, levels: Levels) -> Says:
    """What the assertions come to. Raises Unread where they do not say whether anything breaks."""
    told = {*one.levels, *(levels.of(id_) for id_ in one.ids if not one.other_levels)}
    told |= set(one.each) if one.some and (one.count is None or one.count > 0) else set()
    if "ERR" in told or (one.threshold == "ERR" and one.some):
        return Says.BREAKING
    if one.other_levels and one.ids and not one.levels:
        raise Unread("it gives changes other levels and does not say which came")
    if not one.is_whole:
        raise Unread(
            "it does not say of all changes which they are"
            if one.ids or one.some
            else "it asserts nothing that is known"
        )
    return Says.EITHER if "WARN" in told else Says.NOT_BREAKING
