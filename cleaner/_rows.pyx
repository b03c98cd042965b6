# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The scene of a document and the features of its units, compiled.

Owns speed alone: `cleaner.features` and `cleaner.scene` say the same in Python, run where no compiler was at hand, and are what is meant;
tests/test_native.py holds the two against each other.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc

from cleaner._hashing cimport Table, close_table, open_table, place_of, value_of
from cleaner._looks cimport Look, Steps, step_of, steps_of

cdef enum:
    LONG_AGO = 99  # units to the next one of a kind where there is none


cdef struct Window:
    Py_ssize_t first
    Py_ssize_t last


cdef struct Sheet:
    # The features of a document, `width` numbers a unit, and the numbers that they are made of.
    Py_ssize_t total
    int width
    unsigned char *cells
    int *prose
    int *kinds
    int *loud
    int *category
    int *spoken
    long *before
    long *words
    long *marks


cdef class Ruler:
    """Works out the features of documents by the numbers that `cleaner.features` and `cleaner.scene` name."""

    cdef Steps lengths, shares, distances, places, parts, densities, marks, runs, topics, totals, since, counts, listed, margins, units
    cdef int width, gain, gap_cost, dump_cost, strange, loud
    cdef object markers, enders

    def __init__(self, features, scene):
        self.lengths, self.shares, self.distances = steps_of(features.LENGTHS), steps_of(features.SHARES), steps_of(features.DISTANCES)
        self.places, self.parts, self.densities = steps_of(features.PLACES), steps_of(features.PARTS), steps_of(features.DENSITIES)
        self.marks, self.runs, self.topics = steps_of(features.MARKS), steps_of(features.RUNS), steps_of(features.TOPICS)
        self.totals, self.since, self.counts = steps_of(features.TOTALS), steps_of(features.SINCE), steps_of(features.COUNTS)
        self.listed, self.margins, self.units = steps_of(features.LISTED), steps_of(features.MARGINS), steps_of(features.UNITS)
        self.width, self.strange, self.loud = len(features.FEATURES), features.STRANGE, features.LOUD
        self.markers, self.enders = features.MARKERS, features.ENDERS
        self.gain, self.gap_cost, self.dump_cost = scene.GAIN, scene.GAP_COST, scene.DUMP_COST

    def rows(self, folds, scene, votes):
        """Return the features of every unit as bytes, a row a unit."""
        cdef Py_ssize_t total = len(scene.looks), index
        cdef list looks = scene.looks
        cdef Sheet sheet
        cdef bytes cells = PyBytes_FromStringAndSize(NULL, total * self.width)
        cdef void *room = PyMem_Malloc((total + 1) * (5 * sizeof(int) + 3 * sizeof(long)))
        if room == NULL:
            raise MemoryError
        try:
            _lay_out(&sheet, room, total)
            sheet.width = self.width
            sheet.cells = <unsigned char *>PyBytes_AS_STRING(cells)
            for index in range(total):
                sheet.prose[index] = scene.prose[index]
                sheet.kinds[index] = scene.kinds[index]
                sheet.loud[index], sheet.category[index] = votes[index]
            self._sums(&sheet, looks)
            self._own(&sheet, looks, scene.strange)
            self._around(&sheet, looks)
            self._spots(&sheet)
            self._said(&sheet, folds, looks)
            return [cells[index * self.width : (index + 1) * self.width] for index in range(total)]
        finally:
            PyMem_Free(room)

    cdef int _sums(self, Sheet *sheet, list looks) except -1:
        cdef Py_ssize_t index
        cdef Look look
        sheet.before[0] = sheet.words[0] = sheet.marks[0] = 0
        for index in range(sheet.total):
            look = <Look?>looks[index]
            sheet.before[index + 1] = sheet.before[index] + sheet.prose[index]
            sheet.words[index + 1] = sheet.words[index] + look.words
            sheet.marks[index + 1] = sheet.marks[index] + look.commas + look.inner + (1 <= look.ends <= 3)
            sheet.spoken[index] = 1 if look.inner or 1 <= look.ends <= 3 else 0
        return 0

    cdef void _own(self, Sheet *sheet, list looks, bint strange):
        """`kind` to `time`."""
        cdef Py_ssize_t index
        cdef Look look
        cdef unsigned char *row = sheet.cells
        for index in range(sheet.total):
            look = <Look>looks[index]
            row[0] = sheet.kinds[index]
            row[1] = step_of(&self.lengths, look.words)
            row[2] = self.strange if strange else step_of(&self.shares, look.stops)
            row[3], row[4], row[5], row[6] = look.ends, look.inner, look.commas, look.script
            row[7], row[8], row[9], row[10] = look.capitals, look.start, look.digits, look.bullet
            row[11], row[12], row[13] = look.signs, look.address, look.time
            row += sheet.width

    cdef void _around(self, Sheet *sheet, list looks):
        """`above` to `wide punctuation`."""
        cdef Py_ssize_t index, total = sheet.total
        cdef int *kinds = sheet.kinds
        cdef long whole = sheet.before[total] or 1
        cdef unsigned char *row = sheet.cells
        for index in range(total):
            row[14] = kinds[index - 1] if index else 0
            row[15] = kinds[index + 1] if index + 1 < total else 0
            row[16] = kinds[index - 2] if index > 1 else 0
            row[17] = kinds[index + 2] if index + 2 < total else 0
            row[18] = (<Look>looks[index - 1]).time if index else 0
            row[19] = (<Look>looks[index + 1]).time if index + 1 < total else 0
            row[22] = step_of(&self.parts, <double>sheet.before[index] / whole)
            row[23] = step_of(&self.parts, <double>(whole - sheet.before[index + 1]) / whole)
            row[24] = self._share(&self.densities, sheet.before, sheet, _around_it(index, 3, total))
            row[25] = self._share(&self.densities, sheet.before, sheet, _around_it(index, 9, total))
            row[26] = self._share(&self.marks, sheet.marks, sheet, _around_it(index, 1, total))
            row[27] = self._share(&self.marks, sheet.marks, sheet, _around_it(index, 3, total))
            row[28] = self._share(&self.marks, sheet.marks, sheet, _around_it(index, 20, total))
            row += sheet.width
        self._distances(sheet, sheet.prose, 1, 20)

    cdef int _share(self, Steps *steps, long *part, Sheet *sheet, Window window) noexcept:
        cdef long whole = sheet.words[window.last] - sheet.words[window.first]
        return step_of(steps, <double>(part[window.last] - part[window.first]) / (whole or 1))

    cdef void _distances(self, Sheet *sheet, int *present, int least, int column) noexcept:
        """How many units up, and in the next column how many down, the next one stands that has at least `least` of what is asked."""
        cdef Py_ssize_t index
        cdef int away = LONG_AGO
        for index in range(sheet.total):
            sheet.cells[index * sheet.width + column] = step_of(&self.distances, away)
            away = 1 if present[index] >= least else away + 1
        away = LONG_AGO
        for index in range(sheet.total - 1, -1, -1):
            sheet.cells[index * sheet.width + column + 1] = step_of(&self.distances, away)
            away = 1 if present[index] >= least else away + 1

    cdef void _spots(self, Sheet *sheet) noexcept:
        """`from top` to `last paragraph`."""
        cdef Py_ssize_t index, total = sheet.total, first = total, last = total
        cdef Window inner = stretch(sheet.prose, total, self.gain, self.gap_cost)
        cdef Window outer = stretch(sheet.prose, total, self.gain, self.dump_cost)
        cdef int size = step_of(&self.totals, sheet.before[total]), units = step_of(&self.units, total)
        cdef unsigned char *row = sheet.cells
        for index in range(total):
            if sheet.prose[index] >= self.gain // 2:
                first = min(first, index)
                last = index
        for index in range(total):
            row[29] = step_of(&self.places, index)
            row[30] = step_of(&self.places, total - 1 - index)
            row[31], row[32] = _inside(inner, index), _inside(outer, index)
            row[33], row[34] = size, units
            row[35] = step_of(&self.margins, index - first)
            row[36] = step_of(&self.margins, last - index)
            row += sheet.width

    cdef int _said(self, Sheet *sheet, folds, list looks) except -1:
        """`copies` to `topic`."""
        cdef Py_ssize_t index, total = sheet.total
        cdef long bullets = 0
        cdef int listed
        cdef int *loud = sheet.loud
        cdef dict copies = {}
        cdef unsigned char *row = sheet.cells
        for index in range(total):
            bullets += (<Look>looks[index]).bullet
            copies[folds[index]] = copies.get(folds[index], 0) + 1
        listed = step_of(&self.listed, <double>bullets / total)
        for index in range(total):
            row[37] = min(<int>copies[folds[index]], 4)
            row[38], row[39] = loud[index], sheet.category[index]
            row[40] = loud[index - 1] if index else 0
            row[41] = loud[index + 1] if index + 1 < total else 0
            row[49] = listed
            row += sheet.width
        self._markers(sheet)
        self._distances(sheet, loud, self.loud, 44)
        self._runs(sheet)
        return self._topics(sheet, looks)

    cdef void _markers(self, Sheet *sheet):
        cdef Py_ssize_t index
        cdef int longest = <int>self.since.at[self.since.count - 1], away = longest, count = 0
        cdef bint loud
        cdef unsigned char *row = sheet.cells
        for index in range(sheet.total):
            row[42], row[43] = step_of(&self.since, away), step_of(&self.counts, count)
            row += sheet.width
            loud = sheet.loud[index] >= self.loud
            if loud and sheet.category[index] in self.markers:
                away = 0
            elif sheet.prose[index] and away < longest:
                away = min(longest - 1, away + 1)
            if loud and sheet.category[index] in self.enders:
                count += 1
            if sheet.prose[index] >= self.gain // 2:
                count = max(0, count - 1)

    cdef void _runs(self, Sheet *sheet) noexcept:
        cdef Py_ssize_t index, place, start = 0
        cdef unsigned char *row
        for index in range(1, sheet.total + 1):
            if index < sheet.total and sheet.spoken[index] == sheet.spoken[start]:
                continue
            for place in range(start, index):
                row = sheet.cells + place * sheet.width
                row[46] = sheet.spoken[start]
                row[47] = step_of(&self.runs, index - start)
                row[48] = min(place - start, 3)
            start = index

    cdef int _topics(self, Sheet *sheet, list looks) except -1:
        cdef Py_ssize_t index, place, others, entries = 0
        cdef Window main = stretch(sheet.prose, sheet.total, self.gain, self.gap_cost)
        cdef Table used
        cdef Look look
        cdef int least
        cdef unsigned char *row = sheet.cells
        for index in range(main.first, main.last + 1):
            entries += (<Look>looks[index]).count if sheet.prose[index] else 0
        open_table(&used, entries)
        for index in range(main.first, main.last + 1):
            look = <Look>looks[index]
            for place in range(look.count if sheet.prose[index] else 0):
                place_of(&used, look.topics[place])[0] += 1
        for index in range(sheet.total):
            look = <Look>looks[index]
            others = 0
            least = 2 if main.first <= index <= main.last and sheet.prose[index] else 1
            for place in range(look.count):
                others += value_of(&used, look.topics[place]) >= least
            row[50] = 1 + step_of(&self.topics, <double>others / look.count) if look.count else 0
            row += sheet.width
        close_table(&used)
        return 0


