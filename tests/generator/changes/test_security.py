"""Ways to authenticate are alternatives, each a set of schemes with their scopes: who is still let in has lost nothing.

OAS 3.1.1, Security Requirement Object: one of the objects of the list has to be satisfied, with all schemes that it names; an empty
one asks for nothing. OAuth Flows Object; names of authentication schemes have no case (RFC 9110, 11.1), and names of fields have none
(5.1).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.generator.changes.document_pairs import KEY, changes, secured

pytestmark = pytest.mark.usefixtures("wire_alone")
BASIC, OAUTH = {"type": "http", "scheme": "basic"}, "https://a.example/token"
K, B, KB, NONE = {"k": []}, {"b": []}, {"k": [], "b": []}, dict[str, Any]()


def o(*scopes: str) -> dict[str, list[str]]:
    return {"o": list(scopes)}


def scheme(scopes: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    flow = {"tokenUrl": OAUTH, "scopes": {"r": "Read.", "w": "Write."} if scopes is None else scopes, **more}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


SCHEMES = {"k": KEY, "b": BASIC, "o": scheme()}
GONE, NEW = "security-alternative-removed", "security-alternative-added"
WANTED = (GONE, "document: credentials are wanted now")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ([K, B], [B, K], []),
        ([KB], [K], [(NEW, "document: k is accepted")]),
        ([KB], [K, B], [(NEW, "document: b is accepted"), (NEW, "document: k is accepted")]),
        ([K], [KB], [(GONE, "document: k alone no longer suffices")]),
        (
            [K, B],
            [KB],
            [(GONE, "document: b alone no longer suffices"), (GONE, "document: k alone no longer suffices")],
        ),
        ([K, KB], [K], []),  # who has both still has the one
        ([K], [K, KB], []),
        ([], [K], [WANTED]),
        ([NONE], [K], [WANTED]),
        ([], [NONE], []),
        ([NONE, K], [NONE], []),
        ([NONE, K], [K, B], [WANTED]),  # who sends b was let in before
        ([K], [], [(NEW, "document: no credentials is accepted")]),
        ([K, NONE], [B, NONE], []),
        ([o("r")], [o("r", "w")], [("security-scope-added", "document: the scope 'o w' is needed now")]),
        ([o("r", "w")], [o("r")], [("security-scope-removed", "document: the scope 'o w' is no longer needed")]),
        (
            [o("r")],
            [o("w")],
            [
                ("security-scope-added", "document: the scope 'o w' is needed now"),
                ("security-scope-removed", "document: the scope 'o r' is no longer needed"),
            ],
        ),
        (
            [o("r"), K],
            [o("w"), B],
            [
                (NEW, "document: b is accepted"),
                (GONE, "document: k alone no longer suffices"),
                ("security-scope-added", "document: the scope 'o w' is needed now"),
                ("security-scope-removed", "document: the scope 'o r' is no longer needed"),
            ],
        ),
        # only one of the Security Requirement Objects has to be satisfied: a scope of one is not needed for all
        ([o("r")], [o("r"), o("w")], [(NEW, "document: o (w) is accepted")]),
        ([o("r"), o("w")], [o("r")], [(GONE, "document: o (w) alone no longer suffices")]),
        ([o("r"), K], [o("r"), K, {**o("w"), **B}], [(NEW, "document: b and o (w) is accepted")]),
        ([o("r")], [o("r", "w"), o("r", "x")], [(GONE, "document: o (r) alone no longer suffices")]),
        (
            [o("r")],
            [NONE, o("w")],
            [(NEW, "document: no credentials is accepted"), (NEW, "document: o (w) is accepted")],
        ),
        (
            [o("r"), o("w")],
            [o("r"), o("x")],
            [(NEW, "document: o (x) is accepted"), (GONE, "document: o (w) alone no longer suffices")],
        ),
    ],
)
def test_what_is_asked_of_a_caller(old: Any, new: Any, told: list[tuple[str, str]], tmp_path: Path) -> None:
    assert _told(tmp_path, secured(SCHEMES, old), secured(SCHEMES, new)) == sorted(told)


AUTH = {"authorizationUrl": "https://a.example/ask", "tokenUrl": OAUTH, "scopes": dict[str, str]()}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({**BASIC, "scheme": "Basic"}, BASIC, []),
        (BASIC, {**BASIC, "scheme": "bearer"}, [("changed", 'scheme "basic" -> "bearer"')]),
        (KEY, {**KEY, "name": "x-key"}, []),
        ({**KEY, "in": "query"}, {**KEY, "in": "query", "name": "x-key"}, [("changed", 'name "X-Key" -> "x-key"')]),
        (
            KEY,
            BASIC,
            [("changed", 'in "header" -> null; name "x-key" -> null; scheme null -> "basic"; type "apiKey" -> "http"')],
        ),
        (scheme({"r": "a"}), scheme({"r": "b"}), []),
        (scheme({"r": "a"}), scheme({"r": "a", "w": "b"}), [("offer", "scope 'w' of clientCredentials is new")]),
        (
            scheme({"r": "a", "w": "b"}),
            scheme({"x": "a", "w": "b"}),
            [("offer", "scope 'r' of clientCredentials is gone"), ("offer", "scope 'x' of clientCredentials is new")],
        ),
        (
            scheme({}),
            scheme({}, tokenUrl="https://b.example/token"),
            [
                (
                    "changed",
                    'flow clientCredentials {"tokenUrl": "https://a.example/token"} -> {"tokenUrl": "https://b.example/token"}',
                )
            ],
        ),
        (
            {
                "type": "oauth2",
                "flows": {"authorizationCode": AUTH, "clientCredentials": {"tokenUrl": OAUTH, "scopes": {"r": ""}}},
            },
            {"type": "oauth2", "flows": {"implicit": AUTH, "clientCredentials": {"tokenUrl": OAUTH, "scopes": {}}}},
            [
                ("flow", "flow authorizationCode is gone"),
                ("flow", "flow implicit is new"),
                ("offer", "scope 'r' of clientCredentials is gone"),
            ],
        ),
    ],
)
def test_how_credentials_are_got_and_sent(old: Any, new: Any, told: list[tuple[str, str]], tmp_path: Path) -> None:
    found = _told(tmp_path, secured({"s": old}, []), secured({"s": new}, []))
    assert sorted(
        (rule.split("-")[1].replace("scheme", "changed"), text.split(": ", 1)[1]) for rule, text in found
    ) == sorted(told)


def _told(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str]]:
    found = [one for one in changes(folder, old, new) if one.rule.id.startswith("security")]
    assert len({one.fingerprint for one in found}) == len(found), "an approval would be of two"
    return sorted((one.rule.id, one.message) for one in found)


@pytest.mark.parametrize(
    "flow", ["implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"]
)
def test_an_address_is_of_the_flows_that_it_applies_to(flow: str, tmp_path: Path) -> None:
    """OpenAPI 3.2.0, OAuth Flow Object: the column "Applies To"."""
    applies = {
        "authorizationUrl": ("implicit", "authorizationCode"),
        "tokenUrl": ("password", "clientCredentials", "authorizationCode", "deviceAuthorization"),
        "deviceAuthorizationUrl": ("deviceAuthorization",),
    }
    whole = {name: OAUTH for name, flows in applies.items() if flow in flows}
    for name, flows in applies.items():
        old, new = (
            secured({"s": {"type": "oauth2", "flows": {flow: {**whole, name: f"{OAUTH}{end}", "scopes": {}}}}}, [])
            for end in ("", "2")
        )
        assert bool(_told(tmp_path, old, new)) is (flow in flows)
