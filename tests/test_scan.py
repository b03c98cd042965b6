"""Claims about scanning: the gates of a rule, and how far a finding reaches."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from documents import PROSE, book, rule

from cleaner.document import Span, read
from cleaner.extent import HEAD_LINES, SMALL_DOCUMENT, extent_of
from cleaner.findings import resolve
from cleaner.ledger import apply
from cleaner.plan import Key, Plan, build_plan
from cleaner.scan import Scan, rescan, scan
from cleaner.scripts import scripts_of
from cleaner.values import Profile
from cleaner.voices import Finding

PAGE = "\n".join([*PROSE[:5], "Read on"])


def _plan(folder: Path, text: str, **rules: dict[str, Any]) -> Plan:
    key = Key(None, scripts_of(text), None)
    return build_plan(
        book(folder, {"ad": {name.replace("_", "-"): values for name, values in rules.items()}}),
        key,
        Profile(),
    )


def _found(folder: Path, text: str, **rules: dict[str, Any]) -> list[Finding]:
    document = read(text)
    plan = _plan(folder, text, **rules)
    return list(resolve(document, plan, scan(document, plan)))


def _extents(folder: Path, text: str, **rules: dict[str, Any]) -> list[tuple[int, int]]:
    return [(finding.first, finding.last) for finding in _found(folder, text, **rules)]


def test_a_line_rule_finds_whole_units_with_what_it_hit(tmp_path: Path) -> None:
    (finding,) = _found(
        tmp_path, PAGE, read_on=rule([{"has": "nothing"}, {"starts": "read on"}], confidence="medium")
    )
    assert (finding.rule, finding.category, finding.scope, finding.confidence) == (
        "ad/read-on",
        "ad",
        "line",
        "medium",
    )
    assert (finding.first, finding.last, finding.clause, finding.words) == (5, 5, 1, "Read on")
    assert read(PAGE).text[finding.start : finding.end] == "Read on"


def test_an_exception_makes_the_rule_abstain_on_that_unit_only(tmp_path: Path) -> None:
    text = "Read on\nRead on, he said"
    assert _extents(tmp_path, text, read_on=rule({"starts": "read on"}, unless=[{"has": "said"}])) == [(0, 0)]


@pytest.mark.parametrize(
    ("limits", "hits"),
    [
        ({"max_words": 2}, True), ({"max_words": 1}, False), ({"min_words": 3}, False),
        ({"min_words": 2}, True), ({"max_chars": 7}, True), ({"max_chars": 6}, False),
        ({"max_chars": 0}, False),
    ],
)  # fmt: skip
def test_units_outside_the_fences_are_not_tried(tmp_path: Path, limits: dict[str, int], hits: bool) -> None:
    assert bool(_extents(tmp_path, "Read on", read_on=rule({"has": "read"}, limits=limits))) is hits


def test_words_of_scripts_without_blanks_count_two_characters_each(tmp_path: Path) -> None:
    rules = {"read_on": rule({"has": "阅读"}, limits={"max_words": 4})}
    assert _extents(tmp_path / "1", "阅读更多内容", **rules) == [(0, 0)]
    assert _extents(tmp_path / "2", "阅读更多内容今天晚上", **rules) == []


def test_spans_are_cut_where_they_stand_and_their_fences_are_those_of_the_cut(tmp_path: Path) -> None:
    text = "It rose (see b), then (see a very long list of other things) it fell."
    rules = {
        "inline": rule({"regex": r"\s?\(see [^)]*\)"}, scope="span", limits={"max_words": 3, "max_chars": 12})
    }
    (finding,) = _found(tmp_path, text, **rules)
    assert text[finding.start : finding.end] == "(see b)"
    assert (finding.first, finding.last) == (0, 0)


def test_a_span_of_too_few_words_stays(tmp_path: Path) -> None:
    text = "It rained (see the map) all day (see) long."
    rules = {"inline": rule({"regex": r"\([^)]*\)"}, scope="span", limits={"min_words": 2})}
    assert [finding.words for finding in _found(tmp_path, text, **rules)] == ["(see the map)"]


def test_a_group_called_drop_is_what_goes(tmp_path: Path) -> None:
    text = "It rose. Read more: Odds"
    (finding,) = _found(tmp_path, text, inline=rule({"regex": r"\.(?P<drop> Read more: \w+)$"}, scope="span"))
    assert text[finding.start : finding.end] == "Read more: Odds"


def test_a_span_rule_without_stretches_falls_through_to_its_next_clause(tmp_path: Path) -> None:
    rules = {"inline": rule([{"equals": "read on (x)"}, {"regex": r"\(x\)"}], scope="span")}
    (finding,) = _found(tmp_path, "Read on (x)", **rules)
    assert (finding.clause, finding.words) == (1, "(x)")


@pytest.mark.parametrize(
    ("position", "hits"), [("any", [0, 9, 25, 39]), ("head", [0]), ("body", [9]), ("tail", [25, 39])]
)
def test_a_rule_hits_only_where_its_position_allows(tmp_path: Path, position: str, hits: list[int]) -> None:
    lines = ["Low Fell"] * 40
    for place in (0, 9, 25, 39):
        lines[place] = "Read on"
    found = _extents(tmp_path, "\n".join(lines), read_on=rule({"has": "read on"}, position=position))
    assert [first for first, _ in found] == hits


def test_the_head_is_a_number_of_lines_or_a_share_whichever_is_more(tmp_path: Path) -> None:
    rules = {"read_on": rule({"has": "read on"}, position="head")}
    for number, (total, last) in enumerate({20: HEAD_LINES - 1, 100: 19}.items()):
        found = _extents(tmp_path / str(number), "\n".join(["Read on"] * total), **rules)
        assert [first for first, _ in found][-1] == last


def test_in_a_small_document_everything_is_head_and_tail(tmp_path: Path) -> None:
    text = "\n".join(["Read on"] * (SMALL_DOCUMENT - 1))
    for number, position in enumerate(("head", "body", "tail")):
        assert (
            len(_extents(tmp_path / str(number), text, read_on=rule({"has": "read on"}, position=position)))
            == SMALL_DOCUMENT - 1
        )


def test_what_must_stand_near_is_looked_for_on_its_side_and_within_its_distance(tmp_path: Path) -> None:
    text = "Read on\nx\nMore\ny\nRead on\nMore"
    near = {"after": {"match": [{"equals": "more"}], "within": 1}}
    rules = {"read_on": rule({"has": "read on"}, near=near)}
    assert _extents(tmp_path / "2", text, **rules) == [(4, 4)]
    wider = {
        "read_on": rule({"has": "read on"}, near={"after": {"match": [{"equals": "more"}], "within": 2}})
    }
    assert _extents(tmp_path / "3", text, **wider) == [(0, 0), (4, 4)]
    before = {
        "read_on": rule({"has": "read on"}, near={"before": {"match": [{"equals": "more"}], "within": 2}})
    }
    assert _extents(tmp_path / "4", text, **before) == [(4, 4)]


def test_a_tail_reaches_to_the_end(tmp_path: Path) -> None:
    text = "\n".join([*PROSE[:4], "Related", "One", "Two"])
    assert _extents(tmp_path, text, related=rule({"equals": "related"}, scope="tail")) == [(4, 6)]


def test_a_tail_rule_refuses_when_prose_stands_below(tmp_path: Path) -> None:
    rules = {"related": rule({"equals": "related"}, scope="tail", limits={"max_share": 1.0})}
    assert _extents(tmp_path / "1", "\n".join(["Related", PROSE[0]]), **rules) == [(0, 1)]
    assert _extents(tmp_path / "2", "\n".join(["Related", *PROSE[:2]]), **rules) == []


def test_a_tail_rule_refuses_when_too_much_would_go(tmp_path: Path) -> None:
    text = "\n".join([PROSE[0], "Related", *["Another headline of some other story"] * 4])
    assert _extents(tmp_path / "1", text, related=rule({"equals": "related"}, scope="tail")) == []
    assert _extents(
        tmp_path / "2", text, related=rule({"equals": "related"}, scope="tail", limits={"max_share": 0.9})
    ) == [(1, 5)]
    assert (
        _extents(
            tmp_path / "3", text, related=rule({"equals": "related"}, scope="tail", limits={"max_share": 0.0})
        )
        == []
    )


@pytest.mark.parametrize(
    ("text", "keys", "extent"),
    [
        (f"Most read\nOne\nTwo\n{PROSE[0]}", {}, (0, 2)),
        ("Most read\nOne\n\nTwo", {}, (0, 1)),
        ("Most read\n\nOne\n\nTwo", {}, (0, 2)),
        ("Most read\nOne\nTwo\nThree", {"limits": {"max_lines": 2}}, (0, 1)),
        ("Most read\nOne\nMore\nTwo", {"until": [{"equals": "more"}]}, (0, 2)),
        (f"Most read\nOne\n{PROSE[0]}\nMore\nTwo", {"until": [{"equals": "more"}]}, (0, 3)),
        (
            f"Most read\nOne\n{PROSE[0]}\n{PROSE[1]}\n{PROSE[2]}\nMore",
            {"until": [{"equals": "more"}]},
            (0, 1),
        ),
        (f"Most read\n{PROSE[0]}", {}, (0, 0)),
    ],
)
def test_a_block_ends_at_prose_at_a_blank_line_or_where_it_is_told(
    tmp_path: Path, text: str, keys: dict[str, Any], extent: tuple[int, int]
) -> None:
    assert _extents(tmp_path, text, most_read=rule({"equals": "most read"}, scope="block", **keys)) == [
        extent
    ]


LONG_LINE = (
    "One line of many words that no printer would leave without a blank line behind it, and no full stop"
)
BETWEEN = (f"{LONG_LINE}\n", f"\n\n{LONG_LINE}\n", "One\nTwo\n\n", "One\n\nTwo\n\n", f"\nOne\n{LONG_LINE}\n")


@pytest.mark.parametrize("below", BETWEEN)
@pytest.mark.parametrize("above", ["", "Short\nlines\nabove\n\n", f"{PROSE[1]}\n{PROSE[2]}\n"])
def test_a_second_reading_sees_the_same_block(tmp_path: Path, above: str, below: str) -> None:
    text = f"{above}Most read\n{below}{PROSE[0]}"
    first = read(text)
    second = read(apply(first))
    (rule_,) = _plan(tmp_path, text, most_read=rule({"equals": "most read"}, scope="block")).rules
    index = first.views.index("Most read")
    assert second.views == first.views
    assert extent_of(rule_, first, index) == extent_of(rule_, second, index)


def test_a_refusal_is_told_in_words(tmp_path: Path) -> None:
    text = "\n".join(["Related", *PROSE[:2]])
    plan = _plan(tmp_path, text, related=rule({"equals": "related"}, scope="tail", limits={"max_share": 1.0}))
    assert extent_of(plan.rules[0], read(text), 0) == "2 paragraphs of prose stand below"


def test_a_tail_ends_before_a_long_paragraph(tmp_path: Path) -> None:
    paragraph = " ".join(PROSE[:3])
    assert len(paragraph.split()) >= 40
    text = "\n".join(["Related", "Mayor wins second term", paragraph])
    plan = _plan(tmp_path, text, related=rule({"equals": "related"}, scope="tail", limits={"max_share": 1.0}))
    assert extent_of(plan.rules[0], read(text), 0) == 1
    shorter = text.replace(paragraph, PROSE[0])
    assert extent_of(plan.rules[0], read(shorter), 0) == 2


def test_matches_know_the_unit_not_the_line_so_that_they_outlive_a_cut(tmp_path: Path) -> None:
    document, plan = read(PAGE), _plan(tmp_path, PAGE, read_on=rule({"starts": "read on"}))
    found = scan(document, plan)
    later = document.without({0, 1}, {})
    assert [(finding.first, finding.start) for finding in resolve(later, plan, found)] == [
        (3, document.starts[5])
    ]
    assert list(resolve(document.without({5}, {}), plan, found)) == []


def test_a_unit_from_which_something_was_cut_is_scanned_again(tmp_path: Path) -> None:
    document = read("Read (x) on\nRead on")
    plan = _plan(tmp_path, document.text, read_on=rule({"equals": "read on"}))
    found = scan(document, plan)
    cut = document.without(set(), {0: (Span(5, 8),)})
    again = rescan(cut, plan, found, {0})
    assert found.units == [1]
    assert again.units == [0, 1]


@pytest.mark.parametrize("place", ["match", "unless", "until", "near"])
def test_a_pattern_that_runs_away_is_named_and_its_rule_skipped(tmp_path: Path, place: str) -> None:
    slow = {"regex": "(?:a|aa)+$"}
    keys: dict[str, Any] = {
        "match": {},
        "unless": {"unless": [slow]},
        "until": {"scope": "block", "until": [slow]},
        "near": {"near": {"after": {"match": [slow]}}},
    }[place]
    line = "read " + "a" * 60 + "!"
    text = "\n".join([line] * 40)
    match = {"has": "read"} if place != "match" else slow
    document, plan = read(text), _plan(tmp_path, text, slow=rule(match, **keys))
    began = time.monotonic()
    found = scan(document, plan)
    list(resolve(document, plan, found))
    assert found.runaways == {"ad/slow"}
    assert list(resolve(document, plan, found)) == []
    assert time.monotonic() - began < 5


def test_an_empty_document_has_no_matches(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "", every=rule({"regex": ".*"}), signs=rule({"equals": "***"}))
    assert scan(read(""), plan) == scan(read(""), plan, prefilter=False) == Scan({}, [], set())
