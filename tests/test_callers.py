"""Claims about callers: a clause is called on every unit that it may hit, and on few others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from documents import book, rule

from cleaner.callers import CLAUSE_BITS, Callers
from cleaner.document import read
from cleaner.plan import Key, Plan, build_plan
from cleaner.scan import scan
from cleaner.values import Profile


def _plan(tmp_path: Path, match: dict[str, Any], **more: Any) -> Plan:
    rules = book(tmp_path, {"ad": {"one-rule": rule(match, **more)}})
    return build_plan(rules, Key("en", frozenset({"latin"}), None), Profile())


def _called(plan: Plan, *lines: str, fenced: bool = True) -> list[int]:
    document = read("\n".join(lines))
    tickets = Callers(plan).tickets(document.views, document.folds, fenced=fenced)
    return [
        index for index, called in enumerate(tickets) if {ticket >> CLAUSE_BITS for ticket in called} == {0}
    ]


def test_a_pattern_that_skips_signs_is_called_behind_signs_only(tmp_path: Path) -> None:
    plan = _plan(tmp_path, {"regex": r"^[^\p{L}\p{N}]{0,3}(?i:share) this"})
    assert _called(plan, "Share this", ">> [share this", "I share this", "2 share this", "sharethis") == [
        0,
        1,
    ]


def test_a_word_between_signs_is_not_looked_for_inside_words(tmp_path: Path) -> None:
    plan = _plan(tmp_path, {"regex": r"^\p{Lu}\w+ ?[/|] ?AP(?: Photo)?\s"})
    assert _called(plan, "Ann / AP pictures", "Ann / APPS pictures", "Ann / MAP pictures") == [0]


def test_a_set_of_first_signs_calls_for_those_alone(tmp_path: Path) -> None:
    plan = _plan(tmp_path, {"regex": r"^[|¦•·›»▸] ?\p{Lu}.*"})
    assert _called(plan, "• One", "- One", "» One", "One") == [0, 2]


def test_units_longer_than_a_rule_allows_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    plan = _plan(tmp_path, {"has": "share"}, limits={"max_chars": 10})
    assert _called(plan, "share it", "share it with all of us") == [0]
    assert _called(plan, "share it", "share it with all of us", fenced=False) == [0, 1]


def test_the_fence_of_a_span_is_not_that_of_its_unit(tmp_path: Path) -> None:
    plan = _plan(tmp_path, {"has": "share"}, scope="span", limits={"max_chars": 6})
    assert _called(plan, "share it with all of us") == [0]


@pytest.mark.parametrize("line", ["xًfoo bar", "ـ» foo bar", "\u0345foo bar"])
def test_marks_that_folding_drops_or_changes_hide_no_edge(tmp_path: Path, line: str) -> None:
    plan = _plan(tmp_path, {"regex": r"[^\p{L}\p{N}]foo bar"})
    document = read(line)
    assert scan(document, plan) == scan(document, plan, prefilter=False)
    assert len(scan(document, plan).units) == 1


def test_a_line_that_comes_again_is_tried_once_and_found_each_time(tmp_path: Path) -> None:
    plan = _plan(tmp_path, {"has": "share"})
    first, second = read("Share\nA story.\nShare"), read("A story.\n\nShare")
    for document in (first, second, first):
        assert scan(document, plan) == scan(document, plan, prefilter=False)
    assert scan(second, plan).units == [1]


def test_a_rule_that_looks_around_is_not_remembered(tmp_path: Path) -> None:
    plan = _plan(tmp_path, {"has": "share", "repeats": {"within": 1, "times": 2}})
    assert scan(read("Share\nShare"), plan).units == [1]
    assert scan(read("Share\nA story.\nNo more.\nShare"), plan).units == []
    assert scan(read("A\nShare\nShare"), plan).units == [2]
