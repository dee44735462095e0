"""The outbox: what channels are to be told, decided and kept in one transaction, and sent from here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select, update

from khabardar.alerting import Alert, AlertKind, AlertState, Decided, NewAlert, News, Told, WaitingAlert
from khabardar.records import Incident
from khabardar.vocabulary import IncidentStatus
from storage import dialect
from storage.incidents import incident_of
from storage.tables import alert_position, alert_threads, alerts, incidents, revisions

_ONLY = 1  # the id of the one row of alert_position
_INCIDENT = "incident:"
_CHUNK = 500


def news(conn: Connection, limit: int) -> News:
    """The next revisions after the position, as rows; nothing: `until` equals `position`."""
    position = _position(conn)
    query = select(revisions.c.id, revisions.c.incident_id).where(revisions.c.id > position)
    found = conn.execute(query.order_by(revisions.c.id).limit(limit)).all()
    if not found:
        return News(position, position, ())
    rows = _rows(conn, {row.incident_id for row in found})
    survivors = {row.merged_into for row in rows.values() if row.status is IncidentStatus.MERGED and row.merged_into}
    rows |= _rows(conn, survivors - rows.keys())
    return News(position, found[-1].id, tuple(rows[name] for name in sorted(rows)))


def threads(
    conn: Connection, subjects: Sequence[str]
) -> tuple[dict[tuple[str, str], Told], dict[tuple[str, str], WaitingAlert]]:
    """What was told, and what waits untried, for each channel and subject."""
    told: dict[tuple[str, str], Told] = {}
    waiting: dict[tuple[str, str], WaitingAlert] = {}
    for start in range(0, len(subjects), _CHUNK):
        some = subjects[start : start + _CHUNK]
        for row in conn.execute(select(alert_threads).where(alert_threads.c.subject.in_(some))):
            told[row.channel, row.subject] = _told(row.told)
        untried = (alerts.c.subject.in_(some), alerts.c.state == AlertState.WAITING, alerts.c.tries == 0)
        for row in conn.execute(select(alerts).where(*untried).order_by(alerts.c.id)):
            before = None if row.before is None else _told(row.before)
            waiting[row.channel, row.subject] = WaitingAlert(row.id, row.kind, before)
    return told, waiting


def open_faults(conn: Connection) -> list[str]:
    """Subjects of threads that are no incident's."""
    query = select(alert_threads.c.subject).where(~alert_threads.c.subject.startswith(_INCIDENT)).distinct()
    return list(conn.scalars(query.order_by(alert_threads.c.subject)))


def keep(conn: Connection, decided: Decided, seen: News | None, now: datetime) -> bool:
    """False where another process decided on these revisions, or took up a message that was to be superseded."""
    if not _nobody_was_faster(conn, decided, seen):
        return False
    if decided.superseded:
        untried = (alerts.c.id.in_(decided.superseded), alerts.c.state == AlertState.WAITING, alerts.c.tries == 0)
        if conn.scalar(select(func.count()).select_from(alerts).where(*untried)) != len(decided.superseded):
            return False
        conn.execute(update(alerts).where(*untried).values(state=AlertState.SUPERSEDED, settled_at=now))
    for message in decided.messages:
        _add(conn, message, now)
    for (channel, subject), told in decided.threads.items():
        _set_thread(conn, channel, subject, told, now)
    if seen is not None and seen.until != seen.position:
        dialect.upsert(conn, alert_position, [{"id": _ONLY, "revision_id": seen.until}])
    return True


def forget(conn: Connection) -> None:
    """The position moves to the end: with nobody to tell, changes are not kept for later."""
    last = conn.scalar(select(func.max(revisions.c.id))) or 0
    if last != _position(conn):
        dialect.upsert(conn, alert_position, [{"id": _ONLY, "revision_id": last}])


def fold(conn: Connection, channel: str, until: datetime, digest: NewAlert | None, now: datetime) -> list[Alert]:
    """Messages of a digest; made into one where `digest` is given."""
    carried = (
        alerts.c.channel == channel,
        alerts.c.state == AlertState.WAITING,
        alerts.c.created_at <= until,
        alerts.c.kind != AlertKind.DIGEST,
    )
    found = [_alert(row) for row in conn.execute(select(alerts).where(*carried).order_by(alerts.c.id))]
    if digest is not None and found:
        number = _add(conn, digest, now)
        folded = {"state": AlertState.FOLDED, "settled_at": now, "digest_id": number}
        conn.execute(update(alerts).where(*carried).values(folded))
    return found


