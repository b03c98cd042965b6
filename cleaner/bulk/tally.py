"""What a run did, in numbers: as it grows, as JSON, as a Prometheus text file.

Owns the counts and their forms for machines. Must not know rules, nor how anything is shown to people.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from msgspec import Struct

from cleaner.bulk.work import Done, Note
from cleaner.quarantine import FLAGGED

MOST_HOSTS = 20_000
"""Hosts that are counted one by one; those that turn up later are counted together, so that memory stays flat."""
OTHER_HOSTS = "(others)"
STAGES = ("cut", "read", "clean", "write", "deliver")
"""Stages of a document. `read`, `clean` and `write` run in all processes at once: their seconds add up over the processes."""


def _counter() -> Any:
    return msgspec.field(default_factory=Counter)


class Summary(Struct):
    """What a run did. `changed` names each input of which something would come out different.

    Sizes are code points of text, before and after; `seconds` are by stage, `wall` from beginning to end, broken-off runs included.
    """

    files: int = 0
    documents: int = 0
    written: int = 0
    removed: Counter[str] = _counter()
    rules: Counter[str] = _counter()
    flags: Counter[str] = _counter()
    languages: Counter[str] = _counter()
    hosts: Counter[str] = _counter()
    quarantined: Counter[str] = _counter()
    changed: dict[str, None] = msgspec.field(default_factory=dict)
    before: int = 0
    after: int = 0
    read_bytes: int = 0
    written_bytes: int = 0
    seconds: dict[str, float] = msgspec.field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))
    wall: float = 0.0
    quarantine: str = ""

    @property
    def dropped(self) -> int:
        """Documents put aside for a flag."""
        return self.quarantined[FLAGGED]

    @property
    def skipped(self) -> int:
        """Documents put aside because something is wrong with them."""
        return self.quarantined.total() - self.dropped

    @property
    def share(self) -> float:
        """Share of the text that was removed, 0 to 1."""
        return 1 - self.after / self.before if self.before else 0.0

    def count(self, done: Done, source: str) -> None:
        """Add a document."""
        if done.kind:
            self.quarantined[done.kind] += 1
        elif done.note:
            self.written += 1
            self.written_bytes += len(done.out)
        if done.note:
            self._note(done.note, source)

    def _note(self, note: Note, source: str) -> None:
        self.documents += 1
        self.removed.update(note.removed)
        self.rules.update(note.rules)
        self.flags.update(note.flags)
        self.languages[note.language or "unknown"] += 1
        if note.host:
            host = note.host if note.host in self.hosts or len(self.hosts) < MOST_HOSTS else OTHER_HOSTS
            self.hosts[host] += 1
        self.before += note.sizes[0]
        self.after += note.sizes[1]
        if note.changed:
            self.changed[source] = None
        for stage, seconds in zip(STAGES[1:4], note.seconds, strict=True):
            self.seconds[stage] += seconds


def as_json(summary: Summary) -> bytes:
    """Return the counts as indented JSON, the most frequent first."""
    plain: dict[str, Any] = {name: getattr(summary, name) for name in ("files", "documents", "written")}
    plain |= {"quarantined": _sorted(summary.quarantined), "quarantine": summary.quarantine or None}
    plain["characters"] = {
        "before": summary.before,
        "after": summary.after,
        "share_removed": round(summary.share, 6),
    }
    plain["bytes"] = {"read": summary.read_bytes, "written": summary.written_bytes}
    plain |= {
        name: _sorted(getattr(summary, name)) for name in ("removed", "rules", "flags", "languages", "hosts")
    }
    seconds = {stage: round(summary.seconds[stage], 3) for stage in STAGES}
    plain["seconds"] = {"wall": round(summary.wall, 3), "stages": seconds}
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def as_prometheus(summary: Summary) -> bytes:
    """Return the counts in Prometheus' text format, as its node exporter takes them from files; hosts are left out, there are too many."""
    lines: list[str] = []
    one = {
        "files": summary.files,
        "documents": summary.documents,
        "documents_written": summary.written,
        "characters_before": summary.before,
        "characters_after": summary.after,
        "bytes_read": summary.read_bytes,
        "bytes_written": summary.written_bytes,
    }
    for name, value in one.items():
        lines += _metric(name, "", {"": value})
    many = {
        "removed": "category",
        "rules": "rule",
        "flags": "flag",
        "languages": "language",
        "quarantined": "kind",
    }
    for name, label in many.items():
        lines += _metric(name, label, getattr(summary, name))
    lines += _metric("stage_seconds", "stage", {stage: summary.seconds[stage] for stage in STAGES})
    lines += _metric("wall_seconds", "", {"": summary.wall})
    return "".join(f"{line}\n" for line in lines).encode()


def _metric(name: str, label: str, values: dict[str, Any]) -> list[str]:
    full = f"cleaner_{name}_total"
    rows = [f"{full}{_label(label, key)} {value}" for key, value in sorted(values.items())]
    return [f"# TYPE {full} counter", *rows]


def _label(label: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{{label}="{escaped}"}}' if label else ""
