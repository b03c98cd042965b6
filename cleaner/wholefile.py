"""Outputs that appear whole or not at all, and that a later run can go on with.

Owns temporary names, locks and permissions. Must not know what the bytes mean.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from cleaner.errors import OutputError
from cleaner.packing import State, packer_for, split_ending

_LONGEST_NAME = 200  # most file systems allow 255 bytes


class WholeFile:
    """A file that appears under its name only when it is whole: until then it is a hidden file beside it.

    With a `state`, that of a file broken off (or an empty one), the hidden file has a name that a later run finds again, and is left
    where it is by `leave`.
    """

    def __init__(self, name: str, state: State | None = None) -> None:
        self.name = name
        self._path = Path(os.path.realpath(name))
        self._ending = split_ending(name)[1].lower()
        self._stack = contextlib.ExitStack()
        self._temporary: Path | None = None
        self._size = self._check = 0
        self._lasting, self._failed = state is not None, False
        with self._explained():
            self._plain = self._create() if state is None else self._found_again(state)

    @property
    def place(self) -> Path:
        """Where its bytes are for the time being."""
        return self._temporary or self._path

    def write(self, data: bytes) -> None:
        """Add bytes."""
        with self._explained():
            self._put(self._packer.feed(data))

    def settle(self) -> State:
        """Bring what was written so far to the disk, still under the temporary name; return where it stands."""
        with self._explained():
            self._plain.flush()
            if self._temporary:
                os.fsync(self._plain.fileno())
        return msgspec.structs.replace(self._packer.state(), size=self._size, check=self._check)

    def commit(self) -> None:
        """Put the file under its name, in place of what stood there, with the old file's permissions."""
        if self._failed:
            return  # whoever wrote to it was told
        with self._explained():
            self._put(self._packer.finish())
            if self._path.is_file():
                self.settle()
            self._stack.close()
            if self._temporary:
                _take_mode(self._path, self._temporary)
                self._temporary.replace(self._path)
                self._temporary = None

    def discard(self) -> None:
        """Leave nothing behind; harmless after `commit` and `leave`."""
        self.leave()
        if self._temporary:
            self._temporary.unlink(missing_ok=True)
            self._temporary = None

    def leave(self) -> None:
        """Close the file and let it lie as it is, for a run that goes on with it."""
        with contextlib.suppress(OSError, ValueError):
            self._stack.close()

    def _put(self, packed: bytes) -> None:
        self._plain.write(packed)
        self._count(packed)

    def _create(self) -> IO[bytes]:
        self._packer = packer_for(self._ending, State(), io.BytesIO())[0]
        if self._path.exists() and not self._path.is_file():
            if self._path.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder")
            return self._stack.enter_context(self._path.open("wb"))  # /dev/null, a named pipe
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._temporary = self._path.with_name(
            f".{self._path.name[:80]}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
        )
        return self._stack.enter_context(self._temporary.open("xb"))

    def _found_again(self, state: State) -> IO[bytes]:
        """Open the hidden file as it was at `state`; where it has become the file itself, that begins with the same bytes."""
        if self._path.exists() and not self._path.is_file():
            return self._create()
        hidden = partial_of(self._path)
        hidden.parent.mkdir(parents=True, exist_ok=True)
        if state.size == 0 or (hidden.exists() and self._ending != ".zst"):
            return self._cut_back(hidden, state)
        return self._packed_again(hidden, state)

    def _cut_back(self, hidden: Path, state: State) -> IO[bytes]:
        plain = self._stack.enter_context(hidden.open("r+b" if hidden.exists() else "w+b"))
        lock(plain, self.name)
        self._packer, pieces = packer_for(self._ending, state, plain)
        for piece in pieces:
            self._count(piece)
        plain.truncate(state.size)
        return self._at(plain, hidden, state)

    def _packed_again(self, hidden: Path, state: State) -> IO[bytes]:
        fresh = hidden.with_suffix(".again")
        with (hidden if hidden.exists() else self._path).open("rb") as packed:
            lock(packed, self.name)
            self._packer, pieces = packer_for(self._ending, state, packed)
            plain = self._stack.enter_context(fresh.open("wb"))
            for piece in pieces:
                plain.write(piece)
                self._count(piece)
        fresh.replace(hidden)
        lock(plain, self.name)
        return self._at(plain, hidden, state)

    def _at(self, plain: IO[bytes], hidden: Path, state: State) -> IO[bytes]:
        if (self._size, self._check) != (state.size, state.check):
            raise OutputError(
                f"{self.name}: what stands of it is not what the run that was broken off had written; "
                "delete the manifest to start over"
            )
        self._temporary = hidden
        return plain

    def _count(self, piece: bytes) -> None:
        self._size += len(piece)
        self._check = zlib.crc32(piece, self._check)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self._failed = True
            self.leave() if self._lasting else self.discard()
            if isinstance(error, OSError):
                raise OutputError(what_to_do(self.name, error)) from error
            raise


def partial_of(path: Path) -> Path:
    """Return the hidden name under which an output grows that a later run may go on with."""
    name = path.name
    if len(name.encode("utf-8", "surrogateescape")) > _LONGEST_NAME:
        name = f"{name[:40]}.{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    return path.with_name(f".{name}.partial")


def lock(file: IO[bytes], name: str) -> None:
    """Refuse a file that another run is writing; where the system has no such locks, nothing is refused."""
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OutputError(
            f"{name}: another run is writing it; wait for that run, or name another output"
        ) from None
    except (ImportError, OSError):
        return


def _take_mode(old: Path, new: Path) -> None:
    if old.exists():
        new.chmod(stat.S_IMODE(old.stat().st_mode))


def what_to_do(name: str, error: OSError) -> str:
    """Return a message for an output that cannot be written."""
    if error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        return (
            f"{name}: the disk is full; nothing half written stands under this name: free space and run again"
        )
    if error.errno == errno.EISDIR:
        return f"{name}: is a folder, where a file is to be written; name a file with -o"
    return f"{name}: cannot be written ({error.strerror or error}); check the folder and its permissions"
