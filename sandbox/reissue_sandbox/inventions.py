"""What the sandbox makes up, because no page of a vendor says it and an answer has to be given.

An answer that follows such a rule carries its id in the response header `X-Sandbox-Invented`. docs/sandbox.md lists each:
what is made up, why, and what the vendor says; a test holds the two together.
"""

from __future__ import annotations

from typing import Final

INVENTED: Final = "X-Sandbox-Invented"
"""The response header that names the rule."""

RULES: Final = frozenset(
    {
        "crash",
        "fault",
        "inferred",
        "refusal",
        "strict",
        "too-large",
        "unknown-path",
        "abillify-committed",
        "abillify-communication",
        "abillify-draft-once",
        "abillify-unseen-answer",
        "irembopay-batch",
        "irembopay-conflict",
        "irembopay-duplicate",
        "irembopay-operator",
        "irembopay-part",
        "irembopay-subscription",
        "irembopay-update-paid",
        "irembopay-version",
        "paypen-paid",
        "paypen-refusal",
        "paypen-replaced",
        "paypen-token",
        "qorepay-payout",
        "qorepay-resend",
        "qorepay-state",
        "qorepay-statement",
        "qorepay-template",
    }
)
"""The ids of all rules."""
