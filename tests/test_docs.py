"""The papers keep step with the program: every option and every key is named, and what can be pasted runs."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
import zstandard
from documents import ROOT

from cleaner import load_rules
from cleaner.book import Allow, Disable, Pack, Withdrawn
from cleaner.cli.commands import app
from cleaner.lint import lint
from cleaner.proof import OWN, test_rules
from cleaner.rule import Case, Clause, Limits, Near, Repeats, Rule, RuleFile, Tests, Window
from cleaner.values import CATEGORIES

PAGES = ("README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INSTALL = re.compile(r"python3 -m venv .*?pip install .*? && ")
SUITE = "-m pytest"
"""What is in no block that is run here: it would run this very suite."""


ADDING = "docs/adding.md"
"""Its blocks run in a test of their own, which looks at what they print."""


def _commands(command: Any, path: tuple[str, ...] = ("cleaner",)) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "list_commands"):
        yield " ".join(path), command
        return
    context = typer.Context(command)
    for name in command.list_commands(context):
        yield from _commands(command.get_command(context, name), (*path, name))


COMMANDS = dict(_commands(typer.main.get_command(app)))


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert re.findall(r"^## (cleaner .*)$", CLI, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_named_in_the_section_of_its_command(name: str) -> None:
    section = CLI.partition(f"## {name}\n")[2].partition("\n## ")[0]
    spelled = set(re.findall(r"--?[a-z][a-z-]*", section))
    options = [parameter for parameter in COMMANDS[name].params if parameter.param_type_name == "option"]
    known = {option for one in options for option in (*one.opts, *one.secondary_opts)}
    assert known - spelled == set()
    assert {option for option in spelled if option.startswith("--")} - known == set()


KINDS = (RuleFile, Rule, Clause, Limits, Near, Window, Repeats, Tests, Case, Pack, Disable, Allow, Withdrawn)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_key_of_the_rule_schema_is_described(kind: type[msgspec.Struct]) -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").partition("## The keys")[2]
    words = {word for code in re.findall(r"`([^`]+)`", text) for word in re.findall(r"[a-z_]+", code)}
    assert set(kind.__struct_fields__) <= words


def test_every_category_is_named_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in CATEGORIES if not re.search(rf"\b{name}\b", text)] == []


def _blocks(page: str, kind: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [body for name, body in _BLOCK.findall(text) if name == kind]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the blocks of a page find what they name, and a `cleaner` on the path."""
    home = tmp_path / "home"
    shutil.copytree(ROOT / "fixtures", home / "fixtures")
    page = home / "fixtures" / "wild" / "county-bridge-closure.txt"
    text = page.read_text(encoding="utf-8")
    for name in ("page.txt", "dump/a.txt", "dump/b/c.txt", "news/a.txt", "my_rules/README.md"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
    (home / "page.html").write_text(
        f"<html><body><article>{paragraphs}</article></body></html>", encoding="utf-8"
    )
    (home / "crawl.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": text, "id": 7}).encode()))
    (home / "crawl").mkdir()
    record = json.dumps({"text": text}).encode() + b"\n"
    (home / "crawl" / "a.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(record * 20))
    (home / "crawl" / "a.warc.gz").write_bytes(gzip.compress(_capture(text)))
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, words in (("cleaner", "-m cleaner"), ("python", "")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return home


def _capture(text: str) -> bytes:
    """Return an archive with one text."""
    body = text.encode()
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


def _runnable(block: str) -> str:
    """Return a block without what needs a network: setting up a venv and installing into it."""
    lines = [_INSTALL.sub("", line).replace(".venv/bin/", "") for line in block.splitlines()]
    return "\n".join(line for line in lines if SUITE not in line)


needs_a_shell = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")


@needs_a_shell
@pytest.mark.parametrize("page", [page for page in PAGES if _blocks(page, "sh") and page != ADDING])
def test_what_can_be_pasted_into_a_shell_runs(page: str, shelf: Path) -> None:
    for block in _blocks(page, "sh"):
        _run(_runnable(block), shelf)


def _run(script: str, folder: Path) -> str:
    """Run a script and return what it printed; nothing may go wrong or be complained of."""
    done = subprocess.run(
        ["/bin/sh", "-eu"], input=script, cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{script}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    assert done.stderr == "", script
    return done.stdout


@pytest.mark.parametrize("page", [page for page in PAGES if _blocks(page, "python")])
def test_what_can_be_pasted_into_python_runs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for block in _blocks(page, "python"):
        exec(compile(block, page, "exec"), {"__name__": "pasted"})


@needs_a_shell
def test_the_page_that_adds_a_rule_a_site_and_a_language_does_so(shelf: Path) -> None:
    shutil.rmtree(shelf / "my_rules")
    printed = [_run(block, shelf) for block in _blocks(ADDING, "sh")]
    before, tried, ruled, sited, spoken = printed
    assert before == "nothing goes, and no rule speaks against any line\n"
    assert "page.txt:2  starts" in tried
    assert "-From our shelves: Ten winter walks above the lake" in ruled.splitlines()
    assert " Your Low Fell Courier, fresh from the press each morning" in ruled.splitlines()
    assert sited.splitlines()[-5:] == _paragraphs(shelf / "page.txt", 0, 2, 4)
    assert spoken.splitlines()[-3:] == _paragraphs(shelf / "stranka.txt", 0, 2)


def _paragraphs(path: Path, *places: int) -> list[str]:
    """Return these lines of a file, parted by blank ones."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n\n".join(lines[place] for place in places).splitlines()


@pytest.mark.parametrize("page", [page for page in PAGES if _blocks(page, "yaml")])
def test_a_rule_that_is_shown_is_sound(page: str, tmp_path: Path) -> None:
    for block in _blocks(page, "yaml"):
        path = tmp_path / "crosslink.yaml"
        path.write_text(block, encoding="utf-8")
        rulebook = load_rules(path, proofs=True)
        report = test_rules(rulebook, select=OWN)
        assert report.passed, list(report.lines())
        assert [str(remark) for remark in lint(rulebook, select=OWN) if remark.level != "info"] == []
