"""The stages after fetching, each taking what the one before left in storage: read, then match.

Both may die at any point and be run again: an article is read in one transaction with its reports, a resolution
is applied in one, and applying it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from deduplication import bands, component, copies_in_turn, resolve, signature, successors
from khabardar.errors import Outdated, StorageError, Unstorable
from khabardar.interfaces import CopyMarks, ReadingHints, Storage, TextRead
from khabardar.records import Article, Reading, Source
from khabardar.vocabulary import TollPolicy
from scheduler.engines import EngineChoice, engine_of

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Matched:
    new_incidents: int = 0
    changed_incidents: int = 0

    def __add__(self, other: Matched) -> Matched:
        return Matched(
            self.new_incidents + other.new_incidents,
            self.changed_incidents + other.changed_incidents,
        )


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of an article. `signature`: of its text, tells near-copies."""

    article: Article
    reading: Reading
    signature: bytes


def hints_for(source: Source | None) -> ReadingHints:
    """What a source's declaration tells the reader."""
    return ReadingHints(country=source.country, timezone=source.timezone) if source else ReadingHints()


def read_article(choice: EngineChoice, article: Article, hints: ReadingHints) -> tuple[Reading, bytes]:
    """One article through an engine, with what tells near-copies of its text.

    A plain function, so that a worker process can be given it.
    """
    return engine_of(choice).read(article, hints), signature(article.text)


def keep_reading(storage: Storage, article: Article, reading: Reading, now: datetime) -> None:
    """Store a reading, with what tells near-copies of its article; it takes the place of one that is stored."""
    keep_readings(storage, [Read(article, reading, signature(article.text))], now)


def keep_what_can_be(
    storage: Storage, many: Sequence[Read], now: datetime
) -> tuple[Sequence[Read], Sequence[tuple[Article, str]]]:
    """As `keep_readings`. Those that the database refuses for what they say cost only themselves, and come second.

    Each with the reason, for people.
    """
    try:
        return keep_readings(storage, many, now), []
    except Unstorable as error:
        if len(many) == 1:
            return [], [(many[0].article, f"what was read can't be stored: {error}")]
    apart = [keep_what_can_be(storage, [one], now) for one in many]
    return [read for kept, _ in apart for read in kept], [fault for _, faults in apart for fault in faults]


def keep_readings(storage: Storage, many: Sequence[Read], now: datetime) -> Sequence[Read]:
    """The same for each of them, in few statements; returns those that were kept.

    What was made of a text that changed meanwhile, or is there no more, is dropped. On a server they share a
    transaction, and the lock of all writers is taken once.
    """
    # Two machines that read near-copies at one moment would else each see none.
    with storage.together():
        known = storage.texts_read([one.article.id for one in many])
        current = [one for one in many if _is_current(one.article, known)]
        first = [one for one in current if _is_first(known[one.article.id])]
        marks = _copy_marks(storage, first)
        storage.save_readings([(one.article.id, one.reading, its) for one, its in zip(first, marks, strict=True)])
        for one in current:
            if not _is_first(standing := known[one.article.id]):
                _replace_reading(storage, one, standing, now)
    return current


def _is_current(article: Article, known: Mapping[str, TextRead]) -> bool:
    """A page that was rewritten while its old text was read waits to be read as it is now."""
    return article.id in known and known[article.id].revision == article.revision


def _is_first(text: TextRead) -> bool:
    return text.revision == 1 and not text.is_done and not text.is_told


def _replace_reading(storage: Storage, one: Read, text: TextRead, now: datetime) -> None:
    live = storage.reports_of_article(one.article.id)
    withdrawn = storage.reports_of_article(one.article.id, withdrawn=True)
    heirs = successors(live, one.reading.reports, same_text=text.is_done)
    others = [report for report in one.reading.reports if report.key not in heirs]
    heirs |= successors(withdrawn, others, same_text=text.is_done)
    (marks,) = _copy_marks(storage, [one])
    storage.replace_reading(one.article.id, one.reading, heirs, marks, now)


def _copy_marks(storage: Storage, many: Sequence[Read]) -> list[CopyMarks]:
    """Of each, knowing all that is stored and those before it."""
    signed = [(one.article.id, one.signature) for one in many]
    keys = [bands(one.signature) for one in many]
    # Storage is asked for each short text alone: of the many that may share its one band, two are enough.
    questions = [[band for one in keys if len(one) > 1 for band in one], *(list(one) for one in keys if len(one) == 1)]
    known = {name: mark for question in questions if question for name, mark in storage.signatures_near(question)}
    found = copies_in_turn(signed, known.items())
    return [CopyMarks(one.signature, its_bands, copies) for one, (copies, its_bands) in zip(many, found, strict=True)]


def match_pending(storage: Storage, policy: TollPolicy, now: datetime) -> Matched:
    """Give every report that has no row its row; raises StorageError where a verdict leaves a report without one."""
    done = Matched()
    while (matched := match_some(storage, policy, now)) is not None:
        done += matched
    return done


def match_some(storage: Storage, policy: TollPolicy, now: datetime) -> Matched | None:
    """The next hundred of them, with all that they may belong to; None: none waits.

    People may decide meanwhile, with no lock but the database's own: a verdict that does not know of it is made anew.
    """
    # Two machines with reports of one incident at the same moment must make one row.
    with storage.together():
        return _match_some(storage, policy, now)


def _match_some(storage: Storage, policy: TollPolicy, now: datetime) -> Matched | None:
    while True:
        known = storage.last_review()  # before the reports are read: what comes later is found out by `apply`
        pending = storage.pending_reports(_BATCH)
        if not pending:
            return None
        reports = component(pending, storage.reports_in, storage.reports_of_incident)
        decisions = storage.decisions([report.id for report in reports])
        done = Matched()
        try:
            for resolution in resolve(reports, policy, decisions):
                done += Matched(*storage.apply(resolution, now, known))
        except Outdated:
            continue
        left = {report.id for report in storage.pending_reports(_BATCH)}
        decided = storage.last_review() != known  # a decision makes reports wait again
        if left.intersection(report.id for report in pending) and not decided:
            raise StorageError("a report stays without a row after matching; this is a defect, please report it")
        return done
