"""Guesses the language of a text from its function words and its script.

Owns the guess, made once a document where nobody says the language. Must not know rules. It is careful: a text that is short or
that mixes languages is left unknown.
"""

from __future__ import annotations

import re
from functools import cache

from cleaner.folding import fold
from cleaner.stopwords import WORDS

WORDS_LOOKED_AT = 600
"""Words from the middle of the text that are counted: menus stand at its ends."""
LEAST_WORDS = 25
"""Words that a text must have for a guess."""
LEAST_SHARE = 0.15
"""Share of function words that the winner must have; running text of the languages here has a third or more."""
LEAST_LEAD = 1.2
"""How many times as many function words the winner must have as the next."""

_WORD = re.compile(r"[^\W\d_]+")
_LEAST_CHARACTERS = 20


def guess_language(text: str) -> str | None:
    """Return the two-letter code of the language of a text, or None where it cannot be told."""
    if not text.isascii():
        han, kana = (len(letters.findall(text, 0, 20_000)) for letters in _wide())
        if han + kana >= _LEAST_CHARACTERS and 3 * (han + kana) > len(text[:20_000]):
            return "ja" if kana * 10 > han else "zh"
    return _by_words(_WORD.findall(fold(_middle(text))))


@cache
def _wide() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile("[㐀-鿿]"), re.compile("[぀-ヿ]")


def _middle(text: str) -> str:
    room = WORDS_LOOKED_AT * 7
    start = max(0, (len(text) - room) // 2)
    return text[start : start + room]


def _by_words(words: list[str]) -> str | None:
    if len(words) < LEAST_WORDS:
        return None
    scores = dict.fromkeys(WORDS, 0)
    languages = _languages()
    for word in words:
        for code in languages.get(word, ()):
            scores[code] += 1
    (best, code), (second, _) = sorted(((score, code) for code, score in scores.items()), reverse=True)[:2]
    if best < LEAST_SHARE * len(words) or best < LEAST_LEAD * second:
        return None
    return code


@cache
def _languages() -> dict[str, list[str]]:
    """Return for each function word the codes of the languages that have it."""
    found: dict[str, list[str]] = {}
    for code, words in WORDS.items():
        for word in dict.fromkeys(fold(words).split()):
            found.setdefault(word, []).append(code)
    return found
