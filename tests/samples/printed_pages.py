"""Four-line HTTP servers that print what a vendor's page prints, byte for byte, whatever they are asked with.

The bodies have the members, kinds and oddities of the vendors' pages, and values of our own.
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Routes = Mapping[tuple[str, str], tuple[int, bytes]]
"""By method and path: status and body. Anything else is a 404 without a body."""


@dataclass
class Request:
    """What arrived on the socket."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Printer:
    """A server that prints, and what it was asked for."""

    base: str = ""
    asked: list[Request] = field(default_factory=list)

    def effects(self) -> list[Request]:
        """All but reads and logins."""
        return [one for one in self.asked if one.method != "GET" and not one.path.endswith("/auth/login")]


@contextmanager
def printing(routes: Routes) -> Iterator[Printer]:
    """A server on loopback for the time of a test."""
    printer = Printer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while line := self.rfile.readline():
                method, path, _ = line.decode().split(" ")
                headers: dict[str, str] = {}
                while (header := self.rfile.readline().strip()) != b"":
                    name, _, value = header.decode().partition(":")
                    headers[name.lower()] = value.strip()
                body = self.rfile.read(int(headers.get("content-length", 0)))
                printer.asked.append(Request(method, path, headers, body))
                status, content = routes.get((method, path), (404, b""))
                media = b"Content-Type: application/json\r\n" if content else b""
                head = b"HTTP/1.1 %d Printed\r\n%sContent-Length: %d\r\n\r\n" % (status, media, len(content))
                self.wfile.write(head + content)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads, allow_reuse_address = True, True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        host: Any = server.server_address
        printer.base = f"http://127.0.0.1:{host[1]}"
        try:
            yield printer
        finally:
            server.shutdown()


PURCHASE_ID = "5b1f8c1e-3a55-4d0b-9a6e-1d2f3a4b5c6d"

# qorepay.com/docs/references/resend-invoice: the answer, in the order of the page, up to where its stored text ends.
PURCHASE = b"""{
  "type": "string",
  "id": "5b1f8c1e-3a55-4d0b-9a6e-1d2f3a4b5c6d",
  "created_on": 1719740800,
  "updated_on": 1719740800,
  "client": {
    "bank_account": "text", "bank_code": "text", "email": "payer@example.com", "phone": "+2340000000009",
    "full_name": "text", "personal_code": "text", "street_address": "text", "country": "NG", "city": "text",
    "zip_code": "text", "state": "text", "shipping_street_address": "text", "shipping_country": "NG",
    "shipping_city": "text", "shipping_zip_code": "text", "shipping_state": "text",
    "cc": ["copy@example.com"], "bcc": ["hidden@example.com"],
    "legal_name": "text", "brand_name": "text", "registration_number": "text", "tax_number": "text"
  },
  "purchase": {
    "currency": "NGN",
    "products": [
      {"name": "text", "quantity": "1", "price": 4200, "discount": 0, "tax_percent": "0", "category": "text"}
    ],
    "total": 4200, "notes": "text", "debt": 0,
    "subtotal_override": 0, "total_tax_override": 0, "total_discount_override": 0, "total_override": 0,
    "request_client_details": ["email"], "timezone": "Africa/Lagos", "due_strict": false, "email_message": "text"
  },
  "payment": {
    "is_outgoing": false, "payment_type": "purchase", "amount": 0, "currency": "NGN", "net_amount": 0,
    "fee_amount": 0, "pending_amount": 0, "pending_unfreeze_on": 1719740800, "description": "text",
    "paid_on": 1719740800, "remote_paid_on": 1719740800
  },
  "issuer_details": {
    "website": "text", "legal_street_address": "text", "legal_country": "NG", "legal_city": "text",
    "legal_zip_code": "text", "bank_accounts": [{"bank_account": "text", "bank_code": "text"}],
    "legal_name": "text", "brand_name": "text", "registration_number": "text", "tax_number": "text"
  },
  "transaction_data": {
    "payment_method": "text", "extra": {}, "country": "text",
    "attempts": [
      {
        "type": "execute", "successful": false, "payment_method": "text", "extra": {}, "country": "text",
        "client_ip": "text", "processing_time": 1719740800,
        "error": {"code": "invalid_card_number", "message": "text"}
      }
    ]
  },
  "status": "created",
  "status_history": [
    {
      "status": "created", "timestamp": 1719740800,
      "related_object": {"type": "text", "id": "5b1f8c1e-3a55-4d0b-9a6e-1d2f3a4b5c6d"}
    }
  ],
  "viewed_on": 1719740800,
  "company_id": "5b1f8c1e-3a55-4d0b-9a6e-1d2f3a4b5c6d",
  "is_test": true,
  "user_id": "5b1f8c1e-3a55-4d0b-9a6e-1d2f3a4b5c6d",
  "brand_id": "5b1f8c1e-3a55-4d0b-9a6e-1d2f3a4b5c6d",
  "billing_template_id": "5b1f8c1e-3a55-4d0b-9a6e-1d2f3a4b5c6d",
  "client_id": "5b1f8c1e-3a55-4d0b-9a6e-1d2f3a4b5c6d",
  "send_receipt": false,
  "is_recurring_token": true,
  "recurring_token": "5b1f8c1e-3a55-4d0b-9a6e-1d2f3a4b5c6d",
  "skip_capture": false,
  "force_recurring": false,
  "reference": "text",
  "reference_generated": "text",
  "issued": "2024-06-30",
  "due": 1719740800,
  "refund_availability": "all",
  "refundable_amount": 0,
  "currency_conversion": {"original_currency": "text", "original_amount": 0, "exchange_rate": 0},
  "payment_method_whitelist": ["text"],
  "success_redirect": "text",
  "failure_redirect": "text",
  "cancel_redirect": "text"
}"""

