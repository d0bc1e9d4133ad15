"""Views through templates: the only module that knows Jinja."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import jinja2

from ..errors import ToolError
from .sinks import Code, SinkError


@dataclass(frozen=True, kw_only=True)
class FileView:
    """All that a template prints; its fields are the names that the template knows."""

    template: ClassVar[str]
    header: Code
    imports: tuple[Code, ...] = ()


class TemplateError(ToolError):
    """A template that does not work: file, line and what is wrong."""


def printed(view: FileView, folder: Path) -> str:
    """The text of a file, not yet formatted. Raises TemplateError, and SinkError for what no sink has made."""
    values = {field.name: getattr(view, field.name) for field in fields(view)}
    try:
        return _environment(folder).get_template(view.template).render(values)
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", None)
        place = f"templates/{view.template}{f':{line}' if line else ''}"
        raise TemplateError(str(error), place=place) from error


def _finalize(value: Any) -> Code:
    """Only what a sink has made may be printed."""
    if isinstance(value, Code):
        return value
    raise SinkError(f"a template prints {type(value).__name__}, which no sink has made")


@lru_cache(maxsize=4)
def _environment(folder: Path) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