cdef void _lay_out(Sheet *sheet, void *room, Py_ssize_t total) noexcept:
    """Part the room among the numbers of a sheet."""
    cdef long *longs = <long *>room
    cdef int *ints = <int *>(longs + 3 * (total + 1))
    sheet.total = total
    sheet.before, sheet.words, sheet.marks = longs, longs + total + 1, longs + 2 * (total + 1)
    sheet.prose, sheet.kinds, sheet.loud = ints, ints + total, ints + 2 * total
    sheet.category, sheet.spoken = ints + 3 * total, ints + 4 * total


cdef Window _around_it(Py_ssize_t index, Py_ssize_t width, Py_ssize_t total) noexcept nogil:
    cdef Window window
    window.first, window.last = max(0, index - width), min(total, index + width + 1)
    return window


cdef int _inside(Window stretch, Py_ssize_t index) noexcept nogil:
    """The same as `cleaner.features` says of a stretch."""
    if index < stretch.first:
        return 1 if index >= stretch.first - 3 else 0
    if index > stretch.last:
        return 5 if index <= stretch.last + 3 else 6
    return 2 if index == stretch.first else 4 if index == stretch.last else 3


cdef Window stretch(int *prose, Py_ssize_t total, int gain, int cost) noexcept nogil:
    """The same as `cleaner.scene.main_stretch`."""
    cdef long best = 0, current = 0
    cdef Py_ssize_t index, start = 0
    cdef Window found
    found.first, found.last = 0, -1
    for index in range(total):
        if current <= 0:
            current, start = 0, index
        current += min(prose[index], gain) if prose[index] else -cost
        if current > best:
            best, found.first, found.last = current, start, index
    return found


