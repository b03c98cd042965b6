"""Keeps resolved rulebooks on disk, so that a run need not read YAML and derive literals again.

Owns the cache's files: one a rulebook, named by a digest over the version of cleaner, of Python, and the names, sizes and times of all
rule files. A corrupt or foreign file counts as absent; writers put a whole file in place at once. `CLEANER_NO_CACHE=1` switches it off,
`CLEANER_CACHE_DIR` moves it.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

import cleaner
from cleaner.book import Rulebook

FORMAT = 4
"""Raised when the stored form changes."""
_MOST_FILES = 8


def cache_folder() -> Path | None:
    """Return the folder for cached rulebooks on this platform, or None where caching is switched off."""
    if os.environ.get("CLEANER_NO_CACHE"):
        return None
    if chosen := os.environ.get("CLEANER_CACHE_DIR"):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("cleaner", appauthor=False)


def stamp(paths: Iterable[Path]) -> str:
    """Return a digest over the names, sizes and times of the rule files at or below `paths`, in order."""
    out = hashlib.sha256(f"{FORMAT} {cleaner.__version__} {sys.version} {msgspec.__version__}".encode())
    for path in paths:
        for file in sorted(_files(path)):
            facts = file.stat()
            out.update(f"{file}|{facts.st_size}|{facts.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
        out.update(b"--\n")
    return out.hexdigest()[:32]


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return [
        Path(root, name)
        for root, _, names in os.walk(path)
        for name in names
        if name.endswith((".yaml", ".json"))
    ]


def recall(name: str) -> Rulebook | None:
    """Return the rulebook stored under `name`, or None where there is none that can be read."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        return msgspec.msgpack.decode((folder / f"{name}.rules").read_bytes(), type=Rulebook)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def remember(name: str, rulebook: Rulebook) -> None:
    """Store a rulebook under `name`. A folder that cannot be written is no error: the next run is slower, that is all."""
    folder = cache_folder()
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(msgspec.msgpack.encode(rulebook))
        os.replace(file.name, folder / f"{name}.rules")  # noqa: PTH105
        _forget_oldest(folder)
    except OSError:
        return


def _forget_oldest(folder: Path) -> None:
    stored = sorted(folder.glob("*.rules"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in stored[_MOST_FILES:]:
        path.unlink(missing_ok=True)
