"""Keeps resolved rulebooks on disk, so that a run need not read YAML and derive literals again.

Owns the cache's folder and files: one a rulebook, named by a digest over the version of cleaner, of Python, and the names, sizes and times
of all rule files. A corrupt or foreign file counts as absent; writers put a whole file in place at once. `CLEANER_NO_CACHE=1` switches it
off, `CLEANER_CACHE_DIR` moves it.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import finalize
from zlib import crc32

import msgspec
from msgspec import Struct

import cleaner
from cleaner.book import Allow, LoadedRule, Reader, Rulebook, Shelf, Shelved, reader_of, shelve
from cleaner.values import Profile

FORMAT = 25
"""Raised when the stored form changes."""
_MOST_FILES = {".rules": 8, ".plan": 24}
"""Files of each kind that are kept; a plan of a language takes about a megabyte."""
_CHECK = 4
"""Bytes of the checksum in front of a stored file."""
_SIZE = 8
"""Bytes of the size of what of a stored rulebook is read at once."""


class _Stored(Struct, array_like=True):
    """A rulebook as it is stored, but for what its rules say, which stands behind it: each rule has a checksum of its own."""

    version: str
    digest: str
    profiles: dict[str, Profile]
    allow: tuple[Allow, ...]
    rules: Shelved
    model: memoryview


def cache_folder() -> Path | None:
    """Return the folder for cached rulebooks on this platform, or None where caching is switched off."""
    if os.environ.get("CLEANER_NO_CACHE"):
        return None
    if chosen := os.environ.get("CLEANER_CACHE_DIR"):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("cleaner", appauthor=False)


def makers() -> str:
    """Return the versions on which stored forms depend."""
    return f"{FORMAT} {cleaner.__version__} {sys.version} {msgspec.__version__}"


def stamp(paths: Iterable[Path]) -> str:
    """Return a digest over the names, sizes and times of the rule files at or below `paths`, in order."""
    out = hashlib.sha256(makers().encode())
    for path in paths:
        for file in sorted(_files(str(path))):
            facts = os.stat(file)  # noqa: PTH116  # hundreds of files at each start: `Path` takes three times as long
            out.update(f"{file}|{facts.st_size}|{facts.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
        out.update(b"--\n")
    return out.hexdigest()[:32]


def _files(path: str) -> Iterator[str]:
    if not os.path.isdir(path):  # noqa: PTH112
        yield path
        return
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            elif entry.name.endswith((".yaml", ".json")):
                yield entry.path


def recall(name: str, afresh: Callable[[], Mapping[str, LoadedRule]] | None = None) -> Rulebook | None:
    """Return the rulebook stored under `name`, or None where there is none that can be read.

    Rules are read when they are asked for. Where one turns out to be damaged then, `afresh` gives them all.
    """
    read = _reader(f"{name}.rules")
    if read is None:
        return None
    behind = _CHECK + _SIZE + int.from_bytes(read(_CHECK, _CHECK + _SIZE), "big")
    head = _checked(memoryview(read(0, behind)))
    if head is None:
        return None
    try:
        stored = msgspec.msgpack.decode(head[_SIZE:], type=_Stored)
        model: dict[str, Any] | None = marshal.loads(stored.model)  # of our own writing: see the checksum
        rules = Shelf(stored.rules, lambda start, end: read(behind + start, behind + end), afresh)
    except (msgspec.MsgspecError, ValueError, EOFError, TypeError):
        return None
    return Rulebook(stored.version, stored.digest, rules, stored.profiles, stored.allow, model=model)


def remember(name: str, rulebook: Rulebook) -> None:
    """Store a rulebook under `name`. A folder that cannot be written is no error: the next run is slower, that is all."""
    shelved, rules = shelve(rulebook.rules.values())
    stored = _Stored(
        rulebook.version,
        rulebook.digest,
        rulebook.profiles,
        rulebook.allow,
        shelved,
        memoryview(marshal.dumps(rulebook.model)),
    )
    head = msgspec.msgpack.encode(stored)
    write_checked(f"{name}.rules", len(head).to_bytes(_SIZE, "big") + head, rules)
    _forget_oldest(".rules")


def _reader(name: str) -> Reader | None:
    """Return what reads parts of a file of the cache, or None where it is missing or not to be used."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        if hasattr(os, "pread"):
            return _Opened(folder / name).read
        return reader_of((folder / name).read_bytes())  # Windows, where an open file cannot be replaced
    except OSError:
        return None


class _Opened:
    """A file of which parts are read. It stays open: they are those of this file even if another has taken its place or it is gone."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        self._size = os.fstat(self._file).st_size
        finalize(self, os.close, self._file).atexit = False

    def read(self, start: int, end: int) -> bytes:
        """Return what stands from one place to another: nothing where it cannot be read, as its checksum will say."""
        with suppress(OSError):
            return os.pread(self._file, max(0, min(end, self._size) - start), start)
        return b""


def read_checked(name: str) -> memoryview | None:
    """Return the content of a file of the cache, or None where it is missing, damaged, or not to be used."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        return _checked(memoryview((folder / name).read_bytes()))
    except OSError:
        return None


def _checked(content: memoryview) -> memoryview | None:
    """Return what stands behind a checksum and is as it says, else None."""
    checked = content[_CHECK:]
    return checked if crc32(checked).to_bytes(_CHECK, "big") == content[:_CHECK] else None


def write_checked(name: str, content: bytes, unchecked: bytes = b"") -> None:
    """Put a file of the cache in place, at once and with a checksum; do nothing where the folder cannot be written.

    `unchecked` stands behind all else; who reads it must check it himself.
    """
    from tempfile import NamedTemporaryFile

    folder = cache_folder()
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(crc32(content).to_bytes(_CHECK, "big"))
            file.write(content)
            file.write(unchecked)
        os.replace(file.name, folder / name)  # noqa: PTH105
    except OSError:
        return


def recall_values(name: str) -> Any:
    """Return what `remember_values` put under a name, or None."""
    content = read_checked(name)
    return None if content is None else marshal.loads(content)  # of our own writing: see the checksum


def remember_values(name: str, values: Any) -> None:
    """Keep values that `marshal` knows in a file of their own."""
    write_checked(name, marshal.dumps(values))
    _forget_oldest(name[name.rindex(".") :])


def _forget_oldest(kind: str) -> None:
    folder = cache_folder()
    if folder is None:
        return
    try:
        stored = sorted(folder.glob(f"*{kind}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in stored[_MOST_FILES[kind] :]:
            path.unlink(missing_ok=True)
    except OSError:
        return
