"""Makes reports of what passed the gate. The model said which words belong together; what they mean, our tables say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extraction.casualties import Loss
from extraction.dates import DateMention
from extraction.document import Ranged
from extraction.findings import Finding
from extraction.gazetteer import PlaceKind
from extraction.kinds import kind_of
from extraction.llm.answer import Answer, Event, Quote
from extraction.llm.gate import Gate, Proof
from extraction.perpetrators import Side
from extraction.placeroles import PlaceRole
from extraction.places import Location
from extraction.reports import is_old, key_of, report_of
from extraction.scope import Standing, standing_of
from extraction.sides import side_of
from extraction.story import Scene
from khabardar.records import Report
from khabardar.vocabulary import Attribution, PerpetratorType, Role

_NEWS_DAYS = 12  # as in judgement.py: what lies further back is background
_TOLD = frozenset({Standing.OPENS, Standing.ADDS})
_DOUBTED = 0.35  # how sure at most, where our rules would have set the clause aside


@dataclass(slots=True)
class _Proved:
    """One event with what of it passed the gate."""

    acts: list[Proof]
    names: list[Proof]  # of who did it and who claimed it
    findings: dict[int, Finding] = field(default_factory=dict)  # by first token
    losses: dict[int, list[Loss]] = field(default_factory=dict)

    def take(self, finding: Finding, loss: Loss | None = None) -> None:
        self.findings[finding.clause.first] = finding
        losses = self.losses.setdefault(finding.clause.first, [])
        if loss is not None and loss not in losses:
            losses.append(loss)


def assemble(gate: Gate, answer: Answer, country: str | None) -> list[Report]:
    """One report for each event whose act and place are proved, parents before their parts."""
    scenes = [_scene(gate, event, number) for number, event in enumerate(answer.incidents, 1)]
    _link(answer.incidents, scenes)
    order = sorted((i for i, s in enumerate(scenes) if s is not None), key=lambda i: (scenes[i].parent is not None, i))  # type: ignore[union-attr]
    made: dict[int, tuple[str, Side]] = {}
    reports = []
    for number, i in enumerate(order):
        scene = scenes[i]
        assert scene is not None
        parent = made.get(id(scene.parent)) if scene.parent is not None else None
        key = key_of(number)
        side = _side(gate, answer.incidents[i], scene, country, parent[1] if parent else None)
        made[id(scene)] = (key, side)
        children = [s for s in scenes if s is not None and s.parent is scene]
        report = report_of(gate.document, scene, kind_of(scene), side, key, parent[0] if parent else None, children)
        reports.append(_doubted(gate, scene, report))
    return reports


def _scene(gate: Gate, event: Event, number: int) -> Scene | None:
    """An incident in the making, of nothing but proved words; None where its act or its place is not proved."""
    proved = _Proved(
        _proofs(gate, event.act, f"incident {number}: act"),
        _proofs(gate, [*event.by, *event.claim], f"incident {number}: who"),
    )
    for proof in [*proved.acts, *proved.names]:
        if (finding := gate.finding_at(proof)) is not None:
            proved.take(finding)
    for said in event.people:
        if (borne_out := gate.people(said)) is not None:
            proved.take(*borne_out)
    findings = [_narrowed(finding, proved) for _, finding in sorted(proved.findings.items())]
    if not any(finding.acts for finding in findings) and not any(_opens(gate, proof) for proof in proved.acts):
        gate.refused.append(f"incident {number}: no act of violence in the words {_words(event.act)}")
        return None
    scene = Scene(findings=findings, location=_location(gate, event, number), day=_day(gate, event, number))
    if scene.location is None:
        gate.refused.append(f"incident {number}: no place in the words {_words(event.place)}")
        return None
    scene.is_old = event.earlier or _is_long_ago(scene, gate.document.published)
    return scene


def _opens(gate: Gate, proof: Proof) -> bool:
    """Whether our rules see an act told in this clause, of whatever words: `gunmen killed two policemen`."""
    finding = gate.finding_at(proof)
    return finding is not None and standing_of(finding) is Standing.OPENS


def _proofs(gate: Gate, quotes: Sequence[Quote], what: str) -> list[Proof]:
    return [proof for quote in quotes if (proof := gate.prove(quote, what)) is not None]


def _narrowed(finding: Finding, proved: _Proved) -> Finding:
    """Of a clause only what was quoted for this incident: it may tell of others too."""
    acts = tuple(hit for hit in finding.acts if any(proof.meets(hit) for proof in proved.acts))
    quoted = any(finding.holds(proof) for proof in proved.acts)
    return replace(
        finding,
        acts=acts or (finding.acts if quoted else ()),
        losses=tuple(proved.losses.get(finding.clause.first, ())),
        actors=tuple(hit for hit in finding.actors if any(proof.meets(hit) for proof in proved.names)),
    )


def _location(gate: Gate, event: Event, number: int) -> Location | None:
    """The finest of the places quoted; the dateline's where nothing is quoted and the text names no other."""
    proofs = _proofs(gate, event.place, f"incident {number}: place")
    quoted = [location for proof in proofs for location in gate.locations_in(proof)]
    area = max(quoted, key=lambda location: location.level, default=None)
    if proofs and not gate.locations_in(proofs[0]) and _is_new_name(gate, proofs[0]):
        return _unresolved(gate, proofs[0], area)
    if area is not None:
        if area.place is None:
            gate.refused.append(f"incident {number}: place {area.name!r} is not in our gazetteer: unresolved")
        return area
    if event.place or any(location.role is PlaceRole.EVENT for location in gate.locations):
        return None
    return next((location for location in gate.locations if location.role is PlaceRole.DATELINE), None)


