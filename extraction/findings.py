"""What one clause says, gathered: acts, losses, places, days, actors, cues. The material that incidents are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from extraction.casualties import Loss, find_losses
from extraction.clauses import Clause
from extraction.dates import DateMention
from extraction.details import find_details
from extraction.document import Document, Ranged, within
from extraction.fates import settle_fates
from extraction.lexicon.entries import (
    ActEntry,
    ActKind,
    ActorEntry,
    Cue,
    CueEntry,
    Effect,
    Frame,
    Genre,
    PersonEntry,
    TargetEntry,
    Weight,
)
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.people import find_parties
from extraction.placeroles import is_entry_head
from extraction.places import Location
from extraction.sceneplaces import scene_places
from khabardar.records import Span
from khabardar.vocabulary import VictimGroup

A = TypeVar("A")
_GUNMEN = words("findings.gunmen")
_BODIES = words("casualties.bodies")
_FOUND = frozenset({"found", "recovered", "discovered", "retrieved", "dumped", "exhumed"})
_OWN = frozenset({"it", "its", "they", "their", "drones", "jets", "helicopters", "troops", "soldiers", "aircraft"})
_SEIZED = words("findings.seized")
_SEIZED_OR_ALONG = _SEIZED | words("findings.along")
_WEAPONS = frozenset({ActKind.EXPLOSION, ActKind.GRENADE, ActKind.SHELLING, ActKind.SUICIDE, ActKind.CHEMICAL})
_EXPLODED = words("findings.exploded")
_ARMED = words("findings.armed")
_DEEDS = words("findings.deeds")
_UNITS = words("findings.units")
_SUSPECTS = words("findings.suspects")
_BOASTERS = frozenset(
    {"group", "rebels", "separatists", "insurgents", "militants", "outfit", "organisation", "guerrillas"}
)
_BOASTING = frozenset({"said", "says", "claimed", "claims", "put", "puts"})
_OFFICIALS = words("findings.officials")
_LAST_SPEAKER = 8  # tokens at the end of the sentence before that name who spoke in it
_SAYING = frozenset({Cue.SAYS, Cue.CLAIM})
_GROUP_WORDS = frozenset({"group", "outfit", "organisation", "organization", "its"})
_BESIDE = words("findings.beside")
_SPEAKS = frozenset({"said", "told", "sources", "spokesman", "spokesperson", "confirmed", "officials", "according"})
_ATTACKS = frozenset({ActKind.ASSAULT, ActKind.GUNFIRE, ActKind.SHELLING, ActKind.AIRSTRIKE, ActKind.ABDUCTION})
_PASSIVE = words("findings.passive")
_BEGUN_BY_OTHERS = frozenset({ActKind.ASSAULT, ActKind.AMBUSH, ActKind.EXPLOSION, ActKind.SUICIDE, ActKind.GRENADE})


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause and all that was found in it."""

    clause: Clause
    document: Document
    acts: tuple[Hit[ActEntry], ...]
    losses: tuple[Loss, ...]
    locations: tuple[Location, ...]  # finest places at which things are said to happen
    wider: tuple[Location, ...]  # the units that hold them, and places that only may be meant
    dates: tuple[DateMention, ...]  # days of the event, best first
    spoken: tuple[DateMention, ...]  # days on which somebody spoke
    actors: tuple[Hit[ActorEntry], ...]
    people: tuple[Hit[PersonEntry], ...]
    targets: tuple[Hit[TargetEntry], ...]
    cue_spans: dict[Cue, Span]  # the first words of each cue
    framed: Frame | Genre | None = None  # why what it names is not told as news; see frames.py and genre.py
    _answers: dict[Callable[[Finding], object], object] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def once(self, question: Callable[[Finding], A]) -> A:
        """The answer to a question about this finding alone; many steps ask the same, it is worked out once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast("A", self._answers[question])

    @property
    def cues(self) -> frozenset[Cue]:
        return frozenset(self.cue_spans)

    def kinds(self, weight: Weight | None = None) -> set[ActKind]:
        return {hit.entry.act for hit in self.acts if weight is None or hit.entry.weight is weight}

    @property
    def span(self) -> Span:
        return self.document.span(self.clause.first, self.clause.last)

    def span_of(self, hit: Ranged) -> Span:
        """The words of a hit."""
        return self.document.span(hit.first, hit.last)

    def words_of(self, hit: Ranged) -> list[str]:
        return [token.low for token in self.document.tokens[hit.first : hit.last]]

    @property
    def says_the_group(self) -> bool:
        """The clause speaks of a group that was named before."""
        return any(t.low in _GROUP_WORDS for t in self.document.tokens[self.clause.first : self.clause.last])

    def is_gunman(self, hit: Hit[PersonEntry]) -> bool:
        """`gunmen`, `bandits`, `armed men`: persons with weapons and no name."""
        words = self.words_of(hit)
        armed = any(self.document.low(at) == "armed" for at in range(hit.first - 3, hit.first))
        return (
            bool(_GUNMEN & set(words))
            or "armed" in words
            or (armed and words[-1] in {"men", "man", "persons", "motorcyclists"})
        )

    def joined(self, first: int, last: int) -> bool:
        """The tokens between two names make them a list."""
        gap = {token.low for token in self.document.tokens[first:last]}
        return (
            bool(gap)
            and gap <= {",", "and", "&", "the", "district", "districts", "areas", "area", "of", "or", "also"}
            and last - first <= 4
        )

    @property
    def goes_on_claiming(self) -> bool:
        """`It put the number of dead at three`, `the group said`: the speaker is a group named before."""
        first = self.clause.first
        if _OFFICIALS & {self.document.low(at) for at in range(first - _LAST_SPEAKER, first)}:
            return False
        head = [self.document.low(at) for at in range(first, first + 2)]
        return head[:1] == ["it"] or head in (["the", "group"], ["the", "outfit"], ["the", "organisation"])

    def is_boast(self, at: int) -> bool:
        """`a separatist group said it had killed nine soldiers`: who speaks before token `at` is no official."""
        first = max(self.clause.first, at - 8)
        says = [i for i in range(first, at) if self.document.low(i) in _BOASTING]
        return bool(says) and self.document.low(says[-1] - 1) in _BOASTERS

    @property
    def group_speaks(self) -> bool:
        """The group stands before the word of saying, as its subject."""
        if self.goes_on_claiming:
            return True
        says = [
            hit.first
            for hit in within(self.document.cues, self.clause.first, self.clause.last)
            if hit.entry.cue in _SAYING
        ]
        return any(
            not hit.entry.governs_on(self.document.published) and 0 <= at - hit.last <= 12
            for hit in self.actors
            for at in says
        )

    def holds(self, thing: Ranged) -> bool:
        """The thing stands in this clause."""
        return self.clause.first <= thing.first < self.clause.last

    @property
    def words(self) -> set[str]:
        """All words of the clause in lower case."""
        return {token.low for token in self.document.tokens[self.clause.first : self.clause.last]}

    @property
    def act_span(self) -> Span:
        """The words of the first strong act, else of the first act, else the clause."""
        strong = [hit for hit in self.acts if hit.entry.weight is Weight.STRONG] or list(self.acts)
        return self.span_of(strong[0]) if strong else self.span

    def is_attacker(self, actor: Ranged) -> bool:
        """`border forces had attacked`, `personnel opened fire on`: the forces are the subject of an attack."""
        for hit in self.acts:
            between = {self.document.low(at) for at in range(actor.last, hit.first)}
            if -1 <= hit.first - actor.last <= 3 and hit.entry.act in _ATTACKS and not between & _PASSIVE:
                return self.document.low(hit.first) not in {"came", "come", "attack", "killed"}
        return False

    @property
    def is_entry(self) -> bool:
        """The clause opens with the place of an entry of a roundup."""
        return any(
            x.first == self.clause.first and is_entry_head(self.document, x.first, x.last)
            for x in (*self.locations, *self.wider)
        )

    @property
    def points_back(self) -> bool:
        """`It was there that ...`: the place is the one named last."""
        first = self.clause.first
        return "there" in [self.document.low(at) for at in range(first, min(first + 4, self.clause.last))]

    @property
    def forces_killed(self) -> bool:
        """Forces of a state killed or caught fighters, and nobody is said to have attacked them."""
        lost = [
            x for x in self.losses if x.group is VictimGroup.MILITANTS and x.effect in {Effect.KILLED, Effect.ARRESTED}
        ]
        return bool(lost) and not self.kinds(Weight.STRONG) & _BEGUN_BY_OTHERS

    @property
    def attacked(self) -> tuple[Hit[TargetEntry], ...]:
        """Targets named in the clause that neither speak in it nor only stand beside the act."""
        return tuple(hit for hit in self.targets if not self._speaks(hit) and not self._is_beside(hit))

    def _speaks(self, hit: Hit[TargetEntry]) -> bool:
        """`the court said`, `the ministry of interior said`."""
        behind = [self.document.low(at) for at in range(hit.last, hit.last + 5)]
        return behind[0] in _SPEAKS or (behind[0] == "of" and bool(_SPEAKS & set(behind)))

    def _is_beside(self, hit: Hit[TargetEntry]) -> bool:
        before = [self.document.low(at) for at in range(hit.first - 4, hit.first)]
        return bool(_BESIDE & set(before)) or before[-1:] == ["to"]

    @property
    def has_people_lost(self) -> bool:
        return any(loss.effect in {Effect.KILLED, Effect.INJURED} and not loss.is_detail for loss in self.losses)

    @property
    def found_bodies(self) -> tuple[Loss, ...]:
        """Dead who were found: `the body of a shepherd was found`, `four bodies were recovered`."""
        if not _FOUND & self.words:
            return ()
        low = self.document.low
        return tuple(x for x in self.losses if x.is_bodies or low(x.at) in _BODIES or low(x.party.last - 1) in _BODIES)

    @property
    def has_people_taken(self) -> bool:
        """Somebody was led away by those who are named: `personnel picked up two brothers`."""
        return bool(self.actors) and any(loss.effect is Effect.ABDUCTED and not loss.is_detail for loss in self.losses)

    @property
    def has_foe(self) -> bool:
        """A group, or fighters or gunmen: somebody against the state."""
        return any(not hit.entry.governs_on(self.document.published) for hit in self.actors) or any(
            hit.entry.group is VictimGroup.MILITANTS and not _SUSPECTS & set(self.words_of(hit)) for hit in self.people
        )

    @property
    def has_armed_actor(self) -> bool:
        """A force, a group, fighters, or somebody who is called armed."""
        if self.actors or any(hit.entry.group is VictimGroup.MILITANTS for hit in self.people):
            return True
        return bool(_ARMED & self.words) or self._has_unknown_force

    @property
    def _has_unknown_force(self) -> bool:
        """`the XYZ killed two men`, `the Sultan Murad Division raided`: an abbreviation or a unit as the doer."""
        tokens = self.document.tokens
        return any(
            tokens[at].low in _DEEDS and (_is_abbreviation(tokens[at - 1].text) or tokens[at - 1].low in _UNITS)
            for at in range(self.clause.first + 1, self.clause.last)
        )


def _is_abbreviation(word: str) -> bool:
    return len(word) > 2 and sum(letter.isupper() for letter in word) > 2


def gather(document: Document, clauses: Sequence[Clause], locations: Sequence[Location]) -> list[Finding]:
    """One finding a clause, in text order."""
    return [_finding(document, clause, locations) for clause in clauses]


def _finding(document: Document, clause: Clause, locations: Sequence[Location]) -> Finding:
    first, last = clause.first, clause.last
    events, wider = scene_places(document, within(locations, first, last))
    days = document.dates_in(document.span(first, last))
    return Finding(
        clause=clause,
        document=document,
        acts=tuple(_acts(document, first, last)),
        losses=tuple(_losses(document, first, last)),
        locations=tuple(events),
        wider=tuple(wider),
        dates=tuple(_by_nearness(document, clause, [d for d in days if not d.is_report and not d.is_bound])),
        spoken=tuple(d for d in days if d.is_report or d.is_bound),
        actors=tuple(hit for hit in within(document.actors, first, last) if not _only_speaks(document, hit)),
        people=tuple(within(document.people, first, last)),
        targets=tuple(within(document.targets, first, last)),
        cue_spans={
            hit.entry.cue: document.span(hit.first, hit.last)
            for hit in reversed(within(document.cues, first, last))
            if not _is_hour(document, hit)
        },
    )


def _is_hour(document: Document, cue: Hit[CueEntry]) -> bool:
    """`shortly after 11 a.m.` is a time of the day; `shortly after` alone ties to what was told before."""
    return cue.entry.cue is Cue.SAME_DAY and cue.last < len(document.tokens) and document.tokens[cue.last].is_number


def _losses(document: Document, first: int, last: int) -> list[Loss]:
    parties = find_parties(document, first, last)
    details = find_details(document, first, last, parties)
    told = {loss.party.first for loss in details}
    losses = settle_fates(document, first, last, parties, find_losses(document, first, last, parties))
    return [x for x in losses if x.party.first not in told] + details


def _only_speaks(document: Document, hit: Hit[ActorEntry]) -> bool:
    """`police said`, `according to Levies officials`: a state's forces that only tell of it."""
    if not hit.entry.governs_on(document.published):
        return False
    reach = 2 if hit.entry.is_state else 5
    after = {document.low(at) for at in range(hit.last, hit.last + reach)}
    before = (document.low(hit.first - 2), document.low(hit.first - 1))
    if _tells_of_itself(document, hit):
        return False
    return bool(after & _SPEAKS) or before == ("according", "to") or before[1] == "told"


