"""Claims about the shape of a rule file: what may be written, and what editors are told about it."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from documents import ROOT, rule

from cleaner.rule import NAME, Clause, Rule, RuleFile, schema


def _convert(values: dict[str, Any]) -> Rule:
    return msgspec.convert(values, Rule)


def test_a_rule_that_says_only_what_it_must_is_a_cautious_line_rule() -> None:
    values = rule({"has": "x"})
    del values["status"]
    plain = _convert(values)
    assert (plain.scope, plain.position, plain.confidence, plain.status) == (
        "line",
        "any",
        "high",
        "experimental",
    )
    assert (plain.languages, plain.sites, plain.unless, plain.near, plain.until) == ([], [], [], None, None)


@pytest.mark.parametrize("key", ["title", "why", "match", "tests"])
def test_a_rule_must_say_what_it_is_and_prove_it(key: str) -> None:
    values = rule({"has": "x"})
    del values[key]
    with pytest.raises(msgspec.ValidationError, match=key):
        _convert(values)


@pytest.mark.parametrize(
    "values",
    [
        {"sope": "line"},
        {"scope": "page"},
        {"position": "top"},
        {"confidence": "sure"},
        {"status": "draft"},
        {"limits": {"max_word": 3}},
        {"limits": {"max_words": -1}},
        {"limits": {"max_share": 1.5}},
        {"near": {"before": {"match": []}}},
        {"near": {"before": {"match": [{"has": "x"}], "within": 21}}},
        {"match": []},
        {"match": [{"hass": "x"}]},
        {"match": [{"repeats": {"times": 1}}]},
        {"match": [{"has": 7}]},
        {"languages": "en"},
        {"title": ""},
        {"tests": {"removes": ["x"], "keep": []}},
    ],
)
def test_what_nobody_can_have_meant_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        _convert(rule({"has": "x"}) | values)


def test_a_value_of_a_clause_is_one_phrase_or_several() -> None:
    assert msgspec.convert({"has": "x", "starts": ["a", "b"]}, Clause) == Clause(has="x", starts=["a", "b"])


def test_names_of_rules_are_short_words_with_hyphens() -> None:
    for name in ("Read", "x", "read_more", "1st", "a" * 42, "read-on\n"):
        assert not re.fullmatch(NAME, name)
    assert re.fullmatch(NAME, "read-on")
    assert schema()["$defs"]["RuleFile"]["properties"]["rules"]["propertyNames"] == {"pattern": NAME}


def test_the_schema_knows_every_key_and_explains_it() -> None:
    definitions = schema()["$defs"]
    for shape in (Rule, RuleFile, Clause):
        properties = definitions[shape.__name__]["properties"]
        assert {field.encode_name for field in msgspec.structs.fields(shape)} <= set(properties)
    for key, value in definitions["Rule"]["properties"].items():
        assert any(word in json.dumps(value) for word in ("description", "$ref")), key


def test_the_shipped_schema_is_fresh() -> None:
    assert json.loads((ROOT / "rules" / "schema.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(schema())
    )
