"""What /metrics says, in the text format of Prometheus."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from khabardar.errors import KhabardarError
from scheduler.health import Health, resident_bytes

if TYPE_CHECKING:
    from prometheus_client import Metric

_PREFIX = "khabardar_"


class MetricsMissing(KhabardarError):
    """prometheus-client is not installed."""


def exposition(
    health: Health, counts: Mapping[str, int], replaced: Mapping[str, int], uptime: float, stuck: int
) -> bytes:
    """All metrics as they are now. Raises MetricsMissing."""
    try:
        from prometheus_client import CollectorRegistry, generate_latest
    except ImportError as error:
        raise MetricsMissing("metrics need prometheus-client: pip install 'khabardar[metrics]'") from error

    class Now:
        def collect(self) -> Iterator[Metric]:
            yield from _of_health(health)
            yield from _of_process(counts, replaced, uptime, stuck)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Now())
    return generate_latest(registry)


def _of_health(health: Health) -> Iterator[Metric]:
    yield _gauge("up", "1 where all is well", int(not health.faults))
    yield _gauge("sources", "Enabled sources", len(health.sources))
    yield _gauge("sources_current", "Sources whose last visit went well and is not overdue", health.current_sources)
    yield _gauge("lag_seconds", "How long the source that waits longest is overdue", health.lag_seconds)
    yield _by(
        "source_current", "1 where the source is current", "source", {s.id: int(s.current) for s in health.sources}
    )
    yield _by("source_failures", "Failed visits in a row", "source", {s.id: s.failures for s in health.sources})
    yield _by("articles", "Articles by state", "state", health.articles)
    yield _by("incidents", "Rows by status", "status", health.incidents)
    yield _gauge("reports_pending", "Reports that wait to be matched", health.pending_reports)
    yield _gauge("database_bytes", "Size of the database", health.database["bytes"])
    yield _gauge("disk_free_bytes", "Free on its disk", health.free_bytes)
    if health.last_cycle and health.last_cycle["finished_at"]:
        yield _gauge("last_cycle_finished_timestamp_seconds", "End of it", _stamp(health.last_cycle["finished_at"]))
    done = {name: _stamp(run["finished_at"]) for name, run in health.upkeep.items() if run["finished_at"]}
    yield _by("upkeep_finished_timestamp_seconds", "When each duty was last done", "duty", done)
    failed = {name: int(bool(run["fault"])) for name, run in health.upkeep.items()}
    yield _by("upkeep_failed", "1 where the last time went wrong", "duty", failed)


def _of_process(counts: Mapping[str, int], replaced: Mapping[str, int], uptime: float, stuck: int) -> Iterator[Metric]:
    for name, number in counts.items():
        yield _counter(name, f"{name.replace('_', ' ').capitalize()} by this process", number)
    yield _by("workers_replaced", "Worker processes replaced since the start", "cause", replaced)
    yield _gauge("uptime_seconds", "Since the daemon started", uptime)
    yield _gauge("stuck", "Duties in hand that do not move", stuck)
    yield _gauge("resident_bytes", "Memory of the daemon itself", resident_bytes(os.getpid()) or 0)


def _gauge(name: str, words: str, value: float) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(_PREFIX + name, words, value=value)


def _counter(name: str, words: str, value: float) -> Metric:
    from prometheus_client.core import CounterMetricFamily

    return CounterMetricFamily(_PREFIX + name, words, value=value)


def _by(name: str, words: str, label: str, values: Mapping[str, Any]) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(_PREFIX + name, words, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


def _stamp(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
