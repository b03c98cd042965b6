"""Claims about loading rules: what a folder of YAML amounts to, and how its faults are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from documents import book, rule, write_rules

from cleaner.errors import RulebookError, UsageError
from cleaner.loading import Loader
from cleaner.pipeline import clean
from cleaner.rulebook import load_rules, shipped_folder

READ_ON = rule({"starts": "read on"})


def _faults(folder: Path, files: dict[str, dict[str, Any]], **special: Any) -> str:
    with pytest.raises(RulebookError) as caught:
        book(folder, files, **special)
    return str(caught.value)


def _rule_file(rules: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return {"rules": rules, **keys}


def test_the_shipped_rules_load_and_lie_beside_the_package() -> None:
    shipped = load_rules()
    assert (shipped_folder() / "pack.yaml").exists()
    assert shipped.version.startswith("0.1.0+")
    assert shipped.version.endswith(shipped.digest[:8])
    assert {"default", "cautious", "thorough"} <= set(shipped.profiles)
    assert "title/copy" in shipped.ids
    assert all(loaded.trusted for loaded in shipped.rules.values())


def test_the_stem_of_the_file_is_the_category(tmp_path: Path) -> None:
    rules = book(tmp_path, {"en/crosslink": {"read-on": READ_ON}})
    assert rules.rule("crosslink/read-on").category == "crosslink"


def test_defaults_of_a_file_lie_under_its_rules(tmp_path: Path) -> None:
    content = _rule_file(
        {"one-rule": READ_ON, "two-rule": READ_ON | {"scope": "span"}},
        defaults={"languages": ["en"], "scope": "tail"},
    )
    rules = book(tmp_path, {"ad": content})
    assert rules.rule("ad/one-rule").rule.scope == "tail"
    assert rules.rule("ad/two-rule").rule.scope == "span"
    assert rules.rule("ad/two-rule").rule.languages == ["en"]


def test_a_plus_in_a_rule_adds_to_the_default(tmp_path: Path) -> None:
    content = _rule_file({"one-rule": READ_ON | {"languages+": ["de"]}}, defaults={"languages": ["en"]})
    assert book(tmp_path, {"ad": content}).rule("ad/one-rule").rule.languages == ["en", "de"]


def test_lists_of_the_file_go_before_those_of_the_pack(tmp_path: Path) -> None:
    rules = {"one-rule": rule({"has": ["$nets", "$days"]}), "two-rule": rule({"has": "$days"})}
    content = _rule_file(rules, lists={"nets": ["mine"]})
    lists = (
        book(tmp_path, {"ad": content}, lists={"nets": ["yours"], "days": ["Monday"]})
        .rule("ad/one-rule")
        .lists
    )
    assert (lists["nets"], lists["days"]) == (["mine"], ["Monday"])


def test_a_rule_extends_another_across_files(tmp_path: Path) -> None:
    child = {
        "title": "Mine",
        "extends": "ad/read-on",
        "match+": [{"has": "x"}],
        "tests": {"removes": ["r"], "keeps": []},
    }
    rules = book(tmp_path, {"ad": {"read-on": READ_ON}, "widget": {"read-on": child}})
    loaded = rules.rule("widget/read-on").rule
    assert [clause.starts or clause.has for clause in loaded.match] == ["read on", "x"]


def test_a_user_lays_a_rule_over_a_shipped_one_by_extending_it(tmp_path: Path) -> None:
    id = next(id for id in load_rules().rules if id.startswith("newsletter/"))
    name = id.split("/")[1]
    write_rules(tmp_path, {"newsletter": {name: {"extends": id, "title": "Mine", "status": "experimental"}}})
    mine = load_rules(tmp_path).rule(id)
    assert (mine.rule.title, mine.rule.status) == ("Mine", "experimental")
    assert mine.rule.match == load_rules().rule(id).rule.match


def test_the_mark_of_a_rule_is_that_of_what_it_says_and_of_the_lists_it_names(tmp_path: Path) -> None:
    shipped = load_rules()
    twin = next(
        loaded for loaded in shipped.rules.values() if loaded.rule.scope == "line" and not loaded.rule.extends
    )
    name = twin.id.split("/")[1]
    mine = {
        name: {"extends": twin.id, "match": [{"has": "quayside"}]},
        "read-on": rule({"has": "$walls"}),
    }
    write_rules(tmp_path, {twin.category: mine}, special={"lists.yaml": {"walls": ["quay wall"]}})
    both = load_rules(tmp_path)
    assert both.rule(twin.id).mark != twin.mark
    others = both.rules.keys() - {twin.id, f"{twin.category}/read-on"}
    assert all(both.rules[id].mark == shipped.rules[id].mark for id in others)
    proven = load_rules(tmp_path, proofs=True)
    assert {id: proven.rules[id].mark for id in proven.rules} == {
        id: both.rules[id].mark for id in both.rules
    }
    before = both.rules[f"{twin.category}/read-on"].mark
    write_rules(tmp_path, {twin.category: mine}, special={"lists.yaml": {"walls": ["sea wall"]}})
    assert load_rules(tmp_path).rules[f"{twin.category}/read-on"].mark != before


def test_a_user_cannot_shadow_a_rule_by_accident(tmp_path: Path) -> None:
    id = next(id for id in load_rules().rules if id.startswith("newsletter/"))
    write_rules(tmp_path, {"newsletter": {id.split("/")[1]: READ_ON}})
    with pytest.raises(RulebookError, match="shadows the rule of the same id"):
        load_rules(tmp_path)


def test_a_pack_switches_rules_off_with_a_reason(tmp_path: Path) -> None:
    pack = {"version": "7", "disable": [{"rule": "ad/*", "why": "we sell none"}]}
    rules = book(tmp_path, {"ad": {"read-on": READ_ON}, "app": {"read-on": READ_ON}}, pack=pack)
    assert (rules.rule("ad/read-on").disabled, rules.rule("app/read-on").disabled) == (True, False)
    assert rules.version.startswith("7+")
    assert clean("Read on", rulebook=rules).counts == {}


@pytest.mark.parametrize(
    ("needs", "told"),
    [("0", ""), ("0.1", ""), ("99.2", "needs cleaner 99.2"), ("0.1.99", "needs"), ("new", "Expected")],
)
def test_a_pack_says_which_cleaner_it_needs(tmp_path: Path, needs: str, told: str) -> None:
    files = {"ad": {"read-on": READ_ON}}
    if not told:
        assert book(tmp_path, files, pack={"needs": needs}).rules
        return
    said = _faults(tmp_path, files, pack={"needs": needs})
    assert told in said
    assert "pack.yaml:1" in said


def test_a_site_is_named_by_its_file_and_a_rule_there_by_its_category(tmp_path: Path) -> None:
    rules = book(tmp_path, {"sites/example.org": {"newsletter-box": READ_ON, "above-headline-bar": READ_ON}})
    loaded = rules.rule("sites/example.org/newsletter-box")
    assert (loaded.category, loaded.rule.sites) == ("newsletter", ["example.org", "*.example.org"])
    assert rules.rule("sites/example.org/above-headline-bar").category == "above-headline"


def test_a_single_file_is_a_pack_too(tmp_path: Path) -> None:
    write_rules(tmp_path, {"ad": {"read-on": READ_ON}})
    assert list(load_rules(tmp_path / "ad.yaml", shipped=False).rules) == ["ad/read-on"]


def test_hidden_folders_and_special_files_hold_no_rules(tmp_path: Path) -> None:
    rules = book(
        tmp_path,
        {"ad": {"read-on": READ_ON}, ".git/app": {"read-on": READ_ON}},
        carriers={"en": "x"},
        withdrawn=[],
    )
    assert list(rules.rules) == ["ad/read-on"]


def test_equal_rules_give_an_equal_digest_wherever_they_lie(tmp_path: Path) -> None:
    one = book(tmp_path / "1", {"ad": {"aaa": READ_ON, "bbb": rule({"has": "x"})}})
    other = book(tmp_path / "2", {"en/ad": {"bbb": rule({"has": "x"}), "aaa": READ_ON}})
    third = book(tmp_path / "3", {"ad": {"aaa": READ_ON, "bbb": rule({"has": "y"})}})
    assert one.digest == other.digest != third.digest


def test_a_rule_that_is_trusted_is_not_the_same_as_one_that_is_not(tmp_path: Path) -> None:
    folder = write_rules(tmp_path, {"ad": {"read-on": READ_ON}})
    digests = set()
    for trusted in (True, False):
        loader = Loader()
        loader.folder(folder, trusted=trusted)
        digests.add(loader.finish().digest)
    assert len(digests) == 2, (
        "plans and caches would mix them up: only patterns of trusted rules run unclocked"
    )


def test_lists_and_vetoes_of_one_pack_do_not_leak_into_another(tmp_path: Path) -> None:
    allow = [{"applies_to": ["ad/*"], "unless": [{"has": "x"}], "why": "x", "keeps": ["x"]}]
    veto = [{"applies_to": ["app/*"], "unless": [{"has": "y"}], "why": "y", "keeps": ["y"]}]
    write_rules(
        tmp_path / "a",
        {"ad": {"read-on": rule({"has": "$nets"})}},
        special={"lists.yaml": {"nets": ["F"]}, "allow.yaml": allow},
    )
    write_rules(
        tmp_path / "b",
        {"app": {"read-on": rule({"has": "$nets"})}},
        special={"lists.yaml": {"nets": ["G"]}, "allow.yaml": veto},
    )
    one = load_rules(tmp_path / "a", tmp_path / "b", shipped=False)
    other = load_rules(tmp_path / "b", tmp_path / "a", shipped=False)
    assert one.digest == other.digest
    assert one.rule("ad/read-on").lists["nets"] == ["F"] == other.rule("ad/read-on").lists["nets"]


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (rule({"regex": "("}), "does not compile"),
        (rule({"has": "x"}, unless=[{"regex": "[z-a]"}]), "does not compile"),
        (rule({"has": "x"}, scope="block", until=[{"regex": "("}]), "does not compile"),
        (rule({"has": "x"}, near={"after": {"match": [{"regex": "("}]}}), "does not compile"),
        (rule({"all": [{"has": ""}]}), "a phrase is empty"),
        (rule({"hass": "x"}), "hass"),
        (rule({"has": "x"}, scope="page"), "page"),
        (rule({"has": "x"}, extends="ad/none"), "which is no rule"),
        (rule({"has": "x"}) | {"languages-": ["en"]}, "which is not there"),
        (rule({}), "a clause is empty"),
        (rule([{"has": "x"}, {}]), "a clause is empty"),
        (rule({"has": "x"}, unless=[{}]), "a clause is empty"),
        (rule({"all": [{"has": "x"}, {}]}), "a clause is empty"),
        (rule({"all": []}), "a clause is empty"),
        (rule({"has": "x"}, scope="block", until=[{}]), "a clause is empty"),
        (rule({"has": "x"}, near={"after": {"match": [{}]}}), "a clause is empty"),
        ("read on", "a rule is a mapping"),
    ],
)
def test_a_faulty_rule_is_told_with_its_place(tmp_path: Path, values: Any, what: str) -> None:
    told = _faults(tmp_path, {"ad": {"read-on": values}})
    assert what in told
    assert "ad.yaml:" in told


TESTS = ("tests", None), ("tests", "x"), ("tests", {"keeps": None}), ("tests", {"keeps": "x"}), ("tests", [1])
ODD_VALUES = (
    ("extends", ["ad/x"]),
    ("extends", 3),
    ("match", None),
    ("match-", [{"has": "y"}]),
    ("sites", 3),
    ("near", []),
)


@pytest.mark.parametrize(("key", "value"), [*TESTS, *ODD_VALUES])
@pytest.mark.parametrize("how", ["rule", "defaults", "parent", "override"])
def test_whatever_stands_in_a_rule_loads_or_is_told_with_its_place(
    tmp_path: Path, how: str, key: str, value: Any
) -> None:
    odd = {**READ_ON, key: value}
    files: dict[str, Any] = {
        "rule": {"ad": {"odd-rule": odd}},
        "defaults": {
            "ad": {"defaults": {key: value}, "rules": {"odd-rule": {"extends": "ad/more", **READ_ON}}}
        },
        "parent": {"ad": {"more-odd": odd, "odd-rule": {"extends": "ad/more-odd", **READ_ON}}},
        "override": {"ad": {"read-on": READ_ON}, "b/ad": {"read-on": {key: value, "extends": "ad/read-on"}}},
    }[how]
    try:
        rules = book(tmp_path, files)
    except RulebookError as error:
        assert all(".yaml:" in str(fault) for fault in error.faults)
    else:
        assert rules.rules


@pytest.mark.parametrize("name", ["pack", "profiles", "lists", "allow"])
@pytest.mark.parametrize(
    "content", [None, [], {}, 3, "x", [None], {"a": None}, {"a": 1}, [{"x": 1}], {"default": [1]}]
)
def test_whatever_stands_in_a_special_file_loads_or_is_told_with_its_place(
    tmp_path: Path, name: str, content: Any
) -> None:
    try:
        book(tmp_path, {"ad": {"read-on": READ_ON}}, **{name: content})
    except RulebookError as error:
        assert all(f"{name}.yaml:" in str(fault) for fault in error.faults)


@pytest.mark.parametrize("clause", [{}, {"regex": "("}, {"has": ""}, {"regex": r"\L<none>"}])
def test_a_faulty_veto_is_told_with_its_place(tmp_path: Path, clause: dict[str, Any]) -> None:
    sound = {"applies_to": ["ad/*"], "unless": [{"has": "x"}], "why": "x", "keeps": ["x"]}
    faulty = sound | {"unless": [{"has": "x"}, clause]}
    write_rules(tmp_path, {"ad": {"read-on": READ_ON}})
    lines = [f"- {json.dumps(veto)}" for veto in (sound, faulty)]
    (tmp_path / "allow.yaml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rules(tmp_path, shipped=False)
    (fault,) = caught.value.faults
    assert (Path(fault.file).name, fault.line) == ("allow.yaml", 2)


def test_a_file_of_no_category_is_a_fault(tmp_path: Path) -> None:
    assert "the file stem is one of" in _faults(tmp_path, {"adverts": {"read-on": READ_ON}})
    assert "begins with its category" in _faults(tmp_path / "b", {"sites/example.org": {"read-on": READ_ON}})


def test_all_faults_of_all_files_are_told_together_in_order(tmp_path: Path) -> None:
    files = {
        "ad": {"one-rule": rule({"hass": 1}), "two-rule": rule({"regex": "("})},
        "app": {"one-rule": rule({"has": "x"}, scope="x")},
    }
    with pytest.raises(RulebookError) as caught:
        book(tmp_path, files, pack={"disable": [{"rule": "none/*", "why": "x"}]})
    faults = caught.value.faults
    assert len(faults) == 4
    assert [Path(fault.file).name for fault in faults] == ["ad.yaml", "ad.yaml", "app.yaml", "pack.yaml"]


def test_a_fault_of_a_file_or_of_a_name_hides_no_fault_of_its_rules(tmp_path: Path) -> None:
    rules = {
        "Bad Name": READ_ON,
        "x": READ_ON,
        "one-rule": rule({"hass": "x"}),
        "two-rule": rule({"has": "x"}, scope="x"),
    }
    write_rules(tmp_path, {"ad": {"abuot": 1, "lists": {"nets": 3}, "rules": rules}})
    with pytest.raises(RulebookError) as caught:
        load_rules(tmp_path, shipped=False)
    told = [fault.what for fault in caught.value.faults]
    assert len(told) == 5
    assert any("`abuot`: did you mean `about`?" in what for what in told)
    assert sum("a name is made of" in what for what in told) == 2
    assert any("`hass`: did you mean `has`?" in what for what in told)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (
            "about: x\nrules:\n  a-rule:\n    match:\n    - has: 'x'\n      hsa: 'y'\n",
            6,
            "unknown key `hsa`: did you mean `has`?",
        ),
        ("about: x\nrules:\n  a-rule:\n    title: x\n    why: x\n", 4, "the key `match` is missing"),
        ("rules: {}\n", 1, "the key `about` is missing"),
        ("about: x\nqqq: 3\nrules: {}\n", 2, "unknown key `qqq`: docs/rules.md"),
        ("- x\n", 1, "Expected `object`"),
    ],
)
def test_a_fault_of_the_shape_is_told_where_it_stands(
    tmp_path: Path, text: str, line: int, what: str
) -> None:
    (tmp_path / "ad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rules(tmp_path, shipped=False)
    (fault,) = caught.value.faults
    assert (fault.line, what in fault.what) == (line, True), fault


def test_a_path_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="does not exist"):
        load_rules(tmp_path / "none")


def test_names_that_fit_nothing_are_refused() -> None:
    shipped = load_rules()
    with pytest.raises(UsageError, match="cautious, default"):
        shipped.profile("bold")
    with pytest.raises(UsageError, match="rules list"):
        shipped.rule("ad/none")
    with pytest.raises(UsageError, match="fits no rule"):
        shipped.check_names(("newsletter/*", "newsleter/*"))
    shipped.check_names(("newsletter/*", "title/copy"))
