"""Claims about bylines: who is named, and which day, in every language here."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import clean
from cleaner.credits import LANGUAGES, Credits, author_in, dates_in, read_credits


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Nikolai Harcourt", "Nikolai Harcourt"),
        ("BY NIKOLAI HARCOURT", "Nikolai Harcourt"),
        ("By Nikolai Harcourt and Ada Strand, Staff Writers", "Nikolai Harcourt; Ada Strand"),
        ("By Jane Roe, John Doe and Ann Poe in Tolland", "Jane Roe; John Doe; Ann Poe"),
        ("By J. E. Smith and Y. Tanaka", "J. E. Smith; Y. Tanaka"),
        ("By Jane O'Hara for the Low Fell Courier", "Jane O'Hara"),
        ("Written by Jane Roe | March 3, 2020", "Jane Roe"),
        ("Published on December 2nd, 2025 by Ada Zhao and Daryl Fair", "Ada Zhao; Daryl Fair"),
        ("March 15, 2022 · 3 min read · By Ada Strand", "Ada Strand"),
        ("By Ada Strand. Last updated on December 11, 2025", "Ada Strand"),
        ("By Ada Strand and Wren Ruck The Low Fell Press", "Ada Strand; Wren Ruck"),
        ("Do 25.04.24 | 14:07 Uhr | Von Eva Kirchner", "Eva Kirchner"),
        ("Beitrag von Eva Stark", "Eva Stark"),
        ("Von Anna Schmidt-Hold", "Anna Schmidt-Hold"),
        ("Ein Beitrag von Eva Stark", "Eva Stark"),
        ("Par Jean Dupont et Marie Lac", "Jean Dupont; Marie Lac"),
        ("Por María de la Cruz", "María de la Cruz"),
        ("Di Mario Rossi", "Mario Rossi"),
        ("Texto: Inês Serrão", "Inês Serrão"),
        ("Door Jan van der Berg", "Jan van der Berg"),
        ("Autor: Jan Kowalski", "Jan Kowalski"),
        ("Opracował Jan Rybak", "Jan Rybak"),
        ("Av Lars Berg", "Lars Berg"),
        ("Af Mette Holm", "Mette Holm"),
        ("Tekst: Kari Nes", "Kari Nes"),
        ("Teksti: Aino Koski", "Aino Koski"),
        ("Yazan: Ayşe Demir", "Ayşe Demir"),
        ("Автор: Анна Белова", "Анна Белова"),
        ("Підготувала Ольга Маркова", "Ольга Маркова"),
        ("بقلم: أحمد السالم", "أحمد السالم"),
        ("记者 张三", "张三"),
        ("作者：王小明", "王小明"),
        ("取材・文＝高井順（編集部）", "高井順"),
    ],
)
def test_the_author_is_who_the_byline_names(line: str, author: str) -> None:
    assert author_in(line) == author


@pytest.mark.parametrize(
    "line",
    [
        "By Staff Reporter",
        "By Associated Press",
        "Published by Oxford University Press",
        "By the time the river rose",
        "Di lunedì",
        "Von Berlin nach Rom",
        "Ada Strand",
        "3 min read",
        "By",
        "",
        "By Ada",
        "By Aa Bb, Cc Dd, Ee Ff, Gg Hh, Ii Jj, Kk Ll and Mm Nn",
    ],
)
def test_nobody_is_made_an_author_who_is_not_named_as_one(line: str) -> None:
    assert author_in(line) is None


SPOKEN = {
    "en": ["14 March 2024", "March 14, 2024", "Thursday, March 14th, 2024", "Published: 14 March 2024, 18:22 GMT"],
    "de": ["14. März 2024", "Stand: 14.03.2024, 12:05 Uhr"], "fr": ["Publié le 14 mars 2024 à 10h", "14/03/2024"], "es": ["14 de marzo de 2024"],
    "it": ["14 marzo 2024"], "pt": ["14 de março de 2024"], "nl": ["14 maart 2024"], "pl": ["14 marca 2024"], "sv": ["Publicerad 14 mars 2024"],
    "da": ["14. marts 2024"], "nb": ["14. mars 2024"], "fi": ["14. maaliskuuta 2024", "14.3.2024"], "tr": ["14 Mart 2024"],
    "ru": ["14 марта 2024 г."], "uk": ["14 березня 2024"], "ar": ["14 مارس 2024", "١٤ آذار ٢٠٢٤"],
    "zh": ["2024年3月14日 10:20"], "ja": ["2024年3月14日"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "line"), [(language, line) for language, lines in SPOKEN.items() for line in lines]
)
def test_a_day_is_read_in_every_language(language: str, line: str) -> None:
    assert list(dates_in(line, language)) == [("2024-03-14", True)]
    assert set(SPOKEN) == set(LANGUAGES)


def test_norwegian_goes_by_either_code_and_an_unknown_language_by_all() -> None:
    assert [day for day, _ in dates_in("14. oktober 2024", "no")] == ["2024-10-14"]
    assert [day for day, _ in dates_in("14 października 2024", None)] == ["2024-10-14"]
    assert [day for day, _ in dates_in("1er août 2024", "fr")] == ["2024-08-01"]
    assert [day for day, _ in dates_in("1º de agosto de 2024", "pt")] == ["2024-08-01"]


@pytest.mark.parametrize(
    ("language", "line", "days"),
    [
        ("en", "2024-03-14T10:00:00Z", ["2024-03-14"]),
        ("en", "03/14/2024", ["2024-03-14"]),
        ("en", "03/04/2024", []),
        ("en", "04/04/2024", ["2024-04-04"]),
        (None, "03/04/2024", []),
        ("fr", "03/04/2024", ["2024-04-03"]),
        ("en", "99/99/2024", []),
        ("en", "32 March 2024", []),
        ("en", "14 Marvels 2024", []),
        ("en", "14 March", []),
        ("en", "3 min read", []),
        ("en", "120/2024/17", []),
    ],
)
def test_a_day_is_read_only_where_it_is_one(language: str | None, line: str, days: list[str]) -> None:
    assert [day for day, _ in dates_in(line, language)] == days


def test_the_day_of_an_update_counts_only_where_no_other_is_named() -> None:
    both = "Updated: 15 March 2024, first published 14 March 2024"
    assert read_credits(["By Ada Strand", both], "en") == Credits("Ada Strand", "2024-03-14")
    assert read_credits(["Zuletzt aktualisiert am 15.03.2024"], "de") == Credits(None, "2024-03-15")
    assert read_credits([], "en") == Credits()


def test_bylines_that_are_cut_are_read() -> None:
    story = "\n".join(
        f"The river rose in the night of day {day}, and by the morning it had reached the doors of the lower town."
        for day in "abcd"
    )
    cleaned = clean(f"By Nikolai Harcourt\nPublished: 14 March 2024, 18:22 GMT\n{story}", language="en")
    assert cleaned.counts == {"byline": 2}
    assert (cleaned.author, cleaned.date) == ("Nikolai Harcourt", "2024-03-14")
    assert (clean(story, language="en").author, clean(story, language="en").date) == (None, None)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=40),
    st.sampled_from(["By ", "记者", "14 March 2024 ", "2024-", ""]),
    st.sampled_from(["en", "ar", "xx", None]),
)
def test_whatever_stands_in_a_byline_is_no_error(text: str, start: str, language: str | None) -> None:
    read_credits([start + text, text + start], language)


def test_a_date_in_digits_does_not_import_the_parser() -> None:
    code = "import sys; from cleaner.credits import dates_in; print(*dates_in('2024-03-14', 'en'), 'dateparser' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "('2024-03-14', True) False\n"
