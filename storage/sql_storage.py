"""The Storage interface over one engine: each method is one transaction around a function of its module."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from threading import local
from typing import Any

from sqlalchemy import Connection, Engine

from khabardar.errors import Outdated
from khabardar.interfaces import (
    CopyMarks,
    CycleRecord,
    DutyRun,
    IncidentFilter,
    Neighbourhood,
    Resolution,
    RowMaker,
    TextRead,
)
from khabardar.records import (
    Article,
    ArticleRow,
    Change,
    Doubt,
    FetchFailure,
    HostHold,
    Incident,
    KnownPage,
    Link,
    PageLook,
    Reading,
    ScoredPair,
    Source,
    SourceState,
    StoredReport,
    SupersededReport,
)
from khabardar.reviews import Decisions, Review, Reviewed
from khabardar.vocabulary import ArticleState, IncidentStatus
from storage import (
    articles,
    backing_up,
    condensing,
    copies,
    cycles,
    dialect,
    doubts,
    duties,
    hosts,
    incidents,
    links,
    looks,
    past,
    quarantine,
    readings,
    reports,
    reviews,
    revisions,
    rewriting,
    schema,
    set_cells,
    sources,
    superseding,
    telling,
    ties,
    upkeep,
)
from storage.applying import apply
from storage.faults import translated
from storage.renewing import renew
from storage.reviewing import carry_out
from storage.sql_alerts import SqlAlerts
from storage.sql_browsing import SqlBrowsing


class SqlStorage(SqlBrowsing, SqlAlerts):
    """`khabardar.interfaces.Storage`, which says what each method does. May be used from several threads."""

    def __init__(self, engine: Engine, name: Path | str) -> None:
        """`name` names the database in errors: its file, or its url without the password."""
        self._engine = engine
        self._writer = engine.execution_options(**dialect.WRITES)
        self._name = name
        self._of_thread = local()  # `conn`: the transaction of a `together`

    @contextmanager
    def together(self) -> Iterator[None]:
        if self._engine.dialect.name == "sqlite":
            yield
            return
        with self._writing() as conn:
            self._of_thread.conn = conn
            try:
                yield
            finally:
                del self._of_thread.conn

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._transaction(self._engine)

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._transaction(self._writer)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        if (shared := getattr(self._of_thread, "conn", None)) is not None:
            yield shared
            return
        with translated(self._name), engine.begin() as conn:
            yield conn

    def sync_sources(self, sources_: Iterable[Source]) -> None:
        with self._writing() as conn:
            sources.sync(conn, sources_)

    def sources(self, ids: Collection[str] | None = None) -> Sequence[Source]:
        with self._reading() as conn:
            return sources.active(conn, ids)

    def source_states(self, ids: Collection[str] | None = None) -> dict[str, SourceState]:
        with self._reading() as conn:
            return sources.states(conn, ids)

    def save_source_state(self, state: SourceState) -> None:
        with self._writing() as conn:
            sources.save_state(conn, state)

    def queue_links(self, links_: Sequence[Link], now: datetime) -> Sequence[Link]:
        with self._writing() as conn:
            return links.queue(conn, links_, now)

    def queued_links(self, source_id: str, *, of_past: bool = False) -> Sequence[Link]:
        with self._reading() as conn:
            return links.queued(conn, source_id, of_past=of_past)

    def host_holds(self) -> dict[str, HostHold]:
        with self._reading() as conn:
            return hosts.holds(conn)

    def save_host_hold(self, hold: HostHold) -> None:
        with self._writing() as conn:
            hosts.save(conn, hold)

    def past_documents(self, source_id: str, days: str) -> frozenset[str]:
        with self._reading() as conn:
            return past.documents(conn, source_id, days)

    def save_past_document(self, source_id: str, days: str, url: str, links: int, now: datetime) -> None:
        with self._writing() as conn:
            past.save_document(conn, source_id, days, url, links, now)

    def save_article(self, article: Article) -> Article | None:
        with self._writing() as conn:
            return articles.save(conn, article)

    def save_articles(self, many: Sequence[Article]) -> Sequence[Article | None]:
        with self._writing() as conn:
            return articles.save_all(conn, many)

    def known_pages(self, source_id: str, since: datetime, limit: int) -> Sequence[KnownPage]:
        with self._reading() as conn:
            return looks.known_pages(conn, source_id, since, limit)

    def save_look(self, look: PageLook) -> None:
        with self._writing() as conn:
            looks.save_look(conn, look)

    def save_failure(self, failure: FetchFailure, max_tries: int) -> None:
        with self._writing() as conn:
            links.count_failure(conn, failure, max_tries)

    def count_read_try(self, article_id: str, reason: str, max_tries: int) -> bool:
        with self._writing() as conn:
            return quarantine.count_read_try(conn, article_id, reason, max_tries)

    def release(self, article_id: str | None) -> Sequence[str]:
        with self._writing() as conn:
            return quarantine.release(conn, article_id)

    def unread_articles(self, limit: int, ids: Collection[str] | None = None) -> Sequence[Article]:
        with self._reading() as conn:
            return articles.unread(conn, limit, ids)

    def unread_ids(self, limit: int) -> Sequence[str]:
        with self._reading() as conn:
            return articles.unread_ids(conn, limit)

    def revise_article(self, article: Article) -> bool:
        with self._writing() as conn:
            return rewriting.revise(conn, article)

    def texts_read(self, ids: Collection[str]) -> Mapping[str, TextRead]:
        with self._reading() as conn:
            return readings.of_texts(conn, ids)

    def save_reading(self, article_id: str, reading: Reading, marks: CopyMarks) -> None:
        with self._writing() as conn:
            readings.save(conn, [(article_id, reading, marks)])

    def save_readings(self, many: Sequence[tuple[str, Reading, CopyMarks]]) -> None:
        with self._writing() as conn:
            readings.save(conn, many)

    def replace_reading(
        self, article_id: str, reading: Reading, successors: Mapping[str, int], marks: CopyMarks, now: datetime
    ) -> None:
        with self._writing() as conn:
            renew(conn, article_id, reading, successors, marks, revisions.moment(conn, now))

    def articles_read(
        self, *, unless: tuple[str, str] | None, since: datetime | None, after: str | None, limit: int
    ) -> Sequence[Article]:
        with self._reading() as conn:
            return articles.read_otherwise(conn, unless, since, after, limit)

    def article(self, article_id: str, revision: int | None = None) -> Article:
        with self._reading() as conn:
            article = articles.find(conn, article_id)
            return article if revision is None else rewriting.earlier_text(conn, article, revision)

    def article_state(self, article_id: str) -> ArticleState | None:
        with self._reading() as conn:
            return articles.state_of(conn, article_id)

    def articles(
        self, *, source_id: str | None = None, state: ArticleState | None = None, limit: int | None = None
    ) -> Sequence[ArticleRow]:
        with self._reading() as conn:
            return articles.listing(conn, source_id=source_id, state=state, limit=limit)

    def count_articles(self) -> dict[ArticleState, int]:
        with self._reading() as conn:
            return articles.count(conn)

    def signatures_near(self, bands: Sequence[bytes]) -> Sequence[tuple[str, bytes]]:
        with self._reading() as conn:
            return copies.near(conn, bands)

    def pending_reports(self, limit: int) -> Sequence[StoredReport]:
        with self._reading() as conn:
            return reports.pending(conn, limit)

    def any_pending(self) -> bool:
        with self._reading() as conn:
            return reports.any_pending(conn)

    def reports_in(self, where: Neighbourhood) -> Sequence[StoredReport]:
        with self._reading() as conn:
            return reports.near(conn, where)

    def reports_of_incident(self, incident_id: str) -> Sequence[StoredReport]:
        with self._reading() as conn:
            return reports.of_incident(conn, incidents.survivor(conn, incident_id))

    def reports_of_article(self, article_id: str, *, withdrawn: bool = False) -> Sequence[StoredReport]:
        with self._reading() as conn:
            return reports.of_article(conn, article_id, withdrawn=withdrawn)

    def superseded_reports(self, article_id: str) -> Sequence[SupersededReport]:
        with self._reading() as conn:
            return superseding.of_article(conn, article_id)

    def apply(self, resolution: Resolution, now: datetime, known_reviews: int | None = None) -> tuple[int, int]:
        with self._writing() as conn:
            if known_reviews is not None and known_reviews != reviews.last(conn):
                raise Outdated("a person decided something since this verdict was made")
            return apply(conn, resolution, revisions.moment(conn, now))

    def incident(self, incident_id: str) -> Incident:
        with self._reading() as conn:
            return incidents.find(conn, incident_id)

    def incidents(self, where: IncidentFilter) -> Iterator[Incident]:
        with self._reading() as conn:
            yield from incidents.matching(conn, where)

    def count_incidents(self) -> dict[IncidentStatus, int]:
        with self._reading() as conn:
            return incidents.count(conn)

    def articles_telling(self, incident_ids: Sequence[str]) -> Mapping[str, Sequence[ArticleRow]]:
        with self._reading() as conn:
            return telling.articles_of(conn, incident_ids)

    def last_changes(self, incident_ids: Sequence[str], fields: Sequence[str]) -> Mapping[str, datetime]:
        with self._reading() as conn:
            return telling.last_changes(conn, incident_ids, fields)

    def history(self, incident_id: str) -> Sequence[Change]:
        with self._reading() as conn:
            return incidents.history(conn, incident_id)

    def changes_since(self, when: datetime) -> Iterator[Change]:
        with self._reading() as conn:
            yield from incidents.changes_since(conn, when)

    def ties_of_incident(self, incident_id: str) -> Sequence[ScoredPair]:
        with self._reading() as conn:
            return ties.of_incident(conn, incidents.survivor(conn, incident_id))

    def doubts_of_incident(self, incident_id: str) -> Sequence[Doubt]:
        with self._reading() as conn:
            return doubts.of_incident(conn, incidents.survivor(conn, incident_id))

    def cells_set_by(self, incident_id: str) -> Mapping[str, str]:
        with self._reading() as conn:
            name = incidents.survivor(conn, incident_id)
            return {cell: setting.by for cell, setting in set_cells.of(conn, [name]).get(name, {}).items()}

    def review(self, review: Review, make_row: RowMaker, now: datetime) -> Reviewed:
        with self._writing() as conn:
            return carry_out(conn, review, make_row, revisions.moment(conn, now))

    def last_review(self) -> int:
        with self._reading() as conn:
            return reviews.last(conn)

    def decisions(self, report_ids: Sequence[int]) -> Decisions:
        with self._reading() as conn:
            return reviews.decisions(conn, report_ids)

    def start_cycle(self, now: datetime) -> int:
        with self._writing() as conn:
            return cycles.start(conn, now)

    def finish_cycle(self, record: CycleRecord) -> None:
        with self._writing() as conn:
            cycles.finish(conn, record)

    def last_cycles(self, limit: int) -> Sequence[CycleRecord]:
        with self._reading() as conn:
            return cycles.last(conn, limit)

    def facts(self, *, check: bool = True) -> dict[str, Any]:
        with self._reading() as conn:
            return {
                "dialect": self._engine.dialect.name,
                "database": str(self._name),
                "schema": schema.version_of(conn),
                "schema_of_code": schema.HEAD,
                **dialect.upkeep_facts(conn, check),
            }

    def duty_runs(self) -> Mapping[str, DutyRun]:
        with self._reading() as conn:
            return duties.last(conn)

    def save_duty_run(self, run: DutyRun) -> None:
        with self._writing() as conn:
            duties.save(conn, run)

    def condense_texts(self, before: datetime, now: datetime, limit: int) -> int:
        with self._writing() as conn:
            return condensing.condense_before(conn, before, now, limit)

    def optimise(self) -> None:
        with self._writing() as conn:
            dialect.optimise(conn)

    def verify(self) -> Sequence[str]:
        with self._reading() as conn:
            return upkeep.faults_of(conn)

    def stats(self) -> dict[str, Any]:
        with self._reading() as conn:
            return upkeep.stats(conn, dialect.size_of(conn))

    def backup(self, path: Path) -> None:
        backing_up.back_up(self._engine, self._name, path)

    def close(self) -> None:
        self._engine.dispose()
