"""The step of alerts, as the cycle, the daemon and `khabardar alerts send` do it: decide on the news, then deliver."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from alerts.deciding import Context, decide, subject_of
from alerts.delivery import Delivered, deliver
from alerts.health import Watch, decide_health, faults
from alerts.rules import Rule, rule_of
from alerts.wording import Telling
from export.formats.jsonl import row_to_dict
from export.gathering import with_sources
from export.rows import ExportedIncident
from khabardar.alerting import Decided, News
from khabardar.config import Config
from khabardar.interfaces import Storage
from khabardar.records import Incident

_REVISIONS_AT_ONCE = 2000


def do_alerts(config: Config, storage: Storage, now: Callable[[], datetime]) -> Delivered:
    """Decide on all that changed, look at the watch itself, and send what is due. Blocks."""
    if not config.alerts.channels:
        storage.forget_alert_news()
        return Delivered()
    while decide_some(config, storage, now()):
        pass
    watch_health(config, storage, now())
    return deliver(storage, config.alerts.channels, config.timezone, now)


def decide_some(config: Config, storage: Storage, now: datetime) -> bool:
    """The next changes; False where there are none. Where another process decided on them, they are looked at anew."""
    news = storage.alert_news(_REVISIONS_AT_ONCE)
    if news.until == news.position:
        return False
    storage.keep_decided(decision_on(config, storage, news, now), news, now)
    return True


def decision_on(config: Config, storage: Storage, news: News, now: datetime) -> Decided:
    """What these changes come to; nothing is kept."""
    rules = [rule_of(rule) for rule in config.alerts.rules]
    told, waiting = storage.threads_of([subject_of(row.id) for row in news.rows] + _heirs(news.rows))
    known = {subject for _, subject in told.keys() | waiting.keys()}
    rows = [row for row in news.rows if subject_of(row.id) in known or _wanted(rules, row, now)]
    full = {row.incident.id: row for row in with_sources(storage, rows)}
    context = Context(
        rules=rules,
        titles={channel.id: channel.title or config.alerts.title for channel in config.alerts.channels},
        page=f"{config.alerts.page.rstrip('/')}/incidents/" if config.alerts.page else None,
        told=told,
        waiting=waiting,
        tellings={name: _tellings(row) for name, row in full.items()},
        payloads={name: _payload(row) for name, row in full.items()},
        now=now,
    )
    return decide([*rows, *_heir_rows(news.rows, rows)], context)


def _heirs(rows: Sequence[Incident]) -> list[str]:
    return [subject_of(row.merged_into) for row in rows if row.merged_into]


def _heir_rows(news: Sequence[Incident], rows: Sequence[Incident]) -> list[Incident]:
    """Rows that took over one that is looked at: their threads may begin with its."""
    shown = {row.id for row in rows}
    heirs = {row.merged_into for row in rows if row.merged_into}
    return [row for row in news if row.id in heirs and row.id not in shown]


def _wanted(rules: Sequence[Rule], row: Incident, now: datetime) -> bool:
    return any(rule.lets_through(row, now) for rule in rules)


def _tellings(row: ExportedIncident) -> list[Telling]:
    return [Telling(source.outlet, source.url) for source in row.sources]


def _payload(row: ExportedIncident) -> Mapping[str, Any]:
    return row_to_dict(row)


def watch_health(config: Config, storage: Storage, now: datetime) -> None:
    """Faults of the watch that began or are over since the last look."""
    channels = config.alerts.health.channels
    if not channels:
        return
    found = faults(_watch(config, storage), config.alerts.health, now)
    open_subjects = storage.open_faults()
    told, waiting = storage.threads_of(sorted(found.keys() | set(open_subjects)))
    decided = decide_health(found, channels, open_subjects, told, waiting)
    if decided.messages or decided.superseded or decided.threads:
        storage.keep_decided(decided, None, now)


def _watch(config: Config, storage: Storage) -> Watch:
    folder = config.data_folder
    return Watch(
        sources=config.source_records(),
        states=storage.source_states(),
        cycles=storage.last_cycles(5),
        free_bytes=shutil.disk_usage(folder if folder.is_dir() else Path.cwd()).free,
    )
