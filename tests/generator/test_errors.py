"""The errors of the tools: one base, one ending, and the exit code of each."""

from __future__ import annotations

import builtins
import copy
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Iterable, Iterator

import pytest

import reissue_generator
from reissue_generator.emit.format import FormatError
from reissue_generator.emit.templates import TemplateError
from reissue_generator.errors import (
    CLEAN,
    EXIT_CODES,
    FAULT,
    FOUND,
    INTERRUPTED,
    INVALID,
    REFUSED,
    STOPPED,
    UNKNOWN,
    USAGE,
    ConfigurationError,
    SpecError,
    ToolError,
    UsageError,
)
from reissue_generator.vendor.copies import RefusedError


def own_exceptions() -> Iterator[type[BaseException]]:
    """Every exception class that a module of the generator defines."""
    for found in pkgutil.walk_packages(reissue_generator.__path__, "reissue_generator."):
        for kind in vars(importlib.import_module(found.name)).values():
            if inspect.isclass(kind) and issubclass(kind, BaseException) and kind.__module__ == found.name:
                yield kind


def broken_rules(kinds: Iterable[type[BaseException]]) -> list[str]:
    """What is wrong with the names, bases and codes of exception classes."""
    wrong: list[str] = []
    for kind in kinds:
        if not kind.__name__.endswith("Error"):
            wrong.append(f"{kind.__name__} does not end in Error")
        if not kind.__name__.startswith("_") and not issubclass(kind, ToolError):
            wrong.append(f"{kind.__name__} is no ToolError")
        if issubclass(kind, ToolError) and kind.code not in {*EXIT_CODES} - {CLEAN, INTERRUPTED}:
            wrong.append(f"{kind.__name__} has the code {kind.code}")
        if hasattr(builtins, kind.__name__):
            wrong.append(f"{kind.__name__} hides a builtin")
    return wrong


def test_every_exception_has_the_one_base_the_one_ending_and_a_code_of_the_table() -> None:
    kinds = list(own_exceptions())
    assert {ToolError, SpecError, ConfigurationError, RefusedError, TemplateError} <= set(kinds)
    assert broken_rules(kinds) == []


def test_the_rules_for_exceptions_can_be_broken() -> None:
    class Problem(ToolError):
        pass

    class LonelyError(Exception):
        pass

    class OddError(ToolError):
        code = 9

    assert broken_rules([Problem, LonelyError, OddError]) == [
        "Problem does not end in Error",
        "LonelyError is no ToolError",
        "OddError has the code 9",
    ]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (UsageError, USAGE),
        (ConfigurationError, USAGE),
        (TemplateError, USAGE),
        (SpecError, INVALID),
        (FormatError, FAULT),
        (RefusedError, FOUND),
    ],
)
def test_an_error_carries_the_exit_code_of_its_command(kind: type[ToolError], code: int) -> None:
    assert kind.code == code


def test_the_codes_are_those_that_scripts_rely_on() -> None:
    assert (CLEAN, FOUND, USAGE, INVALID, FAULT, INTERRUPTED) == (0, 1, 2, 3, 4, 130)
    assert (REFUSED, UNKNOWN, STOPPED) == (5, 6, 7)
    assert list(EXIT_CODES) == [0, 1, 2, 3, 4, 5, 6, 7, 130]


def test_an_error_says_where_and_what_to_do_and_can_be_copied() -> None:
    error = ConfigurationError("is no TOML", place="pyproject.toml:3", hint="mend it")
    for twin in (error, copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert str(twin) == "pyproject.toml:3: is no TOML"
        assert (twin.place, twin.hint) == ("pyproject.toml:3", "mend it")
