"""The quarantine: a line for each document that is not in the output, with its place, the reason and, where it can be read, the original.

Owns the form of these lines, the one place for all that was put aside. Must not know rules, nor open files.

A line is JSON: `source`, `index` (from 0), `line` (from 1, where a source has lines or records), `kind`, `reason`, `flags`, and either `record` (the
fields, values as they came) or `raw` (the text as it stood; an undecodable byte `b` is the escape `\\udc00 + b`).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO

import msgspec
from msgspec import Struct

from cleaner.errors import OversizeError, RecordError, SourceError
from cleaner.outputs import whole_of
from cleaner.records import write
from cleaner.sources import Item

BROKEN, OVERSIZE, FLAGGED, LOST, FAILED = "broken", "too-large", "flagged", "worker-died", "failed"
"""Kinds: no document can be read there; larger than allowed; dropped for a flag; a process died over it; cleaning it failed."""
_PIECE = 1 << 20


class Case(Struct, frozen=True):
    """Which document, and why it is put aside."""

    source: str
    index: int
    kind: str = BROKEN
    reason: str = ""
    flags: tuple[str, ...] = ()


def aside(item: Item, case: Case) -> bytes:
    """Return the line of a document that can be read."""
    return _head(case, case.reason, 0) + b',"record":' + bytes(whole_of(item)) + b"}\n"


def of_raw(case: Case, error: SourceError) -> bytes:
    """Return the line of what is no document, or of a file that cannot be read."""
    number = error.number if isinstance(error, RecordError) else 0
    head = _head(case, case.reason or str(error), number)
    raw = error.raw if isinstance(error, RecordError) else b""
    return head + (b',"raw":' + write(raw.decode("utf-8", "surrogateescape")) if raw else b"") + b"}\n"


def of_oversize(case: Case, error: OversizeError) -> Iterator[bytes]:
    """Yield the line of a document that is too large, in pieces."""
    yield _head(case, str(error), error.number) + b',"raw":"'
    yield from in_pieces(error.body)
    yield b'"}\n'


def in_pieces(body: IO[bytes]) -> Iterator[bytes]:
    """Yield what a file holds as the inside of a JSON string, from its beginning."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    body.seek(0)
    while piece := body.read(_PIECE):
        yield write(decoder.decode(piece))[1:-1]
    yield write(decoder.decode(b"", final=True))[1:-1]


def _head(case: Case, reason: str, number: int) -> bytes:
    line: dict[str, object] = {"source": case.source, "index": case.index}
    line |= {"line": number} if number else {}
    line |= {"kind": case.kind, "reason": reason} | ({"flags": case.flags} if case.flags else {})
    return write(msgspec.to_builtins(line))[:-1]
