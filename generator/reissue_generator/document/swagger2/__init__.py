"""Swagger 2.0 in, OpenAPI 3.0 out: the value of a document is converted, and every place stays that of what was written.

What OpenAPI 3 cannot say, or Swagger 2.0 does not know, is a loss, and told by whoever tells of unread keys.
"""

from __future__ import annotations

from .convert import convert, is_swagger2
from .keys import SWAGGER, becomes

__all__ = ["SWAGGER", "becomes", "convert", "is_swagger2"]
