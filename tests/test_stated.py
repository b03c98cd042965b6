"""Claims about what the head of a page says of its article."""

from __future__ import annotations

import json

import pytest
from lxml.html import document_fromstring

from cleaner.stated import article_body, descriptions

TEXT = "The dam held through the night. Shopkeepers carried their stock upstairs."


def _body(code: str, kind: str = "application/ld+json") -> str:
    return article_body(
        document_fromstring(f"<html><head><script type='{kind}'>{code}</script></head><body></body></html>")
    )


def test_the_text_of_an_article_is_found_at_any_depth() -> None:
    assert _body(json.dumps({"@graph": [{"@type": "NewsArticle", "articleBody": TEXT}]})) == TEXT


def test_the_longest_text_counts() -> None:
    assert _body(json.dumps([{"articleBody": "Short."}, {"articleBody": TEXT}])) == TEXT


def test_json_that_no_parser_takes_is_read_too() -> None:
    assert _body('{"articleBody": "The dam held\nthrough the night.", }') == "The dam held through the night."
    assert _body('{"articleBody": "a \\x b"}') == "a \\x b"


def test_elements_and_entities_in_the_text_are_undone() -> None:
    told = _body(json.dumps({"articleBody": "&lt;p>The dam&#39;s wall</p>held, 3 < 4"}))
    assert told.split() == ["The", "dam's", "wall", "held,", "3", "<", "4"]


@pytest.mark.parametrize("code", ["", "{}", '{"articleBody": 3}', '{"articleBody": "open'])
def test_a_head_without_text_gives_none(code: str) -> None:
    assert _body(code) == ""


def test_other_scripts_are_not_read() -> None:
    assert _body(json.dumps({"articleBody": TEXT}), "text/javascript") == ""


def test_descriptions_are_those_with_words() -> None:
    head = "<meta name='Description' content='It held.'><meta property='og:description' content=''><meta name='x' content='y'>"
    assert descriptions(document_fromstring(f"<html><head>{head}</head><body></body></html>")) == (
        "It held.",
    )
