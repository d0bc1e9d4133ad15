"""The tests of openapi-diff, read: which two files each compares, and what it asserts of them.

Java is not run. A statement is known by its form, or the test is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.peers.reading import Pair, Says, Suite, Unread, heaviest

TESTS, RESOURCES = "core/src/test/java", "core/src/test/resources"
PROPERTIES = "core/src/main/java/org/openapitools/openapidiff/core/model/BackwardIncompatibleProp.java"
ASSERTIONS = {
    "assertOpenApiAreEquals": Says.SAME,
    "assertSpecUnchanged": Says.SAME,
    "assertOpenApiChangedEndpoints": Says.CHANGED,
    "assertSpecChangedButCompatible": Says.NOT_BREAKING,
    "assertOpenApiBackwardCompatible": Says.NOT_BREAKING,
    "assertSpecIncompatible": Says.BREAKING,
    "assertOpenApiBackwardIncompatible": Says.BREAKING,
}
"""What the assertions of the suite's TestUtils say."""
_STRING = r'"(?:[^"\\]|\\.)*"'
_MASKED = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?\*/", re.S)
_METHOD = re.compile(r"(?P<marks>(?:@\w+(?:\([^)]*\))?\s+)*)(?P<head>(?:(?:public|private|static|final)\s+)*)"
                     r"(?P<type>[\w<>]+)\s+(?P<name>\w+)\((?P<given>[^)]*)\)\s*(?:throws\s+\w+\s*)?\{")  # fmt: skip
_FIELD = re.compile(rf"^  (?:\w+ )*String\s+(\w+)\s*=\s*({_STRING});", re.M)
_COMPARED = re.compile(
    r"(?:final )?ChangedOpenApi (\w+) = OpenApiCompare\.from(?:Locations|Specifications)\((\w+|\S+), (\S+)\)$"
)
_OPERATIONS = re.compile(r"List<ChangedOperation> (\w+) = getOpenApiChangedOperations\((\S+), (\S+)\)$")
_LOADED = re.compile(r"final OpenAPI (\w+) = loadSpecFromFile\((\w+)\)$")
_TRUE = re.compile(r"(?:assertThat\((.*)\)\.is(True|False)\(\)|(?:Assertions\.)?assert(True|False)\((.*)\))$")
_WHOLE = {
    ("isIncompatible", True): Says.BREAKING,
    ("isCompatible", False): Says.BREAKING,
    ("isIncompatible", False): Says.NOT_BREAKING,
    ("isCompatible", True): Says.NOT_BREAKING,
    ("isUnchanged", True): Says.SAME,
    ("isDifferent", False): Says.SAME,
    ("isUnchanged", False): Says.CHANGED,
    ("isDifferent", True): Says.CHANGED,
}
_LISTS = {"New", "Missing", "Changed"}
_RENDERED = {
    "API changes broke backward compatibility": Says.BREAKING,
    "API changes are backward compatible": Says.NOT_BREAKING,
    "What's Deleted": Says.CHANGED,
    "What's New": Says.CHANGED,
    "What's Deprecated": Says.CHANGED,
    "What's Changed": Says.CHANGED,
}
_RESULTS = {
    "INCOMPATIBLE": Says.BREAKING,
    "COMPATIBLE": Says.NOT_BREAKING,
    "METADATA": Says.NOT_BREAKING,
    "NO_CHANGES": Says.SAME,
}
_EFFECTLESS = re.compile(
    r"(assert(That|Equals|True|NotNull)\(|(final )?[\w<>, ]+ \w+ = (?!OpenApiCompare)|\w+\.(info|render)\(|\w+ = new |assertNotNull)"
)
"""What looks at a part of the result, or renders it: nothing of the whole is said by it beyond that something changed."""


@dataclass
class _Comparison:
    old: str
    new: str
    said: list[Says] = field(default_factory=list)
    empty: set[str] = field(default_factory=set)
    """Which of the lists of the result are said to be empty."""
    configured: str = ""


