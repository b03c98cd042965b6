"""Texts, pages and JSON Lines: a stream of bytes cut into documents, and a document read into its parts.

Owns where a document begins and ends, and which field of a record means what. Must not know rules, nor where output goes. Cutting is cheap and
done in order, in one process for all; reading a document is the dearer part, and may be done anywhere.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import IO, Any

from msgspec import Struct

from cleaner.encoding import Facts, by_nuls, decode, known, mark_of, mend
from cleaner.errors import GapError, OversizeError, SourceError
from cleaner.recognise import HEAD, as_utf8, refuse_binary
from cleaner.records import Fields, parse, read, spell_out
from cleaner.values import Hints

_PIECE = 1 << 20


class Reading(Struct, frozen=True):
    """What a reader needs to be told."""

    encoding: str | None = None
    text_field: str = "text"
    html_field: str = "html"
    language: str | None = None
    limit: int = 1 << 25
    site: str | None = None

    @property
    def hints(self) -> Hints:
        """What is known of every document of the run that does not say it itself."""
        return Hints(language=self.language, url=self.site)


class Raw(Struct, frozen=True):
    """One document as it was cut off its input, not looked into yet.

    `index` counts documents from 0 within `source`, `number` lines or records from 1. What `data` is only its format knows.
    """

    source: str
    index: int
    format: str
    data: Any
    number: int = 0


Cut = Raw | SourceError
"""What cutting yields: a document, or what is wrong in its place. After a GapError or RecordError more may follow."""


class Item(Struct, frozen=True):
    """One document as it came: text or HTML (never both), what is known about it, and how to give it back.

    `index` counts from 0 within `source`. `fields` are those of a JSONL record. `facts` tell how the text was
    written; they are None for HTML, whose text does not exist yet.
    """

    source: str
    index: int
    format: str
    text: str | None = None
    html: str | bytes | None = None
    facts: Facts | None = None
    hints: Hints = Hints()
    fields: Fields | None = None


Cutter = Callable[[io.BufferedReader, str, Reading], Iterator[Cut]]
Parser = Callable[[Raw, Reading], Item]
"""Reads a document. Raises SourceError, or ValueError for what is wrong with a record."""


def cut_file(stream: io.BufferedReader, name: str, form: str, reading: Reading) -> Iterator[Cut]:
    """Yield the one document of a file."""
    refuse_binary(name, stream.peek(HEAD)[:HEAD])
    whole = stream.read(reading.limit + 1)
    if len(whole) <= reading.limit:
        yield Raw(name, 0, form, whole)
    else:
        yield oversize((name, 0), reading.limit, _pieces(whole, stream.read))


def cut_lines(stream: io.BufferedReader, name: str, reading: Reading) -> Iterator[Cut]:
    """Yield a document a line of JSON Lines; blank lines are none."""
    yield from gaps_before(stream)
    refuse_binary(name, stream.peek(HEAD)[:HEAD], lenient=True)
    readline, release = _readline(stream, reading.encoding)
    try:
        yield from _cut_lines(readline, name, reading)
    finally:
        release()


def _cut_lines(readline: Callable[[int], bytes], name: str, reading: Reading) -> Iterator[Cut]:
    index = number = 0
    while True:
        try:
            line = readline(reading.limit + 1)
        except GapError as error:
            yield error
            continue
        number += 1
        if not line:
            return
        if len(line) > reading.limit and not line.endswith(b"\n"):
            yield oversize((name, number), reading.limit, _pieces(line, readline, b"\n"))
        elif line.strip():
            yield Raw(name, index, "jsonl", line, number)
        else:
            continue
        index += 1


def gaps_before(stream: io.BufferedReader) -> Iterator[GapError]:
    """Yield what is damaged at the very beginning, so that what follows it can be looked at."""
    while True:
        try:
            stream.peek(1)
        except GapError as error:
            yield error
        else:
            return


def oversize(place: tuple[str, int], limit: int, pieces: Iterator[bytes]) -> OversizeError:
    """Put a document that is too large, in pieces, into a file of its own; `place` is its source and number."""
    from tempfile import TemporaryFile  # seldom needed, and slow to import

    name, number = place
    body: IO[bytes] = TemporaryFile()  # noqa: SIM115 - whoever gets the error reads and closes it
    size = sum(map(body.write, pieces))
    body.seek(0)
    where = f"{name}:{number}" if number else name
    what = f"{where}: the document is larger than --max-document allows ({size:,} of {limit:,} bytes)"
    return OversizeError(what, number=number, size=size, body=body)


def parse_text(raw: Raw, reading: Reading) -> Item:
    """Read the text of a file."""
    text, facts = _decoded(raw.data, raw.source, reading)
    return Item(raw.source, 0, "text", text=text, facts=facts, hints=reading.hints)


def parse_html(raw: Raw, reading: Reading) -> Item:
    """Read a page: as bytes, unless its encoding is certain beyond what the page says."""
    certain = reading.encoding or mark_of(raw.data) or by_nuls(raw.data)
    html = _decoded(raw.data, raw.source, reading)[0] if certain else raw.data
    return Item(raw.source, 0, "html", html=html, hints=reading.hints)


def parse_line(raw: Raw, reading: Reading) -> Item:
    """Read a line of JSON Lines. Raises ValueError where it is no record with a text."""
    line, flags = as_utf8(raw.data)
    return item_of(parse(line), (raw.source, raw.index, flags), reading)


def _pieces(first: bytes, more: Callable[[int], bytes], until: bytes = b"") -> Iterator[bytes]:
    """Yield the rest of something that is too large, piece by piece, up to its end or what ends it."""
    while first:
        if until and first.endswith(until):
            yield first.rstrip(b"\r\n")
            return
        yield first
        first = more(_PIECE)


def _decoded(raw: bytes, name: str, reading: Reading) -> tuple[str, Facts]:
    try:
        return decode(raw, reading.encoding)
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from None


def _readline(
    stream: io.BufferedReader, encoding: str | None
) -> tuple[Callable[[int], bytes], Callable[[], object]]:
    """Return what gives the next line in UTF-8, or a part of it of the size asked for, and what lets go of the stream."""
    marked = mark_of(stream.peek(4)[:4])
    name, mark = marked or (known(encoding) if encoding else "utf-8", b"")
    stream.read(len(mark))
    if name == "utf-8":
        return stream.readline, lambda: None
    errors = "surrogatepass" if name.startswith("utf-") else "surrogateescape"
    lines = io.TextIOWrapper(stream, name, errors, newline="\n")
    return lambda size: spell_out(lines.readline(size)), lines.detach


def item_of(
    fields: Fields, place: tuple[str, int, tuple[str, ...]], reading: Reading, form: str = "jsonl"
) -> Item:
    """Read a record; `place` is its source, its index, and the flags of its reading. Raises ValueError where it has no text."""
    name, index, flags = place
    if reading.text_field not in fields and reading.html_field not in fields:
        raise ValueError(
            f"the record has neither `{reading.text_field}` nor `{reading.html_field}`; "
            "name its fields with --text-field or --html-field"
        )
    text = _string(fields, reading.text_field)
    html = _string(fields, reading.html_field) if text is None else None
    mended, replaced = mend(text or "")
    if replaced and not flags:
        flags = ("encoding-mixed",)
    facts = Facts(replaced=replaced, flags=flags)
    text = None if html is not None else mended
    return Item(name, index, form, text, html and mend(html)[0], facts, _hints(fields, reading), fields)


def _hints(fields: Fields, reading: Reading) -> Hints:
    language = _evidence(fields, "language") or _evidence(fields, "lang")
    return Hints(
        _evidence(fields, "title"), language or reading.language, _evidence(fields, "url") or reading.site
    )


def _string(fields: Fields, name: str) -> str | None:
    value: Any = read(fields[name]) if name in fields else None
    if value is not None and not isinstance(value, str):
        raise ValueError(
            f"the field `{name}` holds no text but {fields[name][:40].decode('utf-8', 'replace')}"
        )
    return value


def _evidence(fields: Fields, name: str) -> str | None:
    value: Any = read(fields[name]) if fields.get(name, b"")[:1] == b'"' else None
    return mend(value)[0] if value and value.strip() else None
