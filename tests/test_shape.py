"""Claims about looks: prose, headlines, questions, repeats, in any script."""

from __future__ import annotations

import pytest
from documents import PROSE

from cleaner.document import read
from cleaner.folding import fold
from cleaner.shape import (
    copies_in_place,
    count_words,
    ends_sentence,
    is_headline,
    is_prose,
    is_question,
    is_quotation,
    is_same_headline,
    key,
    prose_after,
    repeats_nearby,
    second_copies,
    title_keys,
)


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("one", 1),
        ("one two three", 3),
        ("阅读更多内容", 4),
        ("水 and 火", 4),
        ("كتب الكاتب", 2),
        ("10.5 % of all", 4),
        ("정부는 월요일에 새로운 정책을 발표했다", 5),
    ],
)
def test_words_are_counted_and_two_characters_without_blanks_count_as_one(view: str, words: int) -> None:
    assert count_words(view) == words


@pytest.mark.parametrize(
    "view",
    [
        "It rose.",
        "Did it?",
        "It rose!",
        "It rose…",
        "他走了。",
        "هل ارتفع؟",
        'He said "no."',
        "It rose (twice.)",
        "Так.»",
    ],
)
def test_a_sentence_ends_with_its_mark_quotes_and_brackets_apart(view: str) -> None:
    assert ends_sentence(view)


@pytest.mark.parametrize("view", ["It rose", "It rose,", "It rose:", "It rose -", "Low Fell 2", "a.b"])
def test_other_lines_end_no_sentence(view: str) -> None:
    assert not ends_sentence(view)


@pytest.mark.parametrize("view", PROSE)
def test_running_text_of_every_language_is_prose(view: str) -> None:
    assert is_prose(view)
    assert not is_headline(view)


@pytest.mark.parametrize(
    "view",
    ["It rose.", "County Shuts Tolland Bridge After Divers Find a Cracked Pier in the River", "Read more"],
)
def test_what_is_short_or_ends_no_sentence_is_no_prose(view: str) -> None:
    assert not is_prose(view)


@pytest.mark.parametrize(
    "view",
    [
        "County Shuts Tolland Bridge After Crack",
        "What the river took and gave back?",
        "市议会决定关闭老桥两岸居民",
        "Мэрия закрыла старый мост",
    ],
)
def test_a_headline_has_four_words_or_more_and_no_full_stop(view: str) -> None:
    assert is_headline(view)


@pytest.mark.parametrize(
    "view",
    ["Local News", "It rose again in the night.", "word " * 31 + "end", "The board said:", "1 2 3 4 5"],
)
def test_what_is_too_short_too_long_or_a_sentence_is_no_headline(view: str) -> None:
    assert not is_headline(view)


@pytest.mark.parametrize(
    "view",
    [
        "Are you packing up the house by the river, and do you wonder what a smaller one would cost you?",
        "I will not tell you how many nights I have spent on the pier to see the seals come home!",
        "| Boots | Lamps | Ropes | Tea |",
    ],
)
def test_a_long_question_that_opens_a_text_and_a_row_of_a_table_are_no_headlines(view: str) -> None:
    assert not is_headline(view)


def test_questions_and_quotations_are_told_by_their_marks() -> None:
    assert is_question("What next?")
    assert is_question('"What next?"')
    assert is_question("什么？")
    assert not is_question("What next? Nothing.")
    assert is_quotation('"We will not go," she said. "Never."')
    assert is_quotation("«Нет».")
    assert not is_quotation('"We will not go," she said.')
    assert not is_quotation('"')


@pytest.mark.parametrize(
    ("order", "surely"),
    [
        ("0 1 2 0", [3]),
        ("0 1 2 3 0", []),
        ("0 1 2 3 4 0 0", [6]),
        ("0 1 2 3 4 5 1 2 3", []),
        ("0 1 2 3 4 5 0 1 2 3", [6, 7, 8, 9]),
        ("0 1 2 x 4 5 0 1 2 x", [6, 7, 8]),
        ("0 1 2 3 4 5 3 2 1 0", [6]),
    ],
)
def test_copies_are_surely_the_pages_near_the_first_and_in_a_stretch(order: str, surely: list[int]) -> None:
    lines = [PROSE[int(name)] if name.isdigit() else "A subhead" for name in order.split()]
    assert [index for index, _ in copies_in_place(read("\n".join(lines)))] == surely


def test_copies_are_known_by_their_letters_alone() -> None:
    assert key(fold("Flood -- at LOW FELL!")) == key(fold("Flood: at Low Fell"))
    assert key("***") == ""


def test_a_line_is_a_repeat_only_behind_an_equal_one_close_enough() -> None:
    document = read("A\nx\nA\nB\nA\ny\nz\nA")
    assert [index for index in range(8) if repeats_nearby(document, index, 2, 2)] == [2, 4]
    assert [index for index in range(8) if repeats_nearby(document, index, 3, 4)] == [2, 4, 7]
    assert [index for index in range(8) if repeats_nearby(document, index, 1, 2)] == []


def test_lines_without_a_letter_are_no_repeats() -> None:
    document = read("***\n***")
    assert not repeats_nearby(document, 1, 1, 2)


def test_second_copies_are_of_prose_that_is_no_question() -> None:
    question = "What did the engineers of the county know about the crack before the bridge was closed?"
    document = read(
        "\n".join([PROSE[0], question, "Low Fell 2", PROSE[0].upper(), question, "Low Fell 2", PROSE[0]])
    )
    assert second_copies(document) == [(3, 0), (6, 0)]


def test_prose_behind_a_line_is_counted_as_far_as_a_headline_needs() -> None:
    document = read("\n".join(["Headline", PROSE[0], "Subhead", *PROSE[1:5]]))
    assert [prose_after(document, index) for index in range(7)] == [3, 3, 3, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("title", "line", "same"),
    [
        ("County shuts Tolland Bridge", "COUNTY SHUTS TOLLAND BRIDGE!", True),
        ("County shuts Tolland Bridge | The Courier", "County shuts Tolland Bridge", True),
        ("The Courier | County shuts Tolland Bridge", "County shuts Tolland Bridge", True),
        ("County shuts Tolland Bridge - News - The Courier", "County shuts Tolland Bridge", True),
        ("County shuts Tolland Bridge", "County shuts bridge", False),
        ("Paris | News from the capital of France", "Paris", False),
        ("Twenty-one ways to cook an egg", "Twenty", False),
        ("***", "***", False),
    ],
)
def test_a_copy_of_the_title_is_known_with_and_without_the_name_of_the_site(
    title: str, line: str, same: bool
) -> None:
    assert is_same_headline(fold(line), title_keys(fold(title))) is same
