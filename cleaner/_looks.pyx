# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What units look like, compiled.

Owns speed alone: `cleaner.look` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native.py
holds the two against each other.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdlib cimport qsort

from cleaner._hashing cimport Number, Table, begin_word, close_table, compare_numbers, end_word, go_on, open_table, place_of, value_of

cdef enum:
    LEAST_TOPIC = 3  # letters that a word which says something has more than

cdef str END = ".!?…。！？؟۔।;"
cdef str CLOSERS = "'\")]»”’」』）›"
cdef str LAST = ".!?…。！？؟۔।\"')”’」』）»"
cdef str STRIPPED = "\"')”’」』）» "
cdef str INNER_END = ".!?…؟۔।"
cdef str INNER_CLOSERS = "'\")]»”’"
cdef str INNER_OPENERS = "\"'“„«("
cdef str INNER_WIDE = "。！？"
cdef str COMMAS = ",;:،，、；"
cdef str SIGNS = "|/\\>•·›»–—"
cdef str BULLETS = "•‣▪●◦*·–—-"
cdef str EDGES = ".,;:!?\"'()«»“”„‘’"
cdef str ADDRESS_SIGNS = ":.@#©"
cdef frozenset SPANS = frozenset("h min hour hours day days minute minutes std".split())


cdef inline bint _is_wide(Py_UCS4 char) noexcept:
    return 0x3040 <= char <= 0x30FF or 0x3400 <= char <= 0x9FFF


cdef inline bint _is_blank(Py_UCS4 char) noexcept:
    return char == c" " or (not c"!" <= char <= c"~" and char.isspace())


cdef inline bint _is_edge(Py_UCS4 char) noexcept:
    return not c"a" <= char <= c"z" and char in EDGES


cdef inline bint _is_capital_like(Py_UCS4 char) noexcept:
    """The class `[^\\W\\d_a-z]`."""
    return char != c"_" and not (c"a" <= char <= c"z") and char.isalnum() and not char.isdecimal()


cdef class Look:
    """What a unit looks like by itself; the same as `cleaner.look.Look`."""

    def __dealloc__(self):
        PyMem_Free(self.topics)

    @property
    def content(self):
        """The words that say something; `topics` are their numbers, `count` of them."""
        if self.script:
            return frozenset(self.folded) - self.stopwords
        bare = {word.strip(EDGES) for word in self.folded.split()}
        return frozenset([word for word in bare - self.stopwords if len(word) > LEAST_TOPIC])

    @property
    def letters(self):
        return self.capitals, self.start, self.digits

    @property
    def marks(self):
        return self.signs, self.address, self.time


