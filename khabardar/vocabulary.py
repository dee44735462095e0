"""The closed vocabularies of the codebook: event types are ACLED's, target types GTD's, to the letter."""

from __future__ import annotations

from enum import StrEnum


class EventType(StrEnum):
    BATTLES = "Battles"
    EXPLOSIONS = "Explosions/Remote violence"
    VIOLENCE_AGAINST_CIVILIANS = "Violence against civilians"
    RIOTS = "Riots"
    PROTESTS = "Protests"
    STRATEGIC = "Strategic developments"


class SubEventType(StrEnum):
    ARMED_CLASH = "Armed clash"
    GOVERNMENT_REGAINS = "Government regains territory"
    NON_STATE_OVERTAKES = "Non-state actor overtakes territory"
    SUICIDE_BOMB = "Suicide bomb"
    REMOTE_EXPLOSIVE = "Remote explosive/landmine/IED"
    GRENADE = "Grenade"
    SHELLING = "Shelling/artillery/missile attack"
    AIR_STRIKE = "Air/drone strike"
    CHEMICAL_WEAPON = "Chemical weapon"
    ATTACK = "Attack"
    ABDUCTION = "Abduction/forced disappearance"
    SEXUAL_VIOLENCE = "Sexual violence"
    MOB_VIOLENCE = "Mob violence"
    VIOLENT_DEMONSTRATION = "Violent demonstration"
    EXCESSIVE_FORCE = "Excessive force against protesters"
    ARRESTS = "Arrests"
    DISRUPTED_WEAPONS_USE = "Disrupted weapons use"
    LOOTING = "Looting/property destruction"
    CHANGE_TO_GROUP = "Change to group/activity"
    AGREEMENT = "Agreement"
    TRANSFER_OF_TERRITORY = "Non-violent transfer of territory"
    BASE_ESTABLISHED = "Headquarters or base established"
    OTHER = "Other"

    @property
    def event_type(self) -> EventType:
        """The ACLED event type that this sub-event type belongs to."""
        return _EVENT_TYPE_OF[self]


_SUB_EVENT_TYPES: dict[EventType, tuple[SubEventType, ...]] = {
    EventType.BATTLES: (
        SubEventType.ARMED_CLASH,
        SubEventType.GOVERNMENT_REGAINS,
        SubEventType.NON_STATE_OVERTAKES,
    ),
    EventType.EXPLOSIONS: (
        SubEventType.SUICIDE_BOMB,
        SubEventType.REMOTE_EXPLOSIVE,
        SubEventType.GRENADE,
        SubEventType.SHELLING,
        SubEventType.AIR_STRIKE,
        SubEventType.CHEMICAL_WEAPON,
    ),
    EventType.VIOLENCE_AGAINST_CIVILIANS: (
        SubEventType.ATTACK,
        SubEventType.ABDUCTION,
        SubEventType.SEXUAL_VIOLENCE,
    ),
    EventType.RIOTS: (SubEventType.MOB_VIOLENCE, SubEventType.VIOLENT_DEMONSTRATION),
    EventType.PROTESTS: (SubEventType.EXCESSIVE_FORCE,),
    EventType.STRATEGIC: (
        SubEventType.ARRESTS,
        SubEventType.DISRUPTED_WEAPONS_USE,
        SubEventType.LOOTING,
        SubEventType.CHANGE_TO_GROUP,
        SubEventType.AGREEMENT,
        SubEventType.TRANSFER_OF_TERRITORY,
        SubEventType.BASE_ESTABLISHED,
        SubEventType.OTHER,
    ),
}
_EVENT_TYPE_OF = {sub: event for event, subs in _SUB_EVENT_TYPES.items() for sub in subs}

# Codebook section 5: where one episode fits several types, the earliest here wins.
SUB_EVENT_PRECEDENCE: tuple[SubEventType, ...] = (
    SubEventType.SUICIDE_BOMB,
    SubEventType.AIR_STRIKE,
    SubEventType.SHELLING,
    SubEventType.CHEMICAL_WEAPON,
    SubEventType.REMOTE_EXPLOSIVE,
    SubEventType.GRENADE,
    SubEventType.GOVERNMENT_REGAINS,
    SubEventType.NON_STATE_OVERTAKES,
    SubEventType.ARMED_CLASH,
    SubEventType.ATTACK,
    SubEventType.ABDUCTION,
    SubEventType.LOOTING,
    SubEventType.ARRESTS,
    SubEventType.DISRUPTED_WEAPONS_USE,
    SubEventType.SEXUAL_VIOLENCE,
    SubEventType.MOB_VIOLENCE,
    SubEventType.VIOLENT_DEMONSTRATION,
    SubEventType.EXCESSIVE_FORCE,
    SubEventType.CHANGE_TO_GROUP,
    SubEventType.AGREEMENT,
    SubEventType.TRANSFER_OF_TERRITORY,
    SubEventType.BASE_ESTABLISHED,
    SubEventType.OTHER,
)


