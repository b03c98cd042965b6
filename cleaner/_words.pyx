# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Counts the words and letters by which a language is told, compiled.

Owns speed alone: `cleaner.language` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native.py
holds the two against each other.
"""


cdef class Census:
    """Counts function words; `speakers` names for each word the numbers of the languages that have it, of `languages` in all."""

    cdef dict speakers
    cdef Py_ssize_t languages, longest

    def __init__(self, dict speakers, Py_ssize_t languages):
        self.speakers, self.languages = speakers, languages
        self.longest = max(map(len, speakers))

    def count(self, str text):
        """Return (number of words, how many of them each language has)."""
        cdef Py_ssize_t at = 0, start, words = 0, length = len(text), number
        cdef list counts = [0] * self.languages
        while at < length:
            if not _is_letter(text[at]):
                at += 1
                continue
            start = at
            while at < length and _is_letter(text[at]):
                at += 1
            words += 1
            if at - start <= self.longest:
                codes = self.speakers.get(text[start:at])
                if codes is not None:
                    for code in <tuple>codes:
                        number = code
                        counts[number] = <object>counts[number] + 1
        return words, counts


def count_wide(str text, Py_ssize_t most):
    """Return how many Han and how many kana stand among the first `most` characters."""
    cdef Py_ssize_t han = 0, kana = 0, at
    cdef Py_UCS4 char
    for at in range(min(most, len(text))):
        char = text[at]
        if char < 0x3040:
            continue
        if char <= 0x30FF:
            kana += 1
        elif 0x3400 <= char <= 0x9FFF:
            han += 1
    return han, kana


cdef inline bint _is_letter(Py_UCS4 char) noexcept:
    """The class `[^\\W\\d_]`."""
    if c"a" <= char <= c"z":
        return True
    return char.isalnum() and not char.isdecimal()
