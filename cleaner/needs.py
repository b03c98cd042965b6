"""What a unit must contain for a part of a pattern to match: literals, joined by *and* and *or*.

Owns how such needs are joined and which of their sets of literals is the most selective. Must not know patterns. Literals are folded and carry
the marks that are told here.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.borders import goes_on

EDGE = "\x08"
"""Marks the side of a literal on which no letter or digit may go on."""
HEAD = "\x03"
"""Marks, inside derivation, a beginning of the unit behind which any signs may stand; see `closed`."""
DIGIT_FIRST = "\n\x01"
"""Stands for every unit that begins with a digit."""
SIGN_FIRST = "\n\x02"
"""Stands for every unit that begins with neither letter nor digit."""
DIGIT = "\x04"
"""Stands for any digit, anywhere in the unit. A clue can tell that there is none, but nothing is called by it."""
ENDLESS = 1 << 30
"""More characters than any unit has."""
MAX_REQUIRED = 4000
"""Most literals of one clause."""
_BLANK = " \n" + HEAD


MAX_DIGITS = 40
"""Most literals that are worth being asked for where any digit would do as well."""
ANY_DIGIT = frozenset({DIGIT})


class Need:
    """One of `words` must stand in the unit; or all of `parts` hold (`joint`), or one of them.

    `best` is the most selective set of literals that follows from it, None where there is none; `weight` its weight.
    """

    __slots__ = ("best", "joint", "parts", "weight", "words")

    def __init__(
        self, words: frozenset[str] | None, parts: tuple[Need, ...] = (), *, joint: bool = False
    ) -> None:
        self.words, self.parts, self.joint = words, parts, joint
        self.best, self.weight = words, (0, 0)
        if words == ANY_DIGIT:
            self.best = None
        elif words is not None:
            self.weight = weight(words)
        elif joint:
            strongest = max(parts, key=lambda part: (part.best is not None, part.weight))
            self.best, self.weight = strongest.best, strongest.weight
        else:
            self._unite()

    @property
    def size(self) -> int:
        """How many literals it names."""
        return sum(part.size for part in self.parts) if self.words is None else len(self.words)

    def _unite(self) -> None:
        sets = [part.best for part in self.parts]
        best = None if None in sets else frozenset().union(*[words or () for words in sets])
        if best is not None and len(best) <= MAX_REQUIRED:
            self.best, self.weight = best, (min(part.weight[0] for part in self.parts), -len(best))


def both(first: Need | None, second: Need | None) -> Need | None:
    """Return the need of two things at once; None is no need."""
    if first is None or second is None:
        return first if second is None else second
    parts = (*(first.parts if first.joint else (first,)), *(second.parts if second.joint else (second,)))
    return Need(None, tuple(dict.fromkeys(parts)), joint=True)


def one_of(needs: Iterable[Need | None]) -> Need | None:
    """Return the need of one thing or another; None where one of them needs nothing, or a digit would do in place of many words."""
    parts = tuple(dict.fromkeys(needs))
    if not parts or None in parts:
        return None
    if (
        any(part and part.words == ANY_DIGIT for part in parts)
        and sum(part.size for part in parts if part) > MAX_DIGITS
    ):
        return None
    return parts[0] if len(parts) == 1 else Need(None, tuple(part for part in parts if part))


def need_of(exact: Iterable[str] | None) -> Need | None:
    """Return the need of one of some strings, or None where one of them says nothing."""
    if exact is None:
        return None
    closed_ones = frozenset(map(closed, exact))
    if not closed_ones or not all(bare(literal).strip(_BLANK) for literal in closed_ones):
        return None
    return Need(closed_ones)


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


def closed(literal: str) -> str:
    """Return a literal with marks at its edges only: inside they say nothing that the letters do not say.

    Behind `HEAD` the first letter or digit begins the literal: units are looked through without the signs in front of them, too.
    """
    if HEAD in literal:
        literal = literal[literal.rindex(HEAD) :]
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
