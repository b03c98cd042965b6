"""Where sentences end inside a long line.

Owns sentence bounds, for any script. Must not know documents or rules. It would rather join two sentences than part one: what is parted
wrongly may be cut in half.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.lazily import Lazily

_END = Lazily(r"""[.!?…؟۔।]["'”’»)\]]*\s+|[。！？]["'”’」』）]*\s*""")
_OPENING = "\"'“„«‘([¿¡"
_ABBREVIATION = Lazily(
    r"(?:^|[\s(\"'“„«])(?:\w|\w\.\w|[A-Z][a-z]|Mrs|(?i:prof|gen|sen|rep|gov|capt|dept|approx|vs|etc|bzw|usw|ca|evtl|ggf|"
    r"inkl|sog|vgl|str|nr|art|abs|mme|mlle|env|sra|srta|dott|sig|avv|resp|osv|red|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez))\.\s+$"
)
"""A short word with a full stop behind it: an initial, a title, a month, an abbreviation. Two letters with a capital count as one."""


def split_sentences(line: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the sentences of a line, blanks between them left out. They cover every character that is no such blank."""
    start = 0
    for found in _END.finditer(line):
        end = found.end()
        if end >= len(line) or not _begins(line, end) or _is_abbreviation(line, found.start(), end):
            continue
        yield start, start + len(line[start:end].rstrip())
        start = end
    if start < len(line):
        yield start, len(line)


def _begins(line: str, at: int) -> bool:
    """Tell whether a sentence can begin here: no small letter, opening marks apart."""
    while at < len(line) and line[at] in _OPENING:
        at += 1
    return at < len(line) and not line[at].islower() and line[at] not in ",.;:!?)"


def _is_abbreviation(line: str, dot: int, end: int) -> bool:
    return line[dot] == "." and _ABBREVIATION.search(line, max(0, dot - 12), end) is not None
