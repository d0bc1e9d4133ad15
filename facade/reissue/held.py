"""What a gateway holds: credentials, further accounts, and an adapter for each provider, made when it is first used."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from . import registry
from .capabilities import capabilities
from .errors import ConfigurationError, Outcome, ReissueError, WebhookVerificationError, nearest
from .plugin.credentials import Credentials, account_name, misnamed, variable
from .plugin.record import fitting

if TYPE_CHECKING:
    from .plugin import Adapter, Given

F = TypeVar("F", bound=Callable[..., object])


if TYPE_CHECKING:

    def leaving_nothing(method: F) -> F: ...

    _Guarded = type
else:

    def leaving_nothing(method):
        """The same, but an error leaves behind the frames in which secrets may be plain arguments, perhaps misplaced ones."""

        @wraps(method)
        def guarded(*args, **kwargs):
            try:
                return method(*args, **kwargs)
            except Exception as error:
                args, kwargs, failure = (), {}, error
            raise failure.with_traceback(None)

        return guarded

    class _Guarded(type):
        """Makes a gateway."""

        __call__ = leaving_nothing(type.__call__)


class Held(metaclass=_Guarded):
    """The credentials that a gateway was given, and the adapters that are made of them."""

    _asynchronous: ClassVar[bool]
    _settles: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        more: Sequence[Credentials],
        named: Mapping[str, Given[Credentials] | None],
        accounts: Mapping[str, object],
        clock: Callable[[], datetime],
        options: Mapping[str, Any],
    ) -> None:
        if options:
            from reissue_runtime.options import unfit

            from .options import GatewayOptions

            there = GatewayOptions.__optional_keys__
            if wrong := next((name for name in options if name not in there), None):
                raise TypeError(f"{type(self).__name__} takes no argument {wrong!r}.{nearest(wrong, [*there, *named])}")
            if problem := unfit(options):
                raise ConfigurationError(f"{problem}.")
        now: object = clock() if callable(clock) else None
        if not isinstance(now, datetime) or now.utcoffset() is None:
            raise ConfigurationError("clock= gives the time, aware, as lambda: datetime.now(UTC) does.")
        given = {name: _fit(registry.BUILT_IN[name].credentials, one) for name, one in named.items() if one is not None}
        for one in more:
            known = registry.BUILT_IN.get(getattr(one, "provider", ""))
            _fit(known.credentials if known else Credentials, one, by_name=False)
            if given.setdefault(one.provider, one) is not one:
                raise _twice(one.provider)
        self._hold(given, clock, options)
        for name, own in accounts.items():
            wanted = account_name(name)
            if wanted in self._accounts:
                raise _twice(f"the account {wanted!r}")
            if not isinstance(own, Mapping):
                raise ConfigurationError(f"The account {wanted!r} maps names of providers to their credentials.")
            each = cast("Mapping[str, Given[Credentials]]", own)
            fitted = {key: _fit(registry.provider(key).credentials, one) for key, one in each.items()}
            self._accounts[wanted] = self._view(wanted, fitted)

    def _hold(
        self,
        given: dict[str, Given[Credentials]],
        clock: Callable[[], datetime],
        options: Mapping[str, Any],
        account: str | None = None,
    ) -> None:
        self._given = given
        self._clock = clock
        self._options = options
        self._account = account
        self._accounts: dict[str, Held] = {}
        self._adapters: dict[str, Adapter[Any]] = {}
        self._used: dict[str, type[Adapter[Any]]] = {}
        self._replaced: list[Adapter[Any]] = []
        self._lock = threading.Lock()
        self._closed = False

    def _view(self, account: str, given: dict[str, Given[Credentials]]) -> Self:
        view = type(self).__new__(type(self))
        view._hold(given, self._clock, self._options, account)
        return view

    def account(self, name: str) -> Self:
        """A gateway with the credentials of one further account, and no others.

        - name: As in ``accounts=``, or in the environment; ``shop-b``, ``Shop_B`` and ``SHOP_B`` are the same.

        Returns the same one each time. It is closed with this one; one that was closed by itself is made anew.

        Raises ConfigurationError for an account that there is not, and after `close`.
        """
        wanted = account_name(name)
        with self._lock:
            self._check_open()
            if (view := self._accounts.get(wanted)) is None:
                there = ", ".join(self._accounts) or "none"
                raise ConfigurationError(
                    f"There is no account {wanted!r}; there are {there}.{nearest(wanted, self._accounts)}"
                )
            if view._closed:
                view = self._accounts[wanted] = self._view(wanted, view._given)
            return cast("Self", view)

    def _adapter(self, provider: str) -> Adapter[Any]:
        if provider in self._adapters:
            return self._adapters[provider]
        kind, wanted = self._kind(provider), self._wanted(provider)
        with self._lock:
            self._check_open()
            if (given := self._given.get(provider)) is None:
                where = f" in the account {self._account!r}" if self._account else ""
                needed = [name for name, required in wanted.variables(self._account).items() if required]
                ways = f"Pass {wanted.__name__}(...), or set {', '.join(needed)} for from_env()."
                raise ConfigurationError(f"{provider}: no credentials{where}. {ways}", provider=provider)
            if provider not in self._adapters:
                self._adapters[provider] = self._made(kind, _asked(wanted, given))
            return self._adapters[provider]

    def _made(self, kind: type[Adapter[Any]], credentials: Credentials) -> Adapter[Any]:
        adapter = kind(credentials, self._clock, self._options)
        adapter.steps.label = self._account
        return adapter

    def _kind(self, provider: str) -> type[Adapter[Any]]:
        """The class of a provider's adapter. Raises ConfigurationError for a provider that there is not."""
        return self._used.get(provider) or registry.provider(provider).load(asynchronous=self._asynchronous)

    def _wanted(self, provider: str) -> type[Credentials]:
        """The class of a provider's credentials."""
        used = self._used.get(provider)
        return used.verbs.wants() if used else registry.provider(provider).credentials

    def _use(self, kind: type[Adapter[Any]], credentials: Given[Credentials] | None) -> Adapter[Any]:
        from inspect import iscoroutinefunction

        wanted = fitting(kind).verbs.wants()
        name = wanted.provider
        if any(iscoroutinefunction(getattr(kind, verb)) is not self._asynchronous for verb in capabilities(kind)):
            raise ConfigurationError(f"{name}: {kind.__name__} does not fit {type(self).__name__}.", provider=name)
        if name in registry.BUILT_IN:
            raise ConfigurationError(f"{name} is built in: {type(self).__name__}({name}=...) takes it.", provider=name)
        with self._lock:
            self._check_open()
            if credentials is not None:
                if name in self._given:
                    raise _twice(name)
                self._given[name] = _fit(wanted, credentials)
            self._used[name] = kind
        return self._adapter(name)

    def _method(self, adapter: Adapter[Any], verb: str) -> Callable[..., Any]:
        """A verb of an adapter; `settle` of one whose class does not name it, too."""
        own: Callable[..., Any] | None = getattr(adapter, verb, None)
        return own or partial(type(self)._settles, adapter)

    def _renewed(self, provider: str, adapter: Adapter[Any], error: ReissueError) -> Adapter[Any] | None:
        """The adapter to call again with after a 401, or a webhook that no key fits: where other credentials are given now.

        After a 401 also only where nothing happened; of a webhook nothing does before it is proved.
        """
        given = self._given.get(provider)
        if not callable(given):
            return None
        if error.outcome is not Outcome.NOT_HAPPENED and not isinstance(error, WebhookVerificationError):
            return None
        with self._lock:
            if self._closed or self._adapters[provider] is not adapter:  # closed, or renewed by another thread
                return None if self._closed else self._adapters[provider]
            try:
                credentials = _asked(self._wanted(provider), given)
            except Exception as failure:  # whatever a function of the caller raises: the refusal is what is to be told
                error.add_note(f"Its credentials could not be asked for again ({type(failure).__name__}).")
                return None
            if credentials == adapter.steps.credentials:
                return None
            made = self._adapters[provider] = self._made(type(adapter), credentials)
            self._replaced.append(adapter)  # others may be in the middle of a call with it
            return made

    def _outdated(self) -> list[Adapter[Any]]:
        """Adapters that were replaced so long ago that nobody is in the middle of a call with them: to be closed."""
        with self._lock:
            old, self._replaced = self._replaced[:-2], self._replaced[-2:]
            return old

    def _ended(self) -> list[Adapter[Any]]:
        """No adapter is made from now on. Returns those that there are, of all accounts: to be closed."""
        with self._lock:
            self._closed = True
            own = [*self._adapters.values(), *self._replaced]
        return own + [adapter for view in self._accounts.values() for adapter in view._ended()]

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("The gateway is closed.")

    def __repr__(self) -> str:
        name = getattr(self, "_account", None)  # not there in one that is half made
        account = [f"account={name!r}"] if name else []
        return f"{type(self).__name__}({', '.join([*getattr(self, '_given', ()), *account])})"


