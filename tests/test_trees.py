"""Claims about boosted trees: their score, their form, and what moved a score."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import trees as room
from cleaner.trees import Forest, compile_trees, plant

SIZE = 4
NUMBERS = st.integers(-99, 99).map(float)


def _branches(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.integers(0, SIZE - 1), st.integers(0, 5), below, below, NUMBERS).map(list)


TREES = st.lists(st.recursive(NUMBERS, _branches, max_leaves=12), max_size=5)
ROWS = st.tuples(*[st.integers(0, 6)] * SIZE)


def _forests(trees: list[Any]) -> list[Forest]:
    """Return trees ready to score rows, compiled where that was built, and by Python."""
    code = compile_trees(trees, SIZE)
    return [plant(trees, code, SIZE), room._Plain(trees, code)]


def _walk(tree: Any, row: tuple[int, ...]) -> float:
    while isinstance(tree, list):
        tree = tree[2] if row[tree[0]] <= tree[1] else tree[3]
    return float(tree)


@given(TREES, ROWS)
def test_a_score_is_the_sum_of_the_leaves_that_the_row_reaches(
    trees: list[Any], row: tuple[int, ...]
) -> None:
    for forest in _forests(trees):
        assert forest.score(bytes(row)) == sum(_walk(tree, row) for tree in trees)


@given(TREES, ROWS)
def test_contributions_and_the_means_of_the_trees_make_up_the_score(
    trees: list[Any], row: tuple[int, ...]
) -> None:
    means = sum(tree[-1] if isinstance(tree, list) else tree for tree in trees)
    for forest in _forests(trees):
        total = means + sum(forest.contributions(bytes(row)).values())
        assert total == pytest.approx(sum(_walk(tree, row) for tree in trees))


@pytest.mark.parametrize(
    "tree",
    [
        "x",
        None,
        [0, 1, 2.0, 3.0],
        [SIZE, 1, 2.0, 3.0, 0.0],
        [-1, 1, 2.0, 3.0, 0.0],
        [0, "1", 2.0, 3.0, 0.0],
        [0, 1.5, 2.0, 3.0, 0.0],
        [True, 1, 2.0, 3.0, 0.0],
        [0, 1, 2.0, "__import__('os')", 0.0],
    ],
)
def test_a_tree_of_another_form_is_refused(tree: Any) -> None:
    with pytest.raises(ValueError, match=r"no tree|no branch"):
        compile_trees([tree], SIZE)


def test_a_tree_deeper_than_the_limit_is_refused_instead_of_crashing_the_compiler() -> None:
    tree: Any = 0.0
    for _ in range(5000):
        tree = [0, 1, tree, 1.0, 0.0]
    with pytest.raises(ValueError, match="no tree"):
        compile_trees([tree], SIZE)
