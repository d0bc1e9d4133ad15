# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""JSON bodies of which a member says whether the answer is to be a stream."""

from __future__ import annotations

from msgspec import Struct

from .body import Json, Written, encode_json
from .encode import EncodeError, members
from .model import is_object, wire_items


class Switch(Json, frozen=True):
    """A JSON body with such a member, which follows from the method that is called.

    With the other value the answer would be one that the method does not read, after
    the call has had its effect: that is refused before sending.
    """

    member: str = "stream"
    on: bool = False
    """Whether the answer is to be a stream."""

    def write(self, value: object, media: str | None) -> Written:
        """The body; `member` is put in where a stream is wanted. Raises EncodeError."""
        told = dict(members(value) or ()).get(self.member)
        if told is not None and told is not self.on:
            other = "the one without" if self.on else "the one with"
            raise EncodeError(
                f"body member {self.member!r} is not what this method is for: call "
                f"{other} '_stream' in its name"
            )
        if not self.on or told is True:
            return super().write(value, media)
        rest = dict(wire_items(value)) if isinstance(value, Struct) else value
        if not is_object(rest):
            raise EncodeError(
                f"the body has no members, and no place for {self.member!r}"
            )
        kept = {name: part for name, part in rest.items() if name != self.member}
        content = super().write(kept, media).content
        assert isinstance(content, bytes)
        own = encode_json({self.member: True})[:-1]
        joint = b"," if kept and content != b"{}" else b""
        return Written(own + joint + content[1:], self.media)