def _unresolved(gate: Gate, proof: Proof, area: Location | None) -> Location:
    """A name that no gazetteer of ours knows: kept as quoted, without coordinates, in the units quoted beside it."""
    name = gate.document.words(proof.first, proof.last)
    gate.refused.append(f"place {name!r}: not in our gazetteer: unresolved")
    return Location(
        proof.first,
        proof.last,
        gate.document.span(proof.first, proof.last),
        name,
        PlaceRole.EVENT,
        None,
        PlaceKind.TOWN,
        area.admin2 if area else None,
        area.admin1 if area else None,
        area.country if area else None,
        (area.span,) if area else (),
    )


def _day(gate: Gate, event: Event, number: int) -> DateMention | None:
    for quote in event.date:
        proof = gate.prove(quote, f"incident {number}: date")
        if proof is None:
            continue
        found = gate.document.dates_in(gate.document.span(proof.first, proof.last))
        if found:
            return found[0]
        gate.refuse(f"incident {number}: date", quote, "no day that our own date reader sees")
    return None


def _is_long_ago(scene: Scene, published: date) -> bool:
    return scene.day is not None and is_old(scene.day.end, published, _NEWS_DAYS)


def _link(events: Sequence[Event], scenes: Sequence[Scene | None]) -> None:
    """Parts under their whole; a whole that was dropped, or is a part itself, leaves its parts alone."""
    for event, scene in zip(events, scenes, strict=True):
        if scene is None or not 0 < event.part_of <= len(events) or events[event.part_of - 1].part_of:
            continue
        whole = scenes[event.part_of - 1]
        if whole is not None and whole is not scene:
            scene.parent, whole.is_wave = whole, True


def _side(gate: Gate, event: Event, scene: Scene, country: str | None, wave: Side | None) -> Side:
    """Who did it, by our lexicon; a name that it does not know is kept as quoted, and marked as new."""
    assert scene.location is not None
    day = scene.day.start if scene.day is not None else gate.document.published
    side = side_of(scene, kind_of(scene).sub_event_type, scene.location.country or country, day, wave)
    if side.name is not None:
        return side
    for quote in event.by:
        proof = gate.prove(quote, "who")
        if proof is None or not _is_new_name(gate, proof):
            continue
        name = gate.document.words(proof.first, proof.last)
        gate.refused.append(f"new group {name!r}: not in our lexicon, kept as quoted, of unknown type")
        span = gate.document.span(proof.first, proof.last)
        return Side(name, PerpetratorType.UNKNOWN, Attribution.SUSPECTED, None, (span,))
    return side


def _is_new_name(gate: Gate, proof: Proof) -> bool:
    """Words with a capital that are neither people, nor forces, nor a place that we know."""
    document = gate.document
    known: list[Ranged] = [*document.actors, *document.people, *gate.locations]
    names = document.tokens[proof.first : proof.last]
    return any(token.is_capitalised for token in names) and not any(proof.meets(thing) for thing in known)


def _doubted(gate: Gate, scene: Scene, report: Report) -> Report:
    """Less sure where our rules hold the telling clauses for no news of an act, and say as what."""
    standings = {standing_of(finding) for finding in scene.findings if finding.acts}
    if standings & _TOLD or report.role is Role.BACKGROUND:
        return report
    why = ", ".join(sorted(standing.value for standing in standings))
    gate.refused.append(f"report {report.key}: kept, but our rules take its clauses for: {why}")
    return replace(report, confidence=min(report.confidence, _DOUBTED))


def _words(quotes: Sequence[Quote]) -> str:
    return ", ".join(repr(quote.words[:80]) for quote in quotes) or "(none)"
