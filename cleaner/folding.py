"""Folding: the view of a text in which phrases are compared. Must not know rules or documents."""

from __future__ import annotations

from functools import cache
from typing import Any

from cleaner.native import compiled

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ARABIC = str.maketrans("أإآٱىةکیؤئ", "اااايهكيوي")
_MARKS = "ـًٌٍَُِّْٰٕٓٔ"
_DROP_MARKS = str.maketrans("", "", _MARKS)
_TWINS = dict(
    zip("ſµ\u0345ϐϑϕϖϰϱϵᲀᲁᲂᲃᲄᲅᲆᲇᲈẛ\u1fbe\u1fd3\u1fe3ﬅ", "sμιβθφπκρεвдосттъѣꙋṡι\u0390\u03b0ﬆ", strict=True)
)
_TWIN_FORMS = str.maketrans(_TWINS)


def fold(text: str) -> str:
    """Return `text` folded for comparison: case, Turkish i, final sigma and other twins of letters, full-width forms, Arabic variants and marks.

    One character stays one character, apart from Arabic vowel marks and the tatweel, which go. The German ß stays.
    """
    if text.isascii():
        return text.lower()
    folder = _folder()
    return fold_plainly(text) if folder is None else folder.fold(text)


@cache
def _folder() -> Any:
    """Return what folds texts, compiled, or None."""
    folds = compiled("_folds")
    return folds.Folder(fold_plainly) if folds else None


def fold_plainly(text: str) -> str:
    """Return what `fold` returns, without compiled code."""
    text = text.replace("İ", "i").lower().replace("ς", "σ").replace("ı", "i")
    chars = set(text)
    if not chars.isdisjoint(_TWINS):
        text = text.translate(_TWIN_FORMS)
    if any("！" <= char <= "～" for char in chars):
        text = text.translate(_WIDE).lower()
    if any("؀" <= char <= "ۿ" for char in chars):
        text = text.translate(_ARABIC).translate(_DROP_MARKS)
    return text


DECORATION = "•·▪■◆●○►▶▸»›→➜➡✓✔✉☞👉🔗📧📩📢📌🔴⬇👇+*|>–—- \t"
"""Characters that open a line without saying anything; phrases are compared behind them."""


def core(folded: str) -> str:
    """Return a folded unit without the decoration in front of it."""
    return folded.lstrip(DECORATION)
