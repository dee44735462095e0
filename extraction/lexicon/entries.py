"""What a line of each data file means, typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from khabardar.vocabulary import PerpetratorType, Tag, TargetType, VictimGroup

TALIBAN_RULE = date(2021, 8, 15)


class Effect(StrEnum):
    """What became of people."""

    KILLED = "killed"
    INJURED = "injured"
    ABDUCTED = "abducted"
    FREED = "freed"
    ARRESTED = "arrested"


class VictimSide(StrEnum):
    """Where the people stand, seen from the words that say what became of them."""

    BEFORE = "before"
    AFTER = "after"
    EITHER = "either"
    BETWEEN = "between"
    TOLL = "toll"


class PersonUse(StrEnum):
    NOUN = "noun"
    RANK = "rank"


class Weight(StrEnum):
    STRONG = "strong"
    WEAK = "weak"


class ActKind(StrEnum):
    ASSAULT = "assault"
    GUNFIRE = "gunfire"
    CLASH = "clash"
    AMBUSH = "ambush"
    RAID = "raid"
    SUICIDE = "suicide"
    EXPLOSION = "explosion"
    GRENADE = "grenade"
    SHELLING = "shelling"
    AIRSTRIKE = "airstrike"
    CHEMICAL = "chemical"
    EXECUTION = "execution"
    BODY = "body"
    ABDUCTION = "abduction"
    ARSON = "arson"
    LOOTING = "looting"
    SABOTAGE = "sabotage"
    BLOCKADE = "blockade"
    JAILBREAK = "jailbreak"
    ARREST = "arrest"
    DEFUSE = "defuse"
    SEIZURE = "seizure"
    SURRENDER = "surrender"
    REGAIN = "regain"
    OVERTAKE = "overtake"
    TRANSFER = "transfer"
    LYNCHING = "lynching"
    RIOT = "riot"
    CRACKDOWN = "crackdown"
    RAPE = "rape"


class Cue(StrEnum):
    """See the head of cues.csv."""

    ACCIDENT = "accident"
    PRIVATE = "private"
    STATISTIC = "statistic"
    RECALL = "recall"
    SUMMARY = "summary"
    SEPARATE = "separate"
    MEANWHILE = "meanwhile"
    SAME_DAY = "sameday"
    WAVE = "wave"
    CLAIM = "claim"
    DENY = "deny"
    NO_CLAIM = "noclaim"
    FOILED = "foiled"
    BLAME = "blame"
    SUSPECT = "suspect"
    ZERO = "zero"
    NO_DEATH = "nodeath"
    HYPOTHETICAL = "hypothetical"
    VERDICT = "verdict"
    FIGURE = "figure"
    PEACEFUL = "peaceful"
    UPDATE = "update"
    MORE = "more"
    DIES_LATER = "dieslater"
    SAYS = "says"
    TRIBAL = "tribal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a data file. `where` is `file:line`; two lines that say the same are equal."""

    where: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ActorEntry(Entry):
    """An armed group, or (name None) forces of a state."""

    name: str | None
    actor_type: PerpetratorType
    countries: tuple[str, ...] = ()
    is_label: bool = False
    targets: tuple[TargetType, ...] = ()

    @property
    def is_state(self) -> bool:
        """Forces without a name of their own; the Afghan Taliban are a state's too, and have one."""
        return self.name is None

    @property
    def governs(self) -> bool:
        return self.actor_type is PerpetratorType.STATE_FORCES

    def governs_on(self, day: date) -> bool:
        """Whether these were a state's forces then: the Afghan Taliban were rebels until they took Kabul."""
        return self.governs and (self.name is None or day >= TALIBAN_RULE)


@dataclass(frozen=True, slots=True)
class PersonEntry(Entry):
    group: VictimGroup
    targets: tuple[TargetType, ...]
    use: PersonUse


@dataclass(frozen=True, slots=True)
class CasualtyEntry(Entry):
    effect: Effect
    side: VictimSide


@dataclass(frozen=True, slots=True)
class ActEntry(Entry):
    act: ActKind
    weight: Weight
    tags: frozenset[Tag]


@dataclass(frozen=True, slots=True)
class TargetEntry(Entry):
    targets: tuple[TargetType, ...]


@dataclass(frozen=True, slots=True)
class CueEntry(Entry):
    cue: Cue


@dataclass(frozen=True, slots=True)
class PlaceWordEntry(Entry):
    """`use`: see the head of place_words.csv."""

    use: str


class Frame(StrEnum):
    """See the head of frames.csv."""

    IMAGINED = "imagined"
    DENIED = "denied"
    TOLD = "told"
    DEFINITE = "definite"  # no phrase: `the attack on the consulate` is known already
    NAMED = "named"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class FrameEntry(Entry):
    """`reach`: at most so many words may stand between the phrase and the act."""

    frame: Frame
    is_before: bool
    reach: int


class Genre(StrEnum):
    """Kinds of articles that tell of no fresh act by themselves; see genres.csv."""

    SPORT = "sport"
    OPINION = "opinion"
    ADVICE = "advice"
    EXERCISE = "exercise"
    CULTURE = "culture"
    HISTORY = "history"
    STATISTICS = "statistics"
    VERDICT = "verdict"
    TALK = "talk"  # its lead tells of no act, whatever it is about


class Part(StrEnum):
    """Where in an article a phrase of genres.csv counts."""

    TITLE = "title"
    LEAD = "lead"
    END = "end"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class GenreEntry(Entry):
    """`needs`: so many different phrases of this line make the genre."""

    genre: Genre
    part: Part
    needs: int
