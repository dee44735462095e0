"""Stored articles read again by the engine of today; rows keep their ids, people's decisions and history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from khabardar.interfaces import Storage
from khabardar.vocabulary import TollPolicy
from scheduler.asking import unanswered
from scheduler.engines import Engines, engine_of
from scheduler.stages import Matched, hints_for, keep_reading, match_pending

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Reread:
    """`reader`: the engine, or engines, and version, in words."""

    reader: str
    articles: int
    matched: Matched


def reread(
    storage: Storage,
    *,
    engines: Engines,
    policy: TollPolicy,
    since: datetime | None,
    force: bool,
    now: datetime,
    on_read: Callable[[], None] = lambda: None,
) -> Reread:
    """Read again what another engine or version read, or everything by `force`, of articles published from `since` on.

    Each article is done in one transaction with the version that read it, so a call that was killed is finished by
    the next one. Rows are matched at the end, those of an earlier call that did not come so far with them.
    """
    sources = {source.id: source for source in storage.sources()}
    count = 0
    for choice in engines.every():
        reader, last = engine_of(choice), None
        unless = None if force else (reader.name, reader.version)
        while batch := storage.articles_read(unless=unless, since=since, after=last, limit=_BATCH):
            wanted = [article for article in batch if engines.of(article.source_id) == choice]
            unanswered(choice, wanted)
            for article in wanted:
                reading = reader.read(article, hints_for(sources.get(article.source_id)))
                keep_reading(storage, article, reading, now)
                on_read()
            count, last = count + len(wanted), batch[-1].id
    readers = [engine_of(choice) for choice in engines.every()]
    named = ", ".join(f"{reader.name} {reader.version}" for reader in readers)
    return Reread(named, count, match_pending(storage, policy, now))
