# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Walks an HTML page and gathers its blocks, compiled.

Owns speed alone: `cleaner.blocks` says the same in Python, runs where no compiler was at hand, and is what is meant; tests/test_native.py
holds the two against each other. It reads the nodes of libxml2 that an element of lxml stands for, and only reads: an object for each element
of a page would take most of the time. Both layouts are public and have stood for twenty years; `is_readable` asks the lxml at hand all the same.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memset, strcmp, strlen


cdef struct Raw:
    # How xmlNode and xmlAttr begin (libxml/tree.h); `properties` is of elements alone, `ns` the last that attributes have.
    void *own
    int kind
    const char *name
    Raw *children
    Raw *last
    Raw *parent
    Raw *next
    Raw *previous
    void *document
    void *ns
    const char *content
    Raw *properties


cdef struct Proxy:
    # LxmlElement (lxml/includes/etreepublic.pxd).
    PyObject head
    void *document
    Raw *node
    void *tag


cdef struct Opened:
    int parent
    int number
    Raw *node


cdef enum:
    ELEMENT = 1
    TEXT = 3
    CDATA = 4
    INSTRUCTION = 7
    COMMENT = 8

cdef enum:
    INLINE = 0
    LINE = 1
    SILENT = 2
    LINK = 3
    BREAK = 4

cdef enum:
    CACHED = 256


cdef inline Raw *_raw(element) noexcept:
    return (<Proxy *><PyObject *>element).node


def is_readable(type element, first, inner):
    """Tell whether elements of lxml lie in memory as this room reads them; `first` is <a b="c">d<e/>f</a>, `inner` its <e>."""
    if element.__basicsize__ != sizeof(Proxy) or not isinstance(first, element) or not isinstance(inner, element):
        return False
    cdef Raw *a = _raw(first)
    cdef Raw *e = _raw(inner)
    if a == NULL or e == NULL or a == e or a.kind != ELEMENT or e.kind != ELEMENT or a.document != e.document:
        return False
    if e.parent != a or e.previous == NULL or e.previous != a.children or e.next == NULL or e.next != a.last or e.children != NULL:
        return False
    if a.children.next != e or a.children.kind != TEXT or a.last.kind != TEXT or a.ns != NULL or e.properties != NULL:
        return False
    if strcmp(a.name, b"a") or strcmp(a.children.content, b"d") or strcmp(a.last.content, b"f") or a.properties == NULL:
        return False
    return a.properties.parent == a and _attribute(a, b"b") == "c" and _attribute(e, b"b") is None


def gather(top, house):
    """Return the blocks and the elements of a page below `top`, an element, as `blocks.Outline` has them; None for a tree that only Python reads.
    `house` is the room that says what a block is.
    """
    return _Walk(house).run(top)


