"""What the speed benchmark runs on. Must not know what is run."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

MEGABYTE = 1_000_000


class Course(Struct, frozen=True):
    """What is run: the texts, how often, whether only to see that it runs, and a folder for files."""

    texts: list[str]
    rounds: int
    quick: bool
    folder: Path

    @property
    def size(self) -> int:
        """The bytes of all texts."""
        return sum(len(text.encode()) for text in self.texts)


def dumped(record: dict[str, object]) -> bytes:
    """Return a record as a line of JSON, by the quickest writer at hand."""
    try:
        import orjson
    except ImportError:
        import msgspec

        return msgspec.json.encode(record)
    return orjson.dumps(record)
