"""Random patterns and clauses with texts that they hit, for property 5: a prefilter must not lose a finding."""

from __future__ import annotations

from typing import Any, NamedTuple

import regex
from hypothesis import strategies as st

LISTS = {"nets": ["Facebook", "X", "Ünlü"], "signs": ["»", "a.b", "ı"], "none": []}
LETTERS = "aAbéÉßẞiIİıſsSkσςΣΑάΆµμЖжёأاإىيكـًق中あＡ1 .-•(*"
WORDS = ("read", "READ", "İstanbul", "ırmak", "ΟΔΟΣ", "οδός", "اقرأ", "إقرأ", "كتَـب", "中文", "straße", "Maſſe", "x", "a", "• b")
SPECIAL = frozenset(".^$*+?{}[]\\|()-# &~")
FAMILIES = ("iIİı", "sSſ", "ßẞ", "σςΣ", "µμΜ", "eEéÉ", "aAＡａ", "жЖ", "άΆ", "kK", "أا")


class Sample(NamedTuple):
    """A pattern with one text that it was made to match."""

    pattern: str
    text: str


def escaped(char: str) -> str:
    """Return a character as it must be written in a pattern."""
    return f"\\{char}" if char in SPECIAL else char


def _literal(text: str) -> Sample:
    return Sample("".join(map(escaped, text)), text)


def _set(chars: str, pick: int) -> Sample:
    return Sample("[" + "".join(map(escaped, chars)) + "]", chars[pick % len(chars)])


_CLASSES = (
    Sample(".", "z"), Sample(r"\w", "w"), Sample(r"\W", "!"), Sample(r"\d", "4"), Sample(r"\D", "d"), Sample(r"\s", " "), Sample(r"\S", "S"),
    Sample(r"\p{Lu}", "Ω"), Sample(r"\P{Lu}", "ω"), Sample(r"\p{L}", "ك"), Sample("[a-f]", "c"), Sample("[^a-f]", "z"), Sample("[^x]", "ß"),
    Sample(r"[\w-]", "-"), Sample(r"[\p{L}.]", "."), Sample(r"\h", " "), Sample(r"\L<nets>", "Facebook"), Sample(r"\L<nets>", "Ünlü"),
    Sample(r"\L<signs>", "ı"), Sample(r"\L<signs>", "a.b"), Sample("\\x41", "A"), Sample(r"\u0130", "İ"), Sample(r"\N{BULLET}", "•"),
)  # fmt: skip
_ZERO = tuple(
    Sample(pattern, "")
    for pattern in (r"\b", r"\B", "^", "$", r"\A", r"\Z", "(?=.)", "(?!x)", "(?<=a)", "(?<!b)", r"\m", r"\M", "(?:)", "(?=Σ)")
)
_COUNTS = {"?": 0, "*": 2, "+": 1, "??": 1, "*?": 0, "+?": 2, "{1,3}": 2, "{0,2}": 0, "{2}": 2, "{1}": 1, "?+": 1, "{0}": 0}


def _atoms() -> st.SearchStrategy[Sample]:
    letters = st.text(st.sampled_from(LETTERS), min_size=1, max_size=3)
    sets = st.builds(_set, st.text(st.sampled_from(LETTERS), min_size=1, max_size=4), st.integers(0, 3))
    fixed = st.sampled_from(_CLASSES + _ZERO)
    return st.one_of(st.sampled_from(WORDS).map(_literal), letters.map(_literal), sets, fixed)


def _joined(parts: list[Sample]) -> Sample:
    return Sample("".join(part.pattern for part in parts), "".join(part.text for part in parts))


def _one_of(parts: list[Sample], pick: int) -> Sample:
    return Sample("(?:" + "|".join(part.pattern for part in parts) + ")", parts[pick % len(parts)].text)


def _counted(part: Sample, count: str, opening: str) -> Sample:
    return Sample(f"{opening}{part.pattern}){count}", part.text * _COUNTS[count])


def _wrapped(part: Sample, opening: str) -> Sample:
    return Sample(f"{opening}{part.pattern})", part.text)


