"""A person's decision, with what the stages know of making rows: needs no writer lock, a cycle may be running."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from deduplication import make_row
from khabardar.interfaces import Cluster, Storage
from khabardar.records import StoredReport
from khabardar.reviews import Edit, Review, Reviewed
from khabardar.vocabulary import TollPolicy
from scheduler.placing import located


def review(storage: Storage, decision: Review, policy: TollPolicy, now: datetime) -> Reviewed:
    """Carry it out; rows whose reports change get their values by `policy`. Raises NotFound and ReviewError.

    A place that is set brings its coordinates and areas along.
    """

    def made(reports: Sequence[StoredReport]) -> Cluster:
        return make_row(reports, policy)

    if isinstance(decision, Edit):
        decision = located(decision, storage.incident(decision.incident).facts)
    return storage.review(decision, made, now)
