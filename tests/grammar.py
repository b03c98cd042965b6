"""Random patterns and clauses with texts that they hit, for property 5: a prefilter must not lose a finding.

Drawn from a `random.Random` instead of hypothesis' own strategies: many times faster, and the cases are small enough to be read.
"""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

import regex

LISTS = {"nets": ["Facebook", "X", "Ünlü"], "signs": ["»", "a.b", "ı"], "none": []}
LETTERS = "aAbéÉßẞiIİıſsSkσςΣΑάΆµμЖжёأاإىيكـًق中あＡ1 .-•(*"
WORDS = (
    "read",
    "READ",
    "İstanbul",
    "ırmak",
    "ΟΔΟΣ",
    "οδός",
    "اقرأ",
    "إقرأ",
    "كتَـب",
    "中文",
    "straße",
    "Maſſe",
    "x",
    "a",
    "• b",
    "***",
    ">> x",
)
FAMILIES = ("iIİı", "sSſ", "ßẞ", "σςΣ", "µμΜ", "eEéÉ", "aAＡａ", "жЖ", "άΆ", "kK", "أا", "θϑΘ", "вᲀВ")
_SPECIAL = frozenset(".^$*+?{}[]\\|()-# &~")
_UNMARKED = str.maketrans("", "", "ـً ")


class Sample(NamedTuple):
    """A pattern with one text that it was made to match."""

    pattern: str
    text: str


_CLASSES = (
    Sample(".", "z"), Sample(r"\w", "w"), Sample(r"\W", "!"), Sample(r"\d", "4"), Sample(r"\D", "d"), Sample(r"\s", " "), Sample(r"\S", "S"),
    Sample(r"\p{Lu}", "Ω"), Sample(r"\P{Lu}", "ω"), Sample(r"\p{L}", "ك"), Sample("[a-f]", "c"), Sample("[^a-f]", "z"), Sample("[^x]", "ß"),
    Sample(r"[\w-]", "-"), Sample(r"[\p{L}.]", "."), Sample(r"\h", " "), Sample(r"[\h,]", " "),
    Sample(r"[^\p{L}\p{N}]{0,3}", "»"), Sample(r"[^\p{L}\p{N}(*]+", "- "),
    Sample("[ :]{1,2}", ": "), Sample(r"[^\p{L}]", "1"), Sample(r"\\", "\\"), Sample(r"\\h", "\\h"),
    Sample(r"\L<nets>", "Facebook"), Sample(r"\L<nets>", "Ünlü"), Sample(r"\L<signs>", "ı"), Sample(r"\L<signs>", "a.b"),
    Sample(r"\x41", "A"), Sample(r"\u0130", "İ"), Sample(r"\N{BULLET}", "•"), Sample("(?:read){e<=1}", "reed"), Sample("{x}", "{x}"),
)  # fmt: skip
_ZERO = tuple(
    Sample(pattern, "")
    for pattern in (
        r"\b",
        r"\B",
        "^",
        "$",
        r"\A",
        r"\Z",
        "(?=.)",
        "(?!x)",
        "(?<=a)",
        "(?<!b)",
        r"\m",
        r"\M",
        "(?:)",
        "(?=Σ)",
    )
)
_COUNTS = {
    "?": 0,
    "*": 2,
    "+": 1,
    "??": 1,
    "*?": 0,
    "+?": 2,
    "{1,3}": 2,
    "{0,2}": 0,
    "{2}": 2,
    "{1}": 1,
    "?+": 1,
    "{0}": 0,
}
_ANCHORS = (
    ("", ""), ("^", ""), ("^", "$"), ("", "$"), (r"^\W*", ""), (r"^\W+", ""), (r"^\d", ""), ("^[4-9]{1,3} ?", ""), ("^.", ""),
    (r"^[^\p{L}\p{N}]{0,4}", ""), (r"^[^\p{L}\p{N}\"'ſ]*(?:\* ?)?", ""), (r"^[•(*-]{0,2} ?", "$"), ("^(?:[•*-] ?|» )", ""),
    (r"\b", r"\b"), (r"\b", ""), ("", r"\b"), ("^(?:", ")$"), (r"(?:^|\W)", r"(?:$|\W)"), (r"^\b", r"\b$"),
)  # fmt: skip
_FLAGS = ("", "", "(?i)", "(?s)", "(?im)", "(?x)")


