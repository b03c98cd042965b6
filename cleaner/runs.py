"""A run: routes and options to outputs, ledger, quarantine and a summary.

Owns what is checked before anything is written, and who does what: reading, cleaning in one process or several, delivering. Must not know what
formats look like inside, nor how anything is shown.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any, Literal

import msgspec
from msgspec import Struct

from cleaner.book import Rulebook
from cleaner.bulk.delivery import Delivery, Terms
from cleaner.bulk.feed import Batch, Feed
from cleaner.bulk.manifest import Manifest, asked_for, load, path_for, refuse_changes
from cleaner.bulk.tally import Summary, as_json, as_prometheus
from cleaner.bulk.work import Done, Duty, handle
from cleaner.encoding import known
from cleaner.errors import OutputError, UsageError
from cleaner.outputs import Style
from cleaner.packing import split_ending
from cleaner.recognise import ENDINGS
from cleaner.remote import is_remote
from cleaner.routes import Asked, Route, chart, refuse_shards, reserve
from cleaner.rulebook import load_rules
from cleaner.sources import Reading
from cleaner.streams import STANDARD, writing
from cleaner.values import CATEGORIES, Profile, Quotes

SMALL = 1 << 18
"""Bytes of documents up to which a run that was not told otherwise stays in its own process."""


class Options(Struct, frozen=True):
    """Every setting of a run, as the command line names them."""

    asked: Asked
    reading: Reading = Reading()
    style: Style = Style()
    rules: tuple[str, ...] = ()
    profile: str = "default"
    quotes: Quotes | None = None
    disable: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    ledger: str | None = None
    ledger_text: bool = True
    errors: Literal["stop", "skip"] = "stop"
    quarantine: str | None = None
    drop_flagged: tuple[str, ...] = ()
    mode: Literal["write", "diff", "check"] = "write"
    jobs: int | None = None
    ordered: bool = True
    shard_size: int = 0
    resume: bool = False
    checkpoint: float = 5.0
    stats: str | None = None


Watch = Callable[[Summary, Feed], None]
"""Called after each batch, for those who want to see how far a run is."""


def plan(options: Options) -> list[Route]:
    """Return the routes of a run after every check that can be made before something is written."""
    _check(options)
    routes = chart(options.asked)
    if options.shard_size:
        refuse_shards(routes)
    others = [name for name in (options.ledger, _quarantine(options), options.stats) if name]
    reserve(others, routes)
    if options.ledger and options.asked.in_place and Path(options.ledger).exists():
        raise OutputError(
            f"{options.ledger}: stands already, and may be all that is left of texts cleaned in place; "
            "name another ledger"
        )
    _check_manifest(options, routes)
    return routes


def run(routes: Sequence[Route], options: Options, watch: Watch = lambda *_: None) -> Summary:
    """Clean along the routes.

    Outputs appear whole or not at all. When an input fails, those before it stand, and so does their ledger; a run that has a manifest by then is
    left as it is, to be gone on with. Raises the CleanerError of the input that failed, unless errors are skipped.
    """
    duty = _duty(options)
    manifest, resumed = _manifest(options, routes, duty.rulebook)
    feed = Feed(routes, options.reading, manifest.position)
    delivery = Delivery(_terms(options, routes, duty), manifest, resumed)
    clock = _Clock(delivery.summary, feed)
    results = _results(feed, delivery, duty, options)
    try:
        for batch, dones in results:
            clock.deliver(delivery, batch, dones)
            watch(delivery.summary, feed)
        delivery.finish()
    except BaseException as error:
        results.close()
        if delivery.abandon():
            error.add_note("what was done is kept: the same command with --resume goes on")
        raise
    if options.stats:
        _write_stats(options.stats, delivery.summary)
    return delivery.summary


class _Clock:
    """Takes the times of a run."""

    def __init__(self, summary: Summary, feed: Feed) -> None:
        self._summary, self._feed = summary, feed
        self._before, self._cut, self._began = summary.wall, summary.seconds["cut"], monotonic()

    def deliver(self, delivery: Delivery, batch: Batch, dones: list[Done]) -> None:
        """Deliver a batch, and take the time."""
        started = perf_counter()
        self._summary.wall = self._before + monotonic() - self._began
        self._summary.seconds["cut"] = self._cut + self._feed.seconds
        self._summary.read_bytes = self._feed.consumed
        delivery.deliver(batch, dones)
        self._summary.seconds["deliver"] += perf_counter() - started


def _results(
    feed: Feed, delivery: Delivery, duty: Duty, options: Options
) -> Generator[tuple[Batch, list[Done]]]:
    """Yield each batch with what became of its documents: in this process where there is little to do, else in several."""
    batches: Iterator[Batch] = (batch for batch in feed.batches() if not delivery.finished(batch))
    forms = [route.target_format for route in feed.routes]
    jobs = options.jobs or _cores()
    if options.jobs is None and jobs > 1:
        first = list(_up_to(SMALL, batches))
        first += islice(batches, 1)  # of one large document only the end of its input would follow
        alone = sum(len(batch.tasks) for batch in first) <= 1
        jobs = 1 if alone or sum(batch.size for batch in first) < SMALL else jobs
        batches = chain(first, batches)
    if jobs == 1:
        yield from (
            (batch, [handle(task.raw, forms[task.route], duty) for task in batch.tasks]) for batch in batches
        )
        return
    from cleaner.bulk.pool import Pool  # slow to import, and of no use to a short run

    single = len({route.target for route in feed.routes}) == 1
    yield from Pool(jobs, duty, forms.__getitem__).run(batches, ordered=options.ordered or not single)


def _up_to(size: int, batches: Iterator[Batch]) -> Iterator[Batch]:
    while size > 0 and (batch := next(batches, None)):
        size -= batch.size
        yield batch


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _duty(options: Options) -> Duty:
    rulebook, profile = _rules(options)
    style = msgspec.structs.replace(options.style, stamp=(rulebook.version, rulebook.digest))
    return Duty(
        options.reading,
        style,
        profile,
        rulebook,
        options.mode,
        options.drop_flagged,
        options.ledger is not None,
        options.ledger_text,
    )


def _terms(options: Options, routes: Sequence[Route], duty: Duty) -> Terms:
    return Terms(
        routes=routes,
        duty=duty,
        ledger=options.ledger,
        quarantine=_quarantine(options),
        skip=options.errors == "skip",
        in_place=options.asked.in_place,
        shard_size=options.shard_size,
        manifest=_manifest_path(options, routes),
        every=options.checkpoint,
    )


_FREE = ("resume", "checkpoint", "jobs", "errors", "stats")
"""Settings that may differ between a run and the one that goes on with it: they don't change what comes out of a document that was well."""


