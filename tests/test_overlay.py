"""Claims about laying rules over each other: what replaces, what adds, what takes away."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner.overlay import MAX_DEPTH, lay_over, resolve_parents


def _resolve(id: str, **book: dict[str, Any]) -> dict[str, Any]:
    return resolve_parents(id, {name: (values, {}) for name, values in book.items()})[0]


def test_a_bare_key_replaces_and_the_others_stay() -> None:
    assert lay_over({"a": [1], "b": 2}, {"a": [3]}) == {"a": [3], "b": 2}


def test_a_plus_adds_to_a_list_and_a_minus_takes_from_it() -> None:
    assert lay_over({"a": ["x", "y"]}, {"a+": ["z"], "a-": ["x"]}) == {"a": ["y", "z"]}
    assert lay_over({}, {"a+": "x"}) == {"a": ["x"]}


def test_what_is_taken_away_must_be_there() -> None:
    with pytest.raises(ValueError, match="'z', which is not there"):
        lay_over({"a": ["x"]}, {"a-": ["z"]})


def test_only_lists_can_be_added_to() -> None:
    with pytest.raises(ValueError, match="only lists"):
        lay_over({"a": "x"}, {"a+": ["y"]})


def test_the_values_below_are_left_as_they_were() -> None:
    below = {"a": ["x"], "tests": {"removes": ["r"], "keeps": []}}
    lay_over(below, {"a+": ["y"], "tests": {"removes": ["s"]}})
    assert below == {"a": ["x"], "tests": {"removes": ["r"], "keeps": []}}


def test_marks_wait_for_a_later_laying_where_asked() -> None:
    assert lay_over({"a": ["x"]}, {"a+": ["y"]}, replace=True) == {"a": ["x"], "a+": ["y"]}


def test_examples_of_the_parent_are_inherited_unless_taken_away() -> None:
    below = {"tests": {"removes": ["r1", "r2"], "keeps": ["k1"]}}
    above = {"tests": {"removes": ["r3"], "keeps": ["k1", "k2"], "removes-": ["r1"]}}
    assert lay_over(below, above) == {"tests": {"removes": ["r2", "r3"], "keeps": ["k1", "k2"]}}


@pytest.mark.parametrize("nothing", [None, {}, {"keeps": None}, {"removes": None, "keeps-": None}])
def test_examples_that_are_not_written_add_none(nothing: Any) -> None:
    below = {"tests": {"removes": ["r"], "keeps": ["k"]}}
    assert lay_over(below, {"tests": nothing}) == below
    assert lay_over({"tests": nothing}, below) == below


@pytest.mark.parametrize("tests", ["x", ["x"], {"keeps": "x"}, {"keeps-": 3}, {"removes": {"text": "x"}}, 7])
def test_examples_of_another_shape_are_refused(tests: Any) -> None:
    with pytest.raises(ValueError, match="`tests"):
        lay_over({}, {"tests": tests})


def test_a_rule_starts_from_the_one_it_extends() -> None:
    values = _resolve("b", a={"x": 1, "y": 2}, b={"extends": "a", "y": 3})
    assert values == {"x": 1, "y": 3, "extends": "a"}


def test_lists_come_with_the_parent() -> None:
    book = {"a": ({"x": 1}, {"nets": ["f"], "days": ["m"]}), "b": ({"extends": "a"}, {"days": ["t"]})}
    assert resolve_parents("b", book)[1] == {"nets": ["f"], "days": ["t"]}


def test_a_parent_may_have_a_parent_but_that_is_all() -> None:
    chain = {f"r{n}": {"extends": f"r{n + 1}"} for n in range(MAX_DEPTH + 1)} | {
        f"r{MAX_DEPTH + 1}": {"x": 1}
    }
    assert _resolve("r1", **chain)["x"] == 1
    with pytest.raises(ValueError, match="more than 2 parents"):
        _resolve("r0", **chain)


@pytest.mark.parametrize(
    ("book", "what"),
    [
        ({"a": {"extends": "b"}}, "'b', which is no rule"),
        ({"a": {"extends": "a"}}, "extends itself"),
        ({"a": {"extends": "b"}, "b": {"extends": "a"}}, "extends itself by way of"),
    ],
)
def test_a_parent_must_be_there_and_be_another(book: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        _resolve("a", **book)


def test_a_minus_before_a_plus_and_after_it_are_the_same() -> None:
    below = {"a": ["x", "y"]}
    assert lay_over(below, {"a-": ["x"], "a+": ["z"]}) == lay_over(below, {"a+": ["z"], "a-": ["x"]})
