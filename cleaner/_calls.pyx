# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which clauses are called by the literals that were found, and which of them are worth trying; compiled.

Owns speed alone: `cleaner.callers` and `cleaner.scan` say the same in Python, run where no compiler was at hand, and are what is meant;
tests/test_native.py holds the two against each other.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.string cimport memset

cdef enum:
    TABLE = 2048  # bytes: a bit for each gram
    EDGE_GRAM = 5
    WITHIN = 0x811C9DC5
    IN_FRONT = 0x9E3779B1
    BEHIND = 0x85EBCA77


cdef struct Meaning:
    int literal
    bint left, right


cdef class Switchboard:
    """From words found in a text to tickets; built of what `Needles` and `Callers` know."""

    cdef Meaning *meanings
    cdef int *first_meaning
    cdef long long *most
    cdef int *first_owner
    cdef list tickets

    def __cinit__(self, meanings, owners):
        cdef Py_ssize_t calls = sum(map(len, owners)), senses = sum(map(len, meanings))
        self.meanings = <Meaning *>PyMem_Malloc((senses + 1) * sizeof(Meaning))
        self.first_meaning = <int *>PyMem_Malloc((len(meanings) + 1) * sizeof(int))
        self.most = <long long *>PyMem_Malloc((calls + 1) * sizeof(long long))
        self.first_owner = <int *>PyMem_Malloc((len(owners) + 1) * sizeof(int))
        if self.meanings == NULL or self.first_meaning == NULL or self.most == NULL or self.first_owner == NULL:
            raise MemoryError

    def __init__(self, meanings, owners):
        """`meanings`: for each word (literal, no letter in front, none behind); `owners`: for each literal (ticket, most characters)."""
        cdef int at = 0, number
        for number, senses in enumerate(meanings):
            self.first_meaning[number] = at
            for literal, left, right in senses:
                self.meanings[at].literal, self.meanings[at].left, self.meanings[at].right = literal, left, right
                at += 1
        self.first_meaning[len(meanings)] = at
        self.tickets = []
        for number, calls in enumerate(owners):
            self.first_owner[number] = len(self.tickets)
            for ticket, most in calls:
                self.most[len(self.tickets)] = most
                self.tickets.append(ticket)
        self.first_owner[len(owners)] = len(self.tickets)

    def __dealloc__(self):
        PyMem_Free(self.meanings)
        PyMem_Free(self.first_meaning)
        PyMem_Free(self.most)
        PyMem_Free(self.first_owner)

    def call(self, str text, found, list ends, list lengths, list called, bint edges):
        """Add the tickets of the words `found` in `text` to the sets in `called`.

        `found`: (word, start, end) by ascending ends. The lists, which are not empty, run in parallel, one entry a stretch of the text: where
        it ends, how long its unit is, the tickets of its unit.
        """
        cdef Py_ssize_t here = 0, start, end, at, whole = len(text)
        cdef long long length = lengths[0], until = ends[0]
        cdef int word, sense, owner
        cdef Meaning meaning
        cdef set tickets = called[0]
        cdef bint before, behind
        for word, start, end in found:
            at = end - (2 if text[end - 1] != c"\n" else 3)
            before = edges and start > 0 and _goes_on(text[start - 1])
            behind = edges and end < whole and _goes_on(text[end])
            for sense in range(self.first_meaning[word], self.first_meaning[word + 1]):
                meaning = self.meanings[sense]
                if (meaning.left and before) or (meaning.right and behind):
                    continue
                while at >= until:
                    here += 1
                    until, length, tickets = ends[here], lengths[here], called[here]
                for owner in range(self.first_owner[meaning.literal], self.first_owner[meaning.literal + 1]):
                    if length <= self.most[owner]:
                        tickets.add(self.tickets[owner])


cdef inline bint _goes_on(Py_UCS4 char) noexcept:
    """The same as in `cleaner.needles`."""
    if c"a" <= char <= c"z":
        return True
    if char < 128:
        return c"0" <= char <= c"9" or c"A" <= char <= c"Z"
    return (char.isalpha() or char.isdecimal()) and not 0x600 <= char <= 0x6FF and char != 0x3B9


