"""Every rule's own proof: one case an example, each keeps against all rules; then coverage and lint."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from cleaner import load_rules, proof
from cleaner.book import Rulebook
from cleaner.carrier import Example, Stand, carrier, carrier_languages, examples_of, stand_for
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
    if "example" in metafunc.fixturenames:
        running = proof.selected(book(), None)
        examples = [example for loaded in running for example in examples_of(loaded)]
        names = [f"{example.rule}::{example.kind}-{example.number + 1}" for example in examples]
        metafunc.parametrize("example", examples, ids=names)


def test_each_example_of_each_rule_does_what_it_says(example: Example) -> None:
    failure = proof.try_example(stand(), example)
    assert failure is None, str(failure)


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