@dataclass
class _Method:
    names: list[str]
    statements: list[str]


def read_suite(root: Path) -> Suite:
    """Every test of the suite. `root` is its work tree."""
    suite, off = Suite(), _switched_off(root / PROPERTIES)
    for path in sorted((root / TESTS).rglob("*Test.java")):
        _read(path, root / RESOURCES, off, suite)
    return suite


def _switched_off(path: Path) -> frozenset[str]:
    """The properties that a comparison heeds only where it is told to."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return frozenset(re.findall(r'(\w+)\(\s*"[^"]*",\s*false\)', text))


def _read(path: Path, resources: Path, off: frozenset[str], suite: Suite) -> None:
    text = _without_comments(path.read_text(encoding="utf-8"))
    methods, tests = _methods(text)
    disabled = "@Disabled" in text.split("class ", 1)[0]
    fields = {found[1]: found[2].strip('"') for found in _FIELD.finditer(text)}
    for name in tests:
        test = f"{path.stem}.{name}"
        try:
            if disabled:
                raise Unread("it is disabled in its suite")
            found = _Reader(methods, off).run(name, dict(fields))
            pairs = [_pair(test, one, resources) for one in found]
        except Unread as why:
            suite.unread[test] = str(why)
        else:
            suite.pairs += dict.fromkeys(pairs)


def _pair(test: str, one: _Comparison, resources: Path) -> Pair:
    old, new = (resources / name for name in (one.old, one.new))
    for path in (old, new):
        if not path.is_file():
            raise Unread(f"there is no file {path.name}")
    return Pair(test, old, new, heaviest(one.said or [Says.CHANGED]), one.configured)


@dataclass
class _Reader:
    """One test, statement by statement."""

    methods: dict[str, _Method]
    off: frozenset[str]
    found: list[_Comparison] = field(default_factory=list)
    by_name: dict[str, _Comparison] = field(default_factory=dict)

    def run(self, name: str, names: dict[str, str]) -> list[_Comparison]:
        """The comparisons that a test makes. Raises Unread."""
        self._all(self.methods[name].statements, names)
        for one in self.found:
            if one.empty >= _LISTS:
                one.said.append(Says.SAME)
        told = [one for one in self.found if one.said]
        if not told:
            raise Unread("it asserts nothing of a comparison" if self.found else "it compares no two files")
        return told

    def _all(self, statements: list[str], names: dict[str, str]) -> None:
        for statement in statements:
            self._one(statement, names)

    def _one(self, text: str, names: dict[str, str]) -> None:
        if found := re.match(rf"(?:final )?String (\w+) = ({_STRING})$", text):
            names[found[1]] = found[2].strip('"')
        elif found := re.match(r"(?:final )?BackwardIncompatibleProp (\w+) = (?:\w+\.)?(\w+)$", text):
            names[found[1]] = found[2]
        elif found := _LOADED.match(text):
            names[found[1]] = _value(found[2], names)
        elif found := _COMPARED.match(text) or _OPERATIONS.match(text):
            one = self.by_name[found[1]] = self._compare(_value(found[2], names), _value(found[3], names))
            names |= {f"{found[1]} Old": one.old, f"{found[1]} New": one.new}
            if text.startswith("List"):
                self.by_name[found[1]].said.append(Says.CHANGED)
        elif (found := re.match(r"(\w+)\((.*)\)$", text)) and found[1] in {*ASSERTIONS, *self.methods}:
            self._call(found[1], found[2].split(", "), names)
        elif text.startswith("assertThrows("):
            raise Unread("it expects that the document is refused")
        elif text.startswith("assertDoesNotThrow("):
            pass
        elif not self._asserted(text) and not _EFFECTLESS.match(text):
            raise Unread(f"a statement of a kind that is not known: {text[:90]}")

    def _compare(self, old: str, new: str) -> _Comparison:
        self.found.append(_Comparison(old, new))
        return self.found[-1]

    def _call(self, name: str, given: list[str], names: dict[str, str]) -> None:
        if name in ASSERTIONS and name not in self.methods:
            one = self._compare(_value(given[0], names), _value(given[1], names))
            one.said.append(ASSERTIONS[name])
            prop = names.get(given[-1], given[-1].rpartition(".")[2])
            one.configured = f"{prop}, which is off by default" if prop in self.off else ""
            return
        method = self.methods[name]
        self._all(
            method.statements, {**names, **dict(zip(method.names, (_value(one, names) for one in given), strict=True))}
        )

    def _asserted(self, text: str) -> bool:
        """Whether this says something of a whole comparison, or of a part of one."""
        if not self.found or not text.startswith(("assert", "Assertions.assert")):
            return False
        if found := re.match(
            r"assertThat\((\w+)\.get(New|Missing|Changed)(?:Endpoints|Operations)\(\)\)\.isEmpty\(\)$", text
        ):
            self.by_name[found[1]].empty.add(found[2])
            return True
        about, says = _told(text)
        whole = self.by_name.get(about.split(".")[0])
        if says is not None and not (whole is None and says is Says.SAME):
            (whole or self.found[-1]).said.append(says)
        return True


def _told(text: str) -> tuple[str, Says | None]:
    """What an assertion is about, and what it says; None where it says nothing of changes."""
    if found := _TRUE.match(text):
        about, true = found[1] or found[4], (found[2] or found[3]) == "True"
        return about, _WHOLE.get((about.removesuffix("()").rpartition(".")[2], true), Says.CHANGED)
    if found := re.match(r"assertThat\((.*)\)\.isEqualTo\(DiffResult\.(\w+)\)$", text):
        return found[1], _RESULTS[found[2]]
    if text.startswith("assertThat(outputStream"):
        return "", next((says for words, says in _RENDERED.items() if words in text), None)
    if re.search(r"\.(isNull|isEmpty|doesNotContain)\([^()]*\)$", text):
        return "", None
    return "", Says.CHANGED


def _value(text: str, names: dict[str, str]) -> str:
    """A text of the source, or what stands in a variable."""
    if found := re.fullmatch(r"(\w+)\.get(Old|New)SpecOpenApi\(\)", text):
        return names[f"{found[1]} {found[2]}"]
    if re.fullmatch(_STRING, text):
        return text.strip('"')
    return names.get(text, text.rpartition(".")[2])


# --- the text of a class ----------------------------------------------------------------------------------------


def _without_comments(text: str) -> str:
    return _MASKED.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)


def _methods(text: str) -> tuple[dict[str, _Method], list[str]]:
    """The methods by their names, and which of them are tests."""
    methods, tests = dict[str, _Method](), list[str]()
    for found in _METHOD.finditer(text):
        if found["type"] in ("new", "return", "else"):
            continue
        end = _closing(text, found.end() - 1)
        names = [one.split()[-1] for one in found["given"].split(",") if one.strip()]
        methods[found["name"]] = _Method(names, list(_statements(text[found.end() : end])))
        if "@Test" in found["marks"]:
            tests.append(found["name"])
    return methods, tests


def _closing(text: str, start: int) -> int:
    depth = 0
    for found in re.finditer(rf"{_STRING}|[{{}}]", text[start:]):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return start + found.start()
    raise Unread("its braces do not match")


def _statements(text: str) -> Iterator[str]:
    """What ends with a semicolon that stands in no brackets, on one line each."""
    begin = depth = 0
    for found in re.finditer(rf"{_STRING}|[(){{}};]", text):
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(found[0], 0)
        if found[0] == ";" and depth <= 0:
            yield _one_line(text[begin : found.start()])
            begin = found.end()


def _one_line(text: str) -> str:
    joined = " ".join(text.split())
    return re.sub(r"\s+(?=\.\w)|(?<=\()\s+|\s+(?=\))", "", joined)
