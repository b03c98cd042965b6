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

cdef Py_UCS4 EDGE = c"\x08"

cdef enum:
    HEADS = 6
    CHAINS = 4096
    HOT = 8192  # bytes: a bit for each of 65,536 beginnings
    TABLE = 2048  # bytes: a bit for each gram
    EDGE_GRAM = 5
    ANY_DIGIT = 4
    WITHIN = 0x811C9DC5
    IN_FRONT = 0x9E3779B1
    BEHIND = 0x85EBCA77


cdef class Finder:
    """The literals of a plan, found in one unit at a time, and the tickets that they call.

    A word lies in a chain by its first characters, six at the most. Tables tell where there is a chain, of all words and of those that may
    begin inside a word: how many first characters there are to be looked at, by the very first; whether any longer word begins with three
    characters (`gate`); whether there is a chain of these (`hot`).
    """

    cdef list tickets, always, digits, signs, arrays
    cdef tuple first_classes
    cdef str decoration
    cdef object forms_of
    cdef unsigned int stamp
    cdef Py_UCS4 *text
    cdef unsigned char *borders
    cdef Py_ssize_t room, whole
    cdef long long length
    cdef long long *most
    cdef unsigned int *seen
    cdef int *first_call
    cdef int *next_call
    cdef int *call
    cdef unsigned int *pool
    cdef int *start
    cdef int *next
    cdef unsigned int *key
    cdef unsigned char *hot
    cdef unsigned char *gate
    cdef unsigned char *heads
    cdef int *chains

    def __init__(self, tuple first_classes, decoration, forms_of):
        """`first_classes` are the marks of `DIGIT_FIRST` and `SIGN_FIRST`; next comes `learn`, or `recall`.

        `forms_of(view, folded)` returns all texts to look through for a unit whose length folding changed.
        """
        self.stamp, self.room = 0, 0
        self.first_classes, self.decoration, self.forms_of = first_classes, decoration, forms_of

    def __dealloc__(self):
        PyMem_Free(self.text)
        PyMem_Free(self.borders)

    def state(self):
        """Return what was learnt, as values that `marshal` knows."""
        arrays = [(values.typecode, values.tobytes()) for values in self.arrays]
        return self.tickets, self.always, self.digits, self.signs, arrays

    def recall(self, state):
        """Know what `state` returned right after `learn`."""
        self.tickets, self.always, self.digits, self.signs, arrays = state
        self._point([array.array(typecode, content) for typecode, content in arrays])

    def learn(self, clauses):
        """Learn the literals of `clauses`: (ticket, most characters, literals), by ascending tickets."""
        cdef int place, number, at = 0
        cdef bint left, right
        cdef str word
        clauses = list(clauses)
        total = sum([len(words) for _, _, words in clauses]) + 1
        self.tickets, self.always, self.digits, self.signs = [ticket for ticket, _, _ in clauses], [], [], []
        numbers, inside = {}, bytearray(total)
        cdef array.array first_call = _numbers([-1]) * total, next_call = _numbers([0]) * total, call = _numbers([0]) * total
        for place, (_, _, words) in enumerate(clauses):
            if not words:
                self.always.append(place)
            for word in words:
                if word in self.first_classes:
                    (self.digits if word == self.first_classes[0] else self.signs).append(place)
                    continue
                left, right = word[0] == EDGE, word[len(word) - 1] == EDGE
                if left or right:
                    word = word[left : len(word) - right]
                number = numbers.setdefault(word, len(numbers))
                inside[number] |= not left
                call.data.as_ints[at] = place << 2 | left << 1 | right
                next_call.data.as_ints[at] = first_call.data.as_ints[number]
                first_call.data.as_ints[number] = at
                at += 1
        most = array.array("q", [most for _, most, _ in clauses] or [0])
        seen = array.array("I", [0]) * (len(clauses) + 1)
        self._point([most, seen, first_call, next_call, call, *_tables(list(numbers))])
        self._chain(list(numbers), inside)

    cdef _point(self, list arrays):
        """Keep the arrays, and know where they lie."""
        self.arrays = arrays
        self.most, self.seen = <long long *>_data(arrays[0]), <unsigned int *>_data(arrays[1])
        self.first_call, self.next_call, self.call = <int *>_data(arrays[2]), <int *>_data(arrays[3]), <int *>_data(arrays[4])
        self.pool, self.start = <unsigned int *>_data(arrays[5]), <int *>_data(arrays[6])
        self.next, self.key = <int *>_data(arrays[7]), <unsigned int *>_data(arrays[8])
        self.hot, self.gate = <unsigned char *>_data(arrays[9]), <unsigned char *>_data(arrays[10])
        self.heads, self.chains = <unsigned char *>_data(arrays[11]), <int *>_data(arrays[12])

    cdef _chain(self, list words, inside):
        """Put each word into the chain of its first characters."""
        cdef int number = 0, head, place, table
        cdef unsigned int seed
        cdef str word
        for number, word in enumerate(words):
            head = min(<int>len(word), HEADS)
            seed = WITHIN
            for place in range(head):
                seed = _mixed(seed, word[place])
                if place == 2:
                    for table in range(2 if inside[number] else 1):
                        self.gate[table * CHAINS + (_finished(seed) >> 20)] |= 1 << (_finished(seed) >> 17 & 7)
            seed = _finished(seed)
            for table in range(2 if inside[number] else 1):
                self.hot[table * HOT + (seed >> 19)] |= 1 << (seed >> 16 & 7)
                self.heads[table * CHAINS + (ord(word[0]) & (CHAINS - 1))] |= 1 << (head - 1)
            self.next[number] = self.chains[(head - 1) * CHAINS + (seed >> 20)]
            self.chains[(head - 1) * CHAINS + (seed >> 20)] = number
            self.key[number] = seed

    cpdef list called(self, str view, str folded, bint fenced):
        """Return the tickets that a unit calls, in their order."""
        cdef list out = []
        cdef Py_UCS4 first = view[0]
        cdef Py_ssize_t size = len(folded)
        self.length = len(view) if fenced else 0
        self.stamp += 1
        self._call_all(self.always, out)
        if not first.isalpha():
            self._call_all(self.digits if first.isdecimal() else self.signs, out)
        if len(view) != size:
            for form in self.forms_of(view, folded):
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

    cdef _call_all(self, list places, list out):
        cdef int place
        for place in places:
            self._call(place, out)

    cdef inline _call(self, int place, list out):
        if self.seen[place] != self.stamp and self.length <= self.most[place]:
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
        cdef int head, table, heads
        cdef unsigned int seed, place
        for at in range(begin, end):
            table = edges and at > 0 and not self.borders[at - 1]
            heads = self.heads[table * CHAINS + (<unsigned int>self.text[at] & (CHAINS - 1))]
            if not heads:
                continue
            seed = _mixed(WITHIN, self.text[at])
            if heads & 1:
                self._follow(0, seed, table, at, edges, out)
            if at + 1 >= self.whole:
                continue
            seed = _mixed(seed, self.text[at + 1])
            if heads & 2:
                self._follow(1, seed, table, at, edges, out)
            if at + 2 >= self.whole:
                continue
            seed = _mixed(seed, self.text[at + 2])
            place = _finished(seed)
            if not self.gate[table * CHAINS + (place >> 20)] >> (place >> 17 & 7) & 1:
                continue
            if heads & 4:
                self._follow(2, seed, table, at, edges, out)
            for head in range(3, min(HEADS, self.whole - at)):
                seed = _mixed(seed, self.text[at + head])
                if heads >> head & 1:
                    self._follow(head, seed, table, at, edges, out)

    cdef inline _follow(self, int head, unsigned int seed, int table, Py_ssize_t at, bint edges, list out):
        """Call what the words call that stand at a place and lie in the chain of these first characters."""
        cdef unsigned int place = _finished(seed)
        cdef int word
        if self.hot[table * HOT + (place >> 19)] >> (place >> 16 & 7) & 1:
            word = self.chains[head * CHAINS + (place >> 20)]
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
        cdef int sense = self.first_call[word], call
        cdef Py_ssize_t end = at + self.start[word + 1] - self.start[word]
        while sense >= 0:
            call = self.call[sense]
            if not (edges and ((call & 2 and not self.borders[at - 1]) or (call & 1 and not self.borders[end]))):
                self._call(call >> 2, out)
            sense = self.next_call[sense]


