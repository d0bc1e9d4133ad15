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
    beside = os.path.join(CHECKOUT, "templates")
    return beside if os.path.isdir(beside) else os.path.join(PACKAGE, "templates")


def own_runtime() -> str:
    """The folder of the runtime of this generator: in the checkout, or installed beside it."""
    beside = os.path.join(CHECKOUT, "runtime", "reissue_runtime")
    return beside if os.path.isdir(beside) else os.path.join(os.path.dirname(PACKAGE), "reissue_runtime")


def own_specs() -> str:
    """The folder of the specifications of this generator, and of the schema of the x-reissue-* keys."""
    beside = os.path.join(CHECKOUT, "specs")
    return beside if os.path.isdir(beside) else os.path.join(PACKAGE, "specs")
