"""Patterns as trees: the standard library's parser, after what only the `regex` module knows has been rewritten to something wider.

Owns the reading of patterns; must not know what is asked of a tree. A tree is a list of (code, value); all lists inside are plain lists, and
a list of phrases that the pattern names is a branch of its items (`Listed`), made once however many patterns name it.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from cleaner.lazily import Lazily
from cleaner.needs import ENDLESS

Nodes = list[tuple[Any, Any]]

_TOKEN = Lazily(r"\\L<(?P<list>\w+)>|\\[pP]\{[^}]*\}|\\.|\{[^}]*\}", re.DOTALL)
_COUNT = Lazily(r"\{\d*,?\d*\}")
_NO_LETTER = r"[^\p{L}\p{N}"
"""How patterns begin a set of signs; a NUL is put behind it, by which the set is known once properties are gone."""
_FIRST_LIST = 0xF0000
"""Code of the private character that stands, twice, for the first list that a pattern names while it is parsed."""
_PRIVATE = Lazily(r"[\U000F0000-\U0010FFFF]|\\U00(?:0[Ff]|10)")
_WITH_BODY = frozenset(
    {
        codes.SUBPATTERN,
        codes.MAX_REPEAT,
        codes.MIN_REPEAT,
        codes.POSSESSIVE_REPEAT,
        codes.ASSERT,
        codes.ASSERT_NOT,
    }
)
"""Nodes of which the last part is a tree."""


class Listed(list[Nodes]):
    """The items of a list of phrases, each as the nodes of its characters."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__([(codes.LITERAL, ord(char)) for char in item] for item in items or ("",))
        self.items = items or ("",)
        self.width = min(map(len, self.items)), max(map(len, self.items))


def parse_pattern(pattern: str, lists: dict[str, list[str]]) -> Nodes | None:
    """Return the nodes of a pattern, what only the `regex` module knows rewritten to something wider, or None."""
    named: list[Listed] = []
    try:
        tree = _parsed(_widen(pattern, lists, named))
        return _plain(tree, named)
    except (re.error, Warning, RecursionError, OverflowError):
        return None


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return parser.parse(pattern)


@lru_cache(maxsize=256)
def _listed(items: tuple[str, ...]) -> Listed:
    return Listed(items)


def _widen(pattern: str, lists: dict[str, list[str]], named: list[Listed]) -> str:
    """Return the pattern as the standard library reads it; the lists that it names are added to `named`, each at its private character."""

    def widened(match: re.Match[str]) -> str:
        token = match[0]
        if match["list"]:
            named.append(_listed(tuple(lists.get(match["list"], []))))
            return f"(?:{chr(_FIRST_LIST + len(named) - 1) * 2})"
        if token[0] == "{" and not _COUNT.fullmatch(token):
            raise re.error(f"{token} may ask for a fuzzy match")
        return r"\w" if token[:3] in (r"\p{", r"\P{") else (r"\x20" if token == r"\h" else token)

    if _PRIVATE.search(pattern):
        raise re.error("it holds a private character")
    return _TOKEN.sub(widened, pattern.replace(_NO_LETTER, _NO_LETTER + r"\x00"))


def _plain(tree: Any, named: list[Listed]) -> Nodes:
    """Return a tree with plain lists, and branches where lists are named."""
    out: Nodes = []
    skip = False
    for code, value in tree:
        if skip:
            skip = False
        elif code is codes.LITERAL and value >= _FIRST_LIST:
            out.append((codes.BRANCH, (None, named[value - _FIRST_LIST])))
            skip = True
        else:
            out.append((code, _plain_value(code, value, named)))
    return out


def _plain_value(code: Any, value: Any, named: list[Listed]) -> Any:
    if code is codes.BRANCH:
        return value[0], [_plain(branch, named) for branch in value[1]]
    if code is codes.GROUPREF_EXISTS:
        return value[0], _plain(value[1], named), _plain(value[2] or [], named)
    if code is codes.ATOMIC_GROUP:
        return _plain(value, named)
    if code in _WITH_BODY:
        return (*value[:-1], _plain(value[-1], named))
    return value


def width_of(nodes: Nodes) -> tuple[int, int]:
    """Return the fewest and the most characters that nodes match; `ENDLESS` for as many as one likes."""
    least = most = 0
    for code, value in nodes:
        low, high = _width(code, value)
        least, most = least + low, most + high
    return min(least, ENDLESS), min(most, ENDLESS)


def _width(code: Any, value: Any) -> tuple[int, int]:
    if code in (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY):
        return 1, 1
    if code is codes.BRANCH:
        widths = [value[1].width] if isinstance(value[1], Listed) else list(map(width_of, value[1]))
        return min(least for least, _ in widths), max(most for _, most in widths)
    if code in (codes.SUBPATTERN, codes.ATOMIC_GROUP):
        return width_of(value if code is codes.ATOMIC_GROUP else value[3])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most = width_of(value[2])
        return least * int(value[0]), most * int(value[1])
    return 0, 0 if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT) else ENDLESS


def is_whole(nodes: Nodes) -> bool:
    """Tell whether a pattern matches units from their first to their last character, or not at all."""
    return (
        bool(nodes) and nodes[0] == (codes.AT, codes.AT_BEGINNING) and nodes[-1] == (codes.AT, codes.AT_END)
    )
