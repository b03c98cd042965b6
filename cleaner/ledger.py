"""`Cleaned` and its ledger: the only place where characters are removed, replaced, and put back.

Owns the writing of the clean text and the ledger's form. Must not know rules, nor why something is cut.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct

from cleaner.document import Document, OffsetMap, Span, joined, merged
from cleaner.errors import RestoreError
from cleaner.layout import separators
from cleaner.values import Edit, Evidence, Removal


class Decision(Struct, frozen=True):
    """What is cut of one unit and why: the whole unit, or only `spans` of the document's text."""

    unit: int
    rule: str
    category: str
    evidence: tuple[Evidence, ...]
    spans: tuple[Span, ...] = ()


class Cleaned(Struct, frozen=True, dict=True):
    """A clean text with everything that was done to get it.

    `text` is the body, paragraphs parted by one blank line. `removals` and `edits` are worked out when first asked for; their offsets are
    code points of `original`, the decoded text that came in.
    """

    text: str
    title: str | None
    language: str | None
    flags: tuple[str, ...]
    decisions: tuple[Decision, ...]
    first: Document
    last: Document

    @property
    def original(self) -> str:
        """The text that came in."""
        return self.first.original

    @property
    def counts(self) -> dict[str, int]:
        """Number of removals by category."""
        return dict(Counter(decision.category for decision in self.decisions))

    @cached_property
    def removals(self) -> tuple[Removal, ...]:
        """What was cut, in the order of the original."""
        return self._record[0]

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """What was replaced, in the order of the original."""
        return self._record[1]

    @cached_property
    def _record(self) -> tuple[tuple[Removal, ...], tuple[Edit, ...]]:
        return _Recorder(self).record()


def apply(first: Document, last: Document) -> str:
    """Return the text of the units that stand in `last`, laid out; `first` is the document as it was read."""
    units = _texts(last)
    if last.mode == "flat" and len(last) == len(first) and not last.cuts:
        return last.text.strip()
    gaps = separators(last.mode, list(map(len, units)), last.breaks)
    return "".join([part for pair in zip(gaps, units, strict=True) for part in pair])


def _texts(document: Document) -> list[str]:
    text = document.text
    if not document.cuts:
        return [text[start:end] for start, end in zip(document.starts, document.ends, strict=True)]
    return [joined(text, document.pieces(index)) for index in range(len(document))]


class _Recorder:
    """Walks the original from left to right and writes down what becomes of each stretch."""

    def __init__(self, cleaned: Cleaned) -> None:
        self._cleaned = cleaned
        self._original = cleaned.first.original
        self._map = OffsetMap(cleaned.first.edits)
        self._edits: list[Edit] = []
        self._removals: list[Removal] = []
        self._index = {id: index for index, id in enumerate(cleaned.first.ids)}

    def record(self) -> tuple[tuple[Removal, ...], tuple[Edit, ...]]:
        last = self._cleaned.last
        cuts = self._places()
        gaps = separators(last.mode, list(map(len, _texts(last))), last.breaks)
        at = 0
        for index, gap in enumerate(gaps):
            for number, piece in enumerate(last.pieces(index)):
                start, end = self._map.start(piece.start), self._map.end(piece.end)
                self._between(at, start, gap if not number else piece.joint, cuts)
                self._inner(start, end)
                at = end
            at = self._tail_of_unit(last, index, at, cuts)
        self._between(at, len(self._original), "", cuts)
        return tuple(sorted(self._removals, key=lambda item: item.start)), tuple(self._edits)

    def _tail_of_unit(self, last: Document, index: int, at: int, cuts: list[tuple[Span, Decision]]) -> int:
        end = self._map.end(last.ends[index])
        if last.ids[index] in last.cuts and at < end:
            self._between(at, end, "", cuts)
            return end
        return at

    def _places(self) -> list[tuple[Span, Decision]]:
        places = []
        first = self._cleaned.first
        for decision in self._cleaned.decisions:
            index = self._index[decision.unit]
            spans = merged(decision.spans) or [Span(first.starts[index], first.ends[index])]
            places += [(self._original_span(span), decision) for span in spans]
        return sorted(places, key=lambda item: item[0])

    def _original_span(self, span: Span) -> Span:
        return Span(self._map.start(span.start), self._map.end(span.end))

    def _between(self, start: int, end: int, now: str, cuts: list[tuple[Span, Decision]]) -> None:
        """Record a stretch of which nothing stays but `now`: removals where units stood, edits for the rest."""
        at, rest = start, now
        for span, decision in _inside(cuts, start, end):
            if at < span.start:
                rest = self._edit(at, span.start, rest)
            cut_from = max(at, span.start)
            if cut_from < span.end:
                text = self._original[cut_from : span.end]
                removal = Removal(cut_from, span.end, text, decision.rule, decision.category, decision.evidence)
                self._removals.append(removal)
                at = span.end
        if at < end or rest:
            self._edit(at, end, rest)

    def _edit(self, start: int, end: int, now: str) -> str:
        was = self._original[start:end]
        if was != now:
            self._edits.append(Edit(start, end, was, now))
        return ""

    def _inner(self, start: int, end: int) -> None:
        edits = self._cleaned.first.edits
        low = _first_at(edits, start)
        while low < len(edits) and edits[low].start < end:
            if edits[low].end <= end:
                self._edits.append(edits[low])
            low += 1


