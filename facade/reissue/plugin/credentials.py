"""Base of the credentials of a provider: secrets and settings, given in code or read from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn, Self

from msgspec import Struct
from msgspec.structs import fields, force_setattr
from reissue_runtime import Secret

from ..errors import ConfigurationError
from .by_name import imported


class Credentials(Struct, frozen=True, kw_only=True):
    """Base of the credentials of a provider: a frozen struct, all of whose members are given by name.

    Each member is also read from the environment variable ``REISSUE_<PROVIDER>_<NAME>``. Secrets are blank in every
    text, and they do not pickle.

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

    @classmethod
    def servers(cls) -> Mapping[str, str]:
        """The documented servers: lower-case name to address."""
        if cls.package is None:
            return {}
        members = imported(f"{cls.package}:Server").__members__
        return {name.lower(): str(address) for name, address in members.items()}

    @classmethod
    def variables(cls) -> dict[str, bool]:
        """The environment variables that are read, and whether each is required."""
        return {variable(cls, field.name): field.required for field in fields(cls)}

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self | None:
        """Out of environment variables.

        - environ: The variables, such as ``os.environ``. An empty one counts as not set.

        Returns the credentials; None where none of their variables is set.

        Raises ConfigurationError, which names what is missing, where only some are.
        """
        named = {field.name: environ.get(variable(cls, field.name), "").strip() for field in fields(cls)}
        given = {name: value for name, value in named.items() if value}
        if not given:
            return None
        missing = [field for field in fields(cls) if field.required and field.name not in given]
        if missing:
            problem = f"{cls.provider}: set {' and '.join(variable(cls, field.name) for field in missing)}."
            if any(field.name == "server" for field in missing):
                problem += f" The server is one of {_choices(cls.servers())}."
            environ = named = given = {}  # a traceback with local values must not show them
            raise ConfigurationError(problem, provider=cls.provider)
        return cls(**given)


def variable(cls: type[Credentials], name: str) -> str:
    """The environment variable of one member."""
    return f"REISSUE_{cls.provider}_{name}".upper()


def _choices(servers: Mapping[str, str]) -> str:
    return ", ".join([*servers, "an https:// address"])
