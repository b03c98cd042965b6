"""HTML becomes text with what its metadata say, through trafilatura, which is imported only here and only when called.

Owns how a page is parsed and how trafilatura is asked. Must not know rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec import Struct

from cleaner.blockfeatures import Sheet, read_sheet
from cleaner.blocks import Outline, outline

_LANG = re.compile(
    rb"<html[^>]{0,400}?(?<![\w-])lang\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)", re.IGNORECASE
)
_TAG = re.compile(rb"<[a-z][^>]*>", re.IGNORECASE)
_HEAD_BYTES = 4096


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
    found = ask(tree, url, {"options": _way(fast=blocks is not None)})
    said = stated(tree, url) if found is not None else None
    if found is None or said is None:
        facts = Page("", language=language, url=url)
    else:
        told = said.title or None, language, url or said.url, said.author, said.date
        facts = Page(found.text or "", *told, chosen=found.text or "")
    return _with_blocks(facts, blocks) if blocks else facts


def _with_blocks(facts: Page, blocks: Outline) -> Page:
    text = "\n".join([block.text for block in blocks.blocks])
    sheet = read_sheet(blocks, facts.chosen, facts.title)
    return Page(text, facts.title, facts.language, facts.url, facts.author, facts.date, facts.chosen, sheet)


def _parse(html: str | bytes) -> Any:
    """Return the tree of a page, or None for what is no HTML. A part of a page that trafilatura refuses is put into a page."""
    from trafilatura import load_html

    try:
        tree = load_html(html)
        return load_html(_as_page(html)) if tree is None and _has_tag(html) else tree
    except (ValueError, TypeError, RecursionError):
        return None


def _has_tag(html: str | bytes) -> bool:
    return _TAG.search(html.encode("utf-8", "replace") if isinstance(html, str) else html) is not None


def _as_page(html: str | bytes) -> str | bytes:
    if isinstance(html, str):
        return f"<html><body>{html}</body></html>"
    return b"<html><body>" + html + b"</body></html>"


def _blocks(tree: Any) -> Outline | None:
    """Return the blocks of a page, or None where none can be told apart."""
    try:
        found = outline(tree)
    except (ValueError, TypeError, RecursionError):
        return None
    return found if found.blocks else None


@cache
def _way(*, fast: bool) -> Any:
    """Return the way in which trafilatura is asked. Where its choice is only evidence, `fast`: without the other extractors that it falls back on.
    With our model on top, all its ways score about the same (docs/variants.md).
    """
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=fast, recall=True, comments=False)


def ask(tree: Any, url: str | None, how: dict[str, Any]) -> Any:
    """Return what trafilatura finds in a page, asked so, or None; the tree stays as it is."""
    from trafilatura import bare_extraction

    try:
        return bare_extraction(tree, url=url, **how)
    except (ValueError, TypeError, RecursionError):
        return None


def stated(tree: Any, url: str | None) -> Any:
    """Return title, author, address and date of a page as trafilatura reads them, or None for a page that it cannot read.

    The steps of its `extract_metadata` are called one by one, without those for what nobody asks: categories, tags, licence, name of the site.
    """
    from trafilatura import extract_metadata

    try:
        from htmldate import find_date
        from trafilatura.metadata import (
            examine_meta,
            extract_author,
            extract_meta_json,
            extract_title,
            extract_url,
        )
        from trafilatura.settings import set_date_params
    except ImportError:
        return extract_metadata(tree, url)
    try:
        said = _with_json(tree, examine_meta(tree), extract_meta_json)
        said.title = said.title or extract_title(tree)
        said.author = said.author or extract_author(tree)
        said.url = said.url or extract_url(tree, url)
        said.date = find_date(tree, url=said.url, **set_date_params())
        said.clean_and_trim()
    except (ValueError, TypeError, RecursionError):
        return None
    return said


def _with_json(tree: Any, said: Any, read: Callable[[Any, Any], Any]) -> Any:
    """Return what the tags of the head say, with what JSON-LD says; a name of one word is left to JSON-LD or the text."""
    if said.author and " " not in said.author:
        said.author = None
    try:
        return read(tree, said)
    except Exception:  # noqa: BLE001  (JSON of any shape comes to its end here, as in trafilatura itself)
        return said


def declared_language(html: str | bytes) -> str | None:
    """Return what the `lang` attribute of the root element says, or None."""
    head = html[:_HEAD_BYTES]
    found = _LANG.search(head.encode("utf-8", "replace") if isinstance(head, str) else head)
    return found[1].decode("ascii") if found else None
