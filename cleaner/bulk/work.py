"""One document: from the bytes that were cut off an input to the bytes that are to be written.

Owns the order of reading, cleaning and writing a document, and what is told of it. Runs in any process. Must not know files, nor other documents.
"""

from __future__ import annotations

from collections import Counter
from time import perf_counter

from msgspec import Struct

from cleaner.book import Rulebook
from cleaner.errors import RecordError, SourceError
from cleaner.formats import parse
from cleaner.ledger import Cleaned
from cleaner.outputs import WRITERS, Outcome, Style, broken_entry, dropped_entry, entry_of
from cleaner.pipeline import clean, clean_html, host_of
from cleaner.quarantine import FAILED, FLAGGED, LOST, Case, aside, of_raw
from cleaner.sources import Item, Raw, Reading
from cleaner.values import Profile


class Duty(Struct, frozen=True):
    """What is to be done with each document."""

    reading: Reading
    style: Style
    profile: Profile
    rulebook: Rulebook
    mode: str = "write"
    drop: tuple[str, ...] = ()
    ledger: bool = False
    ledger_text: bool = True


class Note(Struct, frozen=True):
    """What is counted of a document. Sizes are code points, for a page those of the text taken out of it; seconds are by stage."""

    removed: dict[str, int] = {}
    rules: dict[str, int] = {}
    flags: tuple[str, ...] = ()
    language: str | None = None
    host: str | None = None
    sizes: tuple[int, int] = (0, 0)
    changed: bool = False
    seconds: tuple[float, float, float] = (0.0, 0.0, 0.0)


class Done(Struct, frozen=True):
    """What became of a document: `out` for the output, `entry` for the ledger, `side` for the quarantine.

    `fault` says why there is no output; `kind` is one of the quarantine's, or empty.
    """

    out: bytes = b""
    entry: bytes = b""
    side: bytes = b""
    kind: str = ""
    fault: SourceError | None = None
    note: Note | None = None


def handle(raw: Raw, form: str, duty: Duty) -> Done:
    """Clean a document that goes to an output of the format `form`."""
    started = perf_counter()
    try:
        item = parse(raw, duty.reading)
    except SourceError as error:
        return broken(Case(raw.source, raw.index), error, form, duty)
    try:
        return _cleaned(item, form, duty, (started, perf_counter()))
    except MemoryError:
        return lost(raw, form, duty, (FAILED, "the memory did not suffice for it"))
    except Exception as error:  # noqa: BLE001 - one document must not cost its neighbours
        return lost(raw, form, duty, (FAILED, f"cleaning it failed: {type(error).__name__}: {error}"))


def _cleaned(item: Item, form: str, duty: Duty, times: tuple[float, float]) -> Done:
    outcome = Outcome(item, _clean(item, duty))
    ended = perf_counter()
    changed = duty.mode != "write" and outcome.changed(duty.style)
    seconds = (times[1] - times[0], ended - times[1])
    if duty.mode == "check":
        return Done(note=_note(outcome, changed, (*seconds, 0.0)))
    if any(fits(pattern, flag) for pattern in duty.drop for flag in outcome.flags):
        entry = dropped_entry(item, form, outcome.flags, duty.ledger_text) if duty.ledger else b""
        flags = ", ".join(outcome.flags)
        side = aside(item, Case(item.source, item.index, FLAGGED, f"flagged {flags}", outcome.flags))
        return Done(entry=entry, side=side, kind=FLAGGED, note=_note(outcome, changed, (*seconds, 0.0)))
    out = WRITERS["diff" if duty.mode == "diff" else form](outcome, duty.style)
    entry = entry_of(outcome, form, duty.style, duty.ledger_text) if duty.ledger else b""
    return Done(out, entry, note=_note(outcome, changed, (*seconds, perf_counter() - ended)))


def fits(pattern: str, flag: str) -> bool:
    """Tell whether a flag is meant by its name or by a glob, as in `pattern-timeout:*`."""
    from fnmatch import fnmatchcase

    return pattern == flag or fnmatchcase(flag, pattern)


def broken(case: Case, error: SourceError, form: str, duty: Duty) -> Done:
    """Return what becomes of something that is no document."""
    raw = error.raw if isinstance(error, RecordError) else b""
    entry = b""
    if duty.ledger and isinstance(error, RecordError):
        entry = broken_entry(case.source, form, raw, duty.ledger_text)
    return Done(entry=entry, side=of_raw(case, error), kind=case.kind, fault=error)


def lost(raw: Raw, form: str, duty: Duty, why: tuple[str, str] = (LOST, "")) -> Done:
    """Return what becomes of a document that could not be cleaned, through no fault of its form; `why` is a kind and a reason."""
    kind, reason = why
    try:
        item = parse(raw, duty.reading)
    except SourceError as error:
        return broken(Case(raw.source, raw.index, kind, reason), error, form, duty)
    entry = dropped_entry(item, form, (), duty.ledger_text) if duty.ledger else b""
    return Done(entry=entry, side=aside(item, Case(raw.source, raw.index, kind, reason)), kind=kind)


def _clean(item: Item, duty: Duty) -> Cleaned:
    given = item.hints
    hints = {"title": given.title, "language": given.language, "url": given.url}
    if item.html is not None:
        return clean_html(item.html, **hints, rulebook=duty.rulebook, profile=duty.profile)
    return clean(item.text or "", **hints, rulebook=duty.rulebook, profile=duty.profile)


def _note(outcome: Outcome, changed: bool, seconds: tuple[float, float, float]) -> Note:
    cleaned = outcome.cleaned
    return Note(
        removed=cleaned.counts,
        rules=dict(Counter(decision.rule for decision in cleaned.decisions)),
        flags=outcome.flags,
        language=cleaned.language,
        host=host_of(outcome.item.hints.url),
        sizes=(len(cleaned.original), len(cleaned.text)),
        changed=changed,
        seconds=seconds,
    )
