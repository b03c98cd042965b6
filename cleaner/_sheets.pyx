# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What is known of each block of a page, as rows of small numbers, compiled.

Owns speed alone: `cleaner.sight`, `blockcolumns`, `blocknames` and `blockplaces` say the same in Python, run where no compiler was at hand, and
are what is meant; tests/test_native_pages.py holds the two against each other. All counts of a page lie in one stretch of memory, by block or by
element, and each column is written straight into the rows.
"""

from cpython.bytearray cimport PyByteArray_AS_STRING
from cpython.bytes cimport PyBytes_FromStringAndSize

from cleaner._looks cimport Steps, step_of, steps_of

cdef enum:
    NEAR = 3

cdef enum:
    OUTSIDE = 0
    INSIDE = 1
    WITHIN = 2
    AROUND = 3
    ELSEWHERE = 4


cdef class Clerk:
    """Makes sheets of pages. It is told the rooms that say what is meant, for their numbers."""

    cdef Steps links, counts, words, margins, distances, totals, signs, shares
    cdef int most_brackets, opening, most_marks, most_levels, bits, most_steps, most_headlines, most_articles, told_least
    cdef int prose_least, prose_long, least_title, near_text, colon, width
    cdef double main, core
    cdef dict tags
    cdef object ending, cues, members, endings
    cdef str quotes

    def __init__(self, columns, names, places, sight, members, Py_ssize_t width):
        self.links, self.counts, self.words = steps_of(columns.LINKS), steps_of(columns.COUNTS), steps_of(columns.WORDS)
        self.margins, self.distances = steps_of(columns.MARGINS), steps_of(columns.DISTANCES)
        self.totals, self.signs, self.shares = steps_of(columns.TOTALS), steps_of(columns.SIGNS), steps_of(sight.SHARES)
        self.most_brackets, self.opening, self.most_marks = columns.MOST_BRACKETS, columns.OPENING, columns.MOST_MARKS
        self.most_levels, self.main, self.core, self.tags = columns.MOST_LEVELS, columns.MAIN, columns.CORE, columns.TAGS
        self.bits, self.cues, self.members, self.quotes = names.BITS, names.cues, members, columns.QUOTES
        self.most_steps, self.most_headlines = places.MOST_STEPS, places.MOST_HEADLINES
        self.most_articles, self.told_least = places.MOST_ARTICLES, places.TOLD_LEAST
        self.prose_least, self.prose_long, self.colon = sight.PROSE_LEAST, sight.PROSE_LONG, sight.COLON
        self.least_title, self.near_text = sight.LEAST_TITLE, sight.NEAR_TEXT
        self.ending, self.endings, self.width = sight.ending, frozenset(sight.SENTENCE_ENDS + ":："), width

    def sheet(self, page, str chosen, title):
        """Return `rows`, `members`, `groups`, `words`, `prose` and `others` of a page, an Outline, as a Sheet has them."""
        return _Count(self, page).sheet(page, chosen, title)


cdef class _Count:
    """What is counted of one page: numbers by block, and by element."""

    cdef Clerk clerk
    cdef Py_ssize_t size, elements, column, width
    cdef list room, texts, squeezed, nodes
    cdef int *at
    cdef int *words
    cdef int *ends
    cdef int *prose
    cdef int *linked
    cdef int *sizes
    cdef int *taken
    cdef int *member
    cdef int *parents
    cdef int *tag
    cdef int *level
    cdef int *nearest
    cdef int *all_words
    cdef int *all_prose
    cdef int *all_links
    cdef int *all_sizes
    cdef int *all_taken
    cdef int *all_blocks
    cdef unsigned char *rows
    cdef double *capitals
    cdef double *digits
    cdef long long *facts
    cdef int *brackets
    cdef int *marks
    cdef int first_taken, last_taken, place

    def __init__(self, Clerk clerk, page):
        self.clerk, self.nodes, self.width = clerk, page.nodes, clerk.width
        self.texts = [block.text for block in page.blocks]
        self.squeezed = [(<str>text).replace(" ", "") for text in self.texts]
        self.size, self.elements = len(self.texts), len(self.nodes)
        self.room = []
        self.facts = <long long *>self._room(self.elements * sizeof(long long))
        self.capitals, self.digits = <double *>self._room(self.size * sizeof(double)), <double *>self._room(self.size * sizeof(double))
        self.rows = <unsigned char *>self._room(self.size * self.width)
        self._divide()
        self._read_blocks(page.blocks)
        self._read_nodes()

    cdef char *_room(self, Py_ssize_t size) except NULL:
        """Return so many bytes, all 0, which stay as long as the page is counted."""
        cdef bytearray room = bytearray(size + 1)
        self.room.append(room)
        return PyByteArray_AS_STRING(room)

    cdef int *_lot(self, Py_ssize_t count) except NULL:
        """Return one number more than `count`, all 0."""
        return <int *>self._room((count + 1) * sizeof(int))

    cdef int _divide(self) except -1:
        cdef Py_ssize_t size = self.size, elements = self.elements
        self.at, self.words, self.ends, self.prose = self._lot(size), self._lot(size), self._lot(size), self._lot(size)
        self.linked, self.sizes, self.taken, self.member = self._lot(size), self._lot(size), self._lot(size), self._lot(size)
        self.brackets, self.marks = self._lot(size), self._lot(size)
        self.parents, self.tag, self.level, self.nearest = (
            self._lot(elements), self._lot(elements), self._lot(elements), self._lot(elements)
        )
        return 0

    cdef int _read_blocks(self, list blocks) except -1:
        cdef Clerk clerk = self.clerk
        cdef Py_ssize_t index
        cdef str text
        cdef int words, ends
        for index in range(self.size):
            block, text = blocks[index], self.texts[index]
            self.at[index], self.linked[index], self.sizes[index] = block.node, block.linked, len(text)
            self._read_letters(index, text)
            words = self.words[index]
            ends = clerk.ending(text) if text[len(text) - 1] in clerk.endings else 0
            self.ends[index] = ends
            if words >= clerk.prose_long or (words >= clerk.prose_least and 0 < ends < clerk.colon):
                self.prose[index] = words
        return 0

    cdef void _read_letters(self, Py_ssize_t index, str text) noexcept:
        cdef Py_ssize_t place = 0, opening = self.clerk.opening
        cdef int blanks = 0, wide = 0, capitals = 0, digits = 0, brackets = 0, marks = 0
        cdef Py_UCS4 char
        for char in text:
            if 97 <= char <= 122:
                pass  # most characters are a to z
            elif char == 32:
                blanks += 1
            elif char.isupper():
                capitals += 1
            elif char.isdigit():
                digits += 1
            elif char == 40 or char == 91:
                brackets += place < opening
            elif char == 124 or char == 64 or char == 35 or char == 0xA9:
                marks += 1
            elif 0x3040 <= char <= 0x30FF or 0x3400 <= char <= 0x9FFF:
                wide += 1
            place += 1
        self.words[index] = blanks + 1 + wide // 2
        self.capitals[index], self.digits[index] = <double>capitals / place, <double>digits / place
        self.brackets[index], self.marks[index] = min(brackets, self.clerk.most_brackets), min(marks, self.clerk.most_marks)

    cdef int _read_nodes(self) except -1:
        cdef dict tags = self.clerk.tags
        cdef Py_ssize_t number
        cdef str tag
        for number in range(self.elements):
            node = self.nodes[number]
            tag = node.tag
            self.parents[number] = node.parent
            self.tag[number] = tags.get(tag, len(tags))
            self.level[number] = int(tag[1:]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else -1
            self.nearest[number] = number if tag == "article" else self.nearest[self.parents[number]] if number else -1
        return 0

    cdef sheet(self, page, str chosen, title):
        cdef Py_ssize_t index
        cdef list members = self.clerk.members(self.squeezed, chosen)
        for index in range(self.size):
            self.member[index] = members[index]
            self.taken[index] = self.words[index] if self.member[index] else 0
        self._sum_up()
        self._find_choice()
        self._find_headline(title)
        self._own(page)
        self._names()
        self._around()
        self._levels()
        self._frame(self.all_prose)
        self._frame(self.all_taken)
        self._alike()
        self._choice()
        self._headings()
        self._told(page.body)
        self._from_headline()
        cdef list others = self._others(self._articles())
        self._letters()
        if self.size and self.column != self.width:
            raise ValueError("the columns of a sheet are of another number")
        return (
            [PyBytes_FromStringAndSize(<char *>self.rows + index * self.width, self.width) for index in range(self.size)],
            members, [self.parents[self.at[index]] for index in range(self.size)], _listed(self.words, self.size),
            _listed(self.prose, self.size), others,
        )

    cdef int _sum_up(self) except -1:
        cdef int *ones = self._lot(self.size)
        cdef Py_ssize_t index
        for index in range(self.size):
            ones[index] = 1
        self.all_words, self.all_prose, self.all_links = self._sums(self.words), self._sums(self.prose), self._sums(self.linked)
        self.all_sizes, self.all_taken, self.all_blocks = self._sums(self.sizes), self._sums(self.taken), self._sums(ones)
        return 0

    cdef int *_sums(self, int *values) except NULL:
        cdef int *sums = self._lot(self.elements)
        cdef Py_ssize_t index
        for index in range(self.size):
            sums[self.at[index]] += values[index]
        for index in range(self.elements - 1, 0, -1):
            sums[self.parents[index]] += sums[index]
        return sums

    cdef int *_running(self, int *values) except NULL:
        cdef int *sums = self._lot(self.size)
        cdef Py_ssize_t index
        for index in range(self.size):
            sums[index + 1] = sums[index] + values[index]
        return sums

    # How a column is written.

    cdef inline void _put(self, Py_ssize_t index, int value) noexcept:
        self.rows[index * self.width + self.column] = value

    cdef void _ints(self, int *values) noexcept:
        cdef Py_ssize_t index
        for index in range(self.size):
            self._put(index, values[index])
        self.column += 1

    cdef void _constant(self, int value) noexcept:
        cdef Py_ssize_t index
        for index in range(self.size):
            self._put(index, value)
        self.column += 1

    cdef void _parts(self, Steps *steps, int *part, int *whole) noexcept:
        """The step of one number in another, block by block."""
        cdef Py_ssize_t index
        for index in range(self.size):
            self._put(index, step_of(steps, <double>part[index] / whole[index]))
        self.column += 1

    cdef void _windows(self, Steps *steps, int *part, int *whole, Py_ssize_t reach) noexcept:
        """The step of one running sum in another, over the blocks around each."""
        cdef Py_ssize_t index, low, high
        for index in range(self.size):
            low, high = max(0, index - reach), min(self.size, index + reach + 1)
            self._put(index, step_of(steps, <double>(part[high] - part[low]) / ((whole[high] - whole[low]) or 1)))
        self.column += 1

    cdef void _ratio(self, Steps *steps, int *part, int *whole, int *nodes) noexcept:
        cdef Py_ssize_t index
        for index in range(self.size):
            self._put(index, step_of(steps, <double>part[nodes[index]] / (whole[nodes[index]] or 1)))
        self.column += 1

    cdef void _share(self, int *part, int *nodes) noexcept:
        cdef Py_ssize_t index
        cdef int whole = part[0] or 1
        for index in range(self.size):
            self._put(index, step_of(&self.clerk.shares, <double>part[nodes[index]] / whole))
        self.column += 1

    cdef void _number(self, int *nodes) noexcept:
        cdef Py_ssize_t index
        for index in range(self.size):
            self._put(index, step_of(&self.clerk.counts, self.all_blocks[nodes[index]]))
        self.column += 1

    # The columns, in the order of `blockfeatures.PAGE_FEATURES`.

    cdef int _own(self, page) except -1:
        cdef Py_ssize_t index
        cdef dict copies = {}
        cdef int *count = self._lot(self.size)
        for text in self.texts:
            copies[text] = copies.get(text, 0) + 1
        for index in range(self.size):
            self._put(index, step_of(&self.clerk.words, self.words[index]))
            count[index] = min(<int>copies[self.texts[index]], 4)
        self.column += 1
        self._ints(self.ends)
        self._parts(&self.clerk.links, self.linked, self.sizes)
        self._ints(count)
        self._ints(self._members("\n".join(page.about), 0) if page.about else self._lot(self.size))
        for index in range(self.size):
            self._put(index, self.tag[self.at[index]])
            self.rows[index * self.width + self.column + 1] = self.tag[self.parents[self.at[index]]]
        self.column += 2
        return 0

    cdef int *_members(self, str text, int more) except NULL:
        cdef int *lot = self._lot(self.size)
        cdef Py_ssize_t index
        cdef list members = self.clerk.members(self.squeezed, text)
        for index in range(self.size):
            lot[index] = <int>members[index] + more
        return lot

    cdef int _names(self) except -1:
        cdef int kinds = (self.clerk.bits - NEAR) // 2, bit
        cdef long long cues = ((<long long>1 << kinds) - 1) << NEAR, above, said, fact
        cdef Py_ssize_t number, index
        cdef str names, tag
        for number in range(self.elements):
            node = self.nodes[number]
            names, tag = node.names, node.tag
            above = self.facts[self.parents[number]] if number else 0
            said = self.clerk.cues(names) if names else 0
            fact = (above & ~cues) | (said << NEAR if said else above & cues) | said << (NEAR + kinds)
            fact |= (tag == "article") | <long long>(tag == "figcaption") << 1 | <long long>(<bint>node.hidden) << 2
            self.facts[number] = fact
        for index in range(self.size):
            fact = self.facts[self.at[index]]
            for bit in range(self.clerk.bits):
                self.rows[index * self.width + self.column + bit] = fact >> bit & 1
        self.column += self.clerk.bits
        return 0

    cdef int _around(self) except -1:
        cdef Clerk clerk = self.clerk
        cdef int *prose = self._running(self.prose)
        cdef int *links = self._running(self.linked)
        cdef int *sizes = self._running(self.sizes)
        cdef int whole = prose[self.size] or 1
        cdef Py_ssize_t index
        self._windows(&clerk.links, links, sizes, 2)
        self._windows(&clerk.links, links, sizes, 6)
        self._windows(&clerk.shares, prose, self._running(self.words), 3)
        for index in range(self.size):
            self._put(index, step_of(&clerk.shares, <double>prose[index] / whole))
            self.rows[index * self.width + self.column + 1] = step_of(&clerk.shares, <double>(whole - prose[index + 1]) / whole)
        self.column += 2
        return 0

    cdef int _levels(self) except -1:
        cdef Clerk clerk = self.clerk
        cdef int *rising[4]
        cdef Py_ssize_t index
        cdef int level
        rising[0] = self.at
        for level in range(1, 4):
            rising[level] = self._lot(self.size)
            for index in range(self.size):
                rising[level][index] = self.parents[rising[level - 1][index]]
        for level in range(4):
            self._share(self.all_prose, rising[level])
        for level in range(4):
            self._ratio(&clerk.links, self.all_links, self.all_sizes, rising[level])
        for level in range(4):
            self._ratio(&clerk.shares, self.all_taken, self.all_words, rising[level])
        for level in range(4):
            self._share(self.all_taken, rising[level])
        self._number(rising[1])
        return 0

    cdef int _frame(self, int *sums) except -1:
        cdef Clerk clerk = self.clerk
        cdef int *sections = self._lot(self.size)
        cdef int *tops = self._lot(self.size)
        self._climb(sums, clerk.main, sections, tops)
        self._climb(sums, clerk.core, NULL, NULL)
        self._ratio(&clerk.links, self.all_links, self.all_sizes, sections)
        self._ratio(&clerk.shares, self.all_taken, self.all_words, sections)
        self._share(self.all_taken, sections)
        self._ratio(&clerk.shares, self.all_prose, self.all_words, sections)
        self._number(sections)
        self._share(self.all_words, tops)
        return 0

    cdef int _climb(self, int *sums, double share, int *sections, int *tops) except -1:
        """Write the steps up to the element that holds that share of a sum; the last element below it, and that element, are put down."""
        cdef int *steps = self._lot(self.elements)
        cdef int *last = self._lot(self.elements)
        cdef int *top = self._lot(self.elements)
        cdef double least = share * (sums[0] or 1)
        cdef Py_ssize_t node, index
        cdef int parent
        for node in range(self.elements):
            parent = self.parents[node]
            if not node or sums[node] >= least:
                steps[node], last[node], top[node] = 0, node, node
            else:
                steps[node] = min(steps[parent] + 1, self.clerk.most_levels)
                last[node] = last[parent] if steps[parent] else node
                top[node] = top[parent]
        for index in range(self.size):
            self._put(index, steps[self.at[index]])
            if sections != NULL:
                sections[index], tops[index] = last[self.at[index]], top[self.at[index]]
        self.column += 1
        return 0

    cdef int _alike(self) except -1:
        cdef Clerk clerk = self.clerk
        cdef int *group = self._groups()
        cdef int *count = self._lot(self.size)
        cdef int *words = self._lot(self.size)
        cdef int *linked = self._lot(self.size)
        cdef int *sizes = self._lot(self.size)
        cdef int *taken = self._lot(self.size)
        cdef int *prose = self._lot(self.size)
        cdef double whole = self.all_prose[0] or 1
        cdef Py_ssize_t index
        cdef int one
        cdef unsigned char *cell
        for index in range(self.size):
            one = group[index]
            count[one] += 1
            words[one] += self.words[index]
            linked[one] += self.linked[index]
            sizes[one] += self.sizes[index]
            taken[one] += self.taken[index]
            prose[one] += self.prose[index]
        for index in range(self.size):
            one, cell = group[index], self.rows + index * self.width + self.column
            cell[0] = step_of(&clerk.counts, count[one])
            cell[1] = step_of(&clerk.words, <double>words[one] / count[one])
            cell[2] = step_of(&clerk.links, <double>linked[one] / sizes[one])
            cell[3] = step_of(&clerk.shares, <double>taken[one] / (words[one] or 1))
            cell[4] = step_of(&clerk.shares, prose[one] / whole)
        self.column += 5
        return 0

    cdef int *_groups(self) except NULL:
        """Return for each block the number of the elements that have its element's names, in parents of the same names."""
        cdef dict named = {}, groups = {}
        cdef int *name = self._lot(self.elements)
        cdef int *group = self._lot(self.size)
        cdef Py_ssize_t index
        for index in range(self.elements):
            node = self.nodes[index]
            name[index] = named.setdefault((node.tag, node.names), len(named))
        for index in range(self.size):
            key = name[self.at[index]] * <long long>self.elements + name[self.parents[self.at[index]]]
            group[index] = groups.setdefault(key, len(groups))
        return group

    cdef void _find_choice(self) noexcept:
        """Find the first and the last block of some length that the other extractor takes."""
        cdef Py_ssize_t index
        cdef bint any_long = False
        self.first_taken, self.last_taken = self.size, -1
        for index in range(self.size):
            any_long = any_long or (self.member[index] and self.words[index] >= self.clerk.prose_least)
        for index in range(self.size):
            if self.member[index] and (not any_long or self.words[index] >= self.clerk.prose_least):
                self.first_taken, self.last_taken = min(self.first_taken, <int>index), index

    cdef int _choice(self) except -1:
        cdef Clerk clerk = self.clerk
        cdef int *taken = self._running(self.taken)
        cdef int *words = self._running(self.words)
        cdef int whole = taken[self.size], prose = 0
        cdef Py_ssize_t index
        cdef unsigned char *cell
        self._ints(self.member)
        self._windows(&clerk.shares, taken, words, 4)
        for index in range(self.size):
            cell = self.rows + index * self.width + self.column
            cell[0] = step_of(&clerk.shares, <double>taken[index] / (whole or 1))
            cell[1] = step_of(&clerk.margins, index - self.first_taken)
            cell[2] = step_of(&clerk.margins, self.last_taken - index)
            prose += self.prose[index] if self.member[index] else 0
        self.column += 3
        self._constant(step_of(&clerk.totals, whole))
        self._constant(step_of(&clerk.shares, <double>whole / (words[self.size] or 1)))
        self._constant(step_of(&clerk.shares, <double>prose / (self.all_prose[0] or 1)))
        return 0

    cdef int _find_headline(self, title) except -1:
        """Find the place of the headline, -1 for none."""
        cdef str text, folded = " ".join((title or "").split()).casefold()
        cdef list places = []
        cdef Py_ssize_t index
        for index in range(self.size):
            text = self.texts[index]
            if self.words[index] >= self.clerk.least_title and (len(text) == len(folded) or not text.isascii()):
                if text.casefold() == folded:
                    places.append(index)
        if not places:
            places = [index for index in range(self.size) if self.level[self.at[index]] == 1]
        self.place = places[0] if places else -1
        for place in places:
            if place <= self.first_taken + self.clerk.near_text:
                self.place = place
        return 0

    cdef void _headings(self) noexcept:
        cdef int level = 0, mark = 0, away = 99, own
        cdef Py_ssize_t index
        cdef unsigned char *cell
        for index in range(self.size):
            cell, own = self.rows + index * self.width + self.column, self.level[self.at[index]]
            cell[0], cell[1], cell[2] = level, mark, step_of(&self.clerk.distances, away)
            cell[3] = 0 if self.place < 0 else 1 + step_of(&self.clerk.margins, index - self.place)
            if own >= 0:
                level, mark, away = own, 1 + self.member[index], 0
            away += 1
        self.column += 4

    cdef int _told(self, str body) except -1:
        cdef Py_ssize_t index
        cdef int shared = 0, whole = 0
        cdef int *members
        if len(body) < self.clerk.told_least:
            self.column += 2
            return 0
        members = self._members(body, 1)
        for index in range(self.size):
            whole += self.taken[index]
            shared += self.taken[index] if members[index] > 1 else 0
        self._ints(members)
        self._constant(step_of(&self.clerk.shares, <double>shared / (whole or 1)))
        return 0

    cdef int _from_headline(self) except -1:
        cdef int *goal = self._lot(self.elements)
        cdef int *steps = self._lot(self.elements)
        cdef int *top = self._lot(self.elements)
        cdef int *tops = self._lot(self.size)
        cdef Py_ssize_t index
        cdef int node, seen = 0
        if self.place >= 0:
            node = self.at[self.place]
            goal[0] = goal[node] = 1
            while node:
                node = self.parents[node]
                goal[node] = 1
            for node in range(self.elements):
                steps[node] = 0 if goal[node] else steps[self.parents[node]] + 1
                top[node] = node if goal[node] else top[self.parents[node]]
            for index in range(self.size):
                tops[index] = top[self.at[index]]
                self._put(index, 1 + min(steps[self.at[index]], self.clerk.most_steps))
            self.column += 1
            self._share(self.all_prose, tops)
            self._share(self.all_taken, tops)
        else:
            self.column += 3
        for index in range(self.size):
            seen += self.level[self.at[index]] == 1
            self._put(index, min(seen, self.clerk.most_headlines))
        self.column += 1
        return 0

    cdef int *_articles(self) except NULL:
        """Write in which <article> each block stands, and return it."""
        cdef int *words = self._lot(self.elements)
        cdef int *kinds = self._lot(self.size)
        cdef int main = -1, most = 0, outside = 0, count = 0, here
        cdef Py_ssize_t index
        for index in range(self.size):
            here = self.nearest[self.at[index]]
            if here < 0:
                outside += self.taken[index]
            else:
                words[here] += self.taken[index]
        # Of those with the most words, the one that comes first in the page; outside of them all is a place, too.
        for index in range(self.size):
            here = self.nearest[self.at[index]]
            if (outside if here < 0 else words[here]) > most:
                main, most = here, outside if here < 0 else words[here]
        for index in range(self.size):
            kinds[index] = self._stand(self.nearest[self.at[index]], main)
        for index in range(self.elements):
            count += self.nearest[index] == index
        self._ints(kinds)
        self._constant(main >= 0)
        self._constant(min(count, self.clerk.most_articles))
        return kinds

    cdef int _stand(self, int article, int main) noexcept:
        if article < 0:
            return OUTSIDE
        if article == main:
            return INSIDE
        if main < 0:
            return ELSEWHERE
        return WITHIN if self._stands_in(article, main) else AROUND if self._stands_in(main, article) else ELSEWHERE

    cdef bint _stands_in(self, int article, int around) noexcept:
        while article >= 0 and article != around:
            article = self.nearest[self.parents[article]] if article else -1
        return article == around

    cdef list _others(self, int *kinds):
        cdef Py_ssize_t index
        cdef set headed
        if self.place < 0 or kinds[self.place] != INSIDE:
            return [False] * self.size
        headed = {self.nearest[self.at[index]] for index in range(self.size) if self.level[self.at[index]] == 1}
        return [kinds[index] == ELSEWHERE and self.nearest[self.at[index]] in headed for index in range(self.size)]

    cdef int _letters(self) except -1:
        cdef Py_ssize_t index
        cdef unsigned char *cell
        for index in range(self.size):
            cell = self.rows + index * self.width + self.column
            cell[0] = self.brackets[index]
            cell[1] = step_of(&self.clerk.signs, self.capitals[index])
            cell[2] = step_of(&self.clerk.signs, self.digits[index])
            cell[3] = _first((<str>self.texts[index])[0], self.clerk.quotes)
            cell[4] = self.marks[index]
        self.column += 5
        return 0


cdef inline int _first(Py_UCS4 char, str quotes) except -1:
    if char.isupper():
        return 0
    if char.islower():
        return 1
    if char in quotes:
        return 2
    return 3 if char.isdigit() else 4 if char.isalpha() else 5


cdef list _listed(int *values, Py_ssize_t size):
    cdef Py_ssize_t index
    return [values[index] for index in range(size)]
