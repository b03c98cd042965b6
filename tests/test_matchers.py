"""Claims about matchers: what each kind hits, and where."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest
from documents import PROSE

from cleaner.document import read
from cleaner.matchers import Context, compile_clause
from cleaner.phrases import phrases_of
from cleaner.rule import Clause
from cleaner.units import Hit, Unit

LISTS = {"nets": ["Facebook", "X", "Ünlü"]}


def _hit(clause: dict[str, Any], text: str, index: int = 0) -> Hit | None:
    compiled = compile_clause(msgspec.convert(clause, Clause), Context(LISTS, trusted=False))
    return compiled.hit(Unit(read(text), index))


def _words(clause: dict[str, Any], text: str) -> str | None:
    """Return what a clause hits, cut out of the unit at the offsets it reports."""
    hit = _hit(clause, text)
    return None if hit is None else read(text).views[0][hit.start : hit.end]


@pytest.mark.parametrize(
    ("clause", "text"),
    [
        ({"equals": "Read more"}, "READ MORE"),
        ({"equals": "read  more"}, "Read more"),
        ({"equals": "read more"}, "Read more …"),
        ({"equals": "read more"}, "» Read more:"),
        ({"equals": "read more!"}, "Read more"),
        ({"equals": ["x", "istanbul"]}, "İSTANBUL"),
        ({"equals": "***"}, "***"),
        ({"equals": "•"}, "•"),
        ({"starts": "sign up"}, "Sign up: it is free"),
        ({"starts": "sign up"}, "• Sign up"),
        ({"starts": "» read"}, "Read on"),
        ({"starts": ">>"}, ">> Next"),
        ({"starts": "اقرأ"}, "إقرأ أيضًا"),
        ({"starts": "阅读"}, "阅读更多"),
        ({"ends": "(file)"}, "The bridge (File)"),
        ({"ends": "more"}, "Read More"),
        ({"has": "newsletter"}, "Our newsletter: free"),
        ({"has": "our newsletter"}, "Get “our newsletter”"),
        ({"has": "更多"}, "阅读更多内容"),
        ({"has": "a.b"}, "see a.b now"),
        ({"has": "$nets"}, "On ünlü now"),
        ({"regex": r"^Read\b"}, "Read on"),
        ({"regex": r"\b\L<nets>\b"}, "On Facebook"),
        ({"regex": "(?i)read"}, "Please READ"),
        ({"prose": True}, PROSE[0]),
        ({"prose": False}, "Read more"),
        ({"all": [{"has": "a"}, {"has": "b"}]}, "b a"),
        ({"has": "a", "ends": "b"}, "a b"),
    ],
)
def test_hits(clause: dict[str, Any], text: str) -> None:
    assert _hit(clause, text) is not None


@pytest.mark.parametrize(
    ("clause", "text"),
    [
        ({"equals": "read more"}, "Read more here"),
        ({"equals": "read more"}, "(Read more)"),
        ({"equals": "***"}, "* * *"),
        ({"equals": "***"}, "…"),
        ({"equals": "..."}, "***"),
        ({"starts": "sign up"}, "Sign upper decks"),
        ({"starts": "sign up"}, "Please sign up"),
        ({"ends": "more"}, "Nevermore"),
        ({"ends": "more"}, "Read more."),
        ({"has": "art"}, "party"),
        ({"has": "art"}, "artist"),
        ({"has": "$none"}, "Facebook"),
        ({"regex": "read"}, "READ"),
        ({"prose": True}, "Read more."),
        ({"prose": False}, PROSE[0]),
        ({"all": [{"has": "a"}, {"has": "b"}]}, "a"),
        ({"has": "a", "ends": "b"}, "a c"),
        ({}, "anything"),
    ],
)
def test_does_not_hit(clause: dict[str, Any], text: str) -> None:
    assert _hit(clause, text) is None


@pytest.mark.parametrize(
    ("clause", "text", "words"),
    [
        ({"starts": "read"}, "» Read on", "Read"),
        ({"ends": "more"}, "Read MORE", "MORE"),
        ({"has": "كتب"}, "قَد كَتَبَ هنا", "كَتَب"),
        ({"regex": r"\((?P<drop>more)\)"}, "Read (more)", "more"),
        ({"equals": "read"}, "• Read!", "• Read!"),
        ({"prose": True, "has": "flood"}, PROSE[0], "flood"),
    ],
)
def test_a_hit_says_where_its_words_stand(clause: dict[str, Any], text: str, words: str) -> None:
    assert _words(clause, text) == words


def test_the_same_line_again_is_a_repeat_and_the_first_is_none() -> None:
    text = "We shall not be moved\nBut this one\nWe shall not be moved\nAnd this\nWE SHALL NOT BE MOVED!"

    def hits(**repeats: int) -> list[int]:
        return [index for index in range(5) if _hit({"repeats": repeats}, text, index)]

    assert hits(within=1, times=2) == []
    assert hits(within=2, times=2) == hits(within=2, times=3) == [2, 4]
    assert hits(within=9, times=4) == []


def test_every_stretch_is_found_not_only_the_first() -> None:
    unit = Unit(read("a (x) b (y) c (x)"), 0)
    spans = compile_clause(Clause(regex=r"\(\w\)"), Context({}, trusted=False)).spans
    assert spans is not None
    assert [(hit.start, hit.words) for hit in spans(unit)] == [(2, "(x)"), (8, "(y)"), (14, "(x)")]
    spans = compile_clause(Clause(has=["(x)", "(y)"]), Context({}, trusted=False)).spans
    assert spans is not None
    assert sorted(hit.start for hit in spans(unit)) == [2, 8, 14]


@pytest.mark.parametrize(
    ("clause", "what"),
    [
        ({"regex": "("}, "does not compile"),
        ({"regex": r"\L<unknown>"}, "does not compile"),
        ({"all": [{"regex": "[z-a]"}]}, "does not compile"),
        ({"has": ""}, "empty"),
        ({"starts": ["x", "  "]}, "empty"),
        ({"ends": "ـ"}, "empty"),
        ({"equals": ""}, "empty"),
    ],
)
def test_a_faulty_clause_is_refused_with_the_reason(clause: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        compile_clause(msgspec.convert(clause, Clause), Context(LISTS, trusted=False, eager=True))


def test_a_pattern_that_runs_away_is_stopped_by_the_clock() -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        _hit({"regex": "(?:a|aa)+$"}, "a" * 60 + "!")
    assert time.monotonic() - began < 5


def test_lists_stand_for_their_items() -> None:
    assert phrases_of(["a", "$nets", "$none"], LISTS) == ["a", "Facebook", "X", "Ünlü", "$none"]
    assert phrases_of("$5", LISTS) == ["$5"]
