"""client.py: the servers, the facts of the provider, and the client, for sync and async callers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..api.connection import Credential, SecurityScheme, Server, Variable
from ..api.models import Description
from ..api.records import Api, Resource
from ..api.sentences import joined
from .code import call, keywords, literals, set_of
from .descriptor import envelope
from .file import EmittedFile
from .prose import BULLET, bullets, paragraphs, vendor_notes
from .signature import Argument, head, required_first
from .sinks import Code, docstring, dotted, ident, literal, map_of, shortened, tuple_of
from .templates import FileView

VERSION = ident("api_version")
"""What the constructor calls the version of the vendor's API."""


@dataclass(frozen=True, slots=True)
class ServerView:
    """A member of the enumeration of servers."""

    name: Code
    url: Code
    doc: Code | None


@dataclass(frozen=True, slots=True)
class ResourceProperty:
    """A property of the client, or of a resource around it, that gives a resource."""

    attribute: Code
    name: Code
    module: Code
    doc: Code


@dataclass(frozen=True, slots=True)
class FlavourView:
    """The sync or the async class of the client."""

    name: Code
    base: Code
    doc: Code
    arguments: Code
    properties: tuple[ResourceProperty, ...]


@dataclass(frozen=True, slots=True)
class LoginView:
    """The operation that gives a token, a constant of a module of the resources, and the function that gets it."""

    name: Code
    module: Code
    constant: Code


@dataclass(frozen=True, kw_only=True)
class ClientFileView(FileView):
    """client.py"""

    template: ClassVar[str] = "client.py.jinja"
    doc: Code
    runtime: Code
    servers: tuple[ServerView, ...]
    servers_base: Code
    servers_doc: Code
    logins: tuple[LoginView, ...]
    facts: tuple[Code, ...]
    has_credentials: bool
    has_tokens: bool
    """Whether a ready token may be given, or a function that gives one."""
    server: Code
    """The server as the constructor hands it on."""
    given: Code
    literals: bool
    """Whether an argument has listed values."""
    versions: Code
    """The version as the constructor hands it on, behind a comma; '' where there is none to choose."""
    resources: tuple[ResourceProperty, ...]
    flavours: tuple[FlavourView, ...]


def client_file_view(file: EmittedFile, api: Api, header: Code) -> ClientFileView:
    """The file of the client."""
    for name in ("AsyncClient", "Client", "Provider"):
        file.use(name)
    variables = any("{" in server.url for server in api.servers)
    servers_base = ident("VariableServer" if variables else "ServerBase")
    if api.servers:
        file.use(servers_base)
    for scheme in api.schemes:
        file.use(scheme.kind)
    facts = tuple(keywords(_facts(file, api)))
    server = _filled(file, api)
    given = map_of((literal(scheme.wire), _given(file, api, scheme)) for scheme in api.schemes)
    return ClientFileView(
        header=header,
        doc=docstring(f"The clients of {api.title}, sync and async.", 0),
        imports=file.lines(),
        runtime=dotted(file.runtime),
        servers=tuple(_server(server) for server in api.servers),
        servers_base=servers_base,
        servers_doc=docstring(f"The servers of {api.title}; any other address can be given as text.", 4),
        logins=tuple(_logins(api)),
        facts=facts,
        has_credentials=any(scheme.credentials for scheme in api.schemes),
        has_tokens=any(_is_token(scheme, one) for scheme in api.schemes for one in scheme.credentials),
        server=server,
        given=given,
        literals=bool(api.api_version) or any(one.known for one in api.variables),
        versions=Code(f", {VERSION}" if api.api_version else ""),
        resources=properties_of(api.inside(None), ""),
        flavours=(
            _flavour(api, "", docstring(_client_doc(api), 4)),
            _flavour(api, "Async", docstring(f"`{api.class_name}`, awaited.", 4)),
        ),
    )


