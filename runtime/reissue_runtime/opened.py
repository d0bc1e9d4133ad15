# Part of the Reissue runtime: tested code that generated trees carry as it is.
"""A call that is over when its answer begins, and what is asked of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from .answers import decode_error, lack_of, unwrapped
from .body import Hidden
from .call import Call
from .decode import is_json
from .drift import Drift
from .errors import Outcome, ReissueError
from .mend import NotJson
from .options import CallOptions
from .problem import read_problem
from .request import Arguments
from .steps import Reply, Result
from .verdict import Verdict, words_of


class Frame(Protocol):
    """One item as it came."""

    @property
    def data(self) -> bytes:
        """What is read as the documented type."""
        ...


class Frames(Protocol):
    """Cuts what comes into items."""

    signs: int
    """How many signs of life came: items, and what else ends with a line."""
    size: int
    """Bytes of the item under way."""

    def feed(self, data: bytes) -> Iterable[Frame]:
        """The items that this completes."""
        ...

    def end(self, certain: bool) -> Iterable[Frame]:
        """What the end completes; raises EOFError where an item is cut off.

        `certain`: the transport itself knows that this is the end.
        """
        ...


class Way(Protocol):
    """How an answer comes item by item: see `streaming`."""

    def fits(self, content_type: str) -> bool:
        """Whether an answer of this Content-Type is read as such a stream."""
        ...

    def frames(self, headers: Mapping[str, str]) -> Frames:
        """What cuts the answer into items."""
        ...

    def ends(self, frame: Any) -> bool:
        """Whether this is no item, but says that there are no more."""
        ...

    def value(self, frame: Any) -> tuple[Any, tuple[Drift, ...]]:
        """The item, and where it is not as documented. Raises NotJson."""
        ...

    @property
    def must_end(self) -> bool:
        """Whether a stream without its last word was cut off."""
        ...

    @property
    def asked(self) -> Sequence[str]:
        """The media types that are asked for."""
        ...

    @property
    def beside(self) -> Sequence[str]:
        """Those of the method that gives the answer as a whole."""
        ...


class Asked(Hidden):
    """What a stream was asked for with."""

    client: Any
    way: Any
    given: Arguments
    options: CallOptions | None


class Opened(Reply):
    """An answer whose body is still to come."""

    response: Any = None


class StreamCall(Call):
    """A call that is over when its answer begins."""

    def __init__(self, way: Way, made: Any, *given: Any) -> None:
        super().__init__(*given)
        self.way, self._made = way, made
        self.prepared.keep = self._keep

    def _keep(self, response: Any) -> Reply | None:
        """The answer with its body still to come, if it is the stream asked for."""
        if not 200 <= response.status_code < 300 or response.is_stream_consumed:
            return None
        url, status = self.prepared.url, response.status_code
        kept = Opened(status, response.headers, b"", url, response)
        if kept.status in (204, 205) or not self.way.fits(kept.content_type):
            return None
        return kept

    def _result(self, reply: Reply) -> Result:
        bodiless = reply.status in (204, 205) and not reply.body.strip()
        if not bodiless and not self.way.fits(reply.content_type):
            raise self._other(reply)
        value = self._made(self, reply)
        return Result(value, (), reply, self.verdict.attempts, self.verdict.key)

    def _other(self, reply: Reply) -> ReissueError:
        """The error for a success that is no stream; it was read to its end."""
        verdict = self.verdict
        given = verdict.context.mask(reply.content_type).partition(";")[0].strip()
        what = f"HTTP {reply.status} with {given[:60] or 'no content type'}"
        said: dict[str, Any] = {}
        if is_json(reply.content_type):
            problem = read_problem(reply.body, verdict.plan.envelopes)
            words, said = words_of(problem.message, problem.code, verdict)
            what += words
        wanted = ", ".join(one.partition(";q=")[0] for one in self.way.asked)
        what += f", where {wanted} was asked for"
        done = self._is_beside(reply)
        outcome = Outcome.HAPPENED if done else Outcome.UNKNOWN
        return decode_error(verdict, what, outcome, reply, **said)

    def _is_beside(self, reply: Reply) -> bool:
        """Whether it is the documented JSON of the method beside: then it is done."""
        json = is_json(reply.content_type) and any(map(is_json, self.way.beside))
        return json and _is_as_documented(reply, self.verdict)


def _is_as_documented(reply: Reply, verdict: Verdict) -> bool:
    """Whether a 2xx is as documented, but for offsets of times; nothing of it is reported."""
    type_ = verdict.plan.type_for(reply.status)
    if type_ is None:
        return False
    try:
        found = unwrapped(reply, verdict, type_)
    except NotJson:
        return False
    sound = found.ok is True and not found.is_odd
    return sound and lack_of(verdict, found, reply) is None