cdef class _Walk:
    cdef object house
    cdef frozenset lines, silent
    cdef Opened *opened
    cdef int count, room, at, links
    cdef Py_ssize_t linked
    cdef list parts, texts, sizes, places
    cdef const char *names[CACHED]
    cdef int kinds[CACHED]
    cdef list tags

    def __init__(self, house):
        self.house, self.lines, self.silent = house, house.BLOCKS, house.SILENT
        self.parts, self.texts, self.sizes, self.places = [], [], [], []
        self.tags = [None] * CACHED
        memset(self.names, 0, sizeof(self.names))

    def __dealloc__(self):
        PyMem_Free(self.opened)

    cdef run(self, top):
        cdef Raw *first = _raw(top)
        if first == NULL or not self._walk(first):
            return None
        self._flush()
        return self._blocks(), self._nodes(top)

    cdef bint _walk(self, Raw *top) except -1:
        """Return whether the tree is one that this room can read. It calls nothing by itself again: pages can be thousands deep."""
        cdef Raw *around = top
        cdef Raw *node = top.children
        if top.kind != ELEMENT or top.ns != NULL:
            return False
        self._open(top, 0)
        self._enter(top, top)
        while True:
            if node == NULL:
                self._leave(around, top)
                if around == top:
                    return True
                node, around = around.next, around.parent
            elif node.kind == TEXT or node.kind == CDATA:
                node = self._add(node)
            elif node.kind == ELEMENT:
                if node.ns != NULL:
                    return False
                if self._is_silent(node):
                    node = node.next
                else:
                    self._enter(node, top)
                    node, around = node.children, node
            elif node.kind == COMMENT or node.kind == INSTRUCTION:
                node = node.next
            else:
                return False

    cdef int _enter(self, Raw *node, Raw *top) except -1:
        cdef int kind = self._kind(node)
        if kind == LINE:
            self._flush()
            if node != top:
                self._open(node, self.at)
        elif kind == LINK:
            self.links += 1
        elif kind == BREAK:
            self._flush()
        return 0

    cdef int _leave(self, Raw *node, Raw *top) except -1:
        cdef int kind = self._kind(node)
        if kind == LINE:
            self._flush()
            if node != top:
                self.at = self.opened[self.at].parent
        elif kind == LINK:
            self.links -= 1
        return 0

    cdef int _open(self, Raw *node, int parent) except -1:
        cdef Opened *wider
        if self.count == self.room:
            self.room = 2 * self.room + 64
            wider = <Opened *>PyMem_Realloc(self.opened, self.room * sizeof(Opened))
            if wider == NULL:
                raise MemoryError
            self.opened = wider
        self.opened[self.count] = Opened(parent=parent, number=0, node=node)
        self.at = self.count
        self.count += 1
        return 0

    cdef int _place(self, Raw *node) except -1:
        """Return the place in the cache of tags where the element's is; lxml keeps the names of a page once."""
        cdef int place = <int>((<size_t>node.name >> 3) % CACHED)
        cdef str tag
        if self.names[place] != node.name:
            tag = _decoded(node.name)
            self.kinds[place] = (
                LINE if tag in self.lines else SILENT if tag in self.silent
                else LINK if tag == "a" else BREAK if tag == "br" else INLINE
            )
            self.tags[place] = tag
            self.names[place] = node.name
        return place

    cdef inline int _kind(self, Raw *node) except -1:
        return self.kinds[self._place(node)]

    cdef bint _is_silent(self, Raw *node) except -1:
        return self._kind(node) == SILENT and not (strcmp(node.name, b"button") == 0 and _holds(node, b"p"))

    cdef Raw *_add(self, Raw *node) except? NULL:
        """Add the text that begins at a node, and return the node behind it."""
        cdef Raw *end = node.next
        while end != NULL and (end.kind == TEXT or end.kind == CDATA):
            end = end.next
        if end == node.next and _is_blank(node.content):
            if self.parts and node.content != NULL and node.content[0]:
                self.parts.append(" ")
            return end
        cdef str text = _joined(node, end)
        if text:
            self.parts.append(text)
            if self.links:
                self.linked += len(text.strip())
        return end

    cdef int _flush(self) except -1:
        cdef str text
        if self.parts:
            text = _trimmed(<str>self.parts[0] if len(self.parts) == 1 else "".join(self.parts))
            if text:
                self.texts.append(text)
                self.sizes.append(min(self.linked, len(text)))
                self.places.append(self.at)
            self.parts.clear()
        self.linked = 0
        return 0

    cdef list _blocks(self):
        """Return the blocks; the elements around them get their new numbers, the others none."""
        cdef int place, old, number = 0
        cdef Opened *opened = self.opened
        opened[0].number = 1
        for place in self.places:
            while not opened[place].number:
                opened[place].number = 1
                place = opened[place].parent
        for old in range(self.count):
            if opened[old].number:
                opened[old].number += number
                number += 1
        block = self.house.Block
        return [
            block(text, size, opened[<int>place].number - 1)
            for text, size, place in zip(self.texts, self.sizes, self.places)
        ]

    cdef list _nodes(self, top):
        cdef list out = []
        cdef int old
        cdef Opened *opened = self.opened
        make, hides = self.house.Node, self.house.HIDDEN.search
        for old in range(self.count):
            if opened[old].number:
                node = opened[old].node
                tag = self.tags[self._place(node)]
                style = _attribute(node, b"style")
                hidden = _find(node, b"hidden") != NULL or bool(style and hides(style))
                out.append(make(opened[opened[old].parent].number - 1, tag, _names(node), hidden))
        return out


cdef str _decoded(const char *text):
    return PyUnicode_DecodeUTF8(text, strlen(text), NULL)


cdef str _joined(Raw *node, Raw *end):
    """Return the text of neighbouring nodes."""
    if node.next == end and (node.kind == TEXT or node.kind == CDATA):
        return _decoded(node.content) if node.content != NULL else ""
    cdef list parts = []
    while node != end:
        if node.content != NULL and (node.kind == TEXT or node.kind == CDATA):
            parts.append(<bytes>node.content)
        node = node.next
    return b"".join(parts).decode("utf-8")


cdef inline bint _is_blank(const char *text) noexcept nogil:
    """Tell whether text is nothing but what `str.split` splits at, in ASCII."""
    if text == NULL:
        return True
    while text[0] == 32 or 9 <= text[0] <= 13 or 28 <= text[0] <= 31:
        text += 1
    return text[0] == 0


cdef str _trimmed(str text):
    """Return a text with single blanks: the same as " ".join(text.split())."""
    cdef Py_UCS4 char
    cdef bint blank = False
    text = text.strip()
    for char in text:
        if char == 32:
            if blank:
                return " ".join(text.split())
            blank = True
        elif char.isspace():
            return " ".join(text.split())
        else:
            blank = False
    return text


cdef bint _holds(Raw *top, const char *name) noexcept nogil:
    """Tell whether an element of that name stands below another."""
    cdef Raw *node = top.children
    cdef Raw *around = top
    while True:
        if node == NULL:
            if around == top:
                return False
            node, around = around.next, around.parent
        elif node.kind == ELEMENT:
            if node.ns == NULL and strcmp(node.name, name) == 0:
                return True
            node, around = node.children, node
        else:
            node = node.next


cdef inline Raw *_find(Raw *node, const char *name) noexcept nogil:
    cdef Raw *attribute = node.properties
    while attribute != NULL and (attribute.ns != NULL or strcmp(attribute.name, name)):
        attribute = attribute.next
    return attribute


cdef str _attribute(Raw *node, const char *name):
    cdef Raw *attribute = _find(node, name)
    return _joined(attribute.children, NULL) if attribute != NULL and attribute.children != NULL else None


cdef str _names(Raw *node):
    cdef str names = "", name
    for name in (_attribute(node, b"class"), _attribute(node, b"id"), _attribute(node, b"role"), _attribute(node, b"itemprop")):
        if name:
            names = f"{names} {name}" if names else name
    return names
