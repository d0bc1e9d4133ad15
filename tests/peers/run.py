"""The suites of oasdiff and openapi-diff over `reissue diff`.

    python -m tests.peers.run [oasdiff] [openapi-diff] [--unread] [--list]

Each test that can be read gives a pair of documents and what the peer expects of it; ours is the heaviest level that is told of the
wire. Where they disagree, the test stands in docs/rules/peers.md with the sentence that decides. One that does not stand there,
or that stands there and agrees, is printed, and the exit code is 1. It is 2 where a suite cannot be had.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from reissue_generator.changes import Level, compared
from reissue_generator.errors import ToolError
from tests.generator.changes.document_pairs import heaviest_of
from tests.generator.changes.peers_oasdiff import OF_OASDIFF
from tests.generator.changes.peers_openapi_diff import OF_OPENAPI_DIFF, READINGS
from tests.peers import go_tests, java_tests
from tests.peers.reading import Document, Pair, Says, Suite
from tests.peers.suites import SOURCES, SuiteUnavailable, suite

READERS: dict[str, Callable[[Path], Suite]] = {"oasdiff": go_tests.read_suite, "openapi-diff": java_tests.read_suite}


@dataclass(frozen=True)
class Outcome:
    """What came of one pair."""

    pair: Pair
    level: Level | None
    told: tuple[str, ...]
    refused: str = ""
    """Why the generator does not take one of the two documents."""

    @property
    def agrees(self) -> bool:
        """Whether our level is one that the test allows."""
        match self.pair.says:
            case Says.BREAKING:
                return self.level is Level.BREAKING
            case Says.NOT_BREAKING:
                return self.level is not Level.BREAKING
            case Says.SAME:
                return self.level is None
            case Says.CHANGED:
                return bool(self.told)
            case _:
                return True


def listed(name: str) -> frozenset[str]:
    """The tests of a peer that are known to disagree."""
    found = (one.peers.get(name, "") for one in (*OF_OASDIFF, *OF_OPENAPI_DIFF, *READINGS))
    return frozenset(test for tests in found for test in tests.split())


def outcome(pair: Pair, folder: Path) -> Outcome:
    """Compare one pair as `reissue diff` does."""
    try:
        paths = [_file(one, folder / f"{side}.json") for side, one in (("old", pair.old), ("new", pair.new))]
        level, told = heaviest_of(compared(str(paths[0]), str(paths[1]), "acme"))
    except ToolError as why:
        return Outcome(pair, None, (), str(why))
    return Outcome(pair, level, tuple(told))


def _file(document: Document, path: Path) -> Path:
    if isinstance(document, Path):
        return document
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Result:
    """What a suite came to."""

    name: str
    outcomes: list[Outcome]
    unread: dict[str, str]

    @property
    def scored(self) -> list[Outcome]:
        return [one for one in self.outcomes if not one.refused]

    @property
    def disagreeing(self) -> list[Outcome]:
        return [one for one in self.scored if not one.agrees]

    @property
    def unlisted(self) -> list[Outcome]:
        """Who disagrees without a sentence that decides."""
        return [one for one in self.disagreeing if _function(one.pair.test) not in listed(self.name)]

    @property
    def idle(self) -> list[str]:
        """Who is listed and does not disagree."""
        found = {_function(one.pair.test) for one in self.disagreeing}
        return sorted(listed(self.name) - found - {_function(test) for test in self.unread})

    @property
    def line(self) -> str:
        counted = [
            f"{len([one for one in self.disagreeing if bool(one.pair.configured) is is_configured])} of "
            f"{len([one for one in self.scored if bool(one.pair.configured) is is_configured])}"
            for is_configured in (False, True)
        ]
        told = f"{counted[0]} disagree, and {counted[1]} that their test configures in a way of its own"
        return f"{self.name} {told}, {len(self.unread)} tests not read"


def _function(test: str) -> str:
    """A test without the name of a part of it."""
    return test.split("/")[0]


def judged(name: str, root: Path) -> Result:
    """All of a suite that can be read."""
    found = READERS[name](root)
    with tempfile.TemporaryDirectory() as folder:
        return Result(name, [outcome(pair, Path(folder)) for pair in found.pairs], found.unread)


def _print(result: Result, options: argparse.Namespace) -> None:
    for one in result.unlisted:
        _print_outcome(result.name, "not listed", one)
    for test in result.idle:
        print(f"{result.name}: {test} is listed and does not disagree")
    for test in sorted(listed(result.name) & result.unread.keys()):
        print(f"{result.name}: {test} is listed and is not read: {result.unread[test]}")
    for one in result.outcomes:
        if one.refused:
            print(f"{result.name}: {one.pair.test} has a document that is refused here: {one.refused}")
    if options.list:
        for one in result.disagreeing:
            _print_outcome(result.name, "disagrees", one)
    configured = [one.pair.configured for one in result.scored if one.pair.configured]
    print(
        f"{result.name}: {len(configured)} pairs are compared in a way of their own", *_reasons(configured), sep="\n  "
    )
    print(f"{result.name}: {len(result.unread)} tests are not read", *_reasons(result.unread.values()), sep="\n  ")
    if options.unread:
        print(*(f"  {test}: {why}" for test, why in result.unread.items()), sep="\n")


def _print_outcome(name: str, what: str, one: Outcome) -> None:
    more = f" (configured: {one.pair.configured})" if one.pair.configured else ""
    print(f"{name}: {one.pair.test} {what}{more}: expects {one.pair.says}, and {one.level or 'nothing'} is told")
    for told in one.told[:6]:
        print(f"    {told}")


def _reasons(why: Iterable[str]) -> list[str]:
    kinds = [one.split(":")[0] for one in why]
    return [f"{kinds.count(kind)}: {kind}" for kind in dict.fromkeys(sorted(kinds, key=kinds.count, reverse=True))]


def main(given: list[str]) -> int:
    """Run the named suites, or both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="PEER", help=", ".join(SOURCES))
    parser.add_argument("--unread", action="store_true", help="each test that is not read, and why")
    parser.add_argument("--list", action="store_true", help="all that disagree, listed or not")
    options = parser.parse_args(given)
    if unknown := [name for name in options.names if name not in SOURCES]:
        parser.error(f"no peer is called {unknown[0]!r}; there are {', '.join(SOURCES)}")
    try:
        results = [judged(name, suite(name)) for name in options.names or SOURCES]
    except SuiteUnavailable as why:
        print(f"peers: {why}", file=sys.stderr)
        return 2
    for result in results:
        _print(result, options)
    wrong = sum(len(result.unlisted) + len(result.idle) for result in results)
    ending = "all listed" if not wrong else f"{wrong} otherwise than listed"
    print(f"peers: {'; '.join(result.line for result in results)}; {ending}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
