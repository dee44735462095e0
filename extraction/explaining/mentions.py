"""What the words of one clause were taken for: acts, losses, people, actors, targets, places, days, cues, frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extraction import daterules
from extraction.casualties import Loss, find_losses
from extraction.clauses import Clause
from extraction.dates import DateMention
from extraction.document import Document, within
from extraction.explaining.lines import data_line, line_in, line_of
from extraction.explaining.records import Mention
from extraction.findings import Finding
from extraction.gazetteer.longer_names import LongerNames
from extraction.lexicon.entries import ActEntry, ActorEntry, Entry, FrameEntry, PersonEntry, TargetEntry
from extraction.lexicon.loader import default_lexicon
from extraction.lexicon.matcher import Hit
from extraction.numbers import find_quantities
from extraction.placeroles import PlaceRole
from extraction.places import Location, Refused, survey
from extraction.unknownplaces import find_unknown
from khabardar.records import Span

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class Told:
    """A clause before and after it was settled what it names without telling it."""

    document: Document
    clause: Clause
    gathered: Finding
    settled: Finding
    locations: Sequence[Location]


def mentions_of(told: Told) -> tuple[Mention, ...]:
    """All mentions of a clause, in text order."""
    found = [
        *_acts(told),
        *_losses(told),
        *_quantities(told),
        *_hits(told, "people", told.document.people, _person),
        *_actors(told),
        *_targets(told),
        *_places(told),
        *_dates(told),
        *_hits(told, "cue", told.document.cues, lambda entry: str(entry.cue)),
        *_hits(told, "frame", _frames(told), _frame),
    ]
    return tuple(sorted(found, key=lambda m: (m.span, m.kind)))


def refused_names(document: Document, refused: Sequence[Refused]) -> tuple[Mention, ...]:
    """Names of places that were taken for none, in text order."""
    notes = [
        Mention("place", r.mention.span, _text(document, r.mention.span), f"no place: {r.why}", _refusing_rule(r))
        for r in refused
    ]
    return tuple(sorted(notes, key=lambda m: m.span))


def _refusing_rule(refused: Refused) -> str:
    return line_of(LongerNames.around if refused.mention.part_of else survey)


def _text(document: Document, span: Span) -> str:
    return document.text[span.start : span.end]


def _mention(told: Told, kind: str, hit: Hit[E], taken_for: str) -> Mention:
    span = told.document.span(hit.first, hit.last)
    return Mention(kind, span, _text(told.document, span), taken_for, data_line(hit.entry.where))


def _hits(told: Told, kind: str, hits: Sequence[Hit[E]], say: Callable[[E], str]) -> Iterator[Mention]:
    for hit in within(hits, told.clause.first, told.clause.last):
        yield _mention(told, kind, hit, say(hit.entry))


def _acts(told: Told) -> Iterator[Mention]:
    for hit in within(told.document.acts, told.clause.first, told.clause.last):
        yield _mention(told, "act", hit, _act(hit.entry) + _why_not_told(told, hit))


def _act(entry: ActEntry) -> str:
    tags = f", tags {', '.join(sorted(entry.tags))}" if entry.tags else ""
    return f"{entry.act}, {entry.weight}{tags}"


def _why_not_told(told: Told, hit: Hit[ActEntry]) -> str:
    if hit in told.settled.acts:
        return ""
    if hit in told.gathered.acts:
        return "; named and not told: see the frame beside it (extraction/frames.py)"
    return "; no weapon that was used (extraction/findings.py)"


def _losses(told: Told) -> Iterator[Mention]:
    for loss in told.gathered.losses:
        dropped = "" if loss in told.settled.losses else "; named and not told: see the frame beside it"
        span = Span(min(s.start for s in loss.spans), max(s.end for s in loss.spans))
        yield Mention(
            "loss", span, _text(told.document, span), in_words(loss) + dropped, loss_line(told.document, loss)
        )


def in_words(loss: Loss) -> str:
    """`killed: 9 security (at least), of them 3 civilians; an update`."""
    party = loss.party
    bounds = " or more" if party.high is None else f" to {party.high}" if party.high != party.value else ""
    parts = [f"{part.value} {part.group}" for part in loss.parts]
    marks = (
        ("an update", loss.is_update),
        ("in addition", loss.is_more),
        ("later died", loss.dies_later),
        ("says who they were", loss.is_detail),
    )
    said = "".join(f"; {mark}" for mark, holds in marks if holds)
    return (
        f"{loss.effect}: {party.value}{bounds} {loss.group}" + (f", of them {', '.join(parts)}" if parts else "") + said
    )


def loss_line(document: Document, loss: Loss) -> str:
    """The lines of the words for what became of the people, and of those for the people."""
    lines = [hit.entry.where for hit in within(document.casualties, loss.at, loss.at + 1)]
    lines += [hit.entry.where for hit in within(document.people, loss.party.first, loss.party.last)]
    return ", ".join(dict.fromkeys(map(data_line, lines))) or line_of(find_losses)


def _quantities(told: Told) -> Iterator[Mention]:
    counted = {at for loss in told.gathered.losses for p in (loss.party, *loss.parts) for at in range(p.first, p.last)}
    for quantity in within(told.document.quantities, told.clause.first, told.clause.last):
        if quantity.first in counted:
            continue
        span = told.document.span(quantity.first, quantity.last)
        said = f"{quantity.value}, which counts nobody who was lost"
        yield Mention("quantity", span, _text(told.document, span), said, line_of(find_quantities))


def _person(entry: PersonEntry) -> str:
    return ", ".join([str(entry.group), *entry.targets])


def _actors(told: Told) -> Iterator[Mention]:
    for hit in within(told.document.actors, told.clause.first, told.clause.last):
        speaks = "" if hit in told.gathered.actors else "; only speaks of it (extraction/findings.py)"
        yield _mention(told, "actor", hit, _actor(hit.entry) + speaks)


def _actor(entry: ActorEntry) -> str:
    home = f" ({', '.join(entry.countries)})" if entry.countries else ""
    label = ", a label of its foe" if entry.is_label else ""
    return f"{entry.name or 'forces of a state'}{home}, {entry.actor_type}{label}"


def _targets(told: Told) -> Iterator[Mention]:
    attacked = told.gathered.attacked
    for hit in within(told.document.targets, told.clause.first, told.clause.last):
        beside = "" if hit in attacked else "; only speaks, or stands beside the act (extraction/findings.py)"
        yield _mention(told, "target", hit, _target(hit.entry) + beside)


def _target(entry: TargetEntry) -> str:
    return ", ".join(entry.targets)


def _places(told: Told) -> Iterator[Mention]:
    for location in within(told.locations, told.clause.first, told.clause.last):
        if location.role is PlaceRole.DATELINE:
            continue
        use = _use(told.gathered, location)
        yield Mention(
            "place",
            location.span,
            _text(told.document, location.span),
            use + ": " + where_it_is(location),
            place_line(location),
        )


def _use(finding: Finding, location: Location) -> str:
    if location in finding.locations:
        return f"{location.role}, where it happened"
    return f"{location.role}, names a wider area" if location in finding.wider else str(location.role)


def where_it_is(location: Location) -> str:
    """Which place a name was taken for, why, and what else it could be."""
    if location.place is None or location.resolved is None:
        parents = ", ".join(part for part in (location.admin2, location.admin1, location.country) if part)
        return f"no gazetteer has it here; a {location.kind} by the words beside it, put in {parents or 'no country'}"
    others = "; ".join(place.label for place in location.resolved.alternatives[:3])
    return location.resolved.why + (f". Not {others}" if others else "")


def place_line(location: Location) -> str:
    """The line of the place file, else the rule that takes an unknown name for a place."""
    return data_line(location.place.where) if location.place is not None else line_of(find_unknown)


def _dates(told: Told) -> Iterator[Mention]:
    for day in told.document.dates_in(told.document.span(told.clause.first, told.clause.last)):
        yield Mention("date", day.span, _text(told.document, day.span), day_in_words(day), date_line(day))


def day_in_words(day: DateMention) -> str:
    """`2026-03-14`, with what it says besides when it happened."""
    days = day.start.isoformat() if day.start == day.end else f"{day.start} to {day.end}"
    marks = (
        ("when somebody spoke", day.is_report),
        ("an end of a stretch, or a day to come", day.is_bound),
        ("a stretch that is counted over", day.is_stretch),
        ("hangs on another date", day.is_relative),
        ("too vague for a day", day.is_vague),
    )
    return days + "".join(f"; {mark}" for mark, holds in marks if holds)


def date_line(day: DateMention) -> str:
    """The rule that resolved a time expression."""
    return line_in(daterules, day.rule)


def _frames(told: Told) -> list[Hit[FrameEntry]]:
    return default_lexicon().frames.find(told.document.tokens, told.clause.first, told.clause.last)


def _frame(entry: FrameEntry) -> str:
    return f"{entry.frame}: the act {'behind' if entry.is_before else 'before'} it, within {entry.reach} words"
