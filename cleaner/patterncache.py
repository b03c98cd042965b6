"""Keeps on disk what takes milliseconds to work out and a hundredth of that to take up again: compiled patterns, literals of rules.

Owns such files of the cache: values by a digest of what they are made of, checked when read. Must not know rules. What a run works out anew is
added when it says so, or when Python ends; of two runs that end at once, one wins, and what the other found is worked out again some day.
"""

from __future__ import annotations

import atexit
import hashlib
import marshal
from typing import Any

import msgspec

from cleaner.rulecache import cache_folder, makers, read_checked, write_checked


def name_of(source: object, version: str) -> bytes:
    """Return the name of a value: a digest of its source, of what it was made by, and of who stores it."""
    whole = repr((source, version, makers()))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).digest()[:16]


class Kept:
    """The values in one file of the cache, of at most so many bytes: above that it begins anew, since it is read at each start."""

    def __init__(self, file: str, most: int) -> None:
        self.file = file
        self._most = most
        self.forget()

    def forget(self) -> None:
        """Be as at the start of a process."""
        self._known: dict[bytes, memoryview] | None = None
        self._fresh: dict[bytes, bytes] = {}

    def look_up(self, name: bytes) -> Any:
        """Return a value, made of what `marshal` knows, or None."""
        if self._known is None:
            self._known = self.stored()
        found = self._known.get(name)
        return None if found is None else marshal.loads(found)  # of our own writing: see the checksum

    def put(self, name: bytes, value: Any) -> None:
        """Keep a value for runs to come."""
        if cache_folder() is None:
            return
        if not self._fresh:
            atexit.register(self.save)
        self._fresh[name] = marshal.dumps(value)

    def stored(self) -> dict[bytes, memoryview]:
        """Return what is on disk."""
        content = read_checked(self.file)
        if content is None:
            return {}
        try:
            return msgspec.msgpack.decode(content, type=dict[bytes, memoryview])
        except msgspec.MsgspecError:
            return {}

    def save(self) -> None:
        """Add what is new to the file."""
        if not self._fresh:
            return
        stored = self.stored()  # again: another run may have ended meanwhile
        content = msgspec.msgpack.encode({**stored, **self._fresh})
        if len(content) > self._most:
            content = msgspec.msgpack.encode(self._fresh)
        write_checked(self.file, content)
        self._known = {
            **(self._known or stored),
            **{name: memoryview(value) for name, value in self._fresh.items()},
        }
        self._fresh = {}
        atexit.unregister(self.save)
