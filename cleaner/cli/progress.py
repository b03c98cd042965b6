"""How a long run is shown to people: a line that moves, and a table at the end. Both on standard error, and only on a terminal."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter

    from cleaner.bulk.feed import Feed
    from cleaner.bulk.tally import Summary
    from cleaner.runs import Watch

EVERY = 0.2
"""Seconds between two drawings of the line."""
_BAR, _ROWS = 20, 12
_CLEAR = "\r\x1b[K"


@contextlib.contextmanager
def progress(*, shown: bool) -> Iterator[Watch]:
    """Give a function that draws how far a run is; it draws nothing unless `shown`, and nothing in the first second."""
    if not shown:
        yield lambda *_: None
        return
    began = monotonic()
    last = began + 1 - EVERY

    def draw(summary: Summary, feed: Feed) -> None:
        nonlocal last
        now = monotonic()
        if now - last >= EVERY:
            last = now
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write(_CLEAR + state_of(summary, feed, now - began)[:width])
            sys.stderr.flush()

    try:
        yield draw
    finally:
        if last > began + 1 - EVERY:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()


def state_of(summary: Summary, feed: Feed, seconds: float) -> str:
    """Return one line: share done, documents, bytes, rate, share removed, time left. `seconds` are those of this run."""
    done = feed.consumed - feed.began
    rate = done / seconds if seconds > 0 else 0.0
    parts = [
        f"{summary.documents:,} documents",
        f"{size(feed.consumed)}",
        f"{size(rate)}/s",
        f"{summary.share:.0%} removed",
    ]
    if summary.quarantined:
        parts.append(f"{summary.quarantined.total():,} put aside")
    if feed.total and rate:
        share = min(feed.consumed / feed.total, 1.0)
        full = round(share * _BAR)
        parts.insert(0, f"[{'#' * full}{'.' * (_BAR - full)}] {share:4.0%}")
        parts.append(f"{span((feed.total - feed.consumed) / rate)} left")
    return "  ".join(parts)


def table(summary: Summary) -> Iterator[str]:
    """Yield the lines of the summary that ends a run."""
    yield f"{summary.files:,} file{'s' * (summary.files != 1)}, {summary.documents:,} documents, {size(summary.read_bytes)} in {span(summary.wall)}"
    kept = f"{summary.after:,} of {summary.before:,} characters stay"
    yield f"{kept}, {summary.share:.1%} removed; {summary.written:,} documents written"
    for title, counter in (
        ("removed", summary.removed),
        ("by rule", summary.rules),
        ("flagged", summary.flags),
        ("put aside", summary.quarantined),
        ("language", summary.languages),
    ):
        yield from _rows(title, counter)


def _rows(title: str, counter: Counter[str]) -> Iterator[str]:
    first = counter.most_common(_ROWS)
    for name, count in first:
        yield f"  {title if name == first[0][0] else '':<10}{count:>12,}  {name}"
    if len(counter) > _ROWS:
        yield f"  {'':<10}{counter.total() - sum(count for _, count in first):>12,}  in {len(counter) - _ROWS} more"


def size(count: float) -> str:
    """Return bytes as people say them."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.2f} TB"


def span(seconds: float) -> str:
    """Return seconds as people say them."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, hours = int(seconds // 60), int(seconds // 3600)
    return f"{hours} h {minutes % 60:02d} min" if hours else f"{minutes} min {int(seconds % 60):02d} s"
