"""Claims about the sentences of a long line, and about texts whose line ends were lost."""

from __future__ import annotations

import pytest
from documents import PROSE
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean, restore
from cleaner.layout import FLAT_LENGTH, lay_out
from cleaner.sentences import split_sentences

FLAT = " ".join(PROSE * 3)
PITCH = "Sign up for our free newsletter here."


def _sentences(line: str) -> list[str]:
    return [line[start:end] for start, end in split_sentences(line)]


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("It rained. They left.", ["It rained.", "They left."]),
        ('"Go!" she said. He went.', ['"Go!" she said.', "He went."]),
        ("Why? Nobody knows… The door stood open.", ["Why?", "Nobody knows…", "The door stood open."]),
        ("雨が降った。彼は「行く。」と言った。", ["雨が降った。", "彼は「行く。」", "と言った。"]),
        ("¿Quién llamó? «Nadie.» Y colgó.", ["¿Quién llamó?", "«Nadie.»", "Y colgó."]),
    ],
)
def test_a_sentence_ends_where_another_can_begin(line: str, sentences: list[str]) -> None:
    assert _sentences(line) == sentences


@pytest.mark.parametrize(
    "line",
    [
        "Dr. Orme met J. Hale on Jan. 4 at St. Anne's.",
        "The price rose to 3.50 pounds and e.g. rents fell.",
        "He came approx. Nine o'clock it was.",
        "The site example.org lists z.B. Bonn.",
    ],
)
def test_no_sentence_ends_behind_an_abbreviation_or_inside_a_number(line: str) -> None:
    assert _sentences(line) == [line]


@given(st.text(alphabet="aB. !?。\"' \n1", max_size=80))
def test_sentences_cover_all_but_the_blanks_between_them(line: str) -> None:
    line = line.strip()
    assert "".join("".join(_sentences(line)).split()) == "".join(line.split())


def test_an_article_on_one_line_is_read_by_sentences_and_only_whole_sentences_go() -> None:
    assert len(FLAT) >= FLAT_LENGTH
    half = FLAT.index(PROSE[0], 1)
    text = f"{FLAT[:half]}{PITCH} {FLAT[half:]}"
    cleaned = clean(text)
    assert lay_out(text).mode == "flat"
    assert PITCH in [removal.text for removal in cleaned.removals]
    assert "\n" not in cleaned.text
    assert PITCH not in cleaned.text
    assert restore(cleaned.text, cleaned) == text


def test_flat_text_with_a_headline_and_blank_lines_comes_out_by_paragraphs() -> None:
    numbers = ["one", "two", "three"]
    body = " ".join(f"{line[:-1]} {number}." for number in numbers for line in PROSE[:7])
    text = (
        f"{body}\n\n\n\nA last paragraph stands below it, as the page had it, and says nothing new at all.\n"
    )
    cleaned = clean(text)
    assert cleaned.first.mode == "flat"
    assert cleaned.text == text.replace("\n\n\n\n", "\n\n").rstrip("\n")
    assert restore(cleaned.text, cleaned) == text


def test_a_text_that_turns_flat_by_cleaning_is_flagged() -> None:
    menu = "\n".join(f"READ ALSO: Story {number} of a long list that goes on and on" for number in range(40))
    numbers = ["one", "two", "three"]
    body = " ".join(f"{line[:-1]} {number}." for number in numbers for line in PROSE[:7])
    cleaned = clean(f"{body}\n{menu}", language="en")
    assert cleaned.first.mode == "lines"
    assert cleaned.text == body
    assert "unsettled" in cleaned.flags


def test_flat_chinese_text_gets_no_blanks_between_its_sentences() -> None:
    text = "".join(
        f"河水在夜里上涨了{number}厘米，村民们都说从来没有见过这样大的水。" for number in range(60)
    )
    assert lay_out(text).mode == "flat"
    assert clean(text).text == text


def test_a_short_line_and_a_text_of_many_lines_are_not_flat() -> None:
    assert lay_out(PROSE[0]).mode == "lines"
    assert lay_out("\n".join([FLAT, *PROSE * 8])).mode == "lines"
