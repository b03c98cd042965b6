"""`load_rules`: the shipped rules and the user's own become a `Rulebook`, read from YAML or, unchanged, from the cache.

Owns where rules lie and when the cache serves. Must not know documents.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from cleaner.book import LoadedRule, Rulebook
from cleaner.errors import RulebookError, RuleFault
from cleaner.matchers import Context, calls_of, compile_clause
from cleaner.rule import Rule, Tests
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
        known = recall(stamp([shipped_folder()])) if shipped else None
        return _with_known_calls(_read(own, shipped=shipped), known)
    name = stamp([shipped_folder(), *own] if shipped else [shipped_folder() / "profiles.yaml", *own])
    rulebook = recall(name)
    if rulebook is None:
        known = load_rules() if own and shipped else None
        rulebook = prepared(_with_known_calls(_read(own, shipped=shipped), known))
        remember(name, rulebook)
    return rulebook


def _with_known_calls(rulebook: Rulebook, known: Rulebook | None) -> Rulebook:
    """Return the rulebook with the literals of shipped rules taken over from one that has them: deriving all anew takes seconds."""
    if known is None:
        return rulebook
    rules = {id: _with_calls(loaded, known.rules.get(id)) for id, loaded in rulebook.rules.items()}
    return msgspec.structs.replace(rulebook, rules=rules)


def _with_calls(loaded: LoadedRule, twin: LoadedRule | None) -> LoadedRule:
    if twin is None or not loaded.trusted or loaded.rule.extends or _bare(loaded.rule) != twin.rule:
        return loaded
    return msgspec.structs.replace(loaded, calls=twin.calls)


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
    """Return a rulebook without examples, with the literals that call each rule."""
    rules = {id: _without_proof(loaded) for id, loaded in rulebook.rules.items()}
    return msgspec.structs.replace(rulebook, rules=rules, withdrawn=())


def _without_proof(loaded: LoadedRule) -> LoadedRule:
    calls = loaded.calls
    if calls is None:
        context = Context(loaded.lists, loaded.trusted)
        calls = calls_of([compile_clause(clause, context) for clause in loaded.rule.match])
    rule = _bare(loaded.rule)
    written = msgspec.json.encode(rule).decode()
    lists = {name: items for name, items in loaded.lists.items() if name in written}
    return msgspec.structs.replace(loaded, rule=rule, calls=calls, lists=lists)


def _bare(rule: Rule) -> Rule:
    return msgspec.structs.replace(rule, tests=Tests())
