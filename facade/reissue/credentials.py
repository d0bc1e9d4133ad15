"""Credentials and settings of each provider: given in code, or read from the environment.

Each field is read from ``REISSUE_<PROVIDER>_<FIELD>``, such as REISSUE_QOREPAY_SECRET_KEY. `server` is the name of a
documented server (``sandbox``) or an https:// address; where a provider has several servers, none is chosen silently.
"""

from __future__ import annotations

from .plugin import Credentials
from .providers.abillify.credentials import AbillifyCredentials
from .providers.irembopay.credentials import IremboPayCredentials
from .providers.paypen.credentials import PayPenCredentials
from .providers.qorepay.credentials import QorePayCredentials

__all__ = ("AbillifyCredentials", "Credentials", "IremboPayCredentials", "PayPenCredentials", "QorePayCredentials")
