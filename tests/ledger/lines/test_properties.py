"""Files at random beside the csv module, which shares no code with this room: what is read is what it reads, or a problem."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from decimal import Decimal
from unicodedata import normalize

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reissue_ledger.lines import Line, Problem
from tests.ledger.lines.kit import lines, read

COLUMNS = ("provider", "reference", "amount", "currency", "note")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text('",;|\t\r\n =-a1é\u00a0', max_size=8)
REFERENCES = st.from_regex(r"[A-Z][A-Za-z0-9/ _.:-]{0,20}", fullmatch=True)
VALUES = st.fixed_dictionaries(
    {
        "provider": st.sampled_from(["qorepay", "paypen"]),
        "reference": REFERENCES | TEXTS,
        "amount": st.from_regex(r"[1-9][0-9]{0,6}(\.[0-9]{1,2})?", fullmatch=True) | TEXTS,
        "currency": st.sampled_from(["EUR", "NGN", ""]),
        "note": TEXTS,
    }
)
SOUND = b'provider,reference,amount,currency,note\nqorepay,"R-""1""",5.50,EUR,"a,b"\r\npaypen,TX10/2,7,NGN,\n'


def written(rows: list[dict[str, str]], delimiter: str, quoting: int) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def by_line(data: bytes, delimiter: str = ",") -> dict[int, dict[str, str]]:
    """What the csv module sees, by the line in which a record begins. Lines end with LF, as they do for an editor."""
    reader = csv.reader((line.decode() for line in io.BytesIO(data.removeprefix(BOM_UTF8))), delimiter=delimiter)
    found: dict[int, dict[str, str]] = {}
    header = next(reader)
    begin = reader.line_num + 1
    for record in reader:
        if record:
            found[begin] = dict(zip(header, record, strict=False))
        begin = reader.line_num + 1
    return found


def agrees(line: Line, seen: dict[str, str]) -> bool:
    """Whether a line says what the csv module saw, but for the canonical form of a reference."""
    return (
        line.provider == seen["provider"].strip(" ")
        and line.reference == normalize("NFC", seen["reference"].strip(" "))
        and line.amount == (Decimal(amount) if (amount := seen["amount"].strip(" ").replace(",", "")) else None)
        and (line.currency or "") == seen["currency"].strip(" ")
    )


@given(
    st.lists(VALUES, min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_is_read_is_what_another_reader_sees(rows: list[dict[str, str]], delimiter: str, quoting: int) -> None:
    data = written(rows, delimiter, quoting)
    seen = by_line(data, delimiter)
    assert list(seen.values()) == rows  # the csv module gives back what it wrote
    found = read(data, decimal=".")
    told = {one.number for one in found if isinstance(one, Problem)}
    read_for_sure = {one.number: one for one in found if isinstance(one, Line)}
    assert all(agrees(line, seen[number]) for number, line in read_for_sure.items() if number not in told)
    # No record is lost in silence: what is neither a line nor told, in whichever of its lines, has nothing in it.
    ends = [*list(seen)[1:], data.count(b"\n") + 1]
    for (number, row), end in zip(seen.items(), ends, strict=True):
        about = told.intersection(range(number, end))
        assert about or number in read_for_sure or not "".join(row.values()).strip()


@given(st.lists(st.tuples(REFERENCES, TEXTS), min_size=1, max_size=8, unique_by=lambda row: row[0]))
def test_sound_values_are_read_whatever_stands_beside_them(rows: list[tuple[str, str]]) -> None:
    data = written(
        [{"provider": "qorepay", "reference": reference, "note": note} for reference, note in rows], ",", csv.QUOTE_ALL
    )
    found = read(data, digits="as-they-are")
    wanted = [reference.strip(" ") for reference, _ in rows]
    if any("\0" in note for _, note in rows):
        assert any(isinstance(one, Problem) and "NUL" in one.message for one in found)
    else:
        rewritten = [one.message for one in found if isinstance(one, Problem)]
        assert [one.reference for one in found if isinstance(one, Line)] == wanted, rewritten


@settings(max_examples=1500)
@given(st.integers(0, len(SOUND) - 1), st.integers(0, 255))
@example(0, 0xFF)
def test_one_wrong_byte_is_a_problem_or_what_another_reader_sees(place: int, byte: int) -> None:
    data = SOUND[:place] + bytes([byte]) + SOUND[place + 1 :]
    found = read(data)
    if not [one for one in found if isinstance(one, Problem)]:
        seen = by_line(data)
        assert all(agrees(line, {"amount": "", "currency": "", **seen[line.number]}) for line in lines(found))
        assert len(found) == len(seen)


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    assert read(data)
    assert read(b"provider,reference,due,amount,currency,again\n" + data)
    assert read(data, form="jsonl", verb="create")
    assert read(b'{"provider":"qorepay",' + data, form="jsonl", verb="update")


@settings(max_examples=500)
@given(TEXTS, st.sampled_from(["provider", "reference", "account", "amount", "currency", "due", "again", "expires_at"]))
def test_no_text_raises(text: str, column: str) -> None:
    values = {"provider": "qorepay", "reference": "R-1", "expires_at": "+1d", column: text}
    for how in ({}, {"decimal": ",", "dates": "dmy", "digits": "as-they-are"}):
        file = io.StringIO(newline="")
        csv.writer(file).writerows([list(values), list(values.values())])
        for one in read(file.getvalue().encode(), verb="update", **how):
            assert not isinstance(one, Problem) or one.message.isprintable()
