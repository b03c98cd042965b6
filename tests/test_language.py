"""Claims about the guess of a text's language."""

from __future__ import annotations

import pytest
from documents import ROOT

from cleaner.language import guess_language

CLEAN = ROOT / "fixtures" / "clean"


@pytest.mark.parametrize("code", ["de", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "sv", "uk", "zh"])
def test_the_clean_articles_of_a_language_are_known_by_their_function_words(code: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(CLEAN.glob(f"{code}-*.txt"))]
    assert texts
    assert [guess_language(text) for text in texts] == [code] * len(texts)


def test_a_short_text_is_left_unknown() -> None:
    assert guess_language("The dam held through the night.") is None
    assert guess_language("") is None
