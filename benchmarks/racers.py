"""The systems whose speed is compared: ours, what others would use, and the floor.

Owns how each is called, on one text, with nothing but its own work. Must not know the corpus nor how time is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

Racer = Callable[[str], object]


def _floor() -> Racer:
    return lambda text: text


def _ours() -> Racer:
    from cleaner.pipeline import clean, shipped_rules

    rules = shipped_rules()
    return lambda text: clean(text, rulebook=rules).text


def _ours_with_ledger() -> Racer:
    import msgspec

    from cleaner.ledger import to_entry
    from cleaner.pipeline import clean, shipped_rules

    rules = shipped_rules()

    def run(text: str) -> str:
        cleaned = clean(text, rulebook=rules)
        msgspec.json.encode(to_entry(cleaned))
        return cleaned.text

    return run


def _c4() -> Racer:
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    system = C4QualityFilter()
    return lambda text: system.filter(Document(text=text, id=""))


def _c4_lines() -> Racer:
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    system = C4QualityFilter(filter_no_terminal_punct=False, min_num_sentences=-1)
    return lambda text: system.filter(Document(text=text, id=""))


def _fineweb() -> Racer:
    from datatrove.data import Document
    from datatrove.pipeline.filters import FineWebQualityFilter

    # thresholds that refuse nothing: it leaves off at the first that does, which is at once on a page dump
    system = FineWebQualityFilter(
        line_punct_thr=0, short_line_thr=1, char_duplicates_ratio=1, new_line_ratio=1e9
    )
    return lambda text: system.filter(Document(text=text, id=""))


def _ftfy() -> Racer:
    import ftfy

    return ftfy.fix_text


def _clean_text() -> Racer:
    from cleantext import clean

    return clean  # type: ignore[no-any-return]


def _textacy() -> Racer:
    from textacy import preprocessing

    normalise = preprocessing.normalize
    return preprocessing.make_pipeline(
        normalise.unicode, normalise.quotation_marks, normalise.hyphenated_words, normalise.bullet_points, normalise.whitespace
    )  # fmt: skip


RACERS: dict[str, tuple[str, Callable[[], Racer]]] = {
    "cleaner": ("cleaner", _ours),
    "cleaner, ledger": ("cleaner", _ours_with_ledger),
    "floor (JSON only)": ("orjson", _floor),
    "datatrove C4": ("datatrove", _c4),
    "datatrove C4, no sentences": ("datatrove", _c4_lines),
    "datatrove FineWeb, all measures": ("datatrove", _fineweb),
    "ftfy.fix_text": ("ftfy", _ftfy),
    "clean-text": ("clean-text", _clean_text),
    "textacy normalise": ("textacy", _textacy),
}
"""Name → the package it comes from, and how to make it ready."""

AIMS = {
    "floor (JSON only)": (1 / 18, 1 / 6), "datatrove C4": (20, 40), "datatrove C4, no sentences": (0.8, 2),
    "datatrove FineWeb, all measures": (7, 15),
    "ftfy.fix_text": (5, 10), "clean-text": (10, 20), "textacy normalise": (2, 4),
}  # fmt: skip
"""How many times as fast we are to be: reach, stretch."""


def ready(name: str) -> Racer | str:
    """Return a racer made ready, or why it cannot run."""
    package, make = RACERS[name]
    try:
        return make()
    except (ImportError, OSError, LookupError) as error:
        return f"{package} is not installed or lacks its data: {error}".split("\n")[0]


def forget() -> None:
    """Make the cleaner forget the lines that it has met, as at the start of a run; its rules stay ready."""
    from cleaner import plan

    for built in plan._PLANS.values():
        if "scan" in built.memo:
            built.memo["scan"].known.forget()
        for rule in built.rules:
            for window in (vars(rule).get("before"), vars(rule).get("after")):
                if window is not None:
                    window.known.forget()


def version_of(name: str) -> str:
    """Return the version of a racer's package."""
    package = RACERS[name][0]
    try:
        return version(package)
    except PackageNotFoundError:
        import cleaner

        return cleaner.__version__ if package == "cleaner" else "?"
