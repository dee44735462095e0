"""Takes messages out of the outbox and hands them to their channels.

A message is claimed before it is sent and settled after: a crash in between leaves it claimed, and when its lease is
over it is sent again under the same name, by which a receiver knows that it has it already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from alerts.channels import Channel, DeliveryError, open_channel
from alerts.digest import digest_of
from alerts.timing import is_quiet, last_digest, next_try
from khabardar.alerting import Alert, AlertStore
from khabardar.config.alerts import ChannelConfig

log = structlog.get_logger("khabardar.alerts")
_SPARE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a round of sending came to."""

    sent: int = 0
    failed: int = 0
    dead: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(self.sent + other.sent, self.failed + other.failed, self.dead + other.dead)


def deliver(
    store: AlertStore,
    channels: Sequence[ChannelConfig],
    zone: str,
    now: Callable[[], datetime],
    opener: Callable[[ChannelConfig], Channel] = open_channel,
) -> Delivered:
    """Send what is due on every channel that is not quiet; a channel that fails rests, the others go on."""
    done = Delivered()
    for config in channels:
        if is_quiet(config.quiet, config.timezone or zone, now()):
            continue
        if config.digest:
            _fold(store, config, config.timezone or zone, now())
        done += _Round(store, config, now, opener).run()
    return done


def _fold(store: AlertStore, config: ChannelConfig, zone: str, now: datetime) -> None:
    slot = last_digest(config.digest, zone, now)
    if waiting := store.fold_alerts(config.id, slot, None, now):
        store.fold_alerts(config.id, slot, digest_of(config.id, waiting, slot), now)


@dataclass
class _Round:
    """One channel's turn."""

    store: AlertStore
    config: ChannelConfig
    now: Callable[[], datetime]
    opener: Callable[[ChannelConfig], Channel]

    def run(self) -> Delivered:
        done = Delivered()
        channel: Channel | None = None
        while alert := self._claim():
            try:
                channel = channel or self.opener(self.config)
                channel.send(alert, self.now())
            except DeliveryError as error:
                done += self._failed(alert, error)
                if not error.permanent:
                    return done
            else:
                self.store.alert_sent(alert.id, self.now())
                done += Delivered(sent=1)
        return done

    def _claim(self) -> Alert | None:
        now = self.now()
        lease = now + self.config.timeout * 2 + _SPARE
        return self.store.claim_alert(self.config.id, now, lease, only_digests=bool(self.config.digest))

    def _failed(self, alert: Alert, error: DeliveryError) -> Delivered:
        now = self.now()
        again = None if error.permanent else next_try(alert.tries, self.config.tries, error.wait, now)
        self.store.alert_failed(alert.id, str(error), again, now)
        about = {"channel": self.config.id, "message": alert.title, "why": str(error)}
        if again is None:
            log.error("alert given up; `khabardar alerts retry` sends it again", **about)
            return Delivered(dead=1)
        log.warning("alert not delivered yet", **about, again=again.isoformat(timespec="seconds"))
        return Delivered(failed=1)
