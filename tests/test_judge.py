"""Claims about decisions: votes, vetoes, titles, repeats, switches, and the guards over a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from documents import PROSE, book, rule

from cleaner.ledger import Cleaned
from cleaner.pipeline import clean
from cleaner.values import Profile

TITLE = "County Shuts Tolland Bridge After Divers Find Crack"
CAPTION = "The bridge from the east bank (File)"
Rules = dict[str, dict[str, Any]]
ODD = {"has": "oddly"}


def _clean(folder: Path, lines: list[str], rules: dict[str, Rules] | None = None, **keys: Any) -> Cleaned:
    special = {name: keys.pop(name) for name in ("allow",) if name in keys}
    title = keys.pop("title", None)
    rulebook = book(folder, rules or {"ad": {"never": rule({"has": "never ever"})}}, **special)
    return clean("\n".join(lines), rulebook=rulebook, title=title, profile=Profile(**keys))


def _cuts(cleaned: Cleaned) -> list[tuple[str, str]]:
    return [(removal.text, removal.rule) for removal in cleaned.removals]


def _page(*lines: str) -> list[str]:
    """Return lines between paragraphs, four before and one behind."""
    return [*PROSE[:4], *lines, PROSE[4]]


@pytest.mark.parametrize(
    ("confidences", "goes"),
    [
        (["high"], True),
        (["medium"], False),
        (["low"], False),
        (["medium", "medium"], True),
        (["medium", "low"], False),
        (["low"] * 4, True),
    ],
)
def test_votes_of_different_categories_add_up_and_only_a_high_one_cuts_alone(
    tmp_path: Path, confidences: list[str], goes: bool
) -> None:
    categories = ("ad", "app", "social", "widget")
    rules = {
        categories[number]: {"odd-line": rule(ODD, confidence=word)}
        for number, word in enumerate(confidences)
    }
    cleaned = _clean(tmp_path, _page("An oddly short line"), rules)
    assert bool(cleaned.removals) is goes


def test_votes_of_one_category_count_once(tmp_path: Path) -> None:
    rules = {"ad": {"one-odd": rule(ODD, confidence="medium"), "two-odd": rule(ODD, confidence="medium")}}
    assert _cuts(_clean(tmp_path, _page("An oddly short line"), rules)) == []


def test_a_lower_threshold_lets_fewer_votes_cut(tmp_path: Path) -> None:
    rules = {"ad": {"odd-line": rule(ODD, confidence="medium")}}
    assert _cuts(_clean(tmp_path, _page("An oddly short line"), rules, threshold=0.5)) == [
        ("An oddly short line", "ad/odd-line")
    ]


def test_a_suspect_between_two_lines_that_go_needs_less(tmp_path: Path) -> None:
    rules = {
        "ad": {"odd-line": rule(ODD, confidence="medium"), "gone-line": rule({"equals": "gone"})},
        "app": {"odd-line": rule(ODD, confidence="low")},
    }
    assert len(_cuts(_clean(tmp_path / "1", _page("Gone", "An oddly short line", "Gone"), rules))) == 3
    assert len(_cuts(_clean(tmp_path / "2", _page("Gone", "An oddly short line"), rules))) == 1


def test_the_highest_confidence_then_the_narrowest_scope_then_the_id_names_the_removal(
    tmp_path: Path,
) -> None:
    rules = {
        "app": {"aaa-tail": rule(ODD, scope="tail"), "zzz-line": rule(ODD), "yyy-line": rule(ODD)},
        "ad": {"aaa-line": rule(ODD, confidence="medium")},
    }
    (removal,) = _clean(tmp_path, [*PROSE[:5], "An oddly short line"], rules).removals
    assert (removal.rule, removal.category) == ("app/yyy-line", "app")
    assert [item.rule for item in removal.evidence] == [
        "app/yyy-line",
        "app/zzz-line",
        "app/aaa-tail",
        "ad/aaa-line",
    ]
    assert removal.evidence[0].words == "oddly"


def test_a_line_that_is_one_quotation_goes_for_high_votes_only(tmp_path: Path) -> None:
    rules = {name: {"odd-line": rule(ODD, confidence="medium")} for name in ("ad", "app")}
    assert _cuts(_clean(tmp_path / "1", _page('"An oddly short line"'), rules)) == []
    high = {"ad": {"odd-line": rule(ODD)}}
    assert len(_cuts(_clean(tmp_path / "2", _page('"An oddly short line"'), high))) == 1


def test_a_veto_voids_the_findings_of_the_rules_that_it_names(tmp_path: Path) -> None:
    rules = {"ad": {"odd-line": rule(ODD)}, "app": {"odd-line": rule({"has": "very oddly"})}}
    allow = [{"applies_to": ["ad/*"], "unless": [{"has": "short"}], "why": "it is short", "keeps": ["x"]}]
    cleaned = _clean(
        tmp_path,
        _page("An oddly short line", "An oddly long line", "A very oddly short line"),
        rules,
        allow=allow,
    )
    assert _cuts(cleaned) == [
        ("An oddly long line", "ad/odd-line"),
        ("A very oddly short line", "app/odd-line"),
    ]


def test_the_title_goes_before_every_rule(tmp_path: Path) -> None:
    rules = {"bio": {"tolland": rule({"has": "tolland"})}}
    cleaned = _clean(tmp_path, [TITLE, *PROSE[:4]], rules)
    assert [(removal.rule, removal.category) for removal in cleaned.removals] == [("title/headline", "title")]
    assert [item.rule for item in cleaned.removals[0].evidence] == ["title/headline", "bio/tolland"]
    assert cleaned.title == TITLE


def test_what_stands_above_a_doubled_headline_goes(tmp_path: Path) -> None:
    cleaned = _clean(tmp_path, ["Local News", TITLE, TITLE, *PROSE[:4]])
    assert [removal.category for removal in cleaned.removals] == ["above-headline", "title", "title"]


def test_a_given_title_goes_as_a_copy_and_is_kept_as_it_is(tmp_path: Path) -> None:
    cleaned = _clean(tmp_path, [TITLE, *PROSE[:4]], title=f"{TITLE} | Courier")
    assert _cuts(cleaned) == [(TITLE, "title/copy")]
    assert cleaned.title == f"{TITLE} | Courier"


@pytest.mark.parametrize("label", ["caption", "ad", "byline", "crosslink"])
def test_a_line_with_a_label_is_not_taken_for_a_headline(tmp_path: Path, label: str) -> None:
    cleaned = _clean(
        tmp_path, [TITLE, *PROSE[:4]], {label: {"tolland": rule({"has": "tolland"}, confidence="low")}}
    )
    assert cleaned.title is None


def test_a_paragraph_printed_twice_goes_once(tmp_path: Path) -> None:
    cleaned = _clean(tmp_path, [*PROSE[:3], PROSE[0]])
    assert _cuts(cleaned) == [(PROSE[0], "repeat/paragraph")]
    assert cleaned.removals[0].start > 0
    assert cleaned.flags == ()


def test_repeats_do_not_count_in_the_guard(tmp_path: Path) -> None:
    cleaned = _clean(tmp_path, [*PROSE[:2], *PROSE[:2], *PROSE[:2]])
    assert cleaned.text == "\n\n".join(PROSE[:2])
    assert cleaned.flags == ()


def test_refrains_questions_and_scores_may_stand_twice(tmp_path: Path) -> None:
    question = "What did the engineers of the county know about the crack before the bridge was closed?"
    lines = [
        PROSE[0],
        "We shall not be moved",
        question,
        "Low Fell 2",
        PROSE[1],
        "We shall not be moved",
        question,
        "Low Fell 2",
    ]
    assert _cuts(_clean(tmp_path, lines)) == []


def test_a_second_copy_stays_where_the_first_one_goes(tmp_path: Path) -> None:
    rules = {"ad": {"first-copy": rule({"has": "dam"}, near={"before": {"match": [{"equals": "see"}]}})}}
    cleaned = _clean(tmp_path, [PROSE[1], PROSE[2], PROSE[3], "See", PROSE[0], PROSE[4], PROSE[0]], rules)
    assert cleaned.text.count(PROSE[0]) == 1
    assert [removal.rule for removal in cleaned.removals] == ["ad/first-copy"]


def test_the_cautious_keep_a_second_copy_that_stands_alone_and_far_away(tmp_path: Path) -> None:
    far = [*PROSE[:5], PROSE[0]]
    assert len(_cuts(_clean(tmp_path / "1", far))) == 1
    assert _cuts(_clean(tmp_path / "2", far, prose="cautious")) == []
    assert len(_cuts(_clean(tmp_path / "3", [*PROSE[:5], *PROSE[:5]], prose="cautious"))) == 5


def test_a_caption_printed_twice_in_a_row_goes_in_both_copies_for_any_caption_mark(tmp_path: Path) -> None:
    rules = {"caption": {"file-mark": rule({"ends": "(file)"}, confidence="low")}}
    cleaned = _clean(tmp_path / "1", _page(CAPTION, CAPTION), rules)
    assert _cuts(cleaned) == [(CAPTION, "repeat/caption")] * 2
    assert {removal.category for removal in cleaned.removals} == {"caption"}
    assert _cuts(_clean(tmp_path / "2", _page(CAPTION, PROSE[5], CAPTION), rules)) == []
    assert _cuts(_clean(tmp_path / "3", _page(CAPTION, CAPTION))) == []


@pytest.mark.parametrize(
    ("id", "lines"),
    [
        ("title/headline", [TITLE, *PROSE[:3]]),
        ("title/copy", [*PROSE[:3], TITLE]),
        ("title/above", ["Local News", TITLE, TITLE, *PROSE[:3]]),
        ("repeat/paragraph", [*PROSE[:3], PROSE[0]]),
        ("repeat/caption", _page(CAPTION, CAPTION)),
    ],
)
def test_what_is_built_in_can_be_switched_off_by_its_id(tmp_path: Path, id: str, lines: list[str]) -> None:
    rules = {"caption": {"file-mark": rule({"ends": "(file)"}, confidence="low")}}
    title = TITLE if id == "title/copy" else None
    on = _clean(tmp_path / "1", lines, rules, title=title)
    off = _clean(tmp_path / "2", lines, rules, title=title, disable=(id,))
    assert id in {removal.rule for removal in on.removals}
    assert id not in {removal.rule for removal in off.removals}


def test_kept_categories_stay_and_the_others_go(tmp_path: Path) -> None:
    rules = {"ad": {"odd-line": rule(ODD)}, "app": {"new-line": rule({"has": "newly"})}}
    lines = _page("An oddly short line", "A newly short line")
    assert [category for _, category in _cuts(_clean(tmp_path / "1", lines, rules, keep=("ad",)))] == [
        "app/new-line"
    ]
    assert [category for _, category in _cuts(_clean(tmp_path / "2", lines, rules, only=("ad",)))] == [
        "ad/odd-line"
    ]


def test_a_kept_title_is_still_known(tmp_path: Path) -> None:
    cleaned = _clean(tmp_path, [TITLE, *PROSE[:3]], keep=("title",))
    assert (cleaned.title, cleaned.text.startswith(TITLE)) == (TITLE, True)


def test_rules_never_take_most_of_the_prose(tmp_path: Path) -> None:
    rules = {"ad": {"commas": rule({"regex": ","}), "odd-line": rule(ODD)}}
    cleaned = _clean(tmp_path, [*PROSE[:5], "An oddly short line"], rules)
    assert "over-cut" in cleaned.flags
    assert _cuts(cleaned) == [("An oddly short line", "ad/odd-line")]


def test_second_copies_of_what_rules_cut_do_not_count_as_lost_prose(tmp_path: Path) -> None:
    asks = [
        f"Read as many letters as you like in the {day} edition of the paper on any device."
        for day in ("early", "late", "odd", "even")
    ]
    rules = {"ad": {"ask": rule({"starts": "read as many letters"})}}
    cleaned = _clean(tmp_path, [*PROSE[:3], *asks[:2], *asks[:2]], rules)
    assert (cleaned.flags, len(cleaned.removals)) == ((), 4)
    assert "over-cut" in _clean(tmp_path, [*PROSE[:3], *asks], rules).flags


def test_a_document_is_never_emptied(tmp_path: Path) -> None:
    rules = {"ad": {"odd-line": rule(ODD)}}
    cleaned = _clean(tmp_path, ["An oddly short line"], rules)
    assert (cleaned.text, cleaned.flags) == ("An oddly short line", ("over-cut",))


def test_a_rule_of_document_scope_flags_and_cuts_nothing(tmp_path: Path) -> None:
    cleaned = _clean(
        tmp_path, _page("An oddly short line"), {"notice": {"error-page": rule(ODD, scope="document")}}
    )
    assert (cleaned.flags, cleaned.removals) == (("notice/error-page",), ())


def test_a_stretch_goes_from_within_a_line_that_stays(tmp_path: Path) -> None:
    rules = {"crosslink": {"inline": rule({"regex": r"\s?\(see [^)]+\)"}, scope="span")}}
    cleaned = _clean(tmp_path / "1", _page("It rose (see page 3), he said (see page 4) on Monday."), rules)
    assert "It rose, he said on Monday." in cleaned.text
    assert _cuts(cleaned) == [("(see page 3)", "crosslink/inline"), ("(see page 4)", "crosslink/inline")]
    weak = {"crosslink": {"inline": rule({"regex": r"\(see [^)]+\)"}, scope="span", confidence="medium")}}
    assert _cuts(_clean(tmp_path / "2", _page("It rose (see page 3), he said."), weak)) == []


def test_what_stays_is_judged_again_until_nothing_more_goes(tmp_path: Path) -> None:
    near = {"after": {"match": [{"equals": "end"}]}}
    rules = {
        "ad": {
            "odd-line": rule({"equals": "end"}, near={"before": {"match": [{"prose": True}]}}),
            "next-line": rule(ODD, near=near),
        }
    }
    cleaned = _clean(tmp_path, _page("An oddly short line", "End"), rules)
    assert _cuts(cleaned) == [("An oddly short line", "ad/next-line"), ("End", "ad/odd-line")]
    assert cleaned.flags == ()


def test_a_document_that_does_not_settle_in_three_rounds_is_flagged(tmp_path: Path) -> None:
    near = {"before": {"match": [{"prose": True}]}}
    cleaned = _clean(
        tmp_path, _page(*["An oddly short line"] * 6), {"ad": {"odd-line": rule(ODD, near=near)}}
    )
    assert len(cleaned.removals) == 3
    assert cleaned.flags == ("unsettled",)


def test_a_tail_that_opens_again_and_again_speaks_once_of_each_line_below(tmp_path: Path) -> None:
    rules = {
        "widget": {"more-below": rule({"equals": "more below"}, scope="tail", limits={"max_share": 0.9})}
    }
    cleaned = clean(
        "\n".join([*PROSE, "More below", "One", "More below", "Two"]), rulebook=book(tmp_path, rules)
    )
    said = {removal.text: len(removal.evidence) for removal in cleaned.removals}
    assert said["One"] == said["Two"] == 1
    assert set(said) == {"More below", "One", "Two"}