def claim(conn: Connection, channel: str, now: datetime, lease_until: datetime, *, only_digests: bool) -> Alert | None:
    """The next one, its try counted. One that a crash left begun comes again when its lease is over."""
    earlier = alerts.alias("earlier")
    in_front = (
        select(earlier.c.id)
        .where(
            earlier.c.channel == alerts.c.channel,
            earlier.c.subject == alerts.c.subject,
            earlier.c.state == AlertState.WAITING,
            earlier.c.id < alerts.c.id,
        )
        .exists()
    )
    ready = [alerts.c.channel == channel, alerts.c.state == AlertState.WAITING, _may_be_tried(now), ~in_front]
    if only_digests:
        ready.append(alerts.c.kind == AlertKind.DIGEST)
    row = conn.execute(select(alerts).where(*ready).order_by(alerts.c.id).limit(1)).one_or_none()
    if row is None:
        return None
    values = {"tries": row.tries + 1, "not_before": lease_until}
    conn.execute(update(alerts).where(alerts.c.id == row.id).values(values))
    return _alert(conn.execute(select(alerts).where(alerts.c.id == row.id)).one())


def sent(conn: Connection, alert_id: int, now: datetime) -> None:
    """The receiver has it."""
    values = {"state": AlertState.SENT, "settled_at": now, "failure": None, "not_before": None}
    conn.execute(update(alerts).where(alerts.c.id == alert_id).values(values))


def failed(conn: Connection, alert_id: int, why: str, again_at: datetime | None, now: datetime) -> None:
    """It waits for `again_at`, or is given up."""
    values: dict[str, Any] = {"failure": why, "not_before": again_at}
    if again_at is None:
        values |= {"state": AlertState.DEAD, "settled_at": now}
    conn.execute(update(alerts).where(alerts.c.id == alert_id).values(values))


def listing(conn: Connection, state: AlertState | None, limit: int) -> list[Alert]:
    """Newest first."""
    conditions = [] if state is None else [alerts.c.state == state]
    query = select(alerts).where(*conditions).order_by(alerts.c.id.desc()).limit(limit)
    return [_alert(row) for row in conn.execute(query)]


def retry(conn: Connection, ids: Sequence[int] | None, now: datetime) -> int:
    """Dead letters wait again."""
    dead = [alerts.c.state == AlertState.DEAD] + ([] if ids is None else [alerts.c.id.in_(ids)])
    values = {"state": AlertState.WAITING, "tries": 0, "not_before": now, "settled_at": None}
    return conn.execute(update(alerts).where(*dead).values(values)).rowcount


def _nobody_was_faster(conn: Connection, decided: Decided, seen: News | None) -> bool:
    if seen is not None:
        return _position(conn) == seen.position
    # Faults of the watch have no position: their threads must be as they were, open for those that end.
    told, _ = threads(conn, sorted({subject for _, subject in decided.threads}))
    return all((key in told) is (change is None) for key, change in decided.threads.items())


def _may_be_tried(now: datetime) -> ColumnElement[bool]:
    return or_(alerts.c.not_before.is_(None), and_(alerts.c.not_before <= now))


def _position(conn: Connection) -> int:
    found = conn.scalar(select(alert_position.c.revision_id).where(alert_position.c.id == _ONLY))
    return found or 0


def _rows(conn: Connection, names: set[str]) -> dict[str, Incident]:
    wanted, found = sorted(names), {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(incidents).where(incidents.c.id.in_(wanted[start : start + _CHUNK]))
        found.update({row.id: incident_of(row) for row in conn.execute(query)})
    return found


def _add(conn: Connection, message: NewAlert, now: datetime) -> int:
    row = {
        "key": _key(message, now),
        "channel": message.channel,
        "subject": message.subject,
        "kind": message.kind,
        "title": message.title,
        "body": message.body,
        "payload": dict(message.payload),
        "before": None if message.before is None else _as_json(message.before),
        "created_at": now,
        "state": AlertState.WAITING,
        "tries": 0,
    }
    number: int = conn.execute(insert(alerts).returning(alerts.c.id), row).scalar_one()
    return number


def _key(message: NewAlert, now: datetime) -> str:
    """Names this message and no other: what it is about, what it says, and when it was decided."""
    parts = [message.channel, message.subject, message.kind, _as_json(message.told), now.isoformat(), message.title]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _set_thread(conn: Connection, channel: str, subject: str, told: Told | None, now: datetime) -> None:
    if told is None:
        this = (alert_threads.c.channel == channel, alert_threads.c.subject == subject)
        conn.execute(delete(alert_threads).where(*this))
    else:
        row = {"channel": channel, "subject": subject, "told": _as_json(told), "at": now}
        dialect.upsert(conn, alert_threads, [row])


def _as_json(told: Told) -> dict[str, Any]:
    return {"cells": dict(told.cells), "revision": told.revision, "rules": list(told.rules)}


def _told(data: Mapping[str, Any]) -> Told:
    return Told(data["cells"], data["revision"], tuple(data["rules"]))


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        key=row.key,
        channel=row.channel,
        subject=row.subject,
        kind=row.kind,
        title=row.title,
        body=row.body,
        payload=row.payload,
        created_at=row.created_at,
        state=row.state,
        tries=row.tries,
        not_before=row.not_before,
        settled_at=row.settled_at,
        failure=row.failure,
    )