def _fit(wanted: type[Credentials], given: Given[Credentials], *, by_name: bool = True) -> Given[Credentials]:
    """Credentials as they were given, or what gives them. Raises ConfigurationError, which shows no value, for others."""
    if isinstance(given, wanted):
        given.check_server()
        return given
    if by_name and callable(given) and not isinstance(given, type):
        return given
    raise _misfit(wanted, given)


def _misfit(wanted: type[Credentials], given: object) -> ConfigurationError:
    name = given.__name__ if isinstance(given, type) else type(given).__name__
    return ConfigurationError(f"{wanted.__name__} are needed here, not {name}.")


def _asked(wanted: type[Credentials], given: Given[Credentials]) -> Credentials:
    """The credentials; of what gives them those of now."""
    made: object = given if isinstance(given, Credentials) else given()
    if isinstance(made, wanted):
        return made
    made = _misfit(wanted, made)  # a text may be the secret: no frame holds it
    raise made


def _twice(what: str) -> ConfigurationError:
    return ConfigurationError(f"{what}: its credentials were given twice.")


def credentials_in(
    environ: Mapping[str, str],
) -> tuple[list[Credentials], dict[str, dict[str, Credentials]]] | ReissueError:
    """All credentials, and those of further accounts, or what is wrong: returned, so that no frame holds the environment."""
    main: list[Credentials] = []
    further: dict[str, dict[str, Credentials]] = {}
    try:
        kinds = [plugin.credentials for plugin in registry.providers().values()]
        _check_names(environ, kinds)
        for kind in kinds:
            for account in (None, *kind.accounts(environ)):
                if (found := kind.from_env(environ, account)) is None:
                    continue
                if account is None:
                    main.append(found)
                else:
                    further.setdefault(account, {})[kind.provider] = found
    except ReissueError as error:
        return error.with_traceback(None)
    return main, further


def _check_names(environ: Mapping[str, str], kinds: Sequence[type[Credentials]]) -> None:
    """Raise ConfigurationError for a variable that begins as those of a provider, and that none has."""
    known = {name: True for kind in kinds for name in kind.variables()}
    begin = tuple(variable(kind, "_") for kind in kinds)  # those of further accounts
    main = {name: value for name, value in environ.items() if not name.startswith(begin)}
    for kind in kinds:
        if problem := misnamed(main, variable(kind, ""), known):
            raise ConfigurationError(problem, provider=kind.provider)