def _first_at(edits: list[Edit], start: int) -> int:
    low, high = 0, len(edits)
    while low < high:
        middle = (low + high) // 2
        if edits[middle].start < start:
            low = middle + 1
        else:
            high = middle
    return low


def _inside(cuts: list[tuple[Span, Decision]], start: int, end: int) -> list[tuple[Span, Decision]]:
    low, high = 0, len(cuts)
    while low < high:
        middle = (low + high) // 2
        if cuts[middle][0].end <= start:
            low = middle + 1
        else:
            high = middle
    out = []
    while low < len(cuts) and cuts[low][0].start < end:
        out.append(cuts[low])
        low += 1
    return out


def digest_of(text: str) -> str:
    """Return the SHA-256 of a clean text, by which the ledger knows it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def to_entry(cleaned: Cleaned, *, source: str = "", index: int = 0, texts: bool = True) -> dict[str, Any]:
    """Return a ledger entry as plain values, ready for JSON.

    `source` and `index` say where the document came from. `texts=False` leaves the removed texts out: then nothing can be restored, and
    the entry says so.
    """
    removals = [msgspec.to_builtins(removal) for removal in cleaned.removals]
    edits = [msgspec.to_builtins(edit) for edit in cleaned.edits]
    if not texts:
        for item in removals:
            del item["text"]
        for item in edits:
            del item["was"]
    entry: dict[str, Any] = {"source": source, "index": index, "title": cleaned.title, "language": cleaned.language}
    entry |= {"digest": digest_of(cleaned.text), "removals": removals, "edits": edits, "flags": list(cleaned.flags)}
    return entry if texts else entry | {"restorable": False}


def restore(text: str, ledger: Cleaned | dict[str, Any]) -> str:
    """Return the original of a clean `text` by its ledger: a `Cleaned`, or an entry of a ledger file.

    Raises RestoreError when the text was changed after cleaning, or the ledger was written without the removed texts.
    """
    entry = to_entry(ledger) if isinstance(ledger, Cleaned) else ledger
    if entry.get("restorable", True) is False:
        raise RestoreError("the ledger was written without the removed texts: nothing can be put back")
    if digest_of(text) != entry["digest"]:
        raise RestoreError("the text is not the one that the ledger describes: it was changed after cleaning")
    steps = [(item["start"], item["end"], item["text"], 0) for item in entry["removals"]]
    steps += [(item["start"], item["end"], item["was"], len(item["now"])) for item in entry["edits"]]
    out: list[str] = []
    at = cursor = 0
    for start, end, was, length in sorted(steps, key=lambda step: step[:2]):
        out += [text[at : at + start - cursor], was]
        at += start - cursor + length
        cursor = end
    return "".join([*out, text[at:]])
