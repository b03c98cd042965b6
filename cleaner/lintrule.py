"""The checks of lint that look at one rule alone.

Owns the risk of a rule and what follows from it, and the judgement of its patterns. Must not know other rules
or documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from cleaner.book import LoadedRule
from cleaner.carrier import examples_of
from cleaner.document import is_wide
from cleaner.matchers import compile_pattern
from cleaner.needs import bare
from cleaner.origins import Origins, name_of
from cleaner.patterns import is_anchored, loose_anchor, nested_repeat, provocations, slips
from cleaner.plan import compile_rule
from cleaner.remark import Remark
from cleaner.rule import Clause, Rule
from cleaner.rulefile import Path_
from cleaner.syntax import parse_pattern

Risk = Literal["low", "medium", "high"]

SHORT_UNIT = 12
"""Words: a line rule that is fenced to so few is of low risk (rules.md)."""
KEEPS: dict[Risk, int] = {"low": 2, "medium": 3, "high": 2}
"""Fewest keeps of a rule by its risk; one of high risk needs one of several lines among them (rules.md)."""
SHORTEST_LITERAL = 3
"""Characters of a literal worth looking for; two in scripts without blanks (rules.md, short-literal)."""
PROBE_SECONDS = 0.1
"""Processor seconds that a pattern may take on a provoking string."""


class Subject(NamedTuple):
    """A rule under inspection, with the way to where it is written."""

    loaded: LoadedRule
    origins: Origins

    def remark(self, check: str, what: str, *path: str | int) -> Remark:
        return Remark(check, self.loaded.id, self.origins.place(self.loaded, *path), what)


def risk_of(rule: Rule) -> Risk:
    """Return the risk of a rule, which sets the price of its admission."""
    if rule.scope == "span":
        return "low"
    if rule.scope != "line":
        return "high"
    words = rule.limits.max_words
    return "low" if _only_equals(rule) or (words is not None and words <= SHORT_UNIT) else "medium"


def _only_equals(rule: Rule) -> bool:
    return all(clause.equals is not None for clause in rule.match)


def check_rule(subject: Subject) -> Iterator[Remark]:
    """Yield what is wrong with one rule taken alone."""
    for check in _CHECKS:
        yield from check(subject)


def _names(subject: Subject) -> Iterator[Remark]:
    loaded = subject.loaded
    parts = loaded.file.split("/")
    folder = parts[1] if loaded.trusted and len(parts) == 3 else None
    if folder is None or folder == "sites":
        return
    languages = loaded.rule.languages
    if loaded.rule.sites:
        yield subject.remark("site-in-common", "names sites: put it into `sites/<host>.yaml`", "sites")
    if folder == "common":
        if languages:
            yield subject.remark("language-mismatch", "`common` holds what needs no language", "languages")
        return
    if folder not in languages:
        yield subject.remark(
            "language-mismatch", f"stands in {folder}/ but `languages` does not name {folder!r}", "languages"
        )
    if folder != "en" and not name_of(loaded.id).startswith(f"{folder}-"):
        yield subject.remark(
            "bad-name", f"names in {folder}/ begin with '{folder}-', because ids are shared by all languages"
        )


def _proof(subject: Subject) -> Iterator[Remark]:
    tests, risk = subject.loaded.rule.tests, risk_of(subject.loaded.rule)
    if not tests.removes:
        yield subject.remark("missing-removes", "proves nothing that it removes", "tests")
    if len(tests.keeps) < KEEPS[risk]:
        what = f"risk is {risk}: give {KEEPS[risk]} `keeps` at least, there are {len(tests.keeps)}"
        yield subject.remark("missing-keeps", what, "tests", "keeps")
    keeps = (example for example in examples_of(subject.loaded) if example.kind == "keeps")
    if risk == "high" and all(example.is_line for example in keeps):
        yield subject.remark(
            "missing-keeps", "risk is high: one `keeps` must be a document of several lines", "tests", "keeps"
        )


def _fence(subject: Subject) -> Iterator[Remark]:
    rule = subject.loaded.rule
    fenced = rule.limits.max_words is not None or rule.limits.max_chars is not None
    if rule.scope in ("line", "span") and not fenced and not _only_equals(rule):
        yield subject.remark("no-fence", "set `limits.max_words` or `limits.max_chars`")


def _literals(subject: Subject) -> Iterator[Remark]:
    rule = subject.loaded.rule
    if all(clause.repeats is not None or clause.prose is not None for clause in rule.match):
        return
    calls = [words for words, _ in compile_rule(subject.loaded).calls]
    if not all(calls):
        yield subject.remark(
            "no-literal", "no word that every hit contains: the rule is tried on every line", "match"
        )
        return
    loose = (word for words in calls for word in words if "\n" not in word)
    for letters in sorted((bare(word).strip() for word in loose), key=len):
        if len(letters) < (SHORTEST_LITERAL - 1 if letters and is_wide(letters[0]) else SHORTEST_LITERAL):
            yield subject.remark(
                "short-literal", f"the literal {letters!r} calls the rule on far too many lines", "match"
            )
            return


def _patterns(subject: Subject) -> Iterator[Remark]:
    texts = _provoking(subject.loaded)
    for path, clause in clauses_of(subject.loaded.rule):
        if clause.regex is None:
            continue
        yield from _static(subject, path, clause)
        yield from _probe(subject, path, clause.regex, texts)
        for check, what in slips(clause.regex):
            yield subject.remark(check, what, *path, "regex")


def _static(subject: Subject, path: Path_, clause: Clause) -> Iterator[Remark]:
    nodes = parse_pattern(clause.regex or "", subject.loaded.lists)
    if nodes is None:
        yield subject.remark(
            "unread-pattern", "the pattern cannot be judged without running it", *path, "regex"
        )
        return
    if nested_repeat(nodes):
        what = "an unbounded repeat inside another, nothing parts their rounds: bound one, or part them"
        yield subject.remark("redos-static", what, *path, "regex")
    if path[0] != "unless" and loose_anchor(nodes):  # a wider exception only makes the rule more careful
        yield subject.remark(
            "anchor-precedence",
            "an anchor binds to one branch only: write `^(?:a|b)$`, or two clauses",
            *path,
            "regex",
        )
    others = any(getattr(clause, kind) is not None for kind in ("equals", "starts", "ends", "has", "all"))
    whole = path[0] == "match" and len(path) == 2 and subject.loaded.rule.scope == "line"
    if whole and not others and not is_anchored(nodes):
        yield subject.remark(
            "unanchored-regex", "hits anywhere in a line and takes the whole line: anchor it", *path, "regex"
        )


def _provoking(loaded: LoadedRule) -> list[str]:
    """Return the provoking strings for a rule, cut to its limits, each once."""
    removes = [
        example.text for example in examples_of(loaded) if example.kind == "removes" and example.is_line
    ]
    return list(dict.fromkeys(_fitting(text, loaded.rule) for text in provocations(removes[:3])))


def _probe(subject: Subject, path: Path_, pattern: str, texts: list[str]) -> Iterator[Remark]:
    compiled = compile_pattern(pattern, subject.loaded.lists)
    for text in texts:
        try:
            compiled.search(text, timeout=PROBE_SECONDS)
        except TimeoutError:
            what = f"takes more than {PROBE_SECONDS} s on {len(text)} characters that begin {text[:20]!r}"
            yield subject.remark("redos-probe", what, *path, "regex")
            return


def _fitting(text: str, rule: Rule) -> str:
    """Return a provoking string cut to the limits of the rule: a longer one is never tried."""
    if rule.scope == "span":
        return text
    if rule.limits.max_words is not None:
        text = " ".join(text.split(" ")[: rule.limits.max_words])
    most = rule.limits.max_chars
    return (text[: most - 1] if most else text.rstrip("\x00")) + "\x00"


def clauses_of(rule: Rule) -> Iterator[tuple[Path_, Clause]]:
    """Yield every clause of a rule with its path, those inside `all` included."""
    for key in ("match", "unless", "until"):
        for number, clause in enumerate(getattr(rule, key) or ()):
            yield from _with_parts((key, number), clause)
    for side in ("before", "after"):
        window = getattr(rule.near, side) if rule.near else None
        for number, clause in enumerate(window.match if window else ()):
            yield from _with_parts(("near", side, "match", number), clause)


def _with_parts(path: Path_, clause: Clause) -> Iterator[tuple[Path_, Clause]]:
    yield path, clause
    for number, part in enumerate(clause.all or ()):
        yield (*path, "all", number), part


_CHECKS: tuple[Callable[[Subject], Iterator[Remark]], ...] = (_names, _proof, _fence, _literals, _patterns)
