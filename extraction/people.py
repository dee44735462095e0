"""Finds the people of a sentence: how many, of which side, and who of them is part of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extraction.document import Document, within
from extraction.lexicon.entries import ActorEntry, PersonEntry, PersonUse
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.mentions import counted_before, ordinals, side_before
from extraction.numbers import Quantity
from khabardar.records import Span
from khabardar.vocabulary import PerpetratorType, TargetType, VictimGroup

_BREAKS = words("people.breaks")
_ARTICLES = frozenset({"a", "an", "one", "another", "each"})
_DEFINITE = frozenset({"the", "his", "her", "their", "its"})
_DETERMINERS = _ARTICLES | _DEFINITE
_AGAIN = frozenset({"the", "these", "those", "both", "all"})
_PARTITIVE = frozenset({"them", "whom", "these", "those", "which"})
_MODIFIER_WORDS = 7
_THINGS = words("people.things")
_STATES = frozenset({"dead", "killed", "injured", "wounded", "hurt", "sustained", "suffered", "received"})
_NO_SINGLES = frozenset({"dead", "injured", "wounded"})  # "the dead" are as many as there are


@dataclass(frozen=True, slots=True)
class Party:
    """Some people of one side. `part_of`: index, among the parties of the sentence, of those that they belong to."""

    first: int
    last: int
    value: int
    low: int
    high: int | None
    group: VictimGroup
    targets: tuple[TargetType, ...] = ()
    is_definite: bool = False  # "the driver": perhaps counted before
    is_partitive: bool = False  # "two of the dead", "three of them policemen"
    is_headless: bool = False  # a bare number: "two were killed"
    part_of: int | None = None

    def span(self, document: Document) -> Span:
        return document.span(self.first, self.last)


def find_parties(document: Document, first: int, last: int) -> list[Party]:
    """All parties of tokens[first:last], in text order."""
    counted = [p for q in within(document.quantities, first, last) if (p := _counted(document, q, last)) is not None]
    taken = [(p.first, p.last) for p in counted]
    singles = [
        p
        for hit in within(document.people, first, last)
        if not any(a <= hit.first < b for a, b in taken)
        and not _in_name_of_actor(document, hit)
        and (p := _single(document, hit, first, last)) is not None
    ]
    more = [_one_more(at) for at in ordinals(document, first, last)]
    parties = sorted(counted + more + _without_appositions(document, singles), key=lambda p: (p.first, -p.last))
    return _others_resolved(document, _linked(document, _sharing_nouns(document, _without_nested(parties))))


def on_its_own(part: Party, parties: Sequence[Party]) -> Party:
    """`opened fire on two guards, leaving both of them dead`: the part has the side of its whole."""
    assert part.part_of is not None
    whole = parties[part.part_of]
    return replace(part, group=whole.group, targets=whole.targets, part_of=None, is_partitive=False)


def _one_more(at: int) -> Party:
    """`a third`, `another`: one of those named before."""
    return Party(at, at + 1, 1, 1, 1, VictimGroup.UNSPECIFIED, is_headless=True)


def _sharing_nouns(document: Document, parties: list[Party]) -> list[Party]:
    """`22 and nine militants`: the bare number has the noun of the one behind it."""
    shared = list(parties)
    for number in range(len(shared) - 2, -1, -1):
        here, behind = shared[number], shared[number + 1]
        joined = document.low(here.last) == "and" and behind.first == here.last + 1
        if here.is_headless and joined and not behind.is_headless and behind.last > behind.first + 1:
            shared[number] = replace(here, group=behind.group, targets=behind.targets, is_headless=False)
    return shared


def _without_nested(parties: list[Party]) -> list[Party]:
    kept: list[Party] = []
    for party in parties:
        if not kept or party.first >= kept[-1].last:
            kept.append(party)
    return kept


def _others_resolved(document: Document, parties: list[Party]) -> list[Party]:
    """`two soldiers were killed and four others hurt`: the others are of the kind just named, where it is one kind."""
    resolved: list[Party] = []
    for party in parties:
        is_others = document.low(party.last - 1) in {"others", "more", "injured", "wounded"} or party.is_headless
        wholes = [p for p in resolved if not p.is_partitive and p.part_of is None]
        whole = wholes[-1] if len({p.group for p in wholes}) == 1 else None
        is_open = party.group is VictimGroup.UNSPECIFIED
        if is_others and is_open and whole is not None and whole.group is not VictimGroup.MILITANTS:
            party = replace(party, group=whole.group, targets=whole.targets)
        elif is_others and is_open and not resolved and not party.is_headless:
            side = side_before(document, party.first)
            party = replace(party, group=side[0], targets=side[1]) if side is not None else party
        resolved.append(party)
    return resolved


def _in_name_of_actor(document: Document, hit: Hit[PersonEntry]) -> bool:
    """`District Reserve Guard` is a force, not a guard."""
    return any(a.first < hit.first < a.last for a in within(document.actors, hit.first - 4, hit.first))


def _counted(document: Document, quantity: Quantity, last: int) -> Party | None:
    """`two of the Levies men`, `at least 22 people`; a bare number is headless."""
    at = quantity.last
    partitive = False
    if document.low(at) == "of" and document.low(at + 1) in _PARTITIVE:
        at, partitive = at + 2, True
        if document.low(at) in {"were", "was", "are", "belonged", "belongs"}:
            at += 1
    elif document.low(at) == "of" and document.low(at + 1) in {"the", "its", "their", "his", "our", "those"}:
        at, partitive = at + 2, True
        whole = within(document.quantities, at, at + 1)
        at = whole[0].last if whole and whole[0].last < last else at  # "six of the nine hostages"
    head = _head(document, at, last)
    base = Party(
        quantity.first, at, quantity.value, quantity.low, quantity.high, VictimGroup.UNSPECIFIED, is_partitive=partitive
    )
    if head is None:
        return None if _counts_things(document, at, last) else replace(base, is_headless=True)
    group, targets = _side(document, head, quantity.last)
    return replace(base, last=head.last, group=group, targets=targets)


def _counts_things(document: Document, at: int, last: int) -> bool:
    """`three bullets`, `two nearby shops`: a number of what can be neither killed nor taken."""
    for token in document.tokens[at : min(at + 4, last)]:
        if token.low in _THINGS:
            return True
        if token.low in _BREAKS or token.low in _STATES or not token.is_word:
            return False
    return False


def _head(document: Document, at: int, last: int) -> Hit[PersonEntry] | None:
    """The noun that a number counts: the last of the person words that follow it without a break."""
    stop = min(last, at + _MODIFIER_WORDS)
    for hit in within(document.people, at, stop):
        if not _is_bridge(document, at, hit.first):
            return None
        while (following := within(document.people, hit.last, min(last, hit.last + 1))) and _extends(
            hit, following[0], document.low(hit.last - 1)
        ):
            hit = following[0]
        return hit
    return None


def _extends(hit: Hit[PersonEntry], following: Hit[PersonEntry], word: str) -> bool:
    if word == "other":
        return following.first == hit.last
    weaker = hit.entry.group is VictimGroup.SECURITY and following.entry.group is VictimGroup.CIVILIANS
    is_noun = following.entry.use is PersonUse.NOUN and bool(following.entry.targets)
    return following.first == hit.last and is_noun and not weaker


def _is_bridge(document: Document, first: int, last: int) -> bool:
    for token in document.tokens[first:last]:
        if token.low in _BREAKS or (token.low in _THINGS and not token.is_capitalised):
            return False
        if not (token.is_word or token.text in {"'s", "-", '"', "'", "("}):
            return False
    return True


def _side(document: Document, head: Hit[PersonEntry], first: int) -> tuple[VictimGroup, tuple[TargetType, ...]]:
    """The head's own side; for `men`, `members`, `personnel` the side of the force or group that they are of."""
    entry = head.entry
    if entry.group is not VictimGroup.UNSPECIFIED and entry.targets:
        return entry.group, entry.targets
    actor = _actor_of(document, head, first)
    if actor is None or (entry.group is VictimGroup.CIVILIANS):
        return entry.group, entry.targets
    if actor.is_state or actor.actor_type is PerpetratorType.STATE_FORCES:
        if entry.group is VictimGroup.MILITANTS:
            return entry.group, entry.targets
        return VictimGroup.SECURITY, actor.targets or (TargetType.MILITARY,)
    return VictimGroup.MILITANTS, ()


