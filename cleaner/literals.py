"""Derives from a clause the literals that a unit must contain for the clause to hold, so that most units are never tried.

Owns the derivation; must not know files, rules or documents. Literals are folded; `None` means that none could be derived and
every unit must be tried. Patterns are read with the standard library's parser, after what only the `regex` module knows has been
rewritten to something wider; a pattern that it cannot read yields `None`, which is slow but never wrong.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from msgspec import Struct

from cleaner.borders import REPEATS, bordered, goes_on, only_signs
from cleaner.folding import fold

MAX_EXACT = 40
"""Most strings that the exact language of a part of a pattern may have before it is given up for a requirement."""
MAX_REQUIRED = 4000
"""Most literals of one clause."""
WEAK = 3
"""Weight under which a set of literals calls so often that the class of the first character is the better call."""
EDGE = "\x08"
"""Marks the side of a literal on which no letter or digit may go on."""
DIGIT_FIRST = "\n\x01"
"""Stands for every unit that begins with a digit."""
SIGN_FIRST = "\n\x02"
"""Stands for every unit that begins with neither letter nor digit."""
HEAD = "\x03"
"""Marks, inside derivation, a beginning of the unit behind which any signs may stand; see `_closed`."""
_BLANK = " \n" + HEAD
MAX_SET = 6
"""Most characters of a set that is multiplied out."""


_TOKEN = re.compile(r"\\L<(?P<list>\w+)>|\\[pP]\{[^}]*\}|\\.|\{[^}]*\}", re.DOTALL)
_COUNT = re.compile(r"\{\d*,?\d*\}")
_NO_LETTER = r"[^\p{L}\p{N}"
"""How patterns begin a set of signs; a NUL is put behind it, by which the set is known once properties are gone."""


class Facts(Struct):
    """What is known of a part of a pattern: all strings it can match, if few, and literals of which one must occur."""

    exact: frozenset[str] | None = None
    required: frozenset[str] | None = None


EMPTY = Facts(exact=frozenset({""}))
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
    if nodes is None:
        return None
    best = _best(_sequence(nodes))
    if best is None or weight(best)[0] < WEAK:
        return _first_class(nodes) or best
    return best


def _first_class(nodes: list[tuple[Any, Any]]) -> frozenset[str] | None:
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


def parse_pattern(pattern: str, lists: dict[str, list[str]]) -> list[tuple[Any, Any]] | None:
    """Return the nodes of a pattern, what only the `regex` module knows rewritten to something wider, or None."""
    try:
        return _parsed(_widen(pattern, lists))
    except (re.error, Warning, RecursionError, OverflowError):
        return None


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> list[tuple[Any, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return list(parser.parse(pattern))


def _widen(pattern: str, lists: dict[str, list[str]]) -> str:
    def widened(match: re.Match[str]) -> str:
        token = match[0]
        if match["list"]:
            return "(?:" + "|".join(re.escape(item) for item in lists.get(match["list"], [])) + ")"
        if token[0] == "{" and not _COUNT.fullmatch(token):
            raise re.error(f"{token} may ask for a fuzzy match")
        return r"\w" if token[:3] in (r"\p{", r"\P{") else (r"\x20" if token == r"\h" else token)

    return _TOKEN.sub(widened, pattern.replace(_NO_LETTER, _NO_LETTER + r"\x00"))


def weight(literals: frozenset[str]) -> tuple[int, int]:
    """Return how selective a set of literals is: the weight of its weakest, then how few it has."""
    return min(map(_selectivity, literals)), -len(literals)


def _selectivity(literal: str) -> int:
    """Return the letters of a literal, at most eight; each edge of a unit counts two, the edge of a word a half."""
    letters = min(len(bare(literal).strip()), 8)
    return letters + 2 * literal.count("\n") + (literal.count(EDGE) + 1) // 2 if letters else 0


def bare(literal: str) -> str:
    """Return what stands in the text for a literal, marks apart (newlines stay: they part the units)."""
    return literal.replace(EDGE, "")


def _closed(literal: str) -> str:
    """Return a literal with marks at its edges only: inside they say nothing that the letters do not say.

    Behind `HEAD` the first letter or digit begins the literal: units are looked through without the signs in front of them, too.
    """
    if literal.startswith(HEAD):
        signs = next((at for at, char in enumerate(literal) if goes_on(char)), 0)
        literal = "\n" + literal[signs:] if signs else literal[1:]
    inner = bare(literal)
    while inner[:2] == "\n\n":
        inner = inner[1:]
    while inner[-2:] == "\n\n":
        inner = inner[:-1]
    left = EDGE if literal.startswith(EDGE) and goes_on(inner[:1]) else ""
    right = EDGE if literal.endswith(EDGE) and goes_on(inner[-1:]) else ""
    return left + inner + right


def stronger(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """Return the more selective of two requirements; None is no requirement."""
    if first is None or second is None:
        return first if second is None else second
    return max(first, second, key=weight)


def _best(facts: Facts) -> frozenset[str] | None:
    exact = None
    if facts.exact is not None and all(bare(literal).strip(_BLANK) for literal in facts.exact):
        exact = frozenset(map(_closed, facts.exact))
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
        if only_signs([(code, value)]) and all(map(_is_opening, exact)):
            required = stronger(required, _best(Facts(exact=exact)))
            exact = frozenset({HEAD})
            continue
        closing = EDGE if bordered([(code, value)]) else ""
        required = stronger(required, _best(Facts(exact=frozenset(literal + closing for literal in exact))))
        if code in REPEATS and value[0] > 0:
            begun = _product(exact, _sequence(list(value[2])).exact)
            required = stronger(required, _best(Facts(exact=begun)))
        whole = False
        exact = _begun(exact, (code, value), facts)
    required = stronger(required, _best(Facts(exact=exact))) if not whole else required
    return Facts(exact=exact if whole else None, required=_capped(required))


def _begun(before: frozenset[str], node: tuple[Any, Any], facts: Facts) -> frozenset[str]:
    """Return what is known to stand at the end of a sequence when a node comes behind that could not be multiplied with `before`."""
    if facts.exact is None:
        return frozenset({EDGE if bordered([node], backwards=True) else ""})
    parted = all(literal and not goes_on(literal[-1]) for literal in before)
    return frozenset(EDGE + literal for literal in facts.exact) if parted else facts.exact


def _is_opening(literal: str) -> bool:
    """Tell whether a literal is the beginning of the unit, with nothing but signs behind it."""
    return literal[:1] in ("\n", HEAD) and not any(map(goes_on, literal))


def _capped(required: frozenset[str] | None) -> frozenset[str] | None:
    return required if required is None or len(required) <= MAX_REQUIRED else None


def _product(left: frozenset[str], right: frozenset[str] | None) -> frozenset[str] | None:
    if right is None or (len(left) * len(right) > MAX_EXACT and len(left) > 1 and len(right) > 1):
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
    if code in REPEATS:
        return _repeat(*value)
    if code is codes.AT:
        return _MARKS.get(value, EMPTY)
    if code is codes.ASSERT:  # it takes nothing up, but what it asks for stands in the unit
        return Facts(exact=EMPTY.exact, required=_best(_sequence(list(value[1]))))
    return EMPTY if code is codes.ASSERT_NOT else ANYTHING


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
