"""What is wrong with a pattern, told without a document: nested repeats, loose anchors, slips.

Owns static judgements about patterns and the strings that provoke slow ones. Must not know files or rules.
Patterns come as the nodes that `literals.parse_pattern` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from typing import Any

Nodes = list[tuple[Any, Any]]

MANY = 30
"""A repeat that may go on this often counts as unbounded."""
PUMP_LENGTH = 2000
"""Characters of a provoking string: the length up to which shipped patterns run without a clock."""
_ALPHABET = frozenset(
    " \t.,:;!?'\"()[]{}<>|/\\-–—_+*=&%#@0159abcdeinrstxzABCDEINRSTXZäéñçßøışжюабАع中あ。：»«·•›"
)
"""Characters by which two sets are told apart."""
_SEEDS = (
    " ", ",", "a,", "a:", "a", "A", "1", "a ", "A ", "Aa ", "a, ", "1 ", "a.", ".", "- ", "| ", "中", "https://a.b/",
)  # fmt: skip
"""Strings of which runs provoke slow patterns."""
_PIPE_IN_SET = re.compile(r"\[\^?\w{2,}(?:\|\w+)+\]")
_HOST_DOT = re.compile(r"\w(?<!\\)\.(?:com|org|net|co\\?\.uk)\b")
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)


def nested_repeat(nodes: Nodes) -> bool:
    """Tell whether an unbounded repeat stands inside another without anything that parts their rounds.

    `(\\w+\\s?)+` can split a word in every way it likes; `(\\w+,)+` cannot: the comma is no word character.
    """
    return any(map(_splits_freely, _repeat_bodies(nodes)))


def _repeat_bodies(nodes: Nodes) -> Iterator[Nodes]:
    for code, value in nodes:
        if code in _REPEATS and _is_many(value[1]):
            yield list(value[2])
        for part in _parts(code, value):
            yield from _repeat_bodies(part)


def _is_many(most: Any) -> bool:
    return most is codes.MAXREPEAT or int(most) >= MANY


def _parts(code: Any, value: Any) -> list[Nodes]:
    if code in _REPEATS or code is codes.POSSESSIVE_REPEAT:
        return [list(value[2])]
    if code is codes.SUBPATTERN:
        return [list(value[3])]
    if code is codes.BRANCH:
        return [list(branch) for branch in value[1]]
    if code is codes.ATOMIC_GROUP:
        return [list(value)]
    return []


def _splits_freely(body: Nodes) -> bool:
    """Tell whether the body of a repeat holds a repeat whose characters may also begin the next round."""
    for code, value in body:
        if code is codes.BRANCH:
            if any(_splits_freely(list(branch)) for branch in value[1]):
                return True
        elif code is codes.SUBPATTERN:
            if _splits_freely(list(value[3])) and len(body) == 1:
                return True
        elif code in _REPEATS and _is_many(value[1]):
            inner = _characters(list(value[2]))
            others = [node for node in body if node[1] is not value]
            if not any(_parts_rounds(node, inner) for node in others):
                return True
    return False


def _parts_rounds(node: tuple[Any, Any], inner: frozenset[str]) -> bool:
    """Tell whether a node must match, and matches none of the characters that the inner repeat takes."""
    code, value = node
    if code in _REPEATS:
        return int(value[0]) > 0 and not _characters(list(value[2])) & inner
    if code is codes.BRANCH:
        return all(any(_parts_rounds(part, inner) for part in branch) for branch in value[1])
    if code is codes.SUBPATTERN:
        return any(_parts_rounds(part, inner) for part in value[3])
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT, codes.GROUPREF):
        return False
    return not _characters([node]) & inner


def _characters(nodes: Nodes) -> frozenset[str]:
    """Return which characters of the sample alphabet can occur in what nodes match."""
    found: frozenset[str] = frozenset()
    for code, value in nodes:
        if code is codes.LITERAL:
            found |= {chr(value).lower(), chr(value).upper()}
        elif code is codes.NOT_LITERAL:
            found |= _ALPHABET - {chr(value)}
        elif code is codes.ANY:
            found |= _ALPHABET
        elif code is codes.IN:
            found |= _of_set(value)
        for part in _parts(code, value):
            found |= _characters(part)
    return found


def _of_set(items: Nodes) -> frozenset[str]:
    negated = bool(items) and items[0][0] is codes.NEGATE
    found = {char for char in _ALPHABET if any(_in_item(char, code, value) for code, value in items)}
    found |= {chr(value) for code, value in items if code is codes.LITERAL}
    return _ALPHABET - found if negated else frozenset(found)


def _in_item(char: str, code: Any, value: Any) -> bool:
    if code is codes.LITERAL:
        return char.lower() == chr(value).lower()
    if code is codes.RANGE:
        forms = {char, char.lower(), char.upper()}  # of which ß has one of two letters
        return any(value[0] <= ord(form) <= value[1] for form in forms if len(form) == 1)
    if code is codes.CATEGORY:
        tests = {
            codes.CATEGORY_WORD: char.isalnum() or char == "_",
            codes.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
            codes.CATEGORY_SPACE: char.isspace(),
            codes.CATEGORY_NOT_SPACE: not char.isspace(),
            codes.CATEGORY_DIGIT: char.isdigit(),
            codes.CATEGORY_NOT_DIGIT: not char.isdigit(),
        }
        return tests.get(value, True)
    return False


def loose_anchor(nodes: Nodes) -> bool:
    """Tell whether an anchor binds to some branches only, as in `^a|b$`."""
    if len(nodes) != 1 or nodes[0][0] is not codes.BRANCH:
        return False
    branches = [list(branch) for branch in nodes[0][1][1]]
    opened = [bool(branch) and branch[0] == (codes.AT, codes.AT_BEGINNING) for branch in branches]
    closed = [bool(branch) and branch[-1] == (codes.AT, codes.AT_END) for branch in branches]
    return any(opened) != all(opened) or any(closed) != all(closed)


def is_anchored(nodes: Nodes) -> bool:
    """Tell whether a pattern is tied to the beginning or the end of a unit."""
    ends = ((codes.AT, codes.AT_BEGINNING), (codes.AT, codes.AT_END))
    return _all_tied(nodes, ends)


def _all_tied(nodes: Nodes, ends: tuple[Any, Any]) -> bool:
    if not nodes:
        return False
    if nodes[0] == ends[0] or nodes[-1] == ends[1]:
        return True
    code, value = nodes[0]
    if code in (codes.SUBPATTERN, codes.BRANCH) and len(nodes) == 1:
        return all(_all_tied(part, ends) for part in _parts(code, value))
    return False


def slips(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield (check, what) for slips of the pen."""
    if _PIPE_IN_SET.search(pattern):
        yield "pipe-in-set", "`[a|b]` is a set of characters with a bar in it: write `(?:a|b)`"
    if _HOST_DOT.search(pattern):
        yield "unescaped-dot-in-host", "the dot of a host name fits any character: write `\\.`"


def provocations(examples: list[str]) -> Iterator[str]:
    """Yield strings that make slow patterns slow: runs of one thing, then something that spoils the match."""
    seeds = [*_SEEDS, *examples]
    for seed in seeds:
        if seed:
            run = seed * (PUMP_LENGTH // len(seed) + 1)
            for opening in ("", *(f"{example} " for example in examples[:2])):
                yield f"{opening}{run}"[: PUMP_LENGTH - 1] + "\x00"
