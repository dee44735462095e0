"""Every table, with a comment on every column: written for the analyst who opens the file with another tool."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import Double

from khabardar.vocabulary import (
    ArticleState,
    IncidentStatus,
    PageCondition,
    PairWord,
    PollCondition,
    RejectReason,
    ReviewAction,
    Role,
    Side,
    SourceKind,
    Zone,
)
from storage.alert_tables import alert_tables
from storage.columns import Choice, Seconds, UtcTime, Words
from storage.fact_columns import fact_columns
from storage.fleet_tables import fleet_tables

_WAITS = text("pending IS NOT NULL")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True, comment="the name it has in config.yaml"),
    Column("name", Words, nullable=False, comment="the name for readers"),
    Column("kind", Choice(SourceKind), nullable=False, comment="feed, sitemap or section"),
    Column("url", String, nullable=False, comment="the address that is polled; empty where articles were handed in"),
    Column("publisher", String, nullable=False, comment="the family of outlets that counts as one voice"),
    Column("side", Choice(Side), nullable=False, comment="independent, official, or group: where it stands"),
    Column("language", String, nullable=False, comment="BCP 47 tag of its articles"),
    Column("country", String, comment="ISO 3166-1 alpha-2: where ambiguous place names are first looked for"),
    Column("timezone", String, nullable=False, comment="IANA zone in which undated hours are read"),
    Column("poll_min", Seconds, nullable=False, comment="shortest pause between two polls, seconds"),
    Column("poll_max", Seconds, nullable=False, comment="longest pause between two polls, seconds"),
    Column("selectors", JSON, nullable=False, comment="CSS selectors of a section page: list, next; pages at most"),
    Column("article", JSON, comment="CSS selectors for its articles, with their days"),
    Column("rules", JSON, comment="which of its items are taken: include, exclude"),
    Column("enabled", Boolean, nullable=False, comment="false: configured but switched off"),
    Column("javascript", Boolean, nullable=False, default=False, comment="true: its pages are opened in a browser"),
    Column("archive", JSON, comment="where its past is found: sitemaps, pages, wayback"),
    Column("position", Integer, comment="its place in config.yaml, counted from 0"),
    Column("retired", Boolean, nullable=False, comment="true: no longer in config.yaml; kept for its articles"),
)

source_states = Table(
    "source_states",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True, comment="the source"),
    Column("next_poll_at", UtcTime, comment="when it is due next; empty: now"),
    Column("interval", Seconds, comment="the pause that the last poll led to, seconds"),
    Column("etag", Words, comment="ETag of the last answer, sent with the next request"),
    Column("last_modified", Words, comment="Last-Modified of the last answer, sent with the next request"),
    Column("body_hash", String, comment="hash of the last body: knows an unchanged page without an ETag"),
    Column("failures", Integer, nullable=False, comment="failed polls in a row"),
    Column("condition", Choice(PollCondition), comment="what came of the last poll"),
    Column("detail", Words, nullable=False, comment="the condition in words"),
    Column("last_polled_at", UtcTime, comment="the last poll"),
    Column("last_success_at", UtcTime, comment="the last poll that was answered as it should be"),
    Column("last_new_at", UtcTime, comment="the last poll that brought an article"),
    Column("newest_item_at", UtcTime, comment="the newest date that its items carry"),
    Column("url", String, comment="the address that all of this was learnt from"),
    Column("full_at", UtcTime, comment="the last poll that was not conditional and was answered in full"),
    Column(
        "validators_lie",
        Boolean,
        nullable=False,
        default=False,
        comment="true: news came under an unchanged ETag or date, so neither is sent any more",
    ),
    Column("moved_to", Words, comment="where its address redirects to for good"),
    Column("retired_at", UtcTime, comment="since when the site answers 410: gone for good"),
    Column("rhythm", JSON, comment="hours watched and articles by hour of day; last pauses"),
    Column("wishes", JSON, comment="the feed's ttl in seconds, skipHours and skipDays"),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String, primary_key=True, comment="name of a host that answered 429 or 503"),
    Column("held_until", UtcTime, nullable=False, comment="nothing is asked of it before"),
    Column("hits", Integer, nullable=False, comment="how often in a row it said so"),
    Column("why", Words, nullable=False, comment="what it answered"),
)

past_documents = Table(
    "past_documents",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True, comment="the source whose past is filled"),
    Column("days", String(21), primary_key=True, comment="the days asked for: first/last"),
    Column("url", String, primary_key=True, comment="a sitemap, section page or index page read for them"),
    Column("links", Integer, nullable=False, comment="addresses of these days that it gave"),
    Column("read_at", UtcTime, nullable=False, comment="when"),
)

articles = Table(
    "articles",
    metadata,
    Column("seq", Integer, primary_key=True, comment="order in which links became known"),
    Column("id", String(16), nullable=False, unique=True, comment="first 16 hex digits of the SHA-256 of url"),
    Column("url", String, nullable=False, unique=True, comment="canonical address"),
    Column("address_key", String(16), comment="equal for addresses of one page: www., m., http, last /"),
    Column("source_id", ForeignKey("sources.id"), nullable=False, comment="the source that named it first"),
    Column("state", Choice(ArticleState), nullable=False, comment="queued, fetched, done, failed or quarantined"),
    Column("guid", Words, comment="the feed's id of the item; empty where the feed's ids can't be trusted"),
    Column("title", Words, comment="headline"),
    Column("published_at", UtcTime, comment="publication, UTC"),
    Column("published_offset", Integer, comment="zone in which it was dated, seconds east of UTC"),
    Column("published_origin", String, comment="who says so: feed, sitemap, page, or fetched (undated)"),
    Column("published_zone", Choice(Zone), comment="its zone is stated, assumed (the source's), or corrected"),
    Column("modified_at", UtcTime, comment="when the outlet says that it changed the page, UTC"),
    Column("modified_offset", Integer, comment="zone in which that was dated, seconds east of UTC"),
    Column("modified_origin", String, comment="who says so: page, feed or sitemap"),
    Column("authors", JSON, nullable=False, comment="list of names"),
    Column("language", String, comment="BCP 47 tag"),
    Column("queued_at", UtcTime, index=True, comment="when its link was first seen"),
    Column(
        "of_past",
        Boolean,
        nullable=False,
        default=False,
        comment="true: its link was found by `run --since`, which alone fetches it",
    ),
    Column("feed_content", Words, comment="text from the feed, kept until the page is fetched"),
    Column("tries", Integer, nullable=False, comment="fetches that failed"),
    Column("failure", Words, comment="why the last fetch or reading failed"),
    Column("fetched_at", UtcTime, comment="when the page was fetched"),
    Column("text", Words, comment="the text that spans of evidence count in; earlier ones: article_texts"),
    Column("text_origin", String, comment="page, or feed (the page could not be had)"),
    Column("content_hash", String, comment="equal for equal words"),
    Column("revision", Integer, nullable=False, default=1, comment="number of its text, from 1"),
    Column("http_status", Integer, comment="HTTP status of the page"),
    Column("http_final_url", Words, comment="address after redirects"),
    Column("http_etag", Words, comment="ETag of the page"),
    Column("http_last_modified", Words, comment="Last-Modified of the page"),
    Column("http_bytes", Integer, comment="size of the page"),
    Column("page", Choice(PageCondition), comment="what its page was: read, or paywall, consent, soft-404, …"),
    Column("is_live", Boolean, nullable=False, default=False, comment="true: a running report under one address"),
    Column("looks", Integer, nullable=False, default=0, comment="how often its page was read again"),
    Column("looked_at", UtcTime, comment="when its page was last fetched, changed or not"),
    Column("engine", String, comment="the engine that read it"),
    Column("engine_version", String, comment="and its version"),
    Column(
        "read_tries",
        Integer,
        nullable=False,
        default=0,
        comment="readings of this text in which the reader crashed or hung",
    ),
    Column("reading_notes", JSON(none_as_null=True), comment="what the engine set aside and why"),
    Column(
        "condensed_at",
        UtcTime,
        comment="when the text was cut down to the words that reports quote; empty: it is whole",
    ),
    Column("signature", LargeBinary, comment="near-copy signature of the text"),
    Column("copy_of", ForeignKey("articles.id"), comment="the earlier article whose text it nearly repeats"),
    Column("copy_group", ForeignKey("articles.id"), comment="the article that its copies, and theirs, lead back to"),
    Index(None, "copy_group", "published_at", "id"),
    Index(None, "address_key"),
    Index(None, "published_at", "seq"),
    Index(None, "source_id", "guid"),
    Index(None, "source_id", "published_at"),
    Index(None, "state", "published_at", "id"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("key", String(16), primary_key=True, comment="articles.address_key of another address"),
    Column("url", String, nullable=False, comment="that address"),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True, comment="the article it leads to"),
)

article_texts = Table(
    "article_texts",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True, comment="the article whose page was rewritten"),
    Column("revision", Integer, primary_key=True, comment="number of this text, from 1"),
    Column("title", Words, comment="headline of that time"),
    Column("published_at", UtcTime, comment="publication as it was told then, UTC"),
    Column("published_offset", Integer, comment="zone in which it was dated, seconds east of UTC"),
    Column("fetched_at", UtcTime, comment="when this text was fetched"),
    Column("text", Words, nullable=False, comment="the text that spans of superseded reports count in; never changed"),
    Column("text_origin", String, comment="page, or feed (the page could not be had)"),
    Column("content_hash", String, comment="equal for equal words"),
    Column(
        "condensed_at",
        UtcTime,
        comment="when the text was cut down to the words that reports quote; empty: it is whole",
    ),
)

signature_bands = Table(
    "signature_bands",
    metadata,
    Column("band", LargeBinary, primary_key=True, comment="one part of a signature; near copies share some"),
    Column("article_seq", ForeignKey("articles.seq"), primary_key=True, comment="articles.seq of an article with it"),
    sqlite_with_rowid=False,
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the report, in order of arrival"),
    Column("article_id", ForeignKey("articles.id"), nullable=False, comment="the article that tells it"),
    Column("article_seq", Integer, comment="articles.seq of that article: leads from words to rows"),
    Column("key", String, nullable=False, comment="its name within the article"),
    Column("parent_key", String, comment="key of the wave that it is part of"),
    Column("parent_id", ForeignKey("reports.id"), index=True, comment="report of that wave"),
    Column("incident_id", ForeignKey("incidents.id"), index=True, comment="the row; empty: not matched yet"),
    Column("role", Choice(Role), nullable=False, comment="main, or background: recalled as context"),
    *fact_columns(),
    Column("confidence", Double, nullable=False, comment="0 to 1: how sure the engine is"),
    Column("span_days", Integer, nullable=False, comment="days from date_start to date_end"),
    Column("text_revision", Integer, nullable=False, default=1, comment="articles.revision of the text it was read in"),
    Column("pending", Words, comment="why it waits to be matched: new, or what changed; empty: it was matched"),
    Column("withdrawn_at", UtcTime, comment="when its article, rewritten or read anew, ceased to tell it"),
    UniqueConstraint("article_id", "key"),
    Index(None, "article_seq", "incident_id"),
    Index("ix_reports_waiting", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index(None, "date_start", "date_end", "country", "admin1"),
    Index(None, "span_days", "date_start", "date_end"),
    sqlite_autoincrement=True,
)

superseded_reports = Table(
    "superseded_reports",
    metadata,
    Column("id", Integer, primary_key=True, comment="order in which readings were replaced"),
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True, comment="the report that it once was"),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True, comment="the article that told it"),
    Column("incident_id", ForeignKey("incidents.id"), comment="the row that it told"),
    Column("key", String, nullable=False, comment="its name within the article"),
    Column("parent_key", String, comment="key of the wave that it was part of"),
    Column("role", Choice(Role), nullable=False, comment="main, or background: recalled as context"),
    *fact_columns(),
    Column("confidence", Double, nullable=False, comment="0 to 1: how sure the engine was"),
    Column("evidence", JSON, nullable=False, comment="cell: list of [first character, one past the last]"),
    Column("text_revision", Integer, nullable=False, comment="the text that the spans count in"),
    Column("engine", String, comment="the engine that read it"),
    Column("engine_version", String, comment="and its version"),
    Column("superseded_at", UtcTime, nullable=False, comment="when another reading took its place"),
    Column("why", Words, nullable=False, comment="what brought that reading"),
    sqlite_autoincrement=True,
)

evidence = Table(
    "evidence",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True, comment="the report"),
    Column("cell", String, primary_key=True, comment="the value that is supported: place, killed.security, …"),
    Column("position", Integer, primary_key=True, comment="order of several spans of one value, from 0"),
    Column("start_char", Integer, nullable=False, comment="first character of the words in articles.text, from 0"),
    Column("end_char", Integer, nullable=False, comment="one past their last character"),
    sqlite_with_rowid=False,
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", String(10), primary_key=True, comment="the row's name for ever: KB-…"),
    Column(
        "status", Choice(IncidentStatus), nullable=False, comment="candidate, confirmed, rejected, merged, withdrawn"
    ),
    Column("role", Choice(Role), nullable=False, comment="background while no article has it as its news"),
    *fact_columns(),
    Column("confidence", Double, nullable=False, comment="0 to 1"),
    Column("reports", Integer, nullable=False, comment="reports that tell it"),
    Column("articles", Integer, nullable=False, comment="articles that tell it"),
    Column("publishers", Integer, nullable=False, comment="independent voices that tell it"),
    Column("first_seen", UtcTime, nullable=False, comment="when the row was made"),
    Column("last_changed", UtcTime, nullable=False, comment="when a value last changed"),
    Column("revision", Integer, nullable=False, comment="number of its last revision, from 1"),
    Column("parent_id", ForeignKey("incidents.id"), index=True, comment="the row of the wave that it is part of"),
    Column("merged_into", ForeignKey("incidents.id"), comment="the row that took it over"),
    Index(None, "date_start", "id"),
    # All that lists, maps and counts ask for, so that they read no rows. Names may be longer than PostgreSQL takes
    # into an index; there it is not made.
    Index(
        "ix_incidents_listing",
        "date_start",
        "status",
        "role",
        "date_end",
        "country",
        "admin1",
        "sub_event_type",
        "event_type",
        "geo_precision",
        "latitude",
        "longitude",
        "killed_total",
        "publishers",
        "place",
        "admin2",
        "perpetrator",
        "confidence",
        "last_changed",
        "killed_high",
        "injured_total",
        "abducted",
        "id",
        info={"dialect": "sqlite"},
    ).ddl_if(dialect="sqlite"),
    # The same in the order in which rows are counted by area and type, which then takes no sorting.
    Index(
        "ix_incidents_areas",
        "admin1",
        "sub_event_type",
        "country",
        "status",
        "role",
        "geo_precision",
        "latitude",
        "longitude",
        "date_start",
        "date_end",
        "event_type",
        "killed_total",
        "publishers",
        "place",
        "admin2",
        "perpetrator",
        "id",
        info={"dialect": "sqlite"},
    ).ddl_if(dialect="sqlite"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True, comment="order in which changes were made"),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False, comment="the row that changed"),
    Column("revision", Integer, nullable=False, comment="changes made together have one number"),
    Column("at", UtcTime, nullable=False, index=True, comment="when"),
    Column("field", String, nullable=False, comment="the value that changed: place, killed.security, status, …"),
    Column("old", Words, comment="before; empty: not known"),
    Column("new", Words, comment="after; empty: not known"),
    Column("why", Words, nullable=False, comment="what brought the change"),
    Column("report_id", ForeignKey("reports.id"), comment="the report that brought it"),
    Column("review_id", ForeignKey("reviews.id"), comment="the decision that brought it; empty: the machine"),
    Column("old_set_by", Words, comment="the person who had set the old value; empty: the machine"),
    Column("new_set_by", Words, comment="the person who set the new value; empty: the machine"),
    Index(None, "incident_id", "revision"),
    Index(None, "review_id"),
    sqlite_autoincrement=True,
)

doubts = Table(
    "doubts",
    metadata,
    Column("report_a", ForeignKey("reports.id"), primary_key=True, comment="a report, and"),
    Column("report_b", ForeignKey("reports.id"), primary_key=True, comment="a later one that may tell the same"),
    Column("score", Double, nullable=False, comment="0 to 1: how alike they are"),
    Column("noted_at", UtcTime, nullable=False, comment="when the pair was first noted"),
    Column("parts", JSON(none_as_null=True), comment="reasons: list of [name, points, words]"),
    Index(None, "report_b"),
)

ties = Table(
    "ties",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True, comment="a report, and"),
    Column("with_report", ForeignKey("reports.id"), nullable=False, comment="the one of its row that it is most like"),
    Column("score", Double, nullable=False, comment="0 to 1: how alike they are"),
    Column("parts", JSON, nullable=False, comment="reasons: list of [name, points, words]"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True, comment="order in which people decided"),
    Column("at", UtcTime, nullable=False, comment="when"),
    Column("by", Words, nullable=False, comment="who"),
    Column("action", Choice(ReviewAction), nullable=False, comment="confirm, reject, edit, merge, split or undo"),
    Column("incident_id", ForeignKey("incidents.id"), nullable=False, index=True, comment="the row that was named"),
    Column("reason", Choice(RejectReason), comment="of a rejection: why, from the closed list"),
    Column("note", Words, nullable=False, comment="why, in free words"),
    Column("undoes", ForeignKey("reviews.id"), comment="of an undo: the decision that it takes back"),
    sqlite_autoincrement=True,
)

review_pairs = Table(
    "review_pairs",
    metadata,
    Column("id", Integer, primary_key=True, comment="order; the last word on a pair is the one in force"),
    Column("review_id", ForeignKey("reviews.id"), nullable=False, index=True, comment="the decision"),
    Column("report_a", ForeignKey("reports.id"), nullable=False, comment="a report, and"),
    Column("report_b", ForeignKey("reports.id"), nullable=False, index=True, comment="a later one; itself: it stays"),
    Column("word", Choice(PairWord), nullable=False, comment="together, apart, or open (left to the machine)"),
    Index(None, "report_a", "report_b"),
    sqlite_autoincrement=True,
)

set_cells = Table(
    "set_cells",
    metadata,
    Column("incident_id", ForeignKey("incidents.id"), primary_key=True, comment="a row, and"),
    Column(
        "cell", String, primary_key=True, comment="a value that the machine leaves alone: place, killed.security, …"
    ),
    Column("value", Words, comment="what the person set; empty: not known"),
    Column("by", Words, nullable=False, comment="the person"),
    Column("at", UtcTime, nullable=False, comment="when"),
)

cycles = Table(
    "cycles",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the cycle"),
    Column("started_at", UtcTime, nullable=False, comment="begin"),
    Column("finished_at", UtcTime, comment="end; empty: running, or broken off"),
    Column("sources", Integer, nullable=False, comment="sources polled"),
    Column("failed_sources", Integer, nullable=False, comment="of these, failed"),
    Column("new_articles", Integer, nullable=False, comment="articles fetched"),
    Column("read_articles", Integer, nullable=False, comment="articles read"),
    Column("reports", Integer, nullable=False, comment="reports found in them"),
    Column("new_incidents", Integer, nullable=False, comment="rows added"),
    Column("changed_incidents", Integer, nullable=False, comment="rows changed"),
    sqlite_autoincrement=True,
)

duties = Table(
    "duties",
    metadata,
    Column("name", String, primary_key=True, comment="backup, retention, integrity or statistics"),
    Column("started_at", UtcTime, nullable=False, comment="when it was last begun"),
    Column("finished_at", UtcTime, comment="when it ended; empty: it broke off"),
    Column("fault", Words, comment="why it failed; empty: it did not"),
    Column("detail", Words, nullable=False, comment="what it did, in words"),
)

alerts, alert_threads, alert_position = alert_tables(metadata)
host_turns, workers = fleet_tables(metadata)
