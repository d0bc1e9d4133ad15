"""Credentials and settings of each provider: given in code, or read from the environment.

Each field is read from ``REISSUE_<PROVIDER>_<FIELD>``, such as REISSUE_QOREPAY_SECRET_KEY. `server` is the name of a
documented server (``sandbox``) or an https:// address; where a provider has several servers, none is chosen silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar, Self

from msgspec import Struct
from msgspec.structs import FieldInfo, fields, force_setattr
from reissue_runtime.secret import Secret

from .errors import ConfigurationError

Text = str | Secret


class Credentials(Struct, frozen=True, kw_only=True):
    """Base of the credentials of a provider. Secrets in it are blank in every text, and empty after pickling."""

    provider: ClassVar[str]
    secrets: ClassVar[tuple[str, ...]]
    """Names of the fields that no text may show; the client takes each as an argument of the same name."""
    package: ClassVar[str | None] = None
    """The generated package of the client, whose `Server` names the servers."""

    server: str

    def __post_init__(self) -> None:
        for name in self.secrets:
            force_setattr(self, name, Secret(getattr(self, name)))
        for name in self.secrets:
            if not getattr(self, name):
                raise ConfigurationError(f"{self.provider}: {name} is empty.", provider=self.provider)

    def arguments(self) -> dict[str, Any]:
        """The arguments of the client's constructor. Raises ConfigurationError for a server that is not known."""
        return {**{name: getattr(self, name) for name in self.secrets}, "server": self.address()}

    def address(self) -> str:
        """The base address that `server` stands for."""
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
        return {name.lower(): str(one) for name, one in import_module(cls.package).Server.__members__.items()}

    @classmethod
    def variables(cls) -> dict[str, bool]:
        """The environment variables that are read, and whether each is required."""
        return {_variable(cls, field): field.required for field in fields(cls)}

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self | None:
        """Out of environment variables; None where none of them is set.

        Raises ConfigurationError, which names what is missing, where only some are.
        """
        named = {field.name: environ.get(_variable(cls, field), "").strip() for field in fields(cls)}
        given = {name: value for name, value in named.items() if value}
        if not given:
            return None
        missing = [field for field in fields(cls) if field.required and field.name not in given]
        if missing:
            problem = f"{cls.provider}: set {' and '.join(_variable(cls, field) for field in missing)}."
            if any(field.name == "server" for field in missing):
                problem += f" The server is one of {_choices(cls.servers())}."
            environ = named = given = {}  # a traceback with local values must not show them
            raise ConfigurationError(problem, provider=cls.provider)
        return cls(**given)


def _variable(cls: type[Credentials], field: FieldInfo) -> str:
    return f"REISSUE_{cls.provider}_{field.name}".upper()


def _choices(servers: Mapping[str, str]) -> str:
    return ", ".join([*servers, "an https:// address"])


class QorePayCredentials(Credentials, frozen=True, kw_only=True):
    """QorePay: the key decides whether calls are test or live; there is one server."""

    provider: ClassVar[str] = "qorepay"
    secrets: ClassVar[tuple[str, ...]] = ("secret_key",)
    package: ClassVar[str | None] = "reissue_clients.qorepay"

    secret_key: Text
    server: str = "production"
    brand_id: str | None = None
    """The brand that sells; needed to create."""
    webhook_key: str | tuple[str, ...] | None = None
    """Public key (PEM) that verifies webhooks, from ``client.webhooks`` or ``client.public_key``; several while it
    changes. Literal ``\\n`` pairs in it are read as line breaks."""


class AbillifyCredentials(Credentials, frozen=True, kw_only=True):
    """Abillify: API credentials from the portal. Production has an address of its own for each customer."""

    provider: ClassVar[str] = "abillify"
    secrets: ClassVar[tuple[str, ...]] = ("username", "password")
    package: ClassVar[str | None] = "reissue_clients.abillify"

    username: Text
    password: Text


class IremboPayCredentials(Credentials, frozen=True, kw_only=True):
    """IremboPay: the merchant's secret key, which also verifies webhooks."""

    provider: ClassVar[str] = "irembopay"
    secrets: ClassVar[tuple[str, ...]] = ("secret_key",)
    package: ClassVar[str | None] = "reissue_clients.irembopay"

    secret_key: Text
    payment_account: str | None = None
    """The payment account that takes the money and decides the currency; needed to create."""


class PayPenCredentials(Credentials, frozen=True, kw_only=True):
    """PayPen: the company's API key and the e-mail address of its API user. There is one server, and it is live."""

    provider: ClassVar[str] = "paypen"
    secrets: ClassVar[tuple[str, ...]] = ("api_key", "email")
    package: ClassVar[str | None] = "reissue_clients.paypen"

    api_key: Text
    email: Text
    server: str = "production"
