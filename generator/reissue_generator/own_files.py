"""Where the files are that the generator brings along: beside it in a checkout, inside the package when installed.

Only the standard library is used, and little of it: `reissue check` starts here.
"""

from __future__ import annotations

import os

PACKAGE = os.path.dirname(os.path.abspath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(PACKAGE))
"""The root of the repository, where this is a checkout; else some folder."""


def own_templates() -> str:
    """The folder of the templates of this generator."""
    return _own("templates", PACKAGE)


def own_runtime() -> str:
    """The folder of the runtime of this generator: in the checkout, or installed beside it."""
    return _own(os.path.join("runtime", "reissue_runtime"), os.path.dirname(PACKAGE))


def own_specs() -> str:
    """The folder of the specifications of this generator, and of the schema of the x-reissue-* keys."""
    return _own("specs", PACKAGE)


def _own(folder: str, installed: str) -> str:
    """A folder of the checkout; where this is none, the folder of the same name in `installed`."""
    beside = os.path.join(CHECKOUT, folder)
    return beside if os.path.isdir(beside) else os.path.join(installed, os.path.basename(folder))
