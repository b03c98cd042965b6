"""Claims about what is known of the blocks of a page."""

from __future__ import annotations

import pytest
from documents import PROSE
from lxml.html import document_fromstring

from cleaner.blockfeatures import PAGE_FEATURES, Sheet, read_sheet, say_feature
from cleaner.blocks import outline

NAMES = list(PAGE_FEATURES)
MENU = (
    "<nav class='site-menu'><ul>"
    + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(4))
    + "</ul></nav>"
)
TEXT = "<article><h1>The dam held</h1>" + "".join(f"<p>{line}</p>" for line in PROSE[:4]) + "</article>"
FOOT = "<div class='comments'><p hidden>Be the first to say something.</p></div>"


def _sheet(body: str = MENU + TEXT + FOOT, chosen: str = "\n".join(PROSE[:4]), head: str = "") -> Sheet:
    page = outline(document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"))
    return read_sheet(page, chosen, "The dam held")


def _column(sheet: Sheet, name: str) -> list[int]:
    return [row[NAMES.index(name)] for row in sheet.rows]


def test_every_step_lies_on_its_scale() -> None:
    for body in (MENU + TEXT + FOOT, MENU, "<p>x</p>", "<h2>" + "大坝" * 40 + "</h2>", "<div>" * 90 + "a"):
        for chosen in ("", "\n".join(PROSE)):
            for row in _sheet(body, chosen).rows:
                sizes = [size for size, _ in PAGE_FEATURES.values()]
                assert len(row) == len(sizes)
                assert all(step < size for step, size in zip(row, sizes, strict=True))


def test_a_menu_is_links_and_an_article_is_none() -> None:
    links = _column(_sheet(), "links")
    assert links[:4] == [7] * 4
    assert links[4:9] == [0] * 5


def test_what_the_other_extractor_takes_is_known_of_blocks_and_of_what_is_around_them() -> None:
    sheet = _sheet()
    assert sheet.members == [0, 0, 0, 0, 1, 2, 2, 2, 2, 0]
    assert _column(sheet, "parent choice")[0] == 0
    assert min(_column(sheet, "parent choice")[5:9]) > 0
    assert _column(sheet, "choice steps")[0] > _column(sheet, "choice steps")[5]


def test_names_speak_for_all_that_stands_in_their_element() -> None:
    sheet = _sheet()
    assert _column(sheet, "near comment") == [0] * 9 + [1]
    assert _column(sheet, "article") == [0] * 4 + [1] * 5 + [0]
    assert _column(sheet, "hidden") == [0] * 9 + [1]


def test_elements_named_alike_are_told_together() -> None:
    sheet = _sheet()
    assert len(set(_column(sheet, "like")[:4])) == 1
    assert _column(sheet, "like")[0] > _column(sheet, "like")[4]


def test_places_are_counted_from_the_headline() -> None:
    steps = _column(_sheet(), "headline")
    assert steps == sorted(steps)
    assert steps[3] < steps[4] < steps[5]
    assert set(_column(_sheet("<p>a</p>"), "headline")) == {0}


def test_the_description_of_the_page_is_found_in_its_text() -> None:
    head = f'<meta name="description" content="{PROSE[1]}">'
    assert _column(_sheet(head=head), "about")[5:7] == [0, 2]


def test_a_page_without_blocks_has_no_rows() -> None:
    assert _sheet("").rows == []


@pytest.mark.parametrize(
    ("name", "step", "words"),
    [
        ("choice", 0, "trafilatura leaves it out"),
        ("links", 0, "none of its words are links"),
        ("links", 4, "some of its words are links"),
        ("links", 7, "all of its words are links"),
        ("like choice", 10, "trafilatura takes all of the blocks named like it"),
        ("near comment", 1, "names of its element speak of comments"),
        ("hidden", 1, "it is hidden"),
        ("words", 3, "its length"),
    ],
)
def test_a_step_is_told_in_words(name: str, step: int, words: str) -> None:
    assert say_feature(NAMES.index(name), step) == words


def test_every_step_of_every_feature_has_words() -> None:
    for number, (size, _) in enumerate(PAGE_FEATURES.values()):
        said = [say_feature(number, step) for step in range(size)]
        assert all(said)
        assert not any("how much of" in words or "how many of" in words for words in said)
