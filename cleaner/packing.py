"""Bytes packed as they come, so that a broken-off file can be gone on with: plain, gzip, zstandard.

Owns what is written to a packed file and what must be remembered to add to it later. What is packed depends on the bytes alone, never on how
they were handed over or on when a run was broken off. Must not know files or names.

gzip is one member whose stretches are packed each on its own, as `pigz -i` does; zstandard is one frame with a block's end after each stretch.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import IO, Any, Protocol

from msgspec import Struct

STRETCH = 1 << 20
"""Bytes that are packed together; what comes after the last full stretch is remembered unpacked."""
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # no name, no time: equal in, equal out
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3


COMPRESSED = (".gz", ".zst")


def split_ending(name: str) -> tuple[str, str]:
    """Part the compression from a name: `a.txt.gz` is (`a.txt`, `.gz`)."""
    ending = next((each for each in COMPRESSED if name.lower().endswith(each)), "")
    return name[: len(name) - len(ending)], name[len(name) - len(ending) :]


class State(Struct, frozen=True, omit_defaults=True):
    """Where a packed file stands: `size` bytes are on the disk and sum up to `check` (CRC-32); `tail` is not packed yet.

    `crc` and `count` are those of the unpacked bytes, as gzip wants them.
    """

    size: int = 0
    check: int = 0
    tail: bytes = b""
    crc: int = 0
    count: int = 0


class Packer(Protocol):
    """Turns bytes into packed bytes; what `feed` and `finish` return belongs on the disk in this order."""

    def feed(self, data: bytes) -> bytes: ...
    def finish(self) -> bytes: ...
    def state(self) -> State: ...


def packer_for(ending: str, state: State, packed: IO[bytes]) -> tuple[Packer, Iterator[bytes]]:
    """Return a packer that goes on from `state`, and what the file must hold before it goes on.

    `packed` is the file so far, at its beginning; for formats that need not be packed again it is passed through as it is.
    """
    if ending == ".gz":
        return _Gzip(state), _same(packed, state.size)
    if ending == ".zst":
        packer = _Zstd()
        return packer, packer.again(packed, state)
    return _Plain(), _same(packed, state.size)


def _same(packed: IO[bytes], size: int) -> Iterator[bytes]:
    while size and (piece := packed.read(min(size, STRETCH))):
        size -= len(piece)
        yield piece


class _Plain:
    def feed(self, data: bytes) -> bytes:
        return data

    def finish(self) -> bytes:
        return b""

    def state(self) -> State:
        return State()


class _Stretches:
    """Cuts what comes into stretches of one length."""

    def __init__(self, tail: bytes = b"") -> None:
        self.tail = bytearray(tail)

    def add(self, data: bytes) -> Iterator[bytes]:
        self.tail += data
        while len(self.tail) >= STRETCH:
            stretch = bytes(self.tail[:STRETCH])
            del self.tail[:STRETCH]
            yield stretch


class _Gzip:
    def __init__(self, state: State) -> None:
        self._stretches = _Stretches(state.tail)
        self._crc, self._count = state.crc, state.count
        self._begun = state.size > 0

    def feed(self, data: bytes) -> bytes:
        return b"".join(
            self._head() + self._pack(stretch, zlib.Z_SYNC_FLUSH) for stretch in self._stretches.add(data)
        )

    def finish(self) -> bytes:
        last = self._head() + self._pack(bytes(self._stretches.tail), zlib.Z_FINISH)
        return last + struct.pack("<II", self._crc, self._count & 0xFFFFFFFF)

    def state(self) -> State:
        return State(tail=bytes(self._stretches.tail), crc=self._crc, count=self._count)

    def _head(self) -> bytes:
        begun, self._begun = self._begun, True
        return b"" if begun else _GZIP_HEAD

    def _pack(self, stretch: bytes, flush: int) -> bytes:
        deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._crc = zlib.crc32(stretch, self._crc)
        self._count += len(stretch)
        return deflate.compress(stretch) + deflate.flush(flush)


class _Zstd:
    def __init__(self) -> None:
        from zstandard import COMPRESSOBJ_FLUSH_BLOCK, ZstdCompressor

        self._frame: Any = ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True).compressobj()
        self._block = COMPRESSOBJ_FLUSH_BLOCK
        self._stretches = _Stretches()

    def again(self, packed: IO[bytes], state: State) -> Iterator[bytes]:
        """Pack again what was packed, to be where the frame was broken off: its inside cannot be stored."""
        from zstandard import ZstdDecompressor, ZstdError

        frame: Any = ZstdDecompressor().decompressobj()
        try:
            for piece in _same(packed, state.size):
                yield self.feed(frame.decompress(piece))
        except ZstdError:
            return  # then it is not what was written, as its sum will say
        yield self.feed(state.tail)

    def feed(self, data: bytes) -> bytes:
        return b"".join(
            self._frame.compress(stretch) + self._frame.flush(self._block)
            for stretch in self._stretches.add(data)
        )

    def finish(self) -> bytes:
        return bytes(self._frame.compress(bytes(self._stretches.tail)) + self._frame.flush())

    def state(self) -> State:
        return State(tail=bytes(self._stretches.tail))