cdef class Sieve:
    """Leaves of a unit's tickets those whose rule lets a unit be so long, whose clue holds, and whose pattern, where a clause is nothing else, is found."""

    cdef dict fences, searches, clues
    cdef object search_of, clue_of
    cdef long long any_length
    cdef int clause_bits
    cdef Py_ssize_t trusted
    cdef unsigned char bits[TABLE]

    def __init__(self, rules, search_of, clue_of, *, any_length, clause_bits, trusted):
        """`search_of(ticket)` returns the search of a clause that is one trusted pattern, or None; `clue_of(ticket)` its clue."""
        self.fences = {rule.number: rule.fences for rule in rules}
        self.searches, self.clues = {}, {}
        self.search_of, self.clue_of = search_of, clue_of
        self.any_length, self.clause_bits, self.trusted = any_length, clause_bits, trusted

    def sift(self, unit, tickets):
        """Return the tickets that are worth trying, in their order."""
        cdef str view = unit.view, folded = unit.folded
        cdef Py_ssize_t length = len(view)
        cdef long long words = -1, chars, least, most, number, begun = -1
        cdef bint fits = False, gathered = False, alike = len(folded) == length
        cdef list kept = []
        cdef bytes clue
        for ticket in sorted(tickets):
            number = ticket >> self.clause_bits
            if number != begun:
                begun = number
                chars, least, most = self.fences[number]
                fits = length <= chars
                if fits and (most != self.any_length or least):
                    if words < 0:
                        words = unit.words
                    fits = words <= most and words >= least
            if not fits:
                continue
            if alike:
                clue = self.clues.get(ticket)
                if clue is None:
                    clue = self.clues[ticket] = self.clue_of(ticket)
                if len(clue):
                    if not gathered:
                        gathered = True
                        self._gather(view, folded)
                    if not _may_hold(clue, length, self.bits):
                        continue
            if length <= self.trusted:
                search = self.searches.get(ticket, self)
                if search is self:
                    search = self.searches[ticket] = self.search_of(ticket)
                if search is not None and search(view) is None:
                    continue
            kept.append(ticket)
        return kept

    cdef void _gather(self, str view, str folded):
        """Set the bits of the grams of a unit, as `cleaner.clues` has them."""
        cdef Py_ssize_t at, size = len(folded)
        cdef Py_UCS4 here, before = 0, earlier = 0
        cdef bint opening = True
        memset(self.bits, 0, TABLE)
        for at in range(size + 1):
            here = folded[at] if at < size else 0
            if here and not _goes_on(here):
                self._set(_mixed(WITHIN, here))
                here = 0
            if opening and at < size:
                self._edge(IN_FRONT, folded, at, min(at + EDGE_GRAM, size), 1)
                opening = not _is_letter(view[at])
            self._set(_mixed(WITHIN, here))
            self._set(_mixed(_mixed(WITHIN, before), here))
            self._set(_mixed(_mixed(_mixed(WITHIN, earlier), before), here))
            earlier, before = before, here
        for at in range(max(0, size - EDGE_GRAM), size):
            self._edge(BEHIND, folded, at, size, size - at)

    cdef void _edge(self, unsigned int seed, str folded, Py_ssize_t start, Py_ssize_t end, Py_ssize_t least):
        """Set the bits of the stretches from `start` on that have at least so many characters and end at `end` at the latest."""
        cdef Py_ssize_t at
        cdef Py_UCS4 here
        for at in range(start, end):
            here = folded[at]
            seed = _mixed(seed, here if _goes_on(here) else 0)
            if at - start + 1 >= least:
                self._set(seed)

    cdef inline void _set(self, unsigned int mixed) noexcept:
        cdef unsigned int gram = _gram(mixed)
        self.bits[gram >> 3] |= 1 << (gram & 7)


cdef inline unsigned int _mixed(unsigned int seed, Py_UCS4 char) noexcept:
    return (seed ^ <unsigned int>char) * <unsigned int>0x01000193


cdef inline unsigned int _gram(unsigned int mixed) noexcept:
    return ((mixed ^ (mixed >> 15)) * <unsigned int>0x2C1B3C6D) >> (32 - 14)


cdef inline bint _is_letter(Py_UCS4 char) noexcept:
    """The same as `goes_on` in `cleaner.borders`."""
    return char.isalpha() or char.isdecimal()


cdef bint _may_hold(bytes clue, Py_ssize_t length, unsigned char *bits):
    cdef unsigned short *words = <unsigned short *><char *>clue
    if length < words[0] or (words[1] != 0xFFFF and length > words[1]):
        return False
    return len(clue) == 4 or _holds(words + 2, bits)


cdef bint _holds(unsigned short *node, unsigned char *bits) noexcept:
    """Tell whether a node holds: all grams, any gram, each node or one node."""
    cdef int kind = node[0] >> 14
    cdef unsigned short *end = node + 1 + (node[0] & 0x3FFF)
    cdef bint wanted = kind == 1 or kind == 3
    node += 1
    while node < end:
        if kind < 2:
            if (bits[node[0] >> 3] >> (node[0] & 7) & 1) == wanted:
                return wanted
            node += 1
        else:
            if _holds(node, bits) == wanted:
                return wanted
            node += 1 + (node[0] & 0x3FFF)
    return not wanted
