"""The benchmark: measures of known result, the reader, the command, floors that refuse to fall."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import data, floors, kinds, leaks, measures, peers, quality, report, run, systems
from benchmarks.data import Page
from benchmarks.titles import judge_title

BODY = (
    "The ferry to the island stopped running on Monday after its only engine failed.\n"
    "Passengers were taken across by two fishing boats that the council had hired.\n"
    "A new engine is to be fitted before the end of the month, the harbour master said."
)
LEAK = "Follow us on every channel you like"
TITLE = "Island Ferry Stops After Engine Failure"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        {
            "id": f"tiny/{number}",
            "host": f"paper{number // 2}.example",
            "lang": "en",
            "url": f"https://paper{number // 2}.example/{number}",
            "gold": f"{BODY}\nReport number {number} ends here, as they all do.",
            "gold_title": TITLE,
            "with": ["two fishing boats"],
            "without": [LEAK],
            "texts": {
                "full": f"{TITLE}\n{LEAK}\n{BODY}\nReport number {number} ends here, as they all do.\n{LEAK}",
                "extracted": None if number == 0 else BODY,
            },
            "html": f"<p>{BODY}</p>",
        }
        for number in range(6)
    ]
    data.write_set(tmp_path, "tiny", rows)
    return tmp_path


def score(output: str, given: str, gold: str) -> measures.Score:
    wanted = measures.gold_of(gold)
    reachable = measures.reachable_words(measures.tokens(given), wanted)
    return measures.score_body(measures.tokens(output), reachable, wanted)


def test_tokens_are_words_without_apostrophes() -> None:
    assert measures.tokens("It’s Anna's 3.5-litre jug, isn't it?") == [
        "Its", "Annas", "3", "5", "litre", "jug", "isnt", "it",
    ]  # fmt: skip


def test_each_cjk_character_is_a_token() -> None:
    assert measures.tokens("渡船 stops 在周一") == ["渡", "船", "stops", "在", "周", "一"]


def test_grams_are_counted_as_often_as_they_stand() -> None:
    found = measures.grams(["a", "b", "c", "d", "a", "b", "c", "d"])
    assert found["a", "b", "c", "d"] == 2
    assert sum(found.values()) == 5


def test_a_text_shorter_than_a_gram_is_one_gram() -> None:
    assert measures.grams(["a", "b"]) == {("a", "b"): 1}
    assert measures.grams([]) == {}


def test_precision_and_recall_are_shares_of_grams() -> None:
    found = score("a b c d e x", "a b c d e f x", "a b c d e f")
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(2 / 3)
    assert found.exact is False
    assert (found.lost, found.reachable) == (1, 6)


def test_damage_counts_only_what_the_input_had() -> None:
    found = score("a b", "a b c", "a b c d")
    assert (found.lost, found.reachable) == (1, 3)


def test_an_empty_output_has_no_recall_and_no_precision() -> None:
    empty, whole = score("", BODY, BODY), score(BODY, BODY, BODY)
    found = measures.summarise([empty, whole])
    assert empty.precision is None
    assert (found.precision, found.recall, found.damage) == (1.0, 0.5, 0.5)


def test_f1_is_that_of_the_mean_precision_and_recall() -> None:
    scores = [measures.Score(1.0, 0.5, False, 0, 1), measures.Score(0.5, 0.5, False, 0, 1)]
    assert measures.summarise(scores).f1 == pytest.approx(2 * 0.75 * 0.5 / 1.25)


def test_segments_are_compared_on_words_without_punctuation() -> None:
    given = measures.tokens("The old boat, sank. All were saved. Share this")
    segments = measures.prepare_segments(
        ["boat sank", "were saved", "a lifeboat"], ["Share", "Follow"], given
    )
    found = measures.score_segments(measures.tokens("The old boat: sank! Share this"), segments)
    assert (found.wanted, found.wanted_found, found.wanted_held, found.wanted_lost) == (3, 1, 2, 1)
    assert found.unwanted_found == 1


def test_gold_excuses_the_title_and_second_copies() -> None:
    assert measures.gold_without("Ferry Stops\nIt rains.\nIt rains.\nIt snows.", "Ferry stops") != ""
    assert measures.gold_without("Ferry Stops\nIt rains.\nIt rains.\nIt snows.", "Ferry Stops") == (
        "It rains.\nIt snows."
    )


def test_the_reader_joins_texts_and_html(folder: Path) -> None:
    pages = data.read_pages(folder, "tiny", html=True)
    assert data.list_sets(folder) == ["tiny"]
    assert len(pages) == 6
    assert pages[1].set == "tiny"
    assert pages[1].wanted == ("two fishing boats",)
    assert (pages[1].html or "").startswith("<p>")
    assert data.read_pages(folder, "tiny")[1].html is None


def test_the_reader_names_the_file_that_is_absent(tmp_path: Path) -> None:
    with pytest.raises(data.DataError, match="nothing"):
        data.read_pages(tmp_path, "nothing")
    with pytest.raises(data.DataError, match="NAME"):
        data.list_sets(tmp_path)


def test_a_sample_is_the_same_every_time(folder: Path) -> None:
    pages = data.read_pages(folder, "tiny")
    assert data.take_sample(pages, 3) == data.take_sample(list(pages), 3)
    assert data.take_sample(pages, None) == pages


def test_folds_never_part_a_host(folder: Path) -> None:
    parts = data.folds(data.read_pages(folder, "tiny"), 2)
    assert sum(map(len, parts)) == 6
    assert not {page.host for page in parts[0]} & {page.host for page in parts[1]}


def test_the_digest_tells_other_data(folder: Path) -> None:
    before = data.digest(folder, ["tiny"])
    data.write_set(folder, "tiny", [{"id": "tiny/0", "texts": {}}])
    assert data.digest(folder, ["tiny"]) != before


def test_inputs_of_every_kind_come_from_the_page() -> None:
    page = Page(id="1", gold="Gold.", html="<p>x</p>", texts={"extracted": "One.\nTwo.", "full": "  "})
    assert systems.given_text(page, "flat") == "One. Two."
    assert systems.given_text(page, "gold") == "Gold."
    assert systems.given_text(page, "html") == "<p>x</p>"
    assert systems.given_text(page, "full") is None
    assert systems.given_text(page, "readable") is None


def test_leaks_are_named_by_what_they_look_like() -> None:
    page = Page(id="1", gold=BODY, gold_title=TITLE)
    listed = kinds.LineJudge(page).list_leaks(
        f"{TITLE}\n{BODY}\n{LEAK}\n{LEAK}\nA short line of another story"
    )
    assert [kind for kind, _line in listed] == ["title", "social", "repeat", "unmarked short line"]


def test_the_listing_shows_what_was_wrongly_kept_and_cut(folder: Path) -> None:
    page = data.read_pages(folder, "tiny")[1]
    first, rest = BODY.split("\n", 1)

    def drop_first(_page: Page, _text: str, _given: str) -> systems.Output:
        return systems.Output(f"{rest}\n{LEAK}", cuts=(systems.Cut(first, "some/rule", "teaser"),))

    found = leaks.find_faults(page, "full", drop_first)
    assert found is not None
    assert [(fault.kept, fault.reason) for fault in found.faults] == [(True, "social"), (False, "some/rule")]
    assert leaks.keep_faults([found], "cut", None)[0].faults == found.faults[1:]
    assert any("some/rule" in line for line in leaks.write_pages([found], 5))


def test_an_absent_peer_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "version_of", lambda _package: None)
    assert systems.why_absent("c4") == "datatrove is not installed"
    assert systems.why_absent("unchanged") is None


def test_the_command_runs_from_end_to_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, page = folder / "out.json", folder / "page.md"
    arguments = [str(folder), "--systems", "unchanged,ceiling", "--json", str(out), "--write", str(page)]
    assert quality.main(arguments) == 0
    printed = capsys.readouterr().out
    assert "| full | tiny | 0." in " ".join(printed.split())
    figures = {(one["text"], one["system"]): one for one in json.loads(out.read_bytes())["figures"]}
    assert figures["full", "unchanged"]["pages"] == 6
    assert figures["extracted", "unchanged"]["pages"] == 5
    assert figures["extracted", "unchanged"]["precision"] == 1.0
    assert figures["full", "ceiling"]["f1"] == 1.0
    assert figures["gold", "unchanged"]["damage"] == 0.0
    written = page.read_text(encoding="utf-8")
    assert written.startswith("# Benchmarks")
    assert data.digest(folder, ["tiny"]) in written


def test_two_processes_give_the_rows_of_one(folder: Path) -> None:
    plan = run.Plan(folder, ("tiny",), ("full",), ("unchanged",))
    again = run.Plan(folder, ("tiny",), ("full",), ("unchanged",), processes=2)
    assert run.run_plan(plan) == run.run_plan(again)


def test_unknown_names_stop_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert quality.main([str(folder), "--texts", "fulll"]) == 2
    assert "fulll" in capsys.readouterr().err


def test_aims_are_marked_only_where_reached() -> None:
    high = measures.Summary(1, 0.96, 0.96, 0.96, 0.0, 0.0, None)
    table = report.make_aims({("full", "wcxb", "cleaner"): high}, report.read_targets())
    assert table[1] == ["full", "wcxb", "0.960**", "0.915", "0.950"]


def test_update_raises_floors_and_never_lowers_them() -> None:
    pinned = floors.Floors("d", {"a": 0.5, "b": 0.5})
    raised = floors.raise_floors(pinned, {"a": 0.6, "b": 0.4, "c": 0.1}, "d")
    assert raised.floors == {"a": 0.6, "b": 0.5, "c": 0.1}
    assert floors.find_falls(raised.floors, {"b": 0.4}) == ["b: 0.4000 is below its floor 0.5000"]


def test_other_data_starts_new_floors_but_keeps_those_of_fixtures() -> None:
    pinned = floors.Floors("old", {"tiny/full/f1": 0.9, "fixtures/wild/f1": 0.9})
    assert floors.raise_floors(pinned, {"tiny/full/f1": 0.2}, "new").floors == {
        "tiny/full/f1": 0.2,
        "fixtures/wild/f1": 0.9,
    }


def test_a_floor_is_lowered_only_with_a_reason() -> None:
    pinned = floors.Floors("d", {"a": 0.5})
    with pytest.raises(floors.FloorError, match="reason"):
        floors.lower_floor(pinned, "a", 0.4, " ")
    with pytest.raises(floors.FloorError, match="no floor"):
        floors.lower_floor(pinned, "z", 0.4, "because")
    lowered = floors.lower_floor(pinned, "a", 0.4, "the fixture was wrong")
    assert lowered.floors == {"a": 0.4}
    assert [(one.name, one.was, one.now, one.reason) for one in lowered.lowered] == [
        ("a", 0.5, 0.4, "the fixture was wrong")
    ]


def test_a_fallen_floor_fails_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "floors.json"
    floors.write_floors(floors.Floors("", {"fixtures/wild/f1": 0.9}), path)
    monkeypatch.setattr(floors, "measure_fixtures", lambda _root: {"fixtures/wild/f1": 0.8})
    arguments = ["--floors", str(path), "--folder", str(tmp_path / "absent")]
    assert floors.main(arguments) == 1
    assert "skipped" in capsys.readouterr().out
    assert floors.main([*arguments, "--lower", "fixtures/wild/f1"]) == 2
    assert floors.read_floors(path).floors == {"fixtures/wild/f1": 0.9}
    assert floors.main([*arguments, "--lower", "fixtures/wild/f1", "--reason", "a wrong fixture"]) == 0
    assert floors.read_floors(path).floors == {"fixtures/wild/f1": 0.8}


def test_titles_are_right_where_only_the_papers_name_is_added() -> None:
    gold = "Engineers say the dam held"
    told = [
        (None, "none"),
        (gold, "right"),
        (f"{gold.upper()} - Low Fell Courier", "right"),
        ("The dam held, say engineers of the county", "variant"),
        ("Subscribe to our newsletter today", "wrong"),
    ]
    assert [judge_title(found, gold) for found, _ in told] == [verdict for _, verdict in told]
