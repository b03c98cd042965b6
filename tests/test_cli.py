"""Claims about the command line: what comes out, what is refused, what is left when something fails."""

from __future__ import annotations

import gzip
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
from documents import READ_ALSO
from typer.testing import CliRunner, Result

from cleaner import __version__, runs
from cleaner.bulk import shards, work
from cleaner.cli.commands import COMMANDS, app
from cleaner.errors import OutputError
from cleaner.rulebook import load_rules

FIRST = "The river rose in the night and by the morning it had reached the doors of the lower town."
SECOND = "Nobody was hurt, the mayor said, but forty families had to sleep in the school for a second night."
LINK = "READ ALSO: Ten held after raid"
SCRAPED = f"{FIRST}\n{LINK}\n{SECOND}\n"
BODY = f"{FIRST}\n\n{SECOND}\n"
PAGE = f"<html><body><article><p>{FIRST}</p><p>{LINK}</p><p>{SECOND}</p></article></body></html>"

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def small_rulebook(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One rule instead of all the shipped ones: these tests are about files, not phrases."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "crosslink.yaml").write_text(READ_ALSO, encoding="utf-8")
    monkeypatch.setattr(runs, "load_rules", lambda *paths: load_rules(folder, *paths, shipped=False))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def call(*args: str, stdin: bytes | str | None = None, code: int = 0) -> Result:
        result = runner.invoke(app, list(args), input=stdin)
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return call


def _put(name: str, content: str | bytes = SCRAPED) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(raw)
    return raw


def _put_records(name: str, *records: Any) -> None:
    _put(name, "".join(json.dumps(record) + "\n" for record in records))


def _records(raw: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in raw.splitlines()]


def _names() -> list[str]:
    return sorted(str(path) for path in Path().rglob("*") if path.is_file())


# What comes out


def test_one_text_goes_to_standard_output_as_paragraphs_and_one_line_end(run: Run) -> None:
    _put("a.txt")
    assert run("clean", "a.txt").stdout_bytes == BODY.encode()


def test_standard_input_is_sniffed_and_may_go_unnamed(run: Run) -> None:
    assert run("clean", "-", stdin=SCRAPED).stdout == BODY
    assert run("clean", stdin=SCRAPED).stdout == BODY
    assert run("clean", stdin=PAGE).stdout == BODY
    assert _records(run("clean", stdin=json.dumps({"text": SCRAPED})).stdout_bytes)[0]["text"] == BODY[:-1]


def test_nothing_in_nothing_out(run: Run) -> None:
    assert run("clean", stdin="").stdout_bytes == b""


def test_the_title_goes_on_top_when_asked(run: Run) -> None:
    _put_records("a.jsonl", {"text": SCRAPED, "title": "Flood"})
    assert run("clean", "a.jsonl", "--to", "text").stdout == BODY
    assert run("clean", "a.jsonl", "--to", "text", "--title").stdout == f"Flood\n\n{BODY}"


def test_a_folder_is_mirrored(run: Run) -> None:
    _put("in/a.txt")
    _put("in/b/c.html", PAGE)
    _put("in/.d.txt")
    run("clean", "in", "-o", "out")
    assert [name for name in _names() if name.startswith("out")] == ["out/a.txt", "out/b/c.txt"]
    assert Path("out/b/c.txt").read_text() == BODY


def test_several_inputs_become_records_with_their_source(run: Run) -> None:
    _put("a.txt")
    _put("b.html", PAGE)
    records = _records(run("clean", "a.txt", "b.html", "--to", "jsonl").stdout_bytes)
    assert [(record["source"], record["text"]) for record in records] == [
        ("a.txt", BODY[:-1]),
        ("b.html", BODY[:-1]),
    ]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_packed_inputs_and_outputs_go_by_their_ending(run: Run, ending: str) -> None:
    _put("a.txt")
    run("clean", "a.txt", "-o", f"b.txt{ending}")
    assert run("clean", f"b.txt{ending}").stdout == BODY


def test_a_record_keeps_its_fields_in_order_and_gains_others(run: Run) -> None:
    _put("a.jsonl", f'{{"z":1e400,"text":{json.dumps(SCRAPED)},"a":[NaN],"n":{10**40}}}\n')
    line = run("clean", "a.jsonl").stdout
    assert line.startswith('{"z":1e400,"text":')
    record = json.loads(line)
    assert list(record) == ["z", "text", "a", "n", "title", "author", "date", "language", "cleaner"]
    assert (record["text"], record["n"], record["title"]) == (BODY[:-1], 10**40, None)
    assert record["cleaner"]["removed"] == {"crosslink": 1}
    assert set(record["cleaner"]) == {"rulebook", "digest", "removed", "flags"}


def test_what_a_record_says_of_title_and_language_is_kept(run: Run) -> None:
    _put_records("a.jsonl", {"title": "Flood", "language": "eng_Latn", "text": SCRAPED})
    (record,) = _records(run("clean", "a.jsonl").stdout_bytes)
    assert (record["title"], record["language"]) == ("Flood", "eng_Latn")


BYLINE = """
about: Lines that name the author
defaults: {status: stable, languages: ['en']}
rules:
  by-name:
    title: A byline
    why: Stands under the headline.
    match: [{starts: ['by', 'published']}]
    tests: {removes: ['By Ada Strand'], keeps: ['Bystander']}
"""


def test_author_and_date_come_from_the_bylines_that_were_cut_unless_the_record_says_them(run: Run) -> None:
    _put("mine/byline.yaml", BYLINE)
    text = f"By Ada Strand and Wren Ruck\nPublished 14 March 2024\n{SCRAPED}"
    said = {"author": ["Somebody"], "date": 20240101, "language": "en"}
    _put_records(
        "a.jsonl",
        {"text": text, "language": "en"},
        {"text": text, **said},
        {"text": text, "date": " ", "author": None, "lang": "en"},
    )
    lines = run("clean", "a.jsonl", "--rules", "mine", "-o", "b.jsonl", "--ledger", "l.jsonl")
    assert lines.stdout == ""
    records = _records(Path("b.jsonl").read_bytes())
    found = ("Ada Strand; Wren Ruck", "2024-03-14")
    assert [(record["author"], record["date"]) for record in records] == [
        found,
        (["Somebody"], 20240101),
        found,
    ]
    assert _records(run("restore", "b.jsonl", "--ledger", "l.jsonl").stdout_bytes) == _records(
        Path("a.jsonl").read_bytes()
    )
    kept = _records(run("clean", "a.jsonl", "--rules", "mine", "--keep", "byline").stdout_bytes)
    assert (kept[0]["author"], kept[0]["date"]) == (None, None)


def test_author_and_date_of_a_page_come_from_its_metadata(run: Run) -> None:
    head = '<meta name="author" content="Ada Strand"><meta property="article:published_time" content="2024-03-14T18:22:00Z">'
    _put("a.html", PAGE.replace("<body>", f"<head>{head}</head><body>"))
    (record,) = _records(run("clean", "a.html", "--to", "jsonl").stdout_bytes)
    assert (record["author"], record["date"]) == ("Ada Strand", "2024-03-14")


def test_html_in_a_record_gives_the_text_and_goes_unless_kept(run: Run) -> None:
    _put_records("a.jsonl", {"html": PAGE, "id": 7})
    (record,) = _records(run("clean", "a.jsonl").stdout_bytes)
    assert list(record) == ["id", "text", "title", "author", "date", "language", "cleaner"]
    assert record["text"] == BODY[:-1]
    (record,) = _records(run("clean", "a.jsonl", "--keep-html").stdout_bytes)
    assert record["html"] == PAGE


def test_named_fields_are_read_and_written(run: Run) -> None:
    _put_records("a.jsonl", {"body": SCRAPED, "text": 7}, {"page": PAGE})
    one, two = _records(run("clean", "a.jsonl", "--text-field", "body", "--html-field", "page").stdout_bytes)
    assert (one["body"], one["text"], two["body"]) == (BODY[:-1], 7, BODY[:-1])


def test_empty_and_null_texts_are_flagged_and_no_error(run: Run) -> None:
    _put_records("a.jsonl", {"text": ""}, {"text": None}, {"html": "<html></html>"}, {"text": " \n"})
    records = _records(run("clean", "a.jsonl").stdout_bytes)
    assert [(record["text"], record["cleaner"]["flags"]) for record in records] == [("", ["empty"])] * 4


def test_an_input_without_records_gives_an_output_without_records(run: Run) -> None:
    _put("a.jsonl", "\n")
    run("clean", "a.jsonl", "-o", "b.jsonl")
    assert Path("b.jsonl").read_bytes() == b""


def test_a_category_can_be_kept_a_rule_disabled_and_another_rule_added(run: Run) -> None:
    _put("a.txt")
    assert LINK in run("clean", "a.txt", "--keep", "crosslink").stdout
    assert LINK in run("clean", "a.txt", "--disable", "crosslink/*").stdout
    assert LINK in run("clean", "a.txt", "--only", "navigation").stdout
    _put("mine/crosslink.yaml", READ_ALSO.replace("read-also", "mine").replace("READ ALSO", "Nobody was"))
    assert run("clean", "a.txt", "--rules", "mine").stdout == f"{FIRST}\n"


@pytest.mark.parametrize(
    "site", ["example.org", "www.example.org", "https://news.example.org/a?b#c", "EXAMPLE.org:8080"]
)
def test_rules_of_a_site_run_where_the_site_is_known(run: Run, site: str) -> None:
    _put(
        "mine/sites/example.org.yaml",
        READ_ALSO.replace("read-also", "crosslink-mine").replace("READ ALSO", "Nobody was"),
    )
    _put("a.txt")
    _put("a.html", PAGE)
    _put_records(
        "a.jsonl", {"text": SCRAPED}, {"text": SCRAPED, "url": "https://example.com/x"}, {"html": PAGE}
    )
    mine = ("--rules", "mine")
    for name in ("a.txt", "a.html"):
        assert run("clean", name, *mine).stdout == BODY
        assert run("clean", name, *mine, "--site", site).stdout == f"{FIRST}\n"
        assert run("clean", name, *mine, "--site", "example.com").stdout == BODY
    records = _records(run("clean", "a.jsonl", *mine, "--site", site).stdout_bytes)
    assert [SECOND in record["text"] for record in records] == [False, True, False]


def test_stray_bytes_are_flagged_and_the_output_is_utf8(run: Run) -> None:
    _put("a.txt", "Der Fluß stieg über Nacht. ".encode() + b"\x93")
    (record,) = _records(run("clean", "a.txt", "--to", "jsonl").stdout_bytes)
    assert record["cleaner"]["flags"] == ["encoding-mixed"]
    assert "�" in record["text"]


# Looking without writing


def test_a_diff_shows_what_would_go(run: Run) -> None:
    _put("a.txt")
    _put("b.txt", BODY)
    diff = run("clean", "a.txt", "b.txt", "--diff").stdout
    assert f"-{LINK}\n" in diff
    assert "b.txt" not in diff


def test_check_fails_where_a_file_would_change_and_names_it(run: Run) -> None:
    _put("a.txt")
    _put("b.txt", BODY)
    assert run("clean", "a.txt", "b.txt", "--check", code=1).stdout == "would change: a.txt\n"
    assert run("clean", "b.txt", "--check").stdout == ""
    assert LINK in run("clean", "a.txt", "--check", "--diff", code=1).stdout


# Writing over


def test_in_place_writes_the_file_itself_and_nothing_else(run: Run) -> None:
    _put("in/a.txt")
    run("clean", "--in-place", "in")
    assert Path("in/a.txt").read_text() == BODY
    assert _names() == ["in/a.txt"]
    run("clean", "--check", "in")


def test_in_place_without_paths_is_refused(run: Run) -> None:
    assert "name the files" in run("clean", "--in-place", stdin=SCRAPED, code=2).stderr


def test_in_place_never_writes_over_a_ledger(run: Run) -> None:
    _put("a.txt")
    run("clean", "a.txt", "--in-place", "--ledger", "l.jsonl")
    assert "another ledger" in run("clean", "a.txt", "--in-place", "--ledger", "l.jsonl", code=2).stderr
    assert run("restore", "a.txt", "--ledger", "l.jsonl").stdout == SCRAPED


def test_when_an_input_fails_in_place_those_before_it_can_be_restored(run: Run) -> None:
    _put("a.txt")
    broken = _put("b.txt", b"PK\x03\x04")
    assert "zip" in run("clean", "a.txt", "b.txt", "--in-place", "--ledger", "l.jsonl", code=2).stderr
    assert Path("a.txt").read_text() == BODY
    assert Path("b.txt").read_bytes() == broken
    run("restore", "a.txt", "--ledger", "l.jsonl", "-o", "back.txt")
    assert Path("back.txt").read_text() == SCRAPED


# The ledger and the way back


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("title", [(), ("--title",)])
def test_a_text_comes_back_byte_for_byte(
    run: Run, encoding: str, newline: str, title: tuple[str, ...]
) -> None:
    raw = _put(
        "a.txt",
        f"Flood in the old town\n“Überall Wasser” \n{SCRAPED}".replace("\n", newline).encode(encoding),
    )
    run("clean", "a.txt", "-o", "b.txt", "--ledger", "l.jsonl", *title)
    assert run("restore", "b.txt", "--ledger", "l.jsonl").stdout_bytes == raw


def test_stray_bytes_come_back(run: Run) -> None:
    raw = _put("a.txt", f"Der Fluß stieg über Nacht.\n{SCRAPED}".encode() + b"caf\xe9 \xff\n")
    run("clean", "a.txt", "-o", "b.txt", "--ledger", "l.jsonl")
    assert run("restore", "b.txt", "--ledger", "l.jsonl").stdout_bytes == raw


@pytest.mark.parametrize("empty", ["", "\n", " \n\n "])
def test_an_empty_text_comes_back(run: Run, empty: str) -> None:
    _put("a.txt", empty)
    run("clean", "a.txt", "-o", "b.txt", "--ledger", "l.jsonl")
    assert run("restore", "b.txt", "--ledger", "l.jsonl").stdout == empty


RECORDS = [
    {"id": "x", "text": SCRAPED, "n": 10**40},
    {"text": None, "title": None, "html": PAGE, "after": 1},
    {"html": PAGE, "cleaner": {"rulebook": "old"}, "lang": "en"},
    {"text": "", "title": "", "language": 5},
    {"text": "a\ud83d " + SCRAPED, "\ud83d": "\ud83d"},
]


@pytest.mark.parametrize("to", ["jsonl", "text"])
@pytest.mark.parametrize("more", [(), ("--keep-html",), ("--drop-flagged", "empty")])
def test_records_come_back_as_values_dropped_ones_included(run: Run, to: str, more: tuple[str, ...]) -> None:
    _put_records("a.jsonl", *RECORDS)
    run("clean", "a.jsonl", "--to", to, "-o", "b", "--ledger", "l.jsonl.gz", *more)
    back = _records(run("restore", "b", "--ledger", "l.jsonl.gz").stdout_bytes)
    assert back == RECORDS
    assert [list(record) for record in back] == [list(record) for record in RECORDS]


def test_html_comes_back_as_the_extracted_text(run: Run) -> None:
    _put("a.html", PAGE)
    run("clean", "a.html", "-o", "b.txt", "--ledger", "l.jsonl")
    assert run("restore", "b.txt", "--ledger", "l.jsonl").stdout.splitlines() == [FIRST, LINK, SECOND]


def test_a_folder_comes_back_as_a_folder(run: Run) -> None:
    _put("in/a.txt")
    _put("in/b/a.txt", f"{SECOND}\n{LINK}\n")
    run("clean", "in", "-o", "out", "--ledger", "l.jsonl")
    run("restore", "out", "--ledger", "l.jsonl", "-o", "back")
    for name in ("a.txt", "b/a.txt"):
        assert Path("back", name).read_bytes() == Path("in", name).read_bytes()
    assert (
        run("restore", "out/b/a.txt", "--ledger", "l.jsonl").stdout_bytes == Path("in/b/a.txt").read_bytes()
    )


def test_a_renamed_output_is_found_when_it_is_the_only_one(run: Run) -> None:
    _put("a.txt")
    run("clean", "a.txt", "-o", "b.txt", "--ledger", "l.jsonl")
    Path("b.txt").rename("c.txt")
    assert run("restore", "c.txt", "--ledger", "l.jsonl").stdout == SCRAPED


@pytest.mark.parametrize("to", ["text", "jsonl"])
@pytest.mark.parametrize("change", ["edit", "add", "cut"])
def test_an_output_that_was_changed_is_refused(run: Run, to: str, change: str) -> None:
    _put_records("a.jsonl", {"text": SCRAPED}, {"text": SECOND})
    run("clean", "a.jsonl", "--to", to, "-o", "b", "--ledger", "l.jsonl")
    raw = Path("b").read_bytes()
    middle = raw.index(b"\f\n" if to == "text" else b"\n")
    changed = {
        "edit": raw.replace(b"river", b"brook"),
        "add": raw + raw,
        "cut": raw[: middle + (to == "jsonl")],
    }
    _put("b", changed[change])
    result = run("restore", "b", "--ledger", "l.jsonl", "-o", "back", code=2)
    assert "b" in result.stderr
    assert not Path("back").exists()


def test_a_ledger_without_texts_restores_nothing_and_says_so(run: Run) -> None:
    _put("a.txt")
    run("clean", "a.txt", "-o", "b.txt", "--ledger", "l.jsonl", "--ledger-text", "no")
    assert LINK.encode() not in Path("l.jsonl").read_bytes()
    assert "nothing can be put back" in run("restore", "b.txt", "--ledger", "l.jsonl", code=2).stderr


def test_a_ledger_line_holds_what_the_contract_names(run: Run) -> None:
    _put("a.txt", SCRAPED.replace("\n", "\r\n"))
    run("clean", "a.txt", "-o", "b.txt", "--ledger", "l.jsonl")
    (entry,) = _records(Path("l.jsonl").read_bytes())
    assert (entry["source"], entry["index"], entry["id"]) == ("a.txt", 0, None)
    assert (entry["encoding"], entry["bom"], entry["newline"]) == ("utf-8", False, "crlf")
    (removal,) = entry["removals"]
    decoded = Path("a.txt").read_bytes().decode()
    assert decoded[removal["start"] : removal["end"]] == removal["text"] == LINK
    assert {"title", "language", "digest", "edits", "flags"} <= set(entry)


def test_restore_never_writes_over_what_it_reads(run: Run) -> None:
    _put("a.txt")
    run("clean", "a.txt", "-o", "b.txt", "--ledger", "l.jsonl")
    assert "while it is read" in run("restore", "b.txt", "--ledger", "l.jsonl", "-o", "b.txt", code=2).stderr


def test_a_ledger_that_is_none_is_named_with_its_line(run: Run) -> None:
    _put("a.txt")
    assert "a.txt:1" in run("restore", "a.txt", "--ledger", "a.txt", code=2).stderr
    assert "no such file" in run("restore", "a.txt", "--ledger", "l.jsonl", code=2).stderr


# Bad input


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nowhere.txt"], "nowhere.txt: no such file"),
        (["a.txt", "b.txt"], "--to jsonl"),
        (["a.txt", "--encoding", "latin-99"], "no such text encoding"),
        (["a.txt", "--keep", "adverts"], "no category adverts"),
        (["a.txt", "--disable", "crosslnk/*"], "fits no rule"),
        (["a.txt", "--profile", "wild"], "no profile"),
        (["a.txt", "--rules", "nowhere"], "nowhere"),
        (["a.txt", "-o", "a.txt"], "is the input"),
        (["a.txt", "--in-place", "-o", "b"], "--in-place"),
        (["a.txt", "--check", "--ledger", "l"], "--check"),
        (["a.txt", "--diff", "--ledger", "l"], "--diff"),
        (["a.txt", "--ledger", "-"], "--ledger -"),
        (["a.txt", "-o", "b.txt", "--ledger", "b.txt"], "another file"),
        (["a.txt", "--from", "jsonl"], "a.txt:1: is no JSON object"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_two_and_writes_nothing(
    run: Run, args: list[str], says: str
) -> None:
    _put("a.txt")
    _put("b.txt")
    result = run("clean", *args, code=2)
    assert says in result.stderr
    assert result.stdout == ""
    assert _names() == ["a.txt", "b.txt"]
    assert Path("a.txt").read_text() == SCRAPED


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        ("a.txt.gz", gzip.compress(SCRAPED.encode())[:-20], "damaged gzip"),
        ("a.txt.zst", b"no", "damaged zstandard"),
        ("a.jsonl", b'{"text": "x"}\n{"text"\n', "a.jsonl:2"),
        ("a.jsonl", b'{"body": "x"}\n', "--text-field"),
        ("a.json", b'[{"text": "x"}]', "jq"),
    ],
)
def test_a_bad_input_stops_with_its_name_and_leaves_no_output(
    run: Run, name: str, raw: bytes, says: str
) -> None:
    _put(name, raw)
    result = run("clean", name, "-o", "out", "--ledger", "l.jsonl", code=2)
    assert says in result.stderr
    assert _names() == [name]


