"""What the head of an HTML page says of its article: descriptions, and the text itself in JSON-LD.

Owns how both are read. Must not know what they are worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

_TEXT = re.compile(r'"articleBody"\s*:\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_CONTROLS = str.maketrans(dict.fromkeys(range(32), " "))


def descriptions(root: Any) -> tuple[str, ...]:
    """Return the descriptions in the head of a page; `root` is an element of lxml."""
    found = [
        meta.get("content")
        for meta in root.iterfind(".//meta")
        if "description" in (meta.get("property") or meta.get("name") or "").lower()
    ]
    return tuple([text for text in found if text])


def article_body(root: Any) -> str:
    """Return the longest text that JSON-LD of a page calls the body of an article, or nothing.

    It is looked for by its name, since many pages print JSON that no parser takes.
    """
    return max(_bodies(root), key=len, default="")


def _bodies(root: Any) -> Iterator[str]:
    for script in root.iter("script"):
        code = script.text if "ld+json" in (script.get("type") or "").lower() else None
        for found in _TEXT.finditer(code) if code and "articleBody" in code else ():
            yield _TAG.sub("\n", unescape(_unquoted(found[1])))


def _unquoted(quoted: str) -> str:
    """Return what a JSON string says, line breaks that it should not have in it as blanks; as it is where it is no JSON."""
    import msgspec

    try:
        return msgspec.json.decode(f'"{quoted.translate(_CONTROLS)}"'.encode(), type=str)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return quoted
