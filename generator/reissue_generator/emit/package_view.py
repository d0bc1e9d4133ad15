"""The files that only lead to others: __init__.py of a client, of its models, of its resources, and of the whole tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..api.records import Api
from ..api.sentences import joined
from .placement import Placement
from .prose import paragraphs
from .sinks import Code, docstring, dotted, ident, literal
from .templates import FileView


@dataclass(frozen=True, slots=True)
class ExportView:
    """A public name, and the module that it is imported from."""

    name: Code
    module: Code


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module of models, and the names of what it holds, with blanks between them."""

    name: Code
    models: Code


@dataclass(frozen=True, kw_only=True)
class PackageView(FileView):
    """__init__.py of a client."""

    template: ClassVar[str] = "package.py.jinja"
    doc: Code
    runtime: Code
    exports: tuple[ExportView, ...]
    has_webhooks: bool
    has_params: bool
    public: tuple[Code, ...]
    version: Code
    source: Code
    digest: Code


@dataclass(frozen=True, kw_only=True)
class ModelsPackageView(FileView):
    """__init__.py of the package of models, in a large API."""

    template: ClassVar[str] = "models_package.py.jinja"
    doc: Code
    what: Code
    exports: tuple[ExportView, ...]
    modules: tuple[ModuleView, ...]


@dataclass(frozen=True, kw_only=True)
class ResourcesPackageView(FileView):
    """__init__.py of the resources."""

    template: ClassVar[str] = "resources.py.jinja"


@dataclass(frozen=True, kw_only=True)
class RootView(FileView):
    """__init__.py of a tree of several clients."""

    template: ClassVar[str] = "root.py.jinja"


def package_view(api: Api, header: Code, runtime: str, has_params: bool) -> PackageView:
    """__init__.py of a client: its public names, each imported when it is asked for."""
    exports = tuple(ExportView(ident(name), ident("client")) for name in sorted(_client_names(api)))
    others = [name for name, is_there in (("params", has_params), ("webhooks", bool(api.webhooks))) if is_there]
    submodules = ["models", *others]
    return PackageView(
        header=header,
        doc=docstring(joined([f"A client of {api.title}.", paragraphs(api.description)]), 0),
        runtime=dotted(runtime),
        exports=exports,
        has_webhooks=bool(api.webhooks),
        has_params=has_params,
        public=tuple(literal(name) for name in (*(export.name for export in exports), *submodules)),
        version=literal(api.version),
        source=literal(api.source),
        digest=literal(api.digest),
    )


def _client_names(api: Api) -> Iterator[str]:
    yield api.class_name
    yield f"Async{api.class_name}"
    if api.servers:
        yield "Server"


@dataclass(frozen=True, kw_only=True)
class ModelsGroupView(FileView):
    """__init__.py of a folder that stands for one file of models. All of it is imported at once, as its parts need each other."""

    template: ClassVar[str] = "models_group.py.jinja"
    doc: Code
    exports: tuple[ExportView, ...]


def models_group_views(
    of: Mapping[str, str], placement: Placement, header: Code, doc: Code
) -> Iterator[tuple[str, ModelsGroupView]]:
    """The folders among the files of models, by name. `of`: what stands there for a model, by its key."""
    exports: dict[str, list[ExportView]] = {}
    for home, models in placement.by_home():
        if home.part:
            names = sorted(of[model.key] for model in models if model.key in of)
            exports.setdefault(home.module, []).extend(ExportView(ident(name), ident(home.part)) for name in names)
    for module, found in exports.items():
        yield module, ModelsGroupView(header=header, doc=doc, exports=tuple(found))


def models_package_view(
    of: Mapping[str, str], placement: Placement, header: Code, doc: Code, what: str = "model"
) -> ModelsPackageView:
    """__init__.py of the package of models: each file is imported when one of its models is asked for."""
    names = {
        module: own
        for module, models in placement.by_module()
        if (own := [of[model.key] for model in models if model.key in of])
    }
    return ModelsPackageView(
        header=header,
        doc=doc,
        what=ident(what),
        exports=tuple(ExportView(ident(name), ident(module)) for module, owned in names.items() for name in owned),
        modules=tuple(ModuleView(ident(module), literal(" ".join(owned))) for module, owned in names.items()),
    )
