"""How a runtime is named that clients import.

Only the standard library is used, and next to nothing of it: `reissue check` starts here.
"""

from __future__ import annotations

from typing import Final

from ..errors import ConfigurationError

OWN_RUNTIME: Final = ".runtime"
"""As the name of a runtime: the tree carries a copy of it, and imports it relatively."""


def imported_runtime(name: str, given: str) -> str:
    """The module that clients import as their runtime; '' where they carry a copy.

    `given` says where the name stands. Raises ConfigurationError for what is no name of a module.
    """
    if name == OWN_RUNTIME:
        return ""
    if not all(part.isidentifier() for part in name.split(".")):
        raise ConfigurationError(
            f"{given} {name!r} is no module; write reissue_runtime, or {OWN_RUNTIME!r} for a copy in the tree."
        )
    return name