def _manifest(options: Options, routes: Sequence[Route], rulebook: Rulebook) -> tuple[Manifest, bool]:
    plain = msgspec.to_builtins(options)
    settings: dict[str, Any] = {name: value for name, value in plain.items() if name not in _FREE}
    asked = asked_for(settings, routes, rulebook.digest)
    path = _manifest_path(options, routes)
    if not options.resume or path is None or not path.exists():
        return Manifest(asked), False
    manifest = load(path)
    refuse_changes(manifest, asked, path)
    return manifest, True


def _manifest_path(options: Options, routes: Sequence[Route]) -> Path | None:
    output = options.asked.output
    again = all(route.source != STANDARD for route in routes)
    if output in (None, STANDARD) or not again or options.mode != "write":
        return None
    return None if is_remote(output or "") else path_for(output or "")


def _check_manifest(options: Options, routes: Sequence[Route]) -> None:
    path = _manifest_path(options, routes)
    if options.resume and path is None:
        raise UsageError("--resume: only a run from files into files (-o) can be gone on with")
    if path and path.exists() and not options.resume:
        raise UsageError(
            f"{path}: a run into {options.asked.output} was broken off, or is still going: go on with it with --resume, "
            "or delete this file to start over"
        )


def _write_stats(name: str, summary: Summary) -> None:
    out = writing(name)
    out.write(as_prometheus(summary) if name.endswith(".prom") else as_json(summary))
    out.commit()


def _rules(options: Options) -> tuple[Rulebook, Profile]:
    rulebook = load_rules(*options.rules)
    rulebook.check_names(options.disable)
    preset = rulebook.profile(options.profile)
    changes = {
        "quotes": options.quotes or preset.quotes,
        "disable": (*preset.disable, *options.disable),
        "keep": (*preset.keep, *options.keep),
        "only": options.only or preset.only,
    }
    return rulebook, msgspec.structs.replace(preset, **changes)


def _check(options: Options) -> None:
    unknown = [name for name in (*options.keep, *options.only) if name not in CATEGORIES]
    if unknown:
        raise UsageError(f"no category {', '.join(unknown)}; there are {', '.join(CATEGORIES)}")
    if options.reading.encoding:
        known(options.reading.encoding)
    asked = options.asked
    if options.shard_size and asked.output in {None, STANDARD}:
        raise UsageError("--shard-size: name the shards with -o, as in -o clean.jsonl.zst")
    if asked.in_place and (asked.output or options.mode != "write"):
        raise UsageError("--in-place writes the inputs themselves: leave out -o, --diff and --check")
    if options.mode == "check" and (asked.output or options.ledger):
        raise UsageError("--check writes nothing: leave out -o and --ledger")
    if options.mode == "diff" and options.ledger:
        raise UsageError("--diff writes no clean text that a ledger could describe: leave out --ledger")
    if options.ledger == STANDARD and asked.output in {None, STANDARD} and not asked.in_place:
        raise UsageError(
            "--ledger - and the text would run together on standard output: give one of them a file"
        )


def _quarantine(options: Options) -> str:
    """Name the quarantine: as asked, else beside the output, else beside the first input."""
    if options.quarantine:
        return options.quarantine
    asked = options.asked
    beside = asked.output if asked.output not in {None, STANDARD} else asked.paths[0]
    stem = "stdin" if beside == STANDARD else split_ending(beside or "")[0].rstrip("/" + os.sep)
    path = Path(stem) if Path(stem).name else Path(os.path.realpath(stem))
    path = path.with_suffix("") if path.suffix.lower() in ENDINGS else path
    return f"{path}.quarantine.jsonl"
