"""A run: routes and options to outputs, ledger, side files and a summary.

Owns the order of reading, cleaning and writing, and what is kept when something fails. Must not know what
formats look like inside, nor how anything is shown.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleaner.book import Rulebook
from cleaner.encoding import known
from cleaner.errors import OutputError, RecordError, SourceError, UsageError
from cleaner.ledger import Cleaned
from cleaner.outputs import (
    BETWEEN,
    WRITERS,
    Outcome,
    Style,
    aside,
    broken_entry,
    dropped_entry,
    entry_of,
)
from cleaner.pipeline import clean, clean_html
from cleaner.records import write
from cleaner.routes import Asked, Route, chart, reserve
from cleaner.rulebook import load_rules
from cleaner.sources import ENDINGS, READERS, Item, Reading
from cleaner.streams import STANDARD, Target, WholeFile, reading, split_ending, writing
from cleaner.values import CATEGORIES, Profile, Quotes


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
    errors_file: str | None = None
    drop_flagged: tuple[str, ...] = ()
    dropped_file: str | None = None
    mode: Literal["write", "diff", "check"] = "write"


class Summary(Struct):
    """What a run did. `changed` names each input of which something would come out different."""

    files: int = 0
    documents: int = 0
    removed: Counter[str] = msgspec.field(default_factory=Counter)
    flags: Counter[str] = msgspec.field(default_factory=Counter)
    changed: dict[str, None] = msgspec.field(default_factory=dict)
    dropped: int = 0
    skipped: int = 0
    side_files: dict[str, None] = msgspec.field(default_factory=dict)


def plan(options: Options) -> list[Route]:
    """Return the routes of a run after every check that can be made before something is written."""
    _check(options)
    routes = chart(options.asked)
    others = [name for name in (options.ledger, *_side_names(options)) if name]
    reserve(others, routes)
    if options.ledger and options.asked.in_place and Path(options.ledger).exists():
        raise OutputError(
            f"{options.ledger}: stands already, and may be all that is left of texts cleaned in place; "
            "name another ledger"
        )
    return routes


def run(routes: Sequence[Route], options: Options, tick: Callable[[], None] = lambda: None) -> Summary:
    """Clean along the routes; `tick` is called after each input.

    Outputs appear whole or not at all. When an input fails, those before it stand, and so does their ledger.
    Raises the CleanerError of the input that failed, unless errors are skipped.
    """
    work = _Work(options)
    try:
        for target, group in groupby(routes, key=lambda route: route.target):
            work.output(target, list(group), tick)
    except BaseException:
        work.close(keep=work.written)
        raise
    work.close(keep=True)
    return work.summary


class _Work:
    """The state of one run: rulebook, ledger and side files, and the summary as it grows."""

    def __init__(self, options: Options) -> None:
        self.options, self.summary = options, Summary()
        self.written = False  # whether anything stands that needs the ledger
        self._rulebook, self._profile = _rules(options)
        stamp = (self._rulebook.version, self._rulebook.digest)
        self._style = msgspec.structs.replace(options.style, stamp=stamp)
        self._ledger = writing(options.ledger) if options.ledger else None
        self._errors_name, self._dropped_name = _side_names(options)
        self._side: dict[str, Target] = {}

    def output(self, target: str, routes: list[Route], tick: Callable[[], None]) -> None:
        """Write all of one output."""
        out = _Lazy(target)
        try:
            for route in routes:
                whole = self._one(route, out)
                if whole and self.options.mode == "write" and route.target_format != "text":
                    out.begin()  # no records in, no records out: still an output
                tick()
            if self.options.asked.in_place and isinstance(self._ledger, WholeFile):
                self._ledger.settle()  # the way back is on the disk before the input goes
            self.written |= out.commit()
        except BaseException:
            self.written |= out.streamed
            out.discard()
            raise

    def close(self, keep: bool) -> None:
        """Make ledger and side files final, or leave no trace of them."""
        for file in (self._ledger, *self._side.values()):
            if file is not None and keep:
                file.commit()
            elif file is not None:
                file.discard()

    def _one(self, route: Route, out: _Lazy) -> bool:
        self.summary.files += 1
        try:
            for item in self._items(route):
                self._document(item, route, out)
        except RecordError:
            raise
        except SourceError as error:
            if self.options.errors == "stop":
                raise
            self._skip(route, error)
            return False
        return True

    def _items(self, route: Route) -> Iterator[Item]:
        with reading(route.source) as stream:
            for item in READERS[route.format](stream, route.source, self.options.reading):
                if isinstance(item, Item):
                    yield item
                elif self.options.errors == "stop":
                    raise item
                else:
                    self._skip(route, item)

    def _document(self, item: Item, route: Route, out: _Lazy) -> None:
        outcome = Outcome(item, self._clean(item))
        flags = outcome.flags
        place = (route.target, route.target_format)
        self.summary.documents += 1
        self.summary.removed.update(outcome.cleaned.counts)
        self.summary.flags.update(flags)
        if self.options.mode != "write" and outcome.changed(self._style):
            self.summary.changed[item.source] = None
        if self.options.mode == "check":
            return
        if not set(self.options.drop_flagged).isdisjoint(flags):
            self._drop(item, place, flags)
        else:
            form = "diff" if self.options.mode == "diff" else route.target_format
            out.write(WRITERS[form](outcome, self._style), BETWEEN[form])
            self._note(lambda: entry_of(outcome, place, self._style, self.options.ledger_text))

    def _clean(self, item: Item) -> Cleaned:
        hints = msgspec.structs.asdict(item.hints)
        if item.html is not None:
            return clean_html(item.html, **hints, rulebook=self._rulebook, profile=self._profile)
        return clean(item.text or "", **hints, rulebook=self._rulebook, profile=self._profile)

    def _drop(self, item: Item, place: tuple[str, str], flags: tuple[str, ...]) -> None:
        self.summary.dropped += 1
        self._aside(self._dropped_name, aside(item, flags))
        self._note(lambda: dropped_entry(item, place, flags, self.options.ledger_text))

    def _skip(self, route: Route, error: SourceError) -> None:
        self.summary.skipped += 1
        line: dict[str, object] = {"source": route.source, "error": str(error)}
        if isinstance(error, RecordError):
            raw = error.raw
            line |= {"line": error.number, "raw": raw.decode("utf-8", "surrogateescape")}
            place = (route.source, route.target, route.target_format)
            self._note(lambda: broken_entry(place, raw, self.options.ledger_text))
        self._aside(self._errors_name, write(line) + b"\n")

    def _note(self, entry: Callable[[], bytes]) -> None:
        if self._ledger:
            self._ledger.write(entry())

    def _aside(self, name: str, line: bytes) -> None:
        if name not in self._side:
            self._side[name] = writing(name)
            self.summary.side_files[name] = None
        self._side[name].write(line)


class _Lazy:
    """An output that begins with its first document, so that what yields none leaves nothing behind."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._target: Target | None = None

    @property
    def streamed(self) -> bool:
        """Whether something is out that cannot be taken back."""
        return self._target is not None and self._name == STANDARD

    def begin(self) -> Target:
        """Open it, if it is not open."""
        if self._target is None:
            self._target = writing(self._name)
        return self._target

    def write(self, data: bytes, between: bytes) -> None:
        """Add a document, parted from the one before."""
        joint = between if self._target else b""
        self.begin().write(joint + data)

    def commit(self) -> bool:
        """Make it final; return whether there is anything."""
        if self._target is not None:
            self._target.commit()
        return self._target is not None

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._target is not None:
            self._target.discard()


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


def _side_names(options: Options) -> tuple[str, str]:
    """Name the side files: as asked, else beside the output, else beside the first input."""
    asked = options.asked
    beside = asked.output if asked.output not in {None, STANDARD} else asked.paths[0]
    stem = "stdin" if beside == STANDARD else split_ending(beside or "")[0].rstrip("/" + os.sep)
    path = Path(stem) if Path(stem).name else Path(os.path.realpath(stem))
    path = path.with_suffix("") if path.suffix.lower() in ENDINGS else path
    return options.errors_file or f"{path}.errors.jsonl", options.dropped_file or f"{path}.dropped.jsonl"
