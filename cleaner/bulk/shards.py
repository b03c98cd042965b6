"""One output of a run: begun with its first document, cut into shards where asked, a table where one is wanted.

Owns names of shards and the way from written records to a final file. Must not know documents.
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from cleaner.bulk.manifest import Standing
from cleaner.errors import OutputError
from cleaner.packing import State, split_ending
from cleaner.remote import Upload, is_remote
from cleaner.streams import STANDARD, Target, writing
from cleaner.wholefile import WholeFile


class Kind(Struct, frozen=True):
    """What an output is: its format, the most bytes of a shard (0: no shards), whether a later run may go on with it, and the table it is like."""

    form: str
    shard_size: int = 0
    lasting: bool = False
    like: str | None = None


class Output:
    """An output that begins with its first document, so that what yields none leaves nothing behind.

    `spent` are hidden files of tables that are final: needed until the manifest no longer speaks of them.
    """

    def __init__(self, standing: Standing, kind: Kind) -> None:
        self.name, self._kind = standing.name, kind
        self._most = kind.shard_size
        self._shard, self._size = standing.shard, standing.size
        self._any = False
        self.spent: list[Path] = []
        self._target = self._open(standing.state) if standing.begun else None

    @property
    def current(self) -> str:
        """The name of the file that is being written."""
        return shard_name(self.name, self._shard) if self._most else self.name

    @property
    def streamed(self) -> bool:
        """Whether something is out that cannot be taken back."""
        return self._any or (self._target is not None and self.name == STANDARD)

    def begin(self) -> Target:
        """Open it, if it is not open."""
        if self._target is None:
            self._target = self._open(State())
        return self._target

    def write(self, data: bytes, between: bytes) -> None:
        """Add a document, parted from the one before; a shard that would grow too large by it is full."""
        if self._most and self._size and self._size + len(data) > self._most:
            self.commit()
            self._shard, self._size = self._shard + 1, 0
        joint = between if self._target else b""
        self.begin().write(joint + data)
        self._size += len(joint) + len(data)

    def settle(self) -> Standing:
        """Bring it to the disk, and return where it stands."""
        state = self._target.settle() if self._target else State()
        return Standing(self.name, self._shard, self._size, self._target is not None, state)

    def commit(self) -> bool:
        """Make it final; return whether there is anything."""
        if self._target is not None:
            self._target.commit()
            if isinstance(self._target, Table):
                self.spent.append(self._target.rows)
            self._target, self._any = None, True
        return self._any

    def discard(self) -> None:
        """Leave nothing behind of what is not final."""
        if self._target is not None:
            self._target.discard()

    def leave(self) -> None:
        """Let it lie as it is, for a run that goes on."""
        if self._target is not None:
            self._target.leave()

    def _open(self, state: State) -> Target:
        kept = state if self._kind.lasting else None
        if self._kind.form != "parquet":
            return writing(self.current, kept)
        if is_remote(self.current):
            return Upload(self.current, lambda local: Table(local, None, self._kind.like))
        return Table(self.current, kept, self._kind.like)


class Table:
    """A table: records are gathered in a hidden file beside it, `rows`, and become a table when all are there."""

    def __init__(self, name: str, state: State | None, like: str | None) -> None:
        self.name, self._path, self._like = name, Path(os.path.realpath(name)), like
        self._lines = WholeFile(str(self._path.with_name(f".{self._path.name}.rows")), state)
        self.rows = self._lines.place

    def write(self, data: bytes) -> None:
        """Add records, a line each."""
        self._lines.write(data)

    def settle(self) -> State:
        """Bring the records to the disk, and return where they stand."""
        return self._lines.settle()

    def commit(self) -> None:
        """Turn the records into a table under its name."""
        from cleaner.columns import write_table

        self._lines.settle()
        fresh = self._path.with_name(f".{self._path.name}.table")
        try:
            write_table(self.rows, fresh, self._like)
            fresh.replace(self._path)
        except BaseException as error:
            fresh.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise OutputError(
                    f"{self.name}: cannot be written ({error.strerror or error}); free space and run again"
                ) from error
            raise
        self._lines.leave()

    def discard(self) -> None:
        """Leave nothing behind."""
        self._lines.discard()

    def leave(self) -> None:
        """Let the records lie."""
        self._lines.leave()


def shard_name(name: str, number: int) -> str:
    """Return the name of a shard: `out-00003.jsonl.gz` for number 3 of `out.jsonl.gz`."""
    stem, packed = split_ending(name)
    path = Path(stem)
    return str(path.with_name(f"{path.stem}-{number:05d}{path.suffix}")) + packed
