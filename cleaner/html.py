"""HTML becomes text with what its metadata say, through trafilatura, which is imported only here and only when called.

Owns how a page is parsed and how trafilatura is asked. Must not know rules.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from cleaner.blockfeatures import Sheet, read_sheet
from cleaner.blocks import Outline, outline

_LANG = re.compile(
    rb"<html[^>]{0,400}?(?<![\w-])lang\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)", re.IGNORECASE
)
_TAG = re.compile(rb"<[a-z][^>]*>", re.IGNORECASE)
_HEAD_BYTES = 4096
ASKED: dict[str, Any] = {"favor_recall": True, "include_comments": False, "with_metadata": True}
"""How trafilatura is asked where its choice is the text. With our model on top, all its ways score about the same (docs/variants.md)."""
EVIDENCE: dict[str, Any] = {**ASKED, "fast": True}
"""How it is asked where its choice is only evidence: without the other extractors that it falls back on, in nine tenths of the time."""


class Page(Struct, frozen=True):
    """What was read off an HTML page; None means that the page does not say.

    `text` is every block of the page, a line each, and `sheet` what is known of each; where the page has no blocks that could be told
    apart, `text` is what trafilatura takes (`chosen`), and `sheet` is None.
    """

    text: str
    title: str | None = None
    language: str | None = None
    url: str | None = None
    author: str | None = None
    date: str | None = None
    chosen: str = ""
    sheet: Sheet | None = None


def read_page(html: str | bytes, url: str | None = None, *, by_blocks: bool = True) -> Page:
    """Return the text of an HTML page, a block a line, with its metadata and with what tells which blocks are its article.

    Not `by_blocks`, `text` is what trafilatura takes. A page without text gives an empty `text`.
    """
    language = declared_language(html)
    tree = _parse(html)
    if tree is None:
        return Page("", language=language, url=url)
    blocks = _blocks(tree) if by_blocks else None
    found = ask(tree, url, EVIDENCE if blocks else ASKED)
    if found is None:
        facts = Page("", language=language, url=url)
    else:
        stated = found.title or None, language or found.language, url or found.url, found.author, found.date
        facts = Page(found.text or "", *stated, chosen=found.text or "")
    return _with_blocks(facts, blocks) if blocks else facts


def _with_blocks(facts: Page, blocks: Outline) -> Page:
    text = "\n".join([block.text for block in blocks.blocks])
    sheet = read_sheet(blocks, facts.chosen, facts.title)
    return Page(text, facts.title, facts.language, facts.url, facts.author, facts.date, facts.chosen, sheet)


def _parse(html: str | bytes) -> Any:
    """Return the tree of a page, or None for what is no HTML. A part of a page that trafilatura refuses is put into a page."""
    from trafilatura import load_html

    raw = html.encode("utf-8", "replace") if isinstance(html, str) else html
    try:
        tree = load_html(html)
        if tree is None and _TAG.search(raw):
            wrapped = (
                f"<html><body>{html}</body></html>"
                if isinstance(html, str)
                else b"<html><body>" + html + b"</body></html>"
            )
            tree = load_html(wrapped)
    except (ValueError, TypeError, RecursionError):
        return None
    return tree


def _blocks(tree: Any) -> Outline | None:
    """Return the blocks of a page, or None where none can be told apart."""
    try:
        found = outline(tree)
    except (ValueError, TypeError, RecursionError):
        return None
    return found if found.blocks else None


def ask(tree: Any, url: str | None, how: dict[str, Any]) -> Any:
    """Return what trafilatura finds in a page, asked so, or None; the tree stays as it is."""
    from trafilatura import bare_extraction

    try:
        return bare_extraction(tree, url=url, **how)
    except (ValueError, TypeError, RecursionError):
        return None


def declared_language(html: str | bytes) -> str | None:
    """Return what the `lang` attribute of the root element says, or None."""
    head = html[:_HEAD_BYTES]
    found = _LANG.search(head.encode("utf-8", "replace") if isinstance(head, str) else head)
    return found[1].decode("ascii") if found else None
