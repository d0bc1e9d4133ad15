# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""A token that the caller has."""

from __future__ import annotations

from .auth import Applied, Scheme, authorization
from .secret import Secret


class Bearer(Scheme):
    """A token that the caller has, as ``Authorization: Bearer ...``."""

    arguments = ("token",)

    def __init__(self, prefix: str = "Bearer") -> None:
        self.prefix = prefix

    def apply(self, secrets: tuple[Secret, ...]) -> Applied:
        return Applied(headers=(authorization(self.prefix, secrets[0]),))
