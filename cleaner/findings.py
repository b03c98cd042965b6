"""What was found becomes findings: what the rules say of a document as it stands.

Owns what depends on the neighbourhood: position, near, the extent of blocks and tails. Decides nothing, and must not know how matches are found.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document import Document
from cleaner.extent import extent_of, is_in_place, is_lonely
from cleaner.plan import CompiledRule, Plan
from cleaner.scan import Match, Scan
from cleaner.units import Hit
from cleaner.voices import Finding, Heard, Said, Voice, heard_of


def said_of(document: Document, plan: Plan, found: Scan) -> Said:
    """Return what the rules say of the document as it stands."""
    lines = found.lines
    heard = {index: lines[id] for index, id in enumerate(document.ids) if id in lines}
    if found.runaways:
        heard = _without(heard, found.runaways)
    return Said(heard, _resolved(document, plan, found))


def _without(lines: dict[int, Heard], runaways: set[str]) -> dict[int, Heard]:
    """Return what is heard of lines without what rules said that ran out of time elsewhere."""
    left = {
        index: [voice for voice in heard.voices if voice.rule not in runaways]
        for index, heard in lines.items()
    }
    return {index: heard_of(voices) for index, voices in left.items() if voices}


def resolve(document: Document, plan: Plan, found: Scan) -> Iterator[Finding]:
    """Yield the findings that all matches amount to in the document as it stands."""
    said = said_of(document, plan, found)
    for index, heard in said.lines.items():
        for voice in heard.voices:
            yield _placed(voice, (index, index), (document.starts[index], document.ends[index]))
    yield from said.findings


def _resolved(document: Document, plan: Plan, found: Scan) -> Iterator[Finding]:
    """Yield the findings of rules that ask for more than a line."""
    index_of = {id: index for index, id in enumerate(document.ids)} if found.matches else {}
    total = len(document)
    for match in found.matches:
        index = index_of.get(match.unit)
        if index is None:
            continue
        rule = plan.rules[match.rule]
        if not is_in_place(rule, index, total) or (found.runaways and rule.id in found.runaways):
            continue
        try:
            extent = "lonely" if is_lonely(rule, document, index) else extent_of(rule, document, index)
        except TimeoutError:
            found.runaways.add(rule.id)
            continue
        if not isinstance(extent, str):
            for hit in match.hits:
                yield _finding(rule, match, document, (index, extent), hit)


def _finding(
    rule: CompiledRule, match: Match, document: Document, extent: tuple[int, int], hit: Hit
) -> Finding:
    first, last = extent
    start, end = document.starts[first], document.ends[last]
    if rule.source.rule.scope == "span":
        start, end = document.place(first, hit.start, hit.end)
    source = rule.source.rule
    voice = Voice(rule.id, rule.category, source.confidence, source.scope, match.clause, hit.words)
    return _placed(voice, extent, (start, end))


def _placed(voice: Voice, extent: tuple[int, int], place: tuple[int, int]) -> Finding:
    return Finding(
        voice.rule, voice.category, voice.confidence, voice.scope, voice.clause, voice.words, *extent, *place
    )
