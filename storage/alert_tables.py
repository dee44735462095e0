"""The tables of alerts, for `storage.tables`, which holds the others."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, MetaData, String, Table

from khabardar.alerting import AlertKind, AlertState
from storage.columns import Choice, UtcTime, Words


def alert_tables(metadata: MetaData) -> tuple[Table, Table, Table]:
    """alerts (the outbox), alert_threads, alert_position."""
    return (
        Table(
            "alerts",
            metadata,
            Column("id", Integer, primary_key=True, comment="order in which messages were decided"),
            Column(
                "key", String, nullable=False, unique=True, comment="its name for receivers, however often it is sent"
            ),
            Column("channel", String, nullable=False, comment="the id of the channel in config.yaml"),
            Column(
                "subject", String, nullable=False, comment="what its thread is about: incident:KB-…, silent:…, disk, …"
            ),
            Column("kind", Choice(AlertKind), nullable=False, comment="new, update, ended, fault, recovered or digest"),
            Column("title", Words, nullable=False, comment="one line"),
            Column("body", Words, nullable=False, comment="the rest of the text"),
            Column("payload", JSON, nullable=False, comment="the same for programs"),
            Column("before", JSON(none_as_null=True), comment="what the channel had been told before; empty: nothing"),
            Column("created_at", UtcTime, nullable=False, comment="when it was decided"),
            Column(
                "state",
                Choice(AlertState),
                nullable=False,
                comment="waiting, sent, dead, superseded or folded (see digest_id)",
            ),
            Column("tries", Integer, nullable=False, comment="sends that were begun"),
            Column("not_before", UtcTime, comment="when it may be tried again; empty: at once"),
            Column("settled_at", UtcTime, comment="when it ceased to wait"),
            Column("failure", Words, comment="why the last send failed"),
            Column("digest_id", ForeignKey("alerts.id"), comment="the digest that carries it"),
            Index(None, "state", "channel", "id"),
            Index(None, "channel", "subject"),
            sqlite_autoincrement=True,
        ),
        Table(
            "alert_threads",
            metadata,
            Column("channel", String, primary_key=True, comment="the channel"),
            Column("subject", String, primary_key=True, comment="incident:KB-…, or a fault of the watch"),
            Column("told", JSON, nullable=False, comment="what it was told last: cells, revision, rules"),
            Column("at", UtcTime, nullable=False, comment="when that was decided"),
        ),
        Table(
            "alert_position",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False, comment="1: there is one position"),
            Column("revision_id", Integer, nullable=False, comment="the last of revisions.id that was decided on"),
        ),
    )
