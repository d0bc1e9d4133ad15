"""The rules of what Python callers alone notice: the surfaces of two packages. How the tables are written: `rows`."""

from __future__ import annotations

from collections.abc import Iterator

from .rows import GONE, LESS, MORE, MUST, NARROW, NEW, TYPE, WIDE, A, B, Row, Rows

_NAMES: Rows = (
    (("python-client-renamed", B, GONE, "the class of the client has another name"),),
    (("python-resource-renamed", B, GONE, "a resource of the client has another name"),),
    (("python-method-renamed", B, GONE, "a method has another name or stands at another resource"),),
    (
        ("python-method-removed", B, GONE, "a method of the client is gone"),
        ("python-method-added", A, NEW, "a method of the client is new"),
    ),
    (("python-iterator-renamed", B, GONE, "the iterator over pages has another name"),),
    (("python-model-renamed", B, GONE, "a class or alias of the models has another name"),),
    (
        ("python-model-removed", B, GONE, "a class or alias of the models is gone"),
        ("python-model-added", A, NEW, "a class or alias of the models is new"),
    ),
    (("python-model-kind-changed", B, TYPE, "a name of the models is no class any more, or is one now"),),
    (
        ("python-event-removed", B, GONE, "a function that reads an event is gone"),
        ("python-event-added", A, NEW, "a function that reads an event is new"),
    ),
    (("python-server-renamed", B, GONE, "a member of the enum of servers has another name"),),
    (
        ("python-server-removed", B, GONE, "a member of the enum of servers is gone"),
        ("python-server-added", A, NEW, "a member of the enum of servers is new"),
    ),
)

_CALLS: Rows = (
    (("python-argument-renamed", B, GONE, "an argument has another name"),),
    (
        (
            "python-arguments-reordered",
            B,
            TYPE,
            "positional arguments stand in another order, or have no position any more",
        ),
    ),
    (
        ("python-argument-removed", B, GONE, "an optional argument of a method is gone"),
        ("python-argument-added", A, NEW, "an optional argument of a method is new"),
    ),
    (
        ("python-required-argument-removed", B, GONE, "a required argument of a method is gone"),
        ("python-required-argument-added", B, MUST, "a required argument of a method is new"),
    ),
    (
        ("python-argument-became-required", B, MUST, "an argument of a method must be given now"),
        ("python-argument-became-optional", A, MORE, "an argument of a method may be left out now"),
    ),
    (
        ("python-argument-narrowed", B, LESS, "an argument of a method takes fewer types"),
        ("python-argument-widened", A, MORE, "an argument of a method takes more types"),
    ),
    (("python-argument-changed", B, TYPE, "an argument of a method takes another type"),),
    (
        ("python-result-widened", B, WIDE, "a method may return a further type"),
        ("python-result-narrowed", A, NARROW, "a method no longer returns a type"),
    ),
    (("python-result-changed", B, TYPE, "a method returns another type"),),
    (
        ("python-credential-removed", B, GONE, "an optional argument of the constructor is gone"),
        ("python-credential-added", A, NEW, "an optional argument of the constructor is new"),
    ),
    (
        ("python-required-credential-removed", B, GONE, "a required argument of the constructor is gone"),
        ("python-required-credential-added", B, MUST, "a required argument of the constructor is new"),
    ),
    (
        ("python-credential-became-required", B, MUST, "an argument of the constructor must be given now"),
        ("python-credential-became-optional", A, MORE, "an argument of the constructor may be left out now"),
    ),
    (
        ("python-credential-type-narrowed", B, LESS, "an argument of the constructor takes fewer types"),
        ("python-credential-type-widened", A, MORE, "an argument of the constructor takes more types"),
    ),
    (("python-credential-type-changed", B, TYPE, "an argument of the constructor takes another type"),),
)

_MEMBERS: Rows = (
    (
        ("python-member-removed", B, GONE, "an attribute that need not be given is gone"),
        ("python-member-added", A, NEW, "an attribute that need not be given is new"),
    ),
    (("python-field-renamed", B, GONE, "an attribute of a model has another name"),),
)


def _of_use(use: str, whose: str) -> Iterator[tuple[Row, ...]]:
    """Rules of members and aliases. `use`: whether callers make and read them, or tests alone do one of it."""
    stem = f"python-{use}"
    yield (
        (f"{stem}required-member-removed", B, GONE, f"an attribute that must be given is gone{whose}"),
        (f"{stem}required-member-added", B, MUST, f"an attribute that must be given is new{whose}"),
    )
    yield (
        (f"{stem}member-became-required", B, MUST, f"an attribute must be given now{whose}"),
        (f"{stem}member-became-optional", B, WIDE, f"an attribute may be UNSET now{whose}"),
    )
    for what, told in (("member", "an attribute"), ("alias", "an alias, such as that of a union,")):
        yield (
            (f"{stem}{what}-widened", B, WIDE, f"{told} may be of more types{whose}"),
            (f"{stem}{what}-narrowed", B, LESS, f"{told} may be of fewer types{whose}"),
        )
        yield ((f"{stem}{what}-changed", B, TYPE, f"{told} is of another type{whose}"),)


_USES = {"": "", "answer-": ", in what only comes back", "sent-": ", in what is only sent"}
PYTHON_RULES: Rows = (
    *_NAMES,
    *_CALLS,
    *_MEMBERS,
    *(rows for use, whose in _USES.items() for rows in _of_use(use, whose)),
)
