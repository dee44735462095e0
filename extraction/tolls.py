"""Adds up what a scene says of the killed and hurt: wholes and their parts, updates, additions, rival claims, zeros."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.casualties import Loss
from extraction.findings import Finding
from extraction.laterdeaths import LaterDeath, adds_to_killed, is_retold, later_deaths, takes_from_injured
from extraction.lexicon.entries import Cue, Effect
from extraction.people import Party
from khabardar.records import Span, Toll
from khabardar.vocabulary import VictimGroup

_VICTIMS = (VictimGroup.CIVILIANS, VictimGroup.SECURITY)
_CLAIMS = frozenset({"claim", "claims", "assertion", "assertions", "boast"})
_UNHURT = frozenset({"unhurt", "unharmed", "safe"})
_OF = frozenset({"by", "of", "from"})


@dataclass(frozen=True, slots=True)
class Amount:
    value: int
    low: int
    high: int | None
    spans: tuple[Span, ...] = ()

    def plus(self, other: Amount) -> Amount:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Amount(self.value + other.value, self.low + other.low, high, self.spans + other.spans)

    def minus(self, value: int, spans: tuple[Span, ...]) -> Amount:
        """So many fewer; `spans` say why."""
        high = None if self.high is None else max(0, self.high - value)
        return Amount(max(0, self.value - value), max(0, self.low - value), high, self.spans + spans)


@dataclass(frozen=True, slots=True)
class Count:
    """A toll with its bounds and, for each part, the words that say it."""

    toll: Toll = field(default_factory=Toll)
    low: int | None = None
    high: int | None = None
    spans: dict[VictimGroup, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Statement:
    loss: Loss
    sentence: int
    is_rival: bool
    is_others: bool  # "three others"


def count(findings: Sequence[Finding], effect: Effect) -> Count:
    """The toll of one effect (killed or injured) over all findings of a scene."""
    deaths = later_deaths(findings)
    apart = _statements(findings, deaths)
    adds = adds_to_killed(deaths, _losses(apart, Effect.KILLED), findings[0].document)
    every = apart if adds or effect is Effect.INJURED else _statements(findings, ())
    statements = [s for s in every if s.loss.effect is effect]
    official = [s for s in statements if not s.is_rival] or statements
    amounts = _by_group(official)
    whole = _whole(official)
    if amounts or whole is not None:
        amounts = _with_remainder(amounts, whole)
    elif effect is Effect.INJURED or not deaths:
        return _none_said(findings, effect)
    if effect is Effect.KILLED:
        amounts = _with_more(amounts, deaths) if adds else amounts
    elif _takes(deaths, apart, adds):
        amounts = _with_fewer(amounts, deaths)
    return _as_count(_with_rivals(amounts, [s for s in statements if s.is_rival and s not in official]))


def _statements(findings: Sequence[Finding], apart: Sequence[LaterDeath]) -> list[_Statement]:
    """All statements of a scene but those of the later deaths."""
    return [
        _Statement(
            loss,
            finding.clause.sentence,
            _is_rival(finding, loss),
            finding.document.low(loss.party.last - 1) == "others",
        )
        for finding in findings
        for loss in finding.losses
        if not is_retold(loss, apart)
    ]


def _losses(statements: Sequence[_Statement], effect: Effect) -> list[Loss]:
    return [s.loss for s in statements if s.loss.effect is effect and not s.is_rival]


def _takes(deaths: Sequence[LaterDeath], statements: Sequence[_Statement], adds: bool) -> bool:
    """The hurt were counted before some of them died."""
    killed, injured = _losses(statements, Effect.KILLED), _losses(statements, Effect.INJURED)
    counted_in = {s.sentence for s in statements if s.loss.effect is Effect.INJURED}
    beside = [s.loss for s in statements if s.sentence in counted_in and s.loss in killed]
    return bool(deaths) and takes_from_injured(deaths, killed, injured, beside, adds)


def _with_more(amounts: dict[VictimGroup, Amount], deaths: Sequence[LaterDeath]) -> dict[VictimGroup, Amount]:
    for death in deaths:
        more = Amount(death.value, death.value, death.value, death.spans)
        held = amounts.get(death.group)
        amounts = amounts | {death.group: more if held is None else held.plus(more)}
    return amounts


def _with_fewer(amounts: dict[VictimGroup, Amount], deaths: Sequence[LaterDeath]) -> dict[VictimGroup, Amount]:
    """Taken from their own side, else from those of no stated side, else from the largest."""
    for death in deaths:
        groups = [g for g in (death.group, VictimGroup.UNSPECIFIED) if g in amounts and amounts[g].value >= death.value]
        group = groups[0] if groups else max(amounts, key=lambda g: amounts[g].value)
        amounts = amounts | {group: amounts[group].minus(death.value, death.spans)}
    return amounts


def single(findings: Sequence[Finding], effect: Effect) -> Amount | None:
    """A plain number: of people abducted, freed or arrested."""
    best: Amount | None = None
    for finding in findings:
        sums = [_amount(loss.party, loss.spans) for loss in finding.losses if _counts_alone(loss, effect)]
        if not sums:
            continue
        total = sums[0]
        for other in sums[1:]:
            total = total.plus(other)
        if best is None or total.value > best.value:
            best = total
    return best


def _counts_alone(loss: Loss, effect: Effect) -> bool:
    return loss.effect is effect and (not loss.party.is_partitive or effect is Effect.FREED)


def _is_rival(finding: Finding, loss: Loss) -> bool:
    """A group's own boast of what it did to the other side."""
    by_group = (
        any(not hit.entry.governs_on(finding.document.published) and hit.first < loss.at for hit in finding.actors)
        or finding.goes_on_claiming
    )
    if (finding.is_boast(loss.at) or _is_claim_of(finding, loss.at)) and loss.group is not VictimGroup.MILITANTS:
        return True
    spoken = finding.cues & {Cue.CLAIM, Cue.SAYS}
    return (
        bool(spoken)
        and by_group
        and loss.group is not VictimGroup.MILITANTS
        and not loss.is_detail
        and finding.group_speaks
    )


