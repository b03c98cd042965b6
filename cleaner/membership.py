"""Which lines of a page another extractor took, told by their letters.

Owns that comparison. Must not know pages or rules.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.native import compiled

SHORT = 16
"""Characters below which a line that is only a part of another says little."""
PROBES = 5
PROBE = 12
"""Number and length (characters) of the stretches of a line that are looked for where the whole line is not found."""
MOST, SOME = 0.7, 0.3
"""Share of the probes found from which on most of a line, or something of it, was taken."""


def members_of(lines: Sequence[str], chosen: str) -> list[int]:
    """Return for each line how much of it stands in `chosen`: 0 nothing, 1 something, 2 most of it. Blanks are of no account."""
    room = compiled("_members")
    form = (SHORT, PROBES, PROBE, MOST, SOME)
    return room.members_of(lines, chosen, form) if room else members_plainly(lines, chosen)


def members_plainly(lines: Sequence[str], chosen: str) -> list[int]:
    """Do what `members_of` does, in Python."""
    squeezed = ["".join(line.split()) for line in chosen.split("\n")]
    known, whole = frozenset(squeezed), "".join(squeezed)
    return [_member("".join(line.split()), known, whole) for line in lines]


def _member(line: str, known: frozenset[str], whole: str) -> int:
    if line in known:
        return 2
    if line in whole:
        return 1 if len(line) < SHORT else 2
    if len(line) < SHORT + PROBE:
        return 0
    gap = (len(line) - PROBE) / (PROBES - 1)
    starts = [round(number * gap) for number in range(PROBES)]
    found = sum(line[start : start + PROBE] in whole for start in starts) / PROBES
    return 2 if found >= MOST else 1 if found >= SOME else 0
