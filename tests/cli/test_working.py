"""The worker's process: a queue of minutes beside a queue of ladders, and one end for both."""

import asyncio
import os
import signal
import threading

import pytest
from procrastinate import App
from procrastinate.testing import InMemoryConnector

from wanjia.cli import serving
from wanjia.flows.jobs import BOARDS, MAIN


@pytest.fixture
def app():
    return App(connector=InMemoryConnector())


def run(app):
    return asyncio.run(asyncio.wait_for(serving._work(app), 20))


def test_a_board_that_takes_minutes_holds_up_no_ladder_and_both_end_their_job_before_they_stop(app):
    done, ladder_ran = [], threading.Event()

    @app.task(queue=BOARDS)
    def board():
        assert ladder_ran.wait(10), "the ladder had to wait for the board"
        os.kill(os.getpid(), signal.SIGTERM)
        done.append("board")

    @app.task(queue=MAIN)
    def ladder():
        done.append("ladder")
        ladder_ran.set()

    board.defer()
    ladder.defer()
    run(app)
    assert done == ["ladder", "board"]
    assert {job["status"] for job in app.connector.jobs.values()} <= {"succeeded"}


def test_a_worker_that_dies_takes_the_other_along(app, monkeypatch):
    async def die(app, queue):
        if queue == BOARDS:
            raise ConnectionError
        await asyncio.sleep(30)

    monkeypatch.setattr(serving, "_take_jobs", die)
    with pytest.raises(ExceptionGroup) as why:
        run(app)
    assert isinstance(why.value.exceptions[0], ConnectionError)
