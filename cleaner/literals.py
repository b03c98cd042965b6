"""Derives from a pattern what a unit must contain for it to match, so that most units are never tried.

Owns the derivation; must not know files, rules or documents. `None` means that nothing could be derived and every unit must be tried: so it is
with a pattern that cannot be read as a tree, which is slow but never wrong.
"""

from __future__ import annotations

from itertools import groupby
from re import _constants as codes  # type: ignore[attr-defined]
from typing import Any

from msgspec import Struct

from cleaner.borders import REPEATS, bordered, goes_on, only_signs
from cleaner.folding import fold
from cleaner.needs import (
    ANY_DIGIT,
    DIGIT_FIRST,
    EDGE,
    HEAD,
    MAX_REQUIRED,
    SIGN_FIRST,
    Need,
    both,
    need_of,
    one_of,
)
from cleaner.syntax import Listed, Nodes, parse_pattern

MAX_EXACT = 40
"""Most strings that the exact language of a part of a pattern may have before it is given up for a requirement."""
WEAK = 3
"""Weight under which a set of literals calls so often that the class of the first character is the better call."""
MAX_FIRST = 150
"""Most strings of the first of several turns of a repeated group, to be asked for together with what stands in front."""
MAX_SET = 6
"""Most characters of a set that is multiplied out."""


class Facts(Struct):
    """What is known of a part of a pattern: all strings it can match, if few, and what a unit must contain."""

    exact: frozenset[str] | None = None
    required: Need | None = None


NOTHING = frozenset({""})
EMPTY = Facts(exact=NOTHING)
ANYTHING = Facts()
_MARKS = {
    codes.AT_BEGINNING: Facts(exact=frozenset({"\n"})),
    codes.AT_BEGINNING_STRING: Facts(exact=frozenset({"\n"})),
    codes.AT_END: Facts(exact=frozenset({"\n"})),
    codes.AT_END_STRING: Facts(exact=frozenset({"\n"})),
    codes.AT_BOUNDARY: Facts(exact=frozenset({EDGE})),
}


def required_literals(pattern: str, lists: dict[str, list[str]]) -> frozenset[str] | None:
    """Return folded literals of which every match of `pattern` contains one, or None where none can be derived.

    A literal may carry marks: a newline at an edge where the unit begins or ends, `EDGE` where no letter may go on, and
    `DIGIT_FIRST` or `SIGN_FIRST` stand for units that begin with a digit, or with neither letter nor digit.
    """
    nodes = parse_pattern(pattern, lists)
    return None if nodes is None else call_of(nodes, need_in(nodes))


def need_in(nodes: Nodes) -> Need | None:
    """Return what every match of a pattern needs, or None where nothing can be derived."""
    return _whole(_sequence(nodes))


def call_of(nodes: Nodes, need: Need | None) -> frozenset[str] | None:
    """Return the literals by which a pattern is called, or None: the best that it needs, or the class of its first character."""
    best = None if need is None else need.best
    if need is None or best is None or need.weight[0] < WEAK:
        return _first_class(nodes) or best
    return best


def _first_class(nodes: Nodes) -> frozenset[str] | None:
    """Return the mark of the character class with which a match begins, where it begins its unit with one."""
    if len(nodes) < 2 or nodes[0] != (codes.AT, codes.AT_BEGINNING):
        return None
    code, value = nodes[1]
    if code in REPEATS and value[0] > 0 and len(value[2]) == 1:
        code, value = value[2][0]
    if code is not codes.IN:
        return None
    if all(_is_digit(*item) for item in value):
        return frozenset({DIGIT_FIRST})
    if all(code is codes.LITERAL for code, _ in value):
        return frozenset("\n" + fold(chr(char)) for _, char in value)
    if all(_is_sign(*item) for item in value):
        return frozenset({SIGN_FIRST})
    return None


def _is_digit(code: Any, value: Any) -> bool:
    if code is codes.RANGE:
        return bool(value[0] >= ord("0") and value[1] <= ord("9"))
    return (code, value) == (codes.CATEGORY, codes.CATEGORY_DIGIT) or (
        code is codes.LITERAL and chr(value).isdecimal()
    )


def _is_sign(code: Any, value: Any) -> bool:
    if code is codes.LITERAL:
        return not chr(value).isalnum()
    return (code, value) == (codes.CATEGORY, codes.CATEGORY_NOT_WORD)


def _whole(facts: Facts) -> Need | None:
    return both(need_of(facts.exact), facts.required)


def _sequence(nodes: Nodes, begun: frozenset[str] = NOTHING) -> Facts:
    """Return what is known of nodes, behind one of the strings `begun`, with which what is returned begins."""
    exact = begun
    required: Need | None = None
    whole = True
    for literal, stretch in groupby(nodes, key=_is_literal):
        if literal:
            text = fold("".join([chr(value) for _, value in stretch]))
            exact = frozenset([before + text for before in exact])
            continue
        for node in stretch:
            facts = _behind(exact, *node)
            product = facts.exact if facts else None
            if facts is None:
                facts = _node(*node)
                product = _product(exact, facts.exact)
            if product is not None:
                exact, required = product, both(required, facts.required)
                continue
            exact, passed, goes_through = _past(exact, node, facts)
            required = both(required, passed)
            whole = whole and goes_through
    required = both(required, need_of(exact)) if not whole else required
    return Facts(exact=exact if whole else None, required=required)


