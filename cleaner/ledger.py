"""`Cleaned` and its ledger: the only place where characters are removed, replaced, and put back.

Owns the writing of the clean text and the ledger's form. Must not know rules, nor why something is cut.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from cleaner.document import Document, OffsetMap, Piece, Span, joined, merged
from cleaner.edits import compose
from cleaner.errors import RestoreError
from cleaner.layout import is_read_otherwise, separators
from cleaner.values import Edit, Evidence, Removal


class Telling(Protocol):
    """Says why something is cut; it is asked only where somebody wants to know, since reasons cost more than decisions."""

    @property
    def evidence(self) -> Evidence:
        """The reason, for people."""


class Decision(Struct, frozen=True, gc=False):
    """What is cut of one unit and why: the whole unit, or only `spans` of the document's text."""

    unit: int
    rule: str
    category: str
    tellings: Sequence[Telling]
    spans: tuple[Span, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why it is cut, the reason that names the removal first."""
        return tuple([telling.evidence for telling in self.tellings])


class Cleaned(Struct, frozen=True, dict=True):
    """A clean text with everything that was done to get it.

    `text` is the body, paragraphs parted by one blank line. `removals` and `edits` are worked out when first asked for; their offsets are
    code points of `original`, the decoded text that came in. `author` and `date` come from the metadata of a page (`stated`), else from the
    bylines that were cut.
    """

    text: str
    title: str | None
    language: str | None
    flags: tuple[str, ...]
    decisions: tuple[Decision, ...]
    first: Document
    last: Document
    stated: tuple[str | None, str | None] = (None, None)

    @property
    def author(self) -> str | None:
        """Who wrote it; several names are parted by `; `."""
        return self._credits[0]

    @property
    def date(self) -> str | None:
        """The day on which it was published, in ISO 8601."""
        return self._credits[1]

    @cached_property
    def _credits(self) -> tuple[str | None, str | None]:
        author, date = self.stated
        bylines = [] if author and date else list(_bylines(self))
        if not bylines:
            return author, date
        from cleaner.credits import read_credits  # seldom asked for, and slow to import

        found = read_credits(bylines, self.language)
        return author or found.author, date or found.date

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


def _bylines(cleaned: Cleaned) -> Iterator[str]:
    """Yield the bylines that were cut, in the order of the page."""
    first = cleaned.first
    for decision in sorted(cleaned.decisions, key=lambda decision: decision.unit):
        if decision.category == "byline":
            unit = Span(first.starts[decision.unit], first.ends[decision.unit])
            yield from (first.text[start:end] for start, end in decision.spans or (unit,))


def apply(last: Document) -> str:
    """Return the text of the units that stand in `last`, laid out."""
    gaps, units = _printed(last)
    return "".join([part for pair in zip(gaps, units, strict=True) for part in pair])


def _printed(last: Document) -> tuple[list[str], list[str]]:
    """Return what is printed in front of each unit, and the units as they are printed.

    Where so little stays that it would be read with another layout, each unit stands on one line: what is clean must be read as it was.
    """
    units = _texts(last)
    gaps = separators(last.mode, list(map(len, units)), last.breaks)
    if is_read_otherwise(last.mode, gaps, units):
        return ["", *["\n\n"] * (len(units) - 1)], [unit.replace("\n", " ") for unit in units]
    return gaps, units


def _texts(document: Document) -> list[str]:
    text = document.text
    if not document.cuts:
        return [text[start:end] for start, end in zip(document.starts, document.ends, strict=True)]
    return [joined(text, document.pieces(index)) for index in range(len(document))]


_Place = tuple[int, int, Decision]
"""Start and end of a stretch of the original, and the decision that cuts it."""


class _Recorder:
    """Writes down what becomes of each stretch of the original: where something was cut a removal, where something was replaced an edit."""

    def __init__(self, cleaned: Cleaned) -> None:
        self._first = cleaned.first
        self._last = cleaned.last
        self._decisions = cleaned.decisions
        self._original = cleaned.first.original
        self._edits: list[Edit] = []
        self._removals: list[Removal] = []

    def record(self) -> tuple[tuple[Removal, ...], tuple[Edit, ...]]:
        cuts = self._places()
        done = 0
        for change in compose(self._first.edits, self._layout(), self._original):
            while done < len(cuts) and cuts[done][1] <= change.start:
                done += 1
            self._write(change, cuts, done)
        return tuple(self._removals), tuple(self._edits)

    def _layout(self) -> list[Edit]:
        """Return the edits that lead from the normalised text to the clean one."""
        text, last = self._last.text, self._last
        edits: list[Edit] = []
        at = 0
        for index, (gap, unit) in enumerate(zip(*_printed(last), strict=True)):
            pieces = last.pieces(index) if last.cuts else [Piece("", last.starts[index], last.ends[index])]
            for number, (joint, start, end) in enumerate(pieces):
                now = joint if number else gap
                if text[at:start] != now:
                    edits.append(Edit(at, start, text[at:start], now))
                if "\n" not in unit:
                    edits += [Edit(place, place + 1, "\n", " ") for place in _line_ends(text, start, end)]
                at = end
        if at < len(text):
            edits.append(Edit(at, len(text), text[at:], ""))
        return edits

    def _places(self) -> list[_Place]:
        """Return which stretches of the original the decisions cut, in order and without overlaps."""
        starts, ends = (
            self._first.starts,
            self._first.ends,
        )  # of the first reading, where the id of a unit is its place
        found = [(starts[cut.unit], ends[cut.unit], cut) for cut in self._decisions if not cut.spans]
        found += [
            (span.start, span.end, cut) for cut in self._decisions if cut.spans for span in merged(cut.spans)
        ]
        if self._first.edits:
            offsets = OffsetMap(self._first.edits)
            found = [(offsets.start(start), offsets.end(end), cut) for start, end, cut in found]
        places: list[_Place] = []
        at = 0
        for start, end, cut in sorted(found, key=itemgetter(0, 1)):
            if end > at and end > start:
                places.append((max(at, start), end, cut))
                at = end
        return places

    def _write(self, change: Edit, cuts: list[_Place], number: int) -> None:
        """Part a change into the removals that lie in it and the edits between them; what it puts there goes with the first edit."""
        original = self._original
        at, now, last = change.start, change.now, change.end
        while number < len(cuts) and cuts[number][0] < last:
            start, end, cut = cuts[number]
            start, end = max(at, start), min(last, end)
            if at < start:
                self._edit(at, start, now)
                now = ""
            text = original[start:end]
            self._removals.append(Removal(start, end, text, cut.rule, cut.category, cut.evidence))
            at, number = end, number + 1
        if at < last or now:
            self._edit(at, last, now)

    def _edit(self, start: int, end: int, now: str) -> None:
        was = self._original[start:end]
        if was != now:
            self._edits.append(Edit(start, end, was, now))


def _line_ends(text: str, start: int, end: int) -> Iterator[int]:
    while (start := text.find("\n", start, end) + 1) > 0:
        yield start - 1


def digest_of(text: str) -> str:
    """Return the SHA-256 of a clean text, by which the ledger knows it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def to_entry(cleaned: Cleaned, *, source: str = "", index: int = 0, texts: bool = True) -> dict[str, Any]:
    """Return a ledger entry as plain values, ready for JSON.

    `source` and `index` say where the document came from. `texts=False` leaves the removed texts out: then nothing can be restored, and
    the entry says so.
    """
    removals, edits = msgspec.to_builtins((cleaned.removals, cleaned.edits))
    if not texts:
        for item in removals:
            del item["text"]
        for item in edits:
            del item["was"]
    entry: dict[str, Any] = {
        "source": source,
        "index": index,
        "title": cleaned.title,
        "language": cleaned.language,
    }
    entry |= {
        "digest": digest_of(cleaned.text),
        "removals": removals,
        "edits": edits,
        "flags": list(cleaned.flags),
    }
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
