"""Credentials: any non-empty one is good, unless it was revoked; tokens must come from the login and be alive."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from .spec import JsonObject, Operation, Spec
from .state import State

TOKEN_LIFE = 3600


class Unauthorized(Exception):
    """No usable credential. `violation` says whether the request itself was at fault, or only its credential."""

    def __init__(self, message: str, *, violation: bool) -> None:
        super().__init__(message)
        self.violation = violation


def authenticate(spec: Spec, operation: Operation, headers: Mapping[str, str], query: str, state: State) -> str:
    """The credential of a request, checked. An operation without security gives an empty one."""
    problem = Unauthorized("no credential was sent", violation=True)
    for requirement in operation.security:
        try:
            credentials = [_credential(spec.schemes[name], headers, query) for name in requirement]
            for name, credential in zip(requirement, credentials, strict=True):
                _check(spec, spec.schemes[name], credential, state)
        except Unauthorized as failure:
            problem = failure
        else:
            return credentials[0] if credentials else ""
    if operation.security:
        raise problem
    return ""


def _credential(scheme: JsonObject, headers: Mapping[str, str], query: str) -> str:
    """The text of a credential as a scheme carries it; for Basic it is `user:password`."""
    kind, place = scheme.get("type"), scheme.get("in")
    if kind == "apiKey":
        name = scheme["name"]
        sources = {"header": headers.get(name.lower(), ""), "query": dict(parse_qsl(query)).get(name, "")}
        sources["cookie"] = _cookies(headers).get(name, "")
        found = sources[str(place)]
        if not found.strip():
            raise Unauthorized(f"the {place} {name} is missing or empty", violation=True)
        return found
    wanted = "basic" if scheme.get("scheme") == "basic" else "bearer"
    word, _, value = headers.get("authorization", "").partition(" ")
    if word.lower() != wanted or not value.strip():
        raise Unauthorized(f"the header Authorization must carry {wanted.title()} and a credential", violation=True)
    return _basic(value.strip()) if wanted == "basic" else value.strip()


def _basic(value: str) -> str:
    try:
        text = base64.b64decode(value, validate=True).decode()
    except ValueError:
        raise Unauthorized("the Basic credential is no base64 of user:password", violation=True) from None
    user, colon, password = text.partition(":")
    if not user or not colon or not password:
        raise Unauthorized("the Basic credential needs a user name and a password", violation=True)
    return text


def _cookies(headers: Mapping[str, str]) -> dict[str, str]:
    pairs = [part.strip().partition("=") for part in headers.get("cookie", "").split(";")]
    return {name: value for name, _, value in pairs}


def _check(spec: Spec, scheme: JsonObject, credential: str, state: State) -> None:
    user = credential.partition(":")[0]
    if credential in state.revoked or (scheme.get("scheme") == "basic" and user in state.revoked):
        raise Unauthorized("the credential was revoked", violation=False)
    if "x-reissue-token" in scheme:
        known = state.table(spec.provider, "tokens").get(credential)
        if known is None:
            raise Unauthorized("the token was not issued here", violation=False)
        if known["expires"] <= state.clock.unix():
            raise Unauthorized("the token has expired", violation=False)


def issue_token(state: State, provider: str, subject: str, life: int = TOKEN_LIFE) -> str:
    """A token that looks like a JWT (its signature is nothing but a number); it lives by the sandbox's clock."""
    now = state.clock.unix()
    claims = {"sub": subject, "iat": now, "exp": now + life, "jti": state.number()}
    token = ".".join([_part({"typ": "JWT", "alg": "HS256"}), _part(claims), f"sandbox{claims['jti']:08d}"])
    state.table(provider, "tokens")[token] = {"subject": subject, "expires": now + life}
    return token


def _part(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data, separators=(",", ":")).encode()).decode().rstrip("=")
