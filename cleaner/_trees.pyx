# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Boosted trees, compiled.

Owns speed alone: `cleaner.trees` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native.py
holds the two against each other.
"""

from cpython.bytes cimport PyBytes_AS_STRING
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc


cdef struct Branch:
    int feature, step, low, high
    double value


cdef class Forest:
    """Boosted trees as `cleaner.trees` describes them, ready to score rows."""

    cdef Branch *branches
    cdef double *leaves
    cdef int *roots
    cdef int count, width

    def __cinit__(self, trees, int width):
        cdef int size = sum(map(_size, trees))
        self.width, self.count = width, len(trees)
        self.branches = <Branch *>PyMem_Malloc((size + 1) * sizeof(Branch))
        self.leaves = <double *>PyMem_Malloc((size + len(trees) + 1) * sizeof(double))
        self.roots = <int *>PyMem_Malloc((len(trees) + 1) * sizeof(int))
        if self.branches == NULL or self.leaves == NULL or self.roots == NULL:
            raise MemoryError

    def __init__(self, trees, int width):
        """Plant trees that `cleaner.trees` has found to be well formed, over rows of `width` numbers."""
        used = [0, 0]
        for number, tree in enumerate(trees):
            self.roots[number] = self._plant(tree, used)

    cdef int _plant(self, tree, list used) except? -1000000:
        """Return the number of a tree's branch, or -1 less the number of its leaf."""
        cdef int number
        if isinstance(tree, int | float):
            number = used[1]
            used[1] += 1
            self.leaves[number] = tree
            return -1 - number
        number = used[0]
        used[0] += 1
        feature, step, low, high, value = tree
        self.branches[number].feature, self.branches[number].step = feature, step
        self.branches[number].value = value
        self.branches[number].low = self._plant(low, used)
        self.branches[number].high = self._plant(high, used)
        return number

    def __dealloc__(self):
        PyMem_Free(self.branches)
        PyMem_Free(self.leaves)
        PyMem_Free(self.roots)

    def score(self, bytes row):
        """Return the score of a row."""
        cdef const unsigned char *cells = self._cells(row)
        cdef double total = 0.0
        cdef int tree, at
        cdef Branch *branch
        for tree in range(self.count):
            at = self.roots[tree]
            while at >= 0:
                branch = self.branches + at
                at = branch.low if cells[branch.feature] <= branch.step else branch.high
            total += self.leaves[-1 - at]
        return total


    def contributions(self, bytes row):
        """Return how much each feature moved the score of a row, by its number."""
        cdef int at
        cdef double *sums = self._moved(row)
        try:
            return {at: sums[at] for at in range(self.width) if sums[at]}
        finally:
            PyMem_Free(sums)

    def against(self, bytes row, Py_ssize_t most):
        """Return what lowered the score of a row most: at most so many (how much it moved it, feature), the lowest first."""
        cdef int at, lowest
        cdef list out = []
        cdef double *sums = self._moved(row)
        while len(out) < most:
            lowest = 0
            for at in range(1, self.width):
                if sums[at] < sums[lowest]:
                    lowest = at
            if not sums[lowest] < 0:
                break
            out.append((sums[lowest], lowest))
            sums[lowest] = 0
        PyMem_Free(sums)
        return out

    cdef double *_moved(self, bytes row) except NULL:
        """Return how much each feature moved the score; the caller frees it."""
        cdef const unsigned char *cells = self._cells(row)
        cdef int tree, at
        cdef double after
        cdef Branch *branch
        cdef double *sums = <double *>PyMem_Calloc(self.width, sizeof(double))
        if sums == NULL:
            raise MemoryError
        for tree in range(self.count):
            at = self.roots[tree]
            while at >= 0:
                branch = self.branches + at
                at = branch.low if cells[branch.feature] <= branch.step else branch.high
                after = self.leaves[-1 - at] if at < 0 else self.branches[at].value
                sums[branch.feature] += after - branch.value
        return sums

    cdef const unsigned char *_cells(self, bytes row) except NULL:
        if len(row) != self.width:
            raise ValueError("a row of another width")
        return <const unsigned char *>PyBytes_AS_STRING(row)


def _size(tree):
    return 0 if isinstance(tree, int | float) else 1 + _size(tree[2]) + _size(tree[3])
