"""CSV and TSV: a header, then a document a row, through the standard library's reader in its strict mode.

Owns where a row begins and ends, also behind a broken one. Must not know what becomes of a document.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import chain

from cleaner.encoding import MIXED, known, mark_of
from cleaner.errors import GapError, RecordError, SourceError
from cleaner.packing import split_ending
from cleaner.recognise import HEAD, refuse_binary
from cleaner.records import spell_out, write
from cleaner.sources import Cut, Item, Raw, Reading, gaps_before, item_of, oversize

_SEPARATORS = ",;\t|"
_MOST_CHARACTERS = (
    1 << 31
) - 1  # what the standard library's reader takes for the size of a field, on every platform


def cut_rows(stream: io.BufferedReader, name: str, reading: Reading) -> Iterator[Cut]:
    """Yield a document a row; a row whose number of columns differs from the header's is a RecordError."""
    yield from gaps_before(stream)
    refuse_binary(name, stream.peek(HEAD)[:HEAD], lenient=True)
    csv.field_size_limit(_MOST_CHARACTERS)
    rows = _Rows(stream, name, reading)
    try:
        yield from _cut(rows, name, reading)
    finally:
        rows.release()


def _cut(rows: _Rows, name: str, reading: Reading) -> Iterator[Cut]:
    header = _header(rows, name, reading)
    index = 0
    for number, row in rows:
        if isinstance(row, list) and len(row) == len(header):
            yield Raw(name, index, "csv", (header, row), number)
        elif isinstance(row, list):
            what = f"{name}:{number}: the row has {len(row)} columns, the header {len(header)}"
            yield RecordError(what, number=number, raw=rows.taken.encode("utf-8", "surrogateescape"))
        else:
            yield row
        index += not isinstance(row, GapError)


def parse_row(raw: Raw, reading: Reading) -> Item:
    """Read a row: every value is text."""
    header, row = raw.data
    fields = {name: spell_out(write(value).decode()) for name, value in zip(header, row, strict=True)}
    flags = (MIXED,) if any("\udc80" <= letter <= "\udcff" for value in row for letter in value) else ()
    return item_of(fields, (raw.source, raw.index, flags), reading, "csv")


def _header(rows: _Rows, name: str, reading: Reading) -> tuple[str, ...]:
    _, row = next(rows, (1, None))
    if isinstance(row, SourceError):
        raise SourceError(f"{name}: its header cannot be read: {row}")
    header = tuple(row or ())
    if reading.text_field not in header and reading.html_field not in header:
        raise SourceError(
            f"{name}: no column is called `{reading.text_field}` or `{reading.html_field}`, only "
            f"{', '.join(header) or 'none at all'}; name one with --text-field or --html-field"
        )
    if len(set(header)) < len(header):
        raise SourceError(f"{name}: two columns have the same name; rename one in the header")
    return header


class _Rows:
    """Gives each row with the number of its first line; in place of a broken one, the error."""

    def __init__(self, stream: io.BufferedReader, name: str, reading: Reading) -> None:
        marked = mark_of(stream.peek(4)[:4])
        encoding, mark = marked or (known(reading.encoding or "utf-8"), b"")
        stream.read(len(mark))
        self._lines = io.TextIOWrapper(stream, encoding, "surrogateescape", newline="")
        self._name, self._limit = name, reading.limit
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._size = self._number = 0
        self._separator = "\t" if split_ending(name)[0].lower().endswith(".tsv") else ""

    def release(self) -> None:
        """Let go of the stream, without closing it."""
        self._lines.detach()

    @property
    def taken(self) -> str:
        """The lines of the last row as they stood."""
        return "".join(self._row).rstrip("\r\n")

    def __iter__(self) -> Iterator[tuple[int, list[str] | SourceError]]:
        return self

    def __next__(self) -> tuple[int, list[str] | SourceError]:
        while True:
            number = self._number + 1
            try:
                row = self._next()
            except _TooLargeError:
                return number, oversize((self._name, number), self._limit, self._whole())
            except csv.Error as error:
                return number, self._broken(number, str(error))
            except GapError as error:
                self._number += len(self._row)
                return number, error
            if row:
                return number, row

    def _next(self) -> list[str]:
        self._row, self._size = [], 0
        row = next(csv.reader(self._feed(), delimiter=self._separator or self._guess(), strict=True))
        self._number += len(self._row)
        return row

    def _feed(self) -> Iterator[str]:
        while line := self._line():
            self._row.append(line)
            self._size += len(line)
            if self._size > self._limit:
                raise _TooLargeError
            yield line

    def _line(self) -> str:
        return self._again.popleft() if self._again else self._lines.readline(self._limit + 1)

    def _guess(self) -> str:
        """Tell the separator by which stands most often in the first line."""
        first = self._line()
        self._again.appendleft(first)
        if not first:
            raise StopIteration
        self._separator = max(_SEPARATORS, key=first.count)
        return self._separator

    def _broken(self, number: int, what: str) -> RecordError:
        """Give up the first line of a row only: what seemed to belong to it may be rows of their own."""
        first, *others = self._row
        self._again.extendleft(reversed(others))
        self._row, self._number = [first], self._number + 1
        raw = self.taken.encode("utf-8", "surrogateescape")
        return RecordError(f"{self._name}:{number}: is no row of a CSV file ({what})", number=number, raw=raw)

    def _whole(self) -> Iterator[bytes]:
        """Give the whole of a row that is too large: it ends with the line after which all quotes are closed."""
        quotes = 0
        for line in chain(self._row, iter(self._line, "")):
            quotes += line.count('"')
            yield line.encode("utf-8", "surrogateescape")
            self._number += line.endswith("\n")
            if quotes % 2 == 0 and line.endswith("\n"):
                return


class _TooLargeError(Exception):
    """A row has grown larger than allowed."""
