"""Claims about reading HTML: the text, a block a line, and what the page says of itself."""

from __future__ import annotations

import pytest
from documents import PROSE

from cleaner.html import Page, declared_language, read_page

BODY = "".join(f"<p>{line}</p>" for line in PROSE[:4])


def _html(head: str = "", attributes: str = "", body: str = BODY) -> str:
    page = f"<nav>Home News</nav><article>{body}</article>"
    return f"<!DOCTYPE html><html{attributes}><head>{head}</head><body>{page}</body></html>"


def test_each_block_is_a_line_and_trafilatura_leaves_menus_out() -> None:
    page = read_page(_html())
    assert page.text.split("\n") == ["Home News", *PROSE[:4]]
    assert page.chosen.split("\n") == list(PROSE[:4])
    assert page.sheet is not None
    assert page.sheet.members == [0, 2, 2, 2, 2]


def test_a_part_of_a_page_is_read_as_a_page() -> None:
    part = f"<text id='x'><div><h1>Low Fell</h1>{BODY}</div></text>"
    assert read_page(part).text.split("\n") == ["Low Fell", *PROSE[:4]]
    assert read_page(part.encode()).chosen
    assert read_page(part, by_blocks=False).text == read_page(part, by_blocks=False).chosen


def test_the_page_says_title_language_and_address() -> None:
    head = "<title>Bridge shut</title><link rel='canonical' href='https://example.org/bridge'>"
    page = read_page(_html(head, " lang='de-AT'"))
    assert (page.title, page.language, page.url) == ("Bridge shut", "de-AT", "https://example.org/bridge")


def test_the_address_that_the_caller_knows_goes_first() -> None:
    assert read_page(_html(), "https://example.org/x").url == "https://example.org/x"


def test_bytes_of_any_encoding_are_read() -> None:
    head = "<meta charset='windows-1251'>"
    html = _html(head, body=f"<p>{PROSE[9]}</p>" * 3)
    assert PROSE[9] in read_page(html.encode("windows-1251")).text
    assert PROSE[5] in read_page(_html("<meta charset='utf-8'>", body=f"<p>{PROSE[5]}</p>" * 3).encode()).text


@pytest.mark.parametrize(
    "html",
    ["", "   ", "plain words", "<", "<html>", "<html><body></body></html>", b"\xff\xfe\x00", b"\x00" * 50],
)
def test_a_page_without_text_gives_an_empty_text_and_no_error(html: str | bytes) -> None:
    page = read_page(html)
    assert isinstance(page, Page)
    assert page.text in ("", "plain words")


def test_deep_nesting_is_no_error() -> None:
    read_page("<div>" * 5000 + PROSE[0] + "</div>" * 5000)


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang=en>", "en"),
        ('<HTML class="x" LANG="pt-BR">', "pt-BR"),
        (b"<html lang='zh_CN'>", "zh_CN"),
        ("<html xml:lang='fr'>", "fr"),
        ("<html><p lang='de'>", None),
        ("<html data-lang='de'>", None),
        ("<html hreflang='de'>", None),
        ("", None),
    ],
)
def test_the_language_is_that_of_the_root_element(html: str | bytes, language: str | None) -> None:
    assert declared_language(html) == language
