"""Claims about folding: what counts as the same letter when phrases are compared."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.folding import DECORATION, core, fold

SAME = {
    "case": ("READ MORE", "read more"),
    "Turkish dotted I": ("İSTANBUL", "istanbul"),
    "Turkish dotless i": ("ılık", "ilik"),
    "final sigma": ("ΟΔΟΣ", "οδος"),
    "sigma in mid-word": ("ὈΔΌΣ", "ὀδός"),
    "long s": ("Maſſe", "masse"),
    "micro sign": ("5 µm", "5 μm"),
    "symbol forms of Greek": ("ϑέμα ϕως", "θέμα φως"),
    "full width": ("Ｒｅａｄ　Ｍｏｒｅ！".replace("\u3000", " "), "read more!"),
    "Arabic alif": ("إقرأ أيضًا", "اقرا ايضا"),
    "Arabic vowels and tatweel": ("كَتَـبَ", "كتب"),
    "alif maqsura, ta marbuta": ("على المدينة", "علي المدينه"),
    "Persian kaf and yeh": ("کتابی", "كتابي"),
}


@pytest.mark.parametrize("name", SAME)
def test_what_readers_take_for_the_same_word_folds_alike(name: str) -> None:
    one, other = SAME[name]
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Straße", "Strasse"), ("été", "ete"), ("ö", "o"), ("й", "и"), ("«", '"')]
)
def test_other_letters_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_folding_twice_is_the_same_as_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_a_text_folds_letter_by_letter_so_that_a_part_folds_as_it_does_in_the_whole(
    left: str, right: str
) -> None:
    assert fold(left + right) == fold(left) + fold(right) == "".join(map(fold, left + right))


def test_only_arabic_marks_change_the_length() -> None:
    longer = [char for char in map(chr, range(0x20000)) if len(fold(char)) != 1]
    assert longer == sorted("ـًٌٍَُِّْٰٕٓٔ")


def test_whatever_a_pattern_without_regard_to_case_takes_for_the_same_letter_folds_alike() -> None:
    letters = [
        char for char in map(chr, range(0x20, 0x2FFFF)) if char.upper() != char or char.lower() != char
    ]
    text = "".join(letters)
    different = {
        (letter, other)
        for letter in letters
        if not letter.isascii() or letter in "sSkKiI"
        for other in regex.findall(f"(?i){letter}", text)
        if fold(letter) != fold(other)
    }
    assert not different


def test_the_core_of_a_line_is_what_stands_behind_its_decoration() -> None:
    assert core("• » read more") == "read more"
    assert core("- 5 °c") == "5 °c"
    assert core("(read more)") == "(read more)"
    assert core(DECORATION) == ""
