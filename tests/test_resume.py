"""Claims about runs that are broken off and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from soak import ROOT, SCENARIOS, load_once, make_inputs, soak

from cleaner import runs
from cleaner.bulk import delivery, shards
from cleaner.errors import CleanerError, OutputError, RecordError, UsageError
from cleaner.routes import Asked
from cleaner.rulebook import load_rules
from cleaner.runs import Options, plan, run
from cleaner.wholefile import WholeFile

FIRST = "The river rose in the night and by the morning it had reached the doors of the lower town."

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with 500 records; no rules, for speed."""
    empty = tmp_path_factory.mktemp("rules")
    monkeypatch.setattr(runs, "load_rules", lambda *paths: load_rules(empty, *paths, shipped=False))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(
        "CLEANER_NO_CACHE", "1"
    )  # a cache holds few rulebooks: those of tests would push the shipped one out
    lines = [json.dumps({"id": number, "text": f"{FIRST} Day {number}."}) for number in range(500)]
    Path("a.jsonl").write_text("\n".join(lines) + "\n")
    return tmp_path


def _options(**more: Any) -> Options:
    asked = Asked(more.pop("paths", ("a.jsonl",)), output=more.pop("output", "b.jsonl"))
    return Options(asked, **{"jobs": 1, "checkpoint": 0.0} | more)


def _run(**more: Any) -> None:
    options = _options(**more)
    run(plan(options), options)


class _Stop(CleanerError):
    """Breaks a run off."""


