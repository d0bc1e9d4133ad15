"""Credentials and settings of each provider: given in code, or read from the environment.

Each field is read from ``REISSUE_<PROVIDER>_<FIELD>``, such as REISSUE_QOREPAY_SECRET_KEY. `server` is the name of a
documented server (``sandbox``) or an https:// address; where a provider has several servers, none is chosen silently.

Of several accounts of one provider each further one has a name, between two underscores on either side:
REISSUE_QOREPAY__SHOP_B__SECRET_KEY is read for ``gateway.account("shop-b")``. Letters, digits and single underscores make a
name; small letters and hyphens mean the same.
"""

from __future__ import annotations

from typing import TypedDict

from .plugin import Credentials, Given
from .providers.abillify.credentials import AbillifyCredentials
from .providers.irembopay.credentials import IremboPayCredentials
from .providers.paypen.credentials import PayPenCredentials
from .providers.qorepay.credentials import QorePayCredentials

__all__ = (
    "AbillifyCredentials",
    "AccountCredentials",
    "Credentials",
    "IremboPayCredentials",
    "PayPenCredentials",
    "QorePayCredentials",
)


class AccountCredentials(TypedDict, total=False):
    """The credentials of one account, by provider: what ``accounts=`` of the gateways maps a name to."""

    qorepay: Given[QorePayCredentials]
    abillify: Given[AbillifyCredentials]
    irembopay: Given[IremboPayCredentials]
    paypen: Given[PayPenCredentials]