def main_stretch(list prose, int gain, int cost):
    """Return (first, last) of the main stretch."""
    cdef Py_ssize_t total = len(prose), index
    cdef Window found
    cdef int *values = <int *>PyMem_Malloc((total + 1) * sizeof(int))
    if values == NULL:
        raise MemoryError
    for index in range(total):
        values[index] = prose[index]
    found = stretch(values, total, gain, cost)
    PyMem_Free(values)
    return found.first, found.last


def set_scene(list looks, double least_stops, long least_known, int long_prose):
    """Return whether the language is strange, the words of running text and the kind of each unit; the same as `cleaner.scene`."""
    cdef Py_ssize_t index
    cdef long words = 0, running
    cdef double stops = 0.0
    cdef bint strange
    cdef Look look
    cdef list prose = [], kinds = []
    for index in range(len(looks)):
        look = <Look?>looks[index]
        words += look.strange
        stops += look.stops * look.strange
    strange = words > least_known and stops < least_stops * words
    for index in range(len(looks)):
        look = <Look>looks[index]
        running = look.strange if strange else look.known
        prose.append(running)
        kinds.append(_kind(look.words, running, long_prose))
    return bool(strange), prose, kinds


cdef int _kind(long words, long running, int long_prose) noexcept nogil:
    if running:
        return 1 if running >= long_prose else 2
    if words >= 12:
        return 3
    return 4 if words >= 5 else 5 if words >= 3 else 6 if words == 2 else 7