def _flavour(api: Api, prefix: str, doc: Code) -> FlavourView:
    base = ident(f"{prefix}Client")
    given = [*required_first(_credentials(api)), _server_argument(api), *_variables(api), *_version(api)]
    options = Code(f"**options: Unpack[{base}Options]")
    return FlavourView(
        name=ident(f"{prefix}{api.class_name}"),
        base=base,
        doc=doc,
        arguments=Code(f"{head(given)}, {options}"),
        properties=properties_of(api.inside(None), prefix),
    )


def properties_of(resources: Iterable[Resource], prefix: str) -> tuple[ResourceProperty, ...]:
    """How a client, or a resource around others, leads to them."""
    return tuple(_property(resource, prefix) for resource in resources)


def _property(resource: Resource, prefix: str) -> ResourceProperty:
    return ResourceProperty(
        ident(resource.attribute),
        ident(f"{prefix}{resource.name}"),
        ident(resource.module),
        docstring(shortened(resource.description.text, BULLET) or resource.name, 8),
    )


def _server(server: Server) -> ServerView:
    doc = docstring(paragraphs(server.description, BULLET), 4) if server.description else None
    return ServerView(ident(server.name), literal(server.url), doc)


# --- credentials ---------------------------------------------------------------------------------------------


def _credentials(api: Api) -> Iterator[Argument]:
    for scheme in api.schemes:
        for credential in scheme.credentials:
            type_ = "str | Secret | GivesToken" if _is_token(scheme, credential) else "str | Secret"
            if api.requires(scheme):
                yield Argument(ident(credential.name), Code(type_))
            else:
                yield Argument(ident(credential.name), Code(f"{type_} | None"), Code("None"))


def _is_token(scheme: SecurityScheme, credential: Credential) -> bool:
    """Whether a credential is a token that may come from a function."""
    return scheme.kind == "Bearer" or (scheme.kind == "OAuth2" and credential.wire == "access_token")


def _logins(api: Api) -> Iterator[LoginView]:
    for scheme in api.schemes:
        if scheme.login is not None:
            yield LoginView(_login_name(api, scheme), *map(ident, scheme.login))


def _login_name(api: Api, scheme: SecurityScheme) -> Code:
    """What the function is called that gets the login of a scheme: led by nothing where there is one login."""
    places = [one.wire for one in api.schemes if one.login is not None]
    return ident("_login" if len(places) == 1 else f"_login_{places.index(scheme.wire) + 1}")


def _variables(api: Api) -> Iterator[Argument]:
    """The variables of the servers."""
    for one in api.variables:
        known = f"Literal[{', '.join(map(literal, one.known))}]" if one.known else "str"
        if one.default is None:
            yield Argument(ident(one.name), Code(f"{known} | None"), Code("None"))
        else:
            yield Argument(ident(one.name), Code(known), literal(one.default))


def _filled(file: EmittedFile, api: Api) -> Code:
    if not api.variables:
        return ident("server")
    given = [(literal(one.wire), tuple_of([ident(one.name), literal(one.known)])) for one in api.variables]
    return call(file.use("filled"), [ident("server"), map_of(given), *_own_defaults(api)])


def _own_defaults(api: Api) -> Iterator[Code]:
    """By server: the defaults of the variables that are not the same for all of them."""
    apart = {one.wire for one in api.variables if one.default is None}
    own = {
        server.name: [(literal(one.wire), literal(one.default)) for one in server.variables if one.wire in apart]
        for server in api.servers
    }
    if apart:
        yield map_of((Code(f"Server.{ident(name)}"), map_of(each)) for name, each in own.items() if each)


def _version(api: Api) -> Iterator[Argument]:
    """The version of the vendor's API, where there are several."""
    if api.api_version is not None:
        known = ", ".join(map(literal, api.versions))
        yield Argument(VERSION, Code(f"Literal[{known}]"), literal(api.api_version.default))


def _server_argument(api: Api) -> Argument:
    """A server is the default only where there is one alone, and nothing about it is left to ask."""
    if not api.servers:
        return Argument(ident("server"), Code("str"))
    only = api.servers[0] if len(api.servers) == 1 else None
    known = only is not None and not only.ask and "://" in only.url
    default = Code(f"Server.{ident(api.servers[0].name)}") if known else None
    return Argument(ident("server"), Code("Server | str"), default)


