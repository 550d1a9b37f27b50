"""What the worker does by the clock: hand out what the outbox holds, end what has outlived its purpose."""

from procrastinate.contrib.django import app

from wanjia.coverage import pace
from wanjia.coverage.comparing import ahead
from wanjia.flows import caring, isolating, purging
from wanjia.kernel import clock
from wanjia.needs import climbing
from wanjia.notices import texting
from wanjia.platform import outbox
from wanjia.platform.access import system


@app.periodic(cron="* * * * *")
@app.task(name="flows.drain_outbox", queueing_lock="drain_outbox")
def drain_outbox(timestamp: int) -> None:
    """Every minute: events whose handlers may be late."""
    while outbox.drain(clock.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="flows.climb_needs", queueing_lock="climb_needs")
def climb_needs(timestamp: int) -> None:
    """Every minute: tickets that a level has had too long go up."""
    while climbing.climb(clock.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="flows.send_texts", queueing_lock="send_texts", lock="send_texts")
def send_texts(timestamp: int) -> None:
    """Every minute: SMS that wait, one after the other. Those of one run that fail wait for a later one."""
    while texting.send_due(clock.now()):
        pass


@app.periodic(cron="*/5 * * * *")
@app.task(name="flows.note_pace", queueing_lock="note_pace")
def note_pace(timestamp: int) -> None:
    """Every five minutes: how far each committee is, so that a page can say when it will be done."""
    pace.note(clock.now())


@app.periodic(cron="20 * * * *")
@app.task(name="flows.draw_sets", queueing_lock="draw_sets")
def draw_sets(timestamp: int) -> None:
    """Every hour: the sets of recent rounds, so that nobody who compares them has to wait for the first drawing."""
    ahead.draw(clock.now())


@app.periodic(cron="5 * * * *")
@app.task(name="flows.isolation_day", queueing_lock="isolation_day")
def isolation_day(timestamp: int) -> None:
    """Every hour, first five minutes after midnight in Shanghai: orders end, the day's rounds open, dates are told.

    Once a day would do; every hour a machine that was off at midnight has lost nothing.
    """
    isolating.day(clock.now())


@app.periodic(cron="10 * * * *")
@app.task(name="flows.care_day", queueing_lock="care_day")
def care_day(timestamp: int) -> None:
    """Every hour: the checks of the day, visits two weeks ahead. A machine that was off has lost nothing."""
    caring.day(clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="flows.care_watch", queueing_lock="care_watch")
def care_watch(timestamp: int) -> None:
    """Every minute: checks that were missed begin their ladder (trap 21)."""
    caring.watch(clock.now())


@app.periodic(cron="30 19 * * *")
@app.task(name="flows.purge", queueing_lock="purge")
def purge(timestamp: int) -> None:
    """Every night at half past three in Shanghai: fields whose clock has run out. Only people end an emergency."""
    purging.purge(by=system("nightly"), now=clock.now(), emergency_ended_on=None, is_rehearsal=False)
