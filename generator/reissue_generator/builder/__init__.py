"""Document to Api: the only room that knows OpenAPI."""

from __future__ import annotations

from collections.abc import Iterable

from .. import naming
from ..api.models import Model, Struct
from ..api.reach import in_lists, reach, roots, sent
from ..api.records import Api, Resource
from ..api.reserved import FOREIGN_NAMES, MODEL_NAMES, OF_PACKAGES, SPECIAL_MODEL_NAMES
from ..document import Document, Node, Source, problem
from ..findings import Finding, Level
from .accounting import unread
from .constants import fill
from .envelopes import envelopes_of
from .extensions import facts
from .model_names import model_names
from .operations import Operations
from .prose import description_of, text_of
from .schemas import Schemas
from .security import RESERVED_ARGUMENTS, Login, SecuritySchemes, security_of, tell_conflicts
from .servers import servers_of, variables_of
from .told_by_names import tell_by_names
from .warnings import FATAL, NOTES
from .webhooks import webhooks_of
from .xml_bodies import tell_models

_STRUCTURE = {"info": dict, "paths": dict, "webhooks": dict, "components": dict, "servers": list, "tags": list}
"""What stands at the top of a document, and what each is where it is there."""


def build(document: Document, provider: str, version: str) -> tuple[Api, list[Finding]]:
    """The Api of a document, and the compromises that were made.

    `provider` is the name of the client's package, `version` that of the generator. Raises SpecError where the document
    is no OpenAPI 3 document.
    """
    _require_openapi(document.main)
    try:
        return _build(document, provider, version)
    except RecursionError:
        raise problem("too-deep", "is nested too deeply", document.root.place) from None


def _build(document: Document, provider: str, version: str) -> tuple[Api, list[Finding]]:
    findings: list[Finding] = []

    def warn(rule: str, message: str, node: Node, hint: str = "", /) -> None:
        level = Level.ERROR if rule in FATAL else Level.NOTE if rule in NOTES else Level.WARNING
        findings.append(Finding(rule, level, message, node.place, hint))

    schemas = Schemas(document, warn)
    operations = Operations(document, schemas, warn)
    resources = operations.build()
    _expect_all(operations.count(), resources, document)
    webhooks = webhooks_of(document, schemas, warn)
    components = schemas.components() if document.reading.all_components else []
    schemas.finish()
    schemas.find_constants()
    tell_models(document, schemas, (operation for resource in resources for operation in resource.operations))

    root, models = document.root, schemas.models
    title = text_of(root.get("info"), "title") or provider
    named = [operation for resource in resources for operation in resource.operations]
    fill(models.by_key, reach(models.by_key, sent(named)))
    whole = [*roots(named), *(hook.type for hook in webhooks), *components]
    tell_by_names(models.by_key, in_lists(models.by_key, whole))
    used = sorted(reach(models.by_key, whole))
    taken = MODEL_NAMES | _beside(models.by_key[key] for key in used)
    names = model_names(models, used, taken, document.reading.kept.schemas)
    logins = _Logins(resources, schemas)
    servers = servers_of(document, warn)
    schemes = SecuritySchemes(document, warn, logins.find).build()
    tell_conflicts(document, schemes, warn)
    arguments = RESERVED_ARGUMENTS.union(one.name for scheme in schemes for one in scheme.credentials)
    api = Api(
        provider=provider,
        title=title,
        class_name=_class_name(title, provider, resources),
        description=description_of(root.get("info")),
        source=document.main.name,
        digest=document.digest,
        version=version,
        resources=resources,
        models=tuple(models.by_key[key] for key in sorted(used, key=names.__getitem__)),
        names=names,
        servers=servers,
        variables=variables_of(servers, arguments),
        schemes=schemes,
        security=security_of(document, root) or (),
        envelopes=envelopes_of(root, warn) or (),
        headers=tuple(sorted(facts(root, "x-reissue-headers", warn).items())),
        webhooks=webhooks,
        api_version=operations.versions.parameter,
        versions=operations.versions.known,
    )
    return api, [*document.told, *findings, *unread(document, schemas.families.children, schemas.claimed)]


def _beside(models: Iterable[Model]) -> frozenset[str]:
    """The names that stand beside models only where one of them is of a special kind."""
    structs = [model for model in models if isinstance(model, Struct)]
    is_there = any(model.additional is not None or model.filled for model in structs)
    return SPECIAL_MODEL_NAMES if is_there else frozenset()


class _Logins:
    """The operations that may exchange credentials for a token, by operationId."""

    def __init__(self, resources: tuple[Resource, ...], schemas: Schemas) -> None:
        self._models = schemas.models
        self._known = {
            operation.id: (resource, operation) for resource in resources for operation in resource.operations
        }

    def find(self, operation_id: str) -> Login | None:
        """The login that an operation is; None where there is no such operation, or it has no body."""
        if operation_id not in self._known:
            return None
        resource, operation = self._known[operation_id]
        if operation.body is None:
            return None
        model = self._models.of(operation.body.type)
        members = tuple(field.wire for field in model.fields) if isinstance(model, Struct) else ()
        return Login(resource.module, operation.constant, members)


def _class_name(title: str, provider: str, resources: tuple[Resource, ...]) -> str:
    """The title as the vendor writes it where the package is named after it ('QorePay'), else the package's name."""
    plain = "".join(word for word in naming.words(title) if word.lower() != "api")
    name = naming.pascal(plain if plain.lower() == provider.replace("_", "") else provider, "Api")
    taken = FOREIGN_NAMES | OF_PACKAGES | {each for one in resources for each in (one.name, f"Async{one.name}")}
    while name in taken or f"Async{name}" in taken:
        name += "Client"
    return name


def _require_openapi(source: Source) -> None:
    """Refuse what is no OpenAPI 3 document: told by its version and by what stands at its top."""
    root = Node(source, (), source.data)
    _require_version(root)
    for key, kind in _STRUCTURE.items():
        if root.map.get(key) is not None and not isinstance(root.map[key], kind):
            message = f"{key!r} is not {'an object' if kind is dict else 'a list'}"
            raise problem("structure", message, root.get(key).place)
    if not any(isinstance(root.map.get(key), dict) for key in ("paths", "webhooks", "components")):
        raise problem("structure", "has neither paths nor webhooks nor components", root.place)


def _require_version(root: Node) -> None:
    version = root.map.get("openapi")
    hint = "give an OpenAPI 3.0, 3.1 or 3.2 document, or one of Swagger 2.0"
    if not isinstance(root.value, dict):
        raise problem("not-openapi", "is not an object", root.place, hint)
    if "swagger" in root.map:
        message = (
            f"is Swagger {str(root.map['swagger'])[:40]}"
            if "openapi" not in root.map
            else "is both Swagger and OpenAPI"
        )
        raise problem("not-openapi", message, root.get("swagger").place, "give a Swagger 2.0 or an OpenAPI 3 document")
    if not isinstance(version, str | float) or not str(version).startswith("3."):
        message = f"names no OpenAPI 3 version (openapi: {str(version)[:40]!r})"
        raise problem("not-openapi", message, root.get("openapi").place, hint)


def _expect_all(count: int, resources: tuple[Resource, ...], document: Document) -> None:
    """Operations in = operations out is a rule, so it is checked rather than trusted."""
    built = sum(len(resource.operations) for resource in resources)
    if built != count:
        message = f"{count} operations in the document, {built} in the client"
        raise problem("operations-lost", message, document.root.place, "please report this")