def _given(file: EmittedFile, api: Api, scheme: SecurityScheme) -> Code:
    """The credentials of a scheme as the constructor hands them on; None where one of them was left out."""
    names = [ident(credential.name) for credential in scheme.credentials]
    if scheme.kind == "MutualTls":
        return call(file.use("own_client"), [ident("options")])
    if scheme.kind == "OAuth2":  # what gets a token, or a ready one
        *pair, token = names
        test = " and ".join(f"{name} is not None" for name in pair)
        return Code(f"{tuple_of(pair)} if {test} else {token}")
    if scheme.kind == "Bearer":
        return names[0]
    if api.requires(scheme):
        return tuple_of(names)
    test = " and ".join(f"{name} is not None" for name in names)
    return Code(f"{tuple_of(names)} if {test} else None")


# --- facts of the provider -----------------------------------------------------------------------------------


def _facts(file: EmittedFile, api: Api) -> Iterator[tuple[str, Code]]:
    yield "name", literal(api.provider)
    yield "user_agent", literal(f"reissue/{api.version} ({api.provider})")
    if api.schemes:
        yield "schemes", map_of((literal(scheme.wire), _scheme(api, scheme)) for scheme in api.schemes)
    if api.security:
        yield "security", literal(api.security)
    if api.envelopes:
        yield "envelopes", tuple_of([envelope(file, each) for each in api.envelopes])
    if api.headers:
        yield "headers", literal(api.headers)
    if (version := api.api_version) is not None:
        yield "versions", map_of([(literal(version.wire.lower()), literal(api.versions))])
    for key, live in (("live", True), ("sandbox", False)):
        if servers := [server for server in api.servers if server.live is live]:
            yield key, set_of(Code(f"Server.{ident(server.name)}") for server in servers)
    if own := {one.server: one.written for one in api.operations if one.server is not None and not one.hosts}:
        yield "own", map_of((literal(server), literal(own[server])) for server in sorted(own))
    if plain := list(_plain(api)):
        yield "plain", set_of(plain)


def _plain(api: Api) -> Iterator[Code]:
    """The addresses that the document has with http://."""
    for server in api.servers:
        if server.url.startswith("http://"):
            yield Code(f"Server.{ident(server.name)}")
    own = {url for operation in api.operations for _, url in operation.servers or ()}
    yield from (literal(url) for url in sorted(own) if url.startswith("http://"))


def _scheme(api: Api, scheme: SecurityScheme) -> Code:
    login = [_login_name(api, scheme)] if scheme.login is not None else []
    return call(ident(scheme.kind), login, literals(scheme.options))


def _client_doc(api: Api) -> str:
    by_description: dict[Description, list[str]] = {}
    for scheme in api.schemes:
        unsaid = Description(f"A credential of the scheme {scheme.wire}.")
        for credential in scheme.credentials:
            by_description.setdefault(credential.description or unsaid, []).append(credential.name)
    told = [(", ".join(names), description) for description, names in by_description.items()]
    version = _told_of_version(api)
    server = "A member of Server, or an address as text." if api.servers else "The address of the API."
    variables = [(one.name, _told_of_variable(one)) for one in api.variables]
    options = "Time limits, retries, an HTTP client of your own: see ClientOptions."
    credentials, versions = ([(names, each.text) for names, each in part] for part in (told, version))
    arguments = [*credentials, ("server", server), *variables, *versions, ("options", options)]
    wrong = "server, credential, version or option" if version else "server, credential or option"
    raises = f"Raises ConfigurationError for a {wrong} that cannot work."
    return joined([f"A client of {api.title}.", bullets(arguments), raises, vendor_notes([*told, *version])])


def _told_of_variable(one: Variable) -> str:
    told = one.description.text or f"The variable {one.wire} of the server."
    return told if one.default is not None else f"{told} Where it is left out, each server has its own."


def _told_of_version(api: Api) -> list[tuple[str, Description]]:
    """What the argument with the version of the vendor's API means, where there is one."""
    if api.api_version is None:
        return []
    return [(VERSION, api.api_version.description or Description("The version of the vendor's API."))]
