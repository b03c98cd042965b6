"""The manifest of a run: what was asked for, and how far it is, so that a run that was broken off can be gone on with.

Owns the file next to the output, and the refusal to go on where anything that matters has changed. Must not know how documents are cleaned.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

import cleaner
from cleaner.bulk.feed import Position
from cleaner.bulk.tally import Summary
from cleaner.errors import OutputError, UsageError
from cleaner.packing import State
from cleaner.remote import is_remote, size_of
from cleaner.routes import Route

FORMAT = 1
"""Raised when the stored form changes."""


class Standing(Struct, frozen=True):
    """Where an output stands: the one that is being written, its number among the shards, bytes of it before packing."""

    name: str = ""
    shard: int = 0
    size: int = 0
    begun: bool = False
    state: State = State()


class Manifest(Struct):
    """How far a run is. `asked` is compared when it is gone on with; `ahead` are the beginnings and ends of batches that were
    finished before their turn."""

    asked: dict[str, Any]
    position: Position = Position()
    ahead: list[tuple[Position, Position]] = []
    output: Standing = Standing()
    ledger: State = State()
    quarantine: State | None = None
    summary: Summary = msgspec.field(default_factory=Summary)
    format: int = FORMAT


def path_for(output: str) -> Path:
    """Return where the manifest of an output lies: `out.jsonl.manifest.json` beside `out.jsonl`, for a folder beside the folder."""
    path = Path(os.path.realpath(output.rstrip("/" + os.sep) or output))
    return path.with_name(f"{path.name}.manifest.json")


def store(manifest: Manifest, path: Path) -> None:
    """Put the manifest on the disk, in place of the one before. Raises OutputError; then the one before still stands."""
    fresh = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}); free space and go on with --resume"
        ) from error


def load(path: Path) -> Manifest:
    """Read a manifest. Raises UsageError where it cannot be understood."""
    try:
        found = msgspec.json.decode(
            path.read_bytes(), type=Manifest, dec_hook=lambda _, plain: Counter(plain)
        )
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(
            f"{path}: is no manifest that can be read ({error}); delete it to start over"
        ) from None
    if found.format != FORMAT:
        raise UsageError(
            f"{path}: was written by another version of cleaner; finish with that one, or delete it to start over"
        )
    return found


def asked_for(settings: dict[str, Any], routes: Sequence[Route], digest: str) -> dict[str, Any]:
    """Return what a run was asked for: settings, version and digest of the rules, inputs with their sizes and times."""
    inputs = hashlib.sha256()
    for route in routes:
        told = (route.source, route.format, route.target, route.target_format, *_facts(route.source))
        inputs.update(repr(told).encode("utf-8", "replace"))
    more = {"rulebook": digest, "version": cleaner.__version__, "inputs": inputs.hexdigest()}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(settings | more))
    return plain


def _facts(name: str) -> tuple[int, int]:
    if is_remote(name):
        return size_of(name), 0
    path = Path(name)
    facts = path.stat() if path.exists() else None
    return (facts.st_size, facts.st_mtime_ns) if facts else (0, 0)


_WHAT = {
    "rulebook": "the rules have changed",
    "version": "another version of cleaner began it",
    "inputs": "the inputs have changed",
}


def refuse_changes(manifest: Manifest, asked: dict[str, Any], path: Path) -> None:
    """Raise UsageError where a run would not go on as it began, naming what has changed."""
    before = manifest.asked
    names = [name for name in {**before, **asked} if before.get(name) != asked.get(name)]
    if not names:
        return
    what = [
        _WHAT.get(name) or f"{name} was {_shown(before.get(name))}, is {_shown(asked.get(name))}"
        for name in names
    ]
    raise UsageError(
        f"{path}: cannot go on with this run: {'; '.join(what)}; undo the change, or delete the manifest to start over"
    )


def _shown(value: Any) -> str:
    return msgspec.json.encode(value).decode()[:60]
