"""Guesses the language of a text from its function words and its script.

Owns the guess, made once a document where nobody says the language. Must not know rules. It is careful: a text that is short or
that mixes languages is left unknown.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from cleaner.folding import fold
from cleaner.lazily import Lazily
from cleaner.native import compiled
from cleaner.stopwords import RARER, WORDS

WORDS_LOOKED_AT = 600
"""Words from the middle of the text that are counted: menus stand at its ends."""
LEAST_WORDS = 25
"""Words that a text must have for a guess."""
LEAST_SHARE = 0.15
"""Share of function words that the winner must have; running text of the languages here has a third or more."""
LEAST_LEAD = 1.2
"""How many times as many function words the winner must have as the next."""
SPARING = {"tr": 0.06, "fi": 0.08, "ar": 0.08}
"""Least share in languages whose endings stand in for function words; the lead must be `SPARING_LEAD` then."""
SPARING_LEAD = 1.5
KIN = frozenset({"da", "no"})
"""Languages that share most function words: between them, only words count that the other lacks, `KIN_LEAD` times as many."""
KIN_LEAD = 1.5

_WORD = Lazily(r"[^\W\d_]+")
_LEAST_CHARACTERS = 20
_LETTERS_LOOKED_AT = 20_000


def guess_language(text: str) -> str | None:
    """Return the two-letter code of the language of a text, or None where it cannot be told."""
    if not text.isascii():
        han, kana = _count_wide(text)
        if han + kana >= _LEAST_CHARACTERS and 3 * (han + kana) > min(len(text), _LETTERS_LOOKED_AT):
            return "ja" if kana * 10 > han else "zh"
    return _by_words(fold(_middle(text)))


def _count_wide(text: str) -> tuple[int, int]:
    words = compiled("_words")
    if words is not None:
        return words.count_wide(text, _LETTERS_LOOKED_AT)  # type: ignore[no-any-return]
    return count_wide_plainly(text)


def count_wide_plainly(text: str) -> tuple[int, int]:
    """Return how many Han and how many kana stand at the beginning of a text, without compiled code."""
    han, kana = (len(letters.findall(text, 0, _LETTERS_LOOKED_AT)) for letters in _wide())
    return han, kana


@cache
def _wide() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile("[㐀-鿿]"), re.compile("[぀-ヿ]")


def _middle(text: str) -> str:
    room = WORDS_LOOKED_AT * 7
    start = max(0, (len(text) - room) // 2)
    return text[start : start + room]


def _by_words(text: str) -> str | None:
    words, counts = _count(text)
    if words < LEAST_WORDS:
        return None
    best, second, *_ = sorted(counts, key=lambda code: (-counts[code], code))
    rivals = [code for code in counts if code != best and not {code, best} <= KIN]
    lead = counts[best] / max(1, *(counts[code] for code in rivals))
    share = counts[best] / words
    if share < LEAST_SHARE and (share < SPARING.get(best, 1) or lead < SPARING_LEAD):
        return None
    if lead < LEAST_LEAD:
        return None
    return best if {best, second} != KIN else _between_kin(_WORD.findall(text), best, second)


def _count(text: str) -> tuple[int, dict[str, int]]:
    """Return the number of words of a folded text, and how many of them are function words of each language."""
    census = _census()
    if census is None:
        return count_plainly(text)
    total, numbers = census.count(text)
    return total, dict(zip(WORDS, numbers, strict=True))


def count_plainly(text: str) -> tuple[int, dict[str, int]]:
    """Return the number of words of a folded text, and how many are function words of each language, without compiled code."""
    words = _WORD.findall(text)
    counts = dict.fromkeys(WORDS, 0)
    speakers = _speakers()
    for word, times in Counter(words).items():
        for code in speakers.get(word, ()):
            counts[code] += times
    return len(words), counts


@cache
def _census() -> Any:
    """Return what counts function words, compiled, or None."""
    words = compiled("_words")
    if words is None:
        return None
    numbers = {code: number for number, code in enumerate(WORDS)}
    return words.Census(
        {word: tuple(map(numbers.__getitem__, codes)) for word, codes in _speakers().items()}, len(numbers)
    )


def _between_kin(words: list[str], best: str, second: str) -> str | None:
    one, other = _sets()[best], _sets()[second]
    own, foreign = (
        sum(map((mine - theirs).__contains__, words)) for mine, theirs in ((one, other), (other, one))
    )
    return best if own >= KIN_LEAD * max(1, foreign) else None


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {code: frozenset(fold(f"{words} {RARER.get(code, '')}").split()) for code, words in WORDS.items()}


@cache
def _speakers() -> dict[str, tuple[str, ...]]:
    """Return, for each function word, the languages that have it."""
    speakers: dict[str, list[str]] = {}
    for code, common in _sets().items():
        for word in common:
            speakers.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in speakers.items()}
