# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Counts the words and letters by which a language is told, compiled.

Owns speed alone: `cleaner.language` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native.py
holds the two against each other.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ

from cleaner._hashing cimport Number, Table, begin_word, close_table, end_word, go_on, open_table, place_of, value_of


cdef class Census:
    """Counts function words; `speakers` names for each word the numbers of the languages that have it, of `languages` in all."""

    cdef Table words
    cdef list speakers
    cdef Py_ssize_t languages

    def __init__(self, dict speakers, Py_ssize_t languages):
        cdef Number number
        cdef Py_UCS4 char
        self.languages, self.speakers = languages, [(), *speakers.values()]
        open_table(&self.words, len(speakers))
        for place, word in enumerate(speakers, 1):
            number = begin_word()
            for char in <str>word:
                number = go_on(number, char)
            place_of(&self.words, end_word(number))[0] = place

    def __dealloc__(self):
        close_table(&self.words)

    def count(self, str text):
        """Return (number of words, how many of them each language has)."""
        cdef Py_ssize_t at = 0, start, words = 0, length = len(text), place
        cdef int kind = PyUnicode_KIND(text)
        cdef void *data = PyUnicode_DATA(text)
        cdef Py_UCS4 char
        cdef Number number
        cdef list counts = [0] * self.languages
        cdef int *times = <int *>PyMem_Calloc(len(self.speakers), sizeof(int))
        if times == NULL:
            raise MemoryError
        while at < length:
            number = begin_word()
            start = at
            while at < length:
                char = PyUnicode_READ(kind, data, at)
                if not _is_letter(char):
                    break
                number = go_on(number, char)
                at += 1
            if at > start:
                words += 1
                times[value_of(&self.words, end_word(number))] += 1
            at += 1
        for place in range(1, len(self.speakers)):
            if times[place]:
                for code in self.speakers[place]:
                    counts[code] += times[place]
        PyMem_Free(times)
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


def has_beyond_latin(str text):
    """Tell whether a text has letters of other scripts: the class `[Ͱ-῿぀-鿿가-힯]`."""
    cdef Py_UCS4 char
    for char in text:
        if char >= 0x370 and (char <= 0x1FFF or 0x3040 <= char <= 0x9FFF or 0xAC00 <= char <= 0xD7AF):
            return True
    return False


cdef inline bint _is_letter(Py_UCS4 char) noexcept:
    """The class `[^\\W\\d_]`."""
    if c"a" <= char <= c"z":
        return True
    if char < 128:
        return c"A" <= char <= c"Z"
    return char.isalnum() and not char.isdecimal()
