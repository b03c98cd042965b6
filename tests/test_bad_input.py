"""Bad input as it is typed: exit 2 with a message of where, what and what to do, or on with a flag; never a traceback, nothing half written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROSE = "The river rose in the night and by the morning it had reached the doors of the lower town."
MORE = "Nobody was hurt, the mayor said, but forty families had to sleep in the school for a second night."
RULE = """about: Lines that point to one other story
rules:
  read-also:
    title: Link line with a label
    why: Editors drop links to other stories between paragraphs.
    status: stable
    match: [%s]
    tests: {removes: ['READ ALSO: Ten held after raid'], keeps: ['He read also the second volume.']}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(f"{PROSE}\nREAD ALSO: Ten held after raid\n{MORE}\n", encoding="utf-8")


def _cleaner(*words: str, code: int, stdin: bytes | None = None) -> tuple[bytes, str]:
    """Run the program; return what it printed and what it said."""
    command = [sys.executable, "-W", "error", "-m", "cleaner", *words]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=120)
    said = done.stderr.decode()
    assert done.returncode == code, (done.stdout[-500:], said[-2000:])
    assert "Traceback" not in said
    return done.stdout, said


def _files() -> set[str]:
    return {str(path) for path in Path().rglob("*") if path.is_file()}


def _stops(*words: str, says: str, does: str) -> None:
    """Run `clean` with an output and a ledger: it stops, says where and what (`says`) and what to do (`does`), and writes nothing."""
    before = {name: Path(name).read_bytes() for name in _files() if os.access(name, os.R_OK)}
    printed, said = _cleaner("clean", *words, "--ledger", "ledger.jsonl", code=2)
    assert said.startswith("cleaner: ")
    assert says in said
    assert does in said
    assert printed == b""
    assert {name: Path(name).read_bytes() for name in _files() if os.access(name, os.R_OK)} == before


def test_a_missing_file() -> None:
    _stops("none.txt", "-o", "out.txt", says="none.txt: no such file", does="check the spelling")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
def test_an_unreadable_file() -> None:
    _stops(
        "/proc/self/mem",
        "-o",
        "out.txt",
        says="/proc/self/mem: cannot be read",
        does="check disk and permissions",
    )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission() -> None:
    Path("secret.txt").write_text("x", encoding="utf-8")
    Path("secret.txt").chmod(0)
    _stops("secret.txt", "-o", "out.txt", says="secret.txt: cannot be read", does="permissions")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (bytes(range(256)) * 40, "binary data"),
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04x", "a zip archive"),
        (b"\x1f\x8b\x08x", "gzip data"),
    ],
)
def test_a_binary_file(raw: bytes, what: str) -> None:
    Path("b.txt").write_bytes(raw)
    _stops(
        "b.txt",
        "-o",
        "out.txt",
        says=f"b.txt: not a text file but {what}",
        does="give text, HTML or JSON Lines",
    )


