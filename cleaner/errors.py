"""The error tree. Every error that the library raises on purpose is one of these.

CleanerError
├── UsageError              what was asked for cannot be done: conflicting options, unknown names
├── SourceError             an input could not be read: missing, unreadable, binary, undecodable
│   ├── GapError            a part of an input is damaged; what follows can be read
│   └── RecordError         one record of an input is faulty; knows its number
│       └── OversizeError   a document is larger than allowed; knows its size and where its bytes lie
├── OutputError             an output could not be written, or would overwrite something it must not
├── RestoreError            a clean text and a ledger do not fit each other
├── RuleFault               one fault in one rule file; knows file, line, column, rule id, excerpt
└── RulebookError           all rule faults of one loading, together

A message says where, what, and what to do. Library code raises; it never prints and never exits.
"""

from __future__ import annotations

from functools import partial
from typing import IO, Any


class CleanerError(Exception):
    """Root of the tree: catch this to catch everything that cleaner raises on purpose."""


class UsageError(CleanerError):
    """What was asked for cannot be done."""


class SourceError(CleanerError):
    """An input could not be read."""


class GapError(SourceError):
    """A part of an input is damaged; whoever reads on gets what follows."""


class RecordError(SourceError):
    """One record of an input is faulty.

    `number` counts from 1; `raw` is the faulty line as it stood, for a side file.
    """

    def __init__(self, message: str, *, number: int, raw: bytes = b"") -> None:
        super().__init__(message)
        self.number = number
        self.raw = raw

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(RecordError, number=self.number, raw=self.raw), (str(self),)


class OversizeError(RecordError):
    """A document is larger than allowed, in bytes; `body` is a file with all of it, at its beginning."""

    def __init__(self, message: str, *, number: int, size: int, body: IO[bytes]) -> None:
        super().__init__(message, number=number)
        self.size = size
        self.body = body


class OutputError(CleanerError):
    """An output could not be written, or must not be."""


class RestoreError(CleanerError):
    """A clean text and a ledger do not fit each other."""


class RuleFault(CleanerError):
    """One fault in one rule file. `line` and `column` count from 1; 0 means unknown."""

    def __init__(
        self, what: str, *, file: str = "", at: tuple[int, int] = (0, 0), rule: str = "", excerpt: str = ""
    ) -> None:
        super().__init__(what)
        self.what = what
        self.file = file
        self.line, self.column = at
        self.rule = rule
        self.excerpt = excerpt

    def __str__(self) -> str:
        place = self.file + (f":{self.line}:{self.column}" if self.line else "")
        head = " · ".join(part for part in (self.rule, place, self.what) if part)
        return f"{head}\n    {self.excerpt}" if self.excerpt else head


class RulebookError(CleanerError):
    """All faults found while loading rules, in file order."""

    def __init__(self, faults: list[RuleFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
