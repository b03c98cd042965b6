"""Claims about needles: every literal is found at its place, with and without the fast library."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.needles import Needles

WORDS = ("read", "\nread", "read\n", "\x08read", "read\x08", "\x08read\x08", "ad", "\nad", "中", "é")
TEXT = "\n" + "\n".join(["read more", "ready", "bread", "I read", "²read", "中read", "é"]) + "\n"


@pytest.fixture(params=["fast", "plain"])
def needles(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Needles:
    if request.param == "plain":
        monkeypatch.setitem(sys.modules, "ahocorasick_rs", None)
    else:
        pytest.importorskip("ahocorasick_rs")
    return Needles(WORDS)


def _found(needles: Needles, word: str, text: str = TEXT) -> list[str]:
    """Return the lines in which a word is found."""
    number = WORDS.index(word)
    ends = sorted(at for found, at in needles.find(text) if found == number)
    return [text[text.rindex("\n", 0, at + 1) + 1 : text.index("\n", at + 1)] for at in ends]


@pytest.mark.parametrize(
    ("word", "lines"),
    [
        ("read", ["read more", "ready", "bread", "I read", "²read", "中read"]),
        ("\nread", ["read more", "ready"]),
        ("read\n", ["bread", "I read", "²read", "中read"]),
        ("\x08read", ["read more", "ready", "I read", "²read"]),
        ("read\x08", ["read more", "bread", "I read", "²read", "中read"]),
        ("\x08read\x08", ["read more", "I read", "²read"]),
        ("ad", ["read more", "ready", "bread", "I read", "²read", "中read"]),
        ("\nad", []),
        ("中", ["中read"]),
        ("é", ["é"]),
    ],
)
def test_marks_say_where_a_literal_counts(needles: Needles, word: str, lines: list[str]) -> None:
    assert _found(needles, word) == lines


def test_undecodable_bytes_are_no_obstacle(needles: Needles) -> None:
    assert _found(needles, "read", "\n\udcff read\ud800\n") == ["\udcff read\ud800"]
    assert _found(needles, "read\x08", "\nread\udcff\n") == ["read\udcff"]


def test_without_literals_nothing_is_found() -> None:
    assert list(Needles(()).find(TEXT)) == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text("ab", min_size=1, max_size=3), unique=True, min_size=1, max_size=6),
    st.lists(st.text("ab c", max_size=8), max_size=5),
)
def test_the_fast_and_the_plain_way_find_the_same(words: list[str], lines: list[str]) -> None:
    pytest.importorskip("ahocorasick_rs")
    fast, plain = Needles(tuple(words)), Needles(tuple(words))
    vars(plain)["_automaton"] = None
    text = "\n" + "\n".join(lines) + "\n"
    assert sorted(fast.find(text)) == sorted(plain.find(text))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*"readb \n中é²", "\ud800"]), max_size=40), st.integers(1, 12))
def test_a_long_text_is_searched_piece_by_piece_with_the_same_result(parts: list[str], window: int) -> None:
    found = Needles(WORDS)
    text = "\n" + "".join(parts) + "\n"
    whole = list(found.find(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleaner.needles.WINDOW", window)
        assert list(found.find(text)) == whole
