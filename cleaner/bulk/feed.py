"""The inputs of a run as batches of documents, in an order that never changes.

Owns reading ahead and the boundaries of batches, which depend on the inputs alone: a run that goes on finds them again. Must not know rules,
nor what becomes of a document.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from time import perf_counter

from msgspec import Struct

from cleaner.errors import GapError, OversizeError, SourceError
from cleaner.formats import cut
from cleaner.remote import is_remote
from cleaner.remote import size_of as remote_size
from cleaner.routes import Route
from cleaner.sources import Cut, Raw, Reading
from cleaner.streams import STANDARD, Meter, reading

BATCH_BYTES = 1 << 17
BATCH_EVENTS = 64
"""A batch is closed when it has one of the two: small enough to keep all processes busy, large enough to cost little to hand over."""


class Position(Struct, frozen=True, order=True, array_like=True):
    """A place between two documents: the number of the route, and how many documents or faults of it lie before."""

    route: int = 0
    count: int = 0


class Task(Struct, frozen=True):
    """A document that is to be cleaned."""

    route: int
    raw: Raw


class Fault(Struct, frozen=True):
    """Something wrong in the place of a document."""

    route: int
    index: int
    error: SourceError


class End(Struct, frozen=True):
    """The end of an input; `whole` says whether it could be opened and read."""

    route: int
    whole: bool


Event = Task | Fault | End


class Batch(Struct, frozen=True):
    """Events that are handled together: those between two positions."""

    start: Position
    after: Position
    events: list[Event]
    size: int

    @property
    def tasks(self) -> list[Task]:
        """The documents of the batch, in order."""
        return [event for event in self.events if isinstance(event, Task)]


class Feed:
    """Reads the inputs of a run from a position on; `consumed` says how many bytes of them, packed as they are, were read so far, `began` how many
    lie before the input that it begins with."""

    def __init__(self, routes: Sequence[Route], settings: Reading, start: Position = Position()) -> None:  # noqa: B008 - frozen
        self.routes, self._settings, self._start = routes, settings, start
        self._sizes = [_size_of(route.source) for route in routes]
        self._before = sum(self._sizes[: start.route])
        self._meter = Meter()
        self.began = self._before
        self.seconds = 0.0

    @property
    def total(self) -> int:
        """Bytes of all inputs, or 0 where that cannot be known."""
        return (
            0
            if 0 in self._sizes and STANDARD in {route.source for route in self.routes}
            else sum(self._sizes)
        )

    @property
    def consumed(self) -> int:
        """Bytes that were read so far."""
        return self._before + self._meter.at()

    def batches(self) -> Iterator[Batch]:
        """Yield all events in batches."""
        events: list[Event] = []
        start, after, size = self._start, self._start, 0
        for event in self._timed():
            events.append(event)
            ended = isinstance(event, End)
            after = Position(event.route + 1) if ended else Position(event.route, after.count + 1)
            size += size_of(event.raw) if isinstance(event, Task) else 0
            if size >= BATCH_BYTES or len(events) >= BATCH_EVENTS:
                yield Batch(start, after, events, size)
                events, start, size = [], after, 0
        if events:
            yield Batch(start, after, events, size)

    def _timed(self) -> Iterator[Event]:
        events = self._events()
        while True:
            started = perf_counter()
            event = next(events, None)
            self.seconds += perf_counter() - started
            if event is None:
                return
            yield event

    def _events(self) -> Iterator[Event]:
        for number in range(self._start.route, len(self.routes)):
            skip = self._start.count if number == self._start.route else 0
            whole, index = True, 0
            for count, each in enumerate(self._cuts(self.routes[number])):
                if isinstance(each, _Fatal):
                    whole, each = False, each.error  # noqa: PLW2901
                if count < skip and isinstance(each, OversizeError):
                    each.body.close()
                if count >= skip:
                    yield Task(number, each) if isinstance(each, Raw) else Fault(number, index, each)
                index += not isinstance(each, GapError)
            yield End(number, whole)
            self._before += self._sizes[number]
            self._meter = Meter()

    def _cuts(self, route: Route) -> Iterator[Cut | _Fatal]:
        try:
            with reading(route.source, self._meter) as stream:
                yield from cut(route.format, stream, route.source, self._settings)
        except SourceError as error:
            yield _Fatal(error)


class _Fatal(Struct, frozen=True):
    """What ended the reading of an input."""

    error: SourceError


def size_of(raw: Raw) -> int:
    """Return about how many bytes a document has."""
    data = raw.data
    if isinstance(data, bytes):
        return len(data)
    if isinstance(data, tuple):
        return sum(map(len, data[1]))
    if isinstance(data, dict):
        return sum(len(value) for value in data.values() if isinstance(value, str | bytes))
    return len(data.body)


def _size_of(name: str) -> int:
    try:
        if is_remote(name):
            return remote_size(name)
        return 0 if name == STANDARD else os.stat(name).st_size  # noqa: PTH116
    except OSError:
        return 0
