"""An HTML page becomes its blocks of text, with the tree they stand in.

Owns what a block of a page is: text between two tags that begin a line of their own, or `<br>`. Must not know what a block is worth.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from types import ModuleType
from typing import Any

from msgspec import Struct

from cleaner.native import compiled
from cleaner.stated import article_body, descriptions

BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3",
    "h4", "h5", "h6", "blockquote", "pre", "figure", "figcaption", "table", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "form",
    "fieldset", "address", "details", "summary", "hr", "body", "html", "center",
))  # fmt: skip
"""Elements that begin and end a line; all others run on in it."""
SILENT = frozenset((
    "script", "style", "noscript", "template", "svg", "head", "iframe", "select", "option", "button", "input", "textarea", "object",
    "canvas", "video", "audio", "math", "map", "datalist",
))  # fmt: skip
"""Elements whose text is no text of the page. A button left open that swallowed paragraphs is none (see `_is_silent`)."""
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
"""A style that hides an element."""
_NAMES = ("class", "id", "role", "itemprop")


class Block(Struct, frozen=True, gc=False):
    """One line of a page: its text with single blanks, how many of its characters are links, and the number of its element."""

    text: str
    linked: int
    node: int


class Node(Struct, frozen=True, gc=False):
    """An element that begins a line: the number of its parent (the first is its own), its tag, its names, whether it is hidden."""

    parent: int
    tag: str
    names: str
    hidden: bool


class Outline(Struct, frozen=True):
    """The blocks of a page in order, the elements around them (a parent before its children, none without text), and what its head says: what
    it is about, and the article's text, if it tells it.
    """

    blocks: list[Block]
    nodes: list[Node]
    about: tuple[str, ...] = ()
    body: str = ""


def outline(root: Any) -> Outline:
    """Return the blocks of a page; `root` is an element of lxml, which is only read."""
    body = root.find("body")
    blocks, nodes = gather(root if body is None else body)
    return Outline(blocks, nodes, descriptions(root), article_body(root))


Gathered = tuple[list[Block], list[Node]]


def gather(top: Any) -> Gathered:
    """Return the blocks of an element of lxml, and the elements around them."""
    room, element = _compiled()
    found: Gathered | None = (
        room.gather(top, sys.modules[__name__]) if room and isinstance(top, element) else None
    )
    return found or gather_plainly(top)


@cache
def _compiled() -> tuple[ModuleType | None, type]:
    """Return the compiled room, where it can read the elements of the lxml at hand, and what they are."""
    from lxml.etree import _Element, fromstring

    room, probe = compiled("_outlines"), fromstring("<a b='c'>d<e/>f</a>")
    return room if room and room.is_readable(_Element, probe, probe[0]) else None, _Element


def gather_plainly(top: Any) -> Gathered:
    """Do what `gather` does, in Python."""
    walk = _Walk(top)
    walk.run()
    numbers = _numbers(walk)
    nodes = [_node(numbers[walk.elements[old][0]], walk.elements[old][1]) for old in numbers]
    return [Block(text, linked, numbers[old]) for text, linked, old in walk.blocks], nodes


def _numbers(walk: _Walk) -> dict[int, int]:
    """Return the new numbers of the elements that hold text: most of a page's elements hold none."""
    used = {0}
    for _, _, node in walk.blocks:
        while node not in used:
            used.add(node)
            node = walk.elements[node][0]  # noqa: PLW2901
    return {old: new for new, old in enumerate(sorted(used))}


def _node(parent: int, element: Any) -> Node:
    names = " ".join([value for name in _NAMES if (value := element.get(name))])
    style = element.get("style")
    hidden = element.get("hidden") is not None or bool(style and HIDDEN.search(style))
    return Node(parent, element.tag, names, hidden)


def _is_silent(element: Any, tag: str) -> bool:
    return tag in SILENT and not (tag == "button" and element.find(".//p") is not None)


class _Walk:
    """Walks the elements below `top` in order, and gathers blocks. It calls nothing by itself again: pages can be thousands deep."""

    def __init__(self, top: Any) -> None:
        self.top = top
        self.blocks: list[tuple[str, int, int]] = []
        self.elements: list[tuple[int, Any]] = [(0, top)]
        self._open = [0]
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0

    def run(self) -> None:
        from lxml.etree import iterwalk

        events = iterwalk(self.top, events=("start", "end", "comment", "pi"))
        for event, element in events:
            if event == "start":
                if element is not self.top and _is_silent(element, element.tag):
                    events.skip_subtree()
                else:
                    self._enter(element, element.tag)
            else:
                if event == "end" and (element is self.top or element.tag not in SILENT):
                    self._leave(element, element.tag)
                if element is not self.top:
                    self._add(element.tail)
        self._flush()

    def _enter(self, element: Any, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
            if element is not self.top:
                self.elements.append((self._open[-1], element))
                self._open.append(len(self.elements) - 1)
        elif tag == "a":
            self._links += 1
        elif tag == "br":
            self._flush()
        self._add(element.text)

    def _leave(self, element: Any, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
            if element is not self.top:
                self._open.pop()
        elif tag == "a":
            self._links -= 1

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            if self._links:
                self._linked += len(text.strip())

    def _flush(self) -> None:
        if self._parts:
            text = " ".join("".join(self._parts).split())
            if text:
                self.blocks.append((text, min(self._linked, len(text)), self._open[-1]))
            self._parts.clear()
        self._linked = 0
