# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""What units look like, compiled.

Owns speed alone: `cleaner.look` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native.py
holds the two against each other.
"""

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


cdef inline bint _is_wide(Py_UCS4 char) noexcept:
    return 0x3040 <= char <= 0x30FF or 0x3400 <= char <= 0x9FFF


cdef inline bint _is_capital_like(Py_UCS4 char) noexcept:
    """The class `[^\\W\\d_a-z]`."""
    return char != c"_" and not (c"a" <= char <= c"z") and char.isalnum() and not char.isdecimal()


cdef class Look:
    """What a unit looks like by itself; the same as `cleaner.look.Look`."""

    @property
    def letters(self):
        return self.capitals, self.start, self.digits

    @property
    def marks(self):
        return self.signs, self.address, self.time


cdef class Looker:
    """Looks at units by the numbers, words and patterns that `cleaner.look` names."""

    cdef Steps capital_steps, digit_steps, sign_steps
    cdef frozenset stopwords, characters
    cdef object kana, address, time
    cdef int prose_least, prose_long, longest_label
    cdef double prose_stops

    def __init__(self, look):
        self.capital_steps = steps_of(look.CAPITAL_STEPS)
        self.digit_steps = steps_of(look.DIGIT_STEPS)
        self.sign_steps = steps_of(look.SIGN_STEPS)
        self.stopwords, self.characters = look.ALL, look.CHARACTERS
        self.kana, self.address, self.time = look.KANA.search, look.ADDRESS.search, look.TIME.search
        self.prose_least, self.prose_long, self.longest_label = look.PROSE_LEAST, look.PROSE_LONG, look.LONGEST_LABEL
        self.prose_stops = look.PROSE_STOPS

    def look(self, str view, str folded):
        """Return what a unit looks like; neither view may be empty."""
        cdef Look look = Look.__new__(Look)
        cdef Py_ssize_t length = len(view), wide = 0, digits = 0, large = 0
        cdef int commas = 0, signs = 0
        cdef bint dense, blank = True, addressed = False
        cdef Py_UCS4 char
        cdef list words = folded.split()
        for char in view:
            if c"a" <= char <= c"z":
                blank = False
                continue
            if char.isspace():
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
        look.words = len(words) + wide // 2
        look.ends = _ending(view)
        look.inner = _inner(view)
        look.commas = min(3, commas)
        look.bullet = _bullet(view)
        if dense:
            self._dense(look, view)
        else:
            self._spaced(look, words, large)
        look.strange = look.words if self._is_running(look, dense) else 0
        look.known = look.strange if look.stops >= self.prose_stops else 0
        look.start = _start(view)
        look.digits = step_of(&self.digit_steps, <double>digits / length)
        if look.words <= self.longest_label:
            look.signs = step_of(&self.sign_steps, signs)
            look.address = 1 if addressed and self.address(view) is not None else 0
            look.time = 1 if digits and self.time(view) is not None else 0
        return look

    cdef _dense(self, Look look, str view):
        cdef Py_ssize_t stops = 0
        for char in view:
            stops += char in self.characters
        look.stops = min(1.0, 2.0 * stops / len(view))
        look.script = 3 if self.kana(view) is not None else 1
        look.content = frozenset(view) - self.characters

    cdef _spaced(self, Look look, list words, Py_ssize_t large):
        cdef Py_ssize_t stops = 0, count = len(words) or 1, low, high
        cdef str word
        cdef set content = set()
        for word in words:
            low, high = 0, len(word)
            while low < high and word[low] in EDGES:
                low += 1
            while high > low and word[high - 1] in EDGES:
                high -= 1
            if high - low < len(word):
                word = word[low:high]
            if word in self.stopwords:
                stops += 1
            elif high - low > 3:
                content.add(word)
        look.stops = <double>stops / count
        look.capitals = 1 + step_of(&self.capital_steps, <double>large / count)
        look.content = content

    cdef bint _is_running(self, Look look, bint dense):
        if 1 <= look.ends <= 3:
            return look.words >= self.prose_least
        return look.words >= self.prose_long and (look.inner > 0 or (not dense and look.commas > 0))


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
    cdef int found = 0
    cdef Py_UCS4 char
    while at < length and found < 2:
        char = view[at]
        at += 1
        if c"a" <= char <= c"z" or char == c" ":
            continue
        if char in INNER_WIDE:
            found += 1
        elif char in INNER_END:
            behind = at
            while behind < length and view[behind] in INNER_CLOSERS:
                behind += 1
            if behind == length or not view[behind].isspace():
                continue
            while behind < length and view[behind].isspace():
                behind += 1
            if behind < length and view[behind] in INNER_OPENERS:
                behind += 1
            if behind < length and _is_capital_like(view[behind]):
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


cdef int _start(str view):
    cdef Py_UCS4 first = view[0]
    if first.islower():
        return 1
    if first.isdigit():
        return 2
    if not first.isalnum():
        return 3
    return 4 if view.isupper() else 0
