"""One function a matcher kind; clauses compiled to tests on a unit, with the literals that a unit must contain.

Owns every use of the `regex` module on rules' behalf. Must not know files.
"""

from __future__ import annotations

import copyreg
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, reduce
from typing import Any, NamedTuple

import regex
from msgspec import Struct

from cleaner.book import Call
from cleaner.folding import fold
from cleaner.needs import ENDLESS, both, weight
from cleaner.patterncache import Kept, name_of
from cleaner.phrases import PHRASES, phrases_of
from cleaner.rule import Clause, Repeats
from cleaner.shape import is_prose, repeats_nearby
from cleaner.units import SHOWN_WORDS, Demand, Hit, Literals, Matcher, Search, Spans, Test, Unit

TIME_LIMIT = 0.5
"""Seconds that one pattern may take on one unit; a pattern over it is skipped for that document."""
TRUSTED_LENGTH = 2000
"""Characters: patterns of shipped rules were probed by lint, so up to this length they run without a clock (it costs 2 µs)."""

PATTERNS = Kept("patterns", 24_000_000)
"""Compiled patterns: those of the shipped rules, in all languages, have 10 MB."""
CALLS = Kept("calls", 24_000_000)
"""What calls clauses: that of the shipped rules has 4 MB."""


class CompiledClause(Struct, frozen=True):
    """A clause ready to run: `hit` returns where it hits a unit, or None.

    `search` returns, for a clause that is one trusted pattern, what finds that pattern in units of up to `TRUSTED_LENGTH`.
    """

    hit: Test
    spans: Spans | None
    demands: tuple[Callable[[], Demand], ...]
    search: Callable[[], Search] | None = None

    def demand(self) -> Demand:
        """Return what a unit must have for the clause to hold; the literals that call it are the most selective ones."""
        demands = [demand() for demand in self.demands]
        return Demand(
            _strongest([demand.call for demand in demands if demand.call]),
            reduce(both, [demand.need for demand in demands], None),
            max((demand.least for demand in demands), default=0),
            min((demand.most for demand in demands), default=ENDLESS),
        )


def _all_of(tests: tuple[Test, ...]) -> Test:
    """Return the test that all of `tests` hold; the first with words gives the evidence."""

    def test(unit: Unit) -> Hit | None:
        best: Hit | None = None
        for one in tests:
            found = one(unit)
            if found is None:
                return None
            if best is None or (found.words and not best.words):
                best = found
        return best

    return tests[0] if len(tests) == 1 else test


class Context(NamedTuple):
    """What a clause needs to be compiled: the lists of its file, whether its patterns were probed, whether to compile them now."""

    lists: dict[str, list[str]]
    trusted: bool
    eager: bool = False


def compile_clause(clause: Clause, context: Context) -> CompiledClause:
    """Compile one clause. Raises `ValueError` with a message for a pattern that does not compile."""
    matchers = list(_matchers(clause, context))
    return CompiledClause(
        hit=_all_of(tuple(matcher.test for matcher in matchers)),
        spans=next((matcher.spans for matcher in matchers if matcher.spans), None),
        demands=tuple(matcher.demand for matcher in matchers),
        search=matchers[0].search if len(matchers) == 1 else None,
    )


def calls_of(mark: bytes, clauses: Callable[[], Iterable[CompiledClause]]) -> tuple[Call, ...]:
    """Return what calls each of some clauses; `mark` is a digest of what they say, by which that is known from earlier runs, or empty."""
    known = CALLS.look_up(mark) if mark else None
    if known is None:
        from cleaner.clues import clue_of

        demands = [clause.demand() for clause in clauses()]
        known = tuple(
            (tuple(sorted(demand.call or ())), clue_of(demand.need, demand.least, demand.most, demand.call))
            for demand in demands
        )
        if mark:
            CALLS.put(mark, known)
    return tuple(Call(*call) for call in known)


def _strongest(candidates: list[Literals]) -> Literals | None:
    return max(candidates, key=weight) if candidates else None


def _matchers(clause: Clause, context: Context) -> Iterator[Matcher]:
    for kind in ("equals", "starts", "ends", "has"):
        value = getattr(clause, kind)
        if value is not None:
            yield PHRASES[kind](_phrases(value, context))
    if clause.regex is not None:
        yield _regex(clause.regex, context)
    for part in clause.all or ():
        yield _nested(compile_clause(part, context))
    if clause.repeats is not None:
        yield Matcher(_repeats(clause.repeats), None, Demand)
    if clause.prose is not None:
        yield Matcher(_prose(clause.prose), None, Demand)


def _nested(clause: CompiledClause) -> Matcher:
    return Matcher(clause.hit, clause.spans, clause.demand, clause.search)


def _phrases(value: str | list[str], context: Context) -> tuple[str, ...]:
    phrases = tuple(dict.fromkeys(fold(" ".join(p.split())) for p in phrases_of(value, context.lists)))
    if "" in phrases:
        raise ValueError("a phrase is empty: it would stand everywhere")
    return phrases


def compile_pattern(pattern: str, lists: dict[str, list[str]]) -> regex.Pattern[str]:
    """Compile a rule's pattern with the lists it names. Raises `ValueError` saying what is wrong and where."""
    return _compiled(pattern, _lists_in(pattern, lists))


