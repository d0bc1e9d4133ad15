# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What type checkers are told of operations that are deprecated (PEP 702).

They know `typing_extensions` without its being installed; nothing happens at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import deprecated as Deprecated
else:

    def Deprecated(message):
        """Nothing: the method as it is."""
        return lambda method: method


__all__ = ("Deprecated",)
