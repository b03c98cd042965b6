"""Other tools that do part of the job, each as one small function from text or HTML to text.

Owns how each peer is called. Must not know our cleaner, gold, or measures. Every peer is imported only when
it is used; one that is not installed is reported as absent. Each is called as its own manual shows, with
defaults, and with what favours it: peers that need a language get the page's true one.

Words and sentences: datatrove splits sentences and words with tokenizers that load models from the network.
Here they are replaced by two plain expressions (`_SENTENCE_END`, runs of non-blanks). Only the rule that
counts sentences and FineWeb's ratio of lines to words see the difference.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any, Literal

from msgspec import Struct

Reads = Literal["text", "html"]
Extract = Callable[[str, str], str]
"""(text or HTML, language of the page or "") -> text"""

_STOPLISTS = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ko": "Korean", "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay", "nb": "Norwegian_Bokmal", "nl": "Dutch", "no": "Norwegian_Bokmal", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian",
    "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "vi": "Vietnamese",
}  # fmt: skip
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]”’]*\s+|(?<=[。！？])")
_CLOSING = str.maketrans("”’", "\"'")
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr", "pre", "blockquote")
_BLOCK_END = re.compile(r"\n[ \t\n]*")


class Peer(Struct, frozen=True):
    """A tool to compare with: the package that ships it, what it reads, how to get its function."""

    name: str
    package: str
    reads: Reads
    load: Callable[[], Extract]
    note: str = ""


def _split_sentences(text: str, _language: str = "") -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if part and part.strip()]


def _split_words(text: str, _language: str = "") -> list[str]:
    return text.split()


def _c4(*, straight: bool = False, **settings: Any) -> Extract:
    from datatrove.data import Document
    from datatrove.pipeline.filters import c4_filters

    c4_filters.split_into_sentences = _split_sentences
    chosen = c4_filters.C4QualityFilter(**settings)

    def extract(text: str, _language: str) -> str:
        document = Document(text=text.translate(_CLOSING) if straight else text, id="")
        return document.text if chosen.filter(document) is True else ""

    return extract


def _c4_as_shipped() -> Extract:
    return _c4()


def _c4_lines() -> Extract:
    return _c4(straight=True, min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False)


def _c4_no_punctuation() -> Extract:
    return _c4(filter_no_terminal_punct=False, min_num_sentences=-1)


def _fineweb() -> Callable[[str], bool]:
    from datatrove.data import Document
    from datatrove.pipeline.filters import fineweb_quality_filter

    fineweb_quality_filter.split_into_words = _split_words
    chosen = fineweb_quality_filter.FineWebQualityFilter()
    return lambda text: chosen.filter(Document(text=text, id="")) is True


def _fineweb_as_shipped() -> Extract:
    passes = _fineweb()
    return lambda text, _language: text if passes(text) else ""


def _fineweb_lines() -> Extract:
    passes = _fineweb()

    def extract(text: str, _language: str) -> str:
        lines = dict.fromkeys(line.strip() for line in text.split("\n"))
        return "\n".join(line for line in lines if line and passes(line))

    return extract


def _justext() -> Extract:
    import justext

    def extract(html: str, language: str) -> str:
        name = _STOPLISTS.get(language, "" if language else "English")
        stoplist = justext.get_stoplist(name) if name else frozenset()
        sizes = {} if stoplist else {"stopwords_low": 0, "stopwords_high": 0}
        paragraphs = justext.justext(html.encode(), stoplist, encoding="utf-8", **sizes)
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return extract


def _trafilatura() -> Extract:
    import trafilatura

    return lambda html, _language: trafilatura.extract(html, include_comments=False) or ""


def _readability() -> Extract:
    import lxml.html
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def extract(html: str, _language: str) -> str:
        tree = lxml.html.fromstring(Document(html).summary(html_partial=True) or "<p></p>")
        for block in tree.iter(
            "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr", "pre", "blockquote"
        ):
            block.tail = f"\n{block.tail or ''}"
        return _BLOCK_END.sub("\n", tree.text_content()).strip()

    return extract


def _newspaper() -> Extract:
    import newspaper
    from newspaper.utils import get_available_languages

    needs = {"zh": "jieba", "ja": "tinysegmenter"}
    known = {code for code in get_available_languages() if code not in needs or find_spec(needs[code])}

    def extract(html: str, language: str) -> str:
        chosen = {"language": language} if language in known else {}
        article = newspaper.Article("https://localhost/", fetch_images=False, **chosen)
        article.download(input_html=html, ignore_read_more=True)
        article.parse()
        return str(article.text)

    return extract


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, _language: extract_plain_text(
        html, main_content=True, alt_texts=False, list_bullets=False, comments=False
    )


def _goose() -> Extract:
    from goose3 import Goose
    from goose3.text import StopWordsArabic, StopWordsChinese

    logging.getLogger("goose3").setLevel(logging.CRITICAL)
    special = {"zh": StopWordsChinese} if find_spec("jieba") else {}
    special |= {"ar": StopWordsArabic} if find_spec("nltk") else {}

    def extract(html: str, language: str) -> str:
        chosen = {"stopwords_class": special[language]} if language in special else {}
        with Goose({"enable_image_fetching": False, **chosen}) as goose:
            return goose.extract(raw_html=html).cleaned_text or ""

    return extract


def _boilerpy() -> Extract:
    from boilerpy3 import extractors

    logging.getLogger("boilerpy3").setLevel(logging.CRITICAL)
    chosen = extractors.ArticleExtractor(raise_on_failure=False)
    return lambda html, _language: chosen.get_content(html) or ""


PEERS = {
    peer.name: peer
    for peer in (
        Peer("c4", "datatrove", "text", _c4_as_shipped, "C4QualityFilter as shipped; may drop the document"),
        Peer(
            "c4-lines",
            "datatrove",
            "text",
            _c4_lines,
            "C4QualityFilter, line rules only; a line may end in ” or ’",
        ),
        Peer(
            "c4-no-punct", "datatrove", "text", _c4_no_punctuation, "as FineWeb runs it: any line end will do"
        ),
        Peer("fineweb", "datatrove", "text", _fineweb_as_shipped, "FineWebQualityFilter; keeps or drops all"),
        Peer("fineweb-lines", "datatrove", "text", _fineweb_lines, "the same on each line, no line twice"),
        Peer("justext", "jusText", "html", _justext, "stop list of the page's language, else none"),
        Peer("trafilatura", "trafilatura", "html", _trafilatura, "extract() without comments"),
        Peer("readability", "readability-lxml", "html", _readability, "summary(), a block a line"),
        Peer("newspaper4k", "newspaper4k", "html", _newspaper, "Article, in the page's language if known"),
        Peer(
            "resiliparse",
            "Resiliparse",
            "html",
            _resiliparse,
            "main content; no comments, bullets, alt texts",
        ),
        Peer("goose3", "goose3", "html", _goose, "cleaned_text"),
        Peer("boilerpy3", "boilerpy3", "html", _boilerpy, "ArticleExtractor"),
    )
}
"""Every peer by name."""


def version_of(package: str) -> str | None:
    """Return the installed version of a package, or None where it is absent."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def is_present(name: str) -> bool:
    """Say whether a peer can run here."""
    return version_of(PEERS[name].package) is not None
