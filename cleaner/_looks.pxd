# cython: language_level=3
"""What the compiled rooms share: looks, and steps of a scale."""

from cleaner._hashing cimport Number


cdef struct Steps:
    int count
    double at[16]


cdef inline Steps steps_of(values) except *:
    cdef Steps steps
    if len(values) > 16:
        raise ValueError("too many steps")
    steps.count = len(values)
    for number, value in enumerate(values):
        steps.at[number] = value
    return steps


cdef inline int step_of(Steps *steps, double value) noexcept nogil:
    """The same as `bisect_right`."""
    cdef int number = 0
    while number < steps.count and steps.at[number] <= value:
        number += 1
    return number


cdef class Look:
    cdef readonly int words, ends, inner, commas, bullet, script, strange, known
    cdef readonly double stops
    cdef str folded
    cdef frozenset stopwords
    cdef Number *topics
    cdef Py_ssize_t count
    cdef int capitals, start, digits, signs, address, time
