"""Why each line of a text went or stayed: as data, and as text.

Owns the form of explanations. Must not know how anything is found or decided: it asks the gates and the
ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec import Struct

from cleaner.book import Rulebook
from cleaner.document import joined
from cleaner.errors import UsageError
from cleaner.gates import Step, Walk
from cleaner.ledger import Cleaned, Decision
from cleaner.pipeline import clean_document
from cleaner.places import Places
from cleaner.values import Evidence, Hints, Profile

Verdict = Literal["kept", "cut", "part cut"]
Style = Literal["kept", "cut", "part", "suspect", "note"]


class Saved(Struct, frozen=True):
    """What kept a suspect: the gate that stopped the rule, and why."""

    gate: str
    rule: str
    what: str = ""


class LineReport(Struct, frozen=True, omit_defaults=True):
    """One unit of the text: where it begins and ends (physical lines, from 1), what became of it and why.

    `because` holds every reason for a cut, the one that named it first; `saved_by` what spoke against a line
    that stays. `left` is what remains of a line that was cut in part. With a rule asked for, `steps` are its
    gates.
    """

    line: int
    last: int
    text: str
    verdict: Verdict
    category: str | None = None
    left: str | None = None
    because: tuple[Evidence, ...] = ()
    saved_by: tuple[Saved, ...] = ()
    steps: tuple[Step, ...] = ()


class Explanation(Struct, frozen=True):
    """A whole text explained: what is known of it, and its lines; blank ones are left out. `layout` says what its units are."""

    rules: str
    title: str | None
    language: str | None
    flags: tuple[str, ...]
    lines: tuple[LineReport, ...]
    layout: str = "lines"


LAYOUTS = {
    "wrapped": "hard-wrapped text: the lines of a paragraph are judged as one",
    "flat": "flat text, a whole article on a line: it is judged by sentences",
}
"""What is said of a text whose lines are not its units."""


class Question(NamedTuple):
    """What is asked: one line only, the gates of one rule, rules of other languages and sites as well."""

    line: int | None = None
    rule: str | None = None
    every: bool = False


def explain_text(
    text: str, hints: Hints, rulebook: Rulebook, profile: Profile, question: Question | None = None
) -> Explanation:
    """Clean a text and say of each line why it went or stayed.

    Raises UsageError for a line that the text does not have, and for a rule that is none.
    """
    question = question or Question()
    cleaned = clean_document(text, hints, rulebook, profile)
    walk = Walk(cleaned, hints, rulebook, profile)
    if question.rule is not None:
        rulebook.rule(question.rule)
    lines = list(_reports(cleaned, walk, question))
    if question.line is not None:
        lines = [report for report in lines if report.line <= question.line <= report.last]
        if not lines:
            raise UsageError(f"line {question.line} is blank, or there is none")
    return Explanation(
        rulebook.version, cleaned.title, cleaned.language, cleaned.flags, tuple(lines), cleaned.first.mode
    )


def _reports(cleaned: Cleaned, walk: Walk, question: Question) -> Iterator[LineReport]:
    first, places = cleaned.first, Places(cleaned.first)
    decisions: dict[int, list[Decision]] = {}
    for decision in cleaned.decisions:
        decisions.setdefault(decision.unit, []).append(decision)
    suspects = walk.suspects(every=question.every) if question.rule is None else {}
    stays = {id: index for index, id in enumerate(cleaned.last.ids)}
    for index, id in enumerate(first.ids):
        line, last, text = places.of(index)
        if question.line is not None and not line <= question.line <= last:
            continue
        mine = decisions.get(id, [])
        left = joined(cleaned.last.text, cleaned.last.pieces(stays[id])) if mine and id in stays else None
        yield LineReport(
            line=line,
            last=last,
            text=text,
            verdict="cut" if id not in stays else ("part cut" if mine else "kept"),
            category=mine[0].category if mine else None,
            left=left,
            because=tuple(evidence for decision in mine for evidence in decision.evidence),
            saved_by=_saved(walk, suspects.get(id, []), id),
            steps=tuple(walk.steps(question.rule, id)) if question.rule else (),
        )


def _saved(walk: Walk, rules: list[str], unit: int) -> tuple[Saved, ...]:
    found = []
    for rule in rules:
        step = walk.steps(rule, unit)[-1]
        found.append(Saved(step.gate, rule, step.what))
    return tuple(found)


def render(explanation: Explanation, *, everything: bool = False) -> Iterator[tuple[Style, str]]:
    """Yield the lines of an explanation for people, each with its style.

    `-` marks a line that is cut, `~` one that is cut in part, `?` a suspect that stays. Lines that nothing
    spoke against are shown only with `everything`, or when gates were asked for.
    """
    if explanation.layout in LAYOUTS:
        yield "note", LAYOUTS[explanation.layout]
    shown = [line for report in explanation.lines for line in _render_line(report, everything=everything)]
    yield from shown or [("note", "nothing goes, and no rule speaks against any line")]
    for flag in explanation.flags:
        yield "note", f"flag: {flag}"


def _render_line(report: LineReport, *, everything: bool) -> Iterator[tuple[Style, str]]:
    suspect = report.verdict == "kept" and bool(report.saved_by)
    if report.verdict == "kept" and not (suspect or everything or report.steps):
        return
    style: Style = {"cut": "cut", "part cut": "part", "kept": "suspect" if suspect else "kept"}[
        report.verdict
    ]
    mark = {"cut": "-", "part": "~", "suspect": "?"}.get(style, " ")
    yield style, f"{report.line:>5} {mark} {' '.join(report.text.split())}"
    if report.left is not None:
        yield "note", f"        left: {report.left}"
    for number, evidence in enumerate(report.because):
        category = f"{report.category}: " if not number else "and: "
        yield "note", f"        {category}{_evidence(evidence)}"
    for saved in report.saved_by:
        yield (
            "note",
            "        kept: " + " · ".join(part for part in (saved.rule, saved.gate, saved.what) if part),
        )
    if report.steps:
        yield "note", f"        {_ladder(report)}"


def _evidence(evidence: Evidence) -> str:
    words = f'"{evidence.words}"' if evidence.words else ""
    return " · ".join(part for part in (evidence.rule, words, evidence.confidence, evidence.reason) if part)


def _ladder(report: LineReport) -> str:
    steps = [
        f"{step.gate} {step.what or 'ok'}" if step.passed else f"{step.gate} NO: {step.what}"
        for step in report.steps
    ]
    return f"{' · '.join(steps)} → {report.verdict}"
