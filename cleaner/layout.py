"""How a text is laid out: a block a line, hard-wrapped, or flat on one line; and how paragraphs are parted on the way out.

Owns the units and the line breaks between them. Must not know rules or documents.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

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


class Layout(Struct, frozen=True):
    """Units of a text as offsets, with the number of line ends in front of each (0 for the first)."""

    mode: Mode
    starts: list[int]
    ends: list[int]
    breaks: list[int]


def lay_out(text: str) -> Layout:
    """Return the units of a normalised text (line ends are newlines, lines are trimmed)."""
    lines = _lines(text)
    if _is_wrapped(text, lines):
        return _join_wrapped(lines)
    return lines


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
            breaks.append(gap if ends[:-1] else 0)
            gap = 0
        gap += 1
        at = end + 1
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


def separators(mode: str, lengths: list[int], breaks: list[int]) -> list[str]:
    """Return what is printed in front of each unit: nothing, a newline, or a blank line.

    `lengths` are the characters of the units that stay, `breaks` the line ends in front of each.
    """
    if mode == "flat":
        return ["" if not index else (" " if not gap else "\n\n") for index, gap in enumerate(breaks)]
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
