"""The parts of the speed benchmark that run the command line, or whole pages: HTML, processes, memory, cold start.

Owns what each of them runs and the lines it tells. Must not know how time is taken.
"""

from __future__ import annotations

import sys
from html import escape
from statistics import median
from typing import Any

from benchmarks.course import MEGABYTE, Course, dumped
from benchmarks.laps import children, laps, peak_memory, wall
from benchmarks.report import write_table

BLOCKS = 40
"""Characters: shorter lines of a made page stand in a list, longer ones in paragraphs."""


def html(course: Course) -> list[str]:
    """Return the table of the time that a page takes beside trafilatura alone, asked as we ask it where its choice is the text."""
    from trafilatura import bare_extraction

    from cleaner.pipeline import clean_html

    pages = [_page_of(text) for text in course.texts[: 3 if course.quick else 60]]

    def alone() -> None:
        for page in pages:
            found: Any = bare_extraction(page, favor_recall=True, include_comments=False, with_metadata=True)
            assert found is not None

    def ours() -> None:
        for page in pages:
            clean_html(page)

    alone()
    ours()
    times = laps({"trafilatura": alone, "cleaner, trafilatura in it": ours}, course.rounds)
    base = times["trafilatura"]
    size = sum(map(len, pages)) / MEGABYTE
    table = [["", "MB/s", "trafilatura = 1"]]
    table += [[name, f"{size / taken:.2f}", f"{taken / base:.2f}"] for name, taken in times.items()]
    return [write_table(table), "", "Aim: 1.15, stretch 1.05."]


def _page_of(text: str) -> str:
    """Return a text as a page: short lines in lists, long ones in paragraphs."""
    parts = [
        f"<ul><li><a href='/'>{escape(line)}</a></li></ul>"
        if len(line) < BLOCKS
        else f"<p>{escape(line)}</p>"
        for line in text.split("\n")
    ]
    return (
        f"<html lang='en'><head><title>Page</title></head><body><main>{''.join(parts)}</main></body></html>"
    )


def jobs(course: Course) -> list[str]:
    """Return the table of the time that the clock tells for one process and for two."""
    source = course.folder / "jobs.jsonl"
    lines = [dumped({"id": number, "text": text}) for number, text in enumerate(course.texts)]
    times = 1 if course.quick else max(1, round(20 * MEGABYTE / course.size))
    source.write_bytes(b"\n".join(lines * times) + b"\n")
    commands = {
        str(count): [
            *(sys.executable, "-m", "cleaner", "clean", str(source), "-j", str(count)),
            *("-o", str(course.folder / "out.jsonl")),
        ]
        for count in (1, 2)
    }
    taken = {name: median(seconds) for name, seconds in wall(commands, 1 if course.quick else 5).items()}
    table = [["processes", "MB/s", "times as fast as one"]]
    size = source.stat().st_size / MEGABYTE
    table += [
        [name, f"{size / seconds:.2f}", f"{taken['1'] / seconds:.2f}"] for name, seconds in taken.items()
    ]
    return [write_table(table), "", "By the clock, so only a quiet machine tells. Aim: 1.6, stretch 1.9."]


def memory(course: Course) -> list[str]:
    """Return the table of the memory that the command takes for a short and for a long file."""
    table = [["MB of JSONL", "largest resident memory, MB"]]
    lines = [dumped({"id": number, "text": text}) for number, text in enumerate(course.texts)]
    for times in (1, 2) if course.quick else (1, 100):
        source = course.folder / f"memory-{times}.jsonl"
        source.write_bytes(b"\n".join(lines * times) + b"\n")
        command = [
            sys.executable,
            "-m",
            "cleaner",
            "clean",
            str(source),
            "-o",
            str(course.folder / "out.jsonl"),
        ]
        table.append([f"{source.stat().st_size / MEGABYTE:.1f}", f"{peak_memory(command):.0f}"])
    return [write_table(table), "", "Aim: 1.2 times for a hundred times as much, stretch 1.05."]


def cold_start(course: Course) -> list[str]:
    """Return the table of the time that the command takes for one short text."""
    hello, one = course.folder / "hello.py", course.folder / "one.txt"
    hello.write_text(
        "import typer\napp = typer.Typer()\n@app.command()\ndef hello(name: str = 'x'):\n    print(f'hello {name}')\napp()\n"
    )
    one.write_text(course.texts[0], encoding="utf-8")
    commands = {
        "typer hello-world": [sys.executable, str(hello)],
        "cleaner clean one.txt": [sys.executable, "-m", "cleaner", "clean", str(one)],
    }
    children(commands, 2)
    times = children(commands, 1 if course.quick else 15)
    base = times["typer hello-world"]
    table = [
        ["", "ms", "hello-world = 1"],
        *([name, f"{1000 * taken:.0f}", f"{taken / base:.2f}"] for name, taken in times.items()),
    ]
    return [write_table(table), "", "Aim: 1.6, stretch 1.3."]