def test_outputs_before_a_bad_input_stand_whole(run: Run) -> None:
    _put("in/a.txt")
    _put("in/b.txt", b"%PDF-1.7")
    _put("in/c.txt")
    run("clean", "in", "-o", "out", code=2)
    assert [name for name in _names() if "out" in name] == ["out/a.txt"]
    assert Path("out/a.txt").read_text() == BODY


def test_skipped_records_go_to_a_side_file_and_their_neighbours_stay(run: Run) -> None:
    _put("a.jsonl", b'{"text":"One."}\n{"text":\n\xff\n{"body":"x"}\n{"text":"Two."}\n')
    result = run("clean", "a.jsonl", "--errors", "skip", "-o", "b.jsonl", "--ledger", "l.jsonl")
    assert [record["text"] for record in _records(Path("b.jsonl").read_bytes())] == ["One.", "Two."]
    skipped = _records(Path("b.quarantine.jsonl").read_bytes())
    assert [(record["source"], record["line"]) for record in skipped] == [
        ("a.jsonl", 2),
        ("a.jsonl", 3),
        ("a.jsonl", 4),
    ]
    assert skipped[0]["raw"] == '{"text":'
    assert "3 skipped" in result.stderr
    assert run("restore", "b.jsonl", "--ledger", "l.jsonl").stdout_bytes == Path("a.jsonl").read_bytes()


