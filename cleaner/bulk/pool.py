"""Several processes that clean batches; one that dies costs the document it was at.

Owns the processes: how many, what each was given, which died over what. Must not know what a document is, nor where anything goes.

A process has one batch at a time and the next only when it has answered: nobody ever waits for somebody who waits for him. Which document it is at
stands in memory shared with it, so that it is known after its death.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from cleaner.bulk.feed import Batch
from cleaner.bulk.work import Done, Duty, handle, lost
from cleaner.errors import CleanerError
from cleaner.quarantine import LOST

AHEAD = 4
"""Batches a process may be ahead of the one that is delivered next: so much is held in memory."""
_MOST_BARREN = 8  # deaths in a row over nothing at all: then it is not the documents

Forms = Callable[[int], str]
"""Number of a route to the format of its output."""


class Pool:
    """Cleans batches in `jobs` processes. `method` is how they are begun: `fork` where that is safe, else `spawn`."""

    def __init__(self, jobs: int, duty: Duty, forms: Forms, method: str | None = None) -> None:
        self._jobs, self._duty, self._forms = jobs, duty, forms
        self._context: Any = multiprocessing.get_context(
            method or ("fork" if sys.platform == "linux" else "spawn")
        )
        self._workers: list[_Worker] = []
        self._waiting: deque[_Piece] = deque()
        self._open: dict[int, _Open] = {}
        self._barren = 0

    def run(self, batches: Iterator[Batch], ordered: bool = True) -> Iterator[tuple[Batch, list[Done]]]:
        """Yield each batch with what became of its documents, in order, or as they are finished."""
        try:
            yield from self._run(enumerate(batches), ordered)
        finally:
            self._end()

    def _run(self, batches: Iterator[tuple[int, Batch]], ordered: bool) -> Iterator[tuple[Batch, list[Done]]]:
        following, more = 0, True
        while True:
            self._hear(0)
            self._hand_out()
            more = more and self._fill(batches)
            number = self._ready(following, ordered)
            if number is not None:
                opened, following = self._open.pop(number), following + 1
                yield opened.batch, [done for done in opened.dones if done is not None]
            elif self._open:
                self._hear(None)
            elif not more:
                return

    def _fill(self, batches: Iterator[tuple[int, Batch]]) -> bool:
        """Give every process something to do, with one batch in reserve; return whether there may be more."""
        while True:
            self._hand_out()
            if self._waiting or len(self._open) >= AHEAD * self._jobs:
                return True
            number, batch = next(batches, (-1, None))
            if batch is None:
                return False
            self._take(number, batch)

    def _ready(self, following: int, ordered: bool) -> int | None:
        if ordered:
            return following if following in self._open and self._open[following].finished else None
        return next((number for number, opened in self._open.items() if opened.finished), None)

    def _take(self, number: int, batch: Batch) -> None:
        tasks = batch.tasks
        self._open[number] = _Open(batch, [None] * len(tasks))
        if tasks:
            self._waiting.append(_Piece(number, list(range(len(tasks)))))

    def _idle(self) -> _Worker | None:
        free = next((worker for worker in self._workers if worker.piece is None), None)
        if free is None and len(self._workers) < self._jobs:
            free = _Worker(self._context, self._duty, [worker.mine for worker in self._workers])
            self._workers.append(free)
        return free

    def _hand_out(self) -> None:
        while self._waiting and (worker := self._idle()):
            piece = self._waiting.popleft()
            tasks = self._open[piece.number].batch.tasks
            worker.give(
                piece, [(tasks[place].raw, self._forms(tasks[place].route)) for place in piece.places]
            )

    def _hear(self, timeout: float | None) -> None:
        """Take in what processes answer, waiting for one at most `timeout` seconds, and see to those that died."""
        busy = [worker for worker in self._workers if worker.piece is not None]
        if not busy:
            return
        heard = wait([worker.mine for worker in busy], timeout)
        for worker in busy:
            if worker.mine in heard:
                self._answer(worker)

    def _answer(self, worker: _Worker) -> None:
        piece = worker.piece
        assert piece is not None
        try:
            dones = worker.answer()
        except (EOFError, OSError, pickle.UnpicklingError):
            self._bury(worker, piece)
            return
        worker.piece, self._barren = None, 0
        opened = self._open[piece.number]
        for place, done in zip(piece.places, dones, strict=True):
            opened.dones[place] = done

    def _bury(self, worker: _Worker, piece: _Piece) -> None:
        """Put aside the document that a process died over, and have the rest of its batch done by others."""
        at, how = worker.last_words()
        self._workers.remove(worker)
        if 0 <= at < len(piece.places):
            self._barren = 0
            place = piece.places.pop(at)
            task = self._open[piece.number].batch.tasks[place]
            reason = f"the process that cleaned it died ({how})"
            self._open[piece.number].dones[place] = lost(
                task.raw, self._forms(task.route), self._duty, (LOST, reason)
            )
        else:
            self._barren += 1
            if self._barren >= _MOST_BARREN:
                raise CleanerError(
                    f"the processes die before they clean anything ({how}); look at the memory, or run with -j 1"
                )
        if piece.places:
            self._waiting.appendleft(piece)

    def _end(self) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()


class _Piece:
    """Documents of a batch that one process is given."""

    def __init__(self, number: int, places: list[int]) -> None:
        self.number, self.places = number, places


class _Open:
    """A batch that is under way."""

    def __init__(self, batch: Batch, dones: list[Done | None]) -> None:
        self.batch, self.dones = batch, dones

    @property
    def finished(self) -> bool:
        return None not in self.dones


class _Worker:
    """One process, seen from outside."""

    def __init__(self, context: Any, duty: Duty, others: list[Connection]) -> None:
        self.mine, theirs = context.Pipe()
        self.piece: _Piece | None = None
        self._mark = context.RawValue("q", -1)
        inherited = [*others, self.mine] if context.get_start_method() == "fork" else []
        arguments = (theirs, self._mark, duty, inherited, os.getpid())
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", DeprecationWarning
            )  # forking beside the threads of a library that workers never call
            gc.freeze()  # or the first look for garbage copies every page of the rules into each process
            self._process.start()
            gc.unfreeze()
        theirs.close()

    def give(self, piece: _Piece, tasks: list[tuple[Any, str]]) -> None:
        """Send documents; one that is dead already is found out when it is heard."""
        self.piece, self._mark.value = piece, -1
        with contextlib.suppress(OSError):
            self.mine.send_bytes(pickle.dumps(tasks, protocol=5))

    def answer(self) -> list[Done]:
        """Receive what became of the documents given."""
        dones: list[Done] = pickle.loads(self.mine.recv_bytes())
        return dones

    def last_words(self) -> tuple[int, str]:
        """Return which of its documents a dead process was at, -1 for none, and how it died."""
        self._process.join(10)
        self.end()
        code = self._process.exitcode
        return self._mark.value, _how(code)

    def end(self) -> None:
        """End it, whatever it does: it holds nothing that is needed."""
        self.mine.close()
        self._process.kill()
        self._process.join(10)


def _how(code: int | None) -> str:
    if code is None:
        return "it no longer answered"
    if code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"{name}: killed, or out of memory" if name == "SIGKILL" else name


def _serve(theirs: Connection, mark: Any, duty: Duty, inherited: list[Connection], parent: int) -> None:
    """Clean what is given until nobody gives any more. Runs in the process itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who gives decides when to end
    for connection in inherited:
        connection.close()
    with contextlib.suppress(EOFError, OSError):
        while True:
            tasks = pickle.loads(theirs.recv_bytes())
            dones = []
            for place, (raw, form) in enumerate(tasks):
                if os.getppid() != parent:
                    return
                mark.value = place
                dones.append(handle(raw, form, duty))
            mark.value = len(tasks)
            theirs.send_bytes(pickle.dumps(dones, protocol=5))
