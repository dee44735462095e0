"""Reads what became of people: who was killed, hurt, taken, freed or arrested, by the voice of the clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extraction.document import Document, within
from extraction.lexicon.entries import CasualtyEntry, Cue, Effect, VictimSide
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.namedpersons import beside, named_subject, plain_object
from extraction.people import Party, on_its_own
from extraction.voices import voice_of
from khabardar.records import Span
from khabardar.vocabulary import TargetType, VictimGroup

_BE = words("casualties.be")
_HAVE = frozenset(["has", "have", "had", "having"])
_ADVERBS = words("casualties.adverbs")
_AUXILIARIES = _ADVERBS | _BE | _HAVE
_SUBJECT_STOPS = words("casualties.subject_stops")
_OBJECT_STOPS = words("casualties.object_stops")
_DOUBT = frozenset(["may", "might", "could", "likely", "feared", "would"])
_FOES_ONLY = frozenset(
    {"eliminated", "neutralised", "neutralized", "hell", "eliminating", "neutralising", "liquidated"}
)
_STATES = {"dead": Effect.KILLED} | dict.fromkeys(("injured", "wounded", "hurt"), Effect.INJURED)
_NOT_CAPTIVITY = words("casualties.not_captivity")
_NAMING = frozenset({"identified", "known", "named", "described"})
_NAME_AND_TITLE = 8  # tokens
_SAYING = frozenset({"said", "says", "told", "confirmed", "added"})
_TOLL_BEFORE = words("casualties.toll_before")


@dataclass(frozen=True, slots=True)
class Loss:
    """One statement: so many of one side came to this. `parts` say of which sides they were."""

    effect: Effect
    party: Party
    parts: tuple[Party, ...]
    at: int  # token of the words that say it
    spans: tuple[Span, ...]
    is_update: bool = False
    is_more: bool = False
    dies_later: bool = False
    was_hurt: bool = False  # the same sentence says that they were hurt before they died
    is_toll: bool = False  # says how many they are by now: "the toll rose to nine"
    is_of_all: bool = False  # a toll of which only the side of those who died last is known
    is_bodies: bool = False  # bodies that were found
    is_detail: bool = False  # says who some of those already counted were
    part_spans: tuple[Span, ...] = ()  # the words of each part

    @property
    def group(self) -> VictimGroup:
        return self.party.group

    @property
    def value(self) -> int:
        return self.party.value

    @property
    def targets(self) -> tuple[TargetType, ...]:
        return self.party.targets


def find_losses(document: Document, first: int, last: int, parties: Sequence[Party]) -> list[Loss]:
    """All statements of loss in tokens[first:last], a sentence or a clause of one, about its `parties`."""
    found = list(within(document.casualties, first, last))
    hits = [hit for number, hit in enumerate(found) if not _is_void(document, found, number)]
    losses: list[Loss] = []
    used: set[tuple[Effect, int]] = set()
    for number, hit in enumerate(hits):
        low = _end_of(hits[number - 1], parties) if number else first
        high = hits[number + 1].first if number + 1 < len(hits) else last
        for party in _victims(document, hit, parties, (first, low), (high, last)):
            if hit.entry.effect is Effect.FREED and party.group is VictimGroup.MILITANTS and _runs_off(document, hit):
                continue
            loss = _loss(document, hit, party, parties, (first, last))
            key = (loss.effect, party.first)
            if key not in used:
                used.add(key)
                losses.append(loss)
    return [_with_side(loss, losses) for loss in losses]


def parts_of(parties: Sequence[Party], whole: Party) -> tuple[Party, ...]:
    """Those of the clause who belong to `whole`."""
    return tuple(p for p in parties if p.part_of is not None and parties[p.part_of] is whole)


def _runs_off(document: Document, hit: Hit[CasualtyEntry]) -> bool:
    """Attackers who `escaped` were nobody's captives."""
    return document.low(hit.first) in {"escaped", "escape", "ran", "run", "fled", "got"}


def _end_of(hit: Hit[CasualtyEntry], parties: Sequence[Party]) -> int:
    """Where the next verb's people may begin; `one of the injured soldiers` stands as a whole before `died`."""
    return next((p.first for p in parties if p.first < hit.first and hit.last < p.last), hit.last)


