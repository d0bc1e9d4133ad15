# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""What a call needs of its client: what it was made with, and what it tells of."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from .address import base_url, operation_base
from .auth import Applied, Given, ReadyToken, Session, is_token, secrets_of
from .beside_body import beside_body
from .drift import Drift, DriftReport, write
from .errors import ConfigurationError
from .operation import Effect, Operation
from .options import MAX_BYTES, TimedOptions, unfit
from .provider import Provider
from .request import Plan, check_headers
from .retry import RetryPolicy, uniform
from .secret import Mask
from .steps import Broken, Prepared, Reply

Credentials: TypeAlias = Mapping[str, Given]


if TYPE_CHECKING:
    _Guarded = type
else:

    class _Guarded(type):
        """Makes a client.

        An error on the way leaves behind the frames in which credentials are plain
        arguments.
        """

        def __call__(cls, *args, **kwargs):
            try:
                return super().__call__(*args, **kwargs)
            except Exception as error:  # noqa: BLE001
                args, kwargs, failure = (), {}, error
            raise failure.with_traceback(None)


class Context(metaclass=_Guarded):
    """What sync and async clients share: everything but waiting."""

    _transport: Any
    """Of the one kind or the other; see `transport`."""

    def __init__(
        self,
        provider: Provider,
        server: str,
        credentials: Credentials,
        options: TimedOptions,
        api_version: str | None = None,
    ) -> None:
        servers = options.get("servers") or {}
        if problem := unfit(cast("Mapping[str, Any]", options)) or provider.unfit(
            servers
        ):
            raise ConfigurationError(f"{problem}.")
        self.provider = provider
        self._plain = provider.plain if options.get("insecure") else frozenset[str]()
        self.server = base_url(server, self._plain)
        """The base address, without a trailing slash."""
        self._servers = {
            own: base_url(servers[key], self._plain)
            for own, written in provider.own.items()
            for key in (written, own)
            if key in servers
        }
        self.api_version = api_version
        """The version of the vendor's API; None where clients do not choose one."""
        self.timeout = options.get("timeout", 30.0)
        self.retry = options.get("retry") or RetryPolicy()
        self.max_bytes = options.get("max_bytes", MAX_BYTES)
        self.strict = options.get("strict", False)
        self.clock = options.get("clock", time.monotonic)
        """Seconds, never going back: deadlines, waits and tokens are counted on it."""
        self.mask = Mask()
        self.uniform = uniform
        """The source of jitter; tests replace it."""
        agent = options.get("user_agent", provider.user_agent)
        headers = options.get("headers", {})
        self._headers = (("User-Agent", agent), *provider.headers, *headers.items())
        self._on_drift = options.get("on_drift")
        self._report = DriftReport(provider.name)
        self._plans: dict[tuple[Operation[Any], bool], Plan] = {}
        self._applied: dict[str, Applied] = {}
        self._sessions: dict[str, Session] = {}
        from logging import getLogger

        self._log = getLogger(f"reissue.{provider.name}")
        check_headers({**headers, "User-Agent": agent})
        for carrier, known in provider.versions.items():
            if api_version not in known or carrier in map(str.lower, headers):
                raise ConfigurationError(
                    "the version of the API is given as "
                    f"api_version={' or '.join(map(repr, known))}."
                )
        self._take(credentials)
        for name, value in headers.items():
            if any(word in name.lower() for word in _SECRET_WORDS):
                self.mask.add(value)

    def _take(self, credentials: Credentials) -> None:
        for name, given in credentials.items():
            scheme = self.provider.schemes[name]
            if is_token(given, scheme):
                self._sessions[name] = ReadyToken(given, scheme.prefix, self.mask)
                continue
            secrets = secrets_of(name, scheme, given)
            if secrets is None:
                continue
            for text in scheme.texts(secrets):
                self.mask.add(text)
            session = scheme.session(secrets, self.mask, self.clock, self._make_lock())
            if session is None:
                self._applied[name] = scheme.apply(secrets)
            else:
                self._sessions[name] = session

    def _make_lock(self) -> Any:
        """What is held during a login."""
        raise NotImplementedError

    @property
    def closed(self) -> bool:
        """Whether the connections were closed."""
        return bool(self._transport.closed)

    def deaf_to(self, prepared: Prepared) -> bool:
        """Whether the body is of a kind that this client cannot send."""
        return isinstance(prepared.content, self._transport.cannot_send)

    @property
    def live(self) -> bool | None:
        """Whether real money and real people stand behind the server.

        None where that is not known.
        """
        return self.provider.is_live(self.server)

    # --- operations ---

    def plan(self, operation: Operation[Any], anonymous: bool = False) -> Plan:
        """What is the same for every call of an operation.

        `anonymous`: without credentials. Raises ConfigurationError.
        """
        plan = self._plans.get((operation, anonymous))
        if plan is None:
            try:
                plan = self._plan(operation, anonymous)
            except ConfigurationError as error:
                error.provider, error.operation = self.provider.name, operation.id
                raise
            self._plans[operation, anonymous] = plan
        return plan

    def _plan(self, operation: Operation[Any], anonymous: bool) -> Plan:
        security = operation.security
        if security is None:
            security = self.provider.security
        applied, session = ((), None) if anonymous else self._credentials(security)
        base = operation_base(
            self.server,
            operation.server,
            operation.servers,
            self._servers,
            self._plain,
        )
        return Plan(operation, self.provider, base, self._headers, applied, session)

    def _credentials(
        self, security: tuple[tuple[str, ...], ...]
    ) -> tuple[Sequence[Applied], Session | None]:
        """What the first alternative adds that there are credentials for."""
        # "None at all" only where nothing else fits.
        for schemes in sorted(security, key=lambda schemes: not schemes):
            applied = [self._applied[name] for name in schemes if name in self._applied]
            sessions = [
                self._sessions[name] for name in schemes if name in self._sessions
            ]
            if len(applied) + len(sessions) < len(schemes):
                continue
            told = {
                pair for added in applied for pair in added.headers if _is_login(pair)
            }
            if len(sessions) + len(told) > 1:  # the same token for two schemes is one
                raise ConfigurationError(
                    f"{self.provider.name}: this operation needs {' and '.join(schemes)}"
                    " in one header: that cannot be sent."
                )
            return applied, sessions[0] if sessions else None
        if not security:
            return (), None
        raise ConfigurationError(
            f"{self.provider.name}: this operation needs credentials: "
            + " or ".join(
                " and ".join(map(self._wanted, schemes)) for schemes in security
            )
            + "."
        )

    def _wanted(self, name: str) -> str:
        scheme = self.provider.schemes.get(name)
        return f"{name} ({', '.join(scheme.arguments)})" if scheme is not None else name

    # --- what is told ---

    def request_id(self, reply: Reply | None) -> str | None:
        """The provider's own name of a request, which may hold what we sent."""
        return self.mask(reply.request_id or "") or None if reply is not None else None

    def log_attempt(
        self,
        operation: Operation[Any],
        attempt: int,
        answer: Reply | Broken,
        began: float,
        key: str | None,
    ) -> None:
        """One line per attempt, at DEBUG: no address, no header, no body."""
        if not self._log.isEnabledFor(10):
            return
        reply = answer if isinstance(answer, Reply) else None
        write(
            self._log,
            10,
            "%s %s %s attempt=%d %s %.0fms request_id=%s key=%s",
            operation.id,
            operation.method,
            operation.path,
            attempt,
            answer.status if isinstance(answer, Reply) else answer.name,
            (self.clock() - began) * 1000,
            self.request_id(reply) or "-",
            key or "-",
        )

    def log_interrupted(self, operation: Operation[Any], key: str | None) -> None:
        """A call was given up between sending and the answer.

        Who reads the log can find out what became of it.
        """
        if operation.effect is not Effect.READS:
            write(
                self._log,
                30,
                "%s was interrupted while sent; it may have happened. key=%s",
                operation.id,
                key or "-",
            )

    def report(
        self, operation: Operation[Any], status: int, drifts: tuple[Drift, ...]
    ) -> tuple[Drift, ...]:
        """Tell of the drifts of an answer. Returns them without secrets."""
        tell, on_drift = self._report.tell, self._on_drift
        return tell(operation.id, status, drifts, on_drift, self.mask)

    def log_beside_body(self, operation: Operation[Any], reply: Reply) -> None:
        """Tell of what is not documented of an answer, its body apart."""
        about, found = (operation.id, reply.status), beside_body(operation, reply)
        self._report.note(*about, found, self._on_drift, self.mask)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.server!r})"

    def __reduce__(self) -> str:
        raise TypeError(
            "clients hold credentials and connections, and do not pickle; "
            "make one where it is used"
        )


def _is_login(header: tuple[bytes, bytes]) -> bool:
    return header[0].lower() == b"authorization"


_SECRET_WORDS: Final = ("auth", "key", "token", "secret", "cookie")
"""What the name of a header has in it whose value is to be masked."""
