"""What parts of a pattern begin and end with: something that a word goes on with, or not.

Owns the questions; must not know literals, nor what they are for. Parts are nodes of the standard library's parse tree.
"""

from __future__ import annotations

from re import _constants as codes  # type: ignore[attr-defined]
from typing import Any

from cleaner.folding import fold

REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


def goes_on(char: str) -> bool:
    """Tell whether a character is a letter or a digit for `\\b` too: what else counts as a number, as in footnotes, parts words."""
    return char.isalpha() or char.isdecimal()


def _parts(code: Any, value: Any) -> list[list[tuple[Any, Any]]] | None:
    """Return what may stand for a node that is made of others: one list, or one a branch; None for other nodes."""
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.BRANCH:
        return list(value[1])
    if code in REPEATS:
        return [value[2]]
    return [value] if code is codes.ATOMIC_GROUP else None


def only_signs(nodes: list[tuple[Any, Any]]) -> bool:
    """Tell whether nodes match nothing that a word could go on with (`goes_on`): signs and blanks, if anything."""
    for code, value in nodes:
        parts = _parts(code, value)
        if parts is not None:
            if not all(map(only_signs, parts)):
                return False
        elif code is codes.IN:
            if not _set_of_signs(value):
                return False
        elif code is not codes.LITERAL or not _sign(value):
            return False
    return True


def _set_of_signs(items: list[tuple[Any, Any]]) -> bool:
    if items[0][0] is codes.NEGATE:
        return (codes.LITERAL, 0) in items and (codes.CATEGORY, codes.CATEGORY_WORD) in items
    return all(
        (code is codes.LITERAL and _sign(value))
        or (code is codes.CATEGORY and value in (codes.CATEGORY_NOT_WORD, codes.CATEGORY_SPACE))
        for code, value in items
    )


def _sign(code: int) -> bool:
    return not goes_on(chr(code)) and not any(map(goes_on, fold(chr(code))))


def bordered(nodes: list[tuple[Any, Any]], *, backwards: bool = False) -> bool:
    """Tell whether what nodes match begins (backwards: ends) with a character that no word goes on with."""
    for code, value in reversed(nodes) if backwards else nodes:
        optional = code in REPEATS and value[0] == 0
        if only_signs([(code, value)]):
            if not optional and _least(code, value):
                return True
            continue
        parts = None if optional else _parts(code, value)
        return bool(parts) and all(bordered(part, backwards=backwards) for part in parts or ())
    return False


def _least(code: Any, value: Any) -> bool:
    """Tell whether a node matches at least one character."""
    parts = _parts(code, value)
    if parts is None:
        return code in (codes.LITERAL, codes.IN)
    if code in REPEATS and value[0] == 0:
        return False
    return all(any(_least(*node) for node in part) for part in parts)