def _with_side(loss: Loss, others: Sequence[Loss]) -> Loss:
    """`The toll rose to three when a soldier succumbed`: the three are of the dying man's side."""
    if not (
        (loss.is_update or loss.is_toll)
        and loss.effect is Effect.KILLED
        and loss.party.is_headless
        and loss.group is VictimGroup.UNSPECIFIED
    ):
        return loss
    dying = [
        x for x in others if x is not loss and x.effect is Effect.KILLED and x.group is not VictimGroup.UNSPECIFIED
    ]
    if not dying:
        return loss
    return replace(loss, party=replace(loss.party, group=dying[0].group, targets=dying[0].targets), is_of_all=True)


def _is_void(document: Document, hits: list[Hit[CasualtyEntry]], number: int) -> bool:
    """`killed or injured` counts neither; `may have been killed` and `no one was killed` count nobody."""
    hit = hits[number]
    around = {document.low(hit.last), document.low(hit.first - 1)}
    if "or" in around and hit.entry.effect in {Effect.KILLED, Effect.INJURED}:
        other = [h for h in hits if h is not hit and abs(h.first - hit.first) <= 3]
        if other:
            return True
    if hit.entry.effect is Effect.FREED and document.low(hit.last) in _NOT_CAPTIVITY:
        return True
    before = [document.low(at) for at in range(max(0, hit.first - 5), hit.first)]
    return bool(_DOUBT & set(before)) or before[-1:] == ["to"] or any(w in before for w in ("nobody", "none"))


def _victims(
    document: Document,
    hit: Hit[CasualtyEntry],
    parties: Sequence[Party],
    before: tuple[int, int],
    after: tuple[int, int],
) -> list[Party]:
    side = hit.entry.side
    if side is VictimSide.TOLL:
        return _toll(document, hit, parties, after[1])
    if side is VictimSide.BETWEEN:
        inside = [p for p in parties if hit.first <= p.first < hit.last]
        return [p for p in inside if p.part_of is None] or [on_its_own(p, parties) for p in inside]
    if side is VictimSide.EITHER:
        holder = [p for p in parties if p.first < hit.first and hit.last < p.last]
        if holder:
            return holder if not (holder[0].is_partitive or _is_named_again(holder[0])) else []
        if document.low(hit.first - 1) in {"the", "those", "more", "of"}:
            return []
        side = voice_of(document, hit, parties)
    if side is VictimSide.AFTER:
        return _objects(document, hit, parties, after)
    subjects = _subjects(document, hit, parties, before)
    if not subjects and not any(p.first >= before[1] and p.last <= hit.first for p in parties):
        subjects = named_subject(document, hit, before[0])
    elif subjects:
        subjects = beside(document, subjects[0], before[0]) + subjects
    return _besides(document, hit, parties, before, subjects) + subjects + _also(document, hit, parties, after)


def _is_named_again(party: Party) -> bool:
    return party.is_definite and party.value > 1


def _besides(
    document: Document,
    hit: Hit[CasualtyEntry],
    parties: Sequence[Party],
    before: tuple[int, int],
    subjects: list[Party],
) -> list[Party]:
    """`In addition to the bomber, one officer was killed`: the bomber is one more."""
    if hit.entry.effect is not Effect.KILLED:
        return []
    lead = [p for p in parties if before[1] <= p.first < hit.first and document.low(p.first - 1) == "to"]
    return [p for p in lead if document.low(p.first - 2) == "addition" and p not in subjects]


def _toll(document: Document, hit: Hit[CasualtyEntry], parties: Sequence[Party], last: int) -> list[Party]:
    """`the death toll from the blast rose to four`: the number behind the verb of rising or standing."""
    for party in parties:
        if hit.last <= party.first < last and document.low(party.first - 1) in _TOLL_BEFORE:
            inside = [
                h.entry
                for h in within(document.people, hit.first, min(hit.last + 2, party.first))
                if h.entry.group is not VictimGroup.UNSPECIFIED
            ]
            if party.is_headless:
                group, targets = (inside[0].group, inside[0].targets) if inside else (VictimGroup.UNSPECIFIED, ())
                party = replace(party, group=group, targets=targets)
            return [party]
    before = [p for p in parties if p.last == hit.first or (p.last == hit.first - 1 and document.low(p.last) == "the")]
    return [p for p in before if document.low(p.first - 1) in _TOLL_BEFORE]


