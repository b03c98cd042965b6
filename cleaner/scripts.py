"""Which scripts a text is written in, and which a language.

Owns the names of scripts and their letters, as far as rules ask for them. Must not know rules.
"""

from __future__ import annotations

import re
from functools import cache

from cleaner.native import compiled

SCRIPTS = {
    "cyrillic": "ru uk bg sr mk be kk", "arabic": "ar fa ur ps", "han": "zh ja", "kana": "ja", "hangul": "ko",
    "greek": "el", "hebrew": "he", "thai": "th", "devanagari": "hi mr ne",
}  # fmt: skip
"""Languages written in each script; every other language is taken to be written in Latin letters."""
_RANGES = {
    "cyrillic": "Ѐ-ӿ", "arabic": "؀-ۿ", "han": "㐀-鿿", "kana": "぀-ヿ", "hangul": "가-힯", "greek": "Ͱ-Ͽ",
    "hebrew": "֐-׿", "thai": "฀-๿", "devanagari": "ऀ-ॿ",
}  # fmt: skip


def scripts_of(text: str) -> frozenset[str]:
    """Return the scripts that occur in a text, by name; `latin` stands for every script not named in `SCRIPTS`."""
    if text.isascii() or not _has_beyond_latin(text):
        return _LATIN
    found = {name for name, letters in _RANGES.items() if re.search(f"[{letters}]", text)}
    return frozenset(found | ({"latin"} if re.search("[A-Za-z]", text) else set()))


_LATIN = frozenset({"latin"})


def _has_beyond_latin(text: str) -> bool:
    words = compiled("_words")
    return words.has_beyond_latin(text) if words else _beyond_latin().search(text) is not None


@cache
def _beyond_latin() -> re.Pattern[str]:
    return re.compile("[Ͱ-῿぀-鿿가-힯]")


@cache
def script_of(language: str) -> frozenset[str]:
    """Return the scripts in which a language is written."""
    found = {name for name, languages in SCRIPTS.items() if language in languages.split()}
    return frozenset(found or {"latin"})