def _actor_of(document: Document, head: Hit[PersonEntry], first: int) -> ActorEntry | None:
    before = [hit for hit in within(document.actors, first, head.last) if hit.first < head.first]
    if before:
        return before[-1].entry
    if document.low(head.last) == "of" or document.low(head.last) == "from":
        after = within(document.actors, head.last + 1, head.last + 5)
        if after:
            return after[0].entry
    return None


def _single(document: Document, hit: Hit[PersonEntry], first: int, last: int) -> Party | None:
    """`a labourer`, `constable Mir Salam Khan`, `Constables Sher Daraz and Imtiaz`, `the driver`."""
    start = _article_before(document, hit, first)
    group, targets = _side(document, hit, start if start is not None else hit.first)
    noun = document.low(hit.last - 1)
    names = _names_after(document, hit.last, last)
    base = Party(hit.first, hit.last, 1, 1, 1, group, targets)
    if start is not None:
        word = document.low(start)
        if _is_plural(noun) and word in _ARTICLES:
            return None
        if _is_plural(noun) and not names:
            return _named_again(document, hit, replace(base, first=start)) if word in _AGAIN else None
        if word in _DEFINITE:
            if noun in _NO_SINGLES:
                return None
            return replace(base, first=start, is_definite=not names, value=max(1, names), low=1)
        return replace(base, first=start)
    if names and document.tokens[hit.first].text[0].isupper() | (hit.entry.use is PersonUse.RANK) | (names > 0):
        count = names if _is_plural(noun) else 1
        return replace(base, last=hit.last, value=count, low=count, high=count)
    if hit.entry.use is PersonUse.RANK and document.low(hit.last) == ",":
        return base
    return None