def _is_claim_of(finding: Finding, at: int) -> bool:
    """`He rejected a claim by the alliance that 34 soldiers had died`: the figure of a group, in another's mouth."""
    document = finding.document
    claims = [i for i in range(finding.clause.first, at) if document.low(i) in _CLAIMS and document.low(i + 1) in _OF]
    return bool(claims) and any(
        claims[-1] < hit.first < at and not hit.entry.governs_on(document.published) for hit in finding.actors
    )


def _amount(party: Party, spans: tuple[Span, ...]) -> Amount:
    return Amount(party.value, party.low, party.high, spans)


def _by_group(statements: Sequence[_Statement]) -> dict[VictimGroup, Amount]:
    """For each side the fullest statement: people of one sentence add up, sentences repeat one another."""
    best: dict[VictimGroup, Amount] = {}
    for sentence in sorted({s.sentence for s in statements}):
        here: dict[VictimGroup, Amount] = {}
        for statement in (s for s in statements if s.sentence == sentence):
            for group, amount in _split(statement.loss):
                held = here.get(group)
                told_twice = held is not None and statement.loss.is_detail and held.value >= amount.value
                here[group] = amount if held is None else held if told_twice else held.plus(amount)
        here |= {s.loss.group: _amount(s.loss.party, s.loss.spans) for s in _tolls(statements, sentence)}
        updated = any(s.loss.is_update for s in statements if s.sentence == sentence)
        for group, amount in here.items():
            old = best.get(group)
            more = any(s.loss.is_more and s.loss.group is group for s in statements if s.sentence == sentence)
            if old is not None and more and not updated:
                best[group] = old.plus(amount)
            elif old is None or amount.value > old.value:
                best[group] = amount
    return _without_others(best, statements)


def _without_others(best: dict[VictimGroup, Amount], statements: Sequence[_Statement]) -> dict[VictimGroup, Amount]:
    """`The dead rose to four as a soldier died`, one of them a vendor: the other three were soldiers."""
    for group in {s.loss.group for s in statements if s.loss.is_of_all}:
        held = best[group]
        others = sum(best[other].value for other in _VICTIMS if other in best and other is not group)
        if 0 < others < held.value and all(s.loss.value <= held.value for s in statements if s.loss.is_of_all):
            high = None if held.high is None else held.high - others
            best[group] = Amount(held.value - others, max(0, held.low - others), high, held.spans)
    return best


def _tolls(statements: Sequence[_Statement], sentence: int) -> list[_Statement]:
    """`A policeman died, bringing the number of policemen killed to three`: the three hold the one."""
    tolls = [s for s in statements if s.sentence == sentence and s.loss.is_toll]
    return [s for s in tolls if s.loss.group is not VictimGroup.UNSPECIFIED]


def _split(loss: Loss) -> list[tuple[VictimGroup, Amount]]:
    """A loss by side, without the unspecified rest of a whole."""
    own = loss.group
    if own is not VictimGroup.UNSPECIFIED:
        foreign = [p for p in loss.parts if p.group in _VICTIMS and p.group is not own and own in _VICTIMS]
        rest = loss.value - sum(p.value for p in foreign)
        if foreign and rest >= 0:
            first = Amount(rest, rest, rest if loss.party.high is not None else None, loss.spans)
            return [(own, first), *((p.group, _of_part(loss, p)) for p in foreign)]
        return [(own, _amount(loss.party, loss.spans))]
    return [(p.group, _of_part(loss, p)) for p in loss.parts if p.group is not VictimGroup.UNSPECIFIED]


def _of_part(loss: Loss, part: Party) -> Amount:
    """A part with its own words and those of the whole, which say what became of it."""
    own = tuple(span for p, span in zip(loss.parts, loss.part_spans, strict=True) if p is part)
    return _amount(part, own + loss.spans)


