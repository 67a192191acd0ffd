"""The facts as Prometheus reads them. A label is a version, a fixed name from our code, or a random key."""

import re
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from hearten.health.queries import Health

#: Every metric with its sentence; docs/reference/metrics.md says the same, and a test compares.
METRICS = {
    "hearten_info": "1; version, database and its mode are labels.",
    "hearten_database_bytes": "Size of the database, with its write-ahead log.",
    "hearten_database_fallback": "1 where SQLite is too old for safe write-ahead logging and the slower mode is used.",
    "hearten_disk_free_bytes": "Free space on the disk of HEARTEN_DATA.",
    "hearten_streams": "Open streams of this process.",
    "hearten_writer_waiting_items": "Items received and not yet durable, in this process.",
    "hearten_writer_lag_seconds": "How long the oldest of them has waited.",
    "hearten_tasks_waiting": "Tasks that are due and not done.",
    "hearten_tasks_oldest_due_timestamp_seconds": "Since when the oldest of them has been due.",
    "hearten_tasks_given_up": "Tasks given up within the last day.",
    "hearten_schedule_done_timestamp_seconds": "When an entry of the schedule was last done, by entry.",
    "hearten_schedule_failing": "1 where the last run of an entry failed, by entry.",
    "hearten_backup_done_timestamp_seconds": "When the last good backup was made.",
    "hearten_backup_bytes": "Size of the last good backup.",
    "hearten_backup_failing": "1 where a backup has failed since the last good one.",
    "hearten_source_heard_timestamp_seconds": "When a source was last heard, by its random key.",
    "hearten_sources": "Sources that are let in.",
    "hearten_audit_entries": "Entries in the audit chain.",
}


def gauge(name: str, value: float) -> Metric:
    """Make a metric without labels."""
    return GaugeMetricFamily(name, METRICS[name], value=value)


def label_of(entry: str) -> str:
    """Write the name of an entry of the schedule as a label: ``forget_notices_older_than_an_hour``."""
    return re.sub(r"[^a-z0-9]+", "_", entry.lower()).strip("_")


def seconds(at: datetime | None) -> float:
    """Give a time as Prometheus counts it; 0 for never."""
    return at.timestamp() if at else 0.0


class Collector:
    """Gives the metrics of one moment."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Give every metric, in the order of ``METRICS``."""
        health = self._health
        info = GaugeMetricFamily("hearten_info", METRICS["hearten_info"], labels=["version", "database", "mode"])
        info.add_metric([health.version, health.database.name, health.database.mode], 1)
        yield info
        yield gauge("hearten_database_bytes", health.database.bytes)
        yield gauge("hearten_database_fallback", health.database.on_fallback)
        yield gauge("hearten_disk_free_bytes", health.disk_free)
        yield gauge("hearten_streams", health.streams)
        yield gauge("hearten_writer_waiting_items", health.writer_waiting)
        yield gauge("hearten_writer_lag_seconds", health.writer_lag)
        yield gauge("hearten_tasks_waiting", health.backlog.waiting)
        yield gauge("hearten_tasks_oldest_due_timestamp_seconds", seconds(health.backlog.oldest_due_at))
        yield gauge("hearten_tasks_given_up", health.backlog.given_up)
        yield from self._schedule()
        yield gauge("hearten_backup_done_timestamp_seconds", seconds(health.backups.good_at))
        yield gauge("hearten_backup_bytes", health.backups.bytes)
        yield gauge("hearten_backup_failing", bool(health.backups.failed_at))
        yield from self._sources()
        yield gauge("hearten_audit_entries", health.audit_entries)

    def _schedule(self) -> Iterator[Metric]:
        done, failing = (
            GaugeMetricFamily(name, METRICS[name], labels=["entry"])
            for name in ("hearten_schedule_done_timestamp_seconds", "hearten_schedule_failing")
        )
        for run in self._health.runs:
            done.add_metric([label_of(run.name)], seconds(run.done_at))
            failing.add_metric([label_of(run.name)], run.is_failing)
        yield from (done, failing)

    def _sources(self) -> Iterator[Metric]:
        name = "hearten_source_heard_timestamp_seconds"
        heard = GaugeMetricFamily(name, METRICS[name], labels=["source"])
        for source in self._health.sources:
            heard.add_metric([source.key], seconds(source.heard_at))
        yield heard
        yield gauge("hearten_sources", sum(source.is_active for source in self._health.sources))


def as_text(health: Health) -> bytes:
    """Give the text that Prometheus scrapes."""
    registry = CollectorRegistry()
    registry.register(Collector(health))
    return generate_latest(registry)