def _tells_of_itself(document: Document, hit: Hit[ActorEntry]) -> bool:
    """`the Somali National Army said it had killed`, `the army says that its troops raided`."""
    at = hit.last + (document.low(hit.last) == ")")
    if document.low(at) not in {"said", "says", "announced", "claimed"}:
        return False
    that = next((i for i in range(at + 1, at + 5) if document.low(i) == "that"), at)
    return document.low(that + 1) in _OWN


def _by_nearness(document: Document, clause: Clause, days: list[DateMention]) -> list[DateMention]:
    """Exact days before months; of several, the one that stands nearest to an act comes first."""
    acts = within(document.acts, clause.first, clause.last)
    strong = [hit for hit in acts if hit.entry.weight is Weight.STRONG] or list(acts)
    found = _where_found(document, clause)
    dying = document.first_cue(Cue.DIES_LATER, clause.first, clause.last)

    def distance(day: DateMention) -> tuple[bool, int, int]:
        at = document.token_at(day.span.start)
        near = min((min(abs(at - hit.first), abs(at - hit.last)) for hit in strong), default=0)
        near = near if found is None else abs(at - found)
        if dying is not None and 0 <= at - dying.last <= 6:
            near += 50
        return day.is_vague, near, day.span.start

    return sorted(days, key=distance)


def _where_found(document: Document, clause: Clause) -> int | None:
    """The verb of finding a body: its day is that of the find, not of what was done to the dead before."""
    words_of = range(clause.first, clause.last)
    if not any(document.low(at) in _BODIES for at in words_of):
        return None
    return next((at for at in words_of if document.low(at) in _FOUND and document.low(at - 1) in {"was", "were"}), None)


def _acts(document: Document, first: int, last: int) -> list[Hit[ActEntry]]:
    """The acts of the clause; weapons that were seized were not used."""
    hits = list(within(document.acts, first, last))
    caught = any(hit.entry.act is ActKind.ARREST for hit in hits)
    seized = document.seek(_SEIZED_OR_ALONG if caught else _SEIZED, first, last)
    if not seized:
        return hits
    return [hit for hit in hits if not (hit.entry.act in _WEAPONS and _is_noun_after(document, hit, seized))]


def _is_noun_after(document: Document, hit: Hit[ActEntry], seized: list[int]) -> bool:
    exploded = any(document.low(at) in _EXPLODED for at in range(hit.first - 2, hit.last + 3))
    return not exploded and (hit.first > seized[0] or seized[0] - hit.last < 12)
