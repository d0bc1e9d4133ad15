# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""Schemas that say what an object or an array holds, and not that a value is one.

A value of another type is valid too. It is kept as it was sent, and is no drift.
"""

from __future__ import annotations

from typing import Final

from msgspec import Meta

NO_OBJECT: Final = Meta(extra={"coerce": ("kept", "object")})
"""On an object: what is none is valid as well."""
NO_ARRAY: Final = Meta(extra={"coerce": ("kept", "array")})
"""On a list: what is none is valid as well."""
SCALAR: Final = Meta(extra={"coerce": ("kept", "object array")})
"""On an object or a list: what is neither is valid as well."""
