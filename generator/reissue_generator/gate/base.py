"""What a change is compared with: where its branch left the branch that it is to go to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ..errors import ConfigurationError
from ..findings import clean
from ..tree.git import git_text

_BRANCHES = (
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "CHANGE_TARGET",
)
"""Where CI services name the branch that a change is to go to: GitHub, GitLab, Bitbucket, Jenkins."""
_COMMITS = ("CI_MERGE_REQUEST_DIFF_BASE_SHA",)
"""Where they name the commit itself."""
_FETCH = "fetch it first (actions/checkout: fetch-depth: 0; GitLab: GIT_DEPTH: 0), or name another: --against REF"


def base_of(root: Path, against: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The commit to compare with; '' where there is no repository, and none was asked for. Raises ConfigurationError.

    Where nothing names a branch it is that of `origin`; where there is none of these, the last commit.
    """
    folder = str(root)
    if against is None and not git_text(folder, "rev-parse", "--git-dir"):
        return ""
    named = against or next((environment[name] for name in _COMMITS if environment.get(name)), "")
    branch = next((environment[name] for name in _BRANCHES if environment.get(name)), "")
    wanted = [named] if named else [f"origin/{branch}", branch] if branch else ["origin/HEAD", "HEAD"]
    for reference in wanted:
        if commit := _commit(folder, reference):
            return git_text(folder, "merge-base", commit, "HEAD") or commit
    if not named and not branch:
        return ""  # a repository without a commit
    raise ConfigurationError(f"the base {clean(wanted[0])!r} is not in this clone: {_FETCH}")


def named_base(root: Path, against: str) -> str:
    """The same for a reader: `against` itself where that is the commit, else the commit. Raises ConfigurationError."""
    commit = base_of(root, against)
    if not commit:
        raise ConfigurationError("there is no commit to compare with")
    return against if _commit(str(root), against) == commit else commit


def _commit(folder: str, reference: str) -> str:
    """The commit of this name; '' where there is none."""
    if reference.startswith("-"):
        return ""
    return git_text(folder, "rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
