"""What the worker does by the clock: hand out what the outbox holds, end what has outlived its purpose.

Boards stand in a queue of their own with a worker of its own: drawing one takes minutes, and a ladder must not wait.
"""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from wanjia.coverage import pace
from wanjia.coverage.comparing import ahead as sets
from wanjia.coverage.models import Round
from wanjia.flows import backlogs, caring, isolating, purging
from wanjia.flows.chain import ahead as boards
from wanjia.kernel import clock
from wanjia.needs import climbing
from wanjia.notices import texting
from wanjia.platform import outbox
from wanjia.platform.access import system

MAIN, BOARDS = "default", "boards"  # queues, each with one worker


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
@app.task(name="flows.send_texts", queueing_lock="send_texts")
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
    sets.draw(clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="flows.draw_boards", queue=BOARDS, queueing_lock="draw_boards")
def draw_boards(timestamp: int) -> None:
    """Every five minutes: the chain boards of large areas that are due, so that nobody waits for a first look."""
    now = clock.now()
    boards.forget(now)
    for area, round_ in boards.due(now):
        ask_board(area, round_)


@app.periodic(cron="*/5 * * * *")
@app.task(name="flows.note_backlogs", queue=BOARDS, queueing_lock="note_backlogs", priority=2)
def note_backlogs(timestamp: int) -> None:
    """Every five minutes: what laboratories have in hand, for the lists of a city."""
    backlogs.note(clock.now())


def ask_board(area: int, round_: Round | None, *, is_urgent: bool = False) -> None:
    """Puts one board into the queue, once; before the others when somebody waits for it."""
    asked = draw_board.configure(queueing_lock=f"board {area} {round_.pk if round_ else 0}", priority=int(is_urgent))
    try:
        with transaction.atomic():  # a refused second job must not spoil the caller's transaction
            asked.defer(area=area, round_id=round_.pk if round_ else 0)
    except AlreadyEnqueued:
        return


@app.task(name="flows.draw_board", queue=BOARDS)
def draw_board(area: int, round_id: int) -> None:
    """Minutes for a city. Asked for twice, it is drawn once."""
    boards.draw(area, Round.objects.filter(pk=round_id).first(), clock.now())


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
