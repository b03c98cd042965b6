"""Packed bytes as they were before: all gzip members or zstandard frames of a file, one after the other.

Owns noticing what is cut or damaged, once for each place, and going on at the next member or frame. Must not know what the bytes mean.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cleaner.errors import GapError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 14


class _Codec(Struct, frozen=True):
    """What tells gzip from zstandard: how to begin a member, how it begins, what says that it is damaged."""

    name: str
    begin: Callable[[], Any]
    magic: bytes
    damage: type[Exception]
    padded: bool  # NULs may follow a member, from tapes and block devices


class Unpacked(io.RawIOBase):
    """Reads `packed` by the `ending` of its name, `.gz` or `.zst`.

    Raises GapError where the data are damaged or break off; whoever reads on gets what follows, from the next member on.
    """

    def __init__(self, name: str, packed: io.BufferedReader, ending: str) -> None:
        self._name, self._packed = name, packed
        self._codec = _gzip() if ending == ".gz" else _zstd()
        self._member: Any = None
        self._rest = b""  # packed bytes that no member has had yet
        self._ready = memoryview(b"")
        self._lost = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Put unpacked bytes into `buffer`, and return how many; 0 at the end."""
        while not self._ready and self._step():
            pass
        view = memoryview(buffer)
        size = min(len(view), len(self._ready))
        view[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def _step(self) -> bool:
        """Unpack a little more; return whether there may be more still."""
        if self._member is None:
            return self._next_member()
        packed = self._rest or self._packed.read(CHUNK)
        self._rest = b""
        if not packed:
            self._member = None
            raise GapError(
                f"{self._name}: damaged {self._codec.name} data (they break off); fetch or pack the file again"
            )
        self._unpack(packed)
        return True

    def _unpack(self, packed: bytes) -> None:
        try:
            self._ready = memoryview(self._member.decompress(packed))
        except self._codec.damage as error:
            self._member, was_lost, self._lost = None, self._lost, True
            self._rest = packed[1:]
            if not was_lost:
                raise GapError(
                    f"{self._name}: damaged {self._codec.name} data ({error}); fetch or pack the file again"
                ) from error
            return
        if self._member.eof:
            self._rest, self._member, self._lost = self._member.unused_data, None, False

    def _next_member(self) -> bool:
        self._rest = self._rest or self._packed.read(CHUNK)
        if self._lost:
            return self._search()
        if self._codec.padded:
            self._rest = self._rest.lstrip(b"\0")
        if self._rest:
            self._member = self._codec.begin()
        return bool(self._rest) or bool(self._packed.peek(1))

    def _search(self) -> bool:
        """Look for the beginning of a member behind damaged data."""
        magic = self._codec.magic
        while (at := self._rest.find(magic)) < 0:
            more = self._packed.read(CHUNK)
            if not more:
                self._rest = b""
                return False
            self._rest = self._rest[1 - len(magic) :] + more
        self._rest, self._member = self._rest[at:], self._codec.begin()
        return True


def _gzip() -> _Codec:
    return _Codec("gzip", lambda: zlib.decompressobj(16 + zlib.MAX_WBITS), b"\x1f\x8b\x08", zlib.error, True)


def _zstd() -> _Codec:
    from zstandard import ZstdDecompressor, ZstdError

    return _Codec("zstandard", ZstdDecompressor().decompressobj, b"\x28\xb5\x2f\xfd", ZstdError, False)
