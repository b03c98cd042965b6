# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Folds texts for comparison, compiled.

Owns speed alone: `cleaner.folding` says what each character becomes, runs where no compiler was at hand, and is what is meant;
tests/test_native.py holds the two against each other.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_4BYTE_KIND, PyUnicode_FromKindAndData

cdef enum:
    KNOWN = 0x10000  # characters below this one are remembered
    NOTHING = 0x110000


cdef class Folder:
    """Folds character by character; `fold` says what one becomes: one character, or nothing."""

    cdef unsigned int *known  # what a character becomes, and one more; 0 where that was not asked yet
    cdef object fold_one

    def __cinit__(self, fold):
        self.fold_one = fold
        self.known = <unsigned int *>PyMem_Calloc(KNOWN, sizeof(unsigned int))
        if self.known == NULL:
            raise MemoryError

    def __dealloc__(self):
        PyMem_Free(self.known)

    def fold(self, str text):
        """Return a text folded."""
        cdef Py_ssize_t length = len(text), at, behind = 0
        cdef Py_UCS4 char
        cdef unsigned int now
        cdef Py_UCS4 *room = <Py_UCS4 *>PyMem_Malloc((length + 1) * sizeof(Py_UCS4))
        if room == NULL:
            raise MemoryError
        try:
            for at in range(length):
                char = text[at]
                now = self.known[char] if char < KNOWN else 0
                if now == 0:
                    now = self._learn(char)
                room[behind] = now - 1
                behind += now - 1 != NOTHING
            return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, room, behind)
        finally:
            PyMem_Free(room)

    cdef unsigned int _learn(self, Py_UCS4 char) except 0:
        cdef str folded = self.fold_one(chr(char))
        cdef unsigned int now = NOTHING
        if len(folded) > 1:
            raise ValueError(f"{chr(char)!r} folds to several characters")
        if folded:
            now = folded[0]
        if char < KNOWN:
            self.known[char] = now + 1
        return now + 1
