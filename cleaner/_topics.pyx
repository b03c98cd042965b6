# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What units talk about, compiled.

Owns speed alone: `cleaner.topic` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native.py
holds the two against each other.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdlib cimport qsort

from cleaner._hashing cimport Number, Table, begin_word, close_table, compare_numbers, end_word, go_on, open_table, place_of, value_of
from cleaner._looks cimport Look, Steps, step_of, steps_of

cdef str ENDS = "|·• "


cdef class Topics:
    """Works out what units talk about by the numbers that `cleaner.topic` names."""

    cdef Steps shares, margins, parts, widths
    cdef double usual, nearly
    cdef int around, width

    def __init__(self, topic):
        self.shares, self.margins = steps_of(topic.SHARES), steps_of(topic.MARGINS)
        self.parts, self.widths = steps_of(topic.PARTS), steps_of(topic.WIDTHS)
        self.usual, self.nearly, self.around, self.width = topic.USUAL, topic.NEARLY, topic.AROUND, len(topic.TOPICS)

    def rows(self, scene, list views):
        """Return the features of every unit as bytes, a row a unit."""
        cdef list looks = scene.looks, prose = scene.prose
        cdef Py_ssize_t total = len(looks), index, low, high
        cdef bytes cells = PyBytes_FromStringAndSize(NULL, total * self.width)
        cdef unsigned char *row = <unsigned char *>PyBytes_AS_STRING(cells)
        cdef double *earlier = <double *>PyMem_Malloc((total + 1) * (3 * sizeof(double) + sizeof(long)))
        cdef double *common = earlier + total + 1
        cdef double *said = common + total + 1
        cdef long *sizes = <long *>(said + total + 1)
        cdef double mean
        cdef int parts
        cdef Look look
        if earlier == NULL:
            raise MemoryError
        for unit in looks:
            look = <Look?>unit
        try:
            self._liken(looks, views, earlier, common)
            mean = self._usual_of(prose, common, total)
            said[0], sizes[0] = 0.0, 0
            for index in range(total):
                look = <Look>looks[index]
                said[index + 1] = said[index]
                sizes[index + 1] = sizes[index]
                if common[index] >= 0:
                    said[index + 1] += earlier[index] * look.words
                    sizes[index + 1] += look.words
            for index in range(total):
                look = <Look>looks[index]
                low, high = max(0, index - self.around), min(total, index + self.around + 1)
                row[0] = 1 + step_of(&self.shares, earlier[index]) if common[index] >= 0 else 0
                row[1] = 1 + step_of(&self.margins, common[index] - mean + self.nearly) if common[index] >= 0 else 0
                row[2] = self._mean(said, sizes, index, total)
                row[3] = self._mean(said, sizes, low, high)
                parts = _parts_of(views[index])
                row[4] = step_of(&self.parts, parts)
                row[5] = step_of(&self.widths, <double>look.words / parts)
                row += self.width
        finally:
            PyMem_Free(earlier)
        return [cells[index * self.width : (index + 1) * self.width] for index in range(total)]

    cdef int _mean(self, double *said, long *sizes, Py_ssize_t low, Py_ssize_t high) noexcept:
        cdef long size = sizes[high] - sizes[low]
        return step_of(&self.shares, (said[high] - said[low]) / (size or 1) + self.nearly)

    cdef double _usual_of(self, list prose, double *common, Py_ssize_t total):
        cdef double whole = 0.0
        cdef Py_ssize_t index, count = 0
        for index in range(total):
            if prose[index] and common[index] >= 0:
                whole += common[index]
                count += 1
        return whole / count if count else self.usual

    cdef int _liken(self, list looks, list views, double *earlier, double *common) except -1:
        """Fill in which share of each unit's words units above use, and which any other; -1 in the second without words."""
        cdef Py_ssize_t total = len(looks), index, place, entries = 0, again
        cdef Number **words = <Number **>PyMem_Malloc((total + 1) * sizeof(Number *))
        cdef Py_ssize_t *counts = <Py_ssize_t *>PyMem_Malloc((total + 1) * sizeof(Py_ssize_t))
        cdef Table seen
        cdef Look look
        if words == NULL or counts == NULL:
            raise MemoryError
        for index in range(total):
            look = <Look>looks[index]
            words[index], counts[index] = look.topics, look.count
            if look.script:
                words[index] = _pairs_of(views[index], &counts[index])
            entries += counts[index]
        open_table(&seen, entries)
        for index in range(total):
            again = 0
            for place in range(counts[index]):
                again += value_of(&seen, words[index][place]) > 0
            for place in range(counts[index]):
                place_of(&seen, words[index][place])[0] += 1
            earlier[index] = <double>again / counts[index] if counts[index] else 0.0
        for index in range(total):
            again = 0
            for place in range(counts[index]):
                again += value_of(&seen, words[index][place]) > 1
            common[index] = <double>again / counts[index] if counts[index] else -1.0
            if (<Look>looks[index]).script:
                PyMem_Free(words[index])
        close_table(&seen)
        PyMem_Free(words)
        PyMem_Free(counts)
        return 0


cdef Number *_pairs_of(str view, Py_ssize_t *count) except NULL:
    """Return the numbers of the pairs of characters of a view, each once."""
    cdef Py_ssize_t length = len(view), index, kept = 0
    cdef Number *pairs = <Number *>PyMem_Malloc((length + 1) * sizeof(Number))
    if pairs == NULL:
        raise MemoryError
    for index in range(length - 1):
        pairs[index] = end_word(go_on(go_on(begin_word(), view[index]), view[index + 1]))
    qsort(pairs, max(0, length - 1), sizeof(Number), compare_numbers)
    for index in range(length - 1):
        if index == 0 or pairs[index] != pairs[kept - 1]:
            pairs[kept] = pairs[index]
            kept += 1
    count[0] = kept
    return pairs


cdef int _parts_of(str view):
    """Count the parts of a line between bars, dots and dashes."""
    cdef Py_ssize_t low = 0, high = len(view), at
    cdef Py_ssize_t dash = 0, rule = 0, slash = 0
    cdef Py_UCS4 char
    cdef int parts = 1
    while low < high and view[low] in ENDS:
        low += 1
    while high > low and view[high - 1] in ENDS:
        high -= 1
    for at in range(low, high):
        char = view[at]
        if char == c"|" or char == 0xB7 or char == 0x2022:
            parts += 1
        elif char == c" " and at + 2 < high and view[at + 2] == c" ":
            char = view[at + 1]
            if char == c"-" and at >= dash:
                parts += 1
                dash = at + 3
            elif char == 0x2013 and at >= rule:
                parts += 1
                rule = at + 3
            elif char == c"/" and at >= slash:
                parts += 1
                slash = at + 3
    return parts
