"""Base of the credentials of a provider: secrets and settings, given in code or read from the environment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NoReturn, Self, TypeAlias, TypeVar, cast

from msgspec import Struct
from msgspec.structs import fields, force_setattr
from reissue_runtime import Secret

from ..errors import ConfigurationError, nearest
from .by_name import imported

G = TypeVar("G")
Given: TypeAlias = G | Callable[[], G]
"""Credentials, or what gives them when it is called: see `Reissue`."""
_ACCOUNT = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class Credentials(Struct, frozen=True, kw_only=True):
    """Base of the credentials of a provider: a frozen struct, all of whose members are given by name.

    Each member is also read from the environment variable ``REISSUE_<PROVIDER>_<NAME>``, and of a further account from
    ``REISSUE_<PROVIDER>__<ACCOUNT>__<NAME>``. Secrets are blank in every text, and they do not pickle.

    Raises ConfigurationError where a secret is empty.
    """

    provider: ClassVar[str]
    """The provider's name, as verbs take it."""
    secrets: ClassVar[tuple[str, ...]]
    """Names of the fields that no text may show; the client takes each as an argument of the same name."""
    package: ClassVar[str | None] = None
    """The generated package of the client, whose `Server` names the servers."""

    server: str
    """The name of a documented server, such as ``sandbox``, or an https:// address."""

    def __post_init__(self) -> None:
        wrong = next((name for name in self.secrets if not isinstance(getattr(self, name), str | Secret)), None)
        if wrong is None and not isinstance(cast("object", self.server), str):
            wrong = "server"
        if wrong is not None:  # without its value, and without that of another one
            raise ConfigurationError(f"{self.provider}: {wrong} is a text.", provider=self.provider)
        for name in self.secrets:
            force_setattr(self, name, Secret(getattr(self, name)))
        for name in self.secrets:
            if not getattr(self, name):
                raise ConfigurationError(f"{self.provider}: {name} is empty.", provider=self.provider)

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds secrets, and does not pickle: make it where it is used")

    def arguments(self) -> dict[str, Any]:
        """The arguments of the client's constructor: the secrets, and the address as `server`.

        Raises ConfigurationError for a server that is not known.
        """
        return {**{name: getattr(self, name) for name in self.secrets}, "server": self.address()}

    def address(self) -> str:
        """The base address that `server` stands for.

        Raises ConfigurationError for a server that is not known, and for one that is another one for each customer.
        """
        known = self.servers()
        address = known.get(self.server.lower()) or (self.server if "://" in self.server else None)
        if address is None:
            choices = _choices(known)
            raise ConfigurationError(f"{self.provider}: the server is one of {choices}.", provider=self.provider)
        if "{" in address:
            raise ConfigurationError(
                f"{self.provider}: that server is another one for each customer; give its address, such as {address}.",
                provider=self.provider,
            )
        return address

    def check_server(self) -> None:
        """Raise what `address` raises, and for an address that no client takes. For the default nothing is imported."""
        default = next(field.default for field in fields(type(self)) if field.name == "server")
        if self.server == default:
            return
        from reissue_runtime.address import base_url

        try:
            base_url(self.address())
        except ConfigurationError as error:
            error.provider = self.provider
            raise

    @classmethod
    def servers(cls) -> Mapping[str, str]:
        """The documented servers: lower-case name to address."""
        if cls.package is None:
            return {}
        members = imported(f"{cls.package}:Server").__members__
        return {name.lower(): str(address) for name, address in members.items()}

    @classmethod
    def variables(cls, account: str | None = None) -> dict[str, bool]:
        """The environment variables that are read, of the main account or of another one, and whether each is required."""
        return {variable(cls, field.name, account): field.required for field in fields(cls)}

    @classmethod
    def accounts(cls, environ: Mapping[str, str]) -> list[str]:
        """The further accounts that have variables, each by its name as `account_name` writes it.

        Raises ConfigurationError for a variable that begins as those of an account, and that none has: account and member
        cannot be told apart, or it has hyphens or small letters, so that it would not be read.
        """
        prefix, found = variable(cls, "_"), set[str]()
        for name in environ:
            if name.upper().startswith(prefix) and environ[name].strip():
                account, _, member = name[len(prefix) :].partition("__")
                if not member:
                    raise ConfigurationError(misnamed({name: "set"}, "", cls.variables()), provider=cls.provider)
                known = cls.variables(account)
                if name not in known:
                    raise ConfigurationError(misnamed({name: "set"}, "", known), provider=cls.provider)
                found.add(account_name(account))
        return sorted(found)

    @classmethod
    def from_env(cls, environ: Mapping[str, str], account: str | None = None) -> Self | None:
        """Out of environment variables.

        - environ: The variables, such as ``os.environ``. An empty one counts as not set.
        - account: The name of a further account, such as ``shop-b``; its variables alone are read.

        Returns the credentials; None where none of their variables is set.

        Raises ConfigurationError, which names what is missing, where only some are, and for a variable of a further
        account that there is not.
        """
        named = {field.name: environ.get(variable(cls, field.name, account), "").strip() for field in fields(cls)}
        given = {name: value for name, value in named.items() if value}
        missing = [field for field in fields(cls) if field.required and field.name not in given]
        problem = misnamed(environ, variable(cls, "", account), cls.variables(account)) if account else ""
        if missing and given and not problem:
            problem = f"{cls.provider}: set {' and '.join(variable(cls, field.name, account) for field in missing)}."
            if any(field.name == "server" for field in missing):
                problem += f" The server is one of {_choices(cls.servers())}."
        if problem:
            environ = named = given = {}  # a traceback with local values must not show them
            raise ConfigurationError(problem, provider=cls.provider)
        return cls(**given) if given else None


def variable(cls: type[Credentials], name: str, account: str | None = None) -> str:
    """The environment variable of one member; with an empty name, how all of them begin."""
    within = f"_{account_name(account).replace('-', '_')}__" if account is not None else ""
    return f"REISSUE_{cls.provider}_{within}{name}".upper()


def account_name(name: str) -> str:
    """An account's name as it is compared, in small letters and with hyphens: ``SHOP_B``, ``Shop-B`` are ``shop-b``.

    Raises ConfigurationError for a name that could not stand in the name of an environment variable.
    """
    if not isinstance(cast("object", name), str):
        raise ConfigurationError(f"The name of an account is a text, not {type(name).__name__}.")
    plain = name.lower().replace("_", "-")
    if not _ACCOUNT.fullmatch(plain):
        why = "is made of letters, digits, and single hyphens or underscores between them"
        raise ConfigurationError(f"The name of an account {why}; {name!r} is none.")
    return plain


def misnamed(environ: Mapping[str, str], prefix: str, known: Mapping[str, object]) -> str:
    """What is wrong with a variable that is set, begins so, and is none of those known; nothing where there is none."""
    for name in environ:
        if name.startswith(prefix) and name not in known and environ[name].strip():
            there = [one for one in known if one.startswith(prefix)] or [*known]
            return (
                f"There is no environment variable {name}.{nearest(name.upper(), there)} There are {', '.join(there)}."
            )
    return ""


def _choices(servers: Mapping[str, str]) -> str:
    return ", ".join([*servers, "an https:// address"])
