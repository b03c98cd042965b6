"""Claims about the guess of a text's language."""

from __future__ import annotations

import pytest
from documents import ROOT

from cleaner.language import guess_language

CLEAN = ROOT / "fixtures" / "clean"


@pytest.mark.parametrize(
    "code",
    ["ar", "da", "de", "es", "fi", "fr", "it", "ja", "nl", "no", "pl", "pt", "ru", "sv", "tr", "uk", "zh"],
)
def test_the_clean_articles_of_a_language_are_known_by_their_function_words(code: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(CLEAN.glob(f"{code}-*.txt"))]
    assert texts
    assert [guess_language(text) for text in texts] == [code] * len(texts)


def test_a_short_text_is_left_unknown() -> None:
    assert guess_language("The dam held through the night.") is None
    assert guess_language("") is None


def test_a_text_of_two_near_languages_is_left_unknown() -> None:
    both = "og i det som en på er for med den til ikke har de om et han var men vi jeg så fra kan når etter også efter eller ved under alle der"
    assert guess_language(both) is None
    assert guess_language(f"{both} av å seg blir opp mye nå hadde") == "no"
    assert guess_language(f"{both} af at sig bliver op meget nu havde") == "da"


def test_a_mixed_text_is_left_unknown() -> None:
    english = "The dam held through the night and by the morning they were told that it would be there for some time. "
    german = "Der Damm hielt die ganze Nacht, und am Morgen hat man uns gesagt, dass er noch eine Zeit lang da sein wird. "
    assert guess_language(english * 4 + german * 5) is None
    assert (guess_language(english * 2), guess_language(german * 2)) == ("en", "de")
