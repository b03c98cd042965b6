"""Edits as data: two lists made one after the other are one list, and every list can be undone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.edits import compose, replay
from cleaner.values import Edit


def undo(text: str, edits: list[Edit]) -> str:
    inverse = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        inverse.append(Edit(start, start + len(edit.now), edit.now, edit.was))
        shift += len(edit.now) - len(edit.was)
    return replay(text, inverse)


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ([], [Edit(0, 1, "a", "x")], [Edit(0, 1, "a", "x")]),
        ([Edit(0, 1, "a", "x")], [], [Edit(0, 1, "a", "x")]),
        ([Edit(0, 1, "a", "")], [Edit(0, 1, "b", "y")], [Edit(0, 1, "a", ""), Edit(1, 2, "b", "y")]),
        ([Edit(1, 2, "b", "xyz")], [Edit(2, 3, "y", "")], [Edit(1, 2, "b", "xz")]),
        ([Edit(1, 2, "b", "xyz")], [Edit(1, 2, "x", ""), Edit(3, 5, "zc", "")], [Edit(1, 3, "bc", "y")]),
        ([Edit(0, 1, "a", "x"), Edit(2, 3, "c", "z")], [Edit(0, 3, "xbz", "q")], [Edit(0, 3, "abc", "q")]),
        ([Edit(0, 1, "a", "x")], [Edit(0, 1, "x", "a")], []),
        ([Edit(1, 2, "b", "")], [Edit(0, 2, "ac", "q")], [Edit(0, 3, "abc", "q")]),
    ],
)
def test_two_lists_of_edits_become_one(first: list[Edit], second: list[Edit], wanted: list[Edit]) -> None:
    assert compose(first, second, "abcd") == wanted


plans = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.text("xyz", max_size=2)), max_size=5)


def edits_of(text: str, plan: list[tuple[int, int, str]]) -> list[Edit]:
    edits = []
    done = 0
    for gap, width, now in plan:
        start = min(done + gap, len(text))
        done = min(start + width, len(text))
        edits.append(Edit(start, done, text[start:done], now))
    return edits


@settings(max_examples=500, deadline=None)
@given(st.text("abc", max_size=12), plans, plans)
def test_composed_edits_lead_to_the_same_text(original: str, one: list, other: list) -> None:  # type: ignore[type-arg]
    first = edits_of(original, one)
    between = replay(original, first)
    second = edits_of(between, other)
    both = compose(first, second, original)
    assert replay(original, both) == replay(between, second)
    assert undo(replay(between, second), both) == original
    assert all(early.end <= late.start for early, late in pairwise(both))