def _behind(before: frozenset[str], code: Any, value: Any) -> Facts | None:
    """Return what is known of a group together with what stands in front of it, where that can be told at once; else None."""
    if not _is_narrow(before):
        return None
    if code is codes.SUBPATTERN:
        return _sequence(value[3], before)
    if code is not codes.BRANCH or isinstance(value[1], Listed):
        return None
    return (
        None if only_signs([(code, value)]) else _branch([_sequence(branch, before) for branch in value[1]])
    )


def _is_narrow(before: frozenset[str]) -> bool:
    """Tell whether so little may stand in front that it is worth being put before each string behind it."""
    if before == NOTHING:
        return False
    return len(before) == 1 or (len(before) <= MAX_SET and all(map(_is_begun, before)))


def _is_begun(literal: str) -> bool:
    return literal[:1] in ("\n", HEAD)


def _is_literal(node: tuple[Any, Any]) -> bool:
    return node[0] is codes.LITERAL


def _past(
    before: frozenset[str], node: tuple[Any, Any], facts: Facts
) -> tuple[frozenset[str], Need | None, bool]:
    """Return what is known to stand at the end of a sequence behind a node that could not be multiplied with `before`.

    With it: what is needed up to there, and whether that is still all that the sequence can match.
    """
    if only_signs([node]) and all(map(_is_opening, before)):
        return frozenset({HEAD}), both(need_of(before), facts.required), True
    closing = EDGE if bordered([node]) else ""
    required = need_of([literal + closing for literal in before])
    code, value = node
    first = (
        _whole(_sequence(value[2], before)) if code in REPEATS and value[0] and _is_narrow(before) else None
    )
    known = facts.required if first is None or first.size > MAX_FIRST else first
    required = both(required, known)
    return _begun(before, node, facts), required, False


def _begun(before: frozenset[str], node: tuple[Any, Any], facts: Facts) -> frozenset[str]:
    """Return what is known to stand at the end of a sequence when a node comes behind that could not be multiplied with `before`."""
    if facts.exact is None:
        return frozenset({EDGE if bordered([node], backwards=True) else ""})
    parted = all(literal and not goes_on(literal[-1]) for literal in before)
    return frozenset(EDGE + literal for literal in facts.exact) if parted else facts.exact


def _is_opening(literal: str) -> bool:
    """Tell whether a literal is the beginning of the unit, with nothing but signs behind it."""
    return literal[:1] in ("\n", HEAD) and not any(map(goes_on, literal))


def _product(left: frozenset[str], right: frozenset[str] | None) -> frozenset[str] | None:
    if right is None or (len(left) * len(right) > MAX_EXACT and len(left) > 1 and len(right) > 1):
        return None
    if len(left) * len(right) > MAX_REQUIRED:
        return None
    return frozenset([a + b for a in left for b in right])


def _node(code: Any, value: Any) -> Facts:  # noqa: PLR0911
    if code is codes.LITERAL:
        return Facts(exact=frozenset({fold(chr(value))}))
    if code is codes.IN:
        return _set(value)
    if code is codes.BRANCH:
        branches = value[1]
        if isinstance(branches, Listed):
            return Facts(exact=frozenset(map(fold, branches.items)))
        return _branch([_sequence(branch) for branch in branches])
    if code is codes.SUBPATTERN:
        return _sequence(value[3])
    if code is codes.ATOMIC_GROUP:
        return _sequence(value)
    if code in REPEATS:
        return _repeat(*value)
    if code is codes.AT:
        return _MARKS.get(value, EMPTY)
    if code is codes.ASSERT:  # it takes nothing up, but what it asks for stands in the unit
        return Facts(exact=EMPTY.exact, required=need_in(value[1]))
    return EMPTY if code is codes.ASSERT_NOT else ANYTHING


def _set(items: list[tuple[Any, Any]]) -> Facts:
    if all(_is_digit(*item) for item in items):
        return Facts(required=Need(ANY_DIGIT))
    if len(items) > MAX_SET or any(code is not codes.LITERAL for code, _ in items):
        return ANYTHING
    return Facts(exact=frozenset(fold(chr(char)) for _, char in items))


def _branch(branches: list[Facts]) -> Facts:
    if all(facts.exact is not None for facts in branches):
        union = frozenset().union(*(facts.exact or frozenset() for facts in branches))
        if len(union) <= MAX_REQUIRED:
            return Facts(exact=union, required=one_of(facts.required for facts in branches))
    return Facts(required=one_of(map(_whole, branches)))


def _repeat(least: int, most: Any, body: Nodes) -> Facts:
    facts = _sequence(body)
    if least == 0:
        if most == 1 and facts.exact is not None and len(facts.exact) < MAX_EXACT:
            return Facts(exact=facts.exact | {""})
        return ANYTHING
    if least == 1 and most == 1:
        return facts
    return Facts(required=_whole(facts))
