# cython: language_level=3
"""Words as numbers, and tables of such numbers: what takes the place of strings and sets where words are only compared.

Two different words have the same number about once in 10^19 pairs.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free

ctypedef unsigned long long Number

cdef enum:
    LEAST_ROOM = 16


cdef inline Number begin_word() noexcept nogil:
    return 14695981039346656037ULL


cdef inline Number go_on(Number number, Py_UCS4 char) noexcept nogil:
    """The step of FNV-1a (Fowler, Noll, Vo) with a character for a byte."""
    return (number ^ <Number>char) * <Number>1099511628211ULL


cdef inline Number end_word(Number number) noexcept nogil:
    """Spread the number over all bits (the last step of MurmurHash3 by Appleby); never 0, which stands for an empty place."""
    number ^= number >> 33
    number *= <Number>0xFF51AFD7ED558CCDULL
    number ^= number >> 33
    return number or 1


cdef struct Table:
    Number *keys
    int *values
    Py_ssize_t mask, used


cdef inline int open_table(Table *table, Py_ssize_t entries) except -1:
    """Make room for so many entries; `close_table` gives it back."""
    cdef Py_ssize_t room = LEAST_ROOM
    while room < 2 * entries:
        room *= 2
    table.keys = <Number *>PyMem_Calloc(room, sizeof(Number))
    table.values = <int *>PyMem_Calloc(room, sizeof(int))
    table.mask, table.used = room - 1, 0
    if table.keys == NULL or table.values == NULL:
        raise MemoryError
    return 0


cdef inline void close_table(Table *table) noexcept:
    PyMem_Free(table.keys)
    PyMem_Free(table.values)


cdef inline int *place_of(Table *table, Number key) noexcept nogil:
    """Return where the value of a key is kept, 0 at first; the table must have room."""
    cdef Py_ssize_t at = <Py_ssize_t>(key & <Number>table.mask)
    while table.keys[at] != 0 and table.keys[at] != key:
        at = (at + 1) & table.mask
    if table.keys[at] == 0:
        table.keys[at] = key
        table.used += 1
    return table.values + at


cdef inline int value_of(Table *table, Number key) noexcept nogil:
    """Return the value of a key, 0 where there is none."""
    cdef Py_ssize_t at = <Py_ssize_t>(key & <Number>table.mask)
    while table.keys[at] != 0:
        if table.keys[at] == key:
            return table.values[at]
        at = (at + 1) & table.mask
    return 0


cdef inline int compare_numbers(const void *first, const void *second) noexcept nogil:
    cdef Number one = (<Number *>first)[0], other = (<Number *>second)[0]
    return (one > other) - (one < other)