def _also(document: Document, hit: Hit[CasualtyEntry], parties: Sequence[Party], after: tuple[int, int]) -> list[Party]:
    """`... were killed and so were three civilians`, `... was killed along with his deputy and five guards`."""
    if document.low(hit.last) in {"along", "together"} and document.low(hit.last + 1) == "with":
        return _objects(document, hit, [p for p in parties if p.first >= hit.last + 2], after, hit.last + 2)
    for party in parties:
        if (
            hit.last <= party.first < after[0]
            and document.low(party.first - 1) in _BE
            and document.low(party.first - 2) == "so"
        ):
            return [p for p in parties[parties.index(party) :] if p.part_of is None][:1]
    return []


def _objects(
    document: Document,
    hit: Hit[CasualtyEntry],
    parties: Sequence[Party],
    after: tuple[int, int],
    start: int | None = None,
) -> list[Party]:
    chosen: list[Party] = []
    at = hit.last if start is None else start
    for party in parties:
        if party.first < hit.last:
            continue
        if party.first >= after[1] or any(_stops_object(document, i, chosen) for i in range(at, party.first)):
            break
        if party.first >= after[0]:
            break
        if party.part_of is None and not _tells(document, party):
            chosen.append(party)
        at = party.last
    if chosen and not all(p.is_headless for p in chosen):
        chosen = [p for p in chosen if not p.is_headless]
    if chosen and chosen[0].is_headless:
        vague = document.low(hit.first) == "lost" or hit.entry.effect is Effect.ABDUCTED
        return [] if vague else chosen[:1]
    return chosen or (plain_object(document, hit) if start is None else [])


def _tells(document: Document, party: Party) -> bool:
    """`killed 18 people, the chairman of the council, Maurice Orwough, said`: he is the one who speaks."""
    for at in range(party.last, min(party.last + _NAME_AND_TITLE, len(document.tokens))):
        if document.low(at) in _SAYING:
            return party.is_definite
        if document.low(at) in _BE | _HAVE or document.low(at) in {"and", ".", ";", "who"}:
            return False
    return False


def _stops_object(document: Document, at: int, chosen: list[Party]) -> bool:
    token = document.tokens[at]
    if token.low in _OBJECT_STOPS:
        return not (token.low in {"to", "at"} and not chosen)
    return token.text == ";"


def _subjects(
    document: Document, hit: Hit[CasualtyEntry], parties: Sequence[Party], before: tuple[int, int]
) -> list[Party]:
    start, low = before
    boundary = low
    for at in range(hit.first - 1, low - 1, -1):
        token = document.tokens[at]
        named = token.low == "as" and document.low(at - 1) in _NAMING
        if token.text == ";" or (token.low in _SUBJECT_STOPS and not named and not _inside(parties, at)):
            if _is_parenthesis(document, at, hit.first):
                continue
            boundary = at + 1
            break
    region = [p for p in parties if boundary <= p.first < hit.first and p.last <= hit.last]
    chosen = [p for p in region if p.part_of is None]
    if region and hit.entry.effect is Effect.FREED and region[-1].is_partitive:
        return region[-1:]
    if not chosen and region:
        chosen = [p for p in parties if p.first >= start and p.part_of is None and p.last <= region[0].first][
            -1:
        ] or region
    if not chosen and low > start:
        chosen = _shared_subject(document, hit, parties, start, low)
    if any(not p.is_headless for p in chosen):
        chosen = [p for p in chosen if not p.is_headless or p.last >= hit.first - 2]
    chosen = [p for p in chosen if document.low(p.last - 1) != "whom"] or chosen
    chosen = _leave_out_agents(document, chosen)
    return _trailing(document, chosen, hit)


