"""`Document`: a scraped text as units (lines, as a rule), each with the views that rules see and its place in the original.

Owns folding, units and offsets. Must not know rules, nor what a unit means.

Every view has offsets back to the original: `text` is the normalised original (its edits are kept), `views[i]` is a slice
of it with straight quotes, character for character; `folds[i]` is the view folded for comparing phrases.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, NamedTuple

from msgspec import Struct

from cleaner.folding import fold
from cleaner.layout import Layout, lay_out
from cleaner.normalise import normalise, straighten
from cleaner.values import Edit, Quotes


class Span(NamedTuple):
    """A stretch of the document's normalised text."""

    start: int
    end: int


class Document(Struct, frozen=True):
    """A text, cut into non-blank units. All lists run in parallel, one entry a unit.

    `ids` number the units of the first reading, so that a document from which units have gone still knows them. `breaks` counts the
    line ends in front of a unit (0 for the first, and inside flat text; 2 or more: a blank line). `cuts` are the stretches
    of `text` that were cut from within units, by id. `memo` holds what was once worked out about this very document,
    `shared` what was worked out about lines, for all documents of one reading.
    """

    original: str
    text: str
    edits: list[Edit]
    mode: str
    ids: list[int]
    starts: list[int]
    ends: list[int]
    breaks: list[int]
    views: list[str]
    folds: list[str]
    cuts: dict[int, tuple[Span, ...]]
    memo: dict[str, Any] = {}
    shared: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def without(self, gone: set[int], cuts: dict[int, tuple[Span, ...]]) -> Document:
        """Return the document that is left when the units at the indexes `gone` and the stretches `cuts` (by index) go."""
        stay = [index for index in range(len(self.ids)) if index not in gone]
        views, folds = self.views, self.folds
        if cuts:
            views, folds = views.copy(), folds.copy()
            for index, spans in cuts.items():
                views[index] = straighten(joined(self.text, self.pieces(index, spans))).replace("\n", " ")
                folds[index] = fold(views[index])
        all_cuts = {**self.cuts, **{self.ids[index]: spans for index, spans in cuts.items()}}
        return Document(
            original=self.original,
            text=self.text,
            edits=self.edits,
            mode=self.mode,
            ids=[self.ids[index] for index in stay],
            starts=[self.starts[index] for index in stay],
            ends=[self.ends[index] for index in stay],
            breaks=self._breaks_of(stay),
            views=[views[index] for index in stay],
            folds=[folds[index] for index in stay],
            cuts=all_cuts,
            shared=self.shared,
        )

    def pieces(self, index: int, spans: tuple[Span, ...] | None = None) -> list[Piece]:
        """Return what stays of the unit at `index` when `spans` go; by default, those that are cut already."""
        spans = self.cuts.get(self.ids[index], ()) if spans is None else spans
        return pieces_of(self.text, Span(self.starts[index], self.ends[index]), spans)

    def place(self, index: int, start: int, end: int) -> Span:
        """Return the stretch of `text` that the offsets `start` to `end` of the view at `index` stand for."""
        if self.ids[index] not in self.cuts:
            return Span(self.starts[index] + start, self.starts[index] + end)
        at = 0
        bounds: list[int] = []
        for piece in self.pieces(index):
            at += len(piece.joint)
            length = piece.end - piece.start
            bounds += [
                piece.start + max(0, place - at) for place in (start,) if start < at + length and not bounds
            ]
            if bounds and end <= at + length:
                return Span(bounds[0], piece.start + max(0, end - at))
            at += length
        return Span(self.ends[index], self.ends[index])

    def _breaks_of(self, stay: list[int]) -> list[int]:
        breaks, before = [], -1
        for index in stay:
            stretch = self.breaks[before + 1 : index + 1]
            breaks.append(max(stretch) if before >= 0 else 0)
            before = index
        return breaks


_NO_BLANK_BEFORE = ",.;:!?)]，。；：！？、"


class Piece(NamedTuple):
    """A stretch of the normalised text that stays of a unit, and what is put in front of it."""

    joint: str
    start: int
    end: int


def _joint(before: str, after: str) -> str:
    if after in _NO_BLANK_BEFORE or before == "(" or is_wide(before) or is_wide(after):
        return ""
    return " "


def is_wide(char: str) -> bool:
    """Tell whether a character belongs to a script written without blanks (CJK, kana, Thai)."""
    return "　" <= char <= "鿿" or "＀" <= char <= "￯" or "฀" <= char <= "๿"


def pieces_of(text: str, unit: Span, spans: tuple[Span, ...]) -> list[Piece]:
    """Return what stays of a unit when the spans go: one blank at each joint, none before a comma or the like."""
    pieces: list[Piece] = []
    at = unit.start
    for span in (*merged(spans), Span(unit.end, unit.end)):
        start, end = at, span.start
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            joint = _joint(text[pieces[-1].end - 1], text[start]) if pieces else ""
            pieces.append(Piece(joint, start, end))
        at = max(at, span.end)
    return pieces


def merged(spans: tuple[Span, ...]) -> list[Span]:
    """Return the union of spans, in order."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def joined(text: str, pieces: list[Piece]) -> str:
    """Return the text of the pieces."""
    return "".join(piece.joint + text[piece.start : piece.end] for piece in pieces)


def read(text: str, quotes: Quotes = "straight", *, by_line: bool = False) -> Document:
    """Return the decoded `text` as a document, normalised and cut into units; `by_line`: each line is one, whatever the text looks like."""
    normal, edits = normalise(text, quotes)
    layout = lay_out(normal, by_line=by_line)
    view = normal if quotes == "straight" else straighten(normal)
    views = _views(view, layout)
    folded = fold(view)
    folds = _views(folded, layout) if len(folded) == len(view) else [fold(unit) for unit in views]
    return Document(
        original=text,
        text=normal,
        edits=edits,
        mode=layout.mode,
        ids=list(range(len(layout.starts))),
        starts=layout.starts,
        ends=layout.ends,
        breaks=layout.breaks,
        views=views,
        folds=folds,
        cuts={},
    )


def _views(view: str, layout: Layout) -> list[str]:
    if layout.mode == "lines":
        return [line for line in view.split("\n") if line]
    units = [view[start:end] for start, end in zip(layout.starts, layout.ends, strict=True)]
    return [unit.replace("\n", " ") for unit in units] if layout.mode == "wrapped" else units


class OffsetMap:
    """Maps offsets of an edited text to offsets of the text before the edits."""

    def __init__(self, edits: list[Edit]) -> None:
        self._after: list[int] = []
        self._edits = edits
        shift = 0
        for edit in edits:
            self._after.append(edit.start + shift)
            shift += len(edit.now) - (edit.end - edit.start)
        self._shift = shift

    def start(self, offset: int) -> int:
        """Map the first character of a stretch: behind whatever was dropped in front of it."""
        return self._map(offset, at_end=False)

    def end(self, offset: int) -> int:
        """Map the end of a stretch: in front of whatever was dropped behind it."""
        return self._map(offset, at_end=True)

    def _map(self, offset: int, *, at_end: bool) -> int:
        index = bisect_right(self._after, offset - (1 if at_end else 0)) - 1
        if index < 0:
            return offset
        edit, after = self._edits[index], self._after[index]
        if offset < after + len(edit.now):
            return edit.start if not at_end else edit.end
        return edit.end + (offset - after - len(edit.now))
