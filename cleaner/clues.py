"""Needs in few bytes, by which a unit is told in less than a microsecond that a clause cannot hold on it.

Owns the form of a clue: what is needed, in grams. A gram is the place of a few characters in a table of 16,384 bits; where the bits of all grams
of a unit are set (compiled: `_calls.pyx`, which works out grams as this room does), a need whose bits are missing does not hold. A clue errs only by
holding where it need not. Must not know patterns, units or rules.

Words of 16 bits: first the fewest and the most characters of a unit, then one node. A node is its kind and how many words follow it (`_KIND`), then
grams or other nodes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, chain

from cleaner.borders import goes_on
from cleaner.needs import EDGE, Need

GRAM_BITS = 14
"""A gram is a number of so many bits."""
WITHIN, IN_FRONT, BEHIND = 0x811C9DC5, 0x9E3779B1, 0x85EBCA77
"""With what the grams begin that may stand anywhere in a unit, at its beginning (signs in front of it apart), at its end."""
LONGEST = 3
"""Characters of a gram; at the beginning and the end of a unit it has up to `LONGEST_EDGE`."""
LONGEST_EDGE = 5
NO_MOST = 0xFFFF
"""As the most characters of a unit: there is none."""
_ALL, _ANY, _EACH, _ONE = range(4)
"""Kinds of nodes: all grams, any gram, each node, one node."""
_KIND = 14
"""Bits of a node's size."""
_SIGNS = {code: "\0" for code in range(128) if not chr(code).isalnum()}
_MOST_GRAMS = 4
"""Grams of a literal."""
_MOST_WORDS = 16000
"""Words of a node; a longer one is left out."""


def clue_of(
    need: Need | None, least: int = 0, most: int = NO_MOST, met: frozenset[str] | None = None
) -> bytes:
    """Return a need with the fewest and the most characters of a unit as a clue; nothing where they say nothing.

    `met` are literals of which one stands in every unit that the clue is asked of: what they meet is left out.
    """
    open_need = _without(need, met) if need and met else need
    node = [] if open_need is None else _node(open_need)
    most = min(most, NO_MOST)
    if not node and least == 0 and most == NO_MOST:
        return b""
    words = array("H", (min(least, NO_MOST), most, *node))
    return words.tobytes()


def _without(need: Need, met: frozenset[str]) -> Need | None:
    """Return what is left of a need where one of some literals stands."""
    if need.words is not None:
        return None if met <= need.words else need
    if not need.joint:
        return need
    parts = tuple(part for part in need.parts if part.words is None or not met <= part.words)
    return Need(None, parts, joint=True) if parts else None


def _node(need: Need) -> list[int]:
    """Return a need as a node, or nothing where it is too long to be worth asking."""
    if need.words is not None:
        return _leaf(need.words)
    nodes = [_node(part) for part in need.parts]
    if not need.joint and not all(nodes):
        return []
    return _joined(_EACH if need.joint else _ONE, [node for node in nodes if node])


def _joined(kind: int, nodes: list[list[int]]) -> list[int]:
    nodes = [list(node) for node in dict.fromkeys(map(tuple, nodes))]
    if kind == _EACH:
        nodes.sort(key=len)  # what is asked quickly may settle it
        lengths = accumulate(map(len, nodes))
        nodes = [node for node, length in zip(nodes, lengths, strict=True) if length <= _MOST_WORDS]
    if len(nodes) <= 1:
        return nodes[0] if nodes else []
    return _headed(kind, list(chain.from_iterable(nodes)))


def _headed(kind: int, words: list[int]) -> list[int]:
    return [kind << _KIND | len(words), *words] if len(words) <= _MOST_WORDS else []


def _leaf(literals: Iterable[str]) -> list[int]:
    found = {frozenset(grams) for literal in literals if (grams := grams_of(literal))}
    single = {gram for grams in found if len(grams) == 1 for gram in grams}
    several = sorted(sorted(grams) for grams in found if len(grams) > 1 and grams.isdisjoint(single))
    nodes = [_headed(_ANY, sorted(single))] if single else []
    return _joined(_ONE, nodes + [_headed(_ALL, grams) for grams in several])


@lru_cache(maxsize=65536)
def grams_of(literal: str) -> tuple[int, ...]:
    """Return the grams that a unit has which contains a literal, the most telling first."""
    body = literal.strip("\n" + EDGE)
    chars = body.translate(_SIGNS)
    if not body.isascii():
        chars = "".join([char if is_of_word(char) else "\0" for char in body])
    edges = []
    if literal[0] == "\n":
        edges.append(gram(IN_FRONT, chars[:LONGEST_EDGE]))
    if literal[-1] == "\n":
        edges.append(gram(BEHIND, chars[-LONGEST_EDGE:]))
    signs = [
        gram(WITHIN, char)
        for char, of_word in zip(body, chars, strict=True)
        if of_word == "\0" and char != " "
    ]
    chars = "\0" * (literal[0] in "\n" + EDGE) + chars + "\0" * (literal[-1] in "\n" + EDGE)
    size = min(LONGEST, len(chars))
    inner = [chars[at : at + size] for at in range(len(chars) - size + 1)]
    inner = [part for part in inner if part.strip("\0")]
    free, last = max(2, _MOST_GRAMS - len(edges)), len(inner) - 1
    if last >= free:
        inner = [inner[number * last // (free - 1)] for number in range(free)]
    return tuple(dict.fromkeys([*edges, *signs[:2], *[gram(WITHIN, part) for part in inner]]))


def is_of_word(char: str) -> bool:
    """Tell whether a character counts in a gram as itself; all others are the same, apart from grams of one sign.

    Arabic and iota are left out as in `needles`: of them marks may have been dropped.
    """
    return goes_on(char) and not "\u0600" <= char <= "\u06ff" and char != "ι"


@lru_cache(maxsize=16384)
def gram(seed: int, chars: str) -> int:
    """Return the gram of some characters (FNV-1a, folded)."""
    for char in chars:
        seed = (seed ^ ord(char)) * 0x01000193 & 0xFFFFFFFF
    seed = (seed ^ seed >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
    return seed >> 32 - GRAM_BITS
