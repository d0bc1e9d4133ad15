# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What emitted code may rely on, as one number."""

from __future__ import annotations

from os.path import abspath, dirname, isfile, join
from typing import Final

RUNTIME: Final = 1
"""The contract between the runtime and emitted code.

It counts up with every change that emitted code would notice: a name or an argument
that is gone, and as well another rule of when a call is repeated, of what proves that
it was done, or of what is kept out of texts. A package that was made for another number
is refused, as it might send twice or show a secret.
"""


def require(made_for: int, package: str) -> None:
    """Check that a package was made for this runtime; called when it is imported.

    `made_for` is the number that was written into the package, which has that name.
    Raises ConfigurationError for another one.
    """
    if made_for == RUNTIME:
        return
    from .errors import ConfigurationError

    command = (
        f"reissue generate {package.rpartition('.')[2]}, "
        "or the command at the top of its files"
    )
    if __name__.partition(".")[0] != "reissue_runtime":  # a copy, beside its clients
        tree = dirname(dirname(abspath(__file__)))
        vendored = isfile(join(tree, "reissue.lock"))
        alone = "reissue generate, as the tree was made (--spec and --out, if so)"
        command = f"reissue vendor update {tree}" if vendored else alone
    raise ConfigurationError(
        f"{package} was made for contract {made_for} of the Reissue runtime, and this "
        f"runtime has contract {RUNTIME}. Make the two fit: {command}"
    )
