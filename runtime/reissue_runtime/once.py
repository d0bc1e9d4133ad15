# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Bodies that can be read once."""

from __future__ import annotations

from .encode import EncodeError


def refuse_ended(body: object) -> None:
    """Refuse a generator that was read to its end, as by a call before: nothing would be sent.

    Raises EncodeError.
    """
    if None in (getattr(body, "gi_frame", body), getattr(body, "ag_frame", body)):
        raise EncodeError("the body is a generator that has ended: give a new one")
