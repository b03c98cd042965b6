"""How a text is laid out: a block a line, hard-wrapped, or flat on one line; and how paragraphs are parted on the way out.

Owns the units and the line breaks between them. Must not know rules or documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from cleaner.sentences import split_sentences

Mode = Literal["lines", "wrapped", "flat"]

SHORT_LINE = 80
"""Characters: in a run of lines no longer than this, single line ends are meant (verse, lists, tables)."""
SHORT_RUN = 3
"""Lines: in a text that has no blank lines at all, a shorter run is no verse and no table."""
WRAP_WIDTHS = (50, 100)
"""Characters: text wrapped by a programme has its longest line within these bounds (usual widths are 60 to 80)."""
WRAP_LINES = 6
"""Wrapped lines that must be seen before a text counts as hard-wrapped."""
WRAP_SHARE = 0.85
"""Share of line ends that must stand where the next word would not have fitted."""
FLAT_LENGTH = 1500
"""Characters of a line from which on it may be a whole article whose line ends were lost."""
FLAT_SENTENCES = 10
"""Sentences that such a line has at the least."""
FLAT_SHARE = 0.8
"""Share of a text's characters that such lines make up at the least."""
BLANK, JOINED = 0, -1
"""Breaks in front of a sentence of a flat line: a blank stands there, or nothing."""


class Layout(Struct, frozen=True):
    """Units of a text as offsets, with the number of line ends in front of each (0 for the first; within a flat line `BLANK` or `JOINED`)."""

    mode: Mode
    starts: list[int]
    ends: list[int]
    breaks: list[int]


def lay_out(text: str, *, by_line: bool = False) -> Layout:
    """Return the units of a normalised text (line ends are newlines, lines are trimmed); `by_line`: each line is one, whatever it looks like."""
    lines = _lines(text)
    if by_line:
        return lines
    if _is_wrapped(text, lines):
        return _join_wrapped(lines)
    return _flat(text, lines) or lines


def _flat(text: str, lines: Layout) -> Layout | None:
    """Return the sentences of a text that is flat: its long lines make up most of it, and hold many sentences."""
    if sum(end - start for start, end in _long(lines)) < max(FLAT_LENGTH, FLAT_SHARE * len(text)):
        return None
    flat = Layout("flat", [], [], [])
    split = False
    for start, end, gap in zip(lines.starts, lines.ends, lines.breaks, strict=True):
        bounds = list(split_sentences(text[start:end])) if end - start >= FLAT_LENGTH else []
        if len(bounds) < FLAT_SENTENCES:
            bounds = [(0, end - start)]
        split = split or len(bounds) > 1
        flat.starts.extend(start + first for first, _ in bounds)
        flat.ends.extend(start + last for _, last in bounds)
        flat.breaks.append(gap)
        flat.breaks.extend(BLANK if last < first else JOINED for (_, last), (first, _) in pairwise(bounds))
    return flat if split else None


def _long(lines: Layout) -> Iterator[tuple[int, int]]:
    bounds = zip(lines.starts, lines.ends, strict=True)
    return ((start, end) for start, end in bounds if end - start >= FLAT_LENGTH)


def _lines(text: str) -> Layout:
    starts: list[int] = []
    ends: list[int] = []
    breaks: list[int] = []
    at = gap = 0
    for line in text.split("\n"):
        end = at + len(line)
        if line:
            starts.append(at)
            ends.append(end)
            breaks.append(gap)
            gap = 0
        gap += 1
        at = end + 1
    if breaks:
        breaks[0] = 0
    return Layout("lines", starts, ends, breaks)


def _is_wrapped(text: str, lines: Layout) -> bool:
    if 2 not in lines.breaks or 1 not in lines.breaks:
        return False
    width = max(end - start for start, end in zip(lines.starts, lines.ends, strict=True))
    if not WRAP_WIDTHS[0] <= width <= WRAP_WIDTHS[1]:
        return False
    seen = full = unfinished = 0
    for index in range(1, len(lines.starts)):
        if lines.breaks[index] != 1:
            continue
        start, end = lines.starts[index - 1], lines.ends[index - 1]
        following = text[lines.starts[index] : lines.ends[index]]
        seen += 1
        full += end - start + 1 + len(following.split(" ", 1)[0]) > width - 8
        unfinished += text[end - 1] not in '.!?:"'
    return seen >= WRAP_LINES and full >= WRAP_SHARE * seen and unfinished >= 0.5 * seen


def _join_wrapped(lines: Layout) -> Layout:
    starts: list[int] = []
    ends: list[int] = []
    breaks: list[int] = []
    for start, end, gap in zip(lines.starts, lines.ends, lines.breaks, strict=True):
        if gap == 1:
            ends[-1] = end
        else:
            starts.append(start)
            ends.append(end)
            breaks.append(gap)
    return Layout("wrapped", starts, ends, breaks)


def turns_flat(mode: str, text: str) -> bool:
    """Tell whether a clean text of another layout would be read as flat, because one long paragraph is nearly all that is left."""
    return mode != "flat" and len(text) >= FLAT_LENGTH and lay_out(text).mode == "flat"


def separators(mode: str, lengths: list[int], breaks: list[int]) -> list[str]:
    """Return what is printed in front of each unit: nothing, a newline, or a blank line.

    `lengths` are the characters of the units that stay, `breaks` the line ends in front of each.
    """
    if mode == "flat":
        return ["" if not index else _FLAT_GAPS.get(gap, "\n\n") for index, gap in enumerate(breaks)]
    out = ["\n\n"] * len(lengths)
    if out:
        out[0] = ""
    if mode == "wrapped" or 1 not in breaks:
        return out
    shortest_run = 2 if any(gap > 1 for gap in breaks) else SHORT_RUN
    for first, last in _short_runs(lengths, breaks):
        if last - first + 1 >= shortest_run:
            out[first + 1 : last + 1] = ["\n"] * (last - first)
    return out


_FLAT_GAPS = {BLANK: " ", JOINED: ""}


def is_read_otherwise(mode: str, gaps: list[str], units: list[str]) -> bool:
    """Tell whether units printed with these gaps would be read with another layout than `mode`, because too little of it is left."""
    if (
        not units
        or mode == "flat"
        or (mode == "lines" and ("\n" not in gaps or max(map(len, units)) > WRAP_WIDTHS[1]))
    ):
        return False
    text = "".join([part for pair in zip(gaps, units, strict=True) for part in pair])
    return lay_out(text).mode != mode


def _short_runs(lengths: list[int], breaks: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    first = 0
    for index in range(1, len(lengths) + 1):
        at_end = index == len(lengths)
        if at_end or breaks[index] != 1 or lengths[index] > SHORT_LINE or lengths[index - 1] > SHORT_LINE:
            if index - first > 1:
                runs.append((first, index - 1))
            first = index
    return runs
