# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Tells how much of each line another extractor took, compiled.

Owns speed alone: `cleaner.membership` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native_pages.py
holds the two against each other. What has four characters on end that the whole nowhere has cannot stand in it, and is not looked for.
"""

from libc.math cimport rint
from libc.string cimport memset

cdef enum:
    GRAM = 4
    WORDS = 2048


def members_of(lines, str chosen, tuple form):
    """Return for each line 0, 1 or 2; `form` holds the constants of `cleaner.membership`: SHORT, PROBES, PROBE, MOST, SOME."""
    cdef list squeezed = [_squeezed(line) for line in chosen.split("\n")]
    cdef _Whole whole = _Whole("".join(squeezed), frozenset(squeezed), form)
    cdef str line
    return [whole.has(_squeezed(line)) for line in lines]


cdef str _squeezed(str line):
    """Return a line without its blanks."""
    cdef Py_UCS4 char
    cdef bint spaced = False
    for char in line:
        if char == 32:
            spaced = True
        elif char.isspace():
            return "".join(line.split())
    return line.replace(" ", "") if spaced else line


cdef class _Whole:
    cdef str text
    cdef frozenset known
    cdef Py_ssize_t short, probes, probe
    cdef double most, some
    cdef unsigned long long seen[WORDS]

    def __init__(self, str text, frozenset known, tuple form):
        cdef unsigned int gram = 0, place
        cdef Py_ssize_t at = 0
        cdef Py_UCS4 char
        self.text, self.known = text, known
        self.short, self.probes, self.probe, self.most, self.some = form
        memset(self.seen, 0, sizeof(self.seen))
        for char in text:
            gram = _next(gram, char)
            at += 1
            if at >= GRAM:
                place = _place(gram)
                self.seen[place >> 6] |= <unsigned long long>1 << (place & 63)

    cdef int has(self, str line) except -1:
        cdef Py_ssize_t size = len(line), number, start
        cdef double gap, share
        cdef int found = 0
        if line in self.known:
            return 2
        if self._may(line) and line in self.text:
            return 1 if size < self.short else 2
        if size < self.short + self.probe:
            return 0
        gap = <double>(size - self.probe) / (self.probes - 1)
        for number in range(self.probes):
            start = <Py_ssize_t>rint(number * gap)
            part = line[start : start + self.probe]
            found += self._may(part) and part in self.text
        share = <double>found / self.probes
        return 2 if share >= self.most else 1 if share >= self.some else 0

    cdef bint _may(self, str line) noexcept:
        """Tell whether all that stands in a line, four characters at a time, stands somewhere in the whole."""
        cdef unsigned int gram = 0, place
        cdef Py_ssize_t at = 0
        cdef Py_UCS4 char
        for char in line:
            gram = _next(gram, char)
            at += 1
            if at >= GRAM:
                place = _place(gram)
                if not self.seen[place >> 6] >> (place & 63) & 1:
                    return False
        return True


cdef inline unsigned int _next(unsigned int gram, Py_UCS4 char) noexcept nogil:
    """Take one more character in; each shift drops what stands more than four back."""
    cdef unsigned int code = <unsigned int>char
    return (gram << 8) | ((code ^ (code >> 8) * 37) & 0xFF)


cdef inline unsigned int _place(unsigned int gram) noexcept nogil:
    return gram * <unsigned int>2654435761 >> 15
