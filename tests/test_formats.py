"""Claims about formats, on files made by other tools: pyarrow, polars, warcio, FastWARC, the csv module, gzip and zstd."""

from __future__ import annotations

import csv
import datetime
import decimal
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner import runs
from cleaner.errors import CleanerError, RecordError, SourceError, UsageError
from cleaner.recovery import recover
from cleaner.routes import Asked
from cleaner.rulebook import load_rules
from cleaner.runs import Options, plan, run
from cleaner.sources import Reading

FIRST = "The river rose in the night and by the morning it had reached the doors of the lower town."
LAST = "Nobody was hurt, the mayor said, but forty families had to sleep in the school."
PAGE = f"<html><head><title>Flood</title></head><body><article><p>{FIRST}</p><p>{LAST} Café.</p></article></body></html>"


@pytest.fixture(autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own, and no rules: these tests are about files."""
    empty = tmp_path_factory.mktemp("rules")
    monkeypatch.setattr(runs, "load_rules", lambda *paths: load_rules(empty, *paths, shipped=False))
    monkeypatch.setenv("CLEANER_NO_CACHE", "1")
    monkeypatch.chdir(tmp_path)


def _run(*paths: str, output: str = "b.jsonl", **more: Any) -> None:
    asked = Asked(
        paths, source_format=more.pop("form", "auto"), target_format=more.pop("to", None), output=output
    )
    options = Options(asked, **{"jobs": 1} | more)
    run(plan(options), options)


def _records(name: str = "b.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(name).read_text().splitlines()]


def _quarantine() -> list[dict[str, Any]]:
    return _records("b.quarantine.jsonl")


def _pack(name: str) -> None:
    """Pack a file as the command line tools do."""
    import zstandard

    raw = Path(name).read_bytes()
    Path(f"{name}.gz").write_bytes(gzip.compress(raw))
    Path(f"{name}.zst").write_bytes(zstandard.ZstdCompressor(write_checksum=True).compress(raw))


# CSV


def _csv(name: str, *rows: list[str], **more: Any) -> None:
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, **more).writerows(rows)


def test_rows_of_csv_become_records_with_all_columns() -> None:
    _csv("a.csv", ["id", "text"], ["1", f"{FIRST}\n{LAST}"], ["2", 'He said "no", and\r\nleft, he did; so.'])
    _run("a.csv")
    one, two = _records()
    assert (one["id"], one["text"]) == ("1", f"{FIRST}\n\n{LAST}")
    assert list(two) == ["id", "text", "title", "author", "date", "language", "cleaner"]


@pytest.mark.parametrize(
    ("name", "separator"), [("a.tsv", "\t"), ("a.csv", ";"), ("a.csv", "\t"), ("a.csv", "|")]
)
def test_the_separator_is_told_by_the_header(name: str, separator: str) -> None:
    _csv(name, ["id", "body", "n"], ["1", FIRST, "x,y;z"], delimiter=separator)
    _run(name, reading=Reading(text_field="body"), style=runs.Style(text_field="body"))
    assert _records()[0]["body"] == FIRST


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_packed_csv_with_a_mark_is_read(ending: str) -> None:
    Path("a.csv").write_bytes(b"\xef\xbb\xbf" + f"text\r\n{FIRST}\r\n".encode())
    _pack("a.csv")
    _run(f"a.csv{ending}")
    assert _records()[0]["text"] == FIRST


def test_a_column_that_is_missing_is_named_with_those_there_are() -> None:
    _csv("a.csv", ["id", "body"], ["1", FIRST])
    with pytest.raises(SourceError, match=r"a\.csv: no column.*only id, body.*--text-field"):
        _run("a.csv")


def test_broken_rows_of_csv_are_put_aside_and_their_neighbours_stay() -> None:
    rows = ["id,text", "1,one", '2,"two" and', "3", "4,four,4", '5,"five', "6,six", '7,"se""ven"']
    Path("a.csv").write_text("\n".join(rows) + "\n")
    with pytest.raises(RecordError, match=r"a\.csv:3"):
        _run("a.csv")
    _run("a.csv", errors="skip", ledger="l.jsonl")
    assert [(record["id"], record["text"]) for record in _records()] == [
        ("1", "one"),
        ("6", "six"),
        ("7", 'se"ven'),
    ]
    assert [(line["line"], line["raw"]) for line in _quarantine()] == [(n + 1, rows[n]) for n in (2, 3, 4, 5)]
    recover("b.jsonl", "l.jsonl", "back")
    assert Path("back").read_text().splitlines()[0] == '{"id":"1","text":"one"}'


def test_a_row_that_is_too_large_is_put_aside_whole() -> None:
    long = "\n".join([LAST] * 200)
    _csv("a.csv", ["id", "text"], ["1", FIRST], ["2", long], ["3", FIRST])
    _run("a.csv", reading=Reading(limit=1000))
    assert [record["id"] for record in _records()] == ["1", "3"]
    (line,) = _quarantine()
    assert list(csv.reader(io.StringIO(line["raw"]))) == [["2", long]]


def test_strange_bytes_in_csv_are_flagged() -> None:
    Path("a.csv").write_bytes(b"text\n" + FIRST.encode() + b" caf\xe9\n")
    _run("a.csv")
    assert _records()[0]["cleaner"]["flags"][0] == "encoding-mixed"


# Parquet

VALUES: dict[str, list[Any]] = {
    "id": [1, 2, 3],
    "text": [FIRST, "", f"{FIRST}\n{LAST}"],
    "score": [0.5, None, 2.0],
    "seen": [datetime.datetime(2026, 1, 2, 3, 4, 5, 6), None, datetime.datetime(1999, 1, 1)],
    "day": [datetime.date(2026, 1, 2), None, datetime.date(1999, 1, 1)],
    "price": [decimal.Decimal("12.50"), None, decimal.Decimal("-0.01")],
    "raw": [b"\x00\xff", None, b"abc"],
    "tags": [["a", "b"], [], None],
    "place": [{"x": 1, "y": "é"}, None, {"x": None, "y": ""}],
    "ok": [True, False, None],
}


def _by_pyarrow(name: str) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table(VALUES), name, row_group_size=2)


def _by_polars(name: str) -> None:
    pytest.importorskip("polars").DataFrame(VALUES, strict=False).write_parquet(name)


@pytest.mark.parametrize("make", [_by_pyarrow, _by_polars])
def test_tables_of_other_tools_come_back_with_their_types_and_values(make: Any) -> None:
    import pyarrow.parquet as pq

    make("a.parquet")
    _run("a.parquet", output="b.parquet", ledger="l.jsonl")
    before, after = pq.read_table("a.parquet"), pq.read_table("b.parquet")
    for name, values in VALUES.items():
        if name != "text":
            assert after.column(name).to_pylist() == values, name
            assert after.schema.field(name).type == before.schema.field(name).type, name
    assert after.column("text").to_pylist() == [FIRST, "", f"{FIRST}\n\n{LAST}"]
    assert after.column("cleaner").to_pylist()[1]["flags"] == ["empty"]
    recover("b.parquet", "l.jsonl", "back.jsonl")
    assert [record["text"] for record in _records("back.jsonl")] == VALUES["text"]
    assert [record["price"] for record in _records("back.jsonl")] == [12.5, None, -0.01]


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_a_table_becomes_records(ending: str) -> None:
    _by_pyarrow("a.parquet")
    _pack("a.parquet")
    _run(f"a.parquet{ending}")
    one, two, _ = _records()
    assert (one["seen"][:19].replace("T", " "), one["day"], one["raw"]) == (
        "2026-01-02 03:04:05",
        "2026-01-02",
        "AP8=",
    )
    assert (one["price"], one["tags"], one["place"]) == (12.5, ["a", "b"], {"x": 1, "y": "é"})
    assert two["score"] is None


def test_records_become_a_table_that_polars_reads() -> None:
    polars = pytest.importorskip("polars")
    records = [
        {"text": FIRST, "n": 1, "mixed": 1, "nested": {"a": 1}, "late": None, "big": 10**30},
        {
            "text": None,
            "n": 2.5,
            "mixed": "x",
            "nested": {"a": 2, "b": "c"},
            "late": "here",
            "lone": "\ud800",
        },
    ]
    Path("a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    _run("a.jsonl", output="b.parquet")
    table = polars.read_parquet("b.parquet")
    assert table["text"].to_list() == [FIRST, ""]
    assert table["n"].to_list() == [1.0, 2.5]
    assert table["mixed"].to_list() == ["1", "x"]
    assert table["nested"].to_list() == [{"a": 1, "b": None}, {"a": 2, "b": "c"}]
    assert table["late"].to_list() == [None, "here"]
    assert table["big"].to_list()[0] == str(10**30) or table["big"].to_list()[0] == 1e30


def test_records_come_back_from_a_table() -> None:
    records = [{"text": FIRST, "n": 1}, {"late": "here", "text": LAST, "title": "T"}, {"html": PAGE}]
    Path("a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    _run("a.jsonl", output="b.parquet", ledger="l.jsonl")
    recover("b.parquet", "l.jsonl", "back.jsonl")
    assert _records("back.jsonl") == records


def test_a_text_too_large_in_a_table_is_put_aside() -> None:
    _by_pyarrow("a.parquet")
    _run("a.parquet", reading=Reading(limit=100))
    assert [record["id"] for record in _records()] == [1, 2]
    assert json.loads(_quarantine()[0]["raw"])["id"] == 3


def test_a_damaged_row_group_costs_no_other() -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"text": [f"{FIRST} {n}" for n in range(40)]})
    pq.write_table(table, "a.parquet", row_group_size=10, write_page_checksum=True, compression="none")
    raw = Path("a.parquet").read_bytes()
    Path("a.parquet").write_bytes(raw.replace(f"{FIRST} 15".encode(), b"\xff" * len(f"{FIRST} 15")))
    _run("a.parquet", errors="skip")
    assert len(_records()) == 30
    assert "rows 11 to 20" in _quarantine()[0]["reason"]


def test_a_table_is_not_written_to_standard_output() -> None:
    _by_pyarrow("a.parquet")
    with pytest.raises(UsageError, match="-o"):
        plan(Options(Asked(("a.parquet",))))


def test_without_pyarrow_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    _by_pyarrow("a.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UsageError, match=r"pip install 'cleaner\[parquet\]'"):
        _run("a.parquet")


# WARC and WET


def _http(body: bytes, *headers: tuple[str, str], status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _captures() -> Iterator[tuple[str, str, bytes]]:
    page, html = PAGE.encode(), ("Content-Type", "text/html; charset=utf-8")
    yield "response", "https://example.org/plain", _http(page, html)
    yield "request", "https://example.org/asked", b"GET / HTTP/1.1\r\n\r\n"
    yield (
        "response",
        "https://example.org/packed",
        _http(gzip.compress(page), html, ("Content-Encoding", "gzip")),
    )
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (page[:90], page[90:])) + b"0\r\n\r\n"
    yield "response", "https://example.org/chunks", _http(chunks, html, ("Transfer-Encoding", "chunked"))
    yield "response", "https://example.org/gone", _http(page, html, status="404 Not Found")
    yield "response", "https://example.org/image", _http(b"\x89PNG", ("Content-Type", "image/png"))
    latin = PAGE.encode("cp1252")
    yield (
        "response",
        "https://example.org/latin",
        _http(latin, ("Content-Type", "text/html; charset=windows-1252")),
    )
    yield "conversion", "https://example.org/text", f"{FIRST}\n{LAST} Café.".encode()


def _by_warcio(name: str) -> None:
    writing = pytest.importorskip("warcio.warcwriter")
    with Path(name).open("wb") as file:
        out = writing.WARCWriter(file, gzip=name.endswith(".gz"))
        out.write_record(out.create_warcinfo_record(name, {"software": "test"}))
        for kind, url, body in _captures():
            form = "text/plain" if kind == "conversion" else f"application/http; msgtype={kind}"
            out.write_record(
                out.create_warc_record(
                    url, kind, payload=io.BytesIO(body), warc_content_type=form, length=len(body)
                )
            )


def _by_fastwarc(name: str) -> None:
    warc = pytest.importorskip("fastwarc.warc")
    from fastwarc.stream_io import GzipWriter

    with Path(name).open("wb") as file:
        out = GzipWriter(file) if name.endswith(".gz") else file
        for kind, url, body in _captures():
            record = warc.WarcRecord()
            record.init_headers(record_type=getattr(warc.WarcRecordType, kind))
            record.headers["WARC-Target-URI"] = url
            record.headers["Content-Type"] = (
                "text/plain" if kind == "conversion" else f"application/http; msgtype={kind}"
            )
            record.set_bytes_content(body)
            record.write(out)
        if out is not file:
            out.close()


DOCUMENTS = ["plain", "packed", "chunks", "latin", "text"]


@pytest.mark.parametrize("make", [_by_warcio, _by_fastwarc])
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wet.gz"])
def test_archives_of_other_tools_give_their_pages_and_texts(make: Any, name: str) -> None:
    make(name)
    _run(name, ledger="l.jsonl")
    records = _records()
    assert [record["url"].rpartition("/")[2] for record in records] == DOCUMENTS
    for record in records:
        assert FIRST in record["text"], record["url"]
        assert "Café" in record["text"], record["url"]
    assert records[0]["title"] == "Flood"
    recover("b.jsonl", "l.jsonl", "back.jsonl")
    assert [record["url"] for record in _records("back.jsonl")] == [record["url"] for record in records]
    assert all(FIRST in record["text"] for record in _records("back.jsonl"))


def test_a_page_packed_with_brotli_is_unpacked_or_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    body = pytest.importorskip("brotli").compress(PAGE.encode())
    record = _http(body, ("Content-Type", "text/html"), ("Content-Encoding", "br"))
    _archive(record)
    _run("a.warc")
    assert FIRST in _records()[0]["text"]
    monkeypatch.setitem(sys.modules, "brotli", None)
    with pytest.raises(RecordError, match=r"cleaner\[warc\]"):
        _run("a.warc")


def _archive(*bodies: bytes) -> list[bytes]:
    """Write an archive by hand, and return its records."""
    records = [
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/%d\r\nContent-Type: application/http\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (number, len(body), body)
        for number, body in enumerate(bodies)
    ]
    Path("a.warc").write_bytes(b"".join(records))
    return records


GOOD = _http(PAGE.encode(), ("Content-Type", "text/html; charset=utf-8"))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"Content-Length: ", b"Content-Length: 9"),
        (b"Content-Length: ", b"Content-Length: 99999"),
        (b"Content-Length: 3", b"Content-Length: "),
        (b"Content-Length: ", b"Content-Length: 999999999999"),
        (b"Content-Length: ", b"Content-Length: x"),
        (b"WARC/1.0\r\n", b"WARX/1.0\r\n"),
        (b"Content-Length", b"Content-Lenght"),
    ],
)
def test_a_damaged_record_of_an_archive_costs_no_neighbour(was: bytes, now: bytes) -> None:
    records = _archive(*[GOOD] * 5)
    assert was in records[2]
    records[2] = records[2].replace(was, now, 1)
    Path("a.warc").write_bytes(b"".join(records))
    _run("a.warc", errors="skip")
    assert [record["url"][-1] for record in _records()] == ["0", "1", "3", "4"]
    assert len(_quarantine()) == 1


def test_a_damaged_member_of_an_archive_costs_no_neighbour() -> None:
    members = [gzip.compress(record) for record in _archive(*[GOOD] * 5)]
    members[2] = members[2][:50] + bytes(30) + members[2][80:]
    Path("a.warc.gz").write_bytes(b"".join(members))
    _run("a.warc.gz", errors="skip")
    assert [record["url"][-1] for record in _records()] == ["0", "1", "3", "4"]


def test_a_page_too_large_is_put_aside_and_the_next_is_read() -> None:
    _archive(GOOD, _http(PAGE.encode() * 99, ("Content-Type", "text/html")), GOOD)
    _run("a.warc", reading=Reading(limit=5000))
    assert [record["url"][-1] for record in _records()] == ["0", "2"]
    assert _quarantine()[0]["raw"].count(FIRST) == 99


def test_what_is_no_archive_is_refused() -> None:
    Path("a.warc").write_text(FIRST)
    with pytest.raises(SourceError, match="no WARC archive"):
        _run("a.warc")


# Names: globs and addresses


def test_a_pattern_stands_for_the_files_it_fits() -> None:
    for name in ("in/x/a.txt", "in/y/a.txt", "in/y/b.md", "in/.h/a.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(FIRST)
    _run("in/**/*.txt", output="out")
    assert sorted(str(path) for path in Path("out").rglob("*.txt")) == ["out/x/a.txt", "out/y/a.txt"]
    with pytest.raises(SourceError, match="fits no file"):
        _run("in/*.csv")


def test_a_file_whose_name_looks_like_a_pattern_is_that_file() -> None:
    Path("a[1].txt").write_text(FIRST)
    _run("a[1].txt", output="b.txt")
    assert Path("b.txt").read_text() == f"{FIRST}\n"


@pytest.fixture
def memory() -> Iterator[Any]:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def test_addresses_are_read_and_written(memory: Any) -> None:
    line = json.dumps({"text": FIRST}) + "\n"
    memory.pipe({"/in/a.jsonl.gz": gzip.compress(line.encode()), "/in/deep/b.jsonl": line.encode() * 2})
    _run("memory://in", output="memory://out")
    assert sorted(memory.find("/out")) == ["/out/a.jsonl.gz", "/out/deep/b.jsonl"]
    assert json.loads(gzip.decompress(memory.cat("/out/a.jsonl.gz")))["text"] == FIRST
    _run("memory://in/**/*.jsonl", output="memory://all.jsonl", ledger="memory://l.jsonl")
    assert len(memory.cat("/all.jsonl").splitlines()) == 2
    assert len(memory.cat("/l.jsonl").splitlines()) == 2


def test_tables_are_read_from_and_written_to_addresses(memory: Any) -> None:
    import pyarrow.parquet as pq

    _by_pyarrow("a.parquet")
    memory.pipe("/a.parquet", Path("a.parquet").read_bytes())
    _run("memory://a.parquet", output="memory://b.parquet")
    assert pq.read_table(io.BytesIO(memory.cat("/b.parquet"))).num_rows == 3


@pytest.mark.parametrize("name", ["memory://nowhere.txt", "nosuch://a/b.txt"])
def test_an_address_that_leads_nowhere_is_an_error_with_its_name(name: str, memory: Any) -> None:
    with pytest.raises(CleanerError, match=name.split(":", maxsplit=1)[0]):
        _run(name)


def test_without_fsspec_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError, match=r"pip install 'cleaner\[remote\]'"):
        _run("s3://bucket/a.jsonl")


# By ending


@pytest.mark.parametrize(
    ("output", "begins"), [("b.txt", b"The river"), ("b.jsonl", b'{"text"'), ("b.parquet", b"PAR1")]
)
def test_the_ending_of_the_output_says_what_is_written(output: str, begins: bytes) -> None:
    Path("a.jsonl").write_text(json.dumps({"text": FIRST}) + "\n")
    _run("a.jsonl", output=output)
    assert Path(output).read_bytes().startswith(begins)