def _broken_off(after: int, **more: Any) -> None:
    seen = 0

    def stop(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == after:
            raise _Stop("broken off")

    options = _options(**more)
    with pytest.raises(_Stop) as caught:
        run(plan(options), options, stop)
    assert "--resume" in caught.value.__notes__[0]


def _names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


@pytest.mark.parametrize("output", ["b.jsonl", "b.jsonl.gz", "b.jsonl.zst"])
@pytest.mark.parametrize("after", [1, 4, 8])
def test_a_run_that_is_gone_on_with_ends_with_the_same_bytes(folder: Path, output: str, after: int) -> None:
    _run(output=output, ledger="l.jsonl.zst")
    whole = {name: Path(name).read_bytes() for name in _names()}
    for name in (output, "l.jsonl.zst"):
        Path(name).unlink()
    _broken_off(after, output=output, ledger="l.jsonl.zst")
    assert f"{output}.manifest.json" in _names()
    assert output not in _names()
    _run(output=output, ledger="l.jsonl.zst", resume=True)
    assert {name: Path(name).read_bytes() for name in _names()} == whole


def test_counts_go_on_too(folder: Path) -> None:
    _broken_off(3, stats="s.json")
    _run(stats="s.json", resume=True)
    assert json.loads(Path("s.json").read_text())["documents"] == 500


def test_without_a_manifest_resume_begins_at_the_beginning(folder: Path) -> None:
    _run(resume=True)
    assert len(Path("b.jsonl").read_text().splitlines()) == 500
    assert _names() == ["a.jsonl", "b.jsonl"]


def test_a_run_that_was_broken_off_is_not_begun_again_by_mistake(folder: Path) -> None:
    _broken_off(3)
    with pytest.raises(UsageError, match=r"b\.jsonl\.manifest\.json.*--resume.*delete this file"):
        _run()


CHANGES: dict[str, tuple[Callable[[], None], dict[str, Any], str]] = {
    "an option": (lambda: None, {"keep": ("caption",)}, r"keep was \[\], is \[\"caption\"\]"),
    "the shard size": (lambda: None, {"shard_size": 9}, "shard_size was 0, is 9"),
    "the input": (lambda: Path("a.jsonl").write_text('{"text": "x"}\n'), {}, "the inputs have changed"),
    "the rules": (lambda: None, {"rules": ("mine",)}, "the rules have changed"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_named_and_refused_with_the_way_out(folder: Path, change: str) -> None:
    deed, more, says = CHANGES[change]
    Path("mine").mkdir()
    Path("mine/notice.yaml").write_text(
        "about: Notices\nrules:\n  mine:\n    title: Mine\n    why: A line of this test.\n    match: [{starts: Day}]\n"
        "    tests: {removes: [Day of rest], keeps: [A day of rest]}\n"
    )
    _broken_off(3)
    before = Path("b.jsonl.manifest.json").read_bytes()
    deed()
    with pytest.raises(UsageError, match=says) as caught:
        _run(**{"resume": True} | more)
    assert "delete the manifest" in str(caught.value)
    assert Path("b.jsonl.manifest.json").read_bytes() == before


@pytest.mark.parametrize("free", [{"jobs": 2}, {"checkpoint": 9.0}, {"errors": "skip"}, {"stats": "s.json"}])
def test_what_changes_no_output_may_change(folder: Path, free: dict[str, Any]) -> None:
    _broken_off(3)
    _run(**{"resume": True} | free)
    assert len(Path("b.jsonl").read_text().splitlines()) == 500


def test_a_manifest_that_cannot_be_read_is_refused_with_the_way_out(folder: Path) -> None:
    Path("b.jsonl.manifest.json").write_text("{")
    with pytest.raises(UsageError, match="delete it"):
        _run(resume=True)


def test_at_a_broken_record_a_long_run_stops_and_goes_on_when_told_to_skip(folder: Path) -> None:
    lines = Path("a.jsonl").read_text().splitlines()
    lines[400] = "{"
    Path("a.jsonl").write_text("\n".join(lines) + "\n")
    with pytest.raises(RecordError, match=r"a\.jsonl:401"):
        _run()
    assert not Path("b.jsonl").exists()
    _run(resume=True, errors="skip")
    assert len(Path("b.jsonl").read_text().splitlines()) == 499
    assert _names() == ["a.jsonl", "b.jsonl", "b.quarantine.jsonl"]


def test_a_full_disk_is_gone_on_from_when_there_is_room_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(output="whole.jsonl", ledger="whole.ledger")
    written = 0

    def full(file: WholeFile, packed: bytes) -> None:
        nonlocal written
        written += len(packed)
        if written > 60_000:
            raise OSError(28, "No space left on device")
        put(file, packed)

    put = WholeFile._put
    monkeypatch.setattr(WholeFile, "_put", full)
    with pytest.raises(OutputError, match="disk is full"):
        _run()
    monkeypatch.setattr(WholeFile, "_put", put)
    assert not Path("b.jsonl").exists()
    _run(resume=True)
    assert Path("b.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


def test_a_manifest_that_does_not_fit_on_the_disk_leaves_the_one_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _broken_off(2)
    before = Path("b.jsonl.manifest.json").read_bytes()

    def full(*_: object) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr(delivery, "store", full)
    with pytest.raises(OutputError):
        _run(resume=True)
    monkeypatch.undo()
    os.chdir(folder)
    assert Path("b.jsonl.manifest.json").read_bytes() == before


def test_in_place_and_standard_streams_have_no_manifest(folder: Path) -> None:
    seen: list[list[str]] = []
    options = Options(Asked(("a.jsonl",), in_place=True), jobs=1, checkpoint=0.0)
    run(plan(options), options, lambda *_: seen.append(_names()))
    assert not any("manifest" in name for names in seen for name in names)


def test_a_shard_that_was_final_before_the_manifest_knew_is_written_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(output="b.parquet", shard_size=9000)
    whole = {name: Path(name).read_bytes() for name in _names()}
    for name in _names()[1:]:
        Path(name).unlink()
    commits = 0
    commit = shards.Output.commit

    def stop(self: shards.Output) -> bool:
        nonlocal commits
        commits += 1
        done = commit(self)
        if commits == 3:
            raise _Stop
        return done

    monkeypatch.setattr(shards.Output, "commit", stop)
    with pytest.raises(_Stop):
        _run(output="b.parquet", shard_size=9000)
    monkeypatch.setattr(shards.Output, "commit", commit)
    _run(output="b.parquet", shard_size=9000, resume=True)
    assert {name: Path(name).read_bytes() for name in _names()} == whole


@posix
def test_ctrl_c_ends_cleanly_and_says_how_to_go_on(tmp_path: Path) -> None:
    make_inputs(tmp_path, 4000)
    command = [
        sys.executable,
        "-m",
        "cleaner",
        "clean",
        "a.jsonl",
        "-o",
        "b.jsonl",
        "--errors",
        "skip",
        "-j",
        "2",
    ]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    more: dict[str, Any] = {
        "cwd": tmp_path,
        "env": environment,
        "stderr": subprocess.PIPE,
        "start_new_session": True,
    }
    with subprocess.Popen([*command, "--checkpoint", "0"], **more) as process:
        while not (tmp_path / "b.jsonl.manifest.json").exists() and process.poll() is None:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert process.wait(timeout=60) == 130
    assert said == "cleaner: what was done is kept: the same command with --resume goes on\n"
    assert not (tmp_path / "b.jsonl").exists()


@posix
def test_a_program_that_is_killed_ends_like_one_that_was_not(tmp_path: Path) -> None:
    make_inputs(tmp_path, 200)
    soak(tmp_path, "records", kills=1, seed=1)


@posix
@pytest.mark.parametrize("name", SCENARIOS)
def test_runs_that_are_killed_end_like_one_that_was_not(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "load_rules", runs.load_rules)  # put back what `load_once` puts in its place
    load_once()
    make_inputs(tmp_path, 200)
    soak(tmp_path, name, kills=2, seed=1, command=False)
