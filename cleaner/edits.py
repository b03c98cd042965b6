"""Lists of edits as data: replaying them, and making one list out of two that were made one after the other.

Owns the arithmetic of offsets. Must not know why an edit was made.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.values import Edit


def replay(text: str, edits: Sequence[Edit]) -> str:
    """Apply edits to the text they were made for.

    `edits` are sorted and do not overlap; their offsets are code points of `text`. Returns the edited text.
    Trusts the edits: that `was` stands at its place is not checked.
    """
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += (text[done : edit.start], edit.now)
        done = edit.end
    pieces.append(text[done:])
    return "".join(pieces)


def compose(first: list[Edit], second: list[Edit], original: str) -> list[Edit]:
    """Make one list of edits out of two lists made one after the other.

    `first` leads from `original` to some text, `second` from there to another. Returns edits with offsets in
    `original` that lead there at once: sorted, without overlaps, and without those that undo each other.
    """
    if not first or not second:
        return first or second
    out: list[Edit] = []
    i = j = shift = 0  # shift: length of the text in between minus length of the original, up to first[i]
    while j < len(second):
        late = second[j]
        while i < len(first):
            early = first[i]
            end = early.start + shift + len(early.now)
            if end > late.start:
                break
            out.append(early)
            shift = end - early.end
            i += 1
        if i == len(first) or first[i].start + shift >= late.end:
            if shift:
                late = Edit(late.start - shift, late.end - shift, late.was, late.now)
            out.append(late)
            j += 1
            continue
        stop_i, stop_j = _cluster(first, second, (i, j), shift)
        joined = _joined(first[i:stop_i], second[j:stop_j], original, shift)
        if joined.was != joined.now:
            out.append(joined)
        shift += sum(len(edit.now) - edit.end + edit.start for edit in first[i:stop_i])
        i, j = stop_i, stop_j
    return out + first[i:]


def _cluster(first: list[Edit], second: list[Edit], at: tuple[int, int], shift: int) -> tuple[int, int]:
    """Follow a chain of edits that overlap each other; returns where it stops in both lists."""
    i, j = at
    reach = second[j].end
    grown = True
    while grown:
        grown = False
        while i < len(first) and first[i].start + shift < reach:
            end = first[i].start + shift + len(first[i].now)
            shift += len(first[i].now) - first[i].end + first[i].start
            reach = max(reach, end)
            i += 1
            grown = True
        while j < len(second) and (second[j].start < reach or j == at[1]):
            reach = max(reach, second[j].end)
            j += 1
            grown = True
    return i, j


def _joined(first: list[Edit], second: list[Edit], original: str, shift: int) -> Edit:
    """Melt a chain of overlapping edits into one."""
    begin = min(first[0].start, second[0].start - shift)
    grown = sum(len(edit.now) - edit.end + edit.start for edit in first)
    end = max(first[-1].end, second[-1].end - shift - grown)
    was = original[begin:end]
    between = replay(was, _moved(first, -begin))
    return Edit(begin, end, was, replay(between, _moved(second, -begin - shift)))


def _moved(edits: list[Edit], by: int) -> list[Edit]:
    return [Edit(edit.start + by, edit.end + by, edit.was, edit.now) for edit in edits]
