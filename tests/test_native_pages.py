"""Claims about compiled code for pages: it is only faster. What it returns is what Python returns."""

from __future__ import annotations

from typing import Any

import pytest
from documents import PROSE
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import _Element, fromstring
from lxml.html import document_fromstring

from cleaner import blocks
from cleaner.blockfeatures import PAGE_FEATURES, read_sheet, sheet_plainly
from cleaner.blocks import gather, gather_plainly, outline
from cleaner.membership import members_of, members_plainly
from cleaner.native import compiled

pytestmark = pytest.mark.skipif(
    not all(map(compiled, ("_members", "_outlines", "_sheets"))),
    reason="the compiled rooms were not built, for want of a compiler, or are switched off",
)

TAGS = (
    *[
        "p",
        "p",
        "div",
        "div",
        "li",
        "ul",
        "article",
        "section",
        "h1",
        "h2",
        "figcaption",
        "td",
        "table",
        "nav",
        "center",
    ],
    *["a", "a", "b", "span", "br", "hr", "x-card", "o:p"],
    *["script", "style", "button", "select", "svg", "noscript", "template", "title", "head", "body"],
)
ATTRIBUTES = (
    *[
        "class='post-body'",
        "class='related more'",
        "class=''",
        "class",
        "id=comments",
        "role='navigation'",
        "itemprop='articleBody'",
    ],
    *[
        "hidden",
        "hidden=''",
        "style='color: red'",
        "style='DISPLAY : none'",
        "style",
        "x:class='y'",
        "CLASS='A B'",
        "id='a&amp;b\u00a0c'",
    ],
)
WORDS = (
    *[
        "Home",
        "The dam held.",
        "Is it so?",
        "Really!",
        "In short:",
        "42",
        "ABC",
        "(a) [b]",
        "| © @",
        "“Quoted”",
        "大坝整夜没有决口",
        "дом",
    ],
    *[
        " ",
        "\n\t",
        "\u00a0",
        "\u2003",
        "\x1c",
        "&nbsp;",
        "&amp;",
        "&unknown;",
        "&#13;",
        "<!-- note -->",
        "<?php x ?>",
        "<![CDATA[raw]]>",
        "<",
        "é",
    ],
    *PROSE[:5],
)


def _tag(drawn: tuple[str, list[str], str]) -> str:
    tag, attributes, kind = drawn
    return (
        f"</{tag}>"
        if kind == "close"
        else f"<{' '.join([tag, *attributes])}{'/' if kind == 'empty' else ''}>"
    )


MARKUP = st.tuples(
    st.sampled_from(TAGS),
    st.lists(st.sampled_from(ATTRIBUTES), max_size=2),
    st.sampled_from(("open", "open", "open", "close", "close", "empty")),
).map(_tag)
BODIES = st.lists(st.one_of(MARKUP, MARKUP, st.sampled_from(WORDS)), max_size=60).map("".join)


def _root(body: str, head: str = "") -> Any:
    return document_fromstring(f"<html><head><title>t</title>{head}</head><body>{body}</body></html>")


@settings(max_examples=500, deadline=None)
@given(BODIES)
def test_a_page_has_the_same_blocks_in_the_same_elements(body: str) -> None:
    root = _root(body)
    for top in (root, root.find("body")):
        assert gather(top) == gather_plainly(top)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(TAGS[:20]), min_size=1, max_size=8),
    st.text(alphabet="a \n\u00a0<&é大", max_size=12),
)
def test_a_tree_made_by_hand_has_the_same_blocks(tags: list[str], text: str) -> None:
    root = document_fromstring("<html><body></body></html>")
    element = root.find("body")
    for tag in tags:
        element.text = element.tail = text
        child = element.makeelement(tag)
        element.append(child)
        element = child if len(text) % 2 else element
    assert gather(root) == gather_plainly(root)