cdef array.array _numbers(list values):
    return array.array("i", values)


cdef list _tables(list words):
    """Return the letters of the words, where each begins, and empty tables: the next word of a chain, keys, `hot`, `gate`, `heads`, chains."""
    letters = "".join(words).encode("utf-32-" + byteorder[0] + "e", "surrogatepass")
    empty = bytes(4 * len(words) + 4)
    return [
        array.array("I", letters), _numbers([0, *accumulate(map(len, words))]), array.array("i", empty), array.array("I", empty),
        *[array.array("B", bytes(2 * size)) for size in (HOT, CHAINS, CHAINS)], _numbers([-1]) * (HEADS * CHAINS),
    ]


cdef void *_data(array.array values) noexcept:
    return values.data.as_voidptr


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

    cdef list fences
    cdef dict searches, clues
    cdef set spans
    cdef object clauses, around, count_words
    cdef long long any_length
    cdef int clause_bits
    cdef Py_ssize_t trusted
    cdef unsigned char bits[TABLE]

    def __init__(self, list fences, spans, clauses, around, count_words):
        """`fences` and `spans` are the fences of the rules by their numbers, and the numbers of those that cut within units.

        `clauses.search(ticket)` returns the search of a clause that is one trusted pattern, or None, `clauses.clue(ticket)` its clue. `around`
        are the numbers of rules that look around.
        """
        self.fences, self.spans = fences, set(spans)
        self.searches, self.clues = {}, {}
        self.clauses, self.around, self.count_words = clauses, around, count_words
        self.any_length, self.clause_bits, self.trusted = clauses.any_length, clauses.clause_bits, clauses.trusted

    def worth_trying(self, Finder finder, list views, list folds):
        """Return for each unit (what `sift` returns, tickets of rules that look around), or None where there is neither."""
        cdef list out = [], alone, around
        cdef Py_ssize_t at
        cdef long long number
        for at in range(len(views)):
            alone, around = finder.called(views[at], folds[at], True), []
            if alone and self.around:
                for ticket in alone:
                    number = <long long>ticket >> self.clause_bits
                    if number in self.around:
                        around.append(ticket)
                if around:
                    alone = [ticket for ticket in alone if ticket not in around]
            if alone:
                alone = self.sift(views[at], folds[at], alone)
            out.append((alone, around) if alone or around else None)
        return out

    cpdef list sift(self, str view, str folded, tickets):
        """Return the tickets that are worth trying, in their order, each with what its search found, or None where it was not searched for."""
        cdef Py_ssize_t length = len(view)
        cdef long long words = -1, chars, least, most, number, begun = -1
        cdef bint fits = False, gathered = False, alike = len(folded) == length
        cdef list kept = []
        cdef bytes clue
        for ticket in tickets:
            number = <long long>ticket >> self.clause_bits
            if number != begun:
                begun = number
                chars, least, most = <tuple>self.fences[number]
                fits = length <= chars
                if fits and (most != self.any_length or least):
                    if words < 0:
                        words = self.count_words(view)
                    fits = words <= most and words >= least
            if not fits:
                continue
            if alike:
                clue = self.clues.get(ticket)
                if clue is None:
                    clue = self.clues[ticket] = self.clauses.clue(ticket)
                if len(clue):
                    if not gathered:
                        gathered = True
                        self._gather(view, folded)
                    if not _may_hold(clue, length, self.bits):
                        continue
            if length <= self.trusted:
                search = self.searches.get(ticket, self)
                if search is self:
                    search = self.searches[ticket] = self.clauses.search(ticket)
                if search is not None:
                    found = search(view)
                    if found is not None:
                        kept.append((ticket, found))
                        fits = number in self.spans  # else the first clause that holds is the one that counts
                    continue
            kept.append((ticket, None))
        return kept

    cdef void _gather(self, str view, str folded):
        """Set the bits of the grams of a unit, as `cleaner.clues` has them."""
        cdef Py_ssize_t at, size = len(folded)
        cdef Py_UCS4 here, before = 0, earlier = 0
        cdef bint opening = True
        memset(self.bits, 0, TABLE)
        for at in range(size):
            if _is_digit(view[at]):
                self._set(_mixed(WITHIN, ANY_DIGIT))
                break
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


cdef inline bint _is_digit(Py_UCS4 char) noexcept:
    return c"0" <= char <= c"9" if char < 128 else char.isdecimal()


cdef inline bint _is_letter(Py_UCS4 char) noexcept:
    """The same as `goes_on` in `cleaner.borders`."""
    if char < 128:
        return c"a" <= char <= c"z" or c"0" <= char <= c"9" or c"A" <= char <= c"Z"
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
