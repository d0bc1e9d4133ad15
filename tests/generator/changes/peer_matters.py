"""What a disagreement with another tool is made of, and the sentences of the standards that decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reissue_generator.changes import Level
from tests.generator.changes.document_pairs import (
    STRING,
    Case,
)
from tests.generator.changes.referee import Answer, Request

B, D, A = Level.BREAKING, Level.DEPRECATION, Level.ADDITION
ANY_OF = (
    "JSON Schema 2020-12, Core 10.2.1.2",
    (
        "An instance validates successfully against this keyword if it validates successfully against at least one schema "
        "defined by this keyword's value."
    ),
)
ONE_OF = (
    "JSON Schema 2020-12, Core 10.2.1.3",
    (
        "An instance validates successfully against this keyword if it validates successfully against exactly one schema "
        "defined by this keyword's value."
    ),
)
ALL_OF = (
    "JSON Schema 2020-12, Core 10.2.1.1",
    (
        "An instance validates successfully against this keyword if it validates successfully against all schemas defined by "
        "this keyword's value."
    ),
)
OTHER_KIND = (
    "JSON Schema 2020-12, Core 7.6.1",
    (
        "When the type of the instance is not of the type targeted by the keyword, the instance is considered to conform to the "
        "assertion."
    ),
)
SUNSET = (
    "RFC 8594, 3",
    (
        "Clients SHOULD treat Sunset timestamps as hints: it is not guaranteed that the resource will, in fact, be available "
        "until that time and will not be available after that time."
    ),
)
GONE = (
    "RFC 9110, 15.5.6",
    (
        "The 405 (Method Not Allowed) status code indicates that the method received in the request-line is known by the origin "
        "server but not supported by the target resource."
    ),
)
QUERY = (
    "RFC 3986, 3.4",
    (
        "The query component contains non-hierarchical data that, along with data in the path component, serves to identify a "
        "resource within the scope of the URI's scheme and naming authority (if any)."
    ),
)
EXPECTED = "OpenAPI 3.1, Responses Object", "The container maps a HTTP response code to the expected response."
REQUIRED = (
    "JSON Schema 2020-12, Validation 6.5.3",
    (
        "An object instance is valid against this keyword if every item in the array is the name of a property in the instance."
    ),
)
TYPES = (
    "JSON Schema 2020-12, Validation 6.1.1",
    (
        'If the value of "type" is an array, then an instance validates successfully if its type matches any of the types '
        "indicated by the strings in the array."
    ),
)
TAG = (
    "OpenAPI 3.1, Discriminator Object",
    "The name of the property in the payload that will hold the discriminator value.",
)
MAPPING = (
    "OpenAPI 3.1, Discriminator Object",
    "An object to hold mappings between payload values and schema names or references.",
)


@dataclass(frozen=True)
class Disagreement:
    """One matter. `pair` differs in nothing else; the old document takes or expects `message`."""

    says: str
    decides: tuple[str, str]
    """The standard and its clause, and the sentence. Two matters are readings of the project, which say so."""
    pair: Case
    message: Request | Answer | None
    """None: what is at stake is what is meant by a call, or how it gets its credentials; no single message shows it."""
    level: Level | None
    """What is told here of the pair; None: nothing of the wire. The peers expect the opposite."""
    oasdiff: str = ""
    openapi_diff: str = ""
    """The names of their tests."""

    @property
    def peers(self) -> dict[str, str]:
        """Their tests by the name of the tool."""
        return {
            name: tests for name, tests in (("oasdiff", self.oasdiff), ("openapi-diff", self.openapi_diff)) if tests
        }


def object_of(*names: str, required: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {**dict.fromkeys(names, STRING), **more}, "required": list(required)}
