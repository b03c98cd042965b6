"""Readers, chosen by name from a registry: a stream of bytes to items, one document each.

Owns what a file is (by its ending, else by its first bytes), what is refused as binary, and which field of a
record means what. Must not know rules, nor where output goes. A new format is one function and one line in
`READERS`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from cleaner.encoding import Facts, by_nuls, decode, known, mark_of, mend, unmend
from cleaner.errors import RecordError, SourceError
from cleaner.records import Fields, parse, read, spell_out
from cleaner.streams import split_ending
from cleaner.values import Hints

HEAD = 1 << 12
"""How many bytes at the start of an input are looked at to tell what it is."""

ENDINGS = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
"""Ending of a name, without compression, to the name of its reader."""

_MAGIC = (
    (b"PK\x03\x04", "a zip archive or an office document"), (b"%PDF-", "a PDF"), (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"), (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "gzip data (name it .gz, or unpack it)"), (b"BZh9", "bzip2 data"),
    (b"\x28\xb5\x2f\xfd", "zstandard data (name it .zst, or unpack it)"), (b"\xfd7zXZ", "xz data"),
    (b"7z\xbc\xaf", "a 7z archive"), (b"PAR1", "a Parquet file"), (b"SQLite format 3\0", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)  # fmt: skip
_PAGE_STARTS = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<!--",
    b"<?xml",
    b"<div",
    b"<article",
    b"<p>",
    b"<p ",
)
_CONTROLS = bytes({*range(32)} - set(b"\t\n\v\f\r\b\x1b"))
_MOST_NULS, _MOST_CONTROLS = 0.01, 0.05  # shares in a text that something merely spilled into


class Reading(Struct, frozen=True):
    """What a reader needs to be told."""

    encoding: str | None = None
    text_field: str = "text"
    html_field: str = "html"
    language: str | None = None
    site: str | None = None

    @property
    def hints(self) -> Hints:
        """What is known of every document of the run that does not say it itself."""
        return Hints(language=self.language, url=self.site)


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


Reader = Callable[[io.BufferedReader, str, Reading], Iterator["Item | RecordError"]]
"""Stream, source name and settings to items; a faulty record is yielded as an error: the caller decides."""


def identify(name: str, head: bytes) -> str:
    """Name the reader for an input: by the ending of its name, else by its first bytes."""
    stem = split_ending(name)[0].lower()
    by_ending = next((reader for ending, reader in ENDINGS.items() if stem.endswith(ending)), None)
    if by_ending:
        return by_ending
    marked = mark_of(head)
    start = head[len(marked[1]) if marked else 0 :].lstrip()
    if stem.endswith(".json") and start.startswith(b"["):
        raise SourceError(
            f"{name}: a JSON array, not JSON Lines; write one record a line, as with `jq -c '.[]'`"
        )
    if start.startswith(b"{") and _begins_a_record(start):
        return "jsonl"
    return "html" if start[:64].lower().startswith(_PAGE_STARTS) else "text"


def refuse_binary(name: str, head: bytes) -> None:
    """Raise SourceError where the first bytes are no text in any encoding."""
    what = next((what for magic, what in _MAGIC if head.startswith(magic)), None)
    wide = mark_of(head) or by_nuls(head)
    if what is None and b"\0" in head and not wide and _is_noise(head):
        what = "binary data"
    if what:
        raise SourceError(f"{name}: not a text file but {what}; give text, HTML or JSON Lines")


def read_text(stream: io.BufferedReader, name: str, reading: Reading) -> Iterator[Item | RecordError]:
    """Yield the one document of a text file."""
    text, facts = _decoded(_all_of(stream, name), name, reading)
    yield Item(name, 0, "text", text=text, facts=facts, hints=reading.hints)


def read_html(stream: io.BufferedReader, name: str, reading: Reading) -> Iterator[Item | RecordError]:
    """Yield the one document of a page, as bytes unless its encoding is certain beyond what the page says."""
    raw = _all_of(stream, name)
    certain = reading.encoding or mark_of(raw) or by_nuls(raw)
    html = _decoded(raw, name, reading)[0] if certain else raw
    yield Item(name, 0, "html", html=html, hints=reading.hints)


def read_jsonl(stream: io.BufferedReader, name: str, reading: Reading) -> Iterator[Item | RecordError]:
    """Yield a document a record, or a RecordError where a line is none; blank lines are no records."""
    refuse_binary(name, stream.peek(HEAD)[:HEAD])
    index = 0
    for number, raw in enumerate(_lines(stream, reading.encoding), start=1):
        if not raw.strip():
            continue
        try:
            line, flags = _utf8(raw)
            yield _item(parse(line), (name, index, flags), reading)
        except ValueError as error:
            what = f"{name}:{number}: {error}; --errors skip leaves such records out"
            yield RecordError(what, number=number, raw=raw.rstrip(b"\r\n"))
        index += 1


READERS: dict[str, Reader] = {"text": read_text, "html": read_html, "jsonl": read_jsonl}


def _is_noise(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return head.count(0) > _MOST_NULS * len(head) or controls > _MOST_CONTROLS * len(head)


def _begins_a_record(start: bytes) -> bool:
    line, newline, _ = start.partition(b"\n")
    if not newline and len(start) >= HEAD // 2:
        return start[1:].lstrip().startswith(b'"')  # the line goes on beyond what was looked at
    try:
        return bool(parse(_utf8(line)[0])) or line.strip() == b"{}"
    except ValueError:
        return start[1:].lstrip(b" \t").startswith(b'"') and b'":' in line


def _all_of(stream: io.BufferedReader, name: str) -> bytes:
    refuse_binary(name, stream.peek(HEAD)[:HEAD])
    return stream.read()


def _decoded(raw: bytes, name: str, reading: Reading) -> tuple[str, Facts]:
    try:
        return decode(raw, reading.encoding)
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from None


def _lines(stream: io.BufferedReader, encoding: str | None) -> Iterator[bytes]:
    marked = mark_of(stream.peek(4)[:4])
    name, mark = marked or (known(encoding) if encoding else "utf-8", b"")
    stream.read(len(mark))
    if name == "utf-8":
        yield from stream
        return
    errors = "surrogatepass" if name.startswith("utf-") else "surrogateescape"
    for line in io.TextIOWrapper(stream, name, errors, newline="\n"):
        yield spell_out(line)


def _utf8(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        text, facts = decode(raw)
        return spell_out(unmend(text, facts.replaced)), facts.flags
    return raw, ()


def _item(fields: Fields, place: tuple[str, int, tuple[str, ...]], reading: Reading) -> Item:
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
    return Item(name, index, "jsonl", text, html and mend(html)[0], facts, _hints(fields, reading), fields)


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
