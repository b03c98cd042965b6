"""Reads gold data: any folder with `NAME.pages.jsonl.gz` and `NAME.texts.jsonl.gz`.

Owns the format of the folder, sampling, folds and digests. Must not know any measure or system.

A page is one JSON object a line. Fields: `id`, `host`, `lang`, `url`, `gold` (paragraphs parted by
newlines), `gold_title`, `gold_summary`, `with` and `without` (segments that must stay or go), `page_type`,
`source`; `html` in the pages file; `texts` (a text for each extractor's name) in the texts file. What a set
lacks is absent.
"""

from __future__ import annotations

import gzip
import hashlib
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

SEED = 20
"""Seed of every sample; change it and the pinned floors no longer fit."""

FOLDS = 5


class DataError(Exception):
    """A folder does not hold what was asked for."""


class Page(Struct, frozen=True, kw_only=True):
    """One gold page. Texts are as they lie in the folder; `html` is filled only where it was asked for."""

    id: str
    set: str = ""
    host: str = ""
    lang: str = ""
    url: str | None = None
    gold: str | None = None
    gold_title: str | None = None
    gold_summary: str | None = None
    page_type: str | None = None
    wanted: tuple[str, ...] = msgspec.field(name="with", default=())
    unwanted: tuple[str, ...] = msgspec.field(name="without", default=())
    texts: dict[str, str | None] = {}
    html: str | None = None


class _Html(Struct, frozen=True):
    id: str
    html: str | None = None


def list_sets(folder: Path) -> list[str]:
    """Return the names of the sets in a folder, sorted; raises DataError where there are none."""
    names = sorted(path.name.removesuffix(".texts.jsonl.gz") for path in folder.glob("*.texts.jsonl.gz"))
    if not names:
        raise DataError(f"{folder}: no NAME.texts.jsonl.gz here; give the folder that holds the gold data")
    return names


def read_pages(folder: Path, name: str, *, html: bool = False) -> list[Page]:
    """Return the pages of one set in file order, with HTML if asked for; raises DataError if it is absent."""
    decoder = msgspec.json.Decoder(Page)
    pages = [decoder.decode(line) for line in _lines(folder / f"{name}.texts.jsonl.gz")]
    sources = _read_html(folder / f"{name}.pages.jsonl.gz") if html else {}
    return [msgspec.structs.replace(page, set=name, html=sources.get(page.id)) for page in pages]


def _read_html(path: Path) -> dict[str, str | None]:
    decoder = msgspec.json.Decoder(_Html)
    return {page.id: page.html for page in map(decoder.decode, _lines(path))}


def _lines(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        raise DataError(f"{path}: no such file")
    with gzip.open(path, "rb") as stream:
        yield from (line for line in stream if line.strip())


def write_set(folder: Path, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows in the format of the folder: `html` goes to the pages file, `texts` to the texts file."""
    for kind, dropped in (("pages", "texts"), ("texts", "html")):
        with gzip.open(folder / f"{name}.{kind}.jsonl.gz", "wb") as stream:
            for row in rows:
                kept = {key: value for key, value in row.items() if key != dropped}
                stream.write(msgspec.json.encode(kept) + b"\n")


def take_sample(pages: Sequence[Page], size: int | None, seed: int = SEED) -> list[Page]:
    """Return `size` pages, the same ones every time, in file order; all of them for None or a large size."""
    if size is None or size >= len(pages):
        return list(pages)
    chosen = random.Random(seed).sample(sorted(page.id for page in pages), size)
    wanted = set(chosen)
    return [page for page in pages if page.id in wanted]


def fold_of(host: str, k: int = FOLDS) -> int:
    """Return the fold of a host; it depends on nothing else, so folds agree across sets and runs."""
    return int.from_bytes(hashlib.sha256(host.lower().encode()).digest()[:8], "big") % k


def folds(pages: Iterable[Page], k: int = FOLDS) -> list[list[Page]]:
    """Split pages by host into `k` lists; all pages of a host lie in one list. Sizes differ by chance."""
    parts: list[list[Page]] = [[] for _ in range(k)]
    for page in pages:
        parts[fold_of(page.host, k)].append(page)
    return parts


def digest(folder: Path, names: Iterable[str]) -> str:
    """Return twelve hex digits of the SHA-256 over the named sets, uncompressed, in sorted order."""
    summed = hashlib.sha256()
    for name in sorted(set(names)):
        for kind in ("pages", "texts"):
            path = folder / f"{name}.{kind}.jsonl.gz"
            if path.is_file():
                summed.update(f"{path.name}\n".encode())
                for line in _lines(path):
                    summed.update(line)
    return summed.hexdigest()[:12]
