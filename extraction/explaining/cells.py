"""Why each cell of a report has the value that it has: the words, the lines of the data, the rule that decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from extraction.explaining.case import Case
from extraction.explaining.empty import why_empty
from extraction.explaining.lines import line_of
from extraction.explaining.mentions import date_line, day_in_words, in_words, place_line, where_it_is
from extraction.explaining.records import CellNote
from extraction.kinds import kind_of, outcome_of, tags_of, telling
from extraction.lexicon.entries import Effect
from extraction.reports import report_all
from extraction.sides import side_of
from extraction.targeting import targets_of
from extraction.tolls import count, single
from khabardar.codec import flatten
from khabardar.vocabulary import Attribution, DatePrecision, Outcome, SubEventType

_PEOPLE = ("casualties", "people", "actors", "cues")
# The lists of the document that a cell's words are looked up in, and the rule that decides it.
_SOURCES: dict[str, tuple[tuple[str, ...], Callable[..., Any]]] = {
    "sub_event_type": (("acts",), kind_of),
    "event_type": (("acts",), kind_of),
    "outcome": (("cues", "acts"), outcome_of),
    "tags": (("acts", "targets"), tags_of),
    **dict.fromkeys(("perpetrator", "perpetrator_type"), (("actors", "people", "acts"), side_of)),
    **dict.fromkeys(("attribution", "claimed_by"), (("cues", "actors", "people"), side_of)),
    "targets": (("targets", "people", "actors"), targets_of),
    "killed": (_PEOPLE, count),
    "injured": (_PEOPLE, count),
    **dict.fromkeys(("abducted", "freed", "arrested"), (_PEOPLE, single)),
}
_BY_WORD_OF = {
    Attribution.CLAIMED: "the group is named and is said to have claimed it",
    Attribution.BLAMED: "somebody's word, or the text's own, has it as the doer",
    Attribution.SUSPECTED: "the text only suspects it",
    Attribution.WITNESSED: "the text has no doubt who did it",
    Attribution.UNKNOWN: "nobody is named, or nobody says who they were",
}


def cell_notes(case: Case) -> Iterator[CellNote]:
    """A note on every cell, in the codebook's order."""
    for cell, value in flatten(case.report.facts).items():
        spans = tuple(case.report.evidence.get(cell, ()))
        if value is None or value == []:
            why, where = why_empty(case, cell)
            yield CellNote(cell, value, (), (), why, (where,))
        else:
            words = tuple(case.words(span) for span in spans)
            yield CellNote(cell, value, spans, words, _why(case, cell), _where(case, cell))


def _where(case: Case, cell: str) -> tuple[str, ...]:
    if cell.startswith("date_"):
        day = case.scene.day or (case.scene.parent.day if case.scene.parent else None)
        return (date_line(day) if day is not None else line_of(report_all),)
    family = cell.split(".")[0]
    if family not in _SOURCES:
        return (place_line(case.location),)
    kinds, rule = _SOURCES[family]
    return (*case.lines(tuple(case.report.evidence.get(cell, ())), *kinds), line_of(rule))


def _why(case: Case, cell: str) -> str:
    family = cell.split(".")[0]
    if cell.startswith("date_"):
        return _why_day(case)
    if family in {"killed", "injured"}:
        return _statements(case, Effect(family))
    if family in {"abducted", "freed", "arrested"}:
        return _statements(case, Effect(family))
    return _WHY[cell](case)


def _why_day(case: Case) -> str:
    if case.report.facts.date_precision is DatePrecision.ASSUMED:
        return "the publication date: " + why_empty(case, "date_start")[0]
    day = case.scene.day
    return day_in_words(day) if day is not None else "the day of the wave that it belongs to"


def _statements(case: Case, effect: Effect) -> str:
    """All figures of the report for one effect: which of them stands is for extraction/tolls.py to say."""
    said = [
        f"clause {case.number(finding)} has {in_words(loss)}"
        for finding, loss in case.losses()
        if loss.effect is effect
    ]
    return "; ".join(said) or "the text says that there was none"


def _why_place(case: Case) -> str:
    return where_it_is(case.location)


def _why_area(case: Case) -> str:
    if case.location.place is None:
        return "the units named beside the place, or the place known nearest to it"
    return "what the gazetteer has of the place"


def _why_point(case: Case) -> str:
    return "the gazetteer's coordinate of the place"


def _why_kind(case: Case) -> str:
    acts = {f"{hit.entry.act} ({hit.entry.weight})": None for f in telling(case.scene) for hit in f.acts}
    if not acts:
        return "no act of its own: the type of the incident told before, or of the wave"
    return f"acts told: {', '.join(acts)}; the codebook's order decides"


def _why_outcome(case: Case) -> str:
    if case.report.facts.outcome is Outcome.FOILED:
        return "the text has it beaten back, or made safe"
    return "no word says that it was foiled"


def _why_tags(case: Case) -> str:
    tags = {
        f"{tag} from {hit.entry.act}": None for f in telling(case.scene) for hit in f.acts for tag in hit.entry.tags
    }
    return "; ".join(sorted(tags)) or "from what was hit"


def _why_side(case: Case) -> str:
    if case.report.facts.sub_event_type in {SubEventType.MOB_VIOLENCE, SubEventType.VIOLENT_DEMONSTRATION}:
        return "a mob: the codebook gives its type, and no name"
    return _BY_WORD_OF[case.report.facts.attribution]


def _why_targets(case: Case) -> str:
    return "things and people that the clauses have as attacked, and the victims"


_WHY: dict[str, Callable[[Case], str]] = {
    "place": _why_place,
    **dict.fromkeys(("admin2", "admin1", "country"), _why_area),
    **dict.fromkeys(("latitude", "longitude"), _why_point),
    "geo_precision": lambda case: f"the place is a {case.location.kind}",
    "event_type": lambda case: "follows from sub_event_type",
    "sub_event_type": _why_kind,
    "outcome": _why_outcome,
    "tags": _why_tags,
    **dict.fromkeys(("perpetrator", "perpetrator_type", "attribution", "claimed_by"), _why_side),
    "targets": _why_targets,
}