class Role(StrEnum):
    MAIN = "main"
    BACKGROUND = "background"


class DatePrecision(StrEnum):
    DAY = "day"
    RANGE = "range"
    MONTH = "month"
    ASSUMED = "assumed"


class GeoPrecision(StrEnum):
    EXACT = "exact"
    TOWN = "town"
    DISTRICT = "district"
    PROVINCE = "province"
    COUNTRY = "country"


class Outcome(StrEnum):
    COMPLETED = "completed"
    FOILED = "foiled"


class Tag(StrEnum):
    JAILBREAK = "jailbreak"
    HOSTAGE_TAKING = "hostage-taking"
    ARSON = "arson"
    SABOTAGE = "sabotage"
    ROBBERY = "robbery"
    ROAD_BLOCKADE = "road-blockade"
    AMBUSH = "ambush"
    ASSASSINATION = "assassination"
    BEHEADING = "beheading"
    BODY_FOUND = "body-found"
    RAID = "raid"
    TRAIN = "train"
    CROSS_BORDER = "cross-border"


class PerpetratorType(StrEnum):
    """ACLED's actor types."""

    STATE_FORCES = "State forces"
    REBEL_GROUP = "Rebel group"
    POLITICAL_MILITIA = "Political militia"
    IDENTITY_MILITIA = "Identity militia"
    RIOTERS = "Rioters"
    PROTESTERS = "Protesters"
    CIVILIANS = "Civilians"
    EXTERNAL_FORCES = "External/Other forces"
    UNKNOWN = "Unknown"


class Attribution(StrEnum):
    CLAIMED = "claimed"
    BLAMED = "blamed"
    SUSPECTED = "suspected"
    WITNESSED = "witnessed"
    UNKNOWN = "unknown"


class TargetType(StrEnum):
    """GTD's target types, and `Prison`, which the codebook adds."""

    POLICE = "Police"
    MILITARY = "Military"
    PRIVATE_CITIZENS = "Private Citizens & Property"
    GOVERNMENT = "Government (General)"
    DIPLOMATIC = "Government (Diplomatic)"
    TRANSPORTATION = "Transportation"
    BUSINESS = "Business"
    UTILITIES = "Utilities"
    EDUCATION = "Educational Institution"
    RELIGIOUS = "Religious Figures/Institutions"
    MEDIA = "Journalists & Media"
    NGO = "NGO"
    MILITIA = "Terrorists/Non-State Militia"
    PRISON = "Prison"
    OTHER = "Other"


class VictimGroup(StrEnum):
    """The four parts of every toll; together they are its total."""

    CIVILIANS = "civilians"
    SECURITY = "security"
    MILITANTS = "militants"
    UNSPECIFIED = "unspecified"


class SourceKind(StrEnum):
    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"


class Side(StrEnum):
    """Where a source stands: a claim of its own side is not a second, independent voice."""

    INDEPENDENT = "independent"
    OFFICIAL = "official"
    GROUP = "group"


class ArticleState(StrEnum):
    """How far an article has come. The states before `done` are the queues of the stages."""

    QUEUED = "queued"  # a source named its link; nothing fetched yet
    FETCHED = "fetched"  # its text is stored; not read yet
    DONE = "done"  # read; its reports (perhaps none) are stored with it
    FAILED = "failed"  # given up after the configured tries; `failure` says why
    QUARANTINED = "quarantined"  # its text is stored, but the reader crashes or hangs on it; `failure` says how


class PageCondition(StrEnum):
    """What an article's page turned out to be. Of all but `read`, nothing of the page is read."""

    READ = "read"
    PAYWALL = "paywall"  # only the beginning is shown
    CONSENT = "consent"  # a form for cookies in the article's place
    LOGIN = "login"  # a form to sign in
    CHALLENGE = "challenge"  # a test for browsers
    SOFT_404 = "soft-404"  # "not found" in words, with the status of a page that is there
    HIDDEN_ADDRESS = "hidden-address"  # Google News: a script alone knows where the article is
    NO_TEXT = "no-text"  # no article found in it


