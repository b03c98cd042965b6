"""Claims about inputs that are cut or damaged at random, in every format: clear errors, nothing but them, and no neighbour lost."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from cleaner import runs
from cleaner.errors import CleanerError
from cleaner.routes import Asked
from cleaner.rulebook import load_rules
from cleaner.runs import Options, plan, run

COUNT = 24
TEXTS = [f"The river rose in the night of day {number}, “said” the mayor." for number in range(COUNT)]


@pytest.fixture(autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own, and no rules, and no look at what the pages say: these tests are about files."""
    empty = tmp_path_factory.mktemp("rules")
    monkeypatch.setenv("CLEANER_NO_CACHE", "1")
    rulebook = load_rules(empty, shipped=False)
    monkeypatch.setattr(runs, "load_rules", lambda *paths: rulebook)
    monkeypatch.chdir(tmp_path)


def _jsonl() -> list[bytes]:
    return [json.dumps({"id": n, "text": text}).encode() + b"\n" for n, text in enumerate(TEXTS)]


def _csv() -> list[bytes]:
    rows = [["id", "text"], *([str(n), text + "\n, more"] for n, text in enumerate(TEXTS))]
    pieces = []
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow(row)
        pieces.append(out.getvalue().encode())
    return pieces


def _warc() -> list[bytes]:
    head = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: x:{}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n"
    bodies = [text.encode() for text in TEXTS]
    return [head.format(n, len(body)).encode() + body + b"\r\n\r\n" for n, body in enumerate(bodies)]


def _parquet() -> list[bytes]:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    out = io.BytesIO()
    table = pa.table({"id": list(range(COUNT)), "text": TEXTS})
    pq.write_table(table, out, row_group_size=6, write_page_checksum=True)
    return [out.getvalue()]


def _html() -> list[bytes]:
    return [f"<html><body><article><p>{text}</p></article></body></html>".encode() for text in TEXTS[:3]]


def _text() -> list[bytes]:
    return [text.encode() + b"\n" for text in TEXTS]


MAKE: dict[str, Callable[[], list[bytes]]] = {
    "a.jsonl": _jsonl, "a.csv": _csv, "a.warc": _warc, "a.parquet": _parquet, "a.html": _html, "a.txt": _text,
}  # fmt: skip
PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": lambda raw: gzip.compress(raw, mtime=0),
    ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def _damaged(raw: bytes, noise: random.Random) -> tuple[bytes, int, int]:
    """Return the bytes with one damage, and where it is."""
    start = noise.randrange(len(raw))
    end = min(len(raw), start + noise.choice([1, 1, 3, 20, 200]))
    kind = noise.choice(["cut", "flip", "zero", "insert", "remove"])
    if kind == "cut":
        return raw[:start], start, len(raw)
    middle = {
        "flip": bytes(byte ^ 0x55 for byte in raw[start:end]),
        "zero": bytes(end - start),
        "remove": b"",
    }
    return raw[:start] + middle.get(kind, noise.randbytes(20) + raw[start:end]) + raw[end:], start, end


def _clean(name: str) -> list[dict[str, Any]]:
    options = Options(Asked((name,), output="b.jsonl", target_format="jsonl"), errors="skip", jobs=1)
    for old in ("b.jsonl", "b.quarantine.jsonl"):
        Path(old).unlink(missing_ok=True)
    summary = run(plan(options), options)
    out = Path("b.jsonl").read_text("utf-8") if Path("b.jsonl").exists() else ""
    records = [json.loads(line) for line in out.split("\n")[:-1]]
    if summary.quarantined:
        lines = [json.loads(line) for line in Path("b.quarantine.jsonl").read_text("utf-8").split("\n")[:-1]]
        assert len(lines) == summary.quarantined.total()
        assert all(line["reason"] and line["source"] == name for line in lines)
        assert "failed" not in summary.quarantined, lines
    return records


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize("name", MAKE)
def test_damage_ends_in_clear_errors(name: str, ending: str) -> None:
    raw = PACK[ending](b"".join(MAKE[name]()))
    noise = random.Random(name + ending)
    for _ in range(25):
        Path(name + ending).write_bytes(_damaged(raw, noise)[0])
        try:
            _clean(name + ending)
        except CleanerError as error:
            assert str(error).startswith(name), error


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.warc"])
@pytest.mark.parametrize("seed", range(4))
def test_damage_costs_no_document_but_those_it_touches(name: str, ending: str, seed: int) -> None:
    """Each piece is packed by itself, as archives are, so that damage has an end."""
    pieces = [PACK[ending](piece) for piece in MAKE[name]()]
    first = name == "a.csv"  # without its header there is nothing to be had
    noise = random.Random(f"{name} {ending} {seed}")
    for _ in range(10):
        raw, start, end = _damaged(b"".join(pieces[first:]), noise)
        Path(name + ending).write_bytes(b"".join(pieces[:first]) + raw)
        touched, at = set(), 0
        for number, piece in enumerate(pieces[first:]):
            if start <= at + len(piece) and at <= end:
                touched.add(number)
            at += len(piece)
        try:
            texts = "".join(record["text"] for record in _clean(name + ending))
        except CleanerError as error:
            assert min(touched) == 0, error
            continue
        lost = {number for number in range(COUNT) if f" {number}," not in texts} - touched
        assert not lost, (start, end, touched)
