"""Encoding repair: lines whose bytes were once read in the wrong encoding.

Owns the gate in front of ftfy, which does the repair. Must not know about rules or documents. Of ftfy only
the encoding repair is used: no HTML entities, no uncurling, no widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cleaner.edits import compose
from cleaner.invisible import is_mark
from cleaner.lazily import Lazily
from cleaner.values import Edit

_C1 = r"\x80-\x84\x86-\x9f"  # without NEL, which is a line end
_TRAIL = r"\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_TRAIL_1251 = r"\x80-\x9fЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈ¤Ґ¦§Ё©Є«¬\xad®Ї°±Ііґµ¶·ё№є»јЅѕї\xa0"
_TRAIL_1253 = r"\x80-\xbf€‚ƒ„…†‡‰‹‘’“”•–—™›΅Ά―΄ΈΉΊΌΎΏ"
_BLANK = r"[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"

_C1_ALL = "".join(map(chr, [*range(0x80, 0x85), *range(0x86, 0xA0)]))
_SEQUENCES = {
    f"{_C1_ALL}\xad": "",  # never meant
    "ÂÃÄÅÆÇÈÊÎÏÐÑ": f"[{_TRAIL}]",  # two bytes of UTF-8 read as Latin-1 or cp1252
    "àáâãäåæçèéêëìíîïð": f"[{_TRAIL}][{_TRAIL}]",  # three or four bytes
    "ØÙÚÛÕÖ×": f"[{_TRAIL}][ØÙÚÛÕÖ×]",  # Arabic, Armenian, Hebrew
    "ĂĹĽ": r"[\x80-\xbf€‚„…†‡‰‹‘’“”•–—™›ˇ˘˛˝]",  # cp1250
    "√": r"(?:[^\s\w\x00-\x7f]|[µøºª])",  # MacRoman
    "‚¬": "[Äâó†∞©®´ª∑]",
    "≈": "[°¢]",
    "├┬": r"[^\s\x00-\x7f]",  # cp437
    "Γ": "Ç",
    "βā": "€",  # punctuation read as cp1253, cp1257, cp1251
    "в": "Ђ",
    "РСГВ": f"[{_TRAIL_1251}][РСГВ]",  # Cyrillic
    "ΒΓΞΟ": f"[{_TRAIL_1253}][ΒΓΞΟ]",  # Greek
    "ÂÃ": "",  # the second byte was a no-break space, perhaps a blank by now: see `_damages`
}
"""What damage begins with, and what follows."""


@lru_cache(maxsize=256)
def _suspect(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of the sequences of some kinds: a text has leads of few, and to compile all takes milliseconds.

    One class comes first, so that the search runs at the speed of a class; the rest is tried at its hits only.
    """
    rests = "|".join(f"(?<=[{leads}]){_SEQUENCES[leads]}" for leads in kinds)
    return re.compile(f"[{''.join(kinds)}](?={rests})")


_OPEN = "ÂÃ"
_SECOND = Lazily(rf"[{_TRAIL}]|{_BLANK}")
_FEW = 4
"""Up to so many different characters are looked for one by one: faster than one search for a class."""
_SHORT = 1000
"""Characters up to which it is faster to make a set of them than to look for each lead."""
_LINE = Lazily(r"[^\n\r\v\f\u2028\u2029]+")
_FOREIGN = Lazily(r"([^\x00-\x7f]+)")
_LEFTOVERS = Lazily(rf"[{_C1}\xad]+")


def is_suspicious(text: str, strange: str) -> bool:
    """Tell whether some line of `text` has a sequence that is typical of a wrong encoding.

    `strange` holds the characters of `text` that are neither printable ASCII nor a newline. But for blanks a
    sequence is made of such characters only, so that it stands in `strange` too.
    """
    here = set(strange if len(strange) <= _SHORT else filter(strange.__contains__, "".join(_SEQUENCES)))
    kinds = tuple([leads for leads in _SEQUENCES if not here.isdisjoint(leads)])
    if not kinds:
        return False
    suspect = _suspect(kinds)
    leads = set(suspect.findall(strange))
    if len(leads) > _FEW:
        return _is_damaged(text)
    return any(_damages(suspect.match(text, at)) for lead in leads for at in _places(text, lead))


def _is_damaged(text: str) -> bool:
    return any(map(_damages, _suspect(tuple(_SEQUENCES)).finditer(text)))


def _damages(found: re.Match[str] | None) -> bool:
    """Tell whether what looks like damage is some where its next character is known as well."""
    return found is not None and (
        found[0] not in _OPEN or _SECOND.match(found.string, found.end()) is not None
    )


def _places(text: str, char: str) -> Iterator[int]:
    at = text.find(char)
    while at >= 0:
        yield at
        at = text.find(char, at + 1)


def find_mojibake(text: str, strange: str) -> list[Edit]:
    """Find text that was read in the wrong encoding, and what it was meant to be.

    `strange` as for `is_suspicious`. Returns the edits, line by line, as small as they come. C1 controls
    and soft hyphens that no repair has used up are dropped here.
    """
    if not is_suspicious(text, strange):
        return []
    edits: list[Edit] = []
    for line in _LINE.finditer(text):
        if _is_damaged(line[0]):
            edits += _repair(line[0], line.start())
    return edits


def _repair(line: str, offset: int) -> list[Edit]:
    import ftfy

    meant = ftfy.fix_encoding(line)
    edits = _differences(line, meant) if meant != line else []
    leftovers = [
        Edit(match.start(), match.end(), match[0], "")
        for match in _LEFTOVERS.finditer(meant)
        if not is_mark(meant[match.end() : match.end() + 1])  # else the mark would change another letter
    ]
    edits = compose(edits, leftovers, line)
    return [Edit(edit.start + offset, edit.end + offset, edit.was, edit.now) for edit in edits]


def _differences(line: str, meant: str) -> list[Edit]:
    """Compare run by run of foreign characters; a repair seldom touches the ASCII between them."""
    old, new = _FOREIGN.split(line), _FOREIGN.split(meant)
    if old[::2] != new[::2]:
        return [_difference(line, meant)]
    edits = []
    at = 0
    for was, now in zip(old, new, strict=True):
        if was != now:
            edits.append(Edit(at, at + len(was), was, now))
        at += len(was)
    return edits


def _difference(line: str, meant: str) -> Edit:
    """Compare as one stretch, without what both have in common at the start and the end."""
    most = min(len(line), len(meant))
    head = next((i for i in range(most) if line[i] != meant[i]), most)
    most -= head
    tail = next((i for i in range(most) if line[-1 - i] != meant[-1 - i]), most)
    return Edit(head, len(line) - tail, line[head : len(line) - tail], meant[head : len(meant) - tail])
