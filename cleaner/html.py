"""HTML becomes text with what its metadata say, through trafilatura, which is imported only here and only when called.

Owns how trafilatura is asked. Must not know rules.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

_LANG = re.compile(
    rb"<html[^>]{0,400}?(?<![\w-])lang\s*=\s*[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)", re.IGNORECASE
)
_HEAD_BYTES = 4096


class Page(Struct, frozen=True):
    """What was read off an HTML page; None means that the page does not say."""

    text: str
    title: str | None = None
    language: str | None = None
    url: str | None = None
    author: str | None = None
    date: str | None = None


def read_page(html: str | bytes, url: str | None = None) -> Page:
    """Return the main text of an HTML page, a block a line, with its metadata.

    trafilatura is asked for recall: what it leaves too much, the rules and the judge take away. A page without text gives an empty `text`.
    """
    from trafilatura import bare_extraction

    language = declared_language(html)
    try:
        found: Any = bare_extraction(
            html, url=url, favor_recall=True, include_comments=False, with_metadata=True
        )
    except (ValueError, TypeError, RecursionError):
        found = None
    if found is None:
        return Page("", language=language, url=url)
    text = found.text or ""
    return Page(
        text, found.title or None, language or found.language, url or found.url, found.author, found.date
    )


def declared_language(html: str | bytes) -> str | None:
    """Return what the `lang` attribute of the root element says, or None."""
    head = html[:_HEAD_BYTES]
    found = _LANG.search(head.encode("utf-8", "replace") if isinstance(head, str) else head)
    return found[1].decode("ascii") if found else None