def _whole(statements: Sequence[_Statement]) -> Amount | None:
    """The figure for people of no stated side: the latest update, else the largest."""
    wholes = [
        s
        for s in statements
        if s.loss.group is VictimGroup.UNSPECIFIED
        and not s.loss.party.is_partitive
        and not s.loss.is_detail
        and not (s.loss.is_bodies and _are_of_fighters(s, statements))
    ]
    if not wholes:
        return None
    updates = [s for s in wholes if s.loss.is_update]
    updates = [s for s in updates if s.loss.is_toll] or updates
    chosen = updates[-1] if updates else max(wholes, key=lambda s: s.loss.value)
    attackers = sum(p.value for p in chosen.loss.parts if p.group is VictimGroup.MILITANTS)
    whole = max(0, chosen.loss.value - attackers)
    base = Amount(
        whole,
        whole,
        None if chosen.loss.party.high is None else max(0, chosen.loss.party.high - attackers),
        chosen.loss.spans,
    )
    if not updates:
        for other in _beside(wholes, chosen):
            base = base.plus(_amount(other.loss.party, other.loss.spans))
    if chosen.loss.is_more and len(wholes) > 1:
        others = [s for s in wholes if s is not chosen and not s.loss.is_more]
        if others:
            return base.plus(_amount(others[0].loss.party, others[0].loss.spans))
    return base


def _are_of_fighters(found: _Statement, statements: Sequence[_Statement]) -> bool:
    """`The bodies of the three were recovered`: as many fighters were said before to have fallen."""
    fell = [s.loss.value for s in statements if s.loss.group is VictimGroup.MILITANTS and s.sentence <= found.sentence]
    return found.loss.value in fell


def _beside(wholes: Sequence[_Statement], chosen: _Statement) -> list[_Statement]:
    """`Two died on the spot and three others in hospital`: those of one sentence add up where some are `others`."""
    same = [s for s in wholes if s.sentence == chosen.sentence and s is not chosen]
    return [s for s in same if s.is_others or chosen.is_others][:1]


def _with_remainder(amounts: dict[VictimGroup, Amount], whole: Amount | None) -> dict[VictimGroup, Amount]:
    """What of the whole no side accounts for stays unspecified; attackers stand outside the whole."""
    if whole is None:
        return amounts
    known = sum(amounts[group].value for group in _VICTIMS if group in amounts)
    rest = whole.value - known
    if known == 0 and rest == 0:
        return amounts or {VictimGroup.UNSPECIFIED: whole}
    if known == 0 and VictimGroup.MILITANTS in amounts and amounts[VictimGroup.MILITANTS].value == whole.value:
        return amounts
    attackers = amounts[VictimGroup.MILITANTS].value if VictimGroup.MILITANTS in amounts else 0
    if attackers and known and rest == attackers:
        return amounts
    if rest > 0:
        high = rest if whole.high is not None else None
        return amounts | {VictimGroup.UNSPECIFIED: Amount(rest, rest, high, whole.spans)}
    if rest == 0 and whole.high is None:
        first = next(group for group in _VICTIMS if group in amounts)
        held = amounts[first]
        return amounts | {first: Amount(held.value, held.low, None, held.spans + whole.spans)}
    return amounts


def _with_rivals(amounts: dict[VictimGroup, Amount], rivals: Sequence[_Statement]) -> dict[VictimGroup, Amount]:
    """A rival figure for one side is the other end of its range."""
    widened = dict(amounts)
    for rival in rivals:
        value, group = rival.loss.value, rival.loss.group
        held = widened.get(group)
        if held is None or held.value == value:
            continue
        high = max(held.value, value) if held.high is not None else None
        widened[group] = Amount(held.value, min(held.low, value), high, held.spans + rival.loss.spans)
    return widened


def _as_count(amounts: dict[VictimGroup, Amount]) -> Count:
    values: defaultdict[str, int | None] = defaultdict(lambda: None)
    for group, amount in amounts.items():
        values[group.value] = amount.value
    toll = Toll(values["civilians"], values["security"], values["militants"], values["unspecified"])
    highs = [amount.high for amount in amounts.values()]
    high = None if any(h is None for h in highs) else sum(h for h in highs if h is not None)
    spans = {group: tuple(sorted(set(amount.spans))) for group, amount in amounts.items()}
    return Count(toll, sum(amount.low for amount in amounts.values()), high, spans)


def _none_said(findings: Sequence[Finding], effect: Effect) -> Count:
    """`No casualties`: nobody killed, nobody hurt; `no loss of life` speaks of the dead alone."""
    said = {Cue.ZERO} | ({Cue.NO_DEATH} if effect is Effect.KILLED else set())
    hurt = any(loss.effect is Effect.INJURED for finding in findings for loss in finding.losses)
    for finding in findings:
        if hurt and _UNHURT & {finding.document.text[s.start : s.end].split()[-1] for s in finding.cue_spans.values()}:
            continue  # `he escaped unhurt, but his guard was hit`: of one man, not of all
        spans = tuple(finding.cue_spans[cue] for cue in said if cue in finding.cue_spans)
        if spans:
            return Count(Toll(unspecified=0), 0, 0, {VictimGroup.UNSPECIFIED: spans})
    return Count()
