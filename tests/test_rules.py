"""Every rule's own proof: one case a rule, each keeps against all rules; then coverage and lint."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from cleaner import load_rules, proof
from cleaner.book import LoadedRule, Rulebook
from cleaner.carrier import Stand, carrier, carrier_languages, examples_of, stand_for
from cleaner.coverage import find_gaps
from cleaner.lint import Fixtures, lint, schema_is_fresh
from cleaner.pipeline import clean
from cleaner.samples import fixtures, known_hits

FIXTURES = Path(__file__).parent.parent / "fixtures"


@lru_cache(maxsize=1)
def book() -> Rulebook:
    return load_rules(proofs=True)


@lru_cache(maxsize=1)
def stand() -> Stand:
    return stand_for(book())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if (
        "rule" in metafunc.fixturenames
    ):  # one case an example would be ten times as many, and a minute of pytest's own
        running = proof.selected(book(), None)
        metafunc.parametrize("rule", running, ids=[loaded.id for loaded in running])


def test_each_example_of_a_rule_does_what_it_says(rule: LoadedRule) -> None:
    examples = list(examples_of(rule))
    assert examples
    failures = [proof.try_example(stand(), example) for example in examples]
    assert [str(failure) for failure in failures if failure is not None] == []


def test_every_clause_exception_and_phrase_is_exercised_by_an_example_or_a_fixture() -> None:
    gaps = find_gaps(book(), proof.selected(book(), None), fixtures(FIXTURES / "wild"))
    assert [f"{gap.rule}: {gap.what}" for gap in gaps] == []


def test_lint_finds_no_error() -> None:
    texts = Fixtures(
        fixtures(FIXTURES / "wild"), fixtures(FIXTURES / "clean"), known_hits(FIXTURES / "known_hits.yaml")
    )
    assert [str(remark) for remark in lint(book(), fixtures=texts) if remark.level == "error"] == []


def test_the_schema_for_editors_is_fresh() -> None:
    assert schema_is_fresh(), "run `cleaner rules schema -o rules/schema.json`"


def test_no_rule_touches_the_carrier_article_of_any_language() -> None:
    for language in carrier_languages():
        text = "\n\n".join(carrier(language))
        assert clean(text, language=language, rulebook=book(), profile="preview").text == text
