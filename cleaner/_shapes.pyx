# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Words, sentence ends, prose, headlines and keys of units, compiled.

Owns speed alone: `cleaner.shape` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native.py
holds the two against each other.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_4BYTE_KIND, PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_KIND, PyUnicode_READ

from cleaner._hashing cimport Number, Table, begin_word, close_table, end_word, go_on, open_table, place_of, value_of

cdef str ENDS = ".!?…。！？؟۔।;"
cdef str CLOSING = "'\")]»”’」』）›"
cdef enum:
    LOOKED_AT = 6


cdef inline bint _is_unspaced(Py_UCS4 char) noexcept:
    return char >= 0xE00 and (
        char <= 0xE7F or 0x3040 <= char <= 0x30FF or 0x3400 <= char <= 0x9FFF or 0xF900 <= char <= 0xFAFF
    )


cdef inline bint _is_pairwise(Py_UCS4 char) noexcept:
    return 0x3040 <= char <= 0x30FF or 0x3400 <= char <= 0x9FFF


cdef inline bint _is_alnum(Py_UCS4 char) noexcept:
    if char < 128:
        return c"a" <= char <= c"z" or c"0" <= char <= c"9" or c"A" <= char <= c"Z"
    return char.isalnum()


cpdef Py_ssize_t count_words(str view):
    """Return the number of words; two characters of a script without blanks count as a word."""
    cdef Py_ssize_t words = 1, unspaced = 0, at
    cdef int kind = PyUnicode_KIND(view)
    cdef void *data = PyUnicode_DATA(view)
    cdef Py_UCS4 char
    for at in range(len(view)):
        char = PyUnicode_READ(kind, data, at)
        words += char == c" "
        unspaced += _is_unspaced(char)
    return words + unspaced // 2


cpdef bint ends_sentence(str view):
    """Tell whether a unit ends as a sentence does, closing quotes and brackets apart."""
    cdef Py_ssize_t at = len(view), least = max(0, at - LOOKED_AT)
    cdef Py_UCS4 char = view[at - 1]
    if char == c"," or char == c":" or char == c"-":
        return False
    while at > least:
        at -= 1
        char = view[at]
        if char in ENDS:
            return True
        if char not in CLOSING:
            return False
    return False


cdef class Forms:
    """Tells forms of units apart: prose of at least so many words, headlines of `low` to `high`, of `sentence` where they end as one."""

    cdef Py_ssize_t least, low, high, sentence

    def __init__(self, Py_ssize_t least, tuple words, Py_ssize_t sentence):
        self.least, self.sentence = least, sentence
        self.low, self.high = words

    def is_prose(self, str view):
        """Tell whether a unit looks like running text: so many words and a sentence end."""
        return ends_sentence(view) and count_words(view) >= self.least

    def is_headline(self, str view):
        """Tell whether a unit has the length and the ending of a headline."""
        cdef Py_UCS4 char = view[len(view) - 1]
        if char in ".:;,。" or view[0] == c"|":
            return False
        if not self.low <= count_words(view) <= (self.sentence if ends_sentence(view) else self.high):
            return False
        for char in view:
            if char.isalpha():
                return True
        return False


def key(str folded):
    """Return the letters and digits of a folded unit, blanks between words."""
    cdef Py_ssize_t length = len(folded), at, size = 0
    cdef int kind = PyUnicode_KIND(folded)
    cdef void *data = PyUnicode_DATA(folded)
    cdef bint gap = False
    cdef Py_UCS4 char
    cdef Py_UCS4 *out = <Py_UCS4 *>PyMem_Malloc((2 * length + 1) * sizeof(Py_UCS4))
    if out == NULL:
        raise MemoryError
    for at in range(length):
        char = PyUnicode_READ(kind, data, at)
        if not _is_alnum(char):
            gap = size > 0
            continue
        if gap:
            out[size] = c" "
            size += 1
            gap = False
        out[size] = char
        size += 1
    try:
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out, size)
    finally:
        PyMem_Free(out)


def said(set wanted, list folds, Py_ssize_t longer):
    """Return those of the terms `wanted` that the folded units use too: words of `longer` letters, pairs in scripts without blanks."""
    cdef Table table
    cdef Py_ssize_t place, at
    cdef Py_UCS4 char
    cdef Number number
    cdef list terms = [*wanted]
    cdef list heard = [False] * (len(terms) + 1)
    open_table(&table, len(terms))
    try:
        for place in range(len(terms)):
            number = begin_word()
            for char in <str>terms[place]:
                number = go_on(number, char)
            place_of(&table, end_word(number))[0] = place + 1
        for folded in folds:
            _hear(&table, heard, <str>folded, longer)
    finally:
        close_table(&table)
    return {terms[place] for place in range(len(terms)) if heard[place + 1]}


cdef int _hear(Table *table, list heard, str folded, Py_ssize_t longer) except -1:
    cdef Py_ssize_t at, size = 0, length = len(folded)
    cdef int kind = PyUnicode_KIND(folded)
    cdef void *data = PyUnicode_DATA(folded)
    cdef Py_UCS4 char, before = 0
    cdef Number number = begin_word()
    for at in range(length + 1):
        char = PyUnicode_READ(kind, data, at) if at < length else c" "
        if _is_alnum(char) or char == c"_":
            if not _is_pairwise(char):
                number = go_on(number, char)
                size += 1
                before = 0
                continue
            if before:
                heard[value_of(table, end_word(go_on(go_on(begin_word(), before), char)))] = True
            before = char
        else:
            before = 0
        if size >= longer:
            heard[value_of(table, end_word(number))] = True
        if size:
            number = begin_word()
            size = 0
    return 0
