"""One test of oasdiff, statement by statement."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.peers import go_documents
from tests.peers.go_assertions import ASSERTIONS, named, single
from tests.peers.go_documents import Extensions, Held, Opened
from tests.peers.go_syntax import (
    Assign,
    Call,
    Constant,
    Declared,
    Do,
    Each,
    Expression,
    Function,
    Index,
    Literal,
    Name,
    Opaque,
    Pointer,
    Return,
    Select,
    Source,
    Statement,
    Sum,
    dotted,
)
from tests.peers.go_values import LEVELS, UNKNOWN, Asked, Change, Compared, Config, Found, Levels, One, Unknown
from tests.peers.reading import Unread

_MARKED = re.compile(r"(?:==|case) checker \. (\w+)(?: && [^{]*)? [{:] (\w+) = (?:true|append)")
_TAIL = ("GetId", "GetLevel")


class Run:
    """Follows a test, and remembers what it compares and asserts."""

    def __init__(self, source: Source, levels: Levels, folder: Path) -> None:
        self.source, self.levels, self.folder = source, levels, folder
        self.found = list[Found]()
        self.name = ""
        self.opened = list[Opened]()

    def test(self, name: str) -> None:
        """Follow a test. Raises Unread."""
        self.name = name
        self.body(self.source.functions[name].body, {"t": UNKNOWN})

    # --- statements ---

    def body(self, statements: tuple[Statement, ...], names: dict[str, Any]) -> Any:
        for statement in statements:
            match statement:
                case Return(values):
                    return self.value(values[0], names) if values else None
                case Assign(targets, values):
                    self.assign(targets, values, names)
                case Do(Call(function, given)):
                    self.do(function, given, names)
                case Each(name, over, body):
                    self.each(name, over, body, names)
                case Opaque(text):
                    self.passed(text, names)
                case Do(_):
                    raise Unread("a statement of a kind that is not known")
        return None

    def passed(self, text: str, names: dict[str, Any]) -> None:
        """A statement that is not read must have nothing to do with a document.

        One that marks a change of an id, or collects such changes, makes what it marks say that there is such a change.
        """
        if "Spec ." in text or "GetWithOperationsSourcesMap" in text or "[ ] struct" in text:
            raise Unread(f"a statement of a kind that is not known: {text[:70]}")
        marked = list(_MARKED.finditer(text))
        if marked and isinstance(one := names.get(""), One):
            for each in marked:
                names[each[2]] = Asked(One(one.of, each[1]), "containsId")

    def each(self, name: str, over: Expression, body: tuple[Statement, ...], names: dict[str, Any]) -> None:
        """A loop over changes. The change of the innermost one is kept under the empty name."""
        found = self.value(over, names)
        names[name] = names[""] = One(found, None) if isinstance(found, Found) else UNKNOWN
        self.body(body, names)
        names[""] = UNKNOWN

    def assign(self, targets: tuple[Expression, ...], values: tuple[Expression, ...], names: dict[str, Any]) -> None:
        found = [self.value(one, names) for one in values]
        if len(targets) > len(found):
            found = list(found[0]) if isinstance(found[0], tuple) else [found[0], *[UNKNOWN] * len(targets)]
        for target, value in zip(targets, found, strict=False):
            self.set(target, value, names)

    def set(self, target: Expression, value: Any, names: dict[str, Any]) -> None:
        if isinstance(target, Name):
            if target.text != "_":
                names[target.text] = value
            return
        if not isinstance(target, Select | Index):
            raise Unread("a target of a kind that is not known")
        holder = self.value(target.of, names)
        if isinstance(target, Index) and isinstance(asked := self.value(target.at, names), Asked):
            names[dotted(target.of)] = asked.one.of  # a set of the ids of all changes
        elif isinstance(holder, Config):
            holder.own.append(target.name if isinstance(target, Select) else "")
        elif isinstance(holder, dict | list | Extensions):
            self.change(holder, target, value, names)
        elif holder is None:
            raise Unread("it sets a part of what the document does not have")

    def change(self, holder: Any, target: Select | Index, value: Any, names: dict[str, Any]) -> None:
        plain = self.plain(value)
        if isinstance(target, Select):
            go_documents.set_field(holder, target.name, plain, is_kept=isinstance(value, Held))
            return
        at = self.plain(self.value(target.at, names))
        (holder.of if isinstance(holder, Extensions) else holder)[at] = plain

    @staticmethod
    def plain(value: Any) -> Any:
        """A value that a document can hold. Raises Unread."""
        if isinstance(value, Held):
            return value.value
        if value is None or isinstance(value, str | int | float | list | dict):
            return value
        raise Unread("it sets a value that is not known")

    # --- values ---

    def value(self, of: Expression, names: dict[str, Any]) -> Any:
        match of:
            case Constant(value):
                return value
            case Name(text):
                return self.named(text, names)
            case Sum(left, right):
                sides = [self.value(one, names) for one in (left, right)]
                return sides[0] + sides[1] if all(isinstance(one, str) for one in sides) else UNKNOWN
            case Pointer(what):
                found = self.value(what, names)
                return Held(found) if isinstance(found, int | float) else found
            case Literal():
                return self.literal(of, names)
            case Select():
                return self.selected(of, names)
            case Index(what, at):
                return self.indexed(self.value(what, names), at, names)
            case Call(function, given):
                return self.call(function, given, names)
            case Function():
                return of
            case Opaque():
                return UNKNOWN

    def named(self, text: str, names: dict[str, Any]) -> Any:
        known = {"true": True, "false": False, "nil": None}
        if text in names:
            return names[text]
        if text in known:
            return known[text]
        if text in self.source.values:
            return self.value(self.source.values[text], {})
        return self.source.functions.get(text, UNKNOWN)

    def selected(self, of: Select, names: dict[str, Any]) -> Any:
        whole = dotted(of)
        package, _, name = whole.rpartition(".")
        if package == "checker" and package not in names:
            return name
        if package == "openapi3":
            return {"ParameterIn": name.removeprefix("ParameterIn").lower()}.get(name[:11], UNKNOWN)
        if package == "diff" and name.endswith("Extension") and package not in names:
            return {"SunsetExtension": "x-sunset", "XStabilityLevelExtension": "x-stability-level"}.get(name, UNKNOWN)
        holder = self.value(of.of, names)
        if isinstance(holder, Opened):
            return holder.data if of.name == "Spec" else UNKNOWN
        if isinstance(holder, One) and of.name in ("Id", "Level"):
            return Asked(holder, f"Get{of.name}")
        if isinstance(holder, dict | list):
            return go_documents.field_of(holder, of.name)
        return UNKNOWN

    def indexed(self, holder: Any, at: Expression, names: dict[str, Any]) -> Any:
        key = self.value(at, names)
        if isinstance(holder, Found):
            return One(holder, key)
        if isinstance(holder, Extensions):
            return holder.of.get(key)
        if isinstance(holder, dict | list):
            if isinstance(at, Opaque) and (cut := re.fullmatch(r": (\d+)", at.text)):
                return holder[: int(cut[1])]
            if isinstance(at, Opaque):
                raise Unread(f"a part of a list of a kind that is not known: {at.text}")
            try:
                return holder[key]
            except (KeyError, IndexError, TypeError):
                return None
        return UNKNOWN

    def literal(self, of: Literal, names: dict[str, Any]) -> Any:
        kind = of.type.lstrip("*")
        if kind in ("checker.Config", "diff.Config"):
            return Config([] if not of.members else ["Config"])
        if kind in ("checker.ApiChange", "checker.ComponentChange", "checker.SecurityChange"):
            given = {dotted(key): value for key, value in of.members if key is not None}
            known = [self.value(given[name], names) if name in given else "" for name in ("Id", "Level")]
            return Change(*(one if isinstance(one, str) else "" for one in known))
        members = [(self.key(key, kind, names), self.value(value, names)) for key, value in of.members]
        if kind.startswith(("openapi3.", "map[string]any", "[]any", "[]string", "[]checker.")):
            if not kind.startswith("[]checker."):
                members = [(key, value if isinstance(value, Held) else self.plain(value)) for key, value in members]
            return go_documents.made(kind, members, [dotted(key) for key, _ in of.members if key is not None])
        return UNKNOWN

    def key(self, key: Expression | None, kind: str, names: dict[str, Any]) -> Any:
        is_struct = isinstance(key, Name) and not kind.startswith("map[")
        return None if key is None or is_struct else self.value(key, names)

    # --- calls ---

    def call(self, function: Expression, given: tuple[Expression, ...], names: dict[str, Any]) -> Any:
        name = dotted(function)
        if name.rpartition(".")[0] in ("", *_PACKAGES) and name in _KNOWN:
            return _KNOWN[name](self, [self.value(one, names) for one in given])
        if name.startswith("checker.") and name.endswith(("Check", "Updated")):
            return self.checked(name, [self.value(one, names) for one in given], "INFO")
        if isinstance(function, Name):
            called = self.named(function.text, names)
            return self.own(called, given, names) if isinstance(called, Declared) else self.unknown(given, names)
        if isinstance(function, Select) and name.split(".")[0] not in _PACKAGES:
            return self.method(self.value(function.of, names), function.name, given, names)
        return self.unknown(given, names)

    def unknown(self, given: tuple[Expression, ...], names: dict[str, Any]) -> Any:
        """A call that is not known must not get a document."""
        if any(isinstance(self.value(one, names), Opened | dict) for one in given):
            raise Unread("it gives a document to a function that is not known")
        return UNKNOWN

    def own(self, called: Declared, given: tuple[Expression, ...], names: dict[str, Any]) -> Any:
        """A function of the suite. What it makes of changes that it has found stays these changes."""
        before = len(self.found)
        own = dict(zip(called.names, (self.value(one, names) for one in given), strict=False))
        result = self.body(called.body, own)
        known = not isinstance(result, Unknown) and result is not None
        return result if known or len(self.found) == before else self.found[-1]

    def method(self, holder: Any, name: str, given: tuple[Expression, ...], names: dict[str, Any]) -> Any:
        if isinstance(holder, One) and name in _TAIL:
            return Asked(holder, name)
        if isinstance(holder, Config):
            holder.own.append(name)
            return holder
        if isinstance(holder, date):
            return str(holder) if name == "String" else holder + timedelta(days=self.value(given[0], names))
        if isinstance(holder, dict | list):
            return go_documents.called(holder, name, [self.value(one, names) for one in given])
        if holder is None:
            raise Unread("it calls a method of what the document does not have")
        return self.unknown(given, names)

    def do(self, function: Expression, given: tuple[Expression, ...], names: dict[str, Any]) -> None:
        """A call for its effect: an assertion, a part of a test, a change of a document."""
        name = dotted(function)
        if name == "t.Run" and isinstance(given[1], Function):
            outer, part = self.name, self.value(given[0], names)
            self.name = f"{outer}/{part}"
            self.body(given[1].body, dict(names))
            self.name = outer
        elif name == "delete":
            holder, key = (self.value(one, names) for one in given)
            if not isinstance(holder, dict | Extensions):
                raise Unread("it deletes from what is not known")
            (holder.of if isinstance(holder, Extensions) else holder).pop(key, None)
        elif name in ASSERTIONS:
            ASSERTIONS[name]([self.value(one, names) for one in given[1:]])
        elif not name.startswith(("require.", "t.", "assert.")):
            self.call(function, given, names)

    def open(self, path: Any) -> Opened:
        if not isinstance(path, str):
            raise Unread("it opens a file whose name is not known")
        return Opened((self.folder / path).resolve())

    def compare(self, given: list[Any]) -> Any:
        config, old, new = given[:3]
        if not isinstance(config, Config) or not isinstance(old, Opened) or not isinstance(new, Opened):
            raise Unread("it compares what is not known, or several documents at once")
        return Compared(old.now(), new.now(), config.own), UNKNOWN, None

    def checked(self, name: str, given: list[Any], threshold: str) -> Any:
        """The changes of a comparison, down to a level."""
        config = next((one for one in given if isinstance(one, Config)), None)
        compared = next((one for one in given if isinstance(one, Compared)), None)
        if config is None or compared is None:
            raise Unread(f"{name} gets what is not known")
        found = Found(self.name, compared, threshold, [*compared.own, *config.own])
        self.found.append(found)
        return found


# --- what the suite calls ---------------------------------------------------------------------------------------


def _format(_: Run, given: list[Any]) -> Any:
    """`fmt.Sprintf` of texts and numbers."""
    if not all(isinstance(one, str | int) for one in given):
        return UNKNOWN
    return given[0].replace("%d", "%s") % tuple(given[1:])


def _configured(_: Run, given: list[Any]) -> Config:
    own = [one for config in given if isinstance(config, Config) for one in config.own]
    return Config([*own, *("checks of its own" for one in given if one is UNKNOWN)])


def _until(run: Run, given: list[Any]) -> Any:
    if len(given) != 4 or given[3] not in LEVELS:
        raise Unread("it compares down to a level that is not known")
    return run.checked("CheckBackwardCompatibilityUntilLevel", given[:3], given[3])


def _contained(given: list[Any]) -> Any:
    return Asked(One(given[0], given[1]), "containsId") if isinstance(given[0], Found) else UNKNOWN


def _without(run: Run, given: list[Any]) -> None:
    """The suite's deleteParam: a parameter less."""
    node, where, name = given
    left = [
        one
        for one in node["parameters"]
        if (go_documents.resolved(one)["in"], go_documents.resolved(one)["name"]) != (where, name)
    ]
    go_documents.set_field(node, "Parameters", left)


