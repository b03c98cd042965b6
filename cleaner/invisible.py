"""Invisible characters: which of them go, and which carry meaning where they stand.

Owns the character classes of the fix. Must not know about rules, lines or documents.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import regex

from cleaner.lazily import Lazily
from cleaner.values import Edit

_ALWAYS = (
    r"\x00-\x08\x0e-\x1f\x7f"  # C0 controls but tab and the line ends; C1 is left to the encoding repair
    r"\xad\u200b\u2060-\u2064\u206a-\u206f\ufeff"  # soft hyphen, zero-width space, word joiner, BOM
    r"\ufff9-\ufffc\ufdd0-\ufdef\ufffe\uffff"  # interlinear annotation, object replacement, noncharacters
)
_BIDI = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_JOINERS = "\u200c\u200d\u180e"
_SELECTORS = r"\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SELECTORS_AND_TAGS = r"\ufe00-\ufe0f\U000e0000-\U000e01ef"  # one range beyond the BMP, or the search is slow

_RUN = Lazily(f"[{_ALWAYS}{_BIDI}{_JOINERS}{_SELECTORS_AND_TAGS}]+")
_GONE = Lazily(f"[{_ALWAYS}]")
_MARK_OF_DIRECTION = Lazily(f"[{_BIDI}]")
_SELECTOR = Lazily(f"[{_SELECTORS}]")
# What a variation selector can vary: nothing of ASCII but the keycaps, no blank, no quote, nothing invisible.
_BASE = Lazily(
    rf"[^\x00-\x22\x24-\x29\x2b-\x2f\x3a-\x9f\s\u2018-\u201f{_ALWAYS}{_BIDI}{_JOINERS}{_SELECTORS_AND_TAGS}]"
)
# A soft hyphen beside these may be byte 0xAD of a letter whose bytes were misread: "Ã\xad" is "í".
_LEAD = Lazily(r"[\x80-\xac\xae-\xbf\xc2-\xdd]")
_TRAIL = Lazily(r"[\x80-\xac\xae-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")

_SCRIPTS = (
    "Arabic Syriac Nko Mandaic Mongolian Phags_Pa Adlam Hanifi_Rohingya Devanagari Bengali Gurmukhi Gujarati "
    "Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar Tibetan Newa Chakma Meetei_Mayek Grantha"
)


class _Classes(NamedTuple):
    """Patterns that need Unicode properties; compiled when the first invisible character is met."""

    joining: regex.Pattern[str]
    killers: regex.Pattern[str]
    pictures: regex.Pattern[str]
    pictured: regex.Pattern[str]
    leftward: regex.Pattern[str]


@cache
def _classes() -> _Classes:
    scripts = "".join(rf"\p{{Script_Extensions={name}}}" for name in _SCRIPTS.split())
    return _Classes(
        joining=regex.compile(rf"(?=[\p{{L}}\p{{M}}\p{{N}}])(?!\p{{Script=Common}}\p{{N}})[{scripts}]"),
        killers=regex.compile(r"\p{Canonical_Combining_Class=9}"),
        pictures=regex.compile(r"\p{Extended_Pictographic}"),
        pictured=regex.compile(r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\u20e3\ufe0f\U000e007f]"),
        leftward=regex.compile(r"(?=\p{L})[\p{Bidi_Class=R}\p{Bidi_Class=AL}]"),
    )


def is_mark(char: str) -> bool:
    """Tell whether `char` (or nothing) joins the letter before it, as marks and Hangul parts do."""
    return bool(char) and (unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff")


def find_invisible(text: str, strange: str) -> list[Edit]:
    """Find invisible characters that carry no meaning where they stand.

    `strange` holds the characters of `text` that are neither printable ASCII nor a newline: the cheap gate.
    Returns deletions. Leaves alone: joiners between letters of joining scripts, after an Indic virama and
    in emoji; selectors and tags that have something to vary; direction marks in a text with right-to-left
    letters; lone surrogates; C1 controls, which the encoding repair may need; and whatever stands before a
    combining mark, since without it the mark would change another letter.
    """
    if not _RUN.search(strange):
        return []
    two_ways = bool(_MARK_OF_DIRECTION.search(strange)) and bool(_classes().leftward.search(strange))
    edits: list[Edit] = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        if is_mark(text[end : end + 1]):
            continue
        kept = _keep(text, start, end, two_ways)
        if len(kept) < end - start:
            edits.append(Edit(start, end, run[0], kept))
    return edits


def _keep(text: str, start: int, end: int, two_ways: bool) -> str:
    """Return what stays of the run `text[start:end]`; what stays is judged by its new neighbours."""
    kept = ""
    left = text[start - 1 : start]
    for at in range(start, end):
        char = text[at]
        if char == "\xad":
            stays = bool(_LEAD.match(left) or _TRAIL.match(text, at + 1))
        elif _GONE.match(char):
            stays = False
        elif char in _JOINERS:
            stays = _joins(char, left, text[end : end + 1])
        elif _MARK_OF_DIRECTION.match(char):
            stays = two_ways
        elif _SELECTOR.match(char):
            stays = bool(_BASE.match(left))
        else:  # a tag: only the black flag takes tags
            stays = left == "\U0001f3f4" or "\U000e0020" <= left <= "\U000e007e"
        if stays:
            kept += char
            left = char
    return kept


def _joins(joiner: str, left: str, right: str) -> bool:
    classes = _classes()
    if not left:
        return False
    if classes.joining.match(left):
        return bool(classes.killers.match(left)) or bool(classes.joining.match(right))
    return joiner == "\u200d" and bool(classes.pictured.match(left) and classes.pictures.match(right))
