"""What is found in one file."""

from __future__ import annotations

import ast

from ...findings import Finding, Level, Place

RULE = "emitted-code"


class Report:
    """The findings in the file at `path`, each of them an error."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.findings: list[Finding] = []

    def tell(self, message: str, line: int, column: int) -> None:
        """Add a finding at a line, from 1, and a column, from 0."""
        place = Place(self.path, line, column + 1)
        self.findings.append(Finding(RULE, Level.ERROR, message, place, "please report this, with the specification"))

    def refuse(self, message: str, node: ast.AST) -> None:
        """Add a finding where a part of the syntax tree stands."""
        self.tell(message, getattr(node, "lineno", 0), getattr(node, "col_offset", 0))

    def refuse_kind(self, node: ast.stmt) -> None:
        """Add that a statement is of a kind which no template has in this place."""
        self.refuse(f"has a statement of another kind ({type(node).__name__})", node)
