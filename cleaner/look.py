"""What a unit looks like by itself, as small numbers.

Owns what can be told from the letters of one line: length, function words, ending, marks. Must not know neighbours, phrases, nor any weight.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from functools import cache
from operator import itemgetter
from typing import Any

from cleaner.lazily import Lazily
from cleaner.native import compiled
from cleaner.recent import LONGEST
from cleaner.shape import ends_sentence
from cleaner.stopwords import ALL, CHARACTERS

PROSE_LEAST = 8
"""Words from which on a unit with a sentence end counts as running text here."""
PROSE_LONG = 25
"""Words from which on a unit needs no sentence end for it, only a mark inside."""
PROSE_STOPS = 0.15
"""Share of function words that running text has at the least, in a language whose function words are known."""
LONGEST_LABEL = 45
"""Words beyond which the marks of a unit say nothing."""

CAPITAL_STEPS = (0.01, 0.2, 0.4, 0.6, 0.8, 0.99)
DIGIT_STEPS = (0.001, 0.05, 0.2, 0.5)
SIGN_STEPS = (1, 2, 4)
"""Steps of the shares of words with a capital and of digits, and of the number of signs."""

LINES = 10_000
"""Lines whose looks compiled code remembers (twice, see `Recent`): about 6 MB."""
LONGEST_LINE = LONGEST
"""Characters of the longest line whose look is remembered for other documents."""
KANA = Lazily("[぀-ヿ]")
_DIGITS = Lazily(r"\d")
_SIGNS = "|/\\>•·›»–—"
_PLAIN_SIGNS = "|/\\>"
ADDRESS = Lazily(r"https?:|www\.|\.com\b|@\w|#\w|©")
_INNER = Lazily(r"""[.!?…؟۔।]['")\]»”’]*\s+["'“„«(]?[^\W\d_a-z]|[。！？]""")
"""A sentence end, or one with another sentence behind it."""
_COMMAS = ",;:،，、；"
_PLAIN_COMMAS = ",;:"
_BULLET = Lazily(r"[•‣▪●◦*·–—-]\s|\d{1,3}[.)]\s")
TIME = Lazily(
    r"\b\d{1,2}[:h.]\d{2}\b|\b20[012]\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d+ (?:h|min|hours?|days?|minutes?|std)\b", re.I
)  # fmt: skip
_FIRST = itemgetter(0)
_EDGES = ".,;:!?\"'()«»“”„‘’"


class Look:
    """What a unit looks like by itself. `known` and `strange` are its words as running text, with and without the test of function words."""

    __slots__ = (
        "bullet", "commas", "content", "ends", "inner", "known", "letters", "marks", "script", "stops", "strange", "words",
    )  # fmt: skip

    def __init__(self, view: str, folded: str) -> None:
        plain = view.isascii()
        wide = 0 if plain else len(_wide().findall(view))
        words = folded.split()
        dense = wide * 2 > len(view)
        self.words = count = len(words) + wide // 2
        self.ends = _ending(view)
        self.inner = min(2, len(_INNER.findall(view)))
        self.commas = min(3, sum(map(view.count, _PLAIN_COMMAS if plain else _COMMAS)))
        self.bullet = 1 if _BULLET.match(view) else 0
        if dense:
            self.stops = min(1.0, 2 * sum(map(CHARACTERS.__contains__, view)) / len(view))
            self.script = 3 if KANA.search(view) else 1
            self.content = frozenset(view) - CHARACTERS
            capitals = 0
        else:
            bare = [word.strip(_EDGES) for word in words]
            self.stops = sum(map(ALL.__contains__, bare)) / (len(words) or 1)
            large = sum(map(str.isupper, map(_FIRST, view.split())))
            capitals = 1 + bisect_right(CAPITAL_STEPS, large / (len(words) or 1))
            self.script = 0
            self.content = frozenset([word for word in set(bare) - ALL if len(word) > 3])
        self.strange = count if _is_running(self, dense=dense) else 0
        self.known = self.strange if self.stops >= PROSE_STOPS else 0
        digits = len(_DIGITS.findall(view)) if _DIGITS.search(view) else 0
        self.letters = (capitals, _start_of(view), bisect_right(DIGIT_STEPS, digits / len(view)))
        self.marks = _marks_of(view, digits, plain=plain) if count <= LONGEST_LABEL else (0, 0, 0)


@cache
def _wide() -> re.Pattern[str]:
    return re.compile("[぀-ヿ㐀-鿿]")


def _is_running(look: Look, *, dense: bool) -> bool:
    if look.ends in (1, 2, 3):
        return look.words >= PROSE_LEAST
    return look.words >= PROSE_LONG and (look.inner > 0 or (not dense and look.commas > 0))


def _ending(view: str) -> int:
    """Return 1 for a full stop, 2 a question, 3 an exclamation, 4 three dots, 5 a colon, 6 a comma, 0 for anything else."""
    last = view[-1]
    if last in ".!?…。！？؟۔।\"')”’」』）»" and ends_sentence(view):
        if view.endswith("..."):
            return 4
        bare = view.rstrip("\"')”’」』）» ")[-1:]
        return 2 if bare in "?？؟" else 3 if bare in "!！" else 4 if bare == "…" else 1
    return 5 if last in ":：" else 6 if last in ",;，、" else 0


def _start_of(view: str) -> int:
    first = view[0]
    if first.islower():
        return 1
    if first.isdigit():
        return 2
    if not first.isalnum():
        return 3
    return 4 if view.isupper() else 0


def _marks_of(view: str, digits: int, *, plain: bool) -> tuple[int, int, int]:
    signs = sum(map(view.count, _PLAIN_SIGNS if plain else _SIGNS))
    return (
        bisect_right(SIGN_STEPS, signs),
        1 if ADDRESS.search(view) else 0,
        1 if digits and TIME.search(view) else 0,
    )


def look_at(views: list[str], folds: list[str], known: dict[str, Look] | None = None) -> list[Look]:
    """Return what each unit looks like by itself; `folds` are the folded `views`, `known` remembers what was looked at before."""
    known = {} if known is None else known
    looker = _looker()
    if looker is not None:
        return looker.look_at(views, folds, known)  # type: ignore[no-any-return]
    looks = []
    for view, folded in zip(views, folds, strict=True):
        look = known.get(view)
        if look is None:
            look = known[view] = Look(view, folded)
        looks.append(look)
    return looks


@cache
def _looker() -> Any:
    """Return what looks at units, compiled, or None."""
    looks = compiled("_looks")
    return looks.Looker(sys.modules[__name__]) if looks else None
