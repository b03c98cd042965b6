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


def test_names_are_read_by_their_parts() -> None:
    body = "<div class='tag-list'><p>a</p></div><div class='vintage'><p>b</p></div><section itemprop='articleBody'><p>c</p></section>"
    sheet = _sheet(body)
    assert _column(sheet, "near tags") == [1, 0, 0]
    assert _column(sheet, "near list") == [1, 0, 0]
    assert _column(sheet, "in article body") == [0, 0, 1]


def test_the_text_in_the_head_is_found_in_the_blocks() -> None:
    head = f'<script type="application/ld+json">{{"articleBody": "{PROSE[0]} {PROSE[1]}"}}</script>'
    told = _column(_sheet(head=head), "told")
    assert told[4:9] == [2, 3, 3, 1, 1]
    assert set(told[:4]) == {1}
    assert set(_column(_sheet(), "told")) == {0}


def test_a_block_beside_the_headline_stands_near_it_in_the_tree() -> None:
    steps = _column(_sheet(), "headline steps")
    assert steps[4] == 1
    assert steps[5:9] == [2] * 4
    assert steps[0] > 2
    assert _column(_sheet(), "headlines") == [0] * 4 + [1] * 6


def test_another_article_of_the_page_is_told_from_the_first() -> None:
    other = "<article><h1>Another</h1><p>Ten boats came home.</p></article>"
    within = TEXT.replace("</article>", "<article><p>A card.</p></article></article>")
    assert _column(_sheet(TEXT + other), "article kind") == [1] * 5 + [4] * 2
    assert _column(_sheet(within), "article kind") == [1] * 5 + [2]
    assert _column(_sheet(f"<article><p>Up.</p>{TEXT}</article>"), "article kind") == [3] + [1] * 5
    assert set(_column(_sheet("<p>a</p>", ""), "article kind")) == {0}
    assert set(_column(_sheet(TEXT + other), "articles")) == {2}


def test_letters_and_signs_are_counted() -> None:
    sheet = _sheet("<p>ABC</p><p>2024</p><p>a (b) [c]</p><p>“Quoted”</p><p>你好</p><p>| © x</p>")
    assert _column(sheet, "capitals") == [6, 0, 0, 3, 0, 0]
    assert _column(sheet, "digits") == [0, 6, 0, 0, 0, 0]
    assert _column(sheet, "brackets") == [0, 0, 2, 0, 0, 0]
    assert _column(sheet, "first") == [0, 3, 1, 2, 4, 5]
    assert _column(sheet, "marks") == [0, 0, 0, 0, 0, 2]