class Zone(StrEnum):
    """How the zone of a date came to be known."""

    STATED = "stated"  # the date names it
    ASSUMED = "assumed"  # the source's zone, since the date names none
    CORRECTED = "corrected"  # local time labelled as another zone's lay ahead of the fetch, whose time stands in


class IncidentStatus(StrEnum):
    CANDIDATE = "candidate"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"  # its articles, rewritten or read anew, tell it no more


class ReviewAction(StrEnum):
    """What a person can decide about a row."""

    CONFIRM = "confirm"
    REJECT = "reject"
    EDIT = "edit"
    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"


class RejectReason(StrEnum):
    """Why a row is no row of this dataset."""

    NOT_AN_INCIDENT = "not-an-incident"
    OLD_NEWS = "old-news"
    WRONG_PLACE = "wrong-place"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out-of-scope"


class PairWord(StrEnum):
    """What people say of two reports; `open` leaves them to the machine again."""

    TOGETHER = "together"
    APART = "apart"
    OPEN = "open"


class TollPolicy(StrEnum):
    """Which of several sources' figures stands in the row; all of them are kept."""

    LATEST_CREDIBLE = "latest_credible"
    CONSERVATIVE = "conservative"
    MAJORITY = "majority"


class Disagreement(StrEnum):
    """What stands where rules and model read one article differently; every difference is noted."""

    RULES_COUNTS = "rules_counts"  # the rules' values; what the model alone sees is a candidate for review
    MODEL_COUNTS = "model_counts"  # the model's proved counts in an incident that both see; the rest as above
    RULES_ONLY = "rules_only"  # the model only raises confidence; what it alone sees is noted and makes no row


class PollCondition(StrEnum):
    """What came of one visit to a source. All but the first three are faults that `doctor` shows."""

    OK = "ok"
    NOT_MODIFIED = "not-modified"
    EMPTY = "empty"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too-large"
    REDIRECT_LOOP = "redirect-loop"
    RATE_LIMITED = "rate-limited"
    GONE = "gone"
    CLIENT_ERROR = "client-error"
    SERVER_ERROR = "server-error"
    ROBOTS = "forbidden-by-robots"
    PRIVATE_ADDRESS = "private-address"
    NOT_A_FEED = "not-a-feed"
    BROKEN_CONTENT = "broken-content"
    NO_BROWSER = "no-browser"
    STOPPED = "stopped"

    @property
    def is_success(self) -> bool:
        """True where the source answered as it should, news or none."""
        return self in (PollCondition.OK, PollCondition.NOT_MODIFIED, PollCondition.EMPTY)

    @property
    def kind(self) -> FaultKind | None:
        """Who or what is at fault; None for a success and for a visit that we broke off."""
        return _KINDS.get(self)


class FaultKind(StrEnum):
    """Why a visit failed, as far as it tells when another one may help (`scheduler.polling`)."""

    NAME = "name"  # the host's name can't be resolved: the site's DNS, or this machine's
    LINE = "line"  # no connection, or no answer in time
    CERTIFICATE = "certificate"  # TLS: mended in hours or days, by hand
    SERVER = "server"  # 5xx: mostly over in minutes
    PAUSE = "pause"  # 429, or 503 with a wish: the host said when, or its hold decides
    ADDRESS = "address"  # 4xx, circles of redirects: another address is needed, from a person
    CONTENT = "content"  # an answer that can't be read: broken, or no feed at all
    RULES = "rules"  # robots.txt, or an address that we refuse: only people change that
    GONE = "gone"  # 410: for good


_KINDS = {
    PollCondition.DNS: FaultKind.NAME,
    PollCondition.CONNECTION: FaultKind.LINE,
    PollCondition.TIMEOUT: FaultKind.LINE,
    PollCondition.TLS: FaultKind.CERTIFICATE,
    PollCondition.SERVER_ERROR: FaultKind.SERVER,
    PollCondition.RATE_LIMITED: FaultKind.PAUSE,
    PollCondition.CLIENT_ERROR: FaultKind.ADDRESS,
    PollCondition.REDIRECT_LOOP: FaultKind.ADDRESS,
    PollCondition.NOT_A_FEED: FaultKind.CONTENT,
    PollCondition.BROKEN_CONTENT: FaultKind.CONTENT,
    PollCondition.TOO_LARGE: FaultKind.CONTENT,
    PollCondition.ROBOTS: FaultKind.RULES,
    PollCondition.PRIVATE_ADDRESS: FaultKind.RULES,
    PollCondition.NO_BROWSER: FaultKind.RULES,
    PollCondition.GONE: FaultKind.GONE,
}