_Lists = tuple[tuple[str, tuple[str, ...]], ...]


def _lists_in(pattern: str, lists: dict[str, list[str]]) -> _Lists:
    return tuple((name, tuple(items)) for name, items in lists.items() if f"\\L<{name}>" in pattern)


@lru_cache(maxsize=8192)
def _compiled(pattern: str, lists: _Lists) -> regex.Pattern[str]:
    name = name_of((pattern, [(listed, _digest_of(items)) for listed, items in lists]), regex.__version__)
    rebuild, parts_of = _pickling()
    if (parts := PATTERNS.look_up(name)) is not None:
        return rebuild(*parts)
    used: dict[str, Any] = dict(lists)
    try:
        compiled = regex.compile(pattern, cache_pattern=False, **used)
    except (regex.error, KeyError, ValueError) as error:
        raise ValueError(f"pattern does not compile: {error}") from error
    PATTERNS.put(name, _without_lists(parts_of(compiled)))
    return compiled


@lru_cache(maxsize=256)
def _digest_of(items: tuple[str, ...]) -> bytes:
    """Return a digest of a list: dozens of patterns name the same ones."""
    return hashlib.sha256("\n".join(items).encode("utf-8", "surrogatepass")).digest()


@cache
def _pickling() -> tuple[Callable[..., Any], Callable[[regex.Pattern[str]], Any]]:
    """Return what `regex` gives to `pickle`: how to make a pattern of its parts, and how to take it apart."""
    reduce: Callable[[regex.Pattern[str]], Any] = copyreg.dispatch_table[regex.Pattern]
    return reduce(regex.compile(""))[0], lambda pattern: reduce(pattern)[1]


def _without_lists(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the parts of a pattern without the lists that it names, where its code spells them out: they would be most of the cache."""
    from regex import _regex_core as core

    spelled = issubclass(getattr(core, "StringSet", object), getattr(core, "Branch", ()))
    if not spelled or [type(part) for part in parts[_LISTS]] != [dict, list]:
        return parts
    return *parts[: _LISTS.start], {}, [], *parts[_LISTS.stop :]


_LISTS = slice(5, 7)
"""Where among the parts of a pattern its lists stand: by name, and by the order of their use."""


class _LazyPattern:
    """A pattern that is compiled when it is first needed: most patterns of a rulebook never are."""

    def __init__(self, pattern: str, context: Context) -> None:
        self._source = pattern
        self._lists = context.lists
        self._trusted = context.trusted
        self._compiled: regex.Pattern[str] | None = None

    def get(self) -> regex.Pattern[str]:
        if self._compiled is None:
            self._compiled = compile_pattern(self._source, self._lists)
        return self._compiled

    def limit(self, view: str) -> float | None:
        return None if self._trusted and len(view) <= TRUSTED_LENGTH else TIME_LIMIT


def _regex(pattern: str, context: Context) -> Matcher:
    lazy = _LazyPattern(pattern, context)
    if context.eager:
        lazy.get()

    search: Callable[..., regex.Match[str] | None] | None = None
    longest = TRUSTED_LENGTH if context.trusted else -1

    def test(unit: Unit) -> Hit | None:
        nonlocal search
        if search is None:
            search = lazy.get().search
        view = unit.view
        found = search(view) if len(view) <= longest else search(view, timeout=TIME_LIMIT)
        return hit_of(found) if found else None

    def spans(unit: Unit) -> Iterator[Hit]:
        for found in lazy.get().finditer(unit.view, timeout=lazy.limit(unit.view)):
            yield hit_of(found)

    trusted = (lambda: lazy.get().search) if context.trusted else None
    return Matcher(test, spans, lambda: _demand_of(pattern, _lists_in(pattern, context.lists)), trusted)


@lru_cache(maxsize=256)
def _demand_of(pattern: str, lists: _Lists) -> Demand:
    from cleaner.literals import (  # here: what was derived is kept, so hardly any start needs it
        call_of,
        need_in,
    )
    from cleaner.syntax import is_whole, parse_pattern, width_of

    nodes = parse_pattern(pattern, {name: list(items) for name, items in lists})
    if nodes is None:
        return Demand()
    need = need_in(nodes)
    call = call_of(nodes, need)
    least, most = width_of(nodes)
    return Demand(call and _minimal(call), need, least, most if is_whole(nodes) else ENDLESS)


def hit_of(found: regex.Match[str]) -> Hit:
    """Return where a pattern hit, from what its search found."""
    start, end = found.span("drop") if "drop" in found.re.groupindex else found.span()
    return Hit(start, end, found.string[start : min(end, start + SHOWN_WORDS)])


def _minimal(words: frozenset[str]) -> frozenset[str]:
    """Drop literals that contain another literal of the set: the shorter one finds them as well."""
    return frozenset(word for word in words if not any(other != word and other in word for other in words))


def _repeats(repeats: Repeats) -> Test:
    def test(unit: Unit) -> Hit | None:
        again = repeats_nearby(unit.document, unit.index, repeats.within, repeats.times)
        return Hit(0, len(unit.view), "") if again else None

    return test


def _prose(wanted: bool) -> Test:
    def test(unit: Unit) -> Hit | None:
        return Hit(0, len(unit.view), "") if is_prose(unit.view) is wanted else None

    return test
