"""How much a check looks at. `reissue check` starts here, so next to nothing is imported."""

from __future__ import annotations

import os
from typing import Final

QUICK: Final = "quick"
TOTAL: Final = "total"


def is_total(full: bool = False) -> bool:
    """Whether a check looks at everything: where that is asked for, and where `CI` is set, as CI services do, other than to 0 or false.

    Else it may be quick, which rests on digests that no secret protects, and says so.
    """
    return full or os.environ.get("CI", "").lower() not in ("", "0", "false")