cdef class Looker:
    """Looks at units by the numbers, words and patterns that `cleaner.look` names."""

    cdef Table stops

    cdef Steps capital_steps, digit_steps, sign_steps
    cdef frozenset stopwords, characters
    cdef object kana, address
    cdef int prose_least, prose_long, longest_label
    cdef double prose_stops
    cdef dict new, old
    cdef Py_ssize_t most, longest

    def __init__(self, look):
        self.capital_steps = steps_of(look.CAPITAL_STEPS)
        self.digit_steps = steps_of(look.DIGIT_STEPS)
        self.sign_steps = steps_of(look.SIGN_STEPS)
        self.stopwords, self.characters = look.ALL, look.CHARACTERS
        self.kana, self.address = look.KANA.search, look.ADDRESS.search
        self.prose_least, self.prose_long, self.longest_label = look.PROSE_LEAST, look.PROSE_LONG, look.LONGEST_LABEL
        self.prose_stops = look.PROSE_STOPS
        self.new, self.old, self.most, self.longest = {}, {}, look.LINES, look.LONGEST_LINE
        open_table(&self.stops, len(self.stopwords))
        for word in self.stopwords:
            place_of(&self.stops, _number(word))[0] = 1

    def __dealloc__(self):
        close_table(&self.stops)

    def look_at(self, list views, list folds, dict known):
        """Return what each unit looks like; `known` are the looks of one document, short lines are remembered for others."""
        cdef Py_ssize_t index
        cdef str view
        cdef list looks = []
        for index in range(len(views)):
            view = views[index]
            memory = known if len(view) > self.longest else self.new
            look = memory.get(view)
            if look is None and memory is self.new:
                look = self.old.get(view)
                if look is not None:
                    self.new[view] = look
            if look is None:
                look = memory[view] = self.look(view, folds[index])
            looks.append(look)
        if len(self.new) > self.most:
            self.old, self.new = self.new, {}
        return looks

    def look(self, str view, str folded):
        """Return what a unit looks like; neither view may be empty."""
        cdef Look look = Look.__new__(Look)
        cdef Py_ssize_t length = len(view), wide = 0, digits = 0, large = 0
        cdef int commas = 0, signs = 0
        cdef bint dense, blank = True, addressed = False
        cdef Py_UCS4 char
        look.folded = folded
        for char in view:
            if c"a" <= char <= c"z":
                blank = False
                continue
            if _is_blank(char):
                blank = True
                continue
            if blank:
                large += char.isupper()
                blank = False
            if char.isdecimal():
                digits += 1
            elif char.isalpha():
                wide += _is_wide(char)
            else:
                commas += char in COMMAS
                signs += char in SIGNS
                addressed = addressed or char in ADDRESS_SIGNS
                wide += _is_wide(char)
        dense = wide * 2 > length
        if dense:
            look.words = _count_words(folded)
            self._dense(look, view)
        else:
            look.words = self._spaced(look, folded, large)
        look.words += wide // 2
        look.ends = _ending(view)
        look.inner = _inner(view)
        look.commas = min(3, commas)
        look.bullet = _bullet(view)
        look.strange = look.words if self._is_running(look, dense) else 0
        look.known = look.strange if look.stops >= self.prose_stops else 0
        look.start = _start(view)
        look.digits = step_of(&self.digit_steps, <double>digits / length)
        if look.words <= self.longest_label:
            look.signs = step_of(&self.sign_steps, signs)
            look.address = 1 if addressed and self.address(view) is not None else 0
            look.time = 1 if digits and _has_time(view) else 0
        return look

    cdef _dense(self, Look look, str view):
        cdef Py_ssize_t stops = 0
        cdef Py_UCS4 char
        look.topics = <Number *>PyMem_Malloc((len(view) + 1) * sizeof(Number))
        if look.topics == NULL:
            raise MemoryError
        for letter in view:
            stops += letter in self.characters
        look.stops = min(1.0, 2.0 * stops / len(view))
        look.folded = view
        look.script = 3 if self.kana(view) is not None else 1
        look.stopwords = self.characters
        for letter in frozenset(view) - self.characters:
            char = letter
            look.topics[look.count] = end_word(go_on(begin_word(), char))
            look.count += 1

    cdef Py_ssize_t _spaced(self, Look look, str folded, Py_ssize_t large) except -1:
        """Fill in what the words of a unit tell; returns how many there are."""
        cdef Py_ssize_t length = len(folded), at = 0, start, low, high, words = 0, stops = 0, known
        cdef int kind = PyUnicode_KIND(folded)
        cdef void *data = PyUnicode_DATA(folded)
        cdef Number number
        look.stopwords = self.stopwords
        look.topics = <Number *>PyMem_Malloc((length // 5 + 1) * sizeof(Number))
        if look.topics == NULL:
            raise MemoryError
        while at < length:
            if _is_blank(PyUnicode_READ(kind, data, at)):
                at += 1
                continue
            start = at
            while at < length and not _is_blank(PyUnicode_READ(kind, data, at)):
                at += 1
            words += 1
            low, high = start, at
            while low < high and _is_edge(PyUnicode_READ(kind, data, low)):
                low += 1
            while high > low and _is_edge(PyUnicode_READ(kind, data, high - 1)):
                high -= 1
            number = begin_word()
            for known in range(low, high):
                number = go_on(number, PyUnicode_READ(kind, data, known))
            number = end_word(number)
            if value_of(&self.stops, number):
                stops += 1
            elif high - low > LEAST_TOPIC:
                look.topics[look.count] = number
                look.count += 1
        _drop_twins(look)
        look.stops = <double>stops / (words or 1)
        look.capitals = 1 + step_of(&self.capital_steps, <double>large / (words or 1))
        return words

    cdef bint _is_running(self, Look look, bint dense):
        if 1 <= look.ends <= 3:
            return look.words >= self.prose_least
        return look.words >= self.prose_long and (look.inner > 0 or (not dense and look.commas > 0))


cdef void _drop_twins(Look look) noexcept:
    """Leave each topic once."""
    cdef Py_ssize_t index, kept = 0
    qsort(look.topics, look.count, sizeof(Number), compare_numbers)
    for index in range(look.count):
        if index == 0 or look.topics[index] != look.topics[kept - 1]:
            look.topics[kept] = look.topics[index]
            kept += 1
    look.count = kept


cdef Number _number(str word):
    cdef Number number = begin_word()
    cdef Py_UCS4 char
    for char in word:
        number = go_on(number, char)
    return end_word(number)


cdef Py_ssize_t _count_words(str text):
    """The same as `len(text.split())`."""
    cdef Py_ssize_t words = 0
    cdef bint blank = True
    cdef Py_UCS4 char
    for char in text:
        words += blank and not char.isspace()
        blank = char.isspace()
    return words


cdef int _ending(str view):
    cdef Py_ssize_t length = len(view), least = max(0, length - 6), at = length - 1
    cdef Py_UCS4 last = view[at], bare
    if last in LAST:
        while at >= least and view[at] in CLOSERS:
            at -= 1
        if at >= least and view[at] in END:
            if length >= 3 and view[length - 3] == c"." and view[length - 2] == c"." and last == c".":
                return 4
            at = length - 1
            while at >= 0 and view[at] in STRIPPED:
                at -= 1
            bare = view[at]
            return 2 if bare in "?？؟" else 3 if bare in "!！" else 4 if bare == 0x2026 else 1
    return 5 if last in ":：" else 6 if last in ",;，、" else 0


cdef int _inner(str view):
    """Count the sentence ends inside, up to two."""
    cdef Py_ssize_t length = len(view), at = 0, behind
    cdef int kind = PyUnicode_KIND(view), found = 0
    cdef void *data = PyUnicode_DATA(view)
    cdef Py_UCS4 char
    while at < length and found < 2:
        char = PyUnicode_READ(kind, data, at)
        at += 1
        if c"a" <= char <= c"z" or char == c" ":
            continue
        if char in INNER_WIDE:
            found += 1
        elif char in INNER_END:
            behind = at
            while behind < length and PyUnicode_READ(kind, data, behind) in INNER_CLOSERS:
                behind += 1
            if behind == length or not PyUnicode_READ(kind, data, behind).isspace():
                continue
            while behind < length and PyUnicode_READ(kind, data, behind).isspace():
                behind += 1
            if behind < length and PyUnicode_READ(kind, data, behind) in INNER_OPENERS:
                behind += 1
            if behind < length and _is_capital_like(PyUnicode_READ(kind, data, behind)):
                found += 1
                at = behind + 1
    return found


cdef int _bullet(str view):
    cdef Py_ssize_t length = len(view), at = 0
    while at < length and at < 3 and view[at].isdecimal():
        at += 1
    if at == 0:
        return 1 if length > 1 and view[0] in BULLETS and view[1].isspace() else 0
    return 1 if at + 1 < length and view[at] in ".)" and view[at + 1].isspace() else 0


cdef bint _has_time(str view):
    """Tell whether the pattern `TIME` is found."""
    cdef Py_ssize_t length = len(view), at = 0, behind
    while at < length:
        if not view[at].isdecimal():
            at += 1
            continue
        behind = _behind_digits(view, at)
        if (at == 0 or not _is_word(view[at - 1])) and _is_time(view, at, behind):
            return True
        at = behind
    return False


cdef bint _is_time(str view, Py_ssize_t at, Py_ssize_t behind):
    """Tell whether the digits from `at` up to `behind` begin a time or date."""
    cdef Py_ssize_t length = len(view), next, last
    if behind - at == 4 and view[at] == c"2" and view[at + 1] == c"0" and c"0" <= view[at + 2] <= c"2" and _ends_word(view, behind):
        return True
    if behind == length:
        return False
    if behind - at <= 2:
        next = _behind_digits(view, behind + 1)
        if view[behind] in ":hH." and next - behind == 3 and _ends_word(view, next):
            return True
        if view[behind] in "./" and 2 <= next - behind <= 3 and next < length and view[next] in "./":
            last = _behind_digits(view, next + 1)
            if 3 <= last - next <= 5 and _ends_word(view, last):
                return True
    if view[behind] != c" ":
        return False
    next = behind + 1
    while next < length and _is_word(view[next]):
        next += 1
    return next - behind <= 8 and view[behind + 1 : next].lower().replace("ı", "i").replace("ſ", "s") in SPANS


cdef Py_ssize_t _behind_digits(str view, Py_ssize_t at):
    while at < len(view) and view[at].isdecimal():
        at += 1
    return at


cdef inline bint _ends_word(str view, Py_ssize_t at):
    return at == len(view) or not _is_word(view[at])


cdef inline bint _is_word(Py_UCS4 char) noexcept:
    return char.isalnum() or char == c"_"


cdef int _start(str view):
    cdef Py_UCS4 first = view[0]
    if first.islower():
        return 1
    if first.isdigit():
        return 2
    if not first.isalnum():
        return 3
    return 4 if view.isupper() else 0
