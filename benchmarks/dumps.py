"""Makes page dumps of the project's fixtures: one block a line, menus above, other stories below, as full-page extraction leaves them.

Owns the corpus of the speed benchmark; the same seed gives the same texts. Body sentences are drawn anew for every page, menus and boxes
come from the pool of a page's site, so that lines repeat within a site and not otherwise. Must not know what is measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from msgspec import Struct

FIXTURES = Path(__file__).parent.parent / "fixtures"
SITES = 40
"""Sites of a corpus: each has its own share of menu lines and boxes."""
RULES_OF_A_FILE = 50
_SENTENCE = re.compile(r"(?<=[.!?][\"' ]) *(?=[A-ZÄÖÜÉ\"'])")
_NAMES = (
    "Marsh",
    "Okafor",
    "Lindqvist",
    "Baptiste",
    "Hollis",
    "Tamm",
    "Reyes",
    "Quaye",
    "Sorley",
    "Vance",
    "Ito",
    "Brandt",
)


class Pool(Struct, frozen=True):
    """What pages are made of: sentences of articles, lines that go, headlines."""

    sentences: list[str]
    boxes: list[str]
    headlines: list[str]


def pool() -> Pool:
    """Return the sentences, leftovers and headlines of the English fixtures."""
    sentences: list[str] = []
    boxes: list[str] = []
    headlines: list[str] = []
    for path in sorted(FIXTURES.glob("wild/*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        boxes += [removed["text"] for removed in told["removed"]]
        headlines += [told["title"]] if told.get("title") else []
        sentences += _sentences(path.with_name(f"{path.stem}.body.txt"))
    for path in sorted(FIXTURES.glob("clean/*.txt")):
        if not re.match(r"[a-z]{2}-", path.name):
            sentences += _sentences(path)
    return Pool(list(dict.fromkeys(sentences)), list(dict.fromkeys(boxes)), list(dict.fromkeys(headlines)))


def _sentences(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [part.strip() for line in text.split("\n") for part in _SENTENCE.split(line) if len(part) > 40]


def dumps(size: int, seed: int = 1) -> Iterator[str]:
    """Yield page dumps of 2 to 20 KB until they are `size` bytes together."""
    source, rng = pool(), Random(seed)
    sites = [_site(source, Random(number)) for number in range(SITES)]
    while size > 0:
        text = _page(source, rng.choice(sites), rng)
        size -= len(text.encode())
        yield text


def _site(source: Pool, rng: Random) -> tuple[list[str], list[str]]:
    menu = [line for line in source.boxes if len(line) < 30] or source.boxes
    return rng.sample(menu, min(18, len(menu))), rng.sample(source.boxes, min(24, len(source.boxes)))


def _page(source: Pool, site: tuple[list[str], list[str]], rng: Random) -> str:
    menu, boxes = site
    title = _headline(source, rng)
    lines = [
        *menu,
        title,
        f"By {rng.choice(_NAMES)} {rng.choice(_NAMES)}",
        f"{rng.randint(1, 28)} May 20{rng.randint(10, 26)}",
    ]
    for _ in range(rng.randint(5, 32)):
        if rng.random() < 0.12:
            lines.append(rng.choice(boxes))
        lines.append(" ".join(_sentence(source, rng) for _ in range(rng.randint(1, 4))))
    lines += [rng.choice(boxes) for _ in range(6)]
    lines += [_headline(source, rng) for _ in range(rng.randint(4, 16))]
    return "\n".join([*lines, *rng.sample(menu, len(menu) // 2)])


def _headline(source: Pool, rng: Random) -> str:
    words = rng.choice(source.headlines).split()
    words[rng.randrange(len(words))] = rng.choice(_NAMES)
    return " ".join(words)


def _sentence(source: Pool, rng: Random) -> str:
    """Return a sentence that hardly comes twice: one of its longer words is another's name, its quotes are curly now and then."""
    words = rng.choice(source.sentences).split(" ")
    at = rng.randrange(len(words))
    words[at] = f"{rng.choice(_NAMES)} {rng.randint(2, 99)}" if rng.random() < 0.3 else words[at]
    text = " ".join(words)
    return text.replace("'", "’") if rng.random() < 0.5 else text


def rule_pack(folder: Path, count: int, seed: int = 1) -> Path:
    """Write `count` rules of the kinds that people write, made of words of the fixtures, and return their folder."""
    source, rng = pool(), Random(seed)
    words = sorted({word.lower() for text in source.sentences for word in re.findall(r"[A-Za-z]{4,}", text)})
    for first in range(0, count, RULES_OF_A_FILE):
        numbers = range(first, min(count, first + RULES_OF_A_FILE))
        rules = {f"rule-{number}": _rule(rng, words) for number in numbers}
        content = {"about": "Rules of the speed benchmark", "rules": rules}
        (folder / f"part-{first}").mkdir(parents=True, exist_ok=True)
        (folder / f"part-{first}" / "widget.yaml").write_text(json.dumps(content, indent=1), encoding="utf-8")
    return folder


def _rule(rng: Random, words: list[str]) -> dict[str, object]:
    phrase = [" ".join(rng.choice(words) for _ in range(rng.randint(2, 4))) for _ in range(2)]
    kind = rng.randrange(5)
    pattern = rf"(?i)^[^\p{{L}}\p{{N}}]{{0,3}}(?:{'|'.join(phrase)})\b.{{0,60}}$"
    match = {"regex": pattern} if kind == 0 else {("equals", "starts", "ends", "has")[kind - 1]: phrase}
    example = phrase[0]
    return {
        "title": "A rule of the benchmark", "why": "To measure.", "match": [match], "status": "stable", "limits": {"max_chars": 160},
        "tests": {"removes": [example], "keeps": []},
    }  # fmt: skip
