"""How an adapter works: each verb is written once, as steps, and run by blocking or by awaiting.

    class AcmeVerbs(Verbs[Acme, AcmeCredentials]):
        def resend(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
            bill = yield from ask(self.client.bills.send_again, reference, options=options)
            return self._invoice(bill)

    class AcmeAdapter(Adapter[Acme]):
        makes, verbs = Acme, AcmeVerbs
        resend = blocking(AcmeVerbs.resend)

    class AsyncAcmeAdapter(Adapter[AsyncAcme]):
        makes, verbs = AsyncAcme, AcmeVerbs
        resend = awaiting(AcmeVerbs.resend)

Steps are checked against the sync client. The async client has the same methods, which return something to await: steps
name a method and its arguments, and the driver calls it. So it also sees what was sent, and an error of the verb tells of
the whole verb; see `outcome`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Generator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial, wraps
from os import urandom
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, Generic, ParamSpec, TypeVar, cast, get_args, get_origin

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from ..errors import (
    Advice,
    AuthenticationError,
    ConfigurationError,
    InvalidArgumentError,
    Outcome,
    ProviderRejectedError,
    ReissueError,
    ResponseDecodeError,
)
from ..invoice import Invoice, LineItem, NewInvoice, line_items
from ..money import Money
from ..statuses import SETTLED, InvoiceStatus, StatusName
from .credentials import Credentials
from .outcome import told_of
from .settling import UNRULED, Rule, Sent, Settlement, unread

if TYPE_CHECKING:
    from reissue_runtime import CallOptions, DriftEvent

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C")
G = TypeVar("G", bound=Credentials)

Steps = Generator[Any, Any, T]


def ask(method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Steps[T]:
    """One call of the client: ``purchase = yield from ask(self.client.purchases.get, reference)``."""
    answer: T = yield partial(method, *args, **kwargs)
    return answer


def look(method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Steps[T | None]:
    """One call that only looks at what an earlier one did: None where it fails, as that changes nothing of it."""
    try:
        answer: T = yield partial(method, *args, **kwargs)
    except ReissueError:
        return None
    return answer


def blocking(steps: Callable[Concatenate[Any, P], Steps[T]], verb: str = "") -> Callable[Concatenate[Any, P], T]:
    """A method of a sync adapter out of the steps of a verb. `verb`: its name, where the steps have another one."""

    @wraps(steps)
    def method(adapter: Adapter[Any], /, *args: P.args, **kwargs: P.kwargs) -> T:
        running = steps(adapter.steps, *args, **kwargs)
        with told_of(adapter.steps, steps, verb or steps.__name__, args, kwargs):
            resume: Callable[[Any], Any] = running.send
            given: Any = None
            try:
                while True:
                    call = resume(given)
                    try:
                        resume, given = running.send, call()
                    except BaseException as failure:  # the steps may want to know
                        resume, given = running.throw, failure
            except StopIteration as done:
                answer: T = done.value
                return answer

    return method


def awaiting(
    steps: Callable[Concatenate[Any, P], Steps[T]], verb: str = ""
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """A method of an async adapter out of the same steps."""

    @wraps(steps)
    async def method(adapter: Adapter[Any], /, *args: P.args, **kwargs: P.kwargs) -> T:
        running = steps(adapter.steps, *args, **kwargs)
        with told_of(adapter.steps, steps, verb or steps.__name__, args, kwargs):
            resume: Callable[[Any], Any] = running.send
            given: Any = None
            try:
                while True:
                    call = resume(given)
                    try:
                        resume, given = running.send, await call()
                    except BaseException as failure:  # also cancellation
                        resume, given = running.throw, failure
            except StopIteration as done:
                answer: T = done.value
                return answer

    return method


class Verbs(Generic[C, G]):
    """Base of the steps of one provider: names in, names out, no HTTP and no JSON."""

    forms: ClassVar[tuple[type[Any], ...]] = ()
    """What `create` takes."""
    instead: ClassVar[Mapping[str, str]] = {}
    """By verb that is missing: what to do in its place."""
    settling: ClassVar[Mapping[str, Rule]] = {}
    """By verb with an effect, as its steps are called: what proves that it happened, or did not."""

    label: str | None = None
    """The name of a further account."""

    def __init__(
        self, client: C, credentials: G, now: Callable[[], datetime], on_drift: Callable[[DriftEvent], None] | None
    ) -> None:
        self.client = client
        self.credentials = credentials
        self.now = now
        """The time, aware."""
        self.on_drift = on_drift
        self._reader = urandom(8).hex()

    @property
    def account(self) -> str:
        """Whose invoices these are: provider, server and name of the account, which stay when a credential changes."""
        return f"{self.credentials.provider}:{getattr(self.credentials, 'server', '')}:{self.label or ''}"

    @classmethod
    def wants(cls) -> type[Credentials]:
        """The class of its credentials: the second one in the brackets behind `Verbs`."""
        bases = [base for kind in cls.__mro__ for base in vars(kind).get("__orig_bases__", ())]
        found = next((get_args(base)[1] for base in bases if get_origin(base) is Verbs), None)
        if not isinstance(found, type) or not issubclass(found, Credentials):
            raise ConfigurationError(f"{cls.__name__} does not name its credentials: Verbs[Client, Credentials].")
        return found

    def unix(self) -> float:
        """The time as webhooks want it: Unix seconds."""
        return self.now().timestamp()

    def check_form(self, new: object) -> None:
        """Raise InvalidArgumentError for what `create` does not take."""
        if not isinstance(new, self.forms):
            names = " or ".join(f"{form.__module__}.{form.__name__}" for form in self.forms)
            raise self.refuse("create", f"it takes {names}, not {type(new).__name__}.")

    def refuse(self, verb: str, why: str) -> InvalidArgumentError:
        """The error for what must not be sent; `why` is a sentence. Raise it before anything goes out."""
        provider = self.credentials.provider
        return InvalidArgumentError(f"{provider} {verb}: {why} Nothing was sent.", provider=provider, operation=verb)

    def frozen(self, verb: str, now: datetime) -> Mapping[str, object]:
        """The arguments that a verb would else compute from the time of its call, as of `now`: with them a repeat is the same.

        Of `create` they are members of a NewInvoice. Most providers have none.
        """
        return {}

    def settle(self, sent: Sent, *, renewing: bool = False) -> Steps[Settlement]:
        """Find out by reads alone what became of an effect whose outcome is unknown: see docs/settling.md.

        A look that fails is no error: it leaves the outcome unknown. `renewing`: for who can give other credentials.

        Raises InvalidArgumentError for what another account sent, and with `renewing` AuthenticationError.
        """
        if sent.account is not None and sent.account != self.account:
            text = f"It was sent by {sent.account}, and cannot be settled with {self.account}."
            raise InvalidArgumentError(text, provider=self.credentials.provider, outcome=Outcome.UNKNOWN)
        rule = self.settling.get(sent.verb, UNRULED)
        try:
            found = yield from rule.look(self, sent)
        except ReissueError as failure:
            if renewing and isinstance(failure, AuthenticationError):
                raise
            return unread(sent, failure, self.now())
        return rule.judge(sent, found, self.now())

    def get(self, reference: str, *, options: CallOptions | None = None) -> Steps[Invoice]:
        """Read an invoice; a provider whose API can do that says how. Without that nothing is known, and `checked` is False."""
        yield from ()
        provider = self.credentials.provider
        return Invoice(provider=provider, reference=reference, status=InvoiceStatus.UNKNOWN, checked=False)

    def read(self, invoice: Invoice) -> Invoice:
        """An invoice that was just read, and when."""
        return replace(invoice, read_at=self.now(), read_by=self._reader)

    def after(self, invoice: Invoice, raw: object) -> Invoice:
        """An invoice of which an effect told only `raw`: what stands in it was read before, and is not fresh any more."""
        return replace(invoice, raw=raw, read_at=None)

    def before(
        self,
        verb: str,
        given: str | Invoice,
        even_if: Collection[StatusName] = (),
        fresh: timedelta | None = None,
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """The invoice before a verb puts it before its payer: read, unless it is `given` and was read within `fresh`.

        Where the provider's API reads no invoices it is as good as its `reference`, and its `checked` is False.

        Raises InvalidArgumentError where it is settled, or nobody knows how it stands, unless `even_if` names its status,
        and for an invoice of another provider.
        """
        self.check_even_if(verb, even_if)
        if not isinstance(cast("object", given), str | Invoice):
            raise self.refuse(verb, f"it takes a reference or an Invoice, not {type(given).__name__}.")
        if not isinstance(cast("object", fresh), timedelta | None):
            raise self.refuse(verb, "fresh= is a timedelta, such as timedelta(minutes=5).")
        if isinstance(given, Invoice) and given.provider != self.credentials.provider:
            raise self.refuse(verb, f"the invoice is one of {given.provider}.")
        if isinstance(given, str):
            invoice = yield from self.get(given, options=options)
        elif self._is_fresh(given, fresh):
            invoice = given
        else:
            invoice = yield from self.get(given.reference, options=options)
        if invoice.checked and invoice.status in SETTLED and invoice.status not in even_if:
            why = f"the invoice is {invoice.status}; even_if={{{str(invoice.status)!r}}} does it all the same."
            raise self.refuse(verb, why)
        return invoice

    def check_even_if(self, verb: str, even_if: Collection[StatusName]) -> None:
        """Raise InvalidArgumentError for what is no set of statuses; of a text every part would count."""
        words = {str(status) for status in InvoiceStatus}
        given = cast("object", even_if)
        several = isinstance(given, Collection) and not isinstance(given, str)
        if not several or not words.issuperset(map(str, even_if)):
            raise self.refuse(
                verb, f"even_if takes a set of statuses, such as {{'paid'}}, out of {', '.join(sorted(words))}."
            )

    def _is_fresh(self, given: Invoice, fresh: timedelta | None) -> bool:
        """Whether this account's client read an invoice so short a time ago; a time to come is none."""
        if fresh is None or given.read_at is None or given.read_by != self._reader:
            return False
        return timedelta(0) <= self.now() - given.read_at <= fresh

    def cancelled(
        self,
        operation: str,
        reference: str,
        found: Invoice,
        word: Callable[[Any], object],
        options: CallOptions | None = None,
    ) -> Steps[Invoice]:
        """The invoice that a cancelling call gave, if it is cancelled, else as a look at it shows it.

        - operation: The id of the operation that was called.
        - found: What its answer tells.
        - word: Of `Invoice.raw`: the provider's own word for how it stands.

        `checked` is False where the look failed. Raises ProviderRejectedError where it is not cancelled all the same.
        """
        if found.status is InvoiceStatus.CANCELLED:
            return found
        unsure = replace(found, status=InvoiceStatus.UNKNOWN, checked=False)
        try:
            after = yield from self.get(reference, options=options)
        except ReissueError:
            return unsure
        if not after.checked:  # the provider's API reads no invoices
            return unsure
        if after.status is not InvoiceStatus.CANCELLED:
            told = word(after.raw)
            code = told if isinstance(told, str) else None
            raise self.rejected(operation, f"{reference} is still {code!r}", Outcome.UNKNOWN, code)
        return replace(after, read_at=None)

    def items(self, verb: str, given: Iterable[LineItem] | None) -> tuple[LineItem, ...] | None:
        """The new lines of an invoice, as `line_items` reads them; None where none are given.

        Raises InvalidArgumentError where they are empty, for an invoice without lines is none, and for what is no LineItem.
        """
        if given is None:
            return None
        if (found := line_items(given)) is None:
            raise self.refuse(verb, "items= takes LineItems.")
        if not found:
            raise self.refuse(verb, "items= is empty, and an invoice without lines is none.")
        return found

    def lines(self, verb: str, lines: Sequence[LineItem], currency: str | None) -> Sequence[LineItem]:
        """The lines of an invoice in that currency, as they are.

        Raises InvalidArgumentError where a line is in another one, where it is not known which it is (None), and where
        the provider would have to round: what the payer sees must be what was asked for.
        """
        for line in lines:
            if line.unit_price.currency != (currency.upper() if currency else None):
                there = currency or "a currency that the provider does not tell"
                raise self.refuse(verb, f"the invoice is in {there}, and {line.total} is not.")
            try:
                _ = line.unit_price.minor, line.total.minor
            except InvalidArgumentError as error:
                raise self.refuse(verb, error.message) from None
        return lines

    def rejected(self, operation: str, why: str, outcome: Outcome, code: str | None = None) -> ProviderRejectedError:
        """The error for an answer that says yes and means no. Not to be repeated: a person should look at it.

        - operation: The id of the operation that was called.
        - why: What was found, without a full stop.
        - outcome: Whether it happened all the same.
        - code: The provider's own word for it.
        """
        provider = self.credentials.provider
        text = f"{provider} {operation}: {why}. Look at it in the provider's portal."
        return ProviderRejectedError(
            text,
            provider=provider,
            operation=operation,
            outcome=outcome,
            advice=Advice.LOOK,
            code=code,
        )

    def as_asked(self, operation: str, invoice: Invoice, asked: object) -> Invoice:
        """An invoice as an effect left it, if what it tells of its money is what was asked for: a NewInvoice, or Money.

        Raises ProviderRejectedError, which says that it was done all the same.
        """
        if isinstance(asked, NewInvoice):
            asked = asked.total
        if isinstance(asked, Money) and invoice.money and invoice.money != asked:
            why = f"invoice {invoice.reference} is over {invoice.money}, not {asked}, and can be paid"
            raise self.rejected(operation, why, Outcome.HAPPENED)
        return invoice

    def named(self, verb: str, invoice: Invoice) -> Invoice:
        """A new invoice as it is, if its reference was told.

        Raises ResponseDecodeError (it was done, not to be repeated) without one: nobody could act on that invoice.
        """
        if invoice.reference:
            return invoice
        provider = self.credentials.provider
        raise ResponseDecodeError(
            f"{provider} {verb}: it was done, but the answer does not name the invoice. Look it up in the provider's "
            "portal before you repeat anything.",
            provider=provider,
            operation=verb,
            outcome=Outcome.HAPPENED,
        )


class Adapter(Generic[C]):
    """One provider behind the verbs of the facade. It has exactly the verbs that the provider's API has."""

    makes: ClassVar[Callable[..., Any]]
    """The class of the client."""
    verbs: ClassVar[type[Verbs[Any, Any]]]
    """Its steps."""
    contract: ClassVar[int] = 1
    """The `ADAPTER_CONTRACT` that it was made for, as a number. One that says nothing was made for the first."""

    def __init__(self, credentials: Credentials, now: Callable[[], datetime], options: Mapping[str, Any]) -> None:
        self.client: C = self.makes(**credentials.arguments(), **options)
        self.steps = self.verbs(self.client, credentials, now, options.get("on_drift"))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {getattr(self, 'client', 'no client')!r}>"


def unless_none(value: T | None) -> T | UnsetType:
    """For a member of a request: the value, or UNSET, which leaves the member out, where it is None."""
    return UNSET if value is None else value
