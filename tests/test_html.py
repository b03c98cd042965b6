"""Claims about reading HTML: the text, a block a line, and what the page says of itself."""

from __future__ import annotations

import pytest
from documents import PROSE
from trafilatura import bare_extraction

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


HEADS = [
    "",
    "<title>Bridge shut - The Post</title><meta name='author' content='Ann Lee'><meta property='article:published_time' content='2024-03-05'>",
    "<meta property='og:title' content='Bridge shut'><meta property='og:url' content='https://example.org/a'><meta name='author' content='staff'>",
    "<script type='application/ld+json'>{'@context': 'broken</script><meta name='author' content='Ann Lee'>".replace(
        "'@", '"@'
    ),
    "<script type='application/ld+json'>[\"no object\"]</script><meta name='date' content='2024-03-05'>",
    '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge &amp; dam", '
    '"author": {"@type": "Person", "name": "Ann Lee"}, "datePublished": "2024-03-05T10:00:00Z"}</script>',
    "<link rel='canonical' href='/2024/03/05/bridge'><meta property='og:site_name' content='x'><meta name='twitter:url' content='https://example.org'>",
]
BODIES = [
    BODY,
    f"<h1>Bridge shut</h1><p class='byline'>By Ann Lee</p><time>5 March 2024</time>{BODY}",
    "<p>Too short.</p>",
]


@pytest.mark.parametrize("url", [None, "https://example.org/2023/01/02/a"])
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("head", HEADS)
def test_a_page_states_what_trafilatura_reads(head: str, body: str, url: str | None) -> None:
    html = _html(head, body=body)
    found = bare_extraction(
        html, url=url, fast=True, favor_recall=True, include_comments=False, with_metadata=True
    )
    told = (
        (found.title or None, url or found.url, found.author, found.date, found.text)
        if found
        else (None, url, None, None, "")
    )
    page = read_page(html, url)
    assert (page.title, page.url, page.author, page.date, page.chosen) == told


def test_another_trafilatura_is_asked_for_all_that_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    html = _html(HEADS[1])
    page = read_page(html)
    monkeypatch.delattr("trafilatura.settings.set_date_params")
    assert read_page(html) == page
    assert page.author == "Ann Lee"


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
