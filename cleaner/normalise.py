"""The normaliser: a tuple of small named fixes, each of which reports its edits.

Owns the order of the fixes and the two that are about blanks and composed letters. Must not know rules,
lines or documents. Only the encoding repair and NFC may change a letter or a digit; no other fix touches
one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import regex

from cleaner.edits import compose, replay
from cleaner.errors import UsageError
from cleaner.invisible import find_invisible
from cleaner.lazily import Lazily
from cleaner.mojibake import find_mojibake, is_suspicious
from cleaner.quotes import find_curly, find_straight, straighten
from cleaner.values import Edit, Quotes

__all__ = ["FIXES", "Fix", "compose", "normalise", "replay", "straighten"]

_PLAIN = bytes(range(0x20, 0x7F)) + b"\n"
_ODD_BLANK = Lazily(r"[\t\r\v\f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_WHITE = frozenset(" \n\t\r\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {
    chr(n) for n in range(0x2000, 0x200B)
}
_GAP = Lazily(f"[{''.join(sorted(_WHITE))}]*")
_LINE_END = Lazily(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Letters without marks to come, punctuation and currency signs: all of them NFC as they stand.
_COMPOSING = Lazily(r"[^\x00-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")
_ROUNDS = 16
"""Rounds until a text must have settled. Two or three are met; more takes damage nested on purpose."""


class Fix(NamedTuple):
    """One fix. `find` takes a text and its strange characters, and returns edits of that text.

    `unsettles` says that its edits can make work for the fixes before it; `regroups`, that they can bring
    strange characters together or make new ones; `apply` makes the edits.
    """

    name: str
    find: Callable[[str, str], list[Edit]]
    unsettles: bool = False
    regroups: bool = True
    apply: Callable[[str, list[Edit]], str] = replay


def find_blanks(text: str, strange: str) -> list[Edit]:
    """Find blanks and line ends that are not as plain as they could be.

    `strange` holds the characters of `text` that are neither printable ASCII nor a newline: the cheap gate.
    A run of blanks of any kind becomes one space, none at either end of a line; a line end of any kind
    becomes a newline. The number of lines stays the same.
    """
    runs: dict[int, int] = {}
    for seed in _blank_seeds(text, strange):
        at = text.find(seed)
        while at >= 0:
            start, end = _gap_around(text, at)
            runs[start] = end
            at = text.find(seed, end)
    for at in (0, len(text) - 1) if text else ():
        if text[at] == " ":
            start, end = _gap_around(text, at)
            runs[start] = end
    edits = []
    for start, end in sorted(runs.items()):
        was = text[start:end]
        now = "\n" * len(_LINE_END.findall(was)) or (" " if start > 0 and end < len(text) else "")
        if was != now:
            edits.append(Edit(start, end, was, now))
    return edits


def _blank_seeds(text: str, strange: str) -> Iterator[str]:
    """Yield strings such that every run of blanks that needs work holds one of them."""
    if _ODD_BLANK.search(strange):
        yield from set(_ODD_BLANK.findall(strange))
    yield "  "
    if any([line[0] == " " or line[-1] == " " for line in text.split("\n") if line]):
        yield from (" \n", "\n ")


def _gap_around(text: str, at: int) -> tuple[int, int]:
    start = at
    while start and text[start - 1] in _WHITE:
        start -= 1
    gap = _GAP.match(text, at)
    return start, gap.end() if gap else at


@cache
def _unstable() -> regex.Pattern[str]:
    """Return a pattern for stretches that NFC may change, with the letter before them.

    Outside them every character is a starter that passes the quick check of Unicode Standard Annex 15: it
    neither changes nor joins what stands before it.
    """
    stable = r"[\p{NFC_Quick_Check=Yes}&&\p{Canonical_Combining_Class=0}]"
    return regex.compile(rf"(?V1){stable}?+[^{stable}]+")


def find_decomposed(text: str, strange: str) -> list[Edit]:
    """Find letters that are not composed as in Unicode's form NFC; one edit for each.

    `strange` holds at least the characters of `text` that are neither printable ASCII nor a newline.
    """
    if not _COMPOSING.search(strange) or unicodedata.is_normalized("NFC", text):
        return []
    edits = []
    for match in _unstable().finditer(text):
        now = unicodedata.normalize("NFC", match[0])
        if now != match[0]:
            edits.append(Edit(match.start(), match.end(), match[0], now))
    composed = unicodedata.normalize("NFC", text)
    if replay(text, edits) == composed:
        return edits
    return [Edit(0, len(text), text, composed)]  # the pattern's Unicode is older or newer than Python's


FIXES: tuple[Fix, ...] = (
    Fix("invisible", find_invisible),
    Fix("encoding", find_mojibake, unsettles=True),
    Fix("quotes", find_curly, regroups=False, apply=lambda text, _edits: straighten(text)),
    Fix("blanks", find_blanks, regroups=False),
    Fix("nfc", find_decomposed, unsettles=True),
)
"""The fixes in their order, for straight quotes."""

# Typographic quotes are read by their neighbours, which the fixes after them may change.
_CURLING = {
    "quotes": Fix("quotes", find_straight, unsettles=True),
    "blanks": FIXES[3]._replace(unsettles=True),
}
_BY_QUOTES: dict[str, tuple[Fix, ...]] = {
    "straight": FIXES,
    "curly": tuple(_CURLING.get(fix.name, fix) for fix in FIXES),
    "keep": tuple(fix for fix in FIXES if fix.name != "quotes"),
}


def normalise(text: str, quotes: Quotes = "straight") -> tuple[str, list[Edit]]:
    """Make the characters of a text plain: nothing invisible or misread, plain quotes and blanks, NFC.

    `quotes` says what becomes of quotes: `straight`, `curly`, or `keep`. Returns the new text and the edits
    that lead to it: sorted, without overlaps, with offsets (code points) in the `text` given; none if the
    text was normal. Normalising twice is the same as once. Raises `UsageError` for another word in
    `quotes`. The number of lines stays, lone surrogates stay, and outside encoding repair and NFC every
    letter and digit stays.
    """
    fixes = _BY_QUOTES.get(quotes)
    if fixes is None:
        raise UsageError(f"quotes: {quotes!r} is unknown. Use one of {', '.join(_BY_QUOTES)}.")
    now = text
    edits: list[Edit] = []
    for _ in range(_ROUNDS):
        now, found, settled = _one_round(now, fixes)
        edits = compose(edits, found, text)
        if settled:
            break
    return now, edits


def _one_round(text: str, fixes: tuple[Fix, ...]) -> tuple[str, list[Edit], bool]:
    """Apply each fix once; returns the new text, the edits, and whether another round can change nothing."""
    now = text
    strange = _strange(text)
    edits: list[Edit] = []
    settled = True
    for fix in fixes:
        found = fix.find(now, strange)
        if found:
            now = fix.apply(now, found)
            edits = compose(edits, found, text)
            strange = _strange(now) if fix.regroups else strange
            settled = settled and not fix.unsettles
    # Quotes and blanks made plain can make a line repairable that was not before.
    return now, edits, settled and not (edits and is_suspicious(now, strange))


def _strange(text: str) -> str:
    """Return the characters that are neither printable ASCII nor a newline: few, so quick to search."""
    data = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    return data.decode("utf-8", "surrogatepass")
