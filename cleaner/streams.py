"""Byte streams by the ending of a name: plain, gzip, zstandard; inputs opened, outputs begun.

Owns opening and standard input and output. Must not know what the bytes mean.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Protocol, cast

from cleaner.errors import OutputError, SourceError
from cleaner.packing import State, split_ending
from cleaner.remote import Upload, is_remote, open_remote
from cleaner.unpacking import Unpacked
from cleaner.wholefile import WholeFile, what_to_do

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STANDARD = "-"
"""The name of standard input and standard output."""

_BUFFER = 1 << 16


class Target(Protocol):
    """Something to write bytes to: `commit` makes them final, `discard` leaves no trace, `leave` lets them lie for a later run."""

    def write(self, data: bytes) -> None: ...
    def settle(self) -> State: ...
    def commit(self) -> None: ...
    def discard(self) -> None: ...
    def leave(self) -> None: ...


class Meter:
    """Knows how many bytes of an input, packed as it is, were read; 0 where that cannot be told."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self.file = file

    def at(self) -> int:
        """Return the number of bytes."""
        try:
            return self.file.tell() if self.file else 0
        except (OSError, ValueError):
            return 0


@contextlib.contextmanager
def reading(name: str, meter: Meter | None = None) -> Iterator[io.BufferedReader]:
    """Open an input for reading bytes, unpacked by its ending; `-` is standard input.

    Raises SourceError for whatever goes wrong, also while the caller reads.
    """
    try:
        with contextlib.ExitStack() as stack:
            yield _opened(name, stack, meter or Meter())
    except IsADirectoryError:
        raise SourceError(f"{name}: is a folder, where a file is needed") from None
    except FileNotFoundError as error:
        if error.filename != name:
            raise
        raise SourceError(f"{name}: no such file; check the spelling and the folder") from None
    except OSError as error:
        if error.filename != name:
            raise
        raise SourceError(f"{name}: cannot be read ({error.strerror}); check disk and permissions") from error


def writing(name: str, state: State | None = None) -> Target:
    """Open an output, packed by its ending; `-` is standard output. Raises OutputError.

    With a `state` it is one that a later run may go on with, and goes on from there itself.
    """
    if is_remote(name):
        return Upload(name, WholeFile)
    return StandardOutput() if name == STANDARD else WholeFile(name, state)


class StandardOutput:
    """Standard output as a target. A closed pipe stays a BrokenPipeError, for the command to end quietly."""

    name = STANDARD

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._do(lambda stream: stream.write(data))

    def commit(self) -> None:
        """Flush, so that a full disk is noticed here and not at exit."""
        self._do(lambda stream: stream.flush())

    def settle(self) -> State:
        """Flush; a stream stands nowhere that one could go on from."""
        self.commit()
        return State()

    def discard(self) -> None:
        """Nothing can be taken back from a stream."""

    def leave(self) -> None:
        """Nothing lies about."""

    def _do(self, action: Callable[[BinaryIO], object]) -> None:
        try:
            action(sys.stdout.buffer)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(what_to_do("standard output", error)) from error


class _NamedFile(io.FileIO):
    """A file whose errors in reading know its name, which those of the system do not."""

    def readinto(self, buffer: WriteableBuffer) -> int:
        with self._named():
            return super().readinto(buffer) or 0

    def readall(self) -> bytes:
        with self._named():
            return super().readall() or b""

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            error.filename = self.name
            raise


def _opened(name: str, stack: contextlib.ExitStack, meter: Meter) -> io.BufferedReader:
    if name == STANDARD:
        return _standard_input()
    plain = io.BufferedReader(
        cast("Any", open_remote(name) if is_remote(name) else _NamedFile(name)), _BUFFER
    )
    stack.enter_context(plain)
    meter.file = cast("Any", plain.raw)
    ending = split_ending(name)[1].lower()
    if ending:
        return stack.enter_context(io.BufferedReader(Unpacked(name, plain, ending), _BUFFER))
    return plain


def _standard_input() -> io.BufferedReader:
    stream = sys.stdin.buffer
    return stream if isinstance(stream, io.BufferedReader) else _buffered(stream)


@lru_cache(maxsize=1)
def _buffered(stream: BinaryIO) -> io.BufferedReader:
    """Wrap a stand-in for standard input once: what was peeked at must still be there when it is read."""
    return io.BufferedReader(cast("Any", stream))
