"""Keeps compiled patterns on disk: to compile one takes milliseconds, to take one up again a hundredth of that.

Owns one file of the cache: patterns by a digest of their source, in the form in which the `regex` module pickles them, checked when read.
Must not know rules. What a run compiles anew is added when Python ends; of two runs that end at once, one wins, and the other's patterns
are compiled again some day.
"""

from __future__ import annotations

import atexit
import hashlib
import marshal
from typing import Any

import msgspec

from cleaner.rulecache import cache_folder, makers, read_checked, write_checked

_FILE = "patterns"
_MOST = 8_000_000
"""Bytes that are kept; the patterns of the shipped rules have two thirds of that. Above it the file begins anew: it is read at each start."""

_known: dict[bytes, bytes] = {}
_fresh: dict[bytes, bytes] = {}
_state: dict[str, bool] = {}


def name_of(source: object, version: str) -> bytes:
    """Return the name of a pattern: a digest of its source, of its engine's version, and of who stores it."""
    whole = repr((source, version, makers()))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).digest()[:16]


def look_up(name: bytes) -> Any:
    """Return the parts of a compiled pattern, or None."""
    if not _state.get("read"):
        _state["read"] = True
        _known.update(_stored())
    found = _known.get(name)
    return None if found is None else marshal.loads(found)  # of our own writing: see the checksum


def put(name: bytes, parts: Any) -> None:
    """Keep the parts of a compiled pattern for runs to come."""
    if cache_folder() is None:
        return
    if not _fresh:
        atexit.register(_save)
    _fresh[name] = marshal.dumps(parts)


def _stored() -> dict[bytes, bytes]:
    content = read_checked(_FILE)
    if content is None:
        return {}
    try:
        return msgspec.msgpack.decode(content, type=dict[bytes, bytes])
    except msgspec.MsgspecError:
        return {}


def _save() -> None:
    stored = _stored()  # again: another run may have ended meanwhile
    content = msgspec.msgpack.encode({**stored, **_fresh})
    if len(content) > _MOST:
        content = msgspec.msgpack.encode(_fresh)
    write_checked(_FILE, content)
    _fresh.clear()