# docs.abillify.dev/api/invoices/invoices-resendinvoice: the job ticket and the error; the invoice as invoices-getbyreference
# prints it, with the state that its stored text does not reach.
TICKET = b'{\n  "job": "31",\n  "result": "OK",\n  "resultcode": "0"\n}'
VOUCHER = b"""{
  "accountingdate": "2026-01-01T00:00:00.000Z",
  "cancelationdate": "2026-01-01T00:00:00.000Z",
  "created": "2026-01-01T00:00:00.000Z",
  "currency": "EUR",
  "detail": {
    "dunning": {
      "customPeriods": {"COLLECTION": 30, "DUNNING1": 9, "DUNNING2": 9, "DUNNING3": 9, "REMINDER": 9},
      "delayedUntil": "2026-01-01", "deliveryKind": "letter", "disabled": true
    },
    "footerText": ["text"], "footerTextId": "7ad2114c-9bf0-4dd2-a058-a4047dbabde0", "introText": ["text"],
    "introTextId": "8ad2114c-9bf0-4dd2-a058-a4047dbabde0", "locale": "de-DE", "paymentterm": "text",
    "paymenttermId": "9ad2114c-9bf0-4dd2-a058-a4047dbabde0", "placeOfSupplyCountry": "DE", "reverseCharge": true
  },
  "state": "none"
}"""
REFUSED = b"""{
  "code": 400,
  "details": [
    {"error": "The debtor is of the wrong type.", "fields": ["debtor"], "hint": "A bigint is expected."}
  ],
  "message": "InvalidValue, see error details",
  "name": "ClientError",
  "type": "ERR_INVALID_VALUE"
}"""

# paypen.ng/docs/employer/invoice-regeneration: the account number stands bare, with its leading zero, which is no JSON.
BILL = b"""{
    "has_error": false,
    "message": "Operation succeeded.",
    "data": [
        {
            "ppid": "TX90xxxxxx07",
            "amount_payable": 420000,
            "payment_due_date": "2024-04-30 15:45:23",
            "account_name": "Example Limited",
            "account_number": 0987654321,
            "bank_name": "Example Bank",
            "invoice_status": "PENDING",
            "created_by": "An Example",
            "created_on": "2024-04-20 15:45:23"
        }
    ]
}"""
LOGIN = (
    b'{\n    "success": true,\n    "message": "Login successful",\n    "data": {\n        "token": "a.b.c"\n    }\n}'
)

# irembopay.gitbook.io, apis/invoice/update-invoice: the answer has three members, whatever its table calls mandatory, and
# other items than the request; the invoice as apis/invoice/get-invoice prints it; integration/markdown: the error.
CHANGED = b"""{
  "message": "Invoice updated successfully",
  "success": true,
  "data": {
    "invoiceNumber": "880000000031",
    "expiryAt": "2024-09-30T10:20:30.000+02:00",
    "paymentItems": [{"unitAmount": 7000, "quantity": 1, "code": "PC-0f751b7300"}]
  }
}"""
NUMBERED = b"""{
  "message": "Invoice retrieved successfully",
  "success": true,
  "data": {
    "amount": 7000, "invoiceNumber": "880000000031", "transactionId": "T-31",
    "paymentAccountIdentifier": "TST-RWF", "createdAt": "2026-11-01T10:20:30.000+02:00",
    "updatedAt": "2026-11-01T10:20:30.000+02:00", "expiryAt": "2027-11-30T10:20:30.000+02:00",
    "paymentStatus": "NEW", "currency": "RWF", "type": "SINGLE", "description": "text",
    "paymentItems": [{"unitAmount": 7000, "quantity": 1, "code": "PC-0f751b7300"}]
  }
}"""
UNAUTHENTICATED = b"""{
  "success": false,
  "message": "Authentication failed",
  "errors": [{"code": "AUTHENTICATION_FAILED", "detail": "The secret key is not valid"}]
}"""
