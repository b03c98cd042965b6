"""Claims about clues: they never deny what holds, and deny most of what does not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.borders import goes_on
from cleaner.clues import NO_MOST, clue_of, grams_of
from cleaner.folding import fold
from cleaner.literals import need_in
from cleaner.native import compiled
from cleaner.needs import ANY_DIGIT, EDGE, Need, both, one_of
from cleaner.syntax import parse_pattern

LINES = (
    "Share this story with a friend",
    "• Léa Ünlü / AFP",
    "© 2024 Die Zeit",
    "Читайте также: новости",
    "ab",
)
TEXTS = st.one_of(st.sampled_from(LINES), st.text("aäßΣι• -.x1½ك\u0345中", min_size=1, max_size=20))


def _holds(clue: bytes, view: str) -> bool:
    """Tell whether a clue holds on a unit; where nothing is compiled, none is ever asked."""
    calls = compiled("_calls")
    if calls is None:
        pytest.skip("the compiled rooms were not built, or are switched off")
    fences = (1 << 60, 0, 1 << 60)
    asked = SimpleNamespace(
        search=lambda _: None, clue=lambda _: clue, any_length=1 << 60, clause_bits=12, trusted=2000
    )
    return bool(calls.Sieve([fences], [], asked, frozenset(), len).sift(view, fold(view), [0]))


def _marked(folded: str, start: int, end: int) -> str:
    """Return a stretch of a unit as a literal, with all the marks that hold there."""
    word = folded[start:end]
    before = "\n" if start == 0 else EDGE if goes_on(word[0]) and not goes_on(folded[start - 1]) else ""
    behind = "\n" if end == len(folded) else EDGE if goes_on(word[-1]) and not goes_on(folded[end]) else ""
    return before + word + behind


@given(TEXTS, st.data())
def test_a_clue_holds_wherever_its_literal_stands(view: str, data: Any) -> None:
    folded = fold(view)
    if len(folded) != len(view) or not folded.strip():
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    if folded[start:end].strip():
        literal = _marked(folded, start, end)
        assert _holds(clue_of(Need(frozenset({literal})), len(view), len(view)), view)


@pytest.mark.parametrize("sign", ["", "• ", ">> [", "½ "])
def test_what_begins_a_unit_may_stand_behind_signs(sign: str) -> None:
    clue = clue_of(Need(frozenset({"\nshare\x08"})))
    assert _holds(clue, f"{sign}Share it")
    assert not _holds(clue, f"{sign}Please share it")


@pytest.mark.parametrize(
    "literal", ["stories", "\nstory", "friend\n", "\x08hare", "this\x08", "with a fiend", "\x08is\x08"]
)
def test_a_clue_denies_what_is_not_there(literal: str) -> None:
    assert not _holds(clue_of(Need(frozenset({literal}))), "Share that story with two friends")


def test_needs_are_joined_by_and_and_or() -> None:
    share, story, poll = (Need(frozenset({word, word + "ing"})) for word in ("share", "story", "poll"))
    either = clue_of(both(share, one_of([story, poll])))
    assert _holds(either, "Share this story")
    assert _holds(either, "Share our poll")
    assert not _holds(either, "Share our article")
    assert not _holds(either, "A story of a poll")
    assert clue_of(one_of([story, None])) == b""


def test_a_clue_knows_how_long_a_unit_may_be() -> None:
    assert [_holds(clue_of(None, 3, 5), "x" * length) for length in (2, 3, 5, 6)] == [
        False,
        True,
        True,
        False,
    ]
    assert _holds(clue_of(None, 3, NO_MOST + 1), "x" * 70_000)


def test_a_need_too_long_to_be_asked_for_is_left_out_and_the_rest_is_not() -> None:
    words = frozenset(f"{number:05d} miles" for number in range(9000))
    assert clue_of(Need(words)) == b""
    assert clue_of(both(Need(words), Need(frozenset({"share"})))) == clue_of(Need(frozenset({"share"})))


def test_a_literal_has_few_grams_and_the_same_each_time() -> None:
    long = "a literal of many words that goes on and on"
    assert 1 < len(grams_of(long)) <= 4
    assert grams_of(long) == grams_of.__wrapped__(long)


def _clue(pattern: str) -> bytes:
    nodes = parse_pattern(pattern, {})
    assert nodes is not None
    return clue_of(need_in(nodes))


@pytest.mark.parametrize("digits", [r"\d{1,2}", "[0-9]+", r"(?:[1-9]\d?)", r"(?=.*\d)"])
def test_a_clue_knows_that_a_digit_must_stand_somewhere(digits: str) -> None:
    clue = _clue(rf"{digits} ?May")
    assert _holds(clue, "On 12 May")
    assert _holds(clue, "٢ May")
    assert not _holds(clue, "They may go")


def test_where_a_digit_would_do_in_place_of_many_words_nothing_is_needed() -> None:
    words = Need(frozenset(f"word{number}" for number in range(50)))
    assert one_of([words, Need(ANY_DIGIT)]) is None
    assert Need(ANY_DIGIT).best is None


def test_the_first_turn_of_a_repeated_group_begins_where_the_group_begins() -> None:
    clue = _clue(r"^[^\p{L}\p{N}]{0,3}(?:(?:news|sports?|weather|travel)[ |]*){2,9}$")
    assert _holds(clue, "» News | Travel")
    assert not _holds(clue, "Bad news of the weather")


def test_what_the_call_of_a_clause_meets_is_not_asked_again() -> None:
    share, story = Need(frozenset({"share", "send"})), Need(frozenset({"story"}))
    assert clue_of(both(share, story), met=frozenset({"share"})) == clue_of(story)
    assert clue_of(both(share, story), met=frozenset({"share", "join"})) == clue_of(both(share, story))
    assert clue_of(share, met=frozenset({"share"})) == b""
