"""One row beside what each article says of it: for every cell the words, and where the articles disagree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.quotes import Stretch, stretches
from dashboard.shown import cell_text, label
from khabardar.codec import flatten
from khabardar.records import Article, Facts, Source, StoredReport
from khabardar.vocabulary import Side
from khabardar.wording import stated_cells

# Cells that the place brings with it: its own words would stand there again.
_BROUGHT = ("admin2", "admin1", "country")
_COMPARED = (
    "date_start",
    "place",
    "admin2",
    "sub_event_type",
    "perpetrator",
    "claimed_by",
    "killed.total",
    "killed.civilians",
    "killed.security",
    "killed.militants",
    "killed.unspecified",
    "injured.total",
    "abducted",
    "arrested",
)
_MOST_DIFFERING = 3
_MOST_FURTHER = 20
_ORDER = {cell: number for number, cell in enumerate(("date_start", "date_end", "place", *_BROUGHT))}


@dataclass(frozen=True, slots=True)
class Witness:
    """A report with its article and outlet."""

    stored: StoredReport
    article: Article
    outlet: str

    @property
    def side(self) -> Side:
        return self.stored.side

    @property
    def facts(self) -> Facts:
        return self.stored.report.facts


@dataclass(frozen=True, slots=True)
class Quote:
    """What one article says of one cell. `differs`: another value than the row's."""

    witness: Witness
    said: str
    differs: bool
    stretches: list[Stretch]


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of the row with its quotes; `set_by`: the person who put it so."""

    cell: str
    label: str
    value: str
    quotes: list[Quote]
    set_by: str | None

    @property
    def shown(self) -> list[Quote]:
        """The first that says so, and those that say otherwise."""
        agreeing = [quote for quote in self.quotes if not quote.differs][:1]
        return agreeing + [quote for quote in self.quotes if quote.differs][:_MOST_DIFFERING]

    @property
    def further(self) -> list[Quote]:
        """The others, up to a number that a page can hold."""
        return [quote for quote in self.quotes if quote not in self.shown][:_MOST_FURTHER]


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell across the articles: what each says, and whether that is not what the row has."""

    cell: str
    label: str
    value: str
    said: list[tuple[str, bool]]

    @property
    def disagreement(self) -> bool:
        """Two articles that say something say not the same."""
        return len({text for text, _ in self.said if text}) > 1


def witnesses(
    reports: Sequence[StoredReport], articles: Mapping[str, Article], sources: Sequence[Source]
) -> list[Witness]:
    """In order of publication."""
    names = {source.id: source.name for source in sources}
    found = [
        Witness(stored, articles[stored.article_id], names.get(stored.source_id, stored.source_id))
        for stored in reports
    ]
    return sorted(found, key=lambda one: (one.stored.published, one.stored.id))


def facts_of(row: Facts, told: Sequence[Witness], set_by: Mapping[str, str]) -> list[Fact]:
    """The stated cells of the row, and those that a person emptied, each with the words that say so."""
    cells = dict.fromkeys([*stated_cells(row), *set_by])
    ordered = sorted(cells, key=lambda cell: (_ORDER.get(cell, len(_ORDER)),))
    return [_fact(cell, row, told, set_by.get(cell)) for cell in ordered]


def _fact(cell: str, row: Facts, told: Sequence[Witness], set_by: str | None) -> Fact:
    value = cell_text(row, cell)
    quotes = [] if cell in _BROUGHT else [quote for one in told if (quote := _quote(cell, value, one))]
    return Fact(cell, label(cell), value, quotes, set_by)


def _quote(cell: str, value: str, witness: Witness) -> Quote | None:
    spans = witness.stored.report.evidence.get(cell, ())
    if not spans:
        return None
    said = cell_text(witness.facts, cell)
    return Quote(witness, said, said != value, stretches(witness.article.text, spans))


def compared(row: Facts, told: Sequence[Witness]) -> list[Compared]:
    """The cells that outlets can disagree on, without those that nobody states."""
    whole = flatten(row)
    lines = []
    for cell in _COMPARED:
        value = cell_text(row, cell)
        said = [(text, bool(text) and text != value) for text in (cell_text(one.facts, cell) for one in told)]
        if cell in whole and (value or any(text for text, _ in said)):
            lines.append(Compared(cell, label(cell), value, said))
    return lines


def dispute(told: Sequence[Witness]) -> str:
    """How the tolls differ, in a sentence: `Hill Wire says 5 killed, Coastal Courier 7, the group's channel 12`."""
    said: dict[int, str] = {}
    for witness in told:
        killed = witness.facts.killed.total
        if killed is not None:
            said.setdefault(killed, witness.outlet)
    if len(said) < 2:
        return ""
    (least, first), *others = sorted(said.items())
    return f"{first} says {least} killed; " + "; ".join(f"{outlet} {number}" for number, outlet in others)
