"""The stages after fetching, each taking what the one before left in storage: read, then match.

Both may die at any point and be run again: an article is read in one transaction with its reports, a resolution
is applied in one, and applying it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deduplication import bands, component, copies_among, resolve, signature, successors
from khabardar.errors import Outdated, StorageError
from khabardar.interfaces import CopyMarks, ReadingHints, Storage
from khabardar.records import Article, Reading, Source
from khabardar.vocabulary import ArticleState, TollPolicy
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


def hints_for(source: Source | None) -> ReadingHints:
    """What a source's declaration tells the reader."""
    return ReadingHints(country=source.country, timezone=source.timezone) if source else ReadingHints()


def read_article(choice: EngineChoice, article: Article, hints: ReadingHints) -> Reading:
    """One article through an engine; a plain function, so that a worker process can be given it."""
    return engine_of(choice).read(article, hints)


def keep_reading(storage: Storage, article: Article, reading: Reading, now: datetime) -> None:
    """Store a reading, with what tells near-copies of its article; it takes the place of one that is stored."""
    keep_readings(storage, [(article, reading)], now)


def keep_readings(storage: Storage, many: Sequence[tuple[Article, Reading]], now: datetime) -> None:
    """The same for each of them in its turn; on a server they share a transaction, and its lock is taken once."""
    signed = [signature(article.text) for article, _ in many]
    # Two machines that read near-copies at one moment would else each see none.
    with storage.together():
        for (article, reading), marks in zip(many, signed, strict=True):
            _keep_reading(storage, article, reading, marks, now)


def _keep_reading(storage: Storage, article: Article, reading: Reading, signed: bytes, now: datetime) -> None:
    live = storage.reports_of_article(article.id)
    withdrawn = storage.reports_of_article(article.id, withdrawn=True)
    if article.revision == 1 and not live and not withdrawn and not _is_read(storage, article):
        storage.save_reading(article.id, reading, _copy_marks(storage, article, signed))
        return
    same_text = _is_read(storage, article)
    heirs = successors(live, reading.reports, same_text=same_text)
    others = [report for report in reading.reports if report.key not in heirs]
    heirs |= successors(withdrawn, others, same_text=same_text)
    storage.replace_reading(article.id, reading, heirs, _copy_marks(storage, article, signed), now)


def _is_read(storage: Storage, article: Article) -> bool:
    """Whether this very text was read before: a rewritten article is `fetched` again."""
    return storage.article_state(article.id) is ArticleState.DONE


def _copy_marks(storage: Storage, article: Article, marks: bytes) -> CopyMarks:
    article_bands = bands(marks)
    near = (pair for pair in storage.signatures_near(article_bands) if pair[0] != article.id)
    return CopyMarks(marks, article_bands, copies_among(marks, near))


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
