"""Texts to try rules on: fixtures with their hints, and corpora of any format that `clean` reads.

Owns finding and reading them. Must not know rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from cleaner.errors import SourceError
from cleaner.formats import items
from cleaner.packing import split_ending
from cleaner.recognise import ENDINGS, identify
from cleaner.rulefile import read_source
from cleaner.sources import Item, Reading
from cleaner.streams import reading

HEAD = 1 << 12
"""Bytes at the start of a file by which its format is told."""


class Sample(Struct, frozen=True):
    """One text, where it comes from, and what is known about it; `page` of the blocks of an HTML page."""

    name: str
    text: str
    language: str | None = None
    url: str | None = None
    title: str | None = None
    page: Any = None


def fixtures(folder: Path) -> list[Sample]:
    """Return the documents of a folder: each `.txt` but `.body.txt`, with the `hints` of its `.json`."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        if path.name.endswith(".body.txt"):
            continue
        notes = path.with_suffix(".json")
        facts: Any = msgspec.json.decode(notes.read_bytes()) if notes.exists() else {}
        hints = facts.get("hints", {})
        text = path.read_bytes().decode("utf-8")
        language = hints.get("language") or _language_of(path)
        found.append(Sample(str(path), text, language, hints.get("url")))
    return found


def known_hits(path: Path) -> frozenset[str]:
    """Return the lines of clean fixtures that may go: the keys of a YAML mapping of line to reason."""
    values = read_source(path)[0].values if path.exists() else None
    return frozenset(values or ())


def _language_of(path: Path) -> str | None:
    """Return the language that a fixture's name begins with, as in `de-anzeige.txt`."""
    start = path.name.split("-", 1)[0]
    return start if len(start) == 2 else None


def corpus(paths: Iterable[str | Path]) -> Iterator[Sample]:
    """Yield the texts of files and folders (recursively, hidden files left out); of pages, the main text.

    Raises SourceError for what cannot be read.
    """
    for path in map(Path, paths):
        for file in _files(path):
            yield from _samples(str(file))


def nth(name: str, record: int = 1) -> Sample:
    """Return the text of a file, or record number `record` (from 1) of JSON Lines; `-` is standard input. Of a page it is all its text.

    Raises SourceError where there is none.
    """
    for number, sample in enumerate(_samples(name, whole=True), start=1):
        if number == record:
            return sample
    raise SourceError(f"{name}: has no record {record}")


def _samples(name: str, *, whole: bool = False) -> Iterator[Sample]:
    with reading(name) as stream:
        kind = identify(name, stream.peek(HEAD)[:HEAD])
        for item in items(kind, stream, name, Reading()):
            if not isinstance(item, Item):
                raise item
            yield _sample(item, whole=whole)


def _files(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise SourceError(f"{path}: no such file or folder; name texts, JSON Lines, or a folder of them")
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        known = split_ending(file.name)[0].endswith(tuple(ENDINGS))
        if file.is_file() and known and not hidden and not file.name.startswith("README"):
            yield file


def _sample(item: Item, *, whole: bool) -> Sample:
    name = f"{item.source}:{item.index + 1}" if item.fields is not None else item.source
    if item.html is None:
        return Sample(name, item.text or "", item.hints.language, item.hints.url, item.hints.title)
    from cleaner.html import read_page

    page = read_page(item.html, item.hints.url, by_blocks=whole)
    language, url = item.hints.language or page.language, item.hints.url or page.url
    title = item.hints.title or page.title
    return Sample(name, page.text, language, url, title, page.sheet)
