"""Where the units of a document stand in its original: physical lines and text as it came.

Owns the way from units to line numbers. Must not know rules.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from cleaner.document import Document, OffsetMap

_LINE_END = re.compile(r"\r\n|\r|\n")


class Places:
    """Looks up the units of one document, as it was read."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._map = OffsetMap(document.edits)
        self._starts = [0, *(hit.end() for hit in _LINE_END.finditer(document.original))]

    def of(self, index: int) -> tuple[int, int, str]:
        """Return the first and the last physical line of a unit, from 1, and its text as it stood."""
        document = self._document
        start, end = self._map.start(document.starts[index]), self._map.end(document.ends[index])
        first, last = bisect_right(self._starts, start), bisect_right(self._starts, max(start, end - 1))
        return first, last, document.original[start:end]

    def line(self, index: int) -> int:
        """Return the first physical line of a unit, from 1."""
        return self.of(index)[0]
