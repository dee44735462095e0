"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "cycles",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the cycle"),
        sa.Column("started_at", sa.String(length=27), nullable=False, comment="begin"),
        sa.Column("finished_at", sa.String(length=27), nullable=True, comment="end; empty: running, or broken off"),
        sa.Column("sources", sa.Integer(), nullable=False, comment="sources polled"),
        sa.Column("failed_sources", sa.Integer(), nullable=False, comment="of these, failed"),
        sa.Column("new_articles", sa.Integer(), nullable=False, comment="articles fetched"),
        sa.Column("read_articles", sa.Integer(), nullable=False, comment="articles read"),
        sa.Column("reports", sa.Integer(), nullable=False, comment="reports found in them"),
        sa.Column("new_incidents", sa.Integer(), nullable=False, comment="rows added"),
        sa.Column("changed_incidents", sa.Integer(), nullable=False, comment="rows changed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycles")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(length=10), nullable=False, comment="the row's name for ever: KB-…"),
        sa.Column("status", sa.String(length=32), nullable=False, comment="candidate, confirmed, rejected or merged"),
        sa.Column(
            "role", sa.String(length=32), nullable=False, comment="background while no article has it as its news"
        ),
        sa.Column("date_start", sa.Date(), nullable=False, comment="first day, local to the place"),
        sa.Column("date_end", sa.Date(), nullable=False, comment="last day, local to the place"),
        sa.Column(
            "date_precision", sa.String(), nullable=False, comment="day, range, month, or assumed (publication date)"
        ),
        sa.Column("place", sa.Text(), nullable=True, comment="most specific name that the text gives"),
        sa.Column("admin2", sa.Text(), nullable=True, comment="district"),
        sa.Column("admin1", sa.Text(), nullable=True, comment="province or state"),
        sa.Column("country", sa.String(), nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.Column("latitude", sa.Double(), nullable=True, comment="WGS84 degrees north"),
        sa.Column("longitude", sa.Double(), nullable=True, comment="WGS84 degrees east"),
        sa.Column("geo_precision", sa.String(), nullable=False, comment="exact, town, district, province or country"),
        sa.Column("event_type", sa.String(), nullable=False, comment="ACLED's event type"),
        sa.Column("sub_event_type", sa.String(), nullable=False, comment="ACLED's sub-event type"),
        sa.Column("outcome", sa.String(), nullable=False, comment="completed or foiled"),
        sa.Column("tags", sa.JSON(), nullable=False, comment="list of words, sorted"),
        sa.Column("perpetrator", sa.Text(), nullable=True, comment="canonical name of who did it"),
        sa.Column("perpetrator_type", sa.String(), nullable=True, comment="ACLED's actor type"),
        sa.Column(
            "attribution", sa.String(), nullable=False, comment="claimed, blamed, suspected, witnessed or unknown"
        ),
        sa.Column("claimed_by", sa.Text(), nullable=True, comment="the group that claimed it"),
        sa.Column("targets", sa.JSON(), nullable=False, comment="list of GTD's target types"),
        sa.Column("killed_total", sa.Integer(), nullable=True, comment="killed: sum of the four; empty: not said"),
        sa.Column("killed_civilians", sa.Integer(), nullable=True, comment="killed: civilians"),
        sa.Column("killed_security", sa.Integer(), nullable=True, comment="killed: security"),
        sa.Column("killed_militants", sa.Integer(), nullable=True, comment="killed: militants"),
        sa.Column("killed_unspecified", sa.Integer(), nullable=True, comment="killed: unspecified"),
        sa.Column("killed_low", sa.Integer(), nullable=True, comment="lowest figure of the dead"),
        sa.Column("killed_high", sa.Integer(), nullable=True, comment="highest figure of the dead"),
        sa.Column("injured_total", sa.Integer(), nullable=True, comment="injured: sum of the four; empty: not said"),
        sa.Column("injured_civilians", sa.Integer(), nullable=True, comment="injured: civilians"),
        sa.Column("injured_security", sa.Integer(), nullable=True, comment="injured: security"),
        sa.Column("injured_militants", sa.Integer(), nullable=True, comment="injured: militants"),
        sa.Column("injured_unspecified", sa.Integer(), nullable=True, comment="injured: unspecified"),
        sa.Column("abducted", sa.Integer(), nullable=True, comment="people taken"),
        sa.Column("freed", sa.Integer(), nullable=True, comment="inmates or hostages set free"),
        sa.Column("arrested", sa.Integer(), nullable=True, comment="people arrested"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="0 to 1"),
        sa.Column("reports", sa.Integer(), nullable=False, comment="reports that tell it"),
        sa.Column("articles", sa.Integer(), nullable=False, comment="articles that tell it"),
        sa.Column("publishers", sa.Integer(), nullable=False, comment="independent voices that tell it"),
        sa.Column("first_seen", sa.String(length=27), nullable=False, comment="when the row was made"),
        sa.Column("last_changed", sa.String(length=27), nullable=False, comment="when a value last changed"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="number of its last revision, from 1"),
        sa.Column("parent_id", sa.String(length=10), nullable=True, comment="the row of the wave that it is part of"),
        sa.Column("merged_into", sa.String(length=10), nullable=True, comment="the row that took it over"),
        sa.ForeignKeyConstraint(["merged_into"], ["incidents.id"], name=op.f("fk_incidents_merged_into")),
        sa.ForeignKeyConstraint(["parent_id"], ["incidents.id"], name=op.f("fk_incidents_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index("ix_incidents_date_start_id", "incidents", ["date_start", "id"], unique=False)
    op.create_index("ix_incidents_parent_id", "incidents", ["parent_id"], unique=False)

    op.create_table(
        "sources",
        sa.Column("id", sa.String(), nullable=False, comment="the name it has in config.yaml"),
        sa.Column("name", sa.Text(), nullable=False, comment="the name for readers"),
        sa.Column("kind", sa.String(length=32), nullable=False, comment="feed, sitemap or section"),
        sa.Column(
            "url",
            sa.String(),
            nullable=False,
            comment="the address that is polled; empty where articles were handed in",
        ),
        sa.Column("publisher", sa.String(), nullable=False, comment="the family of outlets that counts as one voice"),
        sa.Column(
            "side", sa.String(length=32), nullable=False, comment="independent, official, or group: where it stands"
        ),
        sa.Column("language", sa.String(), nullable=False, comment="BCP 47 tag of its articles"),
        sa.Column(
            "country",
            sa.String(),
            nullable=True,
            comment="ISO 3166-1 alpha-2: where ambiguous place names are first looked for",
        ),
        sa.Column("timezone", sa.String(), nullable=False, comment="IANA zone in which undated hours are read"),
        sa.Column("poll_min", sa.Double(), nullable=False, comment="shortest pause between two polls, seconds"),
        sa.Column("poll_max", sa.Double(), nullable=False, comment="longest pause between two polls, seconds"),
        sa.Column("selectors", sa.JSON(), nullable=False, comment="CSS selectors: list, text, title, published"),
        sa.Column("enabled", sa.Boolean(), nullable=False, comment="false: configured but switched off"),
        sa.Column("position", sa.Integer(), nullable=True, comment="its place in config.yaml, counted from 0"),
        sa.Column(
            "retired", sa.Boolean(), nullable=False, comment="true: no longer in config.yaml; kept for its articles"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_table(
        "articles",
        sa.Column("seq", sa.Integer(), nullable=False, comment="order in which links became known"),
        sa.Column("id", sa.String(length=16), nullable=False, comment="first 16 hex digits of the SHA-256 of url"),
        sa.Column("url", sa.String(), nullable=False, comment="canonical address"),
        sa.Column("source_id", sa.String(), nullable=False, comment="the source that named it first"),
        sa.Column("state", sa.String(length=32), nullable=False, comment="queued, fetched, done (read) or failed"),
        sa.Column(
            "guid",
            sa.Text(),
            nullable=True,
            comment="the feed's id of the item; empty where the feed's ids can't be trusted",
        ),
        sa.Column("title", sa.Text(), nullable=True, comment="headline"),
        sa.Column("published_at", sa.String(length=27), nullable=True, comment="publication, UTC"),
        sa.Column(
            "published_offset", sa.Integer(), nullable=True, comment="zone in which it was dated, seconds east of UTC"
        ),
        sa.Column(
            "published_origin",
            sa.String(),
            nullable=True,
            comment="who says so: feed, sitemap, page, or fetched (undated)",
        ),
        sa.Column("authors", sa.JSON(), nullable=False, comment="list of names"),
        sa.Column("language", sa.String(), nullable=True, comment="BCP 47 tag"),
        sa.Column("queued_at", sa.String(length=27), nullable=True, comment="when its link was first seen"),
        sa.Column(
            "feed_content", sa.Text(), nullable=True, comment="text from the feed, kept until the page is fetched"
        ),
        sa.Column("tries", sa.Integer(), nullable=False, comment="fetches that failed"),
        sa.Column("failure", sa.Text(), nullable=True, comment="why the last fetch failed"),
        sa.Column("fetched_at", sa.String(length=27), nullable=True, comment="when the page was fetched"),
        sa.Column("text", sa.Text(), nullable=True, comment="the text that spans of evidence count in; never changed"),
        sa.Column("text_origin", sa.String(), nullable=True, comment="page, or feed (the page could not be had)"),
        sa.Column("content_hash", sa.String(), nullable=True, comment="equal for equal words"),
        sa.Column(
            "revision_of",
            sa.String(length=16),
            nullable=True,
            comment="id of the article that this rewritten page replaces",
        ),
        sa.Column("http_status", sa.Integer(), nullable=True, comment="HTTP status of the page"),
        sa.Column("http_final_url", sa.Text(), nullable=True, comment="address after redirects"),
        sa.Column("http_etag", sa.Text(), nullable=True, comment="ETag of the page"),
        sa.Column("http_last_modified", sa.Text(), nullable=True, comment="Last-Modified of the page"),
        sa.Column("http_bytes", sa.Integer(), nullable=True, comment="size of the page"),
        sa.Column("engine", sa.String(), nullable=True, comment="the engine that read it"),
        sa.Column("engine_version", sa.String(), nullable=True, comment="and its version"),
        sa.Column(
            "reading_notes", sa.JSON(none_as_null=True), nullable=True, comment="what the engine set aside and why"
        ),
        sa.Column("signature", sa.LargeBinary(), nullable=True, comment="near-copy signature of the text"),
        sa.Column(
            "copy_of", sa.String(length=16), nullable=True, comment="the earlier article whose text it nearly repeats"
        ),
        sa.Column(
            "copy_group",
            sa.String(length=16),
            nullable=True,
            comment="the article that its copies, and theirs, lead back to",
        ),
        sa.ForeignKeyConstraint(["copy_group"], ["articles.id"], name=op.f("fk_articles_copy_group")),
        sa.ForeignKeyConstraint(["copy_of"], ["articles.id"], name=op.f("fk_articles_copy_of")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_articles_source_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_articles")),
        sa.UniqueConstraint("id", name=op.f("uq_articles_id")),
        sa.UniqueConstraint("url", name=op.f("uq_articles_url")),
    )
    op.create_index(
        "ix_articles_copy_group_published_at_id", "articles", ["copy_group", "published_at", "id"], unique=False
    )
    op.create_index("ix_articles_published_at_seq", "articles", ["published_at", "seq"], unique=False)
    op.create_index("ix_articles_source_id_guid", "articles", ["source_id", "guid"], unique=False)
    op.create_index("ix_articles_source_id_published_at", "articles", ["source_id", "published_at"], unique=False)
    op.create_index("ix_articles_state_published_at_id", "articles", ["state", "published_at", "id"], unique=False)

    op.create_table(
        "source_states",
        sa.Column("source_id", sa.String(), nullable=False, comment="the source"),
        sa.Column("next_poll_at", sa.String(length=27), nullable=True, comment="when it is due next; empty: now"),
        sa.Column("interval", sa.Double(), nullable=True, comment="the pause that the last poll led to, seconds"),
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag of the last answer, sent with the next request"),
        sa.Column(
            "last_modified",
            sa.Text(),
            nullable=True,
            comment="Last-Modified of the last answer, sent with the next request",
        ),
        sa.Column(
            "body_hash",
            sa.String(),
            nullable=True,
            comment="hash of the last body: knows an unchanged page without an ETag",
        ),
        sa.Column("failures", sa.Integer(), nullable=False, comment="failed polls in a row"),
        sa.Column("condition", sa.String(length=32), nullable=True, comment="what came of the last poll"),
        sa.Column("detail", sa.Text(), nullable=False, comment="the condition in words"),
        sa.Column("last_polled_at", sa.String(length=27), nullable=True, comment="the last poll"),
        sa.Column(
            "last_success_at",
            sa.String(length=27),
            nullable=True,
            comment="the last poll that was answered as it should be",
        ),
        sa.Column("last_new_at", sa.String(length=27), nullable=True, comment="the last poll that brought an article"),
        sa.Column(
            "newest_item_at", sa.String(length=27), nullable=True, comment="the newest date that its items carry"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_source_states_source_id")),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_source_states")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False, comment="number of the report, in order of arrival"),
        sa.Column("article_id", sa.String(length=16), nullable=False, comment="the article that tells it"),
        sa.Column("key", sa.String(), nullable=False, comment="its name within the article"),
        sa.Column("parent_key", sa.String(), nullable=True, comment="key of the wave that it is part of"),
        sa.Column("parent_id", sa.Integer(), nullable=True, comment="report of that wave"),
        sa.Column("incident_id", sa.String(length=10), nullable=True, comment="the row; empty: not matched yet"),
        sa.Column("role", sa.String(length=32), nullable=False, comment="main, or background: recalled as context"),
        sa.Column("date_start", sa.Date(), nullable=False, comment="first day, local to the place"),
        sa.Column("date_end", sa.Date(), nullable=False, comment="last day, local to the place"),
        sa.Column(
            "date_precision", sa.String(), nullable=False, comment="day, range, month, or assumed (publication date)"
        ),
        sa.Column("place", sa.Text(), nullable=True, comment="most specific name that the text gives"),
        sa.Column("admin2", sa.Text(), nullable=True, comment="district"),
        sa.Column("admin1", sa.Text(), nullable=True, comment="province or state"),
        sa.Column("country", sa.String(), nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.Column("latitude", sa.Double(), nullable=True, comment="WGS84 degrees north"),
        sa.Column("longitude", sa.Double(), nullable=True, comment="WGS84 degrees east"),
        sa.Column("geo_precision", sa.String(), nullable=False, comment="exact, town, district, province or country"),
        sa.Column("event_type", sa.String(), nullable=False, comment="ACLED's event type"),
        sa.Column("sub_event_type", sa.String(), nullable=False, comment="ACLED's sub-event type"),
        sa.Column("outcome", sa.String(), nullable=False, comment="completed or foiled"),
        sa.Column("tags", sa.JSON(), nullable=False, comment="list of words, sorted"),
        sa.Column("perpetrator", sa.Text(), nullable=True, comment="canonical name of who did it"),
        sa.Column("perpetrator_type", sa.String(), nullable=True, comment="ACLED's actor type"),
        sa.Column(
            "attribution", sa.String(), nullable=False, comment="claimed, blamed, suspected, witnessed or unknown"
        ),
        sa.Column("claimed_by", sa.Text(), nullable=True, comment="the group that claimed it"),
        sa.Column("targets", sa.JSON(), nullable=False, comment="list of GTD's target types"),
        sa.Column("killed_total", sa.Integer(), nullable=True, comment="killed: sum of the four; empty: not said"),
        sa.Column("killed_civilians", sa.Integer(), nullable=True, comment="killed: civilians"),
        sa.Column("killed_security", sa.Integer(), nullable=True, comment="killed: security"),
        sa.Column("killed_militants", sa.Integer(), nullable=True, comment="killed: militants"),
        sa.Column("killed_unspecified", sa.Integer(), nullable=True, comment="killed: unspecified"),
        sa.Column("killed_low", sa.Integer(), nullable=True, comment="lowest figure of the dead"),
        sa.Column("killed_high", sa.Integer(), nullable=True, comment="highest figure of the dead"),
        sa.Column("injured_total", sa.Integer(), nullable=True, comment="injured: sum of the four; empty: not said"),
        sa.Column("injured_civilians", sa.Integer(), nullable=True, comment="injured: civilians"),
        sa.Column("injured_security", sa.Integer(), nullable=True, comment="injured: security"),
        sa.Column("injured_militants", sa.Integer(), nullable=True, comment="injured: militants"),
        sa.Column("injured_unspecified", sa.Integer(), nullable=True, comment="injured: unspecified"),
        sa.Column("abducted", sa.Integer(), nullable=True, comment="people taken"),
        sa.Column("freed", sa.Integer(), nullable=True, comment="inmates or hostages set free"),
        sa.Column("arrested", sa.Integer(), nullable=True, comment="people arrested"),
        sa.Column("confidence", sa.Double(), nullable=False, comment="0 to 1: how sure the engine is"),
        sa.Column("span_days", sa.Integer(), nullable=False, comment="days from date_start to date_end"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_reports_article_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_reports_incident_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["reports.id"], name=op.f("fk_reports_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("article_id", "key", name=op.f("uq_reports_article_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_reports_date_start_date_end_country_admin1",
        "reports",
        ["date_start", "date_end", "country", "admin1"],
        unique=False,
    )
    op.create_index("ix_reports_incident_id", "reports", ["incident_id"], unique=False)
    op.create_index("ix_reports_parent_id", "reports", ["parent_id"], unique=False)
    op.create_index(
        "ix_reports_span_days_date_start_date_end", "reports", ["span_days", "date_start", "date_end"], unique=False
    )

    op.create_table(
        "signature_bands",
        sa.Column("band", sa.LargeBinary(), nullable=False, comment="one part of a signature; near copies share some"),
        sa.Column("article_seq", sa.Integer(), nullable=False, comment="articles.seq of an article with it"),
        sa.ForeignKeyConstraint(["article_seq"], ["articles.seq"], name=op.f("fk_signature_bands_article_seq")),
        sa.PrimaryKeyConstraint("band", "article_seq", name=op.f("pk_signature_bands")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "doubts",
        sa.Column("report_a", sa.Integer(), nullable=False, comment="a report, and"),
        sa.Column("report_b", sa.Integer(), nullable=False, comment="a later one that may tell the same"),
        sa.Column("score", sa.Double(), nullable=False, comment="0 to 1: how alike they are"),
        sa.Column("noted_at", sa.String(length=27), nullable=False, comment="when the pair was first noted"),
        sa.ForeignKeyConstraint(["report_a"], ["reports.id"], name=op.f("fk_doubts_report_a")),
        sa.ForeignKeyConstraint(["report_b"], ["reports.id"], name=op.f("fk_doubts_report_b")),
        sa.PrimaryKeyConstraint("report_a", "report_b", name=op.f("pk_doubts")),
    )
    op.create_table(
        "evidence",
        sa.Column("report_id", sa.Integer(), nullable=False, comment="the report"),
        sa.Column(
            "cell", sa.String(), nullable=False, comment="the value that is supported: place, killed.security, …"
        ),
        sa.Column("position", sa.Integer(), nullable=False, comment="order of several spans of one value, from 0"),
        sa.Column(
            "start_char", sa.Integer(), nullable=False, comment="first character of the words in articles.text, from 0"
        ),
        sa.Column("end_char", sa.Integer(), nullable=False, comment="one past their last character"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_evidence_report_id")),
        sa.PrimaryKeyConstraint("report_id", "cell", "position", name=op.f("pk_evidence")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False, comment="order in which changes were made"),
        sa.Column("incident_id", sa.String(length=10), nullable=False, comment="the row that changed"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="changes made together have one number"),
        sa.Column("at", sa.String(length=27), nullable=False, comment="when"),
        sa.Column(
            "field", sa.String(), nullable=False, comment="the value that changed: place, killed.security, status, …"
        ),
        sa.Column("old", sa.Text(), nullable=True, comment="before; empty: not known"),
        sa.Column("new", sa.Text(), nullable=True, comment="after; empty: not known"),
        sa.Column("why", sa.Text(), nullable=False, comment="what brought the change"),
        sa.Column("report_id", sa.Integer(), nullable=True, comment="the report that brought it"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_revisions_incident_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_revisions_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_revisions_at", "revisions", ["at"], unique=False)
    op.create_index("ix_revisions_incident_id_revision", "revisions", ["incident_id", "revision"], unique=False)

    # ### end Alembic commands ###


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first tables")
