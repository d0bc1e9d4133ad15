"""Files as they come: delimiters, ends of lines, marks, blanks; and what an argument must be."""

from __future__ import annotations

import io
import tracemalloc
from datetime import datetime

import pytest

from reissue.errors import InvalidArgumentError
from reissue_ledger.lines import Problem, read_lines
from tests.ledger.lines.kit import NOW, PROVIDERS, lines, one, problems, read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("begin", [b"", b"\xef\xbb\xbf"])
def test_the_header_decides_the_delimiter(delimiter: str, end: str, begin: bytes) -> None:
    rows = [["provider", "note, with |;", "reference"], ["qorepay", '"a\tb;c|d,e"', "R-1"]]
    rows[0][1] = f'"{rows[0][1]}"'
    line = one(begin + end.join(delimiter.join(row) for row in rows).encode())
    assert (line.number, line.provider, line.reference) == (2, "qorepay", "R-1")


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_may_name_the_delimiter(first: str) -> None:
    assert one(f"{first}\r\nprovider;reference\r\nqorepay;R-1\r\n".encode()).number == 3


def test_blank_lines() -> None:
    found = lines(read(b"provider,reference\n\nqorepay,R-1\r\n\r\nqorepay,R-2\n,\n  ,  \n\n"))
    assert [line.number for line in found] == [3, 5]


def test_a_record_of_several_lines_has_the_number_of_its_first() -> None:
    found = lines(read(b'provider,reference,note\nqorepay,R-1,"a\n\n""b\r\n"\nqorepay,R-2,"c"\n'))
    assert [line.number for line in found] == [2, 6]


def test_a_file_for_one_provider_needs_no_column_of_it() -> None:
    assert one(b"reference\nR-1\n", provider="paypen").provider == "paypen"
    assert one(b"provider,reference\npaypen,R-1\n", provider="paypen").provider == "paypen"


def test_columns_that_are_not_read_are_named() -> None:
    data = b"provider,reference,amount_due,expires_at,customer,due date\nqorepay,R-1,x,y,z,=1+1\n"
    found = read_lines(io.BytesIO(data), verb="resend", form="csv", providers=PROVIDERS, now=lambda: NOW)
    assert found.unused == ()
    next(found)
    assert found.unused == ("amount_due", "expires_at", "customer", "due date")
    assert list(found) == []


def test_all_problems_of_a_line_are_told() -> None:
    found = problems(read(b"provider,reference,amount,currency,due\nqorpay,=1,1e5,EUR,46357\n"))
    assert [problem.column for problem in found] == ["provider", "reference", "amount", "due"]


def test_lines_go_on_after_a_problem() -> None:
    found = read(b'provider,reference\nqorepay,"R-1"x\nqorepay,R-2\nqorepay,\xff\nqorepay,R-3\n')
    assert [(type(one) is Problem, one.number) for one in found] == [(True, 2), (False, 3), (True, 4), (False, 5)]


def test_arguments_that_there_are_not() -> None:
    for wrong in (
        {"verb": "updaet"},
        {"verb": "list"},
        {"form": "xlsx"},
        {"provider": "acme"},
        {"decimal": ";"},
        {"dates": "dm"},
        {"digits": "yes"},
        {"now": lambda: datetime(2026, 1, 1)},
    ):
        with pytest.raises(InvalidArgumentError):
            read(b"", **wrong)


def test_what_a_stream_raises_is_raised() -> None:
    class Torn(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            if not self.tell():
                return super().readline(size)
            raise OSError("gone")

    stream = Torn(b"provider,reference\nqorepay,R-1\n")
    with pytest.raises(OSError, match="gone"):
        list(read_lines(stream, verb="resend", form="csv", providers=PROVIDERS, now=lambda: NOW))


def test_a_stream_of_text_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        list(read_lines(io.StringIO("provider"), verb="resend", form="csv", providers=PROVIDERS, now=lambda: NOW))  # type: ignore[arg-type]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file() -> None:
    class Long(io.RawIOBase):
        """A file that is made while it is read: 20,000 lines."""

        def __init__(self) -> None:
            self.made = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.made += 1
            if self.made == 1:
                return b"provider,reference,amount,currency,due\n"
            return b"" if self.made > 20_001 else b"paypen,%d,5.50,EUR,2026-12-01\n" % (880509422769 + self.made)

    tracemalloc.start()
    count = sum(1 for _ in read_lines(Long(), verb="resend", form="csv", providers=PROVIDERS, now=lambda: NOW))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 10_000_000, peak
