"""Claims about runs over many documents: processes and their deaths, the quarantine, shards, counts."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from documents import READ_ALSO

from cleaner import runs
from cleaner.bulk import pool, work
from cleaner.bulk.feed import Feed, Position
from cleaner.bulk.manifest import Standing
from cleaner.bulk.shards import Kind, Output, shard_name
from cleaner.bulk.tally import Summary
from cleaner.bulk.work import fits
from cleaner.errors import CleanerError, OutputError, RecordError, UsageError
from cleaner.routes import Asked
from cleaner.rulebook import load_rules
from cleaner.runs import Options, plan, run
from cleaner.sources import Raw, Reading

FIRST = "The river rose in the night and by the morning it had reached the doors of the lower town."
LINK = "READ ALSO: Ten held after raid"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork, to patch what processes do")


@pytest.fixture(autouse=True)
def small(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One rule instead of all, and a folder of its own."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "crosslink.yaml").write_text(READ_ALSO, encoding="utf-8")
    monkeypatch.setattr(runs, "load_rules", lambda *paths: load_rules(folder, *paths, shipped=False))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(
        "CLEANER_NO_CACHE", "1"
    )  # a cache holds few rulebooks: those of tests would push the shipped one out


def _text(number: int, words: str = "") -> str:
    return f"{FIRST}\n{LINK}\nNobody was hurt, the mayor said on day {number}{words}, but forty families slept in the school.\n"


def _put(count: int, poison: tuple[int, ...] = (), name: str = "a.jsonl") -> None:
    lines = [
        {"id": n, "text": _text(n, " POISON" * (n in poison)), "url": f"https://h{n % 3}.example/x"}
        for n in range(count)
    ]
    Path(name).write_text("".join(json.dumps(line) + "\n" for line in lines))


def _records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_text().splitlines()]


def _run(*paths: str, output: str | None = "b.jsonl", **more: Any) -> Summary:
    asked = Asked(paths or ("a.jsonl",), output=output, target_format=more.pop("to", None))
    options = Options(asked, **more)
    return run(plan(options), options)


def _ids(name: str = "b.jsonl") -> list[int]:
    return [record["id"] for record in _records(name)]


# Several processes


def test_several_processes_write_what_one_writes_byte_for_byte() -> None:
    _put(300)
    _run(jobs=1, output="one.jsonl", ledger="one.ledger")
    _run(jobs=3, output="three.jsonl", ledger="three.ledger")
    assert Path("one.jsonl").read_bytes() == Path("three.jsonl").read_bytes()
    ledgers = [Path(f"{name}.ledger").read_text().replace(name, "N") for name in ("one", "three")]
    assert ledgers[0] == ledgers[1]


def test_without_order_the_same_documents_are_written() -> None:
    _put(300)
    _run(jobs=3, ordered=False)
    assert sorted(_ids()) == list(range(300))


def test_processes_that_are_begun_anew_instead_of_forked_write_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _put(100)
    _run(jobs=1, output="one.jsonl")
    fresh = pool.Pool
    monkeypatch.setattr(pool, "Pool", lambda jobs, duty, forms: fresh(jobs, duty, forms, "spawn"))
    _run(jobs=2, output="two.jsonl")
    assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()


def test_little_input_stays_in_one_process_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise AssertionError("a pool was made")

    monkeypatch.setattr(pool, "Pool", none)
    _put(20)
    _run()
    assert _ids() == list(range(20))
    with pytest.raises(AssertionError):
        _run(jobs=2, output="c.jsonl")


def _poisonous(deed: Callable[[], object]) -> Callable[..., work.Done]:
    def handle(raw: Raw, form: str, duty: work.Duty) -> work.Done:
        if isinstance(raw.data, bytes) and b"POISON" in raw.data:
            deed()
        return work.handle(raw, form, duty)

    return handle


DEATHS: dict[str, tuple[Callable[[], object], str]] = {
    "kill -9": (lambda: os.kill(os.getpid(), signal.SIGKILL), "SIGKILL"),
    "segfault": (lambda: os.kill(os.getpid(), signal.SIGSEGV), "SIGSEGV"),
    "exit": (lambda: os._exit(3), "exit code 3"),
}


@pytest.mark.parametrize("death", DEATHS)
@pytest.mark.parametrize("ordered", [True, False])
def test_a_process_that_dies_costs_the_document_it_was_at_and_no_other(
    monkeypatch: pytest.MonkeyPatch, death: str, ordered: bool
) -> None:
    deed, says = DEATHS[death]
    monkeypatch.setattr(pool, "handle", _poisonous(deed))
    poison = (0, 70, 71, 299)
    _put(300, poison)
    summary = _run(jobs=2, ordered=ordered)
    assert sorted(_ids()) == [number for number in range(300) if number not in poison]
    assert not ordered or _ids() == sorted(_ids())
    put_aside = sorted(_records("b.quarantine.jsonl"), key=lambda line: line["index"])
    assert [line["index"] for line in put_aside] == list(poison)
    assert {(line["kind"], line["source"]) for line in put_aside} == {("worker-died", "a.jsonl")}
    assert all(says in line["reason"] for line in put_aside)
    assert put_aside[1]["record"]["text"] == _text(70, " POISON")
    assert summary.quarantined == {"worker-died": 4}


def test_what_a_dead_process_had_can_be_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.recovery import recover

    monkeypatch.setattr(pool, "handle", _poisonous(lambda: os._exit(1)))
    _put(10, (3,))
    _run(jobs=2, ledger="l.jsonl")
    recover("b.jsonl", "l.jsonl", "back.jsonl")
    assert _records("back.jsonl") == _records("a.jsonl")


def test_an_unforeseen_failure_costs_one_document_in_one_process_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(item: Any, duty: Any) -> Any:
        if "POISON" in item.text:
            raise RuntimeError("boom")
        return cleaned(item, duty)

    cleaned = work._clean
    monkeypatch.setattr(work, "_clean", fail)
    _put(10, (3,))
    _run(jobs=1)
    assert _ids() == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    (line,) = _records("b.quarantine.jsonl")
    assert (line["kind"], line["index"]) == ("failed", 3)
    assert "RuntimeError: boom" in line["reason"]


def test_processes_that_die_over_nothing_end_the_run_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_serve", lambda *_: os._exit(9))
    _put(10)
    with pytest.raises(CleanerError, match="-j 1"):
        _run(jobs=2)


def test_a_run_that_stops_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []
    worker = pool._Worker
    monkeypatch.setattr(pool, "_Worker", lambda *args: begun.append(worker(*args)) or begun[-1])
    Path("a.jsonl").write_text(json.dumps({"text": _text(1)}) * 2 + "\n")
    with pytest.raises(RecordError):
        _run(jobs=2)
    assert begun
    assert not any(each._process.is_alive() for each in begun)
    assert [path.name for path in Path().iterdir()] == ["a.jsonl"]


def test_errors_travel_between_processes() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(RecordError("a:1: no", number=1, raw=b"x")))
    assert (str(error), error.number, error.raw) == ("a:1: no", 1, b"x")


# The quarantine


def test_a_document_that_is_too_large_goes_to_the_quarantine_whole() -> None:
    long = "é“x” \x00" * 5000
    lines = [
        json.dumps({"id": 0, "text": FIRST}),
        json.dumps({"id": 1, "text": long}, ensure_ascii=False),
        json.dumps({"id": 2, "text": FIRST}),
    ]
    Path("a.jsonl").write_text("\n".join(lines) + "\n")
    _run(reading=Reading(limit=4000), ledger="l.jsonl")
    assert _ids() == [0, 2]
    (line,) = _records("b.quarantine.jsonl")
    assert (line["kind"], line["index"], line["line"]) == ("too-large", 1, 2)
    assert "--max-document" in line["reason"]
    assert json.loads(line["raw"]) == {"id": 1, "text": long}
    from cleaner.recovery import recover

    recover("b.jsonl", "l.jsonl", "back.jsonl")
    assert _records("back.jsonl") == _records("a.jsonl")


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_file_that_is_too_large_goes_to_the_quarantine(name: str) -> None:
    Path(name).write_bytes(b"<p>caf\xe9</p>" * 1000)
    _run(name, output="b.txt", reading=Reading(limit=4000), quarantine="q.jsonl")
    (line,) = _records("q.jsonl")
    assert line["raw"].encode("utf-8", "surrogateescape") == Path(name).read_bytes()
    assert not Path("b.txt").exists()


def test_a_document_as_large_as_allowed_is_cleaned() -> None:
    Path("a.txt").write_text(FIRST)
    _run("a.txt", output="b.txt", reading=Reading(limit=len(FIRST)))
    assert Path("b.txt").read_text() == f"{FIRST}\n"


def test_flags_can_be_named_by_globs() -> None:
    assert fits("pattern-timeout:*", "pattern-timeout:crosslink/read-also")
    assert fits("empty", "empty")
    assert not fits("pattern-*", "empty")


# Batches and positions


def test_batches_are_found_again_from_any_of_their_ends() -> None:
    _put(150)
    Path("c.txt").write_text(FIRST)
    Path("d.jsonl").write_text('{"text": "x"}\n{"text"\n')
    routes = plan(Options(Asked(("a.jsonl", "c.txt", "d.jsonl"), target_format="jsonl", output="all.jsonl")))
    whole = list(Feed(routes, Reading()).batches())
    for place, batch in enumerate(whole):
        assert [each.start for each in Feed(routes, Reading(), batch.after).batches()] == [
            each.start for each in whole[place + 1 :]
        ]
    assert whole[-1].after == Position(3)


# Shards


def test_shards_hold_all_documents_once_and_none_is_larger_than_asked() -> None:
    _put(100)
    _run(output="out/b.jsonl.gz", shard_size=9000)
    import gzip

    shards = sorted(Path("out").iterdir())
    assert [path.name for path in shards[:2]] == ["b-00000.jsonl.gz", "b-00001.jsonl.gz"]
    texts = [gzip.decompress(path.read_bytes()) for path in shards]
    assert all(len(text) <= 9000 for text in texts)
    assert [json.loads(line)["id"] for text in texts for line in text.splitlines()] == list(range(100))


def test_each_shard_can_be_restored_by_the_one_ledger() -> None:
    from cleaner.recovery import recover

    _put(60)
    _run(output="b.jsonl", shard_size=9000, ledger="l.jsonl")
    back: list[dict[str, Any]] = []
    for path in sorted(Path().glob("b-*.jsonl")):
        recover(str(path), "l.jsonl", "back.jsonl")
        back += _records("back.jsonl")
    assert back == _records("a.jsonl")


def test_a_shard_that_would_be_an_input_is_refused() -> None:
    _put(1, name="b-00000.jsonl")
    with pytest.raises(OutputError, match=r"would be the input .*b-00000\.jsonl"):
        _run("b-00000.jsonl", output="b.jsonl", shard_size=10)


def test_a_document_larger_than_a_shard_has_one_for_itself() -> None:
    out = Output(Standing("x.txt"), Kind("text", shard_size=10))
    for text in (b"a" * 4, b"b" * 30, b"c" * 4, b"d" * 4):
        out.write(text, b"|")
    out.commit()
    assert [Path(shard_name("x.txt", n)).read_bytes() for n in range(3)] == [b"aaaa", b"b" * 30, b"cccc|dddd"]


# Counts


def test_counts_are_written_as_json() -> None:
    _put(30)
    _run(jobs=2, stats="s.json")
    stats = json.loads(Path("s.json").read_text())
    assert (stats["files"], stats["documents"], stats["written"]) == (1, 30, 30)
    assert stats["removed"] == {"crosslink": 30}
    assert stats["rules"] == {"crosslink/read-also": 30}
    assert stats["hosts"] == {"h0.example": 10, "h1.example": 10, "h2.example": 10}
    assert stats["languages"] == {"en": 30}
    assert 0 < stats["characters"]["share_removed"] < 1
    assert stats["seconds"]["stages"]["clean"] > 0
    assert stats["bytes"]["read"] == Path("a.jsonl").stat().st_size
    assert stats["bytes"]["written"] == Path("b.jsonl").stat().st_size


def test_counts_are_written_for_prometheus() -> None:
    _put(3)
    _run(stats="s.prom")
    lines = Path("s.prom").read_text().splitlines()
    assert "cleaner_documents_total 3" in lines
    assert 'cleaner_removed_total{category="crosslink"} 3' in lines
    assert "# TYPE cleaner_removed_total counter" in lines


def test_the_line_of_progress_says_rate_share_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.cli.progress import state_of, table

    lines = []
    _put(200)
    options = Options(Asked(("a.jsonl",), output="b.jsonl"), jobs=1)
    summary = run(plan(options), options, lambda summary, feed: lines.append(state_of(summary, feed, 2.0)))
    assert "documents" in lines[0]
    assert "% removed" in lines[0]
    assert "left" in lines[0]
    assert "100%" in lines[-1]
    shown = "\n".join(table(summary))
    assert "crosslink" in shown
    assert "200 documents" in shown


# What cannot be asked for


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"output": None, "shard_size": 5}, "--shard-size"),
        ({"output": None, "resume": True}, "--resume"),
    ],
)
def test_what_cannot_be_done_is_refused_beforehand(more: dict[str, Any], says: str) -> None:
    _put(1)
    with pytest.raises(UsageError, match=says):
        _run(**more)


def test_workers_end_when_the_run_is_killed() -> None:
    _put(2000)
    child = os.fork()
    if not child:
        os.setsid()
        _run(jobs=2)
        os._exit(0)
    time.sleep(0.5)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for _ in range(100):
        try:
            os.killpg(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(child, signal.SIGKILL)
    raise AssertionError("workers outlived the run")


@pytest.mark.parametrize("jobs", [1, 2])
def test_where_nothing_can_be_cleaned_the_run_fails_and_says_where_the_reasons_are(
    monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(work, "_clean", fail)
    _put(5)
    with pytest.raises(CleanerError, match=r"b\.quarantine\.jsonl says why"):
        _run(jobs=jobs)
    assert "boom" in _records("b.quarantine.jsonl")[0]["reason"]
    assert not Path("b.jsonl").exists()
