"""Stored articles read again by the engine of today; rows keep their ids, people's decisions and history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from extraction import engine
from khabardar.interfaces import Storage
from khabardar.vocabulary import TollPolicy
from scheduler.stages import Matched, hints_for, keep_reading, match_pending

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Reread:
    """`reader`: the engine and its version, in words."""

    reader: str
    articles: int
    matched: Matched


def reread(
    storage: Storage, *, engine_name: str, policy: TollPolicy, since: datetime | None, force: bool, now: datetime
) -> Reread:
    """Read again what another engine or version read, or everything by `force`, of articles published from `since` on.

    Each article is done in one transaction with the version that read it, so a call that was killed is finished by
    the next one. Rows are matched at the end, those of an earlier call that did not come so far with them.
    """
    reader = engine(engine_name)
    sources = {source.id: source for source in storage.sources()}
    unless = None if force else (reader.name, reader.version)
    count, last = 0, None
    while batch := storage.articles_read(unless=unless, since=since, after=last, limit=_BATCH):
        for article in batch:
            reading = reader.read(article, hints_for(sources.get(article.source_id)))
            keep_reading(storage, article, reading, now)
        count, last = count + len(batch), batch[-1].id
    return Reread(f"{reader.name} {reader.version}", count, match_pending(storage, policy, now))
