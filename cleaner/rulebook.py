"""`load_rules`: the shipped rules and the user's own become a `Rulebook`, read from YAML or, unchanged, from the cache.

Owns where rules lie and when the cache serves. Must not know documents.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from cleaner.book import LoadedRule, Rulebook
from cleaner.errors import RulebookError, RuleFault
from cleaner.patterncache import name_of
from cleaner.rule import Clause, Rule, Tests
from cleaner.rulecache import recall, remember, stamp


def shipped_folder() -> Path:
    """Return the folder of the shipped rules: a package of data, in a checkout and in a wheel alike."""
    from cleaner import rules

    return Path(rules.__path__[0])


def load_rules(*paths: str | Path, shipped: bool = True, proofs: bool = False) -> Rulebook:
    """Load the shipped rules and, on top of them, the user's own folders or files.

    `paths` are folders (packs) or single rule files; `shipped=False` leaves the shipped rules out (their profiles stay). The examples of
    the rules are left out unless `proofs` asks for them; then the YAML is read afresh. Raises RulebookError with every fault found, each
    with file, line and excerpt.
    """
    own = [Path(path) for path in paths]
    missing = [
        RuleFault("does not exist: name a folder of rules or a rule file", file=str(p))
        for p in own
        if not p.exists()
    ]
    if missing:
        raise RulebookError(missing)
    if proofs:
        book = _read(own, shipped=shipped)
        return msgspec.structs.replace(book, rules={id: _marked(rule) for id, rule in book.rules.items()})
    name = stamp([shipped_folder(), *own] if shipped else [shipped_folder() / "profiles.yaml", *own])

    def afresh() -> Rulebook:
        book = prepared(_read(own, shipped=shipped))
        remember(name, book)
        return book

    return recall(name, lambda: afresh().rules) or afresh()


def _read(own: list[Path], *, shipped: bool) -> Rulebook:
    from cleaner.loading import Loader

    loader = Loader()
    if shipped:
        loader.folder(shipped_folder(), trusted=True)
    else:
        loader.special(shipped_folder() / "profiles.yaml")
    for path in own:
        if path.is_dir():
            loader.folder(path, trusted=False)
        else:
            loader.file(path, path.parent, trusted=False)
    return loader.finish()


def prepared(rulebook: Rulebook) -> Rulebook:
    """Return a rulebook without examples, each rule with its mark and with no lists but those that it names."""
    rules = {id: _without_proof(loaded) for id, loaded in rulebook.rules.items()}
    return msgspec.structs.replace(rulebook, rules=rules, withdrawn=())


def _without_proof(loaded: LoadedRule) -> LoadedRule:
    rule = msgspec.structs.replace(loaded.rule, tests=Tests())
    lists = _named(loaded, rule)
    return msgspec.structs.replace(_marked(loaded), rule=rule, lists=lists)


def _marked(loaded: LoadedRule) -> LoadedRule:
    match = loaded.rule.match
    lists = _named(loaded, match)
    mark = name_of((msgspec.json.encode(match), sorted(lists.items())), "calls")
    return msgspec.structs.replace(loaded, mark=mark)


def _named(loaded: LoadedRule, part: Rule | list[Clause]) -> dict[str, list[str]]:
    """Return the lists that a part of a rule may name."""
    written = msgspec.json.encode(part).decode()
    return {name: items for name, items in loaded.lists.items() if name in written}
