"""PayPen's login."""

from __future__ import annotations

from ...auth import issue_token
from ...call import Answer, Call
from .stand_in import stand_in


@stand_in.on("POST /auth/login")
def login(call: Call) -> Answer:
    """A token that lives for an hour of the sandbox's clock."""
    if call.body["api_key"] in call.state.revoked or call.body["email"] in call.state.revoked:
        return Answer(401, {"success": False, "message": "Invalid credentials"})
    token = issue_token(call.state, "paypen", call.body["email"])
    return Answer(200, {"success": True, "message": "Login successful", "data": {"token": token}})
