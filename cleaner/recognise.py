"""What a file is: by the ending of its name, else by its first bytes.

Owns endings, beginnings, and what is refused as binary. Must not know how anything is read.
"""

from __future__ import annotations

from cleaner.encoding import by_nuls, decode, mark_of, unmend
from cleaner.errors import SourceError
from cleaner.packing import split_ending
from cleaner.records import parse, spell_out

HEAD = 1 << 12
"""How many bytes at the start of an input are looked at to tell what it is."""

ENDINGS = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".warc": "warc", ".wet": "warc",
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
_OWN_MAGIC = ((b"PAR1", "parquet"), (b"WARC/1.", "warc"))
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
    magic = next((form for magic, form in _OWN_MAGIC if head.startswith(magic)), None)
    if magic:
        return magic
    if start.startswith(b"{") and _begins_a_record(start):
        return "jsonl"
    return "html" if start[:64].lower().startswith(_PAGE_STARTS) else "text"


def refuse_binary(name: str, head: bytes, *, lenient: bool = False) -> None:
    """Raise SourceError where the first bytes are no text in any encoding.

    `lenient` is for files of many records, of which some may be damaged: only what begins like a known kind of file is refused.
    """
    what = next((what for magic, what in _MAGIC if head.startswith(magic)), None)
    wide = mark_of(head) or by_nuls(head)
    if what is None and not lenient and b"\0" in head and not wide and _is_noise(head):
        what = "binary data"
    if what:
        raise SourceError(f"{name}: not a text file but {what}; give text, HTML or JSON Lines")


def _is_noise(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return head.count(0) > _MOST_NULS * len(head) or controls > _MOST_CONTROLS * len(head)


def _begins_a_record(start: bytes) -> bool:
    line, newline, _ = start.partition(b"\n")
    if not newline and len(start) >= HEAD // 2:
        return start[1:].lstrip().startswith(b'"')  # the line goes on beyond what was looked at
    try:
        return bool(parse(as_utf8(line)[0])) or line.strip() == b"{}"
    except ValueError:
        return start[1:].lstrip(b" \t").startswith(b'"') and b'":' in line


def as_utf8(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return a line in UTF-8, whatever it was written in, and the flags of its reading."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        text, facts = decode(raw)
        return spell_out(unmend(text, facts.replaced)), facts.flags
    return raw, ()
