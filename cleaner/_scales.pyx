# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Steps of a scale and sums along a row of units, compiled.

Owns speed alone: `cleaner.scales` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native.py
holds the two against each other.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize

from cleaner._looks cimport Steps, step_of, steps_of as _steps


def steps_of(steps, values):
    """Return the step of a scale on which each value stands, as bytes."""
    cdef Steps scale = _steps(steps)
    cdef list known = values if type(values) is list else list(values)
    cdef Py_ssize_t total = len(known), index
    cdef bytes out = PyBytes_FromStringAndSize(NULL, total)
    cdef unsigned char *cells = <unsigned char *>PyBytes_AS_STRING(out)
    for index in range(total):
        cells[index] = step_of(&scale, known[index])
    return out


def ratios(steps, list part, list whole, nodes):
    """Return the step of the share of the one sum in the other, at each of `nodes`, as bytes."""
    cdef Steps scale = _steps(steps)
    cdef list at = nodes if type(nodes) is list else list(nodes)
    cdef Py_ssize_t total = len(at), index, node
    cdef bytes out = PyBytes_FromStringAndSize(NULL, total)
    cdef unsigned char *cells = <unsigned char *>PyBytes_AS_STRING(out)
    cdef double below
    for index in range(total):
        node = at[index]
        below = whole[node]
        cells[index] = step_of(&scale, <double>part[node] / (below if below else 1.0))
    return out


def shares(steps, tuple sums, Py_ssize_t width):
    """Return for each unit the step of the share of the one running sum in the other, over `width` units on either side, as bytes."""
    cdef Steps scale = _steps(steps)
    cdef list part = sums[0], whole = sums[1]
    cdef Py_ssize_t total = len(part) - 1, index, low, high
    cdef bytes out = PyBytes_FromStringAndSize(NULL, total)
    cdef unsigned char *cells = <unsigned char *>PyBytes_AS_STRING(out)
    cdef double below
    for index in range(total):
        low, high = max(0, index - width), min(total, index + width + 1)
        below = <double>whole[high] - <double>whole[low]
        cells[index] = step_of(&scale, (<double>part[high] - <double>part[low]) / (below if below else 1.0))
    return out


def climb(list sums, list parents, double least, Py_ssize_t most):
    """Return for each element (steps up to one that holds `least` of a sum, at most `most`; the last below it; that element)."""
    cdef Py_ssize_t total = len(parents), node, parent, taken
    cdef list known = []
    cdef tuple above
    for node in range(total):
        parent = parents[node]
        if not node or <double>sums[node] >= least:
            known.append((0, node, node))
        else:
            above = <tuple>known[parent]
            taken = above[0]
            known.append((min(taken + 1, most), above[1] if taken else node, above[2]))
    return known


def capitals_and_digits(list texts):
    """Return for each text the share of capitals in its characters, and of digits."""
    cdef list capitals = [], digits = []
    cdef Py_ssize_t large, number, size
    cdef str text
    cdef Py_UCS4 char
    for text in texts:
        large = number = 0
        size = len(text)
        for char in text:
            if char.isupper():
                large += 1
            elif char.isdigit():
                number += 1
        capitals.append(<double>large / size)
        digits.append(<double>number / size)
    return capitals, digits
