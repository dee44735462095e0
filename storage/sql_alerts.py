"""`khabardar.alerting.AlertStore` over one engine: each method is one transaction around a function of its module."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Connection

from khabardar.alerting import Alert, AlertState, Decided, NewAlert, News, Told, WaitingAlert
from storage import alerts


class SqlAlerts:
    """The outbox's part of `SqlStorage`."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]: ...

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Connection]: ...

    def alert_news(self, limit: int) -> News:
        with self._reading() as conn:
            return alerts.news(conn, limit)

    def threads_of(
        self, subjects: Sequence[str]
    ) -> tuple[Mapping[tuple[str, str], Told], Mapping[tuple[str, str], WaitingAlert]]:
        with self._reading() as conn:
            return alerts.threads(conn, subjects)

    def open_faults(self) -> Sequence[str]:
        with self._reading() as conn:
            return alerts.open_faults(conn)

    def keep_decided(self, decided: Decided, news: News | None, now: datetime) -> bool:
        with self._writing() as conn:
            return alerts.keep(conn, decided, news, now)

    def forget_alert_news(self) -> None:
        with self._writing() as conn:
            alerts.forget(conn)

    def fold_alerts(self, channel: str, until: datetime, digest: NewAlert | None, now: datetime) -> Sequence[Alert]:
        with self._writing() as conn:
            return alerts.fold(conn, channel, until, digest, now)

    def claim_alert(
        self, channel: str, now: datetime, lease_until: datetime, *, only_digests: bool = False
    ) -> Alert | None:
        with self._writing() as conn:
            return alerts.claim(conn, channel, now, lease_until, only_digests=only_digests)

    def alert_sent(self, alert_id: int, now: datetime) -> None:
        with self._writing() as conn:
            alerts.sent(conn, alert_id, now)

    def alert_failed(self, alert_id: int, why: str, again_at: datetime | None, now: datetime) -> None:
        with self._writing() as conn:
            alerts.failed(conn, alert_id, why, again_at, now)

    def alerts(self, state: AlertState | None, limit: int) -> Sequence[Alert]:
        with self._reading() as conn:
            return alerts.listing(conn, state, limit)

    def retry_alerts(self, ids: Sequence[int] | None, now: datetime) -> int:
        with self._writing() as conn:
            return alerts.retry(conn, ids, now)