def _is_parenthesis(document: Document, at: int, verb: int) -> bool:
    """`seven men, after a long fight, embraced martyrdom`: between its commas a clause parts nobody from the verb."""
    end = verb - 1
    while document.low(end) in _AUXILIARIES:
        end -= 1
    return document.low(at - 1) == "," and document.low(end) == ","


def _inside(parties: Sequence[Party], at: int) -> bool:
    return any(p.first <= at < p.last for p in parties)


def _shared_subject(
    document: Document, hit: Hit[CasualtyEntry], parties: Sequence[Party], start: int, low: int
) -> list[Party]:
    """`seven men were abducted and killed`: the second verb has the first one's people."""
    if any(h.entry.targets for h in within(document.people, low, hit.first)):
        return []
    if document.low(hit.first - 1) in {"and", "then", "later", ","} or document.low(low) in {"and", "but"}:
        return [p for p in parties if start <= p.first < low and p.part_of is None and not p.is_definite][-1:]
    return []


def _leave_out_agents(document: Document, chosen: list[Party]) -> list[Party]:
    """People behind `by`, `against`, `of`, `with` are not those of the verb, where others are."""
    plain = [
        p
        for p in chosen
        if document.low(p.first - 1)
        not in {"by", "against", "with", "from", "on", "at", "among", "for", "of", "in", "to"}
    ]
    return plain or chosen


def _trailing(document: Document, chosen: list[Party], hit: Hit[CasualtyEntry]) -> list[Party]:
    """Keeps the last run of joined people: a comma, `and` or `along with` join, a verb between parts them."""
    kept: list[Party] = []
    for party in reversed(chosen):
        if kept:
            between = [token.low for token in document.tokens[party.last : kept[-1].first]]
            if not ({"and", ",", "with", "plus"} & set(between)) or (_BE | _SAYING) & set(between):
                break
        kept.append(party)
    kept.reverse()
    if len(kept) > 1 and any(not p.is_definite for p in kept):
        kept = [p for p in kept if not p.is_definite or document.low(p.first) in {"his", "her", "their"}]
    return kept


def _loss(
    document: Document, hit: Hit[CasualtyEntry], party: Party, parties: Sequence[Party], bounds: tuple[int, int]
) -> Loss:
    parts = parts_of(parties, party)
    words = (document.span(hit.first, hit.last), party.span(document))
    first, last = bounds
    near = range(max(first, hit.first - 12), min(last, hit.last + 12))
    effect = _own_effect(document, hit, party)
    if effect is Effect.ABDUCTED and party.group is VictimGroup.MILITANTS:
        effect = Effect.ARRESTED
    if party.group is VictimGroup.UNSPECIFIED and _FOES_ONLY & {document.low(at) for at in range(hit.first, hit.last)}:
        party = replace(party, group=VictimGroup.MILITANTS)
    return Loss(
        effect=effect,
        party=_without_title(party),
        parts=parts,
        at=hit.first,
        spans=tuple(sorted(set(words))),
        is_update=document.has_cue(Cue.UPDATE, near.start, near.stop),
        is_more=_is_more(document, party),
        is_toll=hit.entry.side is VictimSide.TOLL,
        dies_later=hit.entry.effect is Effect.KILLED and document.has_cue(Cue.DIES_LATER, first, last),
        part_spans=tuple(p.span(document) for p in parts),
    )


def _own_effect(document: Document, hit: Hit[CasualtyEntry], party: Party) -> Effect:
    """`left six dead and nine wounded` is found as one phrase: the word next to the people says what they came to."""
    if hit.entry.side is not VictimSide.BETWEEN:
        return hit.entry.effect
    for at in range(party.last - 1, hit.last):
        if document.low(at) in _STATES:
            return _STATES[document.low(at)]
    return hit.entry.effect


def _is_more(document: Document, party: Party) -> bool:
    """`two more`, `another three`; not `more than two`."""
    for at in range(party.first - 1, party.last + 2):
        if document.low(at) in {"more", "another", "additional", "further", "also"} and document.low(at + 1) not in {
            "than",
            "then",
        }:
            return True
    return False


def _without_title(party: Party) -> Party:
    return replace(party, part_of=None)
