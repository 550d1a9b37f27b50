"""The same command from several desks at one moment, each with its own connection."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from wanjia.kernel.errors import Refusal


def at_once(command, asked):
    """Calls command(one) for each, all let go together. Returns what came back, and the refusals; all else raises."""
    gate = threading.Barrier(len(asked))

    def desk(one):
        try:
            gate.wait(timeout=10)
            return command(one)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asked)) as desks:
        done = [desks.submit(desk, one) for one in asked]
    refused = [why for one in done if isinstance(why := one.exception(), Refusal)]
    return [one.result() for one in done if not isinstance(one.exception(), Refusal)], refused


def slowly(monkeypatch, module, name):
    """What the function answers is a quarter of a second old when it is used: time for another desk to come between."""
    asked = getattr(module, name)

    def late(*args, **more):
        answer = asked(*args, **more)
        time.sleep(0.25)
        return answer

    monkeypatch.setattr(module, name, late)