def _letters(rng: Random, most: int) -> str:
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, most)))


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in text)


def _atom(rng: Random) -> Sample:
    kind = rng.randrange(6)
    if kind == 0:
        chars = _letters(rng, 4)
        return Sample(f"[{_escaped(chars)}]", rng.choice(chars))
    if kind == 1:
        return rng.choice(_ZERO)
    if kind == 2:
        return rng.choice(_CLASSES)
    text = rng.choice(WORDS) if kind == 3 else _letters(rng, 3)
    return Sample(_escaped(text), text)


def _node(rng: Random, depth: int) -> Sample:
    kind = rng.randrange(6) if depth else 5
    if kind >= 4:
        return _atom(rng)
    parts = [_node(rng, depth - 1) for _ in range(rng.randint(1, 3))]
    if kind == 0:
        return Sample("".join(part.pattern for part in parts), "".join(part.text for part in parts))
    if kind == 1:
        return Sample("(?:" + "|".join(part.pattern for part in parts) + ")", rng.choice(parts).text)
    part = parts[0]
    if kind == 2:
        count = rng.choice(list(_COUNTS))
        return Sample(f"{rng.choice(['(?:', '(', '(?>'])}{part.pattern}){count}", part.text * _COUNTS[count])
    return Sample(f"{rng.choice(['(?:', '(', '(?i:', '(?>', '(?P<drop>'])}{part.pattern})", part.text)


def _swapped(rng: Random, text: str) -> str:
    """Return the text with letters exchanged for others that count as the same without regard to case."""
    families = {char: family for family in FAMILIES for char in family}
    return "".join(rng.choice(families.get(char, char.lower() + char.upper()) or char) for char in text)


def pattern(rng: Random) -> Sample:
    """Return a pattern that compiles, with a text that it hits as a rule."""
    while True:
        body, flags, (opening, closing) = _node(rng, 3), rng.choice(_FLAGS), rng.choice(_ANCHORS)
        text = _swapped(rng, body.text) if "i" in flags else body.text
        sample = Sample(flags + opening + body.pattern + closing, text)
        if _compiles(sample.pattern):
            return sample


def _compiles(pattern: str) -> bool:
    try:
        regex.compile(
            pattern, cache_pattern=False, **{name: LISTS[name] for name in LISTS if f"<{name}>" in pattern}
        )
    except regex.error:
        return False
    return True


def _phrases(rng: Random) -> tuple[list[str], str]:
    found = [" ".join(_word(rng) for _ in range(rng.randint(1, 2))) for _ in range(rng.randint(1, 3))]
    return found, _swapped(rng, rng.choice(found))


def _word(rng: Random) -> str:
    word = rng.choice(WORDS) if rng.random() < 0.6 else _letters(rng, 4)
    return word if word.translate(_UNMARKED) else "a"


def clause(rng: Random, *, nested: bool = True) -> tuple[dict[str, Any], str]:
    """Return a clause of any kind with a text that it hits as a rule."""
    kind = rng.randrange(9 if nested else 7)
    if kind < 3:
        phrases, text = _phrases(rng)
        return {rng.choice(["equals", "starts", "ends", "has"]): phrases}, text
    if kind < 6:
        found = pattern(rng)
        return {"regex": found.pattern}, found.text
    if kind == 6:
        looks = ({"prose": False}, "b"), ({"prose": True}, "a " * 12 + "."), ({"has": ["$nets"]}, "Facebook")
        return rng.choice([*looks, ({"repeats": {"within": 2, "times": 2}}, "read\nread")])
    one, other = clause(rng, nested=False), clause(rng, nested=False)
    text = f"{one[1]} {other[1]}"
    return ({"all": [one[0], other[0]]}, text) if kind == 7 else (one[0] | other[0], text)


def unit(rng: Random, text: str) -> str:
    """Return a line around a text: alone, decorated, in a sentence, or spoilt by one letter."""
    before = rng.choice(["", "", "• ", "- ", "a", "and ", "ـ", "(", "x", "²", "½", "4", "½ ", "_", "ͅ"])
    return before + text + rng.choice(["", "", ".", "!", " more", "s", "…", "ً", ")", "²", "½", "_"])
