"""QorePay's direct payments: cards posted server to server, 3-D Secure, and one-time bank accounts."""

from __future__ import annotations

import base64
from datetime import timedelta, timezone

from ...call import Answer, Call
from ...spec import JsonObject
from .records import attempt, emit, payable, save_token, settle
from .stand_in import stand_in

GOOD_CARD = "4444333322221111"
SECURE_CARD = "5555555555554444"
LAGOS = timezone(timedelta(hours=1))


@stand_in.on("POST /p/{purchase_id}/")
def pay_card(call: Call) -> Answer:
    """The vendor's test card is paid, the 3-D Secure one asks for more, any other fails."""
    row = payable(call, call.arg())
    if "PaRes" in call.body:
        return _finish(call, row)
    number = str(call.body["card_number"]).replace(" ", "")
    if number == SECURE_CARD:
        attempt(row, "authorize", call.now, "mastercard")
        body = {
            "status": "3DS_required",
            "Method": "POST",
            "URL": "https://acs.example.com/challenge",
            "PaReq": base64.b64encode(b"sandbox-pareq").decode(),
            "MD": base64.b64encode(row["id"].encode()).decode(),
            "callback_url": f"{call.base}/p/{row['id']}/",
        }
        return Answer(200, body, object=row["id"])
    if number != GOOD_CARD or call.body["cvc"] != "123":
        attempt(row, "execute", call.now, error="do_not_honour")
        emit(call, row, "purchase.payment_failure")
        return Answer(200, {"status": "error"}, object=row["id"], effect=False)
    settle(call, row)
    if call.body.get("remember_card") or row["force_recurring"]:
        save_token(call.state, row, row["client_id"], call.now)
    return Answer(200, {"status": "authorized" if row["status"] == "hold" else "executed"}, object=row["id"])


def _finish(call: Call, row: JsonObject) -> Answer:
    """The second call of 3-D Secure: the payer's bank said yes."""
    settle(call, row, method="mastercard")
    return Answer(200, {"status": "authorized" if row["status"] == "hold" else "executed"}, object=row["id"])


@stand_in.on("POST /p/{purchase_id}/#bank-transfer")
def bank_transfer(call: Call) -> Answer:
    """A bank account for this one payment, open for half an hour."""
    row = payable(call, call.arg())
    until = (call.state.clock.now() + timedelta(minutes=30)).astimezone(LAGOS)
    account = {
        "account_number": f"{call.state.number():010d}",
        "account_name": "Example Onetime",
        "bank": "Example Bank",
        "status": "Active",
        "type": "Corporate",
        "expires_at": until.strftime("%Y-%m-%d %H:%M:%S"),
        "validity_type": "Onetime",
    }
    return Answer(200, {"data": account}, object=row["id"])
