"""WARC and WET archives: captured pages and texts taken out of pages, a document each.

Owns where a record begins and ends, also behind a damaged one, and how a response is unpacked. Must not know what becomes of a document.

Documents are `response` and `resource` records that hold HTML or plain text with a status of 2xx, and `conversion` records; all others (requests,
images, redirects, metadata) are passed over.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from cleaner.encoding import decode, known, mark_of
from cleaner.errors import GapError, RecordError, SourceError, UsageError
from cleaner.records import write
from cleaner.sources import Cut, Item, Raw, Reading, gaps_before, oversize
from cleaner.values import Hints

_PIECE = 1 << 16
_MOST_HEADER = 1 << 16
_BEGIN = re.compile(rb"WARC/[01]\.\d+\s*\Z")
_NEXT = re.compile(rb"(?:\A|\n)(?=WARC/[01]\.\d+\r?\nWARC-|WARC/[01]\.\d+\r?\nContent-)")
_TYPES = {b"response", b"resource", b"conversion"}
_PAGES = (b"text/html", b"application/xhtml+xml")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

Headers = dict[bytes, bytes]


class Capture(Struct, frozen=True):
    """What an archive says of a document, and its body as it was sent."""

    url: str
    date: str
    id: str
    page: bool
    charset: str | None
    packing: tuple[bytes, ...]
    body: bytes


def cut_archive(stream: io.BufferedReader, name: str, reading: Reading) -> Iterator[Cut]:
    """Yield a document a page or text; what is damaged is an error in its place, and the record behind it is found again."""
    yield from gaps_before(stream)
    if not _BEGIN.match(stream.peek(16)[:10].split(b"\n")[0].rstrip() + b"\n"):
        head = stream.peek(16)[:4]
        raise SourceError(f"{name}: no WARC archive (it begins with {head!r}); name its format with --from")
    records = _Records(stream, name, reading.limit)
    index = 0
    for cut in records:
        if isinstance(cut, Capture):
            yield Raw(name, index, "warc", cut, records.number)
        else:
            yield cut
        index += not isinstance(cut, GapError)


def parse_capture(raw: Raw, reading: Reading) -> Item:
    """Read a page or a text; its address and date become fields of its record."""
    capture: Capture = raw.data
    body = _unpacked(capture, reading.limit)
    fields = {"url": write(capture.url), "date": write(capture.date), "id": write(capture.id)}
    hints = Hints(language=reading.language, url=capture.url)
    if capture.page:
        html = _text(body, capture.charset)[0] if capture.charset and not mark_of(body) else body
        return Item(raw.source, raw.index, "warc", html=html, hints=hints, fields=fields)
    text, facts = _text(body, capture.charset)
    return Item(raw.source, raw.index, "warc", text=text, facts=facts, hints=hints, fields=fields)


def _text(body: bytes, charset: str | None) -> tuple[str, Any]:
    try:
        return decode(body, known(charset) if charset else None)
    except UsageError:
        return decode(body)


class _Records:
    """Gives captures, and errors in place of what is damaged."""

    def __init__(self, stream: io.BufferedReader, name: str, limit: int) -> None:
        self._stream, self._name, self._limit = stream, name, limit
        self._again = b""
        self._lost = False
        self.number = 0

    def __iter__(self) -> Iterator[Cut | Capture]:
        while True:
            try:
                line = self._line()
                if not line:
                    return
                found = self._record(line) if line.strip() else None
            except GapError as error:
                self._lost = True
                found = error
            if found is not None:
                yield found

    def _line(self) -> bytes:
        if not self._again:
            return self._stream.readline(_MOST_HEADER)
        line, newline, self._again = self._again.partition(b"\n")
        return line + newline if newline else line + self._stream.readline(_MOST_HEADER)

    def _read(self, size: int) -> bytes:
        ready, self._again = self._again[:size], self._again[size:]
        return ready + self._stream.read(size - len(ready))

    def _record(self, line: bytes) -> Capture | SourceError | None:
        if not _BEGIN.match(line):
            was_lost, self._lost = self._lost, True
            return None if was_lost else self._error("no record begins where one should", line)
        self._lost = False
        self.number += 1
        headers = _headers(iter(self._line, b""))
        length = headers.get(b"content-length", b"")
        if not length.isdigit() or len(length) > 15:
            self._lost = True
            return self._error(f"the record says no length but {length[:40]!r}", line)
        wanted = headers.get(b"warc-type", b"").lower() in _TYPES
        if not wanted or int(length) > self._limit:
            return self._long(int(length), wanted)
        return self._short(int(length), headers)

    def _short(self, length: int, headers: Headers) -> Capture | SourceError | None:
        body = self._read(length)
        if self._ends(len(body) == length):
            return _capture(headers, body)
        self._lost = True
        if begin := _NEXT.search(body):  # the length is wrong: give back what belongs to the next record
            self._again = body[begin.end() :] + self._again
            body = body[: begin.end()]
        return self._error("the record is shorter or longer than it says", body)

    def _ends(self, whole: bool) -> bool:
        """Tell whether a record is over where it says: then a blank line follows, or nothing."""
        if not whole:
            return False
        rest = self._line()
        self._again = rest + self._again
        return not rest.strip()

    def _long(self, length: int, wanted: bool) -> SourceError | None:
        """Pass over a record, or put it aside if it is wanted and too large; one that runs into the next ends there."""
        pieces = self._pieces(length)
        if wanted:
            return oversize((self._name, self.number), self._limit, pieces)
        for _ in pieces:
            pass
        return None

    def _pieces(self, length: int) -> Iterator[bytes]:
        while length and (piece := self._read(min(length, _PIECE))):
            if begin := _NEXT.search(piece):
                self._again = piece[begin.end() :] + self._again
                yield piece[: begin.end()]
                return
            length -= len(piece)
            yield piece

    def _error(self, what: str, raw: bytes) -> RecordError:
        return RecordError(f"{self._name}: record {self.number}: {what}", number=self.number, raw=raw)


def _headers(lines: Iterator[bytes]) -> Headers:
    headers: Headers = {}
    size = 0
    for line in lines:
        size += len(line)
        if not line.strip() or size > _MOST_HEADER:
            break
        name, _, value = line.partition(b":")
        headers.setdefault(name.strip().lower(), value.strip())
    return headers


def _capture(headers: Headers, body: bytes) -> Capture | None:
    kind = headers.get(b"content-type", b"").lower()
    packing: tuple[bytes, ...] = ()
    if kind.startswith(b"application/http"):
        head, _, body = body.partition(b"\r\n\r\n")
        lines = io.BytesIO(head)
        status = lines.readline().split()
        if len(status) < 2 or not status[1].startswith(b"2"):
            return None
        http = _headers(lines)
        kind = http.get(b"content-type", b"text/html").lower()
        packed = b",".join((http.get(b"content-encoding", b""), http.get(b"transfer-encoding", b"")))
        packing = tuple(each for part in packed.split(b",") if (each := part.strip().lower()))
    page = kind.startswith(_PAGES)
    if not page and not kind.startswith(b"text/plain"):
        return None
    charset = _CHARSET.search(kind)
    return Capture(
        _said(headers, b"warc-target-uri").strip("<>"),
        _said(headers, b"warc-date"),
        _said(headers, b"warc-record-id").strip("<>"),
        page,
        charset[1].decode("ascii", "replace") if charset else None,
        packing,
        body,
    )


def _said(headers: Headers, name: bytes) -> str:
    return headers.get(name, b"").decode("utf-8", "replace")


def _unpacked(capture: Capture, limit: int) -> bytes:
    """Undo chunks and packing; archives often hold bodies unpacked while their headers still say otherwise."""
    body = capture.body
    for packing in reversed(capture.packing):
        if packing == b"chunked":
            body = _joined(body)
        elif packing in (b"gzip", b"x-gzip") and body.startswith(b"\x1f\x8b"):
            body = _inflated(body, 16 + zlib.MAX_WBITS, limit)
        elif packing == b"deflate":
            body = _inflated(body, zlib.MAX_WBITS if body[:1] == b"x" else -zlib.MAX_WBITS, limit)
        elif packing == b"br":
            body = _unbrotlied(body)
    return body


def _joined(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at)
        size = body[at:end].split(b";")[0].strip() if end >= 0 else b""
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", size):
            return b"".join(parts) if parts else body  # was put together already
        if int(size, 16) == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + int(size, 16)])
        at = end + 4 + int(size, 16)


def _inflated(body: bytes, window: int, limit: int) -> bytes:
    try:
        unpacked = zlib.decompressobj(window).decompress(body, limit + 1)
    except zlib.error as error:
        if window < 0 or not body.startswith(b"\x1f\x8b"):
            return body  # was unpacked already
        raise ValueError(f"the page is packed with gzip and damaged ({error})") from None
    if len(unpacked) > limit:
        raise ValueError("the page is larger than --max-document allows once it is unpacked")
    return unpacked


def _unbrotlied(body: bytes) -> bytes:
    if body[:256].lstrip()[:1] == b"<":
        return body  # was unpacked already
    try:
        import brotli
    except ImportError:
        raise ValueError("the page is packed with Brotli: run `pip install 'cleaner[warc]'`") from None
    try:
        return bytes(brotli.decompress(body))
    except brotli.error:
        return body
