# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What is known about a provider as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from .address import is_loopback, matches
from .auth import Scheme
from .problem import Wrapping


class Provider(Struct, frozen=True, kw_only=True):
    """What is known about a provider as a whole."""

    name: str
    user_agent: str
    schemes: Mapping[str, Scheme] = {}
    security: tuple[tuple[str, ...], ...] = ()
    """Alternatives, each a set of schemes that go together.

    The first for which the client has credentials counts.
    """
    envelopes: tuple[Wrapping, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    """Headers that the provider wants on every request."""
    versions: Mapping[str, tuple[str, ...]] = {}
    """The versions of the vendor's API that the client's `api_version` may name.

    The oldest first, by the parameter that carries it, in lower case.
    """
    live: frozenset[str] = frozenset()
    """Base addresses (or templates) behind which stand real money and real people."""
    sandbox: frozenset[str] = frozenset()
    """Those behind which there is neither."""
    plain: frozenset[str] = frozenset()
    """Those that the document has with http://, which is for who says `insecure`."""

    own: Mapping[str, str] = {}
    """The servers that operations have of their own, each as the document writes it."""

    def unfit(self, servers: Mapping[str, str]) -> str | None:
        """Why there is no use for these in the place of own servers; None where all fit."""
        return (
            f"servers= takes only what operations have of their own: "
            f"{', '.join(sorted({*self.own.values()})) or 'nothing here'}"
            if servers.keys() - {*self.own, *self.own.values()}
            else None
        )

    def is_live(self, server: str) -> bool | None:
        """Whether real money and real people stand behind a base address.

        None where that is not known. One that is documented as it stands counts before
        a template that takes it in.
        """
        exactly = {server, f"{server}/"} & self.sandbox
        if not exactly and matches(server, self.live):
            return True
        known = exactly or is_loopback(server) or matches(server, self.sandbox)
        return False if known else None