_PACKAGES = (
    "checker",
    "diff",
    "load",
    "fmt",
    "openapi3",
    "civil",
    "time",
    "json",
    "require",
    "os",
    "t",
    "strings",
    "slices",
)
_KNOWN: dict[str, Any] = {
    "open": lambda run, given: (run.open(given[0]), None),
    "l": lambda run, given: run.open(f"../data/openapi-test{given[1]}.yaml"),
    "load.NewSource": lambda run, given: given[0],
    "load.NewSpecInfo": lambda run, given: (run.open(given[1]), None),
    "dataFileFn": lambda run, given: Declared(
        ["file"], (Return((Sum(Constant(f"../data/{given[0]}/"), Name("file")),)),)
    ),
    "toJson": lambda run, given: given[1],
    "json.RawMessage": lambda run, given: json.loads(given[0]),
    "time.Now": lambda run, given: datetime.now(UTC),
    "civil.DateOf": lambda run, given: given[0].date(),
    "fmt.Sprintf": _format,
    "uint64": lambda run, given: given[0],
    "float64": lambda run, given: given[0],
    "deleteParam": _without,
    "openapi3.NewRequestBody": lambda run, given: {},
    "openapi3.NewOperation": lambda run, given: {},
    "openapi3.NewPaths": lambda run, given: {},
    "diff.NewConfig": lambda run, given: Config(),
    "diff.GetWithOperationsSourcesMap": lambda run, given: run.compare(given),
    "allChecksConfig": _configured,
    "singleCheckConfig": lambda run, given: _configured(run, given[1:]),
    "checker.NewConfig": _configured,
    "checker.GetAllChecks": lambda run, given: None,
    "withoutVersioningPolicy": lambda run, given: None,
    "checker.WithSingleCheck": lambda run, given: None,
    **{
        f"checker.{name}": lambda run, given, name=name: Config([name])
        for name in (
            "WithDeprecation",
            "WithSeverityLevels",
            "WithOptionalChecks",
            "WithAttributes",
            "WithStabilityLevel",
        )
    },
    "checker.CheckBackwardCompatibility": lambda run, given: run.checked("CheckBackwardCompatibility", given, "WARN"),
    "checker.CheckBackwardCompatibilityUntilLevel": _until,
    "containsId": lambda run, given: _contained(given),
    "requireChange": lambda run, given: named(given[1], given[2], given[2]),
    "requireSingleChange": lambda run, given: single(given[1:]),
}
