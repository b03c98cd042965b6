"""What `rules test`, `rules lint`, `rules try`, `rules stats` and `rules diff` say about small rulebooks."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from cleaner import load_rules
from cleaner.book import Rulebook
from cleaner.errors import UsageError
from cleaner.lint import Fixtures, lint
from cleaner.patterns import loose_anchor, nested_repeat
from cleaner.proof import OWN, Report, test_rules
from cleaner.samples import Sample
from cleaner.skeleton import write_skeleton
from cleaner.syntax import parse_pattern
from cleaner.trials import diff_rules, rule_stats, try_phrase

HEAD = "# yaml-language-server: $schema=../schema.json\nabout: a test\nrules:\n"
PROSE = "The council met on Tuesday and voted to close the bridge for repairs until the end of June."
GOOD = """
  see-colon:
    title: A link line
    why: It has a label.
    status: stable
    languages: ['en']
    limits: {max_words: 12}
    match:
      - starts: ['see:', 'look:']
    unless:
      - ends: ['.']
    tests:
      removes: ['See: Minister resigns', 'Look: Minister resigns']
      keeps: ['See: it is a verb of three letters.', 'Seen from the bridge']
"""


def _book(folder: Path, text: str, category: str = "crosslink") -> Rulebook:
    path = folder / f"{category}.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_rules(path, shipped=False, proofs=True)


def _report(folder: Path, text: str, **settings: bool) -> Report:
    return test_rules(_book(folder, text), **settings)


def _words(report: Report) -> list[str]:
    return [failure.word for failure in report.failures]


def _checks(book: Rulebook, fixtures: Fixtures | None = None) -> set[str]:
    return {remark.check for remark in lint(book, fixtures=fixtures)}


def test_a_proven_rule_passes_and_the_summary_counts_it(tmp_path: Path) -> None:
    report = _report(tmp_path, GOOD)
    assert report.passed
    assert list(report.lines()) == ["1 rules, 4 examples, 0 failed"]


def test_a_line_that_is_not_removed_is_missed_and_the_report_names_its_line(tmp_path: Path) -> None:
    report = _report(tmp_path, GOOD.replace("'Look: Minister resigns'", "'Watch: Minister resigns'"))
    assert "MISSED" in _words(report)
    missed = next(failure for failure in report.failures if failure.word == "MISSED")
    assert missed.place == f"{tmp_path / 'crosslink.yaml'}:16"


def test_a_keep_that_another_rule_cuts_is_noisy_and_the_other_rule_is_named(tmp_path: Path) -> None:
    other = GOOD.replace("see-colon", "seen-line").replace("'see:', 'look:'", "'seen'")
    other = other.replace("'See: Minister resigns', 'Look: Minister resigns'", "'Seen nearby'")
    other = other.replace(
        "'See: it is a verb of three letters.', 'Seen from the bridge'", "'Seen it all.', 'Scene'"
    )
    noisy = [failure for failure in _report(tmp_path, GOOD + other).failures if failure.word == "NOISY"]
    assert [failure.rule for failure in noisy] == ["crosslink/see-colon"]
    assert "removed by crosslink/seen-line" in noisy[0].what


def test_a_wrong_remainder_is_told_from_a_miss(tmp_path: Path) -> None:
    span = """
  bracket:
    title: A bracketed link
    why: It stands in brackets.
    scope: span
    limits: {max_chars: 60}
    match: [{regex: '\\(see: [^()]{2,50}\\)'}]
    tests:
      removes:
        - {text: 'The bill passed (see: Senate) on Monday.', leaves: 'The bill passed.'}
      keeps: ['The bill (see below) passed.', 'See: below']
