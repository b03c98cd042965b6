"""Claims about the speed benchmark: it runs, its corpus is the same each time, its page goes where it belongs. Never a time."""

from __future__ import annotations

import ast
import signal
from importlib.util import find_spec
from pathlib import Path

import pytest
from documents import ROOT

from benchmarks import courses, dumps, laps, racers, report, speed, speedplot
from benchmarks.stages import STAGES, sample_stages
from cleaner.document import read


def test_the_corpus_is_the_same_each_time_and_hardly_repeats_a_body() -> None:
    first, second = list(dumps.dumps(60_000)), list(dumps.dumps(60_000))
    assert first == second
    assert 60_000 <= sum(len(text.encode()) for text in first) < 90_000
    long = [line for text in first for line in text.split("\n") if len(line) > 200]
    assert len(set(long)) > 0.9 * len(long) > 20


@pytest.mark.parametrize("part", ["peers", "stages", "rules", "sizes", "adversarial", "html", "jobs"])
def test_a_part_runs_on_a_tiny_corpus(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert speed.main(["--quick", "--only", part]) == 0
    printed = capsys.readouterr().out
    assert courses.PARTS[part][0] in printed
    assert "| " in printed


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no clock that strikes")
def test_a_sample_belongs_to_the_innermost_stage_at_work() -> None:
    text = "\n".join(["The dam held through the night, and the town slept."] * 40)
    counts = sample_stages(lambda: [read(f"{text} {number}") for number in range(3000)])
    assert counts.most_common(1)[0][0] == "reading: line ends, quotes, blanks, folding"
    assert set(counts) == {"reading: line ends, quotes, blanks, folding"}
    assert signal.getsignal(signal.SIGPROF) in (signal.SIG_DFL, None)


def test_the_stages_are_functions_that_there_are() -> None:
    defined = {
        (path.name, node.name)
        for folder in ("cleaner", "benchmarks")
        for path in (ROOT / folder).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert {function for functions in STAGES.values() for function in functions} <= defined


def test_a_folder_of_texts_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("The dam held through the night.\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "Rain fell on the town for three days."}\n', encoding="utf-8")
    assert speed.main([str(tmp_path), "--quick", "--only", "adversarial"]) == 0
    assert "given, 2 documents" in capsys.readouterr().out


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"no \.txt"):
        speed.main([str(tmp_path), "--quick"])


def test_a_peer_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> racers.Racer:
        raise ModuleNotFoundError("No module named 'nothing'")

    monkeypatch.setitem(racers.RACERS, "nothing", ("nothing", missing))
    assert "not installed" in str(racers.ready("nothing"))


def test_the_section_replaces_its_like_and_leaves_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\nBefore.\n", encoding="utf-8")
    speed.write_section(page, "## Speed\n\nfirst")
    assert speed.read_section(page).strip() == "## Speed\n\nfirst"
    page.write_text(page.read_text(encoding="utf-8") + "\n## Other\n\nAfter.\n", encoding="utf-8")
    speed.write_section(page, "## Speed\n\nsecond\n\n### Part\n\nmore")
    assert (
        page.read_text(encoding="utf-8")
        == "# Page\n\nBefore.\n\n## Speed\n\nsecond\n\n### Part\n\nmore\n\n## Other\n\nAfter.\n"
    )


def test_contenders_run_in_turn() -> None:
    seen: list[str] = []
    times = laps.laps({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, 3)
    assert seen == ["a", "b"] * 3
    assert set(times) == {"a", "b"}


def test_parts_that_are_run_again_leave_the_others_as_they_are(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    speed.write_section(page, "## Speed\n\nFirst run.\n\n### One\n\nold one\n\n### Two\n\nold two")
    speed.renew_parts(page, ["Second run."], {"Two": "new two", "Three": "new three"})
    section = speed.read_section(page)
    assert section.startswith(
        "## Speed\n\nFirst run.\n\n### One\n\nold one\n\n### Two\n\nSecond run.\n\nnew two"
    )
    assert "old two" not in section
    assert section.rstrip().endswith("### Three\n\nSecond run.\n\nnew three")


def test_the_picture_reads_the_tables_that_the_page_shows(tmp_path: Path) -> None:
    table = report.write_table([["", "version", "MB/s"], ["cleaner", "1", "2.5"], ["another", "2", "0.5"]])
    sizes = report.write_table([["bytes of a document", "MB/s"], ["1,000", "1.0"], ["10,000", "2.0"]])
    section = (
        f"## Speed\n\nWritten.\n\n### {speedplot.BARS}\n\n{table}\n\n### {speedplot.LINES[1]}\n\n{sizes}\n"
    )
    tables = speedplot.read_tables(section)
    assert [row["MB/s"] for row in tables[speedplot.BARS]] == ["2.5", "0.5"]
    assert [row["bytes of a document"] for row in tables[speedplot.LINES[1]]] == ["1,000", "10,000"]
    drawn = speedplot.draw_section(section, tmp_path / "speed.svg")
    assert drawn == (tmp_path / "speed.svg").exists() == (find_spec("matplotlib") is not None)