def test_a_bad_file_can_be_skipped_and_the_side_file_named(run: Run) -> None:
    _put("in/a.txt")
    _put("in/b.txt", b"%PDF-1.7")
    run("clean", "in", "-o", "out", "--errors", "skip", "--quarantine", "bad.jsonl")
    assert _names() == ["bad.jsonl", "in/a.txt", "in/b.txt", "out/a.txt"]


def test_flagged_documents_are_put_aside_and_counted(run: Run) -> None:
    _put_records("a.jsonl", {"text": "", "id": 1}, {"text": SCRAPED})
    result = run("clean", "a.jsonl", "--drop-flagged", "empty")
    assert [record["text"] for record in _records(result.stdout_bytes)] == [BODY[:-1]]
    (aside,) = _records(Path("a.quarantine.jsonl").read_bytes())
    assert (aside["flags"], aside["record"]) == (["empty"], {"text": "", "id": 1})
    assert "1 dropped" in result.stderr


def test_an_interrupt_ends_quietly_and_leaves_nothing_half_written(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(work, "entry_of", interrupted)
    _put("a.txt")
    result = run("clean", "a.txt", "-o", "b.txt", "--ledger", "l.jsonl", code=130)
    assert result.stderr == ""
    assert _names() == ["a.txt"]


def test_a_disk_that_fills_up_leaves_the_earlier_outputs_and_nothing_else(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = shards.writing

    def full(name: str, state: Any = None) -> Any:
        if name.endswith("b.txt"):
            raise OutputError(f"{name}: the disk is full")
        return writing(name, state)

    monkeypatch.setattr(shards, "writing", full)
    _put("in/a.txt")
    _put("in/b.txt")
    run("clean", "in", "-o", "out", code=2)
    assert [name for name in _names() if "out" in name] == ["out/a.txt"]


# The program


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_of_its_own_and_in_the_list(run: Run, command: str) -> None:
    assert command in run("--help").stdout
    assert "Usage" in run(command, "--help").stdout


def test_the_shell_completes_commands_and_options(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, found in (("cleaner cl", "clean"), ("cleaner clean --quo", "--quotes")):
        more = {
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
            "_CLEANER_COMPLETE": "complete_bash",
        }
        result = CliRunner().invoke(app, [], env=more, prog_name="cleaner")
        assert found in result.stdout.split()


def _program(*args: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-W", "error", "-m", "cleaner", *args]
    return subprocess.run(command, capture_output=True, check=False, timeout=120, **more)


def test_the_module_runs_as_a_program() -> None:
    assert _program("--version").stdout.decode().strip() == f"cleaner {__version__}"
    assert _program("clean", input=FIRST.encode()).stdout.decode() == f"{FIRST}\n"


def test_a_summary_is_printed_when_asked_and_not_in_pipes() -> None:
    assert _program("clean", input=FIRST.encode()).stderr == b""
    assert b"1 file: removed nothing" in _program("clean", "-v", input=FIRST.encode()).stderr


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes")
def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    lines = json.dumps({"text": FIRST}) + "\n"
    (tmp_path / "a.jsonl").write_text(lines * 3000)
    command = [sys.executable, "-m", "cleaner", "clean", str(tmp_path / "a.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_an_interrupted_program_leaves_neither_a_message_nor_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text((json.dumps({"text": FIRST}) + "\n") * 200_000)
    command = [sys.executable, "-m", "cleaner", "clean", "a.jsonl", "-o", "b.jsonl", "--ledger", "l.jsonl"]
    deaf = signal.signal(signal.SIGINT, signal.default_int_handler)  # as jobs in the background often are
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        signal.signal(signal.SIGINT, deaf)
        while len(list(tmp_path.iterdir())) < 3 and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_output_is_an_error_and_no_traceback() -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "cleaner", "clean"]
        done = subprocess.run(command, input=FIRST.encode(), stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"disk is full" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_cleaning_text_loads_no_html_library_no_rich_no_pydantic_and_no_other_command() -> None:
    code = (
        "import sys; sys.argv = ['cleaner', 'clean', '--from', 'text', '--disable', 'title/*', '-o', '-']\n"
        "from cleaner.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=FIRST.encode(), capture_output=True, check=True)
    loaded = {name.split(".")[0] for name in done.stderr.decode().split()}
    assert loaded.isdisjoint({"lxml", "trafilatura", "rich", "pydantic", "charset_normalizer", "zstandard"})
    commands = {name for name in done.stderr.decode().split() if name.startswith("cleaner.")}
    assert commands.isdisjoint(
        {"cleaner.proof", "cleaner.explain", "cleaner.cli.restore", "cleaner.recovery"}
    )
