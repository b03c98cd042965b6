"""Every format by name: how its files are cut into documents, how a document of it is read.

Owns the registry. Must not know what any format looks like inside, nor rules. A new format is one line in `FORMATS` and one in
`sources.ENDINGS`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from importlib import import_module

from msgspec import Struct

from cleaner.errors import RecordError, SourceError
from cleaner.sources import Cut, Cutter, Item, Parser, Raw, Reading


class Format(Struct, frozen=True):
    """Where the two halves of a reader are; `records` says that a file of it holds many documents."""

    room: str
    cutter: str
    parser: str
    records: bool = False


FORMATS = {
    "text": Format("sources", "cut_file", "parse_text"),
    "html": Format("sources", "cut_file", "parse_html"),
    "jsonl": Format("sources", "cut_lines", "parse_line", records=True),
    "csv": Format("csvfile", "cut_rows", "parse_row", records=True),
    "parquet": Format("parquet", "cut_table", "parse_values", records=True),
    "warc": Format("warc", "cut_archive", "parse_capture", records=True),
}
"""Every format that can be read, by the name that `--from` knows."""


def cut(form: str, stream: io.BufferedReader, name: str, reading: Reading) -> Iterator[Cut]:
    """Yield the documents of an input in order, and what is wrong in their places."""
    entry = FORMATS[form]
    cutter = getattr(import_module(f"cleaner.{entry.room}"), entry.cutter)
    bound: Cutter = cutter if entry.records else partial(_file, form=form)
    return bound(stream, name, reading)


def parse(raw: Raw, reading: Reading) -> Item:
    """Read a document. Raises RecordError where it is none, SourceError where its file cannot be read."""
    entry = FORMATS[raw.format]
    parser: Parser = getattr(import_module(f"cleaner.{entry.room}"), entry.parser)
    try:
        return parser(raw, reading)
    except ValueError as error:
        where = f"{raw.source}:{raw.number}" if raw.number else raw.source
        line = raw.data.rstrip(b"\r\n") if isinstance(raw.data, bytes) else b""
        what = f"{where}: {error}; --errors skip leaves such records out"
        raise RecordError(what, number=raw.number, raw=line) from None


def items(form: str, stream: io.BufferedReader, name: str, reading: Reading) -> Iterator[Item | SourceError]:
    """Yield what can be read of an input, and what is wrong in its place: the caller decides."""
    for each in cut(form, stream, name, reading):
        if not isinstance(each, Raw):
            yield each
            continue
        try:
            yield parse(each, reading)
        except RecordError as error:
            yield error


def _file(stream: io.BufferedReader, name: str, reading: Reading, form: str) -> Iterator[Cut]:
    from cleaner.sources import cut_file

    return cut_file(stream, name, form, reading)
