"""Claims about plans: which rules a kind of document admits, before any text is looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from documents import book, rule

from cleaner.plan import Key, admits, build_plan, plan_for
from cleaner.scripts import script_of, scripts_of
from cleaner.values import Profile

LATIN = frozenset({"latin"})
ENGLISH = Key("en", LATIN, None)


def _gate(folder: Path, key: Key = ENGLISH, profile: Profile | None = None, **keys: Any) -> str | None:
    rules = book(folder, {"ad": {"read-on": rule({"has": "x"}, **keys)}})
    blocked = admits(rules.rule("ad/read-on").door, key, profile or Profile())
    return blocked.split(":")[0] if blocked else None


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("Plain — “quoted” café", {"latin"}),
        ("", {"latin"}),
        ("Мост закрыт", {"cyrillic"}),
        ("Мост closed", {"cyrillic", "latin"}),
        ("الجسر", {"arabic"}),
        ("桥", {"han"}),
        ("橋です", {"han", "kana"}),
        ("다리", {"hangul"}),
        ("γέφυρα", {"greek"}),
    ],
)
def test_the_scripts_of_a_text_are_told(text: str, scripts: set[str]) -> None:
    assert scripts_of(text) == scripts


def test_a_language_is_written_in_its_scripts_and_in_latin_letters_if_nothing_is_known() -> None:
    assert script_of("ja") == {"han", "kana"}
    assert script_of("uk") == {"cyrillic"}
    assert script_of("xx") == LATIN


@pytest.mark.parametrize(
    ("keys", "gate"),
    [
        ({}, None),
        ({"status": "experimental"}, "status"),
        ({"status": "deprecated"}, "status"),
        ({"languages": ["en", "de"]}, None),
        ({"languages": ["de"]}, "language"),
        ({"languages": ["de"], "confidence": "medium"}, "language"),
        ({"languages": ["de"], "scope": "tail"}, "language"),
        ({"languages": ["ru"]}, "language"),
        ({"sites": ["example.org"]}, "site"),
    ],
)
def test_of_an_english_text_a_rule_is_admitted_or_stopped_at(
    tmp_path: Path, keys: dict[str, Any], gate: str | None
) -> None:
    assert _gate(tmp_path, **keys) == gate


def test_where_the_language_is_unknown_the_script_decides(tmp_path: Path) -> None:
    unknown = Key(None, frozenset({"cyrillic"}), None)
    assert _gate(tmp_path / "1", unknown, languages=["ru"], scope="tail") is None
    assert _gate(tmp_path / "2", unknown, languages=["en"]) == "language"
    assert _gate(tmp_path / "3", unknown) is None


def test_english_leftovers_go_from_a_german_page(tmp_path: Path) -> None:
    assert _gate(tmp_path / "1", Key("de", LATIN, None), languages=["en"]) is None
    assert _gate(tmp_path / "2", Key("ru", frozenset({"cyrillic"}), None), languages=["en"]) == "language"
    assert _gate(tmp_path / "3", Key("ru", frozenset({"cyrillic", "latin"}), None), languages=["en"]) is None


def test_a_rule_of_a_site_runs_there_only(tmp_path: Path) -> None:
    for number, (host, gate) in enumerate(
        {"example.org": None, "m.example.org": None, "other.org": "site", None: "site"}.items()
    ):
        assert (
            _gate(tmp_path / str(number), Key("en", LATIN, host), sites=["example.org", "*.example.org"])
            == gate
        )


def test_a_profile_switches_rules_off_by_id_glob_and_confidence(tmp_path: Path) -> None:
    assert _gate(tmp_path / "1", profile=Profile(disable=("ad/read-on",))) == "status"
    assert _gate(tmp_path / "2", profile=Profile(disable=("ad/*", "x"))) == "status"
    assert _gate(tmp_path / "3", profile=Profile(disable=("app/*",))) is None
    assert _gate(tmp_path / "4", profile=Profile(confidences=("high",)), confidence="low") == "status"


def test_a_plan_holds_the_admitted_rules_in_the_order_of_their_ids(tmp_path: Path) -> None:
    files = {
        "app": {"aaa": rule({"has": "x"})},
        "ad": {"ccc": rule({"regex": "."}), "bbb": rule({"has": "y"}, status="experimental")},
    }
    plan = build_plan(book(tmp_path, files), ENGLISH, Profile())
    assert [compiled.id for compiled in plan.rules] == ["ad/ccc", "app/aaa"]
    assert [compiled.number for compiled in plan.rules] == [0, 1]
    assert {number for number, _ in plan.owners[""]} == {0}
    assert len(plan.owners) == 2


def test_plans_are_kept_and_hosts_that_no_rule_names_share_one(tmp_path: Path) -> None:
    rules = book(tmp_path, {"ad": {"read-on": rule({"has": "x"}, sites=["example.org"])}})
    first = plan_for(rules, Key("en", LATIN, "a.org"), Profile())
    assert plan_for(rules, Key("en", LATIN, "b.org"), Profile()) is first
    assert plan_for(rules, Key("en", LATIN, "example.org"), Profile()) is not first
    assert plan_for(rules, Key("en", LATIN, "a.org"), Profile(disable=("ad/*",))) is not first