"""
    assert _words(_report(tmp_path, span)) == ["WRONG"]
    assert _words(_report(tmp_path, span.replace("'The bill passed.'", "'The bill passed on Monday.'"))) == []


def test_a_medium_rule_is_proven_as_if_it_cut_alone(tmp_path: Path) -> None:
    assert _report(tmp_path, GOOD.replace("status: stable", "confidence: medium")).passed


def test_an_experimental_rule_takes_part_only_in_a_preview(tmp_path: Path) -> None:
    text = GOOD.replace("stable", "experimental")
    assert _report(tmp_path, text, preview=True).examples == 4
    assert _report(tmp_path, text, preview=False).examples == 0


def test_a_todo_must_fail_and_is_reported_once_it_passes(tmp_path: Path) -> None:
    missing = GOOD.replace(
        "'Look: Minister", "{text: 'Watch: Minister resigns', todo: true}, 'Look: Minister"
    )
    assert _report(tmp_path, missing).passed
    passing = GOOD.replace("'Look: Minister resigns'", "{text: 'Look: Minister resigns', todo: true}")
    assert _words(_report(tmp_path, passing)) == ["FIXED"]


def test_a_phrase_and_an_exception_without_an_example_are_untried(tmp_path: Path) -> None:
    report = _report(tmp_path, GOOD.replace(", 'look:'", ", 'look:', 'mark:'").replace("['.']", "['.', '!']"))
    assert [failure.word for failure in report.failures] == ["UNTRIED", "UNTRIED"]
    assert _report(tmp_path, GOOD.replace("'look:'", "'mark:'"), coverage=False).failures[0].word == "MISSED"


def test_a_fixture_exercises_what_no_example_does(tmp_path: Path) -> None:
    book = _book(tmp_path, GOOD.replace(", 'look:'", ", 'look:', 'mark:'"))
    assert not test_rules(book).passed
    assert test_rules(book, fixtures=[Sample("a", f"{PROSE}\nMark: Minister resigns", "en")]).passed


def test_a_tail_rule_is_tried_behind_the_article_and_its_document_is_judged_with_guards(
    tmp_path: Path,
) -> None:
    tail = f"""
  more-tail:
    title: A list of links
    why: It closes the page.
    scope: tail
    position: tail
    match: [{{equals: 'more of this'}}]
    tests:
      removes: ['More of this']
      keeps:
        - 'More of this is to come'
        - |
          {PROSE}
          More of this
          {PROSE.replace("Tuesday", "Wednesday")}
          {PROSE.replace("Tuesday", "Thursday")}
