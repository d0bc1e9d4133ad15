"""Document to Api: the only room that knows OpenAPI."""

from __future__ import annotations

from .. import naming
from ..api.reach import reach, roots
from ..api.records import FOREIGN_NAMES, Api, Resource, Struct
from ..api.records import Ref as _Ref
from ..document.source import Document, Node, Source, problem
from ..findings import Finding, Level
from .envelopes import envelopes_of
from .extensions import facts
from .operations import Operations
from .prose import description_of, text_of
from .schemas import Schemas
from .security import Schemes, security_of, servers_of
from .webhooks import webhooks_of

MODEL_NAMES_TAKEN = frozenset(
    {
        "Annotated",
        "Any",
        "Decimal",
        "EMPTY_ARRAY",
        "FileContent",
        "LIST",
        "Literal",
        "Meta",
        "Model",
        "SINGLE",
        "TEXT",
        "TYPE_CHECKING",
        "TypeAlias",
        "UNSET",
        "UnsetType",
        "None",
        "True",
        "False",
    }
)
"""What models.py uses itself."""


def build(document: Document, provider: str, version: str) -> tuple[Api, list[Finding]]:
    """The Api of a document, and the compromises that were made. Raises SpecError where it is no OpenAPI 3 document."""
    _require_openapi(document.main)
    try:
        return _build(document, provider, version)
    except RecursionError:
        raise problem("too-deep", "is nested too deeply", document.root.place) from None


def _build(document: Document, provider: str, version: str) -> tuple[Api, list[Finding]]:
    findings: list[Finding] = []

    def warn(rule: str, message: str, node: Node) -> None:
        findings.append(Finding(rule, Level.WARNING, message, node.place))

    schemas = Schemas(document, warn)
    operations = Operations(document, schemas, warn)
    resources = operations.build()
    _expect_all(operations.count(), resources, document)
    webhooks = webhooks_of(document, schemas, warn)
    schemas.finish()
    info, root = document.root.get("info"), document.root
    title = text_of(info, "title") or provider
    types = [*roots(one for resource in resources for one in resource.operations), *(hook.type for hook in webhooks)]
    used = sorted(reach(schemas.models, types))
    names = naming.assign(((key, *schemas.wishes[key]) for key in used), taken=MODEL_NAMES_TAKEN, join="")
    models = sorted((schemas.models[key] for key in used), key=lambda model: names[model.key])
    logins = {operation.id: (resource, operation) for resource in resources for operation in resource.operations}

    def login(operation_id: str) -> tuple[str, str, tuple[str, ...]] | None:
        found = logins.get(operation_id)
        body = found[1].body if found else None
        if found is None or body is None:
            return None
        model = schemas.models.get(body.type.key) if isinstance(body.type, _Ref) else None
        members = tuple(field.wire for field in model.fields) if isinstance(model, Struct) else ()
        return found[0].module, found[1].constant, members

    headers = facts(root, "x-reissue-headers", warn)
    api = Api(
        provider=provider,
        title=title,
        class_name=_class_name(title, provider, resources),
        description=description_of(info),
        source=document.main.name,
        digest=document.digest,
        version=version,
        resources=resources,
        models=tuple(models),
        names=names,
        servers=servers_of(document, warn),
        schemes=Schemes(document, warn, login).build(),
        security=security_of(root.get("security")) or (),
        envelopes=envelopes_of(root, warn) or (),
        headers=tuple(sorted(headers.items())),
        webhooks=webhooks,
    )
    return api, findings


def _class_name(title: str, provider: str, resources: tuple[Resource, ...]) -> str:
    """The title as the vendor writes it where the package is named after it ('QorePay'), else the package's name."""
    plain = "".join(word for word in naming.words(title) if word.lower() != "api")
    name = naming.pascal(plain if plain.lower() == provider.replace("_", "") else provider, "Api")
    taken = FOREIGN_NAMES | {resource.name for resource in resources}
    return f"{name}Client" if name in taken or f"Async{name}" in taken else name


def _require_openapi(source: Source) -> None:
    root = Node(source, (), source.data)
    version = root.map.get("openapi")
    hint = "give an OpenAPI 3.0 or 3.1 document"
    if not isinstance(root.value, dict):
        raise problem("not-openapi", "is not an object", root.place, hint)
    if "swagger" in root.map:
        raise problem(
            "not-openapi",
            f"is Swagger {root.map['swagger']}",
            root.get("swagger").place,
            "convert it to OpenAPI 3 first",
        )
    if not isinstance(version, str | float) or not str(version).startswith("3."):
        raise problem(
            "not-openapi",
            f"names no OpenAPI 3 version (openapi: {str(version)[:40]!r})",
            root.get("openapi").place,
            hint,
        )
    for key, kind in (
        ("info", dict),
        ("paths", dict),
        ("webhooks", dict),
        ("components", dict),
        ("servers", list),
        ("tags", list),
    ):
        if root.map.get(key) is not None and not isinstance(root.map[key], kind):
            raise problem(
                "structure", f"{key!r} is not {'an object' if kind is dict else 'a list'}", root.get(key).place
            )
    if not any(isinstance(root.map.get(key), dict) for key in ("paths", "webhooks", "components")):
        raise problem("structure", "has neither paths nor webhooks nor components", root.place)


def _expect_all(count: int, resources: tuple[Resource, ...], document: Document) -> None:
    """Operations in = operations out is a rule, so it is checked rather than trusted."""
    built = sum(len(resource.operations) for resource in resources)
    if built != count:
        raise problem(
            "operations-lost",
            f"{count} operations in the document, {built} in the client",
            document.root.place,
            "please report this",
        )
