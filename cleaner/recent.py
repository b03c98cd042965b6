"""A bounded memory of what was worked out once about a line: lines of one site come again and again.

Owns what is kept and what goes. Must not know what is remembered.
"""

from __future__ import annotations

from typing import Any

LONGEST = 240
"""Characters of the longest line that is remembered: longer ones are running text, which is printed once."""


class Recent:
    """Values by line, for lines that were met not long ago.

    `most` lines make a generation. When it is full, it becomes the old one, and what was not asked for since the last change goes.
    """

    __slots__ = ("_most", "_new", "_old")

    def __init__(self, most: int) -> None:
        self._most = most
        self._new: dict[str, Any] = {}
        self._old: dict[str, Any] = {}

    def get(self, line: str) -> Any:
        """Return what is remembered of a line, or None."""
        found = self._new.get(line)
        if found is None:
            found = self._old.get(line)
            if found is not None:
                self._new[line] = found
        return found

    def forget(self) -> None:
        """Remember nothing."""
        self._new, self._old = {}, {}

    def put(self, line: str, value: Any) -> None:
        """Remember a value, which is not None, of a line that is not too long."""
        if len(line) > LONGEST:
            return
        if len(self._new) >= self._most:
            self._old, self._new = self._new, {}
        self._new[line] = value
