"""Quotes: made straight, or made typographic.

Owns which characters count as quotes and the reading of straight ones. Must not know about rules or
documents. Every mapping is one character to one character. Guillemets, corner brackets, primes and dashes
are left alone, and so is typewriter quoting (``like this'' and `this').
"""

from __future__ import annotations

import re
from operator import attrgetter

from cleaner.lazily import Lazily
from cleaner.mojibake import is_suspicious
from cleaner.values import Edit

_DOUBLES = "„“”‟"
_SINGLES = "‘’‚‛"
_STRAIGHT = dict.fromkeys(_DOUBLES, '"') | dict.fromkeys(_SINGLES, "'")
_OPENERS = "([{<¡¿«‹“‘„‚"
_DASHES = "-–—"
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
_MARK = Lazily(rf"[`\"'{_DOUBLES}{_SINGLES}{_LINE_ENDS}]")
_TYPEWRITER = Lazily(rf"(?<![\w`])(?:``(?=\S)[^`'‘’{_LINE_ENDS}]*''|`(?=[^\s`])[^`'‘’{_LINE_ENDS}]*'(?!\w))")
# Words that begin with an apostrophe: not a list of a language, but those that English prints so.
_ELIDED = Lazily(
    r"(?:tis|twas|twere|twill|til|till|em|cause|bout|round|n|nother|cept|neath|s|t|\d0s|\d\d(?=\s))(?!\w)",
    re.IGNORECASE,
)
_CLOSER = Lazily(rf"['’](?<=\S.)(?!\w)|[{_LINE_ENDS}]")
_FEET = Lazily(r"\d['′]\s?\d{1,2}(?:\.\d+)?$")
_REACH = 1000
"""Characters in which the partner of a single quote is looked for: a bound for time."""


def straighten(text: str) -> str:
    """Make every typographic quote of `text` straight; the length stays the same."""
    if text.isascii():
        return text
    for quote, plain in _STRAIGHT.items():
        text = text.replace(quote, plain)
    return text


def find_curly(text: str, strange: str) -> list[Edit]:
    """Find typographic quotes and the straight ones that take their place, one to one.

    `strange` holds the characters of `text` that are neither printable ASCII nor a newline: the cheap gate.
    """
    edits: list[Edit] = []
    for quote, plain in _STRAIGHT.items():
        after = 0 if quote in strange else len(text)
        while at := text.find(quote, after) + 1:
            edits.append(Edit(at - 1, at, quote, plain))
            after = at
    edits.sort(key=attrgetter("start"))
    return edits


def find_straight(text: str, _strange: str) -> list[Edit]:
    """Find straight quotes and the typographic ones that take their place, one to one.

    Read by its neighbours: after a blank or an opening mark a quote opens, else it closes or is an
    apostrophe, as it is before a decade ('90s) and in words that lost their start ('tis). A quote keeps
    straight after a digit unless one is open (5'10" are primes), between blanks, and where its typographic
    form would look like encoding damage. Typographic quotes stay as they are; a straight partner is made to
    fit them.
    """
    if '"' not in text and "'" not in text:
        return []
    found: dict[int, str] = {}
    double = single = ""  # the opening mark that still waits for its partner in this line
    typed = 0  # where the last typewriter quotation ends
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if mark in _LINE_ENDS:
            double = single = ""
        elif mark == "`":
            quotation = _TYPEWRITER.match(text, at) if at >= typed else None
            typed = quotation.end() if quotation else typed
        elif at >= typed:
            left, right = found.get(at - 1, text[at - 1 : at]) or "\n", text[at + 1 : at + 2] or "\n"
            if mark == '"':
                mark = _read_double(text, at, (left, right), double)
            elif mark == "'":
                mark = _read_single(text, at, (left, right), single)
            if mark != match[0]:
                before = found.get(at - 2, text[max(at - 2, 0) : max(at - 1, 0)]) + left
                if _looks_damaged(before, mark, right):
                    continue
                found[at] = mark
            double, single = _open_marks(mark, right, double, single)
    return [Edit(at, at + 1, text[at], mark) for at, mark in found.items()]


def _looks_damaged(before: str, mark: str, after: str) -> bool:
    around = before + mark + after
    return not (before + after).isascii() and is_suspicious(around, around)


def _open_marks(mark: str, right: str, double: str, single: str) -> tuple[str, str]:
    """Keep the account of which quotes are open after `mark`."""
    if mark in "“„‟":
        return ("" if mark == "“" and double == "„" else mark), single
    if mark == "”":
        return "", single
    if mark in "‘‚‛":
        return double, ("" if mark == "‘" and single == "‚" else mark)
    if mark == "’" and not right.isalnum():
        return double, ""
    return double, single


def _read_double(text: str, at: int, sides: tuple[str, str], double: str) -> str:
    left, right = sides
    closer = "“" if double == "„" else "”"
    if left.isdigit() and (not double or _FEET.search(text, max(at - 9, 0), at)):
        return '"'
    if left.isspace() or left in _OPENERS:
        return '"' if right.isspace() else "“"
    if left in _DASHES and right.isalnum() and not double:
        return "“"
    return closer


def _read_single(text: str, at: int, sides: tuple[str, str], single: str) -> str:
    left, right = sides
    closer = "‘" if single == "‚" and not right.isalnum() else "’"
    if left.isdigit():
        return "'" if right.isdigit() or not (single or right.isalpha()) else closer
    if not (left.isspace() or left in _OPENERS or (left in _DASHES and right.isalnum())):
        return closer
    if right.isspace():
        return "'"
    partner = _CLOSER.search(text, at + 2, at + _REACH)
    lonely = partner is None or partner[0] in _LINE_ENDS
    return "’" if lonely or _ELIDED.match(text, at + 1) else "‘"
