"""Why lines went and why they stayed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from cleaner import load_rules
from cleaner.book import Rulebook
from cleaner.errors import UsageError
from cleaner.explain import Explanation, LineReport, Question, explain_text, render
from cleaner.values import Hints, Profile

PROSE = [
    "The council met on Tuesday and voted to close the bridge for repairs until the end of June.",
    "Traffic will be sent through the old town, where shopkeepers fear a summer without customers.",
    "The mayor said the work would cost two million and would be paid for from the roads fund.",
    "A temporary ferry will carry walkers and bicycles from the quay to the market square all day.",
]
RULE = """about: a test
rules:
  see-colon:
    title: A link line
    why: It has a label.
    status: {status}
    confidence: {confidence}
    languages: ['en']
    position: {position}
    limits: {{max_words: 6}}
    match: [{{starts: 'see:'}}]
    unless: [{{ends: '.'}}]
    near: {near}
    sites: {sites}
    scope: {scope}
    tests: {{removes: [], keeps: []}}
"""


def _book(folder: Path, **settings: str) -> Rulebook:
    plain = {
        "status": "stable",
        "confidence": "high",
        "position": "any",
        "near": "",
        "sites": "[]",
        "scope": "line",
    }
    path = folder / "crosslink.yaml"
    path.write_text(RULE.format(**(plain | settings)), encoding="utf-8")
    return load_rules(path, shipped=False)


def _explain(
    book: Rulebook, line: str, question: Question | None = None, profile: Profile | None = None
) -> Explanation:
    text = "\n".join([*PROSE[:2], line, *PROSE[2:]])
    return explain_text(text, Hints(language="en"), book, profile or book.profile("default"), question)


def _third(explanation: Explanation) -> LineReport:
    return next(report for report in explanation.lines if report.line == 3)


def test_a_cut_line_names_its_rule_its_category_and_the_words_that_hit(tmp_path: Path) -> None:
    report = _third(_explain(_book(tmp_path), "See: Harbour opens"))
    assert (report.verdict, report.category, report.text) == ("cut", "crosslink", "See: Harbour opens")
    assert [(evidence.rule, evidence.words) for evidence in report.because] == [
        ("crosslink/see-colon", "See:")
    ]


def test_lines_that_nothing_spoke_against_are_kept_without_a_word(tmp_path: Path) -> None:
    explanation = _explain(_book(tmp_path), "See: Harbour opens")
    others = [report for report in explanation.lines if report.line != 3]
    assert all(report.verdict == "kept" and not report.saved_by for report in others)
    assert next(line for _, line in render(explanation)).startswith("    3 - See: Harbour opens")


@pytest.mark.parametrize(
    ("settings", "line", "gate", "what"),
    [
        ({"status": "experimental"}, "See: Harbour", "status", "experimental"),
        ({"sites": "['example.org']"}, "See: Harbour", "site", "unknown"),
        ({"position": "tail", "scope": "tail"}, "See: Harbour", "guard", "of the text would go"),
        ({}, "See: " + "harbour " * 9, "limits", "10 words, at most 6"),
        ({}, "See: it is a verb.", "unless", 'hit "."'),
        (
            {"near": "{after: {within: 1, match: [{has: 'paypal'}]}}"},
            "See: Harbour",
            "near",
            "within 1 lines after",
        ),
        ({"confidence": "low"}, "See: Harbour", "votes", "0.25 of 1"),
    ],
)
def test_a_suspect_names_the_gate_that_saved_it(
    tmp_path: Path, settings: dict[str, str], line: str, gate: str, what: str
) -> None:
    report = _third(_explain(_book(tmp_path, **settings), line.strip(), Question(every=True)))
    assert report.verdict == "kept"
    assert [saved.gate for saved in report.saved_by] == [gate]
    assert what in report.saved_by[0].what


def test_position_saves_a_line_that_stands_elsewhere(tmp_path: Path) -> None:
    book = _book(tmp_path, position="tail")
    text = "\n".join([PROSE[0], "See: Harbour", *PROSE[1:], *(f"{line} Again." for line in PROSE)])
    explanation = explain_text(text, Hints(language="en"), book, book.profile("default"))
    assert [report.saved_by[0].gate for report in explanation.lines if report.saved_by] == ["position"]


def test_a_category_that_is_to_be_kept_is_named_as_the_switch_that_saved_the_line(tmp_path: Path) -> None:
    report = _third(_explain(_book(tmp_path), "See: Harbour", profile=Profile(keep=("crosslink",))))
    assert [saved.gate for saved in report.saved_by] == ["switch"]


def test_a_veto_is_named_with_its_reason(tmp_path: Path) -> None:
    _book(tmp_path)
    allow = "- {applies_to: ['crosslink/*'], unless: [{has: 'harbour'}], why: 'a ship', keeps: []}"
    (tmp_path / "allow.yaml").write_text(allow, encoding="utf-8")
    report = _third(_explain(load_rules(tmp_path, shipped=False), "See: Harbour"))
    assert [(saved.gate, saved.what) for saved in report.saved_by] == [("allow", "a ship")]


def test_the_language_gate_is_shown_when_every_rule_is_asked(tmp_path: Path) -> None:
    book = _book(tmp_path, confidence="medium")
    text = "\n".join([PROSE[0], "See: Harbour", *PROSE[1:]])
    for every, gates in ((False, []), (True, ["language"])):
        found = explain_text(text, Hints(language="de"), book, book.profile("default"), Question(every=every))
        assert [saved.gate for report in found.lines for saved in report.saved_by] == gates


def test_one_line_and_one_rule_give_the_whole_ladder_of_gates(tmp_path: Path) -> None:
    question = Question(line=3, rule="crosslink/see-colon")
    explanation = _explain(_book(tmp_path), "See: it is a verb.", question)
    (report,) = explanation.lines
    gates = [step.gate for step in report.steps]
    assert gates == ["status", "language", "site", "position", "limits", "match", "unless"]
    assert [step.passed for step in report.steps] == [True] * 6 + [False]
    assert '· unless NO: hit "." → kept' in list(render(explanation))[-1][1]


def test_the_ladder_of_a_line_that_went_passes_every_gate(tmp_path: Path) -> None:
    (report,) = _explain(_book(tmp_path), "See: Harbour", Question(3, "crosslink/see-colon")).lines
    assert report.verdict == "cut"
    assert all(step.passed for step in report.steps)


def test_a_line_that_is_cut_in_part_shows_what_is_left(tmp_path: Path) -> None:
    path = tmp_path / "crosslink.yaml"
    span = RULE.replace(
        "match: [{{starts: 'see:'}}]", "match: [{{regex: '\\(see [^()]{{2,20}}\\)'}}]"
    ).replace("    unless: [{{ends: '.'}}]\n", "")
    plain = {
        "status": "stable",
        "confidence": "high",
        "position": "any",
        "near": "",
        "sites": "[]",
        "scope": "span",
    }
    path.write_text(span.format(**plain), encoding="utf-8")
    report = _third(_explain(load_rules(path, shipped=False), "The bill (see Senate) passed."))
    assert (report.verdict, report.left) == ("part cut", "The bill passed.")


def test_lines_are_counted_in_the_original_with_its_blank_lines_and_line_ends(tmp_path: Path) -> None:
    book = _book(tmp_path)
    text = "\r\n\r\n".join([PROSE[0], "See:\u00a0Harbour", *PROSE[1:]])
    found = explain_text(text, Hints(language="en"), book, book.profile("default"))
    cut = next(report for report in found.lines if report.verdict == "cut")
    assert (cut.line, cut.last, cut.text) == (3, 3, "See:\u00a0Harbour")


def test_an_unknown_rule_and_a_blank_line_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no rule"):
        _explain(_book(tmp_path), "See: Harbour", Question(rule="crosslink/other"))
    with pytest.raises(UsageError, match="line 99"):
        _explain(_book(tmp_path), "See: Harbour", Question(line=99))


def test_the_same_explanation_comes_as_json(tmp_path: Path) -> None:
    explanation = _explain(_book(tmp_path), "See: Harbour")
    again = msgspec.json.decode(msgspec.json.encode(explanation), type=Explanation)
    assert again == explanation


def test_where_nothing_is_to_be_shown_it_says_so(tmp_path: Path) -> None:
    explanation = _explain(_book(tmp_path), "Nothing to see")
    assert list(render(explanation)) == [("note", "nothing goes, and no rule speaks against any line")]


def test_text_on_one_line_is_said_to_be_judged_by_sentences() -> None:
    explained = explain_text(" ".join(PROSE * 5), Hints(), load_rules(), Profile())
    assert explained.layout == "flat"
    assert any("judged by sentences" in line for _, line in render(explained))
