"""Bytes to text and back: which encoding, which line ends, which bytes could not be read.

Owns the guess and the facts that bring the very bytes back. Must not know files, formats or rules.
"""

from __future__ import annotations

import base64
import codecs
from typing import Any

from msgspec import Struct

from cleaner.errors import SourceError, UsageError
from cleaner.lazily import Lazily

MIXED = "encoding-mixed"
"""Flag: some bytes fit no encoding; U+FFFD stands in the text, the ledger knows the bytes."""

GUESSED = "encoding-guessed"
"""Flag: not UTF-8, no mark; the encoding was guessed from the bytes. `--encoding` says it for certain."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # UTF-32 first: its little-endian mark begins with that of UTF-16
_GUESSES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "iso8859_2",
    "gb18030", "big5", "shift_jis", "euc_jp", "cp949",
]  # fmt: skip
_SAMPLE = 1 << 16
_LONE = Lazily("[\ud800-\udfff]")


class Facts(Struct, frozen=True, omit_defaults=True):
    """What it takes to write the bytes of a text again.

    `replaced` holds (offset, code point) of each lone surrogate that gave way to U+FFFD: an undecodable byte
    `b` is `0xDC00 + b`, as in Python's `surrogateescape`. `raw` holds the bytes themselves, only where
    encoding the text would not give them back.
    """

    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "lf"
    replaced: tuple[tuple[int, int], ...] = ()
    raw: bytes = b""
    flags: tuple[str, ...] = ()


def decode(raw: bytes, encoding: str | None = None) -> tuple[str, Facts]:
    """Return the text of `raw`, always valid Unicode, and the facts that bring the bytes back.

    A byte order mark decides, then strict UTF-8, then the pattern of NULs (UTF-16 and UTF-32 without a mark),
    then a guess over common legacy encodings. `encoding`, if given, overrules all but its own mark.
    """
    name, bom, flags = (known(encoding), b"", ()) if encoding else _detect(raw)
    if encoding:
        name, bom = _own_mark(raw, name)
    escaped, exact = _read(raw[len(bom) :], name)
    text, replaced = mend(escaped)
    if replaced and MIXED not in flags:
        flags = (*flags, MIXED)
    kept = b"" if exact else raw
    return text, Facts(name, bool(bom), _newline(text), replaced, kept, flags)


def encode(text: str, facts: Facts) -> bytes:
    """Return the bytes that `decode` read: the reverse of it, given the same text."""
    if facts.raw:
        return facts.raw
    mark = dict((name, mark) for mark, name in _MARKS)[facts.encoding] if facts.bom else b""
    return mark + unmend(text, facts.replaced).encode(facts.encoding, _errors(facts.encoding))


def mend(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Put U+FFFD for each lone surrogate; return the text, of the same length, and what stood where."""
    replaced = tuple((hit.start(), ord(hit.group())) for hit in _LONE.finditer(text))
    return (_LONE.sub("\ufffd", text) if replaced else text), replaced


def unmend(text: str, replaced: tuple[tuple[int, int], ...]) -> str:
    """Put the lone surrogates of `mend` back."""
    if not replaced:
        return text
    points = list(text)
    for offset, code in replaced:
        points[offset] = chr(code)
    return "".join(points)


def known(name: str) -> str:
    """Return Python's name of a text encoding, or raise UsageError."""
    try:
        found = codecs.lookup(name).name
        b"a".decode(name, "ignore")
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(
            f"--encoding {name}: no such text encoding; try utf-8, cp1252, utf-16, gb18030"
        ) from None
    return {"utf-8-sig": "utf-8"}.get(found, found)


def mark_of(raw: bytes) -> tuple[str, bytes] | None:
    """Return the encoding that a byte order mark at the start of `raw` names, and the mark."""
    return next(((name, mark) for mark, name in _MARKS if raw.startswith(mark)), None)


