"""Files of invoices, read strictly: what cannot be read for sure is told with its line before anything is sent.

    with open("overdue.csv", "rb") as file:
        for one in read_lines(file, verb="resend", form="csv", providers=("qorepay", "paypen"), now=utc_now):
            ...                                 # a Line, or a Problem: problem.told("overdue.csv")

What was decided where the standards leave it open:

- **Lines.** They end with LF or CR LF; a CR alone is refused. Lines of nothing at all are left out, wherever they stand; lines
  of blanks and delimiters are left out at the end of a file, where spreadsheets leave them, and refused before another line.
- **Columns.** The header decides the delimiter: the one of comma, semicolon, tab and ``|`` that divides it into more names that
  are known. Names are written as they are here, in small letters; what nearly is one is refused, any other column is named in
  `unused`. In JSON lines, which nobody exports by chance, an unknown member is refused.
- **Cells.** Blanks (U+0020) around a value are not part of it. An empty cell is not given; null is not given.
- **Quotes.** As RFC 4180 has them; a quote inside a field without quotes is refused, though many programs take it.
- **Amounts.** Not more decimals than the currency has, even if they are zeros: 1.000 EUR may be a thousand.
- **Duplicates.** The same invoice twice in a file is no problem here: it is planned once.
- **References.** Case counts. One that has two ways to be written in Unicode is read in NFC; UUIDs are read in small letters.
"""

from __future__ import annotations

from .reading import Lines as Lines
from .reading import lines_of as lines_of
from .reading import read_lines as read_lines
from .shapes import Line as Line
from .shapes import Problem as Problem
