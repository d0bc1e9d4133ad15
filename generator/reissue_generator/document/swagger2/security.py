"""Security definitions as security schemes: basic, apiKey, and OAuth 2 with its flows."""

from __future__ import annotations

from typing import Any

from ..node import Node
from .work import Spot, Work

_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def security_scheme(work: Work, node: Node, spot: Spot) -> Any:
    """One security definition."""
    if not isinstance(node.value, dict):
        return node.value
    work.begin(node, spot, "securityScheme")
    out: dict[str, Any] = {}
    work.copied(out, node, ("type", "description", "name", "in"))
    kind = node.map.get("type")
    if kind == "basic":
        out |= {"type": "http", "scheme": "basic"}
    elif kind == "oauth2":
        out["flows"] = _flows(work, out, node, spot)
    for key in ("flow", "authorizationUrl", "tokenUrl", "scopes"):
        if kind != "oauth2" and key in node.map:
            work.lose(out, f"{key!r} says nothing without `type: oauth2`", node.get(key))
    work.rest(out, node, "securityScheme")
    return out


def _flows(work: Work, out: dict[str, Any], node: Node, spot: Spot) -> dict[str, Any]:
    told = node.map.get("flow")
    if not isinstance(told, str) or told not in _FLOWS:
        work.lose(out, f"the flow {told!r} is none of Swagger 2.0; a token is asked of the caller", node.get("flow"))
        return {}
    flow: dict[str, Any] = {"scopes": {}}
    work.copied(flow, node, ("authorizationUrl", "tokenUrl", "scopes"))
    work.begin(node, spot.at("flows", _FLOWS[told]), "flow")
    return {_FLOWS[told]: flow}
