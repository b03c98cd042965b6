"""Measures how fast the cleaner is, beside others and beside its aims.

    python -m benchmarks.speed [FOLDER] [--quick] [--size MB] [--rounds N] [--only PART]... [--write docs/benchmarks.md]

FOLDER holds texts (.txt) or records with a `text` (.jsonl); without it page dumps are made of the project's fixtures. One process, one core,
the processor's time, contenders in turn, medians. Peers that are not installed are named and left out.
Owns the parts of the benchmark and the page they make; must not know how a peer is called or how time is taken.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.course import MEGABYTE, Course
from benchmarks.courses import PARTS
from benchmarks.dumps import dumps

HEADING = "## Speed"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are asked for and print their page."""
    options = _options(arguments)
    with TemporaryDirectory() as folder:
        texts = _texts(options)
        course = Course(texts, 1 if options.quick else options.rounds, options.quick, Path(folder))
        preface = _preface(course, options)
        parts = {}
        for name in options.only or PARTS:
            title, part = PARTS[name]
            parts[title] = "\n".join(part(course))
            print(parts[title], file=sys.stderr)
    print(_page(preface, parts))
    if options.write and options.only:
        renew_parts(Path(options.write), preface, parts)
    elif options.write:
        write_section(Path(options.write), _page(preface, parts))
    return 0


def _page(preface: Sequence[str], parts: Mapping[str, str]) -> str:
    told = [f"### {title}\n\n{part}" for title, part in parts.items()]
    return "\n\n".join(["\n".join([HEADING, "", *preface]), *told])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument(
        "folder", nargs="?", help="texts (.txt) or records (.jsonl); made of the fixtures if not given"
    )
    parser.add_argument("--quick", action="store_true", help="a tiny corpus, once: to see that it runs")
    parser.add_argument("--size", type=float, default=1.0, help="megabytes of the corpus that is made")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of which the median is told")
    parser.add_argument("--only", action="append", choices=PARTS, help="only this part")
    parser.add_argument(
        "--write",
        help="put the page into this file, in place of its section Speed, or of the parts of it that are run",
    )
    return parser.parse_args(arguments)


def _texts(options: argparse.Namespace) -> list[str]:
    if options.folder:
        return list(_read(Path(options.folder)))
    return list(dumps(20_000 if options.quick else int(options.size * MEGABYTE)))


def _read(folder: Path) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    for path in sorted(folder.glob("*.jsonl")):
        texts += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    if not texts:
        raise SystemExit(f"{folder}: no .txt and no .jsonl in it")
    return texts


def _preface(course: Course, options: argparse.Namespace) -> list[str]:
    lines = [line for text in course.texts for line in text.split("\n") if line]
    length = course.size / len(lines)
    command = " ".join(
        [
            "python -m benchmarks.speed",
            *(["FOLDER"] if options.folder else []),
            f"--size {options.size:g}",
            *(f"--only {name}" for name in options.only or ()),
            f"--rounds {course.rounds}",
        ]
    )
    return [
        f"Written by `{command} --write docs/benchmarks.md`, {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}.",
        f"Corpus: {'given' if options.folder else 'page dumps made of the fixtures'}, {len(course.texts)} documents, "
        f"{course.size / MEGABYTE:.2f} MB, "
        f"{len(lines)} lines of {length:.0f} bytes, {len(set(lines)) / len(lines):.0%} of them different.",
        "Processor time of one process unless the clock is named, contenders in turn, medians.",
    ]  # fmt: skip


def write_section(path: Path, section: str) -> None:
    """Put the section into a page of Markdown, in place of the one of the same heading, else at its end."""
    head, _, tail = _parted(path)
    path.write_text(
        f"{head.rstrip()}\n\n{section.rstrip()}\n" + (f"\n{tail}" if tail else ""), encoding="utf-8"
    )


def renew_parts(path: Path, preface: Sequence[str], parts: Mapping[str, str]) -> None:
    """Put parts into the section of a page of Markdown, each with the preface of its own run, and leave its other parts as they are."""
    head, *old = read_section(path).rstrip().split("\n### ")
    known = {title: part.strip() for title, _, part in (one.partition("\n") for one in old)}
    own = "\n".join(preface)
    known |= {title: f"{own}\n\n{part}" for title, part in parts.items()}
    told = [f"### {title}\n\n{part}" for title, part in known.items()]
    write_section(path, "\n\n".join([head.strip() or HEADING, *told]))


def read_section(path: Path) -> str:
    """Return the section of a page of Markdown, or nothing where it has none."""
    return _parted(path)[1]


def _parted(path: Path) -> tuple[str, str, str]:
    page = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    head, found, tail = page.partition(f"\n{HEADING}\n")
    own, other, rest = tail.partition("\n## ") if found else ("", "", "")
    return head, f"{HEADING}\n{own}" if found else "", f"## {rest}" if other else ""


if __name__ == "__main__":
    raise SystemExit(main())