@pytest.mark.parametrize(
    "xml",
    [
        "<body><p>a</p><s:p xmlns:s='x'>b<p>c</p></s:p>d</body>",
        "<body xmlns='x'><p>a</p></body>",
        "<!DOCTYPE body [<!ENTITY e 'there'>]><body><p class='&e;'>a &e; b</p></body>",
        "<body><p><![CDATA[one]]> two<![CDATA[ three]]></p></body>",
    ],
)
def test_a_tree_of_xml_is_read_alike(xml: str) -> None:
    from lxml.etree import XMLParser

    for resolved in (True, False):
        root = fromstring(xml, XMLParser(resolve_entities=resolved, strip_cdata=False))
        assert gather(root) == gather_plainly(root)


def test_a_tree_that_is_no_page_is_left_to_python() -> None:
    room = compiled("_outlines")
    assert room is not None
    assert room.gather(fromstring("<body xmlns='x'><p>a</p></body>"), blocks) is None


def test_elements_that_lie_otherwise_in_memory_are_not_read() -> None:
    room, first = compiled("_outlines"), fromstring("<a b='c'>d<e/>f</a>")
    assert room is not None
    assert room.is_readable(_Element, first, first[0])
    assert not room.is_readable(type("Wider", (_Element,), {}), first, first[0])
    for other in (
        "<a b='x'>d<e/>f</a>",
        "<a>d<e/>f</a>",
        "<a b='c'>d<e/></a>",
        "<a b='c'><e/>f</a>",
        "<a b='c'>d<e/>x</a>",
    ):
        wrong = fromstring(other)
        assert not room.is_readable(_Element, wrong, wrong[0])
    assert not room.is_readable(_Element, first, fromstring("<e/>"))


LINES = st.lists(st.sampled_from([word for word in WORDS if word.strip()]), min_size=1, max_size=6).map(
    " ".join
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=8), st.lists(LINES, max_size=8).map("\n".join))
def test_lines_are_found_alike_in_what_was_taken(lines: list[str], chosen: str) -> None:
    halves = [line[number % 7 : len(line) - number % 5] for number, line in enumerate(lines)]
    swapped = [line.replace("e", "ẹ") for line in lines]
    every = [*lines, *halves, *swapped, *chosen.split("\n"), "", "\u00a0"]
    assert members_of(every, chosen) == members_plainly(every, chosen)


@settings(max_examples=300, deadline=None)
@given(
    BODIES,
    st.lists(st.sampled_from(WORDS), max_size=6).map("\n".join),
    st.sampled_from((None, "", *WORDS[:4], PROSE[0])),
)
def test_blocks_have_the_same_features(body: str, chosen: str, title: str | None) -> None:
    head = f"<meta name='description' content='{PROSE[0]}'>"
    told = (
        f'<script type="application/ld+json">{{"articleBody": "{PROSE[1]} {PROSE[2]} {PROSE[3]}"}}</script>'
    )
    root = _root(body, head + told)
    for page in (outline(root), outline(root.find("body"))):
        ours, plain = read_sheet(page, chosen, title), sheet_plainly(page, chosen, title)
        assert ours == plain
        assert all(len(row) == len(PAGE_FEATURES) for row in ours.rows)


def test_every_character_counts_alike() -> None:
    size = 97
    chars = [chr(code) for code in range(33, 0x110000) if not 0xD800 <= code < 0xE000 and chr(code).strip()]
    texts = ["".join(chars[start : start + size]) for start in range(0, len(chars), size)]
    texts += [f"{char} x" for char in chars if ord(char) < 0x3400]
    page = blocks.Outline([blocks.Block(text, 0, 0) for text in texts], [blocks.Node(0, "body", "", False)])
    ours, plain = read_sheet(page, ""), sheet_plainly(page, "")
    assert ours.words == plain.words
    assert ours.rows == plain.rows


def test_a_page_that_is_an_article_of_which_nothing_is_taken_is_read() -> None:
    page = outline(fromstring("<article><p>One.</p><p>Two.</p></article>"))
    assert read_sheet(page, "") == sheet_plainly(page, "")