def _named_again(document: Document, hit: Hit[PersonEntry], base: Party) -> Party | None:
    """`The hostages were released`: as many as were counted before."""
    before = counted_before(document, hit)
    if before is None or before.is_vague:
        return None
    return replace(base, value=before.value, low=before.low, high=before.high, is_definite=True)


def _article_before(document: Document, hit: Hit[PersonEntry], first: int) -> int | None:
    for at in range(hit.first - 1, max(first, hit.first - 9) - 1, -1):
        token = document.tokens[at]
        if token.low in _DETERMINERS:
            return at
        if token.is_number and document.low(at + 1) == "-":  # "a 12-year-old boy"
            continue
        if any(within(items, at, at + 1) for items in (document.quantities, document.people, document.casualties)):
            return None
        inside_name = (
            token.low == "of" and document.tokens[at + 1].is_capitalised and document.tokens[at - 1].is_capitalised
        )
        if not inside_name and (
            token.low in _BREAKS or token.low == "of" or not (token.is_word or token.text in {"-", "'s", "(", ")"})
        ):
            return None
    return None


def _is_plural(noun: str) -> bool:
    return (noun.endswith("s") and not noun.endswith("ss")) or noun in {
        "men", "women", "children", "childrens", "people", "policemen", "gunmen", "personnel", "troops",
        "tribesmen", "servicemen", "fishermen", "businessmen",
    }  # fmt: skip


def _names_after(document: Document, at: int, last: int) -> int:
    """How many proper names follow: `Sher Daraz and Imtiaz` are two."""
    count = 0
    while at < last and document.low(at) in {"namely", "identified", "as"}:
        at += 1
    while at < last and document.tokens[at].is_word and document.tokens[at].is_capitalised:
        if document.low(at) in {"the", "on", "in", "he", "she", "it"} or any(
            True for _ in within(document.people, at, at + 1)
        ):
            break
        count += 1
        while (
            at < last
            and document.tokens[at].is_word
            and (document.tokens[at].is_capitalised or document.low(at) in {"ur", "ul", "al"})
        ):
            at += 1
        if document.low(at) in {"and", ","} and document.low(at + 1) == "and":
            at += 2
        elif document.low(at) in {"and", ","}:
            at += 1
        else:
            break
    return count


