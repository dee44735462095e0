"""A person's decision, with what the stages know of making rows: needs no writer lock, a cycle may be running."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from deduplication import make_row
from khabardar.interfaces import Cluster, Storage
from khabardar.records import StoredReport
from khabardar.reviews import Review, Reviewed
from khabardar.vocabulary import TollPolicy


def review(storage: Storage, decision: Review, policy: TollPolicy, now: datetime) -> Reviewed:
    """Carry it out; rows whose reports change get their values by `policy`. Raises NotFound and ReviewError."""

    def made(reports: Sequence[StoredReport]) -> Cluster:
        return make_row(reports, policy)

    return storage.review(decision, made, now)
