"""Derives from a clause the literals that a unit must contain for the clause to hold, so that most units are never tried.

Owns the derivation; must not know files, rules or documents. Literals are folded; `None` means that none could be derived and
every unit must be tried. Patterns are read with the standard library's parser, after what only the `regex` module knows has been
rewritten to something wider; a pattern that it cannot read yields `None`, which is slow but never wrong.
"""

from __future__ import annotations

import re
import warnings
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from msgspec import Struct

from cleaner.folding import fold

MAX_EXACT = 24
"""Most strings that the exact language of a part of a pattern may have before it is given up for a requirement."""
MAX_REQUIRED = 200
"""Most literals of one clause."""
MAX_SET = 6
"""Most characters of a set that is multiplied out."""


MIN_PREFIX = 2
"""Fewest characters of a literal that is looked for at the beginning of units only."""


_TOKEN = re.compile(r"\\L<(?P<list>\w+)>|\\[pP]\{[^}]*\}|\\.|\{[^}]*\}", re.DOTALL)
_COUNT = re.compile(r"\{\d*,?\d*\}")


class Facts(Struct):
    """What is known of a part of a pattern: all strings it can match, if few, and literals of which one must occur."""

    exact: frozenset[str] | None = None
    required: frozenset[str] | None = None


EMPTY = Facts(exact=frozenset({""}))
ANYTHING = Facts()


def required_literals(pattern: str, lists: dict[str, list[str]]) -> frozenset[str] | None:
    """Return folded literals of which every match of `pattern` contains one, or None where none can be derived."""
    nodes = parse_pattern(pattern, lists)
    return None if nodes is None else _best(_sequence(nodes))


def required_prefixes(pattern: str, lists: dict[str, list[str]]) -> frozenset[str] | None:
    """Return folded literals of which one must stand at the very beginning of a unit that `pattern` matches, or None."""
    nodes = parse_pattern(pattern, lists)
    if not nodes or nodes[0] != (codes.AT, codes.AT_BEGINNING):
        return None
    exact: frozenset[str] = frozenset({""})
    for code, value in nodes[1:]:
        product = _product(exact, _node(code, value).exact)
        if product is None:
            break
        exact = product
    return exact if all(len(literal) >= MIN_PREFIX for literal in exact) else None


def parse_pattern(pattern: str, lists: dict[str, list[str]]) -> list[tuple[Any, Any]] | None:
    """Return the nodes of a pattern, what only the `regex` module knows rewritten to something wider, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return list(parser.parse(_widen(pattern, lists)))
    except (re.error, Warning, RecursionError, OverflowError):
        return None


def _widen(pattern: str, lists: dict[str, list[str]]) -> str:
    def widened(match: re.Match[str]) -> str:
        token = match[0]
        if match["list"]:
            return "(?:" + "|".join(re.escape(item) for item in lists.get(match["list"], [])) + ")"
        if token[0] == "{" and not _COUNT.fullmatch(token):
            raise re.error(f"{token} may ask for a fuzzy match")
        return r"\w" if token[:3] in (r"\p{", r"\P{") else (r"\x20" if token == r"\h" else token)

    return _TOKEN.sub(widened, pattern)


def weight(literals: frozenset[str]) -> tuple[int, int]:
    """Return how selective a set of literals is: the length of its shortest, capped, then how few it has."""
    return min(min(len(literal.strip()) for literal in literals), 8), -len(literals)


def stronger(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """Return the more selective of two requirements; None is no requirement."""
    if first is None or second is None:
        return first if second is None else second
    return max(first, second, key=weight)


def _best(facts: Facts) -> frozenset[str] | None:
    exact = None
    if facts.exact is not None and all(literal.strip() for literal in facts.exact):
        exact = facts.exact
    return stronger(exact, facts.required)


def _sequence(nodes: list[tuple[Any, Any]]) -> Facts:
    exact: frozenset[str] = frozenset({""})
    required: frozenset[str] | None = None
    whole = True
    for code, value in nodes:
        facts = _node(code, value)
        required = stronger(required, facts.required)
        product = _product(exact, facts.exact)
        if product is not None:
            exact = product
            continue
        required = stronger(required, _best(Facts(exact=exact)))
        whole = False
        exact = facts.exact if facts.exact is not None else frozenset({""})
    required = stronger(required, _best(Facts(exact=exact))) if not whole else required
    return Facts(exact=exact if whole else None, required=_capped(required))


def _capped(required: frozenset[str] | None) -> frozenset[str] | None:
    return required if required is None or len(required) <= MAX_REQUIRED else None


def _product(left: frozenset[str], right: frozenset[str] | None) -> frozenset[str] | None:
    if right is None or len(left) * len(right) > MAX_EXACT and len(left) > 1 and len(right) > 1:
        return None
    if len(left) * len(right) > MAX_REQUIRED:
        return None
    return frozenset(a + b for a in left for b in right)


def _node(code: Any, value: Any) -> Facts:  # noqa: PLR0911
    if code is codes.LITERAL:
        return Facts(exact=frozenset({fold(chr(value))}))
    if code is codes.IN:
        return _set(value)
    if code is codes.BRANCH:
        return _branch([_sequence(list(branch)) for branch in value[1]])
    if code is codes.SUBPATTERN:
        return _sequence(list(value[3]))
    if code is codes.ATOMIC_GROUP:
        return _sequence(list(value))
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return _repeat(*value)
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return EMPTY
    return ANYTHING


def _set(items: list[tuple[Any, Any]]) -> Facts:
    if len(items) > MAX_SET or any(code is not codes.LITERAL for code, _ in items):
        return ANYTHING
    return Facts(exact=frozenset(fold(chr(char)) for _, char in items))


def _branch(branches: list[Facts]) -> Facts:
    if all(facts.exact is not None for facts in branches):
        union = frozenset().union(*(facts.exact or frozenset() for facts in branches))
        if len(union) <= MAX_REQUIRED:
            return Facts(exact=union)
    needs = [_best(facts) for facts in branches]
    if any(need is None for need in needs):
        return ANYTHING
    return Facts(required=_capped(frozenset().union(*(need or frozenset() for need in needs))))


def _repeat(least: int, most: Any, body: Any) -> Facts:
    facts = _sequence(list(body))
    if least == 0:
        if most == 1 and facts.exact is not None and len(facts.exact) < MAX_EXACT:
            return Facts(exact=facts.exact | {""})
        return ANYTHING
    if least == 1 and most == 1:
        return facts
    return Facts(required=_best(facts))
