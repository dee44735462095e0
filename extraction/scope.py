"""Decides what a clause may do: open an incident, add to one, or be set aside as accident, statistic, threat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from extraction.document import within
from extraction.findings import Finding
from extraction.lexicon.entries import ActKind, Cue, Effect, Frame, Genre, Weight
from extraction.lexicon.words import words

_NEEDS_FOE = frozenset(
    {ActKind.ARREST, ActKind.SEIZURE, ActKind.SURRENDER, ActKind.RAID, ActKind.LOOTING, ActKind.ARSON}
)
_MILD = frozenset({ActKind.ARREST, ActKind.BLOCKADE, ActKind.SABOTAGE, ActKind.RAID, ActKind.LOOTING})


_PLAIN_TO_SEE = frozenset({ActKind.BODY, ActKind.EXPLOSION, ActKind.SUICIDE, ActKind.GRENADE})
_HEARD = frozenset({ActKind.EXPLOSION, ActKind.GUNFIRE, ActKind.ASSAULT})
_AT_CROWDS = frozenset({ActKind.CRACKDOWN, ActKind.RIOT, ActKind.LYNCHING})


NEWS = timedelta(days=12)  # what lies further back is no news
_FIRST_YEAR = 1940
_MANY = 5
_HOSTS = 500  # so many dead without a day and a place are a reckoning
_DISTRICT = 2  # level of a place
_AFTER = frozenset({"after", "following", "before", "during", "since"})
_COUNTED = words("scope.counted")
_BOMBS = words("scope.bombs")
_UNNAMED = frozenset({"unknown", "unidentified", "masked"})
_RULED_OUT = words("scope.ruled_out")
_A_MONTH = timedelta(days=31)
_NEVER_TOLD = frozenset({Cue.STATISTIC, Cue.ACCIDENT, Cue.PRIVATE, Cue.HYPOTHETICAL})


class Standing(StrEnum):
    OPENS = "opens"  # tells of an act: may begin an incident
    ADDS = "adds"  # says more of the one before
    STATISTIC = "running total or statistic"
    HYPOTHETICAL = "threat, plan or forecast"
    VERDICT = "court case"
    FIGURE = "figure of speech"
    ACCIDENT = "accident"
    PRIVATE = "private quarrel or ordinary crime"
    PEACEFUL = "protest, strike, condemnation"
    SUMMARY = "sum over incidents that are told one by one"
    RECALL = "older event without a date"
    NOWHERE = "act without a place and a day"
    REFERENCE = "act that is only referred to"
    SPORT = "sport"
    TALK = "spoken of in an article about something else"
    OPINION = "opinion"
    CULTURE = "film, book or art"


_OF_GENRE = {
    Genre.SPORT: Standing.SPORT,
    Genre.OPINION: Standing.OPINION,
    Genre.ADVICE: Standing.HYPOTHETICAL,
    Genre.EXERCISE: Standing.HYPOTHETICAL,
    Genre.CULTURE: Standing.CULTURE,
    Genre.HISTORY: Standing.RECALL,
    Genre.STATISTICS: Standing.STATISTIC,
    Genre.VERDICT: Standing.VERDICT,
    Genre.TALK: Standing.TALK,
}


def standing_of(finding: Finding) -> Standing:
    """What this clause may do to the list of incidents."""
    return finding.once(_standing)


def _standing(finding: Finding) -> Standing:
    standing = _standing_by_itself(finding)
    if finding.framed is Frame.REFERRED and standing is Standing.ADDS and finding.losses and finding.locations:
        return Standing.REFERENCE  # its dead are not those of the scene before
    if finding.framed is None or standing is not Standing.OPENS:
        return standing
    return _standing_in_frame(finding, finding.framed)


def _standing_by_itself(finding: Finding) -> Standing:
    if only_claims(finding):
        return Standing.ADDS
    for standing, holds in _OBJECTIONS:
        if holds(finding):
            return standing
    strong = finding.kinds(Weight.STRONG)
    is_denial = Cue.DENY in finding.cues and not finding.has_people_lost and not strong & _PLAIN_TO_SEE
    if is_denial or finding.clause.is_heading:
        return Standing.ADDS
    return Standing.OPENS if _tells_of_act(finding) and not _only_goes_on(finding) else Standing.ADDS


def _only_goes_on(finding: Finding) -> bool:
    """`The hostage was killed shortly after the kidnapping`: its only act is the one before."""
    low = finding.document.low
    strong = [hit for hit in finding.acts if hit.entry.weight is Weight.STRONG]
    return (
        bool(strong)
        and not finding.locations
        and not finding.dates
        and all(low(hit.first - 1) == "the" and low(hit.first - 2) in _AFTER for hit in strong)
    )


def only_claims(finding: Finding) -> bool:
    """`The group claimed the ambush on Wednesday`: of an act that was told before; the day is that of the claim."""
    claim = finding.document.first_cue(Cue.CLAIM, finding.clause.first, finding.clause.last)
    if claim is None or finding.losses or finding.locations:
        return False
    return "the" in {finding.document.low(at) for at in range(claim.last - 2, claim.last + 2)}


def is_plain_news(finding: Finding) -> bool:
    """People hurt by an act of violence on a day of the last fortnight: what stands beside it does not undo that."""
    published = finding.document.published
    is_new = any(not d.is_vague and abs(published - d.end) <= NEWS for d in finding.dates)
    return is_new and finding.has_people_lost and bool(finding.kinds(Weight.STRONG)) and finding.framed is None


def _is_verdict(finding: Finding) -> bool:
    """Courts are spoken of, and not only named behind an act: `a bomb went off outside the high court`."""
    court = finding.cue_spans.get(Cue.VERDICT)
    return court is not None and not (is_plain_news(finding) and finding.act_span.start < court.start)


def _is_figure(finding: Finding) -> bool:
    is_real = finding.has_foe or (is_plain_news(finding) and bool(finding.locations))
    return Cue.FIGURE in finding.cues and not is_real


def _is_statistic(finding: Finding) -> bool:
    if Cue.STATISTIC in finding.cues and not _is_dated_event(finding):
        return True
    if (_counts_acts(finding) or _counts_hosts(finding)) and not _is_dated_event(finding):
        return True
    vague = bool(finding.dates) and all(d.is_vague for d in finding.dates)
    return vague and not finding.locations and bool(finding.losses)


def _counts_acts(finding: Finding) -> bool:
    """`295 attacks`, `38 operations`: so many are not told one by one, unless the places are listed."""
    document = finding.document
    if len(finding.locations) > 1:
        return False
    return any(
        quantity.value >= _MANY and _COUNTED & {document.low(quantity.last), document.low(quantity.last + 1)}
        for quantity in within(document.quantities, finding.clause.first, finding.clause.last)
    )


def _names_an_old_year(finding: Finding) -> bool:
    """`a 2008 encounter`, and no other day."""
    document = finding.document
    years = [t for t in document.tokens[finding.clause.first : finding.clause.last] if t.is_number and len(t.text) == 4]
    return any(t.text.isdecimal() and _FIRST_YEAR <= int(t.text) < document.published.year for t in years)


def _counts_hosts(finding: Finding) -> bool:
    return any(loss.effect in {Effect.KILLED, Effect.INJURED} and loss.value >= _HOSTS for loss in finding.losses)


def _is_hypothetical(finding: Finding) -> bool:
    told = bool(finding.losses) or (finding.has_foe and bool(finding.locations) and bool(finding.dates))
    return Cue.HYPOTHETICAL in finding.cues and not told


def _is_peaceful(finding: Finding) -> bool:
    mild = finding.kinds(Weight.STRONG) <= {ActKind.ABDUCTION, ActKind.EXECUTION}
    return Cue.PEACEFUL in finding.cues and mild and not finding.losses and not finding.has_foe


def _is_accident(finding: Finding) -> bool:
    """No attacker is named, nor a bomb: `a bomb on the track derailed four coaches` is none."""
    bombed = bool(_BOMBS & finding.words) and not _RULED_OUT & finding.words
    return Cue.ACCIDENT in finding.cues and not finding.has_foe and not bombed


# In this order: the first that holds of a clause says why it is set aside.
_OBJECTIONS: tuple[tuple[Standing, Callable[[Finding], bool]], ...] = (
    (Standing.STATISTIC, _is_statistic),
    (Standing.SUMMARY, lambda f: Cue.SUMMARY in f.cues and Cue.WAVE not in f.cues),
    (Standing.RECALL, lambda f: not f.dates and (Cue.RECALL in f.cues or _names_an_old_year(f))),
    (Standing.VERDICT, _is_verdict),
    (Standing.ACCIDENT, _is_accident),
    (Standing.PRIVATE, lambda f: Cue.PRIVATE in f.cues),
    (Standing.FIGURE, _is_figure),
    (Standing.HYPOTHETICAL, _is_hypothetical),
    (Standing.PEACEFUL, _is_peaceful),
)


def _standing_in_frame(finding: Finding, frame: Frame | Genre) -> Standing:
    """What is not told as news opens a background scene where its place and day are named; else it is left out."""
    if frame is Frame.DEFINITE:
        return Standing.ADDS
    if finding.locations and any(d.end - d.start <= _A_MONTH for d in finding.dates) and not finding.cues & _NEVER_TOLD:
        return Standing.OPENS
    if isinstance(frame, Genre):
        return _OF_GENRE[frame]
    return Standing.REFERENCE if finding.losses or finding.dates or finding.locations else Standing.ADDS


def _is_dated_event(finding: Finding) -> bool:
    """A statistic has a stretch of time and no day, no single place."""
    has_day = any(not d.is_vague and d.start == d.end for d in finding.dates)
    return has_day and bool(finding.locations) and bool(finding.acts)


def _tells_of_act(finding: Finding) -> bool:
    strong = finding.kinds(Weight.STRONG)
    if strong - _NEEDS_FOE:
        return True
    if strong & _NEEDS_FOE and (finding.has_armed_actor or finding.has_people_lost):
        return True
    if finding.locations and (finding.has_people_taken or finding.found_bodies):
        return True
    if ActKind.ARSON in strong and finding.locations and finding.attacked and _UNNAMED & finding.words:
        return True  # `unknown persons torched the machinery of a company`
    weak = finding.kinds(Weight.WEAK)
    if finding.is_entry and (weak or finding.has_people_lost or (finding.has_armed_actor and finding.attacked)):
        return True
    at_a_town = any(x.level >= _DISTRICT for x in finding.locations)
    if weak and (finding.has_people_lost or (finding.has_armed_actor and at_a_town)):
        return True
    if weak and finding.has_armed_actor and Cue.WAVE in finding.cues and finding.locations:
        return True
    if weak & _HEARD and finding.locations and (finding.attacked or ActKind.EXPLOSION in weak):
        return True
    again = finding.cues & {Cue.MORE, Cue.SEPARATE} and finding.locations
    return finding.has_people_lost and bool(finding.has_armed_actor or again)
