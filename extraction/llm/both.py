"""The `both` engine: the rules read, the model reads, and a policy decides where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extraction.llm.engine import LlmEngine
from extraction.llm.pairing import pairs
from extraction.reports import key_of
from extraction.rules import RulesEngine, reading_of, trace
from khabardar.codec import flatten
from khabardar.errors import ModelUnavailable
from khabardar.interfaces import Model, ReadingHints
from khabardar.records import Article, Reading, Report
from khabardar.vocabulary import Disagreement

_CANDIDATE = 0.4  # how sure at most of an incident that the model alone sees: for a person to look at
_AGREED = 0.5  # the share of doubt that is left where both read the same
_COUNTS = ("killed", "killed_low", "killed_high", "injured", "abducted", "freed", "arrested")  # of Facts
_COMPARED = ("date_start", "date_end", "place", "sub_event_type", "perpetrator", "claimed_by")


class BothEngine:
    """Never worse off than the rules alone: where the model gives no answer, their reading stands, and says so."""

    name = "both"

    def __init__(self, model: Model, policy: Disagreement = Disagreement.RULES_COUNTS) -> None:
        self._llm = LlmEngine(model)
        self._policy = policy
        self.version = f"{RulesEngine.version}+{self._llm.version}+{policy.value}"

    def read(self, article: Article, hints: ReadingHints) -> Reading:
        """One article into reports."""
        traced = trace(article, hints)
        rules = reading_of(traced)
        try:
            model = self._llm.read_traced(traced, hints)
        except ModelUnavailable as error:
            # Stored as the rules' own, so that `replay --stored` asks the model when it answers again.
            return replace(rules, notes=(*rules.notes, f"the model was not asked, no gate was run: {error}"))
        reports, notes = combine(rules.reports, model.reports, self._policy)
        return Reading(tuple(reports), self.name, self.version, (*rules.notes, *model.notes, *notes))


def combine(rules: Sequence[Report], model: Sequence[Report], policy: Disagreement) -> tuple[list[Report], list[str]]:
    """The reports that stand, and in words where the two differ."""
    same = pairs(rules, model)
    reports: list[Report] = []
    notes: list[str] = []
    for number, report in enumerate(rules):
        if number not in same:
            notes.append(f"report {report.key}: the model does not see it")
            reports.append(report)
            continue
        other = model[same[number]]
        lines = differences(report, other)
        notes += (f"report {report.key}: {line}" for line in lines)
        reports.append(_settled(report, other, agreed=not lines, policy=policy))
    if policy is Disagreement.RULES_ONLY:
        alone = [model[j] for j in range(len(model)) if j not in same.values()]
        return reports, [*notes, *(f"the model alone sees: {_words(report)}" for report in alone)]
    added = _added(model, {j: rules[i].key for i, j in same.items()}, len(rules))
    return reports + added, [*notes, *(f"report {r.key}: the model alone sees: {_words(r)}" for r in added)]


def differences(rules: Report, model: Report) -> list[str]:
    """Cell by cell, where the two readings of one incident differ; what the model leaves open is no difference."""
    one, other = flatten(rules.facts), flatten(model.facts)
    cells = [*_COMPARED, *(cell for cell in one if cell.partition(".")[0] in _COUNTS)]
    return [
        f"{cell}: the rules read {one[cell]}, the model {other[cell]}"
        for cell in dict.fromkeys(cells)
        if cell in one and other[cell] is not None and one[cell] != other[cell]
    ]


def _settled(rules: Report, model: Report, *, agreed: bool, policy: Disagreement) -> Report:
    if agreed:
        return replace(rules, confidence=round(1 - (1 - rules.confidence) * _AGREED, 3))
    if policy is not Disagreement.MODEL_COUNTS:
        return rules
    facts = replace(rules.facts, **{name: getattr(model.facts, name) for name in _COUNTS})
    counted = {cell: spans for cell, spans in model.evidence.items() if cell.partition(".")[0] in _COUNTS}
    kept = {cell: spans for cell, spans in rules.evidence.items() if cell.partition(".")[0] not in _COUNTS}
    return replace(rules, facts=facts, evidence=kept | counted)


def _added(model: Sequence[Report], known: dict[int, str], taken: int) -> list[Report]:
    """Incidents that the model alone sees, under keys that the rules don't use, as candidates for review."""
    keys = dict(known)
    alone = [j for j in range(len(model)) if j not in known]
    for number, j in enumerate(alone):
        keys[j] = key_of(taken + number)
    by_own_key = {report.key: keys[j] for j, report in enumerate(model)}
    return [
        replace(
            model[j],
            key=keys[j],
            parent=by_own_key.get(model[j].parent or ""),
            confidence=min(model[j].confidence, _CANDIDATE),
        )
        for j in alone
    ]


def _words(report: Report) -> str:
    facts = report.facts
    return f"{facts.sub_event_type.value}, {facts.place}, {facts.date_start}, killed {facts.killed.total}"
