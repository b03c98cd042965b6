"""Held-out lines of `fixtures/adversarial/`: no journalism is cut, and leftovers in unlisted phrasings go."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from benchmarks import heldout
from benchmarks.heldout import HeldOut, Rates, Trial

LANGUAGES = heldout.languages()
LATER = [(name, language) for name in ("second", "third", "fourth") for language in LANGUAGES]
LEAST, MEAN = 0.85, 0.95


@cache
def rates_of(language: str) -> Rates:
    return heldout.measure(language, heldout.try_list(language, heldout.read_list(language)))


def test_the_lists_hold_what_was_promised() -> None:
    lists = [heldout.read_list(language) for language in LANGUAGES]
    assert sum(len(held.keeps) for held in lists) >= 300
    assert sum(len(lines) for held in lists for lines in held.removes.values()) >= 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_journalism_is_cut_at_any_place(language: str) -> None:
    touched = sorted({rule for trial in rates_of(language).lost for rule in trial.rules})
    assert touched == [], "narrow these rules, without looking at the list"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_journalism_is_cut_by_the_whole_default_profile(language: str) -> None:
    keeps = HeldOut({}, heldout.read_list(language).keeps)
    trials = heldout.try_list(language, keeps, heldout.with_judge())
    assert sorted({rule for trial in trials if trial.is_loss for rule in trial.rules}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_leftovers_of_each_language_go(language: str) -> None:
    assert rates_of(language).removed >= LEAST


def test_nearly_all_leftovers_go_in_the_mean() -> None:
    assert sum(rates_of(language).removed for language in LANGUAGES) / len(LANGUAGES) >= MEAN


@pytest.mark.parametrize(("lists", "language"), LATER)
def test_the_later_lists_hold_what_was_promised(lists: str, language: str) -> None:
    held = heldout.read_list(language, heldout.LISTS[lists])
    assert sum(map(len, held.removes.values())) >= 10
    assert len(held.keeps) >= 6


@pytest.mark.parametrize(("lists", "language"), LATER)
def test_no_sentence_of_the_later_lists_is_cut_at_any_place(lists: str, language: str) -> None:
    held = heldout.read_list(language, heldout.LISTS[lists])
    rates = heldout.measure(language, heldout.try_list(language, held))
    assert sorted({rule for trial in rates.lost for rule in trial.rules}) == []


def test_with_the_judge_the_whole_default_profile_cleans_the_lines() -> None:
    held = HeldOut({"ad": ["Advertisement"]}, ["The mill was sold."])
    gone = [trial.gone for trial in heldout.try_list("en", held, heldout.with_judge())]
    assert gone == [False] * 3 + [True] * 3
    book, profile = heldout.with_judge()
    assert book.model is not None
    assert profile.disable == book.profile("default").disable


def test_a_line_is_tried_at_the_head_in_the_middle_and_at_the_tail() -> None:
    trials = list(heldout.try_list("en", HeldOut({"ad": ["Advertisement"]}, ["The mill was sold."])))
    assert [(trial.group, trial.place) for trial in trials] == [
        (group, place) for group in ("keeps", "ad") for place in ("head", "middle", "tail")
    ]
    assert [trial.gone for trial in trials] == [False] * 3 + [True] * 3
    assert not any(trial.is_loss for trial in trials)


def test_rates_count_lines_at_places_and_name_what_was_lost() -> None:
    gone = Trial("en", "ad", "head", "Advertisement", True, ("ad/ad-label",))
    lost = Trial("en", "keeps", "head", "A sentence.", True, ("legal/rights",))
    rates = heldout.measure("en", [gone, Trial("en", "ad", "tail", "Ad", False, ()), lost])
    assert (rates.removed, rates.by_category, rates.keeps) == (0.5, {"ad": 0.5}, 1)
    assert rates.lost == (lost,)


def test_the_table_holds_rates_and_never_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert heldout.main(["--language", "en", "--rules"]) == 0
    printed = capsys.readouterr().out
    held = heldout.read_list("en")
    assert not any(
        line in printed for line in [*held.keeps, *(x for xs in held.removes.values() for x in xs)]
    )
    assert "mean" in printed


def test_the_second_lists_are_printed_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert heldout.main(["--lists", "second", "--judge", "--language", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[1] == "0/24"


def test_a_language_without_a_list_is_refused_with_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert heldout.main(["--language", "xx"]) == 2
    assert "no list for xx" in capsys.readouterr().err


def test_the_lists_lie_in_the_checkout() -> None:
    assert Path(heldout.FOLDER).is_dir()
    assert len(LANGUAGES) >= 18
