"""Claims about what the fitted model may cut, with models that are made for one claim each."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from documents import PROSE

from cleaner import Cleaned, clean, load_rules
from cleaner.model import GATE_FACTS, READ, SURE, pack_models

LOW, HIGH = -9.0, 9.0
DUMP, EXTRACT = 99.0, -99.0
NOTES = ["- Bring boots", "- Bring a lamp", "- Bring rope", "- Bring tea"]


def _branch(feature: str, step: int, low: float, high: float) -> list[Any]:
    return [list(READ).index(feature), step, low, high, 0.0]


def _clean(
    lines: list[str],
    tree: list[Any],
    state: float,
    keep: tuple[str, ...] = (),
    unsure: tuple[float, float] = SURE,
    **settings: Any,
) -> Cleaned:
    model = {
        "levels": {"default": 0.0},
        "least_share": 0.3,
        "unsure": unsure,
        "spares": {"cautious": -2.0},
        "trees": [tree],
    }
    raw = {
        "features": list(READ),
        "gate": [0.0] * GATE_FACTS + [state],
        "models": {"dump": model if state > 0 else {**model, "trees": []}, "extract": model},
    }
    book = msgspec.structs.replace(load_rules(), model=pack_models(raw), digest=f"{tree}{state}{unsure}")
    profile = msgspec.structs.replace(book.profile("default"), keep=keep, **settings)
    return clean("\n".join(lines), rulebook=book, profile=profile, language="en")


BULLETS_GO = _branch("bullet", 0, HIGH, LOW)
TWICE = (
    "Boots, lamps, ropes and tea were handed out, and by noon the hall, once a school, was full of people."
)
ABOVE_NOTES_GOES = [list(READ).index("commas"), 2, HIGH, _branch("below", 4, HIGH, LOW), 0.0]
"""Cuts a line of many commas that stands above a short one."""


def test_the_document_tells_which_model_judges_it_and_the_ledger_says_so() -> None:
    for state, name in ((DUMP, "dump"), (EXTRACT, "extract")):
        cleaned = _clean([*PROSE[:6], NOTES[0]], BULLETS_GO, state)
        [removal] = cleaned.removals
        assert removal.text == NOTES[0]
        assert removal.evidence[0].reason.startswith(f"{name} model -9.0: its bullet (-9.0)")


def test_what_makes_up_much_of_extracted_text_is_no_leftover() -> None:
    text = [*PROSE[:4], *NOTES * 12]
    assert not _clean(text, BULLETS_GO, EXTRACT).removals
    assert len(_clean(text, BULLETS_GO, DUMP).removals) == 12 * len(NOTES)


def test_a_second_copy_stays_where_the_model_cuts_the_first() -> None:
    cleaned = _clean([PROSE[0], TWICE, NOTES[0], *PROSE[1:3], TWICE, PROSE[3]], ABOVE_NOTES_GOES, DUMP)
    assert cleaned.text.split("\n\n") == [PROSE[0], NOTES[0], *PROSE[1:3], TWICE, PROSE[3]]


def test_a_second_copy_goes_where_the_model_may_not_cut_the_first() -> None:
    text = [PROSE[0], TWICE, NOTES[0], *PROSE[1:3], TWICE, PROSE[3]]
    cleaned = _clean(text, ABOVE_NOTES_GOES, DUMP, keep=("shape",))
    assert cleaned.text.split("\n\n") == [PROSE[0], TWICE, NOTES[0], *PROSE[1:3], PROSE[3]]


@pytest.mark.parametrize(("times", "stays"), [(4, True), (1, False)])
def test_a_long_quotation_stays_in_a_page_dump_wherever_it_stands(times: int, stays: bool) -> None:
    said = " ".join(
        ["Boots, lamps, ropes, tea and bread, she said, were all that the town had left."] * times
    )
    commas = _branch("commas", 2, HIGH, LOW)
    for text, kept in ((f"“{said}”", stays), (said, False)):
        cleaned = _clean([*PROSE[:6], *NOTES * 12, text], commas, DUMP)
        assert (said in cleaned.text) is kept


def test_a_page_that_would_keep_no_article_is_flagged_and_left() -> None:
    cleaned = _clean([*NOTES, *[f"- {line}" for line in PROSE[:4]]], BULLETS_GO, DUMP)
    assert cleaned.flags == ("no-article",)
    assert not cleaned.removals


def test_the_levels_of_a_dump_are_lower_where_it_may_be_none() -> None:
    mild = _branch("bullet", 0, HIGH, -1.0)
    for state, gone in ((0.1, 0), (DUMP, 1)):
        cleaned = _clean([*PROSE[:6], NOTES[0]], mild, state, unsure=(2.0, 4.0))
        assert len(cleaned.removals) == gone


def test_a_list_of_which_hardly_half_is_low_stays_at_the_end_of_a_dump() -> None:
    words = ["Boots", "- Boots", "- Lamps", "Ropes", "Tea", "Coats"]
    assert not _clean([*PROSE[:6], *words], BULLETS_GO, DUMP).removals
    assert len(_clean([*PROSE[:6], *words[:3]], BULLETS_GO, DUMP).removals) == 2


def test_what_extracted_text_is_about_can_cut_and_is_told_in_words() -> None:
    strange = "Grandmaster Okafor wins chess championship despite sudden illness, surprising spectators."
    tree = [list(READ).index("from top"), 0, HIGH, _branch("earlier", 1, LOW, HIGH), 0.0]
    text = [f"{PROSE[0]} {line}" for line in PROSE[1:6]]
    [removal] = _clean([*text, strange], tree, EXTRACT).removals
    assert removal.text == strange
    assert "how many of its words the text above uses too (-9.0)" in removal.evidence[0].reason


def test_an_item_of_a_list_must_be_much_lower_than_another_line() -> None:
    for item in ("- Boots for all", "Boots for all;"):
        for score, gone in ((-1.0, ["Boots for all"]), (LOW, [item, "Boots for all"])):
            lines = [*PROSE[:6], item, "Boots for all"]
            removals = _clean(lines, _branch("words", 5, score, HIGH), EXTRACT).removals
            assert [removal.text.strip() for removal in removals] == gone


def test_a_long_paragraph_of_extracted_text_stays_whatever_the_model_makes_of_it() -> None:
    long, short = f"{TWICE} {TWICE} {TWICE}", f"{TWICE} Nobody knew, why, how, or when, it ended."
    assert len(long.split()) >= 40 > len(short.split())
    tree = _branch("commas", 2, HIGH, LOW)
    assert not _clean([*PROSE[:12], long], tree, EXTRACT).removals
    assert [removal.text for removal in _clean([*PROSE[:6], short], tree, EXTRACT).removals] == [short]
    for state, gone in ((2.9, []), (3.0, [long])):  # a dump that may be extracted text, and one that may not
        removals = _clean([*PROSE[:12], long], tree, state, unsure=(0.0, 3.0)).removals
        assert [removal.text for removal in removals] == gone


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("https://example.org/papers/12", True),
        ("[12] Okafor Tides", True),
        ("12 Okafor Tides", False),
        ("|12|Okafor|Tides||", True),
        ("|12|Okafor|Tides|", False),
    ],
)
def test_sources_of_extracted_text_stay(line: str, *, stays: bool) -> None:
    removals = _clean([*PROSE[:6], line], _branch("words", 5, LOW, HIGH), EXTRACT).removals
    assert [removal.text for removal in removals] == ([] if stays else [line])


@pytest.mark.parametrize(("score", "goes"), [(-1.9, False), (-2.1, True)])
def test_the_cautious_let_running_text_go_only_if_the_model_speaks_against_it_too(
    score: float, *, goes: bool
) -> None:
    ask = "Please subscribe to our newsletter and get the best stories of the week straight to your inbox."
    tree = _branch("commas", 1, score, HIGH)
    for state in (DUMP, EXTRACT):
        for lines in ([*PROSE[:5], ask, PROSE[5]], [*PROSE[:5], ask.removesuffix("."), PROSE[5]]):
            assert len(_clean(lines, tree, state, keep=("shape",)).removals) == 1
            cut = [
                removal.text for removal in _clean(lines, tree, state, ("shape",), prose="cautious").removals
            ]
            assert cut == ([lines[5]] if goes or lines[5] != ask else [])