def _without_appositions(document: Document, singles: Sequence[Party]) -> list[Party]:
    """`Maulvi Hifzur Rehman, a prayer leader,` is one man: what follows a name and a comma says who he is."""
    kept: list[Party] = []
    for party in singles:
        at = party.first - 1
        named = document.low(at) == "," and document.tokens[at - 1].is_capitalised and document.tokens[at - 1].is_word
        if named and kept and kept[-1].last <= at and _only_names(document, kept[-1].last, at):
            if kept[-1].group is VictimGroup.UNSPECIFIED:
                kept[-1] = replace(kept[-1], group=party.group, targets=party.targets)
            continue
        kept.append(party)
    return kept


def _only_names(document: Document, first: int, last: int) -> bool:
    return all(token.is_word and token.is_capitalised for token in document.tokens[first:last])


def _linked(document: Document, parties: list[Party]) -> list[Party]:
    """Marks those that are part of others: `including`, `among them`, `three of them`, or a list with the same sum."""
    linked: list[Party] = []
    for number, party in enumerate(parties):
        whole = _whole_of(document, linked, number, party)
        linked.append(replace(party, part_of=whole) if whole is not None else party)
    return _summed(document, linked)


def _whole_of(document: Document, before: list[Party], number: int, party: Party) -> int | None:
    if number == 0:
        return None
    previous = before[number - 1]
    between = [token.low for token in document.tokens[previous.last : party.first]]
    if party.is_partitive and document.low(party.last - 1) != "":
        partitive = any(token.low in _PARTITIVE for token in document.tokens[party.first : party.last])
        whole = _big_enough(before, number, party.value)
        if whole is not None and (partitive or previous.part_of == whole):
            return whole
    among = between[-2:-1] == ["among"] and between[-1] in _PARTITIVE
    if among or {"including", "includes", "comprising", "included"} & set(between[-4:]):
        within_part = previous.part_of is not None and _room(before, previous.part_of) < party.value
        return number - 1 if within_part else _big_enough(before, number, party.value)
    after = [document.low(at) for at in range(party.last, party.last + 12)]
    if "included" in after and not _crosses(document, party.last, party.last + after.index("included")):
        return _big_enough(before, number, party.value)
    if "among" in after:
        at = party.last + after.index("among")
        if document.low(at + 1) in {"them", "those"} and not _crosses(document, party.last, at):
            return _big_enough(before, number, party.value)
    continues = not [word for word in between if word not in {",", "and", "also", "the", "other"}]
    if previous.part_of is not None and continues:
        return previous.part_of
    if (
        previous.part_of is not None
        and set(between) <= {",", "and"} | set(between[:6])
        and between[-1:] == ["and"]
        and len(between) < 7
    ):
        return previous.part_of if party.value <= _room(before, previous.part_of) else None
    return None


def _room(before: list[Party], whole: int) -> int:
    """How many of a whole no part accounts for yet."""
    return before[whole].value - sum(p.value for p in before if p.part_of == whole)


def _crosses(document: Document, first: int, last: int) -> bool:
    return any(token.low in {"were", "was", "killed", "who", "when", ";"} for token in document.tokens[first:last])


def _big_enough(before: list[Party], number: int, value: int) -> int | None:
    for index in range(number - 1, -1, -1):
        candidate = before[index]
        if candidate.part_of is None and candidate.value >= value and not candidate.is_definite:
            return index
    return None


def _summed(document: Document, parties: list[Party]) -> list[Party]:
    """`Five people, three policemen and two civilians, were killed`: the rest of the list adds up to its head."""
    for number, whole in enumerate(parties):
        if whole.part_of is not None or whole.value < 2 or whole.is_headless:
            continue
        total = 0
        for end in range(number + 1, len(parties)):
            joined = document.low(parties[end].first - 1) in {",", "-", "and", ":", ";", "are", "as"}
            if (
                parties[end].part_of is not None
                or not joined
                or whole.group not in {parties[end].group, VictimGroup.UNSPECIFIED}
            ):
                break
            total += parties[end].value
            if total == whole.value and end > number + 1:
                return [replace(p, part_of=number) if number < i <= end else p for i, p in enumerate(parties)]
    return parties
