"""A resource as its file prints it: the descriptors of its operations, and a class for sync and async callers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..api.records import Resource
from ..api.sentences import joined
from .client_view import ResourceProperty, properties_of
from .descriptor import DescriptorView, descriptor_view
from .file import EmittedFile
from .method_view import MethodView, method_views
from .prose import paragraphs
from .sinks import Code, docstring, ident
from .templates import FileView

_COMMON = (
    "Any method may also raise APIConnectionError (nothing was sent), APIStatusError (any other status), "
    "ResponseDecodeError (the answer cannot be read), ConfigurationError and InvalidArgumentError."
)


@dataclass(frozen=True, slots=True)
class ClassView:
    """The sync or the async class of a resource."""

    name: Code
    base: Code
    doc: Code
    inner: tuple[ResourceProperty, ...]
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, kw_only=True)
class ResourceFileView(FileView):
    """resources/<module>.py"""

    template: ClassVar[str] = "resource.py.jinja"
    doc: Code
    descriptors: tuple[DescriptorView, ...]
    classes: tuple[ClassView, ...]
    seen: tuple[Code, ...]
    stand_ins: tuple[Code, ...]


def resource_file_view(file: EmittedFile, resource: Resource, header: Code) -> ResourceFileView:
    """The file of a resource."""
    _ = file.use("Resource"), file.use("AsyncResource")
    inner = file.api.inside(resource)
    for each in inner:
        _ = file.use("TYPE_CHECKING")
        file.need("functools", "cached_property")
        file.seen[f".{each.module}"] = {each.name, f"Async{each.name}"}
    descriptors = tuple(descriptor_view(file, operation) for operation in resource.operations)
    twins = [each for operation in resource.operations for each in method_views(file, operation, resource.name)]
    doc = paragraphs(resource.description) or f"Operations of {resource.name}."
    told = joined([doc, _COMMON]) if twins else doc
    name = ident(resource.name)
    sync, awaited = tuple(each.sync for each in twins), tuple(each.awaited for each in twins)
    return ResourceFileView(
        header=header,
        doc=docstring(doc, 0),
        imports=file.lines(),
        descriptors=descriptors,
        classes=(
            ClassView(name, Code("Resource"), docstring(told, 4), properties_of(inner, ""), sync),
            ClassView(
                Code(f"Async{name}"),
                Code("AsyncResource"),
                docstring(f"`{name}`, awaited.", 4),
                properties_of(inner, "Async"),
                awaited,
            ),
        ),
        seen=file.lines_seen(),
        stand_ins=file.lines_standing_in(),
    )