@pytest.mark.parametrize(
    "line", ['{"text":', "nonsense", '{"text":"x",}', '{"text":7}', '{"body":"x"}', "[1]"]
)
def test_a_broken_line_or_a_record_without_the_field(line: str) -> None:
    Path("r.jsonl").write_text(f'{{"text":"One."}}\n\n{line}\n{{"text":"Two."}}\n', encoding="utf-8")
    _stops("r.jsonl", "-o", "out.jsonl", says="r.jsonl:3: ", does="--errors skip")
    _, said = _cleaner("clean", "r.jsonl", "-o", "out.jsonl", "--errors", "skip", code=0)
    assert "1 skipped" in said
    assert "out.quarantine.jsonl" in said
    texts = [
        json.loads(record)["text"] for record in Path("out.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert texts == ["One.", "Two."]
    (skipped,) = Path("out.quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    assert (json.loads(skipped)["line"], json.loads(skipped)["raw"]) == (3, line)


needs_a_full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@needs_a_full_disk
def test_a_full_disk() -> None:
    _stops("a.txt", "-o", "/dev/full", says="/dev/full: the disk is full", does="free space and run again")
    _, said = _cleaner("clean", "a.txt", "-o", "out.txt", "--ledger", "/dev/full", code=2)
    assert "/dev/full: the disk is full" in said
    assert Path("out.txt").read_text(encoding="utf-8") == f"{PROSE}\n\n{MORE}\n", "whole, or not there at all"


@pytest.mark.parametrize("output", ["a.txt", "./a.txt", "link.txt", "here/../a.txt"])
def test_an_output_that_is_the_input(output: str) -> None:
    Path("here").mkdir()
    Path("link.txt").symlink_to("a.txt")
    _stops(
        "a.txt", "-o", output, says="the output is the input a.txt", does="name another, or say --in-place"
    )


def test_two_inputs_for_one_output() -> None:
    for name in ("in/a.txt", "in/a.html", "other/a.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(PROSE, encoding="utf-8")
    _stops(
        "in",
        "-o",
        "out",
        says="out/a.txt: two inputs for one output, in/a.html and in/a.txt",
        does="one by one",
    )
    _stops("in/a.txt", "other", "-o", "out", says="two inputs for one output", does="one by one")
    _stops("in", "-o", "in/out", says="in/out: the output folder lies inside", does="name one outside")


def test_faulty_rule_files_are_shown_with_all_their_faults() -> None:
    Path("mine").mkdir()
    Path("mine/ad.yaml").write_text(
        "about: x\nrules:\n  Bad: {}\n  odd-rule: {hass: 'x'}\n", encoding="utf-8"
    )
    Path("mine/app.yaml").write_text("about: 'x\n", encoding="utf-8")
    Path("mine/bio.yaml").write_text((RULE % "{regex: '('}").replace("\n", "\r\n"), encoding="utf-8")
    _, said = _cleaner("clean", "a.txt", "--rules", "mine", code=2)
    for place in (
        "ad.yaml:3:8 · a name",
        "ad.yaml:4:20 · unknown key `hass`: did you mean `has`?",
        "app.yaml:2:1 · YAML",
        "bio.yaml:7:21 · pattern",
    ):
        assert f"mine/{place}" in said, place
    assert "    odd-rule: {hass: 'x'}" in said, "with the line as it stands"


@pytest.mark.parametrize("deep", [False, True])
def test_an_alias_bomb(deep: bool) -> None:
    lines = ["about: x", "a0: &a0 ['x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x']"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    Path("ad.yaml").write_text("[" * 100_000 if deep else "\n".join(lines), encoding="utf-8")
    began = time.monotonic()
    _stops(
        "a.txt",
        "-o",
        "out.txt",
        "--rules",
        "ad.yaml",
        says="ad.yaml:",
        does="part it" if deep else "write the values out",
    )
    assert time.monotonic() - began < 60


def test_mixed_and_wrong_encodings_come_through_and_go_back() -> None:
    mixed = f"Caf\xe9 {MORE}\n".encode("cp1252") + f"“{PROSE}”\n".encode()
    Path("m.txt").write_bytes(mixed)
    _, said = _cleaner("clean", "m.txt", "-o", "out.txt", "--ledger", "l.jsonl", "-v", code=0)
    assert "1 encoding-mixed" in said
    assert Path("out.txt").read_bytes().decode().startswith("Caf\ufffd ")
    assert _cleaner("restore", "out.txt", "--ledger", "l.jsonl", code=0)[0] == mixed
    Path("w.txt").write_bytes(f"Überall Wasser, sagte Jörg. {PROSE}".encode("cp1252"))
    assert (
        "Überall Wasser, sagte Jörg."
        in _cleaner("clean", "w.txt", "--encoding", "cp1252", code=0)[0].decode()
    )


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("e.txt", ""),
        ("e.txt", " \n\n"),
        ("e.html", "<html><script>1</script></html>"),
        ("e.html", ""),
        ("e.jsonl", '{"text":null}'),
        ("e.jsonl", '{"html":""}'),
    ],
)
def test_nothing_to_clean_is_flagged_and_no_error(name: str, raw: str) -> None:
    Path(name).write_text(raw, encoding="utf-8")
    (record,) = _cleaner("clean", name, "--to", "jsonl", code=0)[0].splitlines()
    assert json.loads(record)["text"] == ""
    assert json.loads(record)["cleaner"]["flags"] == ["empty"]


def test_a_very_long_line_takes_time_in_proportion() -> None:
    """A hundred megabytes would take CI a quarter of a minute and 2 GB; a line of eight and one of two tell whether time grows faster."""
    times = []
    for size in (2, 8):
        sentences = (f"{PROSE[:-1]}, as in year {year}." for year in range(size * 1_000_000 // len(PROSE)))
        Path("long.txt").write_text(" ".join(sentences), encoding="utf-8")
        began = os.times().children_user
        _cleaner("clean", "long.txt", "-o", "out.txt", code=0)
        times.append(os.times().children_user - began)
        assert Path("out.txt").stat().st_size > 0.95 * size * 1_000_000
    assert times[1] < 8 * max(times[0], 0.5)


def test_a_pattern_that_runs_away_is_named_and_its_rule_skipped() -> None:
    Path("crosslink.yaml").write_text(
        RULE % "{regex: '^(?:a|aa)+$'}, {starts: 'READ ALSO:'}", encoding="utf-8"
    )
    Path("s.txt").write_text(f"{PROSE}\n{'a' * 60}!\nRead this\n{MORE}\n", encoding="utf-8")
    began = time.monotonic()
    (record,) = _cleaner("clean", "s.txt", "--to", "jsonl", "--rules", "crosslink.yaml", code=0)[
        0
    ].splitlines()
    assert "pattern-timeout:crosslink/read-also" in json.loads(record)["cleaner"]["flags"]
    assert MORE in json.loads(record)["text"]
    assert time.monotonic() - began < 60


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize("to", ["text", "jsonl"])
def test_a_pipe_that_closes_early_ends_quietly(to: str) -> None:
    Path("many.jsonl").write_text((json.dumps({"text": f"{PROSE}\n{MORE}"}) + "\n") * 3000, encoding="utf-8")
    script = f'set -o pipefail; "{sys.executable}" -m cleaner clean many.jsonl --to {to} | head -n 1'
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == 1
