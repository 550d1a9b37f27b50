"""What is read from the database when somebody asks for the meters: how things stand now, as counts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from wanjia.platform import database
from wanjia.platform.models import OutboxEvent, Token

SILENT_AFTER = timedelta(minutes=15)


class Now(Collector):
    """Gauges of this moment. Six queries at each asking; none grows with the number of people."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        in_force = Token.objects.filter(revoked_at=None, expires_at__gt=self._now, account__is_active=True)
        waiting = OutboxEvent.objects.filter(handled_at=None)
        yield _gauge("wanjia_devices", "Devices whose key is in force.", in_force.count())
        yield _gauge(
            "wanjia_devices_silent", "Devices that have spoken before and have not for a quarter of an hour.",
            in_force.filter(seen_at__lt=self._now - SILENT_AFTER).count(),
        )  # fmt: skip
        yield _gauge("wanjia_outbox_waiting", "Events that wait for the worker.", waiting.count())
        yield _gauge("wanjia_outbox_stuck", "Events that wait for a person.", waiting.filter(tries__gte=5).count())
        yield _gauge("wanjia_jobs_waiting", "Jobs that wait for the worker.", _jobs("todo"))
        yield _gauge("wanjia_database_connections", "Connections to the database.", _connections())


def _gauge(name: str, meaning: str, value: int) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)


def _jobs(status: str) -> int:
    return ProcrastinateJob.objects.filter(status=status).count()


def _connections() -> int:
    """Of everybody, but this one."""
    with psycopg.connect(database.address(settings.DATABASES["default"]), connect_timeout=5) as link:
        row = link.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    return int(row[0]) if row else 0