def by_nuls(raw: bytes) -> str | None:
    """Name UTF-16 or UTF-32 without a mark by where the NULs of its ASCII characters stand."""
    sample = raw[:_SAMPLE]
    quarter = len(sample) // 4
    if quarter and len(raw) % 4 == 0:
        nuls = [sample[at::4].count(0) for at in range(4)]
        if min(nuls[2], nuls[3], nuls[1]) > 0.9 * quarter and nuls[0] < 0.1 * quarter:
            return "utf-32-le"
        if min(nuls[0], nuls[1], nuls[2]) > 0.9 * quarter and nuls[3] < 0.1 * quarter:
            return "utf-32-be"
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if half and even > 0.4 * half and odd < 0.05 * half else None


def to_entry(facts: Facts) -> dict[str, Any]:
    """Return the facts as the ledger writes them."""
    entry: dict[str, Any] = {"encoding": facts.encoding, "bom": facts.bom, "newline": facts.newline}
    if facts.replaced:
        entry["undecodable"] = [list(pair) for pair in facts.replaced]
    if facts.raw:
        entry["bytes"] = base64.b64encode(facts.raw).decode("ascii")
    return entry


def from_entry(entry: dict[str, Any]) -> Facts:
    """Read the facts of a ledger entry."""
    return Facts(
        encoding=entry.get("encoding") or "utf-8",
        bom=bool(entry.get("bom")),
        newline=entry.get("newline") or "lf",
        replaced=tuple((offset, code) for offset, code in entry.get("undecodable", ())),
        raw=base64.b64decode(entry.get("bytes", "")),
    )


def _detect(raw: bytes) -> tuple[str, bytes, tuple[str, ...]]:
    marked = mark_of(raw)
    if marked:
        return *marked, ()
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        wide = by_nuls(raw) if b"\0" in raw[:_SAMPLE] else None
        return (wide, b"", (GUESSED,)) if wide else ("utf-8", b"", ())
    name = by_nuls(raw) if b"\0" in raw[:_SAMPLE] else None
    name = name or ("utf-8" if _mostly_utf8(raw) else _guess(raw))
    return name, b"", (MIXED,) if name == "utf-8" else (GUESSED,)


def _mostly_utf8(raw: bytes) -> bool:
    text = raw.decode("utf-8", "surrogateescape")
    strange = len(_LONE.findall(text))
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return beyond_ascii > 2 * strange


def _guess(raw: bytes) -> str:
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    sample = raw[: 4 * _SAMPLE]
    matches = list(from_bytes(sample, cp_isolation=_GUESSES))
    if not matches:
        return "cp1252"
    best = matches[0]
    # The order of its list breaks ties; among equals the Western code page is by far the more common.
    level = (best.chaos, -best.coherence)
    even = {name for match in matches if (match.chaos, -match.coherence) == level for name in _names(match)}
    return "cp1252" if "cp1252" in even else best.encoding


def _names(match: Any) -> set[str]:
    return {match.encoding, *match.could_be_from_charset}


def _own_mark(raw: bytes, name: str) -> tuple[str, bytes]:
    marked = mark_of(raw)
    wide = name in {"utf-16", "utf-32"}
    if marked and marked[0].startswith(name):
        return marked
    return (f"{name}-le" if wide else name), b""


def _read(raw: bytes, name: str) -> tuple[str, bool]:
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        text = _read_damaged(raw, name)
    except UnicodeError as error:
        raise SourceError(f"cannot be read as {name}: {error}; name another with --encoding") from None
    return text, name == "utf-8" or _writes_back(text, name, raw)


def _read_damaged(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name, _errors(name))
    except UnicodeDecodeError:
        return raw.decode(name, "replace")


def _writes_back(text: str, name: str, raw: bytes) -> bool:
    try:
        return text.encode(name, _errors(name)) == raw
    except UnicodeError:
        return False


def _errors(name: str) -> str:
    return "surrogatepass" if name.startswith(("utf-16", "utf-32")) else "surrogateescape"


def _newline(text: str) -> str:
    pairs = text.count("\r\n")
    bare = text.count("\r") - pairs, text.count("\n") - pairs
    kinds = [kind for kind, count in zip(("crlf", "cr", "lf"), (pairs, *bare), strict=True) if count]
    return "mixed" if len(kinds) > 1 else "".join(kinds) or "lf"
