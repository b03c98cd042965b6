"""The phrase matchers: whole words compared on the folded view.

Owns `equals`, `starts`, `ends` and `has`. Must not know files, rules or patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cleaner.document import is_wide
from cleaner.folding import core, fold
from cleaner.needs import EDGE, Need
from cleaner.units import SHOWN_WORDS, Demand, Hit, Matcher, Unit

TRAILING = " .!:…。！："
"""What `equals` drops from the end of a unit."""


def phrases_of(value: str | list[str], lists: dict[str, list[str]]) -> list[str]:
    """Return the phrases of a clause's value as written, `$name` replaced by the items of that list."""
    out: list[str] = []
    for phrase in [value] if isinstance(value, str) else value:
        out.extend(lists[phrase[1:]] if phrase.startswith("$") and phrase[1:] in lists else [phrase])
    return out


def _at(unit: Unit, start: int, end: int) -> Hit:
    if len(unit.folded) != len(unit.view):
        start, end = _unfolded(unit.view, start, end)
    return Hit(start, end, unit.view[start : min(end, start + SHOWN_WORDS)])


def _unfolded(view: str, start: int, end: int) -> tuple[int, int]:
    places = [place for place, char in enumerate(view) if fold(char)]
    return places[start], places[end - 1] + 1


def _marked(phrase: str, *, left: bool = False, right: bool = True) -> str:
    """Return a phrase with the marks that say where no letter may go on."""
    before = EDGE if left and phrase[0].isalnum() and not is_wide(phrase[0]) else ""
    behind = EDGE if right and phrase[-1].isalnum() and not is_wide(phrase[-1]) else ""
    return before + phrase + behind


def _one_of(literals: Iterable[str]) -> Demand:
    """Return the demand that one of some literals stands in the unit."""
    words = frozenset(literals)
    return Demand(words, Need(words) if words else None)


def _open_edge(text: str, at: int, edge: str) -> bool:
    """Tell whether a phrase may end at `at`: no letter goes on there, or its script has no blanks between words."""
    return not 0 <= at < len(text) or not text[at].isalnum() or not edge.isalnum() or is_wide(edge)


def _find(folded: str, phrase: str, at: int = 0) -> int:
    at = folded.find(phrase, at)
    while at >= 0:
        if _open_edge(folded, at - 1, phrase[0]) and _open_edge(folded, at + len(phrase), phrase[-1]):
            return at
        at = folded.find(phrase, at + 1)
    return -1


def _equals(phrases: tuple[str, ...]) -> Matcher:
    wanted = frozenset(core(phrase).rstrip(TRAILING) for phrase in phrases) - {""}
    signs = frozenset(phrase for phrase in phrases if not core(phrase).rstrip(TRAILING))

    def test(unit: Unit) -> Hit | None:
        found = unit.core.rstrip(TRAILING) in wanted or unit.folded in signs
        return _at(unit, 0, len(unit.folded)) if found else None

    return Matcher(test, None, lambda: _one_of(f"\n{_marked(phrase)}" for phrase in wanted | signs))


def _starts(phrases: tuple[str, ...]) -> Matcher:
    wanted = {core(phrase) or phrase: bool(core(phrase)) for phrase in phrases}

    def test(unit: Unit) -> Hit | None:
        for phrase, behind_decoration in wanted.items():
            text = unit.core if behind_decoration else unit.folded
            if text.startswith(phrase) and _open_edge(text, len(phrase), phrase[-1]):
                offset = len(unit.folded) - len(text)
                return _at(unit, offset, offset + len(phrase))
        return None

    return Matcher(test, None, lambda: _one_of(f"\n{_marked(phrase)}" for phrase in wanted))


def _ends(phrases: tuple[str, ...]) -> Matcher:
    def test(unit: Unit) -> Hit | None:
        for phrase in phrases:
            at = len(unit.folded) - len(phrase)
            if unit.folded.endswith(phrase) and _open_edge(unit.folded, at - 1, phrase[0]):
                return _at(unit, at, len(unit.folded))
        return None

    return Matcher(
        test, None, lambda: _one_of(f"{_marked(phrase, left=True, right=False)}\n" for phrase in phrases)
    )


def _has(phrases: tuple[str, ...]) -> Matcher:
    def test(unit: Unit) -> Hit | None:
        return next(spans(unit), None)

    def spans(unit: Unit) -> Iterator[Hit]:
        for phrase in phrases:
            at = _find(unit.folded, phrase)
            while at >= 0:
                yield _at(unit, at, at + len(phrase))
                at = _find(unit.folded, phrase, at + len(phrase))

    return Matcher(test, spans, lambda: _one_of(_marked(phrase, left=True) for phrase in phrases))


PHRASES: dict[str, Callable[[tuple[str, ...]], Matcher]] = {
    "equals": _equals,
    "starts": _starts,
    "ends": _ends,
    "has": _has,
}
"""The compiler of each kind of phrase matcher, from folded phrases."""
