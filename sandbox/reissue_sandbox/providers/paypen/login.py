"""PayPen's login."""

from __future__ import annotations

from ...auth import issue_token
from ...call import Answer, Call
from .records import text
from .stand_in import stand_in


@stand_in.on("POST /auth/login")
def login(call: Call) -> Answer:
    """A token that lives for an hour of the sandbox's clock."""
    body = call.payload()
    key, email = text(body, "api_key"), text(body, "email")
    if key in call.state.revoked or email in call.state.revoked:
        return Answer(401, {"success": False, "message": "Invalid credentials"})
    token = issue_token(call.state, "paypen", email)
    told = {"success": True, "message": "Login successful", "data": {"token": token}}
    return Answer(200, told, invented="paypen-token")
