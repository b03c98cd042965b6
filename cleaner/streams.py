"""Byte streams by the ending of a name: plain, gzip, zstandard; outputs that appear whole or not at all.

Owns opening, compression and the temporary names. Must not know what the bytes mean.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Protocol, cast

from cleaner.errors import OutputError, SourceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STANDARD = "-"
"""The name of standard input and standard output."""

COMPRESSED = (".gz", ".zst")
_CHUNK = 1 << 14


class Target(Protocol):
    """Something to write bytes to: `commit` makes them final, `discard` leaves no trace."""

    def write(self, data: bytes) -> None: ...
    def commit(self) -> None: ...
    def discard(self) -> None: ...


def split_ending(name: str) -> tuple[str, str]:
    """Part the compression from a name: `a.txt.gz` is (`a.txt`, `.gz`)."""
    ending = next((each for each in COMPRESSED if name.lower().endswith(each)), "")
    return name[: len(name) - len(ending)], name[len(name) - len(ending) :]


@contextlib.contextmanager
def reading(name: str) -> Iterator[io.BufferedReader]:
    """Open an input for reading bytes, unpacked by its ending; `-` is standard input.

    Raises SourceError for whatever goes wrong, also while the caller reads.
    """
    try:
        with contextlib.ExitStack() as stack:
            yield _opened(name, stack)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(f"{name}: damaged gzip data ({error}); fetch or pack the file again") from error
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


def writing(name: str) -> Target:
    """Open an output, packed by its ending; `-` is standard output. Raises OutputError."""
    return StandardOutput() if name == STANDARD else WholeFile(name)


class WholeFile:
    """A file that appears under its name only when it is whole: until then it is a hidden file beside it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._path = Path(os.path.realpath(name))
        self._stack = contextlib.ExitStack()
        self._temporary: Path | None = None
        self._plain: IO[bytes] | None = None
        with self._explained():
            self._stream = self._create()

    def write(self, data: bytes) -> None:
        """Add bytes."""
        with self._explained():
            self._stream.write(data)

    def settle(self) -> None:
        """Bring what was written so far to the disk, still under the temporary name."""
        with self._explained():
            self._stream.flush()
            if self._plain:
                self._plain.flush()
                os.fsync(self._plain.fileno())

    def commit(self) -> None:
        """Put the file under its name, in place of what stood there, with the old file's permissions."""
        with self._explained():
            if self._path.is_file():
                self.settle()
            self._stack.close()
            if self._temporary:
                _take_mode(self._path, self._temporary)
                self._temporary.replace(self._path)
                self._temporary = None

    def discard(self) -> None:
        """Leave nothing behind; harmless after `commit`."""
        with contextlib.suppress(OSError, ValueError):
            self._stack.close()
        if self._temporary:
            self._temporary.unlink(missing_ok=True)
            self._temporary = None

    def _create(self) -> IO[bytes]:
        if self._path.exists() and not self._path.is_file():
            if self._path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder")
            return self._pack(self._stack.enter_context(self._path.open("wb")))  # /dev/null, a named pipe
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._temporary = self._path.with_name(
            f".{self._path.name[:80]}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
        )
        self._plain = self._stack.enter_context(self._temporary.open("xb"))
        return self._pack(self._plain)

    def _pack(self, plain: IO[bytes]) -> IO[bytes]:
        ending = split_ending(self.name)[1].lower()
        if ending == ".gz":
            packed = gzip.GzipFile("", "wb", fileobj=plain, mtime=0)  # no name, no time: equal in, equal out
            return cast("IO[bytes]", self._stack.enter_context(cast("Any", packed)))
        if ending == ".zst":
            from zstandard import ZstdCompressor

            return cast(
                "IO[bytes]", self._stack.enter_context(ZstdCompressor().stream_writer(plain, closefd=False))
            )
        return plain

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.discard()
            raise OutputError(_what_to_do(self.name, error)) from error
        except BaseException:
            self.discard()
            raise


class StandardOutput:
    """Standard output as a target. A closed pipe stays a BrokenPipeError, for the command to end quietly."""

    name = STANDARD

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._do(lambda stream: stream.write(data))

    def commit(self) -> None:
        """Flush, so that a full disk is noticed here and not at exit."""
        self._do(lambda stream: stream.flush())

    def discard(self) -> None:
        """Nothing can be taken back from a stream."""

    def _do(self, action: Callable[[BinaryIO], object]) -> None:
        try:
            action(sys.stdout.buffer)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(_what_to_do("standard output", error)) from error


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


class _ZstdReader(io.RawIOBase):
    """Reads all frames of a zstandard file and, unlike the library's own reader, notices a cut one."""

    def __init__(self, name: str, packed: IO[bytes]) -> None:
        from zstandard import ZstdDecompressor

        self._name, self._packed = name, packed
        self._frames = ZstdDecompressor()
        self._frame = self._frames.decompressobj()
        self._begun, self._ready = False, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while not self._ready and self._feed():
            pass
        view = memoryview(buffer)
        size = min(len(view), len(self._ready))
        view[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def _feed(self) -> bool:
        from zstandard import ZstdError

        rest = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._frame, self._begun = self._frames.decompressobj(), False
        packed = rest or self._packed.read(_CHUNK)
        if not packed and self._begun:
            raise SourceError(f"{self._name}: the zstandard data breaks off; fetch or pack the file again")
        if not packed:
            return False
        try:
            self._ready, self._begun = memoryview(self._frame.decompress(packed)), True
        except ZstdError as error:
            raise SourceError(
                f"{self._name}: damaged zstandard data ({error}); fetch or pack it again"
            ) from error
        return True


def _opened(name: str, stack: contextlib.ExitStack) -> io.BufferedReader:
    if name == STANDARD:
        return _standard_input()
    plain = io.BufferedReader(cast("Any", _NamedFile(name)))
    stack.enter_context(plain)
    ending = split_ending(name)[1].lower()
    if ending == ".gz":
        unpacked = stack.enter_context(gzip.GzipFile(fileobj=plain))
        return io.BufferedReader(cast("Any", unpacked), _CHUNK)
    if ending == ".zst":
        return stack.enter_context(io.BufferedReader(_ZstdReader(name, plain), _CHUNK))
    return plain


def _standard_input() -> io.BufferedReader:
    stream = sys.stdin.buffer
    return stream if isinstance(stream, io.BufferedReader) else _buffered(stream)


@lru_cache(maxsize=1)
def _buffered(stream: BinaryIO) -> io.BufferedReader:
    """Wrap a stand-in for standard input once: what was peeked at must still be there when it is read."""
    return io.BufferedReader(cast("Any", stream))


def _take_mode(old: Path, new: Path) -> None:
    if old.exists():
        new.chmod(stat.S_IMODE(old.stat().st_mode))


def _what_to_do(name: str, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return (
            f"{name}: the disk is full; nothing half written stands under this name: free space and run again"
        )
    if error.errno == errno.EISDIR:
        return f"{name}: is a folder, where a file is to be written; name a file with -o"
    return f"{name}: cannot be written ({error.strerror or error}); check the folder and its permissions"
