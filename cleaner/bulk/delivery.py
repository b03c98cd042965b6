"""What a run writes: outputs, whole or in shards, the ledger, the quarantine, and the manifest that says how far they are.

Owns the order in which things become final, and what is kept when something fails. Must not know formats' insides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from time import monotonic

from msgspec import Struct

from cleaner.bulk.feed import Batch, Fault, Task
from cleaner.bulk.manifest import Manifest, Standing, store
from cleaner.bulk.shards import Kind, Output
from cleaner.bulk.tally import Summary
from cleaner.bulk.work import Done, Duty, broken
from cleaner.errors import CleanerError, OversizeError
from cleaner.outputs import BETWEEN, addressed, broken_entry
from cleaner.packing import State
from cleaner.quarantine import FAILED, LOST, OVERSIZE, Case, in_pieces, of_oversize
from cleaner.routes import Route
from cleaner.streams import writing
from cleaner.wholefile import WholeFile

HOPELESS = 200
"""Documents that fail one after the other, before any other is cleaned, until a run stops."""


class Terms(Struct, frozen=True):
    """What a delivery needs to know of a run."""

    routes: Sequence[Route]
    duty: Duty
    ledger: str | None
    quarantine: str
    skip: bool = False
    in_place: bool = False
    shard_size: int = 0
    manifest: Path | None = None
    every: float = 5.0


class Delivery:
    """Writes what became of documents, and every few seconds how far it is."""

    def __init__(self, terms: Terms, manifest: Manifest, resumed: bool) -> None:
        self._terms, self._manifest = terms, manifest
        self.summary: Summary = manifest.summary
        self._stored, self._last = resumed, monotonic()
        self._spent: list[Path] = []
        self._written = False  # whether anything stands that needs the ledger
        self._ahead = dict(manifest.ahead)
        self._firsts = {route.target: route for route in reversed(terms.routes)}
        lasting = terms.manifest is not None
        self._output = self._opened(manifest.output) if manifest.output.name else None
        self._ledger = writing(terms.ledger, manifest.ledger if lasting else None) if terms.ledger else None
        self._side = writing(terms.quarantine, manifest.quarantine) if manifest.quarantine else None

    def deliver(self, batch: Batch, dones: list[Done]) -> None:
        """Write a batch. Raises the CleanerError of a fault, unless faults are skipped."""
        results = iter(dones)
        for event in batch.events:
            route = self._terms.routes[event.route]
            self._turn_to(route)
            if isinstance(event, Task):
                self._document(route, event, next(results))
            elif isinstance(event, Fault):
                self._fault(route, event)
            else:
                self._end_of_input(route, whole=event.whole)
        self._refuse_hopeless(HOPELESS)
        self._advance(batch)
        if self._terms.manifest and monotonic() - self._last >= self._terms.every:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Bring everything to the disk, and then the manifest that says so."""
        output = self._output.settle() if self._output else Standing()
        self._manifest.output = output
        self._manifest.ledger = self._ledger.settle() if self._ledger else State()
        self._manifest.quarantine = self._side.settle() if self._side else None
        self._manifest.ahead = list(self._ahead.items())
        if self._terms.manifest:
            store(self._manifest, self._terms.manifest)
            self._stored = True
            self._tidy()
        self._last = monotonic()

    def finish(self) -> None:
        """Make everything final."""
        self._refuse_hopeless(1)
        if self._stored:
            self.checkpoint()
        self._commit()
        for file in (self._ledger, self._side):
            if file is not None:
                file.commit()
        if self._stored and self._terms.manifest:
            self._terms.manifest.unlink(missing_ok=True)
        self._tidy()

    def abandon(self) -> bool:
        """Leave everything for a run that goes on, if there is a manifest; else keep what is whole, and leave no trace of the rest.

        Returns whether the run can be gone on with.
        """
        if self._stored:
            for file in (self._output, self._ledger, self._side):
                if file is not None:
                    file.leave()
            return True
        if self._output:
            self._written |= self._output.streamed
            self._output.discard()
        for target in (self._ledger, self._side):
            hopeless = target is self._side and not self.summary.documents
            if target is not None and (self._written or hopeless):
                target.commit()
            elif target is not None:
                target.discard()
        return False

    def _refuse_hopeless(self, least: int) -> None:
        """Stop where not one document could be cleaned: then it is not the documents."""
        failed = self.summary.quarantined[FAILED] + self.summary.quarantined[LOST]
        if failed >= least and not self.summary.documents:
            raise CleanerError(
                f"cleaning failed for each of {failed} documents; {self._terms.quarantine} says why"
            )

    def _turn_to(self, route: Route) -> None:
        if self._output and self._output.name != route.target:
            self._commit()
        if self._output is None:
            self._output = self._opened(Standing(route.target))

    def _opened(self, standing: Standing) -> Output:
        first = self._firsts[standing.name]
        form = "diff" if self._terms.duty.mode == "diff" else first.target_format
        like = first.source if first.format == "parquet" else None
        return Output(standing, Kind(form, self._terms.shard_size, self._terms.manifest is not None, like))

    def _commit(self) -> None:
        if self._output is None:
            return
        if self._terms.in_place and isinstance(self._ledger, WholeFile):
            self._ledger.settle()  # the way back is on the disk before the input goes
        self._written |= self._output.commit()
        self._spent += self._output.spent
        self._output = None
        if not self._stored:
            self._tidy()

    def _tidy(self) -> None:
        """Remove what is needed no more, now that no manifest speaks of it."""
        spent = [*self._spent, *(self._output.spent if self._output else ())]
        for path in spent:
            path.unlink(missing_ok=True)
        self._spent.clear()

    def _document(self, route: Route, task: Task, done: Done) -> None:
        if done.fault is not None and not self._terms.skip:
            raise done.fault
        self.summary.count(done, task.raw.source)
        if done.kind:
            self._aside([done.side])
        elif self._terms.duty.mode != "check" and self._output:
            form = "diff" if self._terms.duty.mode == "diff" else route.target_format
            self._output.write(done.out, BETWEEN[form])
        self._note(done.entry)

    def _fault(self, route: Route, event: Fault) -> None:
        error = event.error
        if isinstance(error, OversizeError):
            self._oversize(route, event, error)
            return
        if not self._terms.skip:
            raise error
        done = broken(Case(route.source, event.index), error, route.target_format, self._terms.duty)
        self.summary.count(done, route.source)
        self._aside([done.side])
        self._note(done.entry)

    def _oversize(self, route: Route, event: Fault, error: OversizeError) -> None:
        with error.body:
            self._aside(of_oversize(Case(route.source, event.index, OVERSIZE), error))
            if self._ledger and self._output:
                entry = broken_entry(
                    route.source, route.target_format, b"", texts=self._terms.duty.ledger_text
                )
                entry = addressed(entry, self._output.current)
                head, line, tail = entry.partition(b'"line":"')
                self._ledger.write(head + line)
                for piece in in_pieces(error.body) if line else ():
                    self._ledger.write(piece)
                self._ledger.write(tail)
        self.summary.count(Done(kind=OVERSIZE), route.source)

    def _end_of_input(self, route: Route, *, whole: bool) -> None:
        self.summary.files += 1
        if whole and self._terms.duty.mode == "write" and route.target_format != "text" and self._output:
            self._output.begin()  # no records in, no records out: still an output

    def _note(self, entry: bytes) -> None:
        if self._ledger and entry and self._output:
            self._ledger.write(addressed(entry, self._output.current))

    def _aside(self, pieces: Iterable[bytes]) -> None:
        if self._side is None:
            self._side = writing(self._terms.quarantine, State() if self._terms.manifest else None)
            self.summary.quarantine = self._terms.quarantine
        for piece in pieces:
            self._side.write(piece)

    def finished(self, batch: Batch) -> bool:
        """Tell whether a batch was delivered by the run that was broken off."""
        return batch.start in self._ahead

    def _advance(self, batch: Batch) -> None:
        """Move the position on; batches that are finished before their turn are remembered until it comes."""
        if batch.start != self._manifest.position:
            self._ahead[batch.start] = batch.after
            return
        at = batch.after
        while at in self._ahead:
            at = self._ahead.pop(at)
        self._manifest.position = at
