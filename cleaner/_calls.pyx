# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Which clauses are called by the literals that were found, and which of them are worth trying; compiled.

Owns speed alone: `cleaner.callers` and `cleaner.scan` say the same in Python, run where no compiler was at hand, and are what is meant;
tests/test_native.py holds the two against each other.
"""

from cpython cimport array
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.string cimport memset

import array
from itertools import accumulate
from sys import byteorder

cdef enum:
    HEADS = 6
    CHAINS = 4096
    HOT = 8192  # bytes: a bit for each of 65,536 beginnings
    TABLE = 2048  # bytes: a bit for each gram
    EDGE_GRAM = 5
    WITHIN = 0x811C9DC5
    IN_FRONT = 0x9E3779B1
    BEHIND = 0x85EBCA77


cdef class Finder:
    """The literals of a plan, found in one unit at a time, and the tickets that they call.

    A word lies in a chain by its first characters, six at the most. Tables tell where there is a chain, of all words and of those that may
    begin inside a word: how many first characters there are to be looked at, by the very first, and whether there are such ones.
    """

    cdef list tickets, always, digits, signs, arrays
    cdef unsigned int *pool
    cdef unsigned int *seen
    cdef unsigned int *key
    cdef int *start
    cdef int *next
    cdef int *first_meaning
    cdef int *meaning
    cdef int *first_owner
    cdef int *owner
    cdef long long *most
    cdef str decoration
    cdef unsigned int stamp
    cdef Py_UCS4 *text
    cdef unsigned char *borders
    cdef Py_ssize_t room, whole
    cdef long long length
    cdef unsigned char hot[2][HOT]
    cdef unsigned char heads[2][CHAINS]
    cdef int chains[HEADS][CHAINS]

    def __init__(self, words, meanings, calls, decoration):
        """`words` and `meanings` are those of `Needles`; `calls`: (ticket, most characters) by literal, for all units, by first character."""
        owners, always, digits, signs = calls
        self.decoration, self.stamp, self.room, self.arrays = decoration, 0, 0, []
        self._chain(words, [not all(left for _, left, _ in senses) for senses in meanings])
        self.first_meaning = self._ints([0, *accumulate(map(len, meanings))])
        self.meaning = self._ints(
            [literal << 2 | left << 1 | right for senses in meanings for literal, left, right in senses]
        )
        self.tickets = sorted({ticket for some in (*owners, always, digits, signs) for ticket, _ in some})
        places = {ticket: place for place, ticket in enumerate(self.tickets)}
        self.seen = <unsigned int *>self._kept(array.array("I", bytes(4 * len(places) + 4)))
        self.first_owner = self._ints([0, *accumulate(map(len, owners))])
        self.owner = self._ints([places[ticket] for some in owners for ticket, _ in some])
        self.most = <long long *>self._kept(array.array("q", [most for some in owners for _, most in some]))
        self.always, self.digits, self.signs = [
            [(places[ticket], most) for ticket, most in some] for some in (always, digits, signs)
        ]

    def __dealloc__(self):
        PyMem_Free(self.text)
        PyMem_Free(self.borders)

    cdef void *_kept(self, array.array values):
        self.arrays.append(values)
        return values.data.as_voidptr

    cdef int *_ints(self, list values):
        return <int *>self._kept(array.array("i", values))

    cdef _chain(self, words, inside):
        cdef int number = 0, head, place, table
        cdef unsigned int seed
        cdef str word
        letters = "".join(words).encode("utf-32-" + byteorder[0] + "e", "surrogatepass")
        self.pool = <unsigned int *>self._kept(array.array("I", letters))
        self.start = self._ints([0, *accumulate(map(len, words))])
        self.next = self._ints([0] * (len(words) + 1))
        self.key = <unsigned int *>self._ints([0] * (len(words) + 1))
        memset(self.hot, 0, sizeof(self.hot))
        memset(self.heads, 0, sizeof(self.heads))
        memset(self.chains, 0xFF, sizeof(self.chains))
        for number, word in enumerate(words):
            head = min(<int>len(word), HEADS)
            seed = WITHIN
            for place in range(head):
                seed = _mixed(seed, word[place])
            seed = _finished(seed)
            for table in range(2 if inside[number] else 1):
                self.hot[table][seed >> 19] |= 1 << (seed >> 16 & 7)
                self.heads[table][ord(word[0]) & (CHAINS - 1)] |= 1 << (head - 1)
            self.next[number] = self.chains[head - 1][seed >> 20]
            self.chains[head - 1][seed >> 20] = number
            self.key[number] = seed

    def called(self, str view, str folded, bint fenced, forms):
        """Return the tickets that a unit calls, in their order; `forms`: where folding changed its length, all texts to look through."""
        cdef list out = []
        cdef Py_UCS4 first = view[0]
        cdef Py_ssize_t size = len(folded)
        self.length = len(view) if fenced else 0
        self.stamp += 1
        self._call_all(self.always, out)
        if not first.isalpha():
            self._call_all(self.digits if first.isdecimal() else self.signs, out)
        if forms is not None:
            for form in forms:
                self._take(form)
                self._look(0, self.whole, True, out)
                self._look(0, self.whole, False, out)
        else:
            self._take(folded)
            self._look(0, self.whole, True, out)
            if not (first.isalpha() and (<Py_UCS4>folded[0]).isalpha()):
                self._look_behind(len(folded) - len(folded.lstrip(self.decoration)), out)
                self._look_behind(_signs(folded), out)
                self._look_behind(_signs(view), out)
        if len(out) > 1:
            out.sort()
        return out

    cdef _call_all(self, list calls, list out):
        cdef long long most
        cdef int place
        for place, most in calls:
            if self.length <= most:
                self._call(place, out)

    cdef inline _call(self, int place, list out):
        if self.seen[place] != self.stamp:
            self.seen[place] = self.stamp
            out.append(self.tickets[place])

    cdef _look_behind(self, Py_ssize_t at, list out):
        """Look for what begins the unit, as if it began at a character that is not its first."""
        cdef Py_UCS4 was = self.text[at]
        if 0 < at < self.whole - 2:
            self.text[at] = c"\n"
            self._look(at, at + 1, True, out)
            self.text[at] = was

    cdef _take(self, str folded):
        """Put a unit between two newlines, and note which characters a word goes on with."""
        cdef Py_ssize_t at, size = len(folded)
        cdef Py_UCS4 char
        if size + 2 > self.room:
            PyMem_Free(self.text)
            PyMem_Free(self.borders)
            self.room = 2 * size + 64
            self.text = <Py_UCS4 *>PyMem_Malloc(self.room * sizeof(Py_UCS4))
            self.borders = <unsigned char *>PyMem_Malloc(self.room)
            if self.text == NULL or self.borders == NULL:
                self.room = 0
                raise MemoryError
        self.whole = size + 2
        self.text[0] = self.text[size + 1] = c"\n"
        self.borders[0] = self.borders[size + 1] = 1
        for at in range(size):
            char = folded[at]
            self.text[at + 1] = char
            self.borders[at + 1] = not _goes_on(char)

    cdef _look(self, Py_ssize_t begin, Py_ssize_t end, bint edges, list out):
        """Call what the words call that begin from `begin` on and before `end`."""
        cdef Py_ssize_t at
        cdef int head, word, table, heads
        cdef unsigned int seed, place
        for at in range(begin, end):
            table = edges and at > 0 and not self.borders[at - 1]
            heads = self.heads[table][<unsigned int>self.text[at] & (CHAINS - 1)]
            seed = WITHIN
            for head in range(min(HEADS, self.whole - at)):
                seed = _mixed(seed, self.text[at + head])
                if not heads >> head & 1:
                    continue
                place = _finished(seed)
                if self.hot[table][place >> 19] >> (place >> 16 & 7) & 1:
                    word = self.chains[head][place >> 20]
                    while word >= 0:
                        if self.key[word] == place and self._stands(word, at):
                            self._found(word, at, edges, out)
                        word = self.next[word]

    cdef inline bint _stands(self, int word, Py_ssize_t at) noexcept:
        """Tell whether the rest of a word stands in the text, behind its first characters."""
        cdef unsigned int *letters = self.pool + self.start[word]
        cdef int size = self.start[word + 1] - self.start[word], place
        if at + size > self.whole:
            return False
        for place in range(size - 1, -1, -1):
            if letters[place] != self.text[at + place]:
                return False
        return True

    cdef _found(self, int word, Py_ssize_t at, bint edges, list out):
        """Call what a word calls that stands at a place."""
        cdef int sense, meaning, owner
        cdef Py_ssize_t end = at + self.start[word + 1] - self.start[word]
        for sense in range(self.first_meaning[word], self.first_meaning[word + 1]):
            meaning = self.meaning[sense]
            if edges and ((meaning & 2 and not self.borders[at - 1]) or (meaning & 1 and not self.borders[end])):
                continue
            meaning >>= 2
            for owner in range(self.first_owner[meaning], self.first_owner[meaning + 1]):
                if self.length <= self.most[owner]:
                    self._call(self.owner[owner], out)


cdef Py_ssize_t _signs(str text):
    """Return the place of the first letter or digit of a text, or its length."""
    cdef Py_ssize_t at = 0
    while at < len(text) and not _is_letter(text[at]):
        at += 1
    return at


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
        """Return the tickets that are worth trying, in their order, each with what its search found, or None where it was not searched for."""
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
                if search is not None:
                    found = search(view)
                    if found is not None:
                        kept.append((ticket, found))
                    continue
            kept.append((ticket, None))
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


cdef inline unsigned int _finished(unsigned int mixed) noexcept:
    return (mixed ^ (mixed >> 15)) * <unsigned int>0x2C1B3C6D


cdef inline unsigned int _gram(unsigned int mixed) noexcept:
    return _finished(mixed) >> (32 - 14)


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