def _larger(smaller: st.SearchStrategy[Sample]) -> st.SearchStrategy[Sample]:
    several = st.lists(smaller, min_size=1, max_size=3)
    openings = st.sampled_from(["(?:", "(", "(?i:", "(?>", "(?P<drop>"])
    return st.one_of(
        several.map(_joined),
        st.builds(_one_of, several, st.integers(0, 2)),
        st.builds(_counted, smaller, st.sampled_from(sorted(_COUNTS)), st.sampled_from(["(?:", "(", "(?>"])),
        st.builds(_wrapped, smaller, openings),
    )


def _swapped(text: str, seed: int) -> str:
    """Return the text with letters exchanged for others that count as the same without regard to case."""
    out = []
    for place, char in enumerate(text):
        family = next((family for family in FAMILIES if char in family), char.lower() + char.upper()[:1] or char)
        out.append(family[(seed >> (place % 8)) % len(family)])
    return "".join(out)


def _flagged(part: Sample, flags: str, anchors: tuple[str, str], seed: int) -> Sample:
    text = _swapped(part.text, seed) if "i" in flags else part.text
    return Sample(flags + anchors[0] + part.pattern + anchors[1], text)


def _compiles(sample: Sample) -> bool:
    try:
        regex.compile(sample.pattern, **{name: items for name, items in LISTS.items() if f"<{name}>" in sample.pattern})
    except regex.error:
        return False
    return True


def patterns() -> st.SearchStrategy[Sample]:
    """Return a strategy of patterns that compile, each with a text that it hits as a rule."""
    body = st.recursive(_atoms(), _larger, max_leaves=6)
    anchors = st.sampled_from([("", ""), ("^", ""), ("^", "$"), ("", "$"), (r"^\W*", ""), ("^.", "")])
    flags = st.sampled_from(["", "", "(?i)", "(?s)", "(?im)", "(?x)"])
    return st.builds(_flagged, body, flags, anchors, st.integers(0, 255)).filter(_compiles)


def _phrases() -> st.SearchStrategy[tuple[list[str], str]]:
    one = st.one_of(st.sampled_from(WORDS), st.text(st.sampled_from(LETTERS), min_size=1, max_size=4).filter(_is_phrase))
    phrases = st.lists(st.builds(" ".join, st.lists(one, min_size=1, max_size=2)), min_size=1, max_size=3)
    return st.builds(lambda found, seed: (found, _swapped(found[seed % len(found)], seed)), phrases, st.integers(0, 255))


def _is_phrase(text: str) -> bool:
    return any(char not in "ـً " for char in text)


def clauses(*, nested: bool = True) -> st.SearchStrategy[tuple[dict[str, Any], str]]:
    """Return a strategy of clauses of every kind, each with a text that it hits as a rule."""
    worded = st.builds(
        lambda kind, found: ({kind: found[0]}, found[1]), st.sampled_from(["equals", "starts", "ends", "has"]), _phrases()
    )
    patterned = patterns().map(lambda sample: ({"regex": sample.pattern}, sample.text))
    listed = st.just(({"has": ["$nets"]}, "Facebook"))
    looks = st.sampled_from([({"prose": False}, "b"), ({"repeats": {"within": 2, "times": 2}}, "read\nread"), ({"prose": True}, "a" * 5)])
    simple = st.one_of(worded, patterned, patterned, listed, looks)
    if not nested:
        return simple
    both = st.builds(lambda a, b: ({"all": [a[0], b[0]]}, f"{a[1]} {b[1]}"), clauses(nested=False), clauses(nested=False))
    mixed = st.builds(lambda a, b: (a[0] | b[0], f"{a[1]} {b[1]}"), worded, patterned)
    return st.one_of(simple, simple, both, mixed)


def units(sample: str) -> st.SearchStrategy[str]:
    """Return a strategy of lines around a text: alone, decorated, in a sentence, or spoilt by one letter."""
    before = st.sampled_from(["", "", "• ", "- ", "a", "and ", "ـ", "(", "x"])
    after = st.sampled_from(["", "", ".", "!", " more", "s", "…", "ً", ")"])
    return st.builds(lambda head, tail: f"{head}{sample}{tail}", before, after)
