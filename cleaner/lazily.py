"""Patterns that are compiled when they are first used: of those that a start knows, one text needs a few.

Owns the delay alone. Must not know what is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class Lazily:
    """A pattern of `re` with the methods of a compiled one; the first to be asked for compiles it."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return self._compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """As of a compiled pattern."""
        return self._compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """As of a compiled pattern."""
        return self._compiled.finditer

    @cached_property
    def findall(self) -> Callable[..., list[str]]:
        """As of a compiled pattern."""
        return self._compiled.findall

    @cached_property
    def split(self) -> Callable[..., list[str]]:
        """As of a compiled pattern."""
        return self._compiled.split

    @cached_property
    def sub(self) -> Callable[..., str]:
        """As of a compiled pattern."""
        return self._compiled.sub
