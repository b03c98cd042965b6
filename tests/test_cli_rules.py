"""`cleaner rules ...` and `cleaner explain` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cleaner.cli import explain as explain_module
from cleaner.cli import rules as rules_module

PAGE = "\n".join(
    [
        "The council met on Tuesday and voted to close the bridge for repairs until the end of June.",
        "Traffic will be sent through the old town, where shopkeepers fear a summer without customers.",
        "Advertisement",
        "The mayor said the work would cost two million and would be paid for from the roads fund.",
    ]
)


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


def rules(*words: str) -> Result:
    return CliRunner().invoke(rules_module.app, words)


def explain(*words: str) -> Result:
    return CliRunner().invoke(explain_module.app, words)


def test_list_shows_every_rule_the_built_in_ones_too_as_a_table_and_as_json() -> None:
    table = rules("list", "ad")
    assert table.exit_code == 0
    assert table.stdout.splitlines()[0].split() == [
        "id", "category", "status", "confidence", "scope", "languages", "examples",
    ]  # fmt: skip
    rows = json.loads(rules("list", "--json").stdout)
    assert "title/above" in {row["id"] for row in rows}


def test_list_sums_up_by_category_and_by_language_as_a_table_and_as_json() -> None:
    rows = [row for row in json.loads(rules("list", "--json").stdout) if row["file"]]
    for option, kind, other in (
        ("--categories", "category", "languages"),
        ("--languages", "language", "categories"),
    ):
        table = [line.split() for line in rules("list", option).stdout.splitlines()]
        assert table[0] == [kind, "rules", "stable", "experimental", "deprecated", other, "removes", "keeps"]
        sums = json.loads(rules("list", option, "--json").stdout)
        assert [line[0] for line in table[1:]] == [one[kind] for one in sums]
        german = [one for one in sums if one[kind] in ("ad", "de")]
        mine = [
            row
            for row in rows
            if row["category"] == "ad" or (kind == "language" and "de" in row["languages"])
        ]
        mine = [row for row in mine if kind == "category" or "de" in row["languages"]]
        assert [one["rules"] for one in german] == [len(mine)]
        assert german[0]["removes"] == sum(row["examples"][0] for row in mine)
    assert rules("list", "--categories", "--languages").exit_code == 2


def test_show_names_the_origin_of_each_value_and_an_unknown_id_is_a_usage_error() -> None:
    id = next(row["id"] for row in json.loads(rules("list", "ad", "--json").stdout))
    assert "from rule rules/" in rules("show", id).stdout
    assert rules("show", "ad/no-such-rule").exit_code == 2


def test_a_new_rule_can_be_tested_and_linted_at_once(tmp_path: Path) -> None:
    pack = str(tmp_path / "mine")
    assert rules("new", "en/crosslink/my-rule", "--rules", pack).exit_code == 0
    tested = rules("test", "crosslink/my-rule", "--rules", pack)
    assert (tested.exit_code, tested.stdout) == (0, "1 rules, 5 examples, 0 failed\n")
    linted = rules("lint", "crosslink/my-rule", "--rules", pack)
    assert (linted.exit_code, linted.stdout.splitlines()[-1]) == (0, "0 errors, 0 warnings, 0 infos")
    assert rules("new", "en/nonsense/my-rule", "--rules", pack).exit_code == 2


def test_a_failing_example_exits_with_one_and_a_selection_of_nothing_with_two(tmp_path: Path) -> None:
    pack = tmp_path / "mine"
    rules("new", "en/crosslink/my-rule", "--rules", str(pack))
    path = pack / "en" / "crosslink.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("'The words it begins with:", "'Other words:"),
        encoding="utf-8",
    )
    failed = rules("test", "crosslink/my-rule", "--rules", str(pack), "--no-coverage")
    assert failed.exit_code == 1
    assert failed.stdout.startswith("MISSED")
    assert rules("test", "crosslink/no-such-rule").exit_code == 2


def test_a_faulty_rule_file_is_shown_with_its_place_and_exits_with_two(tmp_path: Path) -> None:
    (tmp_path / "crosslink.yaml").write_text("about: x\nrules: {bad-rule: {title: 3}}\n", encoding="utf-8")
    result = rules("test", "--rules", str(tmp_path))
    assert result.exit_code == 2
    assert "crosslink.yaml:2" in result.output


def test_the_schema_is_json_and_fresh() -> None:
    assert json.loads(rules("schema").stdout)["$ref"] == "#/$defs/RuleFile"
    assert rules("schema", "--check").exit_code == 0


def test_a_phrase_is_tried_on_texts_and_a_broken_pattern_is_a_usage_error(page: str) -> None:
    tried = rules("try", "the mayor", page)
    assert f"{page}:4  starts" in tried.stdout
    assert tried.stdout.splitlines()[-1] == "1 hits, 1 on prose, 0 cut already"
    assert rules("try", "(", page, "--regex").exit_code == 2


def test_stats_and_diff_speak_of_a_corpus(page: str, tmp_path: Path) -> None:
    assert "ad/ad-label" in rules("stats", page).stdout
    for name in ("old", "new"):
        rules("new", "en/crosslink/my-rule", "--rules", str(tmp_path / name))
    path = tmp_path / "new" / "en" / "crosslink.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("['the words it", "['advertisement', 'the words it"),
        encoding="utf-8",
    )
    path.write_text(
        path.read_text(encoding="utf-8").replace("    limits", "    status: stable\n    limits"),
        encoding="utf-8",
    )
    found = rules("diff", str(tmp_path / "old"), str(tmp_path / "new"), "--corpus", page, "--check")
    assert found.exit_code == 1
    assert "crosslink/my-rule  now cut" in found.stdout


def test_explain_shows_what_goes_and_why(page: str) -> None:
    shown = explain(page)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[0] == "    3 - Advertisement"
    assert "ad: ad/ad-label" in shown.stdout


def test_explain_of_one_line_and_rule_walks_the_gates_and_json_gives_the_same(page: str) -> None:
    assert "limits NO: 18 words" in explain(page, "--line", "1", "--rule", "ad/ad-label").stdout
    report = json.loads(explain(page, "--line", "3", "--json").stdout)["lines"][0]
    assert (report["line"], report["verdict"], report["category"]) == (3, "cut", "ad")
    assert explain(page, "--line", "77").exit_code == 2
