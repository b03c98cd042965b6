"""Claims about blocks: what is a line of a page, and what is none."""

from __future__ import annotations

import pytest
from lxml.etree import SubElement
from lxml.html import document_fromstring

from cleaner.blocks import Outline, outline


def _outline(body: str, head: str = "") -> Outline:
    return outline(document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"))


def _texts(body: str) -> list[str]:
    return [block.text for block in _outline(body).blocks]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>One <b>two</b> three.</p><p>Four</p>", ["One two three.", "Four"]),
        ("before<p>inside</p>after", ["before", "inside", "after"]),
        ("<p>One<br>two<br/>three</p>", ["One", "two", "three"]),
        ("<ul><li>a<ul><li>b</li></ul>c</li><li>d</li></ul>", ["a", "b", "c", "d"]),
        (
            "<table><tr><td>Low Fell</td><td>2</td></tr><tr><th>High</th></tr></table>",
            ["Low Fell", "2", "High"],
        ),
        ("<p>one</p><!-- two --> three <?php four ?> five", ["one", "three five"]),
        ("<p>fish &amp; chips&nbsp;&mdash;  now\n\n</p>", ["fish & chips — now"]),
        ("<p>a<script>let b = 1</script>c<style>p {}</style></p><noscript>d</noscript>", ["ac"]),
        (
            "<select><option>one</option></select><textarea>two</textarea><button>three</button> four",
            ["four"],
        ),
        ("<button><div><p>Left open, it holds the page.</p></div>", ["Left open, it holds the page."]),
        ("<p>One<p>two<div>three<li>four", ["One", "two", "three", "four"]),
        ("<x-card>custom <x-b>elements</x-b> run on</x-card>", ["custom elements run on"]),
        ("<p> \n </p><div></div>", []),
        ("", []),
    ],
)
def test_a_block_is_what_stands_between_two_tags_that_begin_a_line(body: str, texts: list[str]) -> None:
    assert _texts(body) == texts


@pytest.mark.parametrize(
    "html", ["<html></html>", "<html><frameset><frame src='a'></frameset></html>", "<p></p>"]
)
def test_a_page_without_text_has_no_blocks(html: str) -> None:
    assert outline(document_fromstring(html)).blocks == []


def test_a_tree_a_thousand_deep_is_walked() -> None:
    root = document_fromstring("<html><body></body></html>")
    deepest = root.find("body")
    for _ in range(3000):
        deepest = SubElement(deepest, "div")
    deepest.text = "down here"
    assert [block.text for block in outline(root).blocks] == ["down here"]


def test_links_are_counted_in_characters() -> None:
    half, none, nested = _outline("<p><a href='/'>four</a>more</p><p>none</p><a><div>card</div></a>").blocks
    assert (half.linked, none.linked, nested.linked) == (4, 0, 4)


def test_elements_know_parent_tag_names_and_what_hides_them() -> None:
    page = _outline(
        "<div class='a b' id='c' role='d'><p style='color: red; DISPLAY : none'>one</p><p hidden>two</p></div>"
    )
    one, two = (page.nodes[block.node] for block in page.blocks)
    around = page.nodes[one.parent]
    assert (one.tag, one.hidden, two.hidden) == ("p", True, True)
    assert (around.tag, around.names, around.hidden, around.parent) == ("div", "a b c d", False, 0)
    assert page.nodes[0].tag == "body"


def test_a_parent_comes_before_its_children() -> None:
    page = _outline("<section><div><p>a</p></div><p>b</p></section><ul><li>c</li></ul>")
    assert all(node.parent < number for number, node in enumerate(page.nodes) if number)


def test_the_descriptions_of_the_head_are_what_the_page_is_about() -> None:
    head = "<meta name='description' content='The dam held.'><meta property='og:description' content='It held.'><meta name='x' content='y'>"
    assert _outline("<p>a</p>", head).about == ("The dam held.", "It held.")


def test_the_article_in_the_head_is_known() -> None:
    head = '<script type="application/ld+json">{"articleBody": "The dam held."}</script>'
    assert _outline("<p>a</p>", head).body == "The dam held."
    assert _outline("<p>a</p>").body == ""