"""
    assert _report(tmp_path, tail).passed


def test_several_lines_without_what_they_leave_are_refused(tmp_path: Path) -> None:
    report = _report(tmp_path, GOOD.replace("'Look: Minister resigns'", '"Look: Minister\\nSee: resigns"'))
    assert "WRONG" in _words(report)


def test_a_selection_may_be_an_id_a_glob_a_category_a_file_a_folder_or_a_name_in_a_file(
    tmp_path: Path,
) -> None:
    book = _book(tmp_path, GOOD)
    for select in (
        "crosslink/see-colon",
        "crosslink/*",
        "crosslink",
        "crosslink.yaml",
        "crosslink.yaml::see-*",
        tmp_path.name,
        f"{tmp_path}/",
    ):
        assert test_rules(book, select=select).rules == 1, select
    assert test_rules(book, select=tmp_path.name[1:]).rules == 0
    assert test_rules(book, select="crosslink.yaml::other").rules == 0


def test_a_veto_that_saves_none_of_its_examples_is_untried(tmp_path: Path) -> None:
    (tmp_path / "crosslink.yaml").write_text(HEAD + GOOD, encoding="utf-8")
    allow = (
        "- {applies_to: ['crosslink/*'], unless: [{has: 'minister'}], why: 'names', keeps: ['See: Harbour']}"
    )
    (tmp_path / "allow.yaml").write_text(allow, encoding="utf-8")
    words = _words(test_rules(load_rules(tmp_path, shipped=False, proofs=True)))
    assert words == ["NOISY", "UNTRIED"]


WITHDRAWN = (
    "- {clause: %s, why: 'a verb', destroyed: ['See: %s', {text: 'Seht, da kommt er.', language: 'de'}]}"
)


@pytest.mark.parametrize(
    ("clause", "destroyed", "words", "is_back"),
    [
        ("{starts: 'see:'}", "it is a verb.", [], True),
        ("{starts: ['look:', 'see:']}", "it is a verb.", [], True),
        ("{starts: ['see:', 'mark:']}", "it is a verb.", [], False),
        ("{has: 'see:'}", "it is a verb.", [], False),
        ("{starts: 'see:', prose: false}", "Minister resigns", ["NOISY"], False),
    ],
)
def test_what_was_taken_out_never_comes_back_and_never_destroys_again(
    tmp_path: Path, clause: str, destroyed: str, words: list[str], is_back: bool
) -> None:
    (tmp_path / "crosslink.yaml").write_text(HEAD + GOOD, encoding="utf-8")
    (tmp_path / "withdrawn.yaml").write_text(WITHDRAWN % (clause, destroyed), encoding="utf-8")
    rulebook = load_rules(tmp_path, shipped=False, proofs=True)
    assert _words(test_rules(rulebook)) == words
    assert ("withdrawn" in _checks(rulebook)) is is_back


def test_lint_is_silent_about_a_good_rule(tmp_path: Path) -> None:
    assert _checks(_book(tmp_path, GOOD)) <= {"stale-schema"}


@pytest.mark.parametrize(
    ("was", "now", "check"),
    [
        ("'see:', 'look:'", "see, 'look:'", "unquoted-scalar"),
        (", 'Seen from the bridge'", "", "missing-keeps"),
        ("limits: {max_words: 12}", "", "no-fence"),
        ("'look:'", "'look:', 'mark:'", "untested-clause"),
        ("['.']", "['.', '!']", "useless-unless"),
        ("- starts: ['see:', 'look:']", "- regex: '^(?:see|look)|now$'", "anchor-precedence"),
        (
            "- starts: ['see:', 'look:']",
            "- regex: '^(?:[Ss]ee ?|[Ll]ook ?:?)(?:\\w+ ?)+(?:\\w+ ?)+:$'",
            "redos-static",
        ),
        ("- starts: ['see:', 'look:']", "- regex: '(.*?,){11}P'", "redos-probe"),
        ("- starts: ['see:', 'look:']", "- regex: '[A-Z]\\w+ \\d'", "no-literal"),
        ("- starts: ['see:', 'look:']", "- regex: ':M'", "short-literal"),
        ("- starts: ['see:', 'look:']", "- regex: ': Minister'", "unanchored-regex"),
        ("- starts: ['see:', 'look:']", "- regex: '^(?:See|Look): [mon|sun]'", "pipe-in-set"),
        ("- starts: ['see:', 'look:']", "- regex: '^(?:See|Look): example.org'", "unescaped-dot-in-host"),
        ("status: stable", "# lint: allow no-fence because it is short", "unused-waiver"),
        ("status: stable", "# lint: allow no-fence", "bad-waiver"),
    ],
)
def test_lint_finds(tmp_path: Path, was: str, now: str, check: str) -> None:
    assert was in GOOD
    assert check in _checks(_book(tmp_path, GOOD.replace(was, now)))


def test_a_waiver_with_a_reason_silences_its_check_for_its_rule(tmp_path: Path) -> None:
    text = GOOD.replace("limits: {max_words: 12}", "# lint: allow no-fence because the label is fence enough")
    assert not {"no-fence", "unused-waiver"} & _checks(_book(tmp_path, text))


def test_lint_finds_twins_and_what_another_rule_makes_needless(tmp_path: Path) -> None:
    twin = GOOD.replace("see-colon", "see-again")
    assert {"duplicate-pattern", "subsumed"} <= _checks(_book(tmp_path, GOOD + twin))


def test_lint_knows_stable_rules_that_no_page_shows_and_those_that_hit_clean_ones(tmp_path: Path) -> None:
    book = _book(tmp_path, GOOD)
    page = Sample("page", f"{PROSE}\nSee: Minister resigns", "en")
    other = Sample("other", PROSE, "en")
    assert "unseen-stable" in _checks(book, Fixtures(wild=[other]))
    assert "unseen-stable" not in _checks(book, Fixtures(wild=[page]))
    assert "clean-hit" in _checks(book, Fixtures(clean=[page]))
    assert "clean-hit" not in _checks(
        book, Fixtures(clean=[page], known=frozenset({"See: Minister resigns"}))
    )


@pytest.mark.parametrize(
    ("pattern", "nested"),
    [
        (r"^(\w+\s?)+:$", True),
        (r"^(?:[^.!?]*[.!]*)*$", True),
        (r"(a|a+)+b", True),
        (r"^(?:\w+,)+$", False),
        (r"^(?:\d+ \w{2,9} )*end", False),
        (r"^\w+(?: \w+){0,5}$", False),
        (r"^(?:[à-ÿ]+ ?)+$", True),
        (r"^(?:[à-ÿ]+,)+$", False),
    ],
)
def test_a_repeat_in_a_repeat_is_dangerous_unless_something_parts_its_rounds(
    pattern: str, nested: bool
) -> None:
    assert nested_repeat(parse_pattern(pattern, {}) or []) is nested


@pytest.mark.parametrize(
    ("pattern", "loose"), [("^a|b$", True), ("^a|^b", False), ("^(?:a|b)$", False), ("ab|c", False)]
)
def test_an_anchor_that_binds_to_one_branch_is_loose(pattern: str, loose: bool) -> None:
    assert loose_anchor(parse_pattern(pattern, {}) or []) is loose


def test_a_new_rule_passes_its_own_test_and_its_schema_lies_beside_it(tmp_path: Path) -> None:
    path = write_skeleton("en/crosslink/first-rule", tmp_path)
    write_skeleton("en/crosslink/second-rule", tmp_path)
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../schema.json")
    assert (tmp_path / "schema.json").exists()
    book = load_rules(tmp_path, shipped=False, proofs=True)
    assert list(book.rules) == ["crosslink/first-rule", "crosslink/second-rule"]
    assert test_rules(book).examples == 10


def test_a_new_rule_of_a_site_lies_in_the_file_of_its_host(tmp_path: Path) -> None:
    path = write_skeleton("sites/example.org/newsletter-box", tmp_path)
    assert path == tmp_path / "sites" / "example.org.yaml"
    book = load_rules(tmp_path, shipped=False, proofs=True)
    assert book.rule("sites/example.org/newsletter-box").rule.sites == ["example.org", "*.example.org"]
    assert test_rules(book).passed


@pytest.mark.parametrize(
    "name",
    [
        "crosslink/read-colon", "en/none/read-colon", "en/crosslink/Read Colon", "../crosslink/read-colon", "en/crosslink/a/b",
        "sites/example/newsletter-box", "sites/example.org/box", "sites/../newsletter-box", "", "en//x",
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_one_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"language/category/name"):
        write_skeleton(name, tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


VIDE = (
    GOOD.replace("see:", "vide:")
    .replace("See:", "Vide:")
    .replace("'look:'", "'vade:'")
    .replace("'Look:", "'Vade:")
)


def test_own_rules_are_proven_alone_but_against_the_keeps_of_all(tmp_path: Path) -> None:
    keeps = [case for loaded in load_rules(proofs=True).rules.values() for case in loaded.rule.tests.keeps]
    keep = next(case for case in keeps if isinstance(case, str) and case.isascii() and "'" not in case)
    path = tmp_path / "crosslink.yaml"
    path.write_text(HEAD + VIDE, encoding="utf-8")
    sound = test_rules(load_rules(tmp_path, proofs=True), select=OWN)
    assert (sound.rules, sound.passed) == (1, True)
    greedy = VIDE.replace("'vade:'", f"'vade:', '{keep}'").replace("words: 12", "words: 90")
    path.write_text(HEAD + greedy.replace("'.'", "'letters.'"), encoding="utf-8")
    report = test_rules(load_rules(tmp_path, proofs=True), select=OWN, coverage=False)
    assert report.rules == 1
    assert set(_words(report)) == {"NOISY"}
    assert all("crosslink/see-colon" in failure.what for failure in report.failures)


def test_lint_of_own_rules_finds_the_twin_among_the_others(tmp_path: Path) -> None:
    shipped = load_rules(proofs=True)
    twin = next(
        loaded
        for loaded in shipped.rules.values()
        if loaded.rule.languages == ["en"]
        and loaded.rule.match[0].equals
        and loaded.rule.scope == "line"
        and loaded.rule.position == "any"
        and loaded.rule.near is None
    )
    clause = msgspec.json.encode({"equals": twin.rule.match[0].equals}).decode()
    (tmp_path / "crosslink.yaml").write_text(
        HEAD + GOOD.replace("starts: ['see:', 'look:']", clause[1:-1].replace('":', '": ')), encoding="utf-8"
    )
    remarks = lint(load_rules(tmp_path, proofs=True), select=OWN)
    assert {remark.rule for remark in remarks} == {"crosslink/see-colon"}
    assert any(remark.check == "duplicate-pattern" and twin.id in remark.what for remark in remarks)


def test_a_tried_phrase_shows_the_narrowest_matcher_and_whether_it_hits_prose(tmp_path: Path) -> None:
    sample = Sample("page", f"See: Harbour\nSee: Minister resigns\n{PROSE} Do see: it helps.", "en")
    trials = list(try_phrase("see:", [sample], rulebook=_book(tmp_path, GOOD)))
    assert [(trial.line, trial.how, trial.prose) for trial in trials] == [
        (1, "starts", False),
        (2, "starts", False),
        (3, "has", True),
    ]
    assert trials[1].cut_by == "crosslink/see-colon"


def test_stats_count_findings_by_clause_and_name_dead_rules(tmp_path: Path) -> None:
    book = _book(
        tmp_path, GOOD + GOOD.replace("see-colon", "dead-rule").replace("'see:', 'look:'", "'mark:'")
    )
    sample = Sample("page", f"{PROSE}\nSee: Minister resigns\nLook: Harbour", "en")
    busy, dead = rule_stats(book, [sample])
    assert (busy.rule, busy.findings, busy.documents, busy.clauses) == ("crosslink/see-colon", 2, 1, {1: 2})
    assert busy.words == {"see:": 1, "look:": 1}
    assert (dead.rule, dead.findings) == ("crosslink/dead-rule", 0)


def test_a_diff_tells_what_goes_now_and_what_stays_now(tmp_path: Path) -> None:
    old = _book(tmp_path, GOOD)
    new = _book(tmp_path, GOOD.replace("'look:'", "'mark:'"))
    sample = Sample("page", f"{PROSE}\nLook: Harbour\n{PROSE} Then it rained.\nMark: Harbour", "en")
    changes = diff_rules(old, new, [sample])
    assert [(change.kind, change.line) for change in changes] == [("now cut", 4), ("now kept", 2)]
    assert diff_rules(old, old, [sample]) == []
