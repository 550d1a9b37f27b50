"""The meters: the names that others count on, several processes as one, nothing that says who."""

import os
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.world import NOON, SPRING, an_account
from wanjia.platform import meters, tokens, watching
from wanjia.platform.models import OutboxEvent, Token

NAMES = {
    "wanjia_intake_records": ("kind", "outcome"), "wanjia_intake_flags": ("flag",), "wanjia_intake_persons": (),
    "wanjia_intake_batch_seconds": (), "wanjia_intake_batch_records": (), "wanjia_intake_waiting_records": (),
    "wanjia_intake_answer_seconds": (), "wanjia_shed_requests": ("door",), "wanjia_intake_retries": ("why",),
    "wanjia_intake_split": (),
}  # fmt: skip


def python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": "src", **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_the_meters_have_the_names_and_labels_that_the_manual_gives():
    kept = {collector._name: tuple(collector._labelnames) for collector in meters.registry._collector_to_names}
    assert kept == NAMES


def test_importing_needs_no_environment():
    assert python("from wanjia.platform import meters; print('DJANGO' in str(vars(meters)))") == "False\n"


def test_several_processes_count_as_one_and_the_dead_hold_nothing(tmp_path):
    count = "from wanjia.platform import meters as m; m.persons.inc(10); m.waiting.set(7); m.batches.observe(0.02)"
    for _process in range(2):
        python(count, PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
    alive = subprocess.Popen(
        [sys.executable, "-c", f"{count}; print(1, flush=True); input()"],
        env={"PYTHONPATH": "src", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    alive.stdout.readline()
    text = meters.exposition(tmp_path).decode()
    alive.communicate(b"\n")
    assert "wanjia_intake_persons_total 30.0" in text
    assert "wanjia_intake_batch_seconds_count 3.0" in text
    assert "wanjia_intake_waiting_records 7.0" in text


@pytest.mark.django_db
def test_what_the_database_says_is_asked_at_each_look():
    lin, gone = an_account("lin"), an_account("gone", is_active=False)
    for account, label in ((lin, "new"), (lin, "fresh"), (lin, "silent"), (lin, "old"), (gone, "closed")):
        tokens.issue(account, label=label, now=NOON - timedelta(hours=20 if label == "old" else 1))
    Token.objects.filter(label="fresh").update(seen_at=NOON - timedelta(minutes=14))
    Token.objects.filter(label__in=["silent", "old", "closed"]).update(seen_at=NOON - timedelta(minutes=16))
    for tries in (0, 5):
        OutboxEvent.objects.create(id=uuid4(), part=SPRING, name="x", payload={}, created_at=NOON, tries=tries)
    figures = {one.name: one.samples[0].value for one in watching.Now(NOON).collect()}
    assert figures.pop("wanjia_database_connections") >= 1
    assert figures == {
        "wanjia_devices": 3, "wanjia_devices_silent": 1, "wanjia_outbox_waiting": 2, "wanjia_outbox_stuck": 1,
        "wanjia_jobs_waiting": 0,
    }  # fmt: skip


@pytest.mark.django_db
def test_a_look_costs_the_same_few_queries_whatever_there_is(django_assert_num_queries):
    with django_assert_num_queries(5):  # and one over a connection of its own
        text = meters.exposition(None, watching.Now(NOON)).decode()
    assert text.count("# TYPE wanjia_") == len(NAMES) + 6
    assert os.environ["WANJIA_HOME"] not in text
